// Command reconcile audits who can get into which app against who should: see `reconcile --help`.
package main

import (
	"os"
	_ "time/tzdata" // time zones, where the machine has none

	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func main() { os.Exit(run(cli.New())) }

func run(app *cli.App) int { return app.Execute(root(app), os.Args[1:]) }

func root(app *cli.App) *cobra.Command {
	command := &cobra.Command{
		Use:   "reconcile",
		Short: "Find access that is missing, excess or orphaned, by comparing a roster with the accounts of every app",
		Long: `reconcile reads the roster and the accounts of every app, works out who should have what from the rules, and
reports the difference. It changes nothing.

Exit codes: 0 done, findings or not; 1 failed; 2 wrong usage, configuration or roster; 3 findings of at least --fail-on;
4 partial: something was not read as it should be.`,
		Example: `  reconcile demo                                  see it at work on a made-up company
  reconcile init                                  a first configuration, of a typical company or of your exports
  reconcile check                                 what does my configuration reach?
  reconcile run                                   the audit
  reconcile explain ana@acme.example              why has she what she has?`,
	}
	command.AddCommand(
		demoCommand(app), initCommand(app), checkCommand(app), runCommand(app), scheduleCommand(app), planCommand(app),
		explainCommand(app), versionCommand(app),
	)
	return command
}

func versionCommand(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell which version this is",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return app.PrintVersion("reconcile") },
	}
}
