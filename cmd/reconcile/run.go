package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func runCommand(app *cli.App) *cobra.Command {
	var flags cli.RunFlags
	command := &cobra.Command{
		Use:   "run",
		Short: "Audit: read, judge, plan and report; nothing is changed",
		Example: `  reconcile run
  reconcile run --target github --target slack
  reconcile run --output report.html              a page for a browser; .xlsx is a workbook, .csv and .json are files
  reconcile run --format json | jq '.findings[] | select(.severity == "critical")'
  reconcile run --as-of 2026-12-01                what will be wrong on that day, by what is known today
  reconcile run --accept-rules 3f2a9c01d4e5       with what these rules take away, which somebody reviewed
  reconcile run --quiet --fail-on high            for a check in a pipeline: exit 3 on high and critical findings`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Run(cmd.Context(), &flags) },
	}
	bindRun(command, &flags)
	flags.Output.Bind(command, "text", "json", "html", "xlsx", "csv")
	return command
}

func bindRun(command *cobra.Command, flags *cli.RunFlags) {
	flags.Common.Bind(command)
	flags.Selection.Bind(command, &flags.Common)
	command.Flags().StringVar(&flags.FailOn, "fail-on", "",
		"exit 3 on findings of at least this `severity`: critical, high, medium or low")
	command.Flags().BoolVar(&flags.NoMail, "no-mail", false, "mail nothing, and leave to the next run what waits to be mailed")
	cli.CompleteSeverity(command)
}
