package cli

import (
	"context"
	"io"

	"reconcile/internal/night"
	"reconcile/reports"
)

// ExplainFlags are what `explain` is asked for.
type ExplainFlags struct {
	Common
	Output
}

// Explain does a night and says of one person or account why their access is had, lacked or lost.
func (a *App) Explain(ctx context.Context, f *ExplainFlags, subject string) error {
	o, err := a.options(&f.Common, nil)
	if err != nil {
		return err
	}
	x, err := night.Explain(ctx, o, subject)
	if err != nil {
		return err
	}
	return a.write(f.Path, func(w io.Writer) error {
		if f.Format == "json" {
			return reports.ExplainJSON(w, x)
		}
		return reports.Explain(w, x, a.look(f.Path))
	})
}
