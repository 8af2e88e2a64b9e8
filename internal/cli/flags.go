package cli

import (
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
)

// Common are the flags of every command that looks at a company.
type Common struct {
	Config    string
	AsOf      string
	Quiet     bool
	Verbose   bool
	LogFormat string
}

// Bind declares the flags.
func (c *Common) Bind(command *cobra.Command) {
	c.bindConfig(command)
	command.Flags().StringVar(&c.AsOf, "as-of", "", "judge as of this `date`, YYYY-MM-DD, in place of today")
	c.bindLogs(command)
}

func (c *Common) bindConfig(command *cobra.Command) {
	command.Flags().StringVarP(&c.Config, "config", "c", "",
		"configuration `file` (else $RECONCILE_CONFIG, ./reconcile.yaml, /etc/reconcile/reconcile.yaml)")
	completeFiles(command, "config", "yaml", "yml")
}

func (c *Common) bindLogs(command *cobra.Command) {
	f := command.Flags()
	f.BoolVarP(&c.Quiet, "quiet", "q", false, "no progress, and only errors on stderr")
	f.BoolVarP(&c.Verbose, "verbose", "v", false, "tell what is being done on stderr")
	f.StringVar(&c.LogFormat, "log-format", "text", "log on stderr as `text|json`")
	command.MarkFlagsMutuallyExclusive("quiet", "verbose")
	completeWords(command, "log-format", "text", "json")
}

// Selection are the flags that limit a run, and those by which somebody vouches for something once.
type Selection struct {
	Targets []string
	Person  string
	Allow   []string

	AcceptRoster, AcceptRules string
	AcceptShrink              []string
	Wait                      time.Duration
}

// Bind declares the flags.
func (s *Selection) Bind(command *cobra.Command, common *Common) {
	f := command.Flags()
	f.StringSliceVarP(&s.Targets, "target", "t", nil, "read only this `target` (repeatable)")
	f.StringVarP(&s.Person, "person", "p", "", "show only what concerns this `person`: id, work e-mail or name")
	f.StringSliceVar(&s.Allow, "allow", nil, "allow a target this many removals once, as `TARGET=N` (repeatable)")
	f.StringVar(&s.AcceptRoster, "accept-roster", "", "accept the roster of this `hash` as it is, though many are gone")
	f.StringVar(&s.AcceptRules, "accept-rules", "", "accept the rules of this `hash`, and what they take away")
	f.StringSliceVar(&s.AcceptShrink, "accept-shrink", nil, "accept that this `target` has far fewer accounts (repeatable)")
	f.DurationVar(&s.Wait, "wait", 0, "wait this `long` for another run to end, such as 10m")
	completeTargets(command, "target", common)
	completeTargets(command, "accept-shrink", common)
}

// Output are the flags that say what results look like and where they go.
type Output struct {
	Format, Path string
}

// Bind declares the flags, with the formats there are, the default one first. A file's extension names its format, unless
// --format does.
func (o *Output) Bind(command *cobra.Command, formats ...string) {
	f := command.Flags()
	f.StringVarP(&o.Format, "format", "f", formats[0], "write the result as `"+strings.Join(formats, "|")+"`")
	f.StringVarP(&o.Path, "output", "o", "", "write the result to this `file` (mode 0600) in place of stdout")
	completeWords(command, "format", formats...)
	check := command.PreRunE
	command.PreRunE = func(cmd *cobra.Command, args []string) error {
		if extension := strings.TrimPrefix(filepath.Ext(o.Path), "."); !f.Changed("format") && slices.Contains(formats, extension) {
			o.Format = extension
		}
		if !slices.Contains(formats, o.Format) {
			return usagef("--format %q: there are %s", o.Format, strings.Join(formats, ", "))
		}
		if err := o.place(f.Changed("format"), formats); err != nil {
			return err
		}
		if check != nil {
			return check(cmd, args)
		}
		return nil
	}
}

// place refuses a file whose name promises what it would not hold, and a folder that is not there.
func (o *Output) place(chosen bool, formats []string) error {
	if o.Path == "" || o.Path == "-" {
		return nil
	}
	others := []string{"pdf", "htm", "doc", "docx", "odt", "xls", "ods", "xml"}
	if extension := strings.TrimPrefix(strings.ToLower(filepath.Ext(o.Path)), "."); !chosen && slices.Contains(others, extension) {
		return usagef("--output %s: there is no .%s, there are %s", o.Path, extension, strings.Join(formats, ", "))
	}
	if _, err := os.Stat(filepath.Dir(o.Path)); err != nil {
		return usagef("--output %s: there is no folder %s: make it first", o.Path, filepath.Dir(o.Path))
	}
	return nil
}

// options turns flags into what the night is to do.
func (a *App) options(c *Common, s *Selection) (night.Options, error) {
	o := night.Options{Version: version(), Now: a.Now, Kinds: kinds()}
	var err error
	if o.Log, err = a.logger(c, slog.LevelWarn); err != nil {
		return o, err
	}
	if c.AsOf != "" {
		if o.AsOf, err = access.ParseDate(c.AsOf); err != nil {
			return o, usagef("--as-of: %w", err)
		}
	}
	if s != nil {
		o.Targets, o.Person, o.Wait = s.Targets, s.Person, s.Wait
		o.AcceptRoster, o.AcceptRules, o.AcceptShrink, o.By = s.AcceptRoster, s.AcceptRules, s.AcceptShrink, operator()
		if o.Allow, err = allowed(s.Allow); err != nil {
			return o, err
		}
	}
	if o.ConfigPath, err = config.Find(c.Config); err != nil {
		return o, usage{err}
	}
	if !c.Quiet && !c.Verbose {
		o.Progress = a.progress()
	}
	return o, nil
}

// operator names who runs the program.
func operator() string {
	if name := os.Getenv("SUDO_USER"); name != "" {
		return name
	}
	u, err := user.Current()
	if err != nil {
		return strconv.Itoa(os.Getuid())
	}
	return u.Username
}

// allowed reads --allow TARGET=N.
func allowed(list []string) (map[string]int, error) {
	allow := map[string]int{}
	for _, text := range list {
		name, number, ok := strings.Cut(text, "=")
		n, err := strconv.Atoi(number)
		if !ok || name == "" || err != nil || n < 1 {
			return nil, usagef("--allow %q: write TARGET=N, such as github=12", text)
		}
		allow[name] = n
	}
	return allow, nil
}

// severity reads --fail-on; nil for none.
func severity(name string) (*access.Severity, error) {
	if name == "" {
		return nil, nil
	}
	s, ok := access.ParseSeverity(name)
	if !ok {
		return nil, usagef("--fail-on %q: there are critical, high, medium, low", name)
	}
	return &s, nil
}

// logger writes what an operator may want to know to stderr: as grave as the usual level, unless the flags say otherwise.
func (a *App) logger(c *Common, usual slog.Level) (*slog.Logger, error) {
	o := &slog.HandlerOptions{Level: usual}
	switch {
	case c.Verbose:
		o.Level = slog.LevelDebug
	case c.Quiet:
		o.Level = slog.LevelError
	}
	switch c.LogFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(a.Err, o)), nil
	case "text", "":
		return slog.New(slog.NewTextHandler(a.Err, o)), nil
	default:
		return nil, usagef("--log-format %q: there are text, json", c.LogFormat)
	}
}

// progress tells on a terminal how far a run is, on one line that goes away.
func (a *App) progress() func(night.Event) {
	if _, ok := terminal(a.Err); !ok {
		return nil
	}
	return func(e night.Event) {
		a.drawing = e.Stage != "plan"
		switch e.Stage {
		case "plan":
			fmt.Fprint(a.Err, erase)
		case "wait":
			fmt.Fprint(a.Err, erase+"waiting for another run to end")
		case "roster":
			fmt.Fprint(a.Err, erase+"reading the roster")
		default:
			fmt.Fprintf(a.Err, "%sread %d of %d apps (%s)", erase, e.Done, e.Total, e.Target)
		}
	}
}

// erase goes back to the start of a terminal's line and empties it (ECMA-48, EL).
const erase = "\r\x1b[K"
