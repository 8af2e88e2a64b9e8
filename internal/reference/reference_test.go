package reference_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"reconcile/internal/reference"
)

// program has a command with everything that is told of one, and one that is hidden.
func program() *cobra.Command {
	run := func(*cobra.Command, []string) {}
	root := &cobra.Command{Use: "tool", Short: "Do things"}
	dig := &cobra.Command{
		Use: "dig HOLE", Short: "Dig a hole", Long: "Dig digs <deep>:\n  1  here\n  2  there\nand stops.", Run: run,
		Example: "  tool dig here          once\n  tool dig there --deep 2",
	}
	dig.Flags().Int("deep", 1, "dig this many `metres`")
	dig.Flags().Bool("secret", false, "of nobody's business")
	_ = dig.Flags().MarkHidden("secret")
	root.AddCommand(dig, &cobra.Command{Use: "inside", Hidden: true, Run: run})
	return root
}

func TestTheReferenceSaysOfEachCommandWhatItsHelpSays(t *testing.T) {
	_, got, _ := strings.Cut(reference.Section(program()), "### tool dig\n")
	want := strings.ReplaceAll(`
Dig a hole.

Dig digs &lt;deep>:

'''text
  1  here
  2  there
'''
and stops.

'''text
tool dig HOLE [flags]
'''

'''text
      --deep metres   dig this many metres (default 1)
'''

For example:

'''text
tool dig here          once
tool dig there --deep 2
'''
`, "'''", "```")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestHiddenCommandsAreNotInTheReferenceAndTheShellsAreTogether(t *testing.T) {
	got := reference.Section(program())
	if strings.Contains(got, "inside") {
		t.Errorf("a hidden command is told:\n%s", got)
	}
	if !strings.Contains(got, "tool completion bash|fish|powershell|zsh\n") || strings.Contains(got, "### tool completion bash") {
		t.Errorf("completion is not told as one:\n%s", got)
	}
}

func TestAProgramsSectionReplacesItsOwnAlone(t *testing.T) {
	page := "intro\n<!-- tool: go generate ./cmd/tool -->\nold\n<!-- end of tool -->\nof others\n"
	for range 2 { // what is fresh stays as it is
		got, err := reference.Splice([]byte(page), "tool", "## tool\n")
		if err != nil {
			t.Fatal(err)
		}
		page = string(got)
		want := "intro\n<!-- tool: go generate ./cmd/tool -->\n\n## tool\n\n<!-- end of tool -->\nof others\n"
		if page != want {
			t.Errorf("got %q, want %q", page, want)
		}
	}
	if _, err := reference.Splice([]byte(page), "other", ""); err == nil {
		t.Error("a page without a place for the program was written")
	}
}
