package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"reconcile/internal/starter"
)

// InitFlags are what `init` is asked for.
type InitFlags struct {
	Model, Dir, Roster, Company string
	Exports                     []string
	Force                       bool
}

// Bind declares the flags.
func (f *InitFlags) Bind(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.Model, "model", "", "write a made-up company of this `kind`: 1, 2 or 3")
	flags.StringVar(&f.Roster, "roster", "", "the `file` of people, as the HR system exports it")
	flags.StringArrayVar(&f.Exports, "export", nil, "the member export of an app, as `NAME=FILE` (repeatable)")
	flags.StringVar(&f.Company, "company", "", "the company's `name`; the mail domain unless given")
	flags.StringVar(&f.Dir, "dir", ".", "write into this `folder`")
	flags.BoolVar(&f.Force, "force", false, "write over files that are there")
	for _, other := range []string{"roster", "export", "company"} {
		command.MarkFlagsMutuallyExclusive("model", other)
	}
	completeWords(command, "model", "1", "2", "3")
	completeFiles(command, "roster", "csv", "xlsx", "xlsm")
}

// ModelList lists the kinds of companies, a line each.
func ModelList() string {
	var b strings.Builder
	for _, m := range starter.Models() {
		fmt.Fprintf(&b, "  %d  %s\n", m.Number, m.Kind)
	}
	return b.String()
}

// Init writes a first configuration. Without a word on what of, it explains itself.
func (a *App) Init(ctx context.Context, command *cobra.Command, f *InitFlags) error {
	switch {
	case f.Model != "":
		return a.initModel(f)
	case f.Roster != "" && len(f.Exports) > 0:
		return a.initOwn(ctx, f)
	case f.Roster != "":
		return usagef("--roster alone: name the member export of an app or two, such as --export slack=slack.csv")
	case len(f.Exports) > 0:
		return usagef("--export alone: name the people, such as --roster people.xlsx")
	default:
		command.SetOut(a.Err)
		if err := command.Help(); err != nil {
			return err
		}
		return usagef("say which of the two: --model, or --roster with --export")
	}
}

func (a *App) initModel(f *InitFlags) error {
	models := starter.Models()
	i := slices.IndexFunc(models, func(m starter.Model) bool { return fmt.Sprint(m.Number) == f.Model })
	if i < 0 {
		return usagef("--model %q: there are\n%s", f.Model, ModelList())
	}
	files, err := models[i].Files(a.Now())
	if err != nil {
		return err
	}
	replaced, err := put(f, files)
	if err != nil {
		return err
	}
	return a.write("", func(out io.Writer) error {
		w := &lines{w: out}
		w.line(0, "%s, a %s.", models[i].Company, models[i].Kind)
		w.line(0, "Among the planted faults: %s.", models[i].Planted)
		written(w, f.Dir, files, replaced)
		w.line(0, "")
		w.line(0, "Next: look at the configuration and the rules, and try")
		next(w, f.Dir, "run", "check", "plan")
		w.line(0, "Then put your own exports in place of the samples, one by one; or begin with yours at once:")
		w.line(2, "reconcile init --roster people.xlsx --export slack=slack.csv --dir mine")
		return w.err
	})
}

func (a *App) initOwn(ctx context.Context, f *InitFlags) error {
	exports, err := exportsOf(f.Exports)
	if err != nil {
		return err
	}
	p, err := starter.Propose(ctx, starter.Request{
		Company: f.Company, Dir: f.Dir, Roster: f.Roster, Exports: exports, Now: a.Now(),
	})
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return usage{err}
	}
	replaced, err := put(f, p.Files)
	if err != nil {
		return err
	}
	return a.write("", func(out io.Writer) error {
		w := &lines{w: out}
		for _, part := range []struct {
			title string
			texts []string
		}{{"READ", p.Read}, {"ASSUMED (change it in " + starter.Config + ")", p.Assumed}, {"FOR YOU TO SAY", p.Open}} {
			if len(part.texts) == 0 {
				continue
			}
			w.line(0, "%s", part.title)
			for _, text := range part.texts {
				paragraph(w, text, width(a.Out))
			}
			w.line(0, "")
		}
		written(w, f.Dir, p.Files, replaced)
		w.line(0, "")
		w.line(0, "Next:")
		commands := []string{"run", "check"}
		for _, who := range []string{p.Person, p.Account} {
			if who != "" {
				commands = append(commands, "explain "+shellWord(who))
			}
		}
		next(w, f.Dir, commands...)
		return w.err
	})
}

// paragraph writes a text by words into lines of a width, the further ones indented.
func paragraph(w *lines, text string, width int) {
	indent := 2 + len(text) - len(strings.TrimLeft(text, " "))
	line, first := "", true
	flush := func() {
		if line != "" {
			w.line(indent, "%s", line)
		}
		if first {
			indent, first = indent+2, false
		}
	}
	for word := range strings.FieldsSeq(text) {
		if line != "" && indent+len([]rune(line))+1+len([]rune(word)) > width {
			flush()
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	flush()
}

// put writes files into the folder; that some are there already is a wrong way to call.
func put(f *InitFlags, files []starter.File) ([]string, error) {
	replaced, err := starter.Write(f.Dir, files, f.Force)
	if errors.Is(err, starter.ErrThere) {
		return nil, usage{err}
	}
	return replaced, err
}

// exportsOf reads --export NAME=FILE.
func exportsOf(list []string) ([]starter.Export, error) {
	var exports []starter.Export
	for _, text := range list {
		name, path, ok := strings.Cut(text, "=")
		switch {
		case !ok || path == "":
			return nil, usagef("--export %q: write NAME=FILE, such as slack=slack.csv", text)
		case !targetName.MatchString(name):
			return nil, usagef("--export %q: an app's name is of the letters a-z, digits, - and _, such as slack", text)
		case slices.ContainsFunc(exports, func(e starter.Export) bool { return e.Name == name }):
			return nil, usagef("--export %s stands twice: give each export a name of its own", name)
		}
		exports = append(exports, starter.Export{Name: name, Path: path})
	}
	return exports, nil
}

// targetName is what the configuration takes for the name of a target.
var targetName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// written tells which files there are now.
func written(w *lines, dir string, files []starter.File, replaced []string) {
	for _, f := range files {
		what := "written"
		if slices.Contains(replaced, f.Name) {
			what = "written over"
		}
		w.line(0, "%s: %s", what, filepath.Join(dir, filepath.FromSlash(f.Name)))
	}
}

// next tells commands to try on the configuration in a folder.
func next(w *lines, dir string, commands ...string) {
	option := ""
	if filepath.Clean(dir) != "." {
		option = " --config " + shellWord(filepath.Join(dir, starter.Config))
	}
	for _, c := range commands {
		w.line(2, "reconcile %s%s", c, option)
	}
}

// shellWord writes a text as one word of a shell.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// plainWord is a word in which no shell finds anything to do.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9@%+:,./_-]+$`)
