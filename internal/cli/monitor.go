package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/monitor"
	"reconcile/internal/night"
	"reconcile/internal/store"
)

// tellMonitors tells the machines that watch how a night went, by its run, nil if there was none, and its outcome: the
// figures, and the ping if it was done in full. A run is not worse because nobody could be told: that is a warning.
func (a *App) tellMonitors(ctx context.Context, o *night.Options, began time.Time, run *access.Run, result error) {
	if !watched(o, run, result) || ctx.Err() != nil {
		return
	}
	cfg, err := config.Load(o.ConfigPath, o.Kinds)
	if err != nil {
		return // the run has told it
	}
	warn := func(what string, err error) {
		if err != nil {
			o.Log.Warn(what, "error", fold.Line(err.Error()))
		}
	}
	if cfg.Textfile != "" {
		warn("no figures for the monitoring system", monitor.WriteFile(cfg.Textfile, func(w io.Writer) error {
			if run == nil {
				return monitor.Failure(w, began, a.Now())
			}
			return monitor.Figures(w, run)
		}))
	}
	if !cfg.Ping.IsZero() && inFull(result) {
		address, err := cfg.Ping.Resolve(ctx, cfg.Dir)
		if err == nil {
			err = monitor.Ping(ctx, address)
		}
		warn("no ping", err)
	}
}

// watched reports whether a run is the night that is watched for: whole, and of today. One that could not begin since
// another is under way is not, and neither is one that failed after somebody asked for something special.
func watched(o *night.Options, run *access.Run, result error) bool {
	whole := o.ConfigPath != "" && o.Person == "" && len(o.Targets) == 0 && o.AsOf == 0
	asked := len(o.Allow) > 0 || len(o.AcceptShrink) > 0 || o.AcceptRoster != "" || o.AcceptRules != ""
	return whole && (run != nil || !asked && !errors.Is(result, store.ErrLocked))
}

// inFull reports whether a night did everything there is to do, whatever it found.
func inFull(result error) bool {
	var o *outcome
	return result == nil || errors.As(result, &o) && o.code == exitFindings
}
