package cli

import (
	"context"
	"errors"
	"log/slog"
	"time"

	systemd "github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"

	"reconcile/internal/config"
	"reconcile/internal/daemon"
	"reconcile/internal/night"
	"reconcile/internal/store"
)

// ScheduleFlags are what `schedule` is asked for.
type ScheduleFlags struct {
	Common
	// Limit is how long a night may take.
	Limit time.Duration
}

// Bind declares the flags.
func (f *ScheduleFlags) Bind(command *cobra.Command) {
	f.bindConfig(command)
	f.bindLogs(command)
	command.Flags().DurationVar(&f.Limit, "time-limit", 6*time.Hour, "end a night that takes longer than this `time`")
}

// Schedule stays up and does a night whenever the configuration's schedule says so, until it is told to stop.
func (a *App) Schedule(ctx context.Context, f *ScheduleFlags) error {
	if f.Limit <= 0 {
		return usagef("--time-limit %s: it must be a time such as 6h", f.Limit)
	}
	o := night.Options{Version: version(), Now: a.Now, Kinds: kinds()}
	var err error
	if o.Log, err = a.logger(&f.Common, slog.LevelInfo); err != nil {
		return err
	}
	if o.ConfigPath, err = config.Find(f.Config); err != nil {
		return usage{err}
	}
	load := func() (*daemon.Settings, error) {
		cfg, err := config.Load(o.ConfigPath, o.Kinds)
		if err != nil {
			return nil, err
		}
		return daemon.SettingsOf(cfg, a.Now)
	}
	if _, err := load(); err != nil {
		return usage{err}
	}
	watchdog, err := systemd.SdWatchdogEnabled(false)
	if err != nil {
		o.Log.Warn("the service manager's watchdog is not understood, and not fed", "error", err)
	}
	d := daemon.Daemon{
		Load: load, Night: func(ctx context.Context) error { return a.scheduled(ctx, o) }, Now: a.Now, Log: o.Log,
		Watchdog: watchdog, Limit: f.Limit,
		Notify: func(state string) {
			if _, err := systemd.SdNotify(false, state); err != nil {
				o.Log.Warn("the service manager can't be told", "state", state, "error", err)
			}
		},
	}
	return d.Run(ctx)
}

// alarm mails that a night failed, or that its mails could not be made, where mail is configured: the unit stays up, so that
// nothing else would say so.
func (a *App) alarm(ctx context.Context, o *night.Options) {
	cfg, err := config.Load(o.ConfigPath, o.Kinds)
	if err != nil || cfg.Mail == nil || len(cfg.Reports) == 0 {
		return
	}
	if err := a.Alert(ctx, &ReportFlags{Config: o.ConfigPath}, "reconcile schedule"); err != nil {
		o.Log.Warn("nobody could be mailed that the night failed", "error", err)
	}
}

// scheduled does one night of the schedule, from reading to mail. Like `run` it is no failure that something was not read
// or not mailed yet: the report and the log say so.
func (a *App) scheduled(ctx context.Context, o night.Options) error {
	began := a.Now()
	run, err := night.Run(ctx, o)
	if err != nil {
		a.tellMonitors(ctx, &o, began, nil, err)
		if ctx.Err() == nil && !errors.Is(err, store.ErrLocked) {
			a.alarm(ctx, &o)
		}
		return err
	}
	m := &run.Metrics
	o.Log.Info("report", "run", run.Run.ID, "status", run.Run.Status, "findings", m.Findings, "leavers_active", m.LeaversActive,
		"targets_not_read", m.TargetsUnread)
	err = worse(outcomeOf(run, nil), a.deliver(ctx, o.ConfigPath, false))
	a.tellMonitors(ctx, &o, began, run, err)
	var partial *outcome
	if errors.As(err, &partial) {
		return nil
	}
	if err != nil && ctx.Err() == nil {
		a.alarm(ctx, &o)
	}
	return err
}
