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
	began := a.Now()
	o, run, err := a.night(ctx, f, func(run *access.Run, inv *access.Inventory, w io.Writer) error {
		return a.render(w, run, inv, &f.Output, true)
	})
	a.tellMonitors(ctx, &o, began, run, err)
	return err
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
	_, _, err := a.night(ctx, f, func(run *access.Run, _ *access.Inventory, w io.Writer) error {
		switch f.Format {
		case "json":
			return night.WritePlan(w, run)
		case "csv":
			return reports.PlanCSV(w, run)
		default:
			return reports.PlanText(w, run, a.look(f.Path))
		}
	})
	return err
}

// night does a night, renders it and mails it. There may be a run beside an error, which then came after it.
func (a *App) night(
	ctx context.Context, f *RunFlags, render func(*access.Run, *access.Inventory, io.Writer) error,
) (o night.Options, run *access.Run, err error) {
	failOn, err := severity(f.FailOn)
	if err != nil {
		return o, nil, err
	}
	if o, err = a.options(&f.Common, &f.Selection); err != nil {
		return o, nil, err
	}
	var inv *access.Inventory
	if f.Format == "xlsx" {
		run, inv, err = night.Take(ctx, o)
	} else {
		run, err = night.Run(ctx, o)
	}
	if err != nil {
		return o, nil, err
	}
	if err := a.write(f.Path, func(w io.Writer) error { return render(run, inv, w) }); err != nil {
		return o, run, err
	}
	err = outcomeOf(run, failOn)
	if f.NoMail {
		return o, run, worse(err, a.unmailed(ctx, o.ConfigPath, run))
	}
	return o, run, worse(err, a.deliver(ctx, o.ConfigPath, f.Quiet))
}

// look says how a text may look where it goes.
func (a *App) look(path string) reports.Options {
	w := a.shown(path)
	return reports.Options{Width: width(w), Colour: colour(w), Confidential: true}
}
