package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func scheduleCommand(app *cli.App) *cobra.Command {
	var flags cli.ScheduleFlags
	command := &cobra.Command{
		Use:   "schedule",
		Short: "Stay up, and audit whenever the configuration's schedule says so",
		Long: `Schedule does the nights that the cron expressions under schedule: in the configuration name, on the clock of its time
zone, each once: 02:30 also on the days on which the clock skips or repeats it. What was missed while the machine was off
is caught up by one run after the next start; a first start waits for its night. The configuration is read anew for each
night, and may be changed meanwhile. SIGTERM ends it: a night under way is cut short, and done again after the next start.

Under systemd it tells its state (sd_notify), and feeds the watchdog. Logs go to stderr. With a timer of systemd or cron,
` + "`reconcile run`" + ` does the same without staying up.`,
		Example: `  reconcile schedule
  reconcile schedule --log-format json --time-limit 2h`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Schedule(cmd.Context(), &flags) },
	}
	flags.Bind(command)
	return command
}
