package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func sendCommand(app *cli.App) *cobra.Command {
	var flags cli.SendFlags
	command := &cobra.Command{
		Use:   "send [RUN]",
		Short: "Send the mails that wait, or a stored run's report again",
		Long: `Send tries every mail that waits in the outbox, whenever it would be due, and those of the last whole
night that could not be made then. With --to it mails the report of a run again,
of the last whole night unless one is named, to people who work here or whom the configuration allows.`,
		Example: `  report send                                     what could not be mailed at night
  report send --to auditor@firm.example --attach xlsx
  report send 20261127T023000Z --to cto@acme.example --confidential`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			return app.SendMail(cmd.Context(), &flags, id)
		},
	}
	flags.Bind(command)
	f := command.Flags()
	f.StringSliceVar(&flags.To, "to", nil, "mail a run's report to this `address` (repeatable)")
	f.StringSliceVar(&flags.Attach, "attach", nil, "attach `xlsx|html`, and with --confidential csv or json too (repeatable)")
	f.BoolVar(&flags.Confidential, "confidential", false, "show people who are leaving; never to themselves")
	return command
}

func alertCommand(app *cli.App) *cobra.Command {
	var flags cli.ReportFlags
	command := &cobra.Command{
		Use:     "alert UNIT",
		Short:   "Mail all recipients that a unit failed; for OnFailure= of systemd",
		Example: "  report alert reconcile.service",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return app.Alert(cmd.Context(), &flags, args[0]) },
	}
	flags.Bind(command)
	return command
}
