// Package reference writes the commands of a program as a page: what --help says, of all of them at once. Only tests and
// go generate use it.
package reference

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// Section returns the commands of a program in Markdown: the program first, then each command in the order of --help, with
// its text, usage, flags with their defaults, and examples. Hidden commands are left out; those that the library brings, for the
// shell, are told together.
func Section(root *cobra.Command) string {
	root.InitDefaultCompletionCmd("completion")
	var b strings.Builder
	write(&b, root)
	return b.String()
}

func write(b *strings.Builder, c *cobra.Command) {
	level := "###"
	if !c.HasParent() {
		level = "##"
	}
	fmt.Fprintf(b, "%s %s\n\n%s.\n", level, c.CommandPath(), strings.TrimSuffix(c.Short, "."))
	if c.Long != "" {
		fmt.Fprintf(b, "\n%s\n", prose(c.Long))
	}
	children := known(c.Commands())
	if len(children) == 0 || c.Runnable() {
		fence(b, c.UseLine())
	} else if c.HasParent() {
		var names []string
		for _, child := range children {
			names = append(names, child.Name())
		}
		fence(b, c.CommandPath()+" "+strings.Join(names, "|"))
	}
	if flags := c.NonInheritedFlags().FlagUsages(); flags != "" {
		fence(b, flags)
	}
	if c.Example != "" {
		b.WriteString("\nFor example:\n")
		fence(b, unindent(c.Example))
	}
	if c.HasParent() && !c.Runnable() {
		return // the commands for each shell
	}
	for _, child := range children {
		b.WriteString("\n")
		write(b, child)
	}
}

// known are the commands that --help names.
func known(all []*cobra.Command) []*cobra.Command {
	var list []*cobra.Command
	for _, c := range all {
		if c.IsAvailableCommand() {
			list = append(list, c)
		}
	}
	return list
}

// fence writes a text as it stands.
func fence(b *strings.Builder, text string) {
	fmt.Fprintf(b, "\n```text\n%s\n```\n", strings.TrimRight(text, "\n"))
}

// unindent takes away the two columns by which --help indents examples.
func unindent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

// prose writes the text of a command, in which indented lines stand as they are.
func prose(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if indented := strings.HasPrefix(line, "  "); indented != inside {
			if inside = indented; inside {
				b.WriteString("\n```text\n")
			} else {
				b.WriteString("```\n")
			}
		}
		if !inside {
			line = strings.ReplaceAll(line, "<", "&lt;")
		}
		b.WriteString(line + "\n")
	}
	if inside {
		b.WriteString("```\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// Refresh reports whether a program's section of a page is stale, and where it is to be written, writes it.
func Refresh(page, program string, root *cobra.Command, write bool) (stale bool, err error) {
	had, err := os.ReadFile(page)
	if err != nil {
		return false, err
	}
	fresh, err := Splice(had, program, Section(root))
	if stale = !bytes.Equal(had, fresh); err != nil || !stale || !write {
		return stale, err
	}
	return false, os.WriteFile(page, fresh, 0o644)
}

// Splice returns a page with the section of a program in place of what stands between its marks.
func Splice(page []byte, program, section string) ([]byte, error) {
	first, last := []byte("<!-- "+program+": go generate ./cmd/"+program+" -->\n"), []byte("<!-- end of "+program+" -->\n")
	before, rest, ok := bytes.Cut(page, first)
	_, after, closed := bytes.Cut(rest, last)
	if !ok || !closed {
		return nil, fmt.Errorf("put %s into the page: it has no lines %q and %q", program, first, last)
	}
	return bytes.Join([][]byte{before, first, []byte("\n" + section + "\n"), last, after}, nil), nil
}
