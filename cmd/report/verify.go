package main

import (
	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func verifyCommand(app *cli.App) *cobra.Command {
	var flags cli.ReportFlags
	var heads []string
	command := &cobra.Command{
		Use:   "verify",
		Short: "Check that the audit log, its payloads and all documents are what was written",
		Long: `Verify goes along the audit log from its first entry, and puts every stored document together again. What retention
erased is no fault: the log itself says what that was.

Who can write the store can write the whole log anew. What they can't change is the head in reports that were mailed:
give one by --head, and it must be in the log.`,
		Example: `  report verify
  report verify --head 217:9b1e...                a head from a report of last month`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.VerifyLog(cmd.Context(), &flags, heads) },
	}
	flags.Bind(command)
	command.Flags().StringSliceVar(&heads, "head", nil, "a head known from a report, as `NUMBER:HASH` (repeatable)")
	return command
}
