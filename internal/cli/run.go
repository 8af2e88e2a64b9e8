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
}

// Run does a night and writes its report.
func (a *App) Run(ctx context.Context, f *RunFlags) error {
	began := a.Now()
	return a.night(ctx, f, func(run *access.Run, w io.Writer) error { return a.render(w, run, &f.Output, true) },
		func(o *night.Options, run *access.Run, err error) { a.tellMonitors(ctx, o, began, run, err) })
}

// render writes a run's report.
func (a *App) render(w io.Writer, run *access.Run, o *Output, confidential bool) error {
	switch o.Format {
	case "json":
		return reports.JSON(w, run)
	case "csv":
		return reports.CSV(w, run)
	default:
		look := a.look(o.Path)
		look.Confidential = confidential
		return reports.Text(w, run, look)
	}
}

// Plan does a night and writes its plan: to a file in the form that can be carried out, unless another is asked for.
func (a *App) Plan(ctx context.Context, f *RunFlags) error {
	return a.night(ctx, f, func(run *access.Run, w io.Writer) error {
		switch f.Format {
		case "json":
			return night.WritePlan(w, run)
		case "csv":
			return reports.PlanCSV(w, run)
		default:
			return reports.PlanText(w, run, a.look(f.Path))
		}
	}, nil)
}

// night does a night and renders it; told, unless nil, is told how that went.
func (a *App) night(ctx context.Context, f *RunFlags, render func(*access.Run, io.Writer) error,
	told func(*night.Options, *access.Run, error),
) error {
	failOn, err := severity(f.FailOn)
	if err != nil {
		return err
	}
	o, err := a.options(&f.Common, &f.Selection)
	if err != nil {
		return err
	}
	run, err := night.Run(ctx, o)
	if err == nil {
		err = a.write(f.Path, func(w io.Writer) error { return render(run, w) })
	}
	if told != nil {
		told(&o, run, err)
	}
	if err != nil {
		return err
	}
	return outcomeOf(run, failOn)
}

// look says how a text may look where it goes.
func (a *App) look(path string) reports.Options {
	w := a.shown(path)
	return reports.Options{Width: width(w), Colour: colour(w), Confidential: true}
}
