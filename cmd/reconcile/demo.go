package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func demoCommand(app *cli.App) *cobra.Command {
	var dir string
	var force bool
	command := &cobra.Command{
		Use:   "demo",
		Short: "Write a made-up company with planted faults into reconcile-demo/ and audit it",
		Long: `Demo writes a company of 60 people and 8 apps, with its rules, into reconcile-demo/ in the present folder, and audits
it: a configuration is not needed, nothing is sent anywhere. Play with the files: what was changed since a demo wrote it is
never written over, unless --force says so.`,
		Example: `  reconcile demo
  reconcile demo --dir look                       into another folder
  reconcile demo --force                          as it was, whatever was changed`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Demo(cmd.Context(), dir, force) },
	}
	command.Flags().StringVar(&dir, "dir", "reconcile-demo", "write the company into this `folder`")
	command.Flags().BoolVar(&force, "force", false, "write over files that were changed")
	return command
}
