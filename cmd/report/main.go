// Command report tells from the store what runs found, who had what, and whether the audit log is whole: see
// `report --help`.
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
		Use:   "report",
		Short: "Show again what runs found, who had what on any day, and that the audit log is whole",
		Long: `report works from the store alone: no app is asked, and nothing is changed. It may run while a night is under way.

Exit codes: 0 done; 1 failed, or the audit log is broken; 2 wrong usage or configuration.`,
		Example: `  report show                                     the last night again
  report access --person ana@acme.example         what does she have access to?
  report access --target github --as-of 2026-06-15
  report send                                     mails that could not be sent at night
  report verify                                   is the audit log what was written?`,
	}
	command.AddCommand(
		showCommand(app), accessCommand(app), verifyCommand(app), sendCommand(app), alertCommand(app),
		versionCommand(app),
	)
	return command
}

func versionCommand(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell which version this is",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return app.PrintVersion("report") },
	}
}
