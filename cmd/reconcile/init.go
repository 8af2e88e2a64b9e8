package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func initCommand(app *cli.App) *cobra.Command {
	var flags cli.InitFlags
	command := &cobra.Command{
		Use:   "init --model 1|2|3  |  init --roster FILE --export NAME=FILE ...",
		Short: "Write a first configuration: for a typical company with sample exports, or for exports of your own",
		Long: `Init writes a first reconcile.yaml with rules, in one of two ways:

--model writes a made-up company of a typical kind, with commented configuration, rules and sample exports that run at once.
Put your own exports in place of the samples, one by one. The kinds are:
` + cli.ModelList() + `
--roster and --export look at exports of your own (CSV or Excel), recognise their columns, and say what was assumed and what
only you can tell. NAME is what the app is to be called. Nothing is sent anywhere.

A file that is there already is never written over, unless --force says so.`,
		Example: `  reconcile init --model 2 --dir studio
  reconcile init --roster people.xlsx --export slack=slack.csv --export github=github.csv
  reconcile init --roster people.csv --export jira=users.xlsx --company "Acme Apps" --dir audit`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Init(cmd.Context(), cmd, &flags) },
	}
	flags.Bind(command)
	return command
}
