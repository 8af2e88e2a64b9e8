package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func explainCommand(app *cli.App) *cobra.Command {
	var flags cli.ExplainFlags
	command := &cobra.Command{
		Use:   "explain PERSON | TARGET/ACCOUNT",
		Short: "Say why access is had, lacked or lost: rule line, roster row, snapshot",
		Long: `Explain says of one person (by id, work e-mail or name) or one account (by id, login or e-mail) who they are on the
roster, how the account was linked, what is due by which line of the rules, and what follows.`,
		Example: `  reconcile explain e1042
  reconcile explain ana@acme.example
  reconcile explain "Ana Ruiz" --format json
  reconcile explain github/octocat`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return app.Explain(cmd.Context(), &flags, args[0]) },
	}
	flags.Common.Bind(command)
	flags.Output.Bind(command, "text", "json")
	return command
}
