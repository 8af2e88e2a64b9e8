package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func accessCommand(app *cli.App) *cobra.Command {
	var flags cli.AccessFlags
	command := &cobra.Command{
		Use:   "access",
		Short: "Say who had what on a day: by app, or by person",
		Long: `Access says who had what on a day, from each app's last complete read on or before it. An app that was not read until
then is named: nothing is known of it. Suspended accounts are no access, unless their holder can reopen them.`,
		Example: `  report access
  report access --person "Ana Ruiz"
  report access --target github --as-of 2026-06-15
  report access --output access.xlsx`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.ShowAccess(cmd.Context(), &flags) },
	}
	flags.Bind(command, "text", "json", "xlsx", "csv")
	f := command.Flags()
	f.StringVar(&flags.AsOf, "as-of", "", "the `day`, YYYY-MM-DD, in place of today")
	f.StringVarP(&flags.Target, "target", "t", "", "only this `target`")
	f.StringVarP(&flags.Person, "person", "p", "", "only this `person`: id, work e-mail or name")
	f.StringVar(&flags.By, "by", "app", "list by `app|person`, in text")
	return command
}
