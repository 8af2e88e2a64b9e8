package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func showCommand(app *cli.App) *cobra.Command {
	var flags cli.ReportFlags
	var list bool
	command := &cobra.Command{
		Use:   "show [RUN]",
		Short: "Show a stored run again, the last whole night unless one is named",
		Example: `  report show
  report show --list                              which runs are there?
  report show 20261127T023000Z --output night.html
  report show --store /var/lib/reconcile/reconcile.db`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return app.ListRuns(cmd.Context(), &flags)
			}
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			return app.ShowRun(cmd.Context(), &flags, id)
		},
	}
	flags.Bind(command, "text", "json", "html", "xlsx", "csv")
	command.Flags().BoolVar(&list, "list", false, "list the last runs")
	command.Flags().BoolVar(&flags.Confidential, "confidential", false, "show people who are leaving; json and csv always do")
	return command
}
