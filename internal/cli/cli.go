// Package cli is what both programs share at the terminal: finding the configuration, flags, exit codes, logs, progress
// and where results go. What a command does is decided below it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"reconcile/internal/config"
	"reconcile/internal/fold"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// App is a program at its terminal.
type App struct {
	// Out takes results and nothing else, Err everything else.
	Out, Err io.Writer
	// Now is the clock.
	Now func() time.Time
	// started: a command runs; what went wrong before was the way it was called.
	started bool
	// binary: the result is none to look at.
	binary bool
	// drawing: a line of progress stands on the terminal.
	drawing bool
}

// collectAt is how much garbage, in per cent of what is in use, starts its collection: a little processor time for a fifth
// of the memory of a large company.
const collectAt = 60

// New returns the program at the process's own terminal.
func New() *App {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	return &App{Out: os.Stdout, Err: os.Stderr, Now: time.Now}
}

// Execute runs a command line and returns the exit code.
func (a *App) Execute(root *cobra.Command, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root.SetArgs(args)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.PersistentPreRunE = func(command *cobra.Command, _ []string) error {
		err := command.ValidateFlagGroups()
		a.started = err == nil
		return err
	}
	command, err := root.ExecuteContextC(ctx)
	if err != nil && !a.started {
		err = usagef("%s\nsee `%s --help`", strings.TrimRight(err.Error(), "\n"), command.CommandPath())
	}
	return a.exit(err)
}

// exit tells what went wrong and returns the exit code for it.
func (a *App) exit(err error) int {
	if a.drawing {
		fmt.Fprint(a.Err, erase)
	}
	if err == nil {
		return exitDone
	}
	var outcome *outcome
	if errors.As(err, &outcome) {
		return outcome.code
	}
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "interrupted: nothing was changed"
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\t", "  "), "\n") {
		if strings.TrimSpace(line) != "" {
			fmt.Fprintln(a.Err, "reconcile: "+fold.Clean(line))
		}
	}
	return code(err)
}

// kinds are the sources and targets there are.
func kinds() config.Kinds { return config.KindsOf(sources.All(), targets.All()) }

// version is what the build knows: the release, else the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	commit, changed := "devel", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	return commit + changed
}

// PrintVersion tells which program this is.
func (a *App) PrintVersion(name string) error {
	_, err := fmt.Fprintf(a.Out, "%s %s (%s, %s/%s)\n", name, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// terminal returns the file behind a writer if it is a terminal.
func terminal(w io.Writer) (fd int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile {
		return 0, false
	}
	return int(f.Fd()), term.IsTerminal(int(f.Fd()))
}

// width is how many columns a text may have: the terminal's, within reason, else 80.
func width(w io.Writer) int {
	const least, usual, most = 60, 80, 132
	if fd, ok := terminal(w); ok {
		if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
			return max(least, min(columns, most))
		}
	}
	return usual
}

// colour reports whether a text may have colours: on a terminal that knows them, unless NO_COLOR says otherwise
// (no-color.org).
func colour(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
