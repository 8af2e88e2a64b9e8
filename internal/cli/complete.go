package cli

// Completions are declared for flags that exist, which is all that could go wrong: the command line's tests ask for them.

import (
	"github.com/spf13/cobra"

	"reconcile/internal/config"
)

// completeWords lets the shell complete a flag by some words.
func completeWords(command *cobra.Command, flag string, words ...string) {
	_ = command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// CompleteSeverity lets the shell complete --fail-on.
func CompleteSeverity(command *cobra.Command) {
	completeWords(command, "fail-on", "critical", "high", "medium", "low")
}

// completeFiles lets the shell complete a flag by files with some extensions.
func completeFiles(command *cobra.Command, flag string, extensions ...string) {
	_ = command.MarkFlagFilename(flag, extensions...)
}

// completeTargets lets the shell complete a flag by the targets of the configuration.
func completeTargets(command *cobra.Command, flag string, common *Common) {
	_ = command.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		path, err := config.Find(common.Config)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		c, err := config.Load(path, kinds())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for i := range c.Targets {
			names = append(names, c.Targets[i].Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}
