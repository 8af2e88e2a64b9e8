package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func planCommand(app *cli.App) *cobra.Command {
	var flags cli.RunFlags
	command := &cobra.Command{
		Use:   "plan",
		Short: "Show what would be done, and which guard would refuse it",
		Example: `  reconcile plan
  reconcile plan -o plan.json                     save it, with the hash of its exact bytes
  reconcile plan --allow github=12                with twelve removals allowed in github, this once`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Plan(cmd.Context(), &flags) },
	}
	bindRun(command, &flags)
	flags.Output.Bind(command, "text", "json", "csv")
	return command
}
