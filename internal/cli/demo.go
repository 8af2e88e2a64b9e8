package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"reconcile/internal/access"
	"reconcile/internal/demo"
	"reconcile/internal/night"
	"reconcile/reports"
)

// Demo writes a made-up company into a folder and audits it. One of its apps is read in part, on purpose: that is no
// failure here. That somebody's changes would be written over is a wrong way to call.
func (a *App) Demo(ctx context.Context, dir string, force bool) error {
	err := demo.Write(dir, access.DayOf(a.Now()), force)
	if errors.Is(err, demo.ErrThere) {
		return usage{err}
	}
	if err != nil {
		return err
	}
	config := filepath.Join(dir, demo.Config)
	o, err := a.options(&Common{Config: config}, nil)
	if err != nil {
		return err
	}
	run, inv, err := night.Take(ctx, o)
	if err != nil {
		return err
	}
	for name, format := range map[string]string{demo.Page: "html", demo.Workbook: "xlsx"} {
		var b bytes.Buffer
		if err := a.render(&b, run, inv, &Output{Format: format, Path: filepath.Join(dir, name)}, true); err != nil {
			return err
		}
		if err := demo.Report(dir, name, b.Bytes()); err != nil {
			return err
		}
	}
	return a.write("", func(w io.Writer) error {
		if err := reports.Text(w, run, a.look("")); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "\n"+demoNext, filepath.Join(dir, demo.Page), filepath.Join(dir, demo.Workbook), dir, config,
			config, config, config)
		return err
	})
}

// demoNext says where to go from the demo.
const demoNext = `The same to show around: %s for a browser, %s for Excel.

The company is in %s. Look at its rules, change something, and try:

  reconcile run     --config %s
  reconcile plan    --config %s
  reconcile explain --config %s github/acme-deploy
  reconcile check   --config %s
`
