package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"reconcile/internal/access"
	"reconcile/internal/demo"
	"reconcile/internal/night"
	"reconcile/reports"
)

// Demo writes a made-up company into a folder and audits it. One of its apps is read in part, on purpose: that is no
// failure here.
func (a *App) Demo(ctx context.Context, dir string) error {
	now := a.Now()
	if err := demo.Write(dir, access.DayOf(now)); err != nil {
		return err
	}
	config := filepath.Join(dir, demo.Config)
	o, err := a.options(&Common{Config: config}, nil)
	if err != nil {
		return err
	}
	run, err := night.Run(ctx, o)
	if err != nil {
		return err
	}
	return a.write("", func(w io.Writer) error {
		if err := reports.Text(w, run, a.look("")); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "\n"+demoNext, dir, config, config, config, config)
		return err
	})
}

// demoNext says where to go from the demo.
const demoNext = `The company is in %s. Look at its rules, change something, and try:

  reconcile run     --config %s
  reconcile plan    --config %s
  reconcile explain --config %s github/acme-deploy
  reconcile check   --config %s
`
