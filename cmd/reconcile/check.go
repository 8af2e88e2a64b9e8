package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func checkCommand(app *cli.App) *cobra.Command {
	var flags cli.Common
	var offline bool
	command := &cobra.Command{
		Use:   "check",
		Short: "Check configuration, rules, roster and what every app lets be seen; nothing is changed",
		Example: `  reconcile check
  reconcile check --offline                       only the configuration and the rules, as in a review of them`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Check(cmd.Context(), &flags, offline) },
	}
	flags.Bind(command)
	command.Flags().BoolVar(&offline, "offline", false, "look only at the configuration and the rules")
	return command
}
