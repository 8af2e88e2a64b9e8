package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func demoCommand(app *cli.App) *cobra.Command {
	var dir string
	command := &cobra.Command{
		Use:   "demo",
		Short: "Write a made-up company with planted faults into reconcile-demo/ and audit it",
		Long: `Demo writes a company of 60 people and 8 apps, with its rules, into reconcile-demo/ in the present folder, and audits
it: a configuration is not needed, nothing is sent anywhere. Every demo writes the files anew: copy them to play with them.`,
		Example: `  reconcile demo
  reconcile demo --dir /tmp/acme`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Demo(cmd.Context(), dir) },
	}
	command.Flags().StringVar(&dir, "dir", "reconcile-demo", "write the company into this `folder`")
	return command
}
