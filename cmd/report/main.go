// Command report shows and sends stored runs again. There is no store yet: it knows its version.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"reconcile/internal/cli"
)

func main() { os.Exit(run()) }

func run() int {
	app := cli.New()
	command := &cobra.Command{
		Use:     "report",
		Short:   "Show and send stored runs again",
		Example: "  report version",
	}
	command.AddCommand(&cobra.Command{
		Use:   "version",
		Short: "Tell which version this is",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return app.PrintVersion("report") },
	})
	return app.Execute(command, os.Args[1:])
}
