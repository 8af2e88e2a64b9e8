package cli

import (
	"context"
	"io"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/reports"
)

// RunFlags are what `run` and `plan` are asked for.
type RunFlags struct {
	Common
	Selection
	Output
	FailOn string
	NoMail bool
}

// Run does a night and writes its report.
func (a *App) Run(ctx context.Context, f *RunFlags) error {
	return a.night(ctx, f, func(run *access.Run, inv *access.Inventory, w io.Writer) error {
		return a.render(w, run, inv, &f.Output, true)
	})
}

// render writes a run's report. The inventory is for the workbook, nil where it is not known.
func (a *App) render(w io.Writer, run *access.Run, inv *access.Inventory, o *Output, confidential bool) error {
	look := a.look(o.Path)
	look.Confidential = confidential
	switch o.Format {
	case "json":
		return reports.JSON(w, run)
	case "csv":
		return reports.CSV(w, run)
	case "html":
		return reports.Page(w, run, look)
	case "xlsx":
		var held *reports.Holdings
		if inv != nil {
			held = reports.HoldingsOf(inv)
		}
		return reports.Workbook(w, run, held, look)
	default:
		return reports.Text(w, run, look)
	}
}

// Plan does a night and writes its plan: to a file in the form that can be carried out, unless another is asked for.
func (a *App) Plan(ctx context.Context, f *RunFlags) error {
	return a.night(ctx, f, func(run *access.Run, _ *access.Inventory, w io.Writer) error {
		switch f.Format {
		case "json":
			return night.WritePlan(w, run)
		case "csv":
			return reports.PlanCSV(w, run)
		default:
			return reports.PlanText(w, run, a.look(f.Path))
		}
	})
}

// night does a night and renders it.
func (a *App) night(
	ctx context.Context, f *RunFlags, render func(*access.Run, *access.Inventory, io.Writer) error,
) error {
	failOn, err := severity(f.FailOn)
	if err != nil {
		return err
	}
	o, err := a.options(&f.Common, &f.Selection)
	if err != nil {
		return err
	}
	do := func() (*access.Run, *access.Inventory, error) {
		run, err := night.Run(ctx, o)
		return run, nil, err
	}
	if f.Format == "xlsx" {
		do = func() (*access.Run, *access.Inventory, error) { return night.Take(ctx, o) }
	}
	run, inv, err := do()
	if err != nil {
		return err
	}
	if err := a.write(f.Path, func(w io.Writer) error { return render(run, inv, w) }); err != nil {
		return err
	}
	err = outcomeOf(run, failOn)
	if f.NoMail {
		return err
	}
	return worse(err, a.deliver(ctx, o.ConfigPath))
}

// look says how a text may look where it goes.
func (a *App) look(path string) reports.Options {
	w := a.shown(path)
	return reports.Options{Width: width(w), Colour: colour(w), Confidential: true}
}
