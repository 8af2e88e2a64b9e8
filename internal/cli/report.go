package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"reconcile/internal/access"
	"reconcile/internal/archive"
	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/reports"
)

// ReportFlags are the flags of every report.
type ReportFlags struct {
	Config, Store string
	Confidential  bool
	Output
}

// Bind declares the flags, with the formats there are, the default one first; none for a report that has no formats.
func (r *ReportFlags) Bind(command *cobra.Command, formats ...string) {
	f := command.Flags()
	f.StringVarP(&r.Config, "config", "c", "",
		"configuration `file` (else $RECONCILE_CONFIG, ./reconcile.yaml, /etc/reconcile/reconcile.yaml)")
	f.StringVar(&r.Store, "store", "", "the store's `file`, in place of the configuration's")
	completeFiles(command, "config", "yaml", "yml")
	completeFiles(command, "store", "db")
	if len(formats) > 0 {
		r.Output.Bind(command, formats...)
	}
}

// archive opens the store that is asked for.
func (a *App) archive(ctx context.Context, f *ReportFlags) (*archive.Archive, error) {
	path, zone := f.Store, time.Local
	if path == "" {
		file, err := config.Find(f.Config)
		if err != nil {
			return nil, usagef("%w, or the store itself by --store", err)
		}
		cfg, err := config.Load(file, kinds())
		if err != nil {
			return nil, usage{err}
		}
		if path, zone = night.StorePath(cfg), cfg.Timezone; path == "" {
			return nil, usagef("%s names no `store:`: without one nothing is remembered, and there is nothing to report", file)
		}
	}
	return archive.Open(ctx, path, zone, a.Now)
}

// answer opens the store, asks it, and closes it.
func (a *App) answer(ctx context.Context, f *ReportFlags, ask func(*archive.Archive) error) (err error) {
	archive, err := a.archive(ctx, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	return ask(archive)
}

// ShowRun shows a stored run again; "" is the last whole night.
func (a *App) ShowRun(ctx context.Context, f *ReportFlags, id string) error {
	return a.answer(ctx, f, func(store *archive.Archive) error {
		run, err := store.Run(ctx, id)
		if err != nil {
			return err
		}
		var inv *access.Inventory
		if f.Format == "xlsx" && run.Run.InLine {
			// what was read on that day stands in the store: all apps, where the run was for some
			if inv, err = store.AccessOf(ctx, run); err != nil {
				return err
			}
		}
		if f.Format == "csv" && run.Run.Status == access.RunPartial {
			a.warn("%s", reports.Headline(run)) // rows have no place for what was not read
		}
		return a.write(f.Path, func(w io.Writer) error { return a.render(w, run, inv, &f.Output, f.Confidential) })
	})
}

// mostRuns is how many runs a list shows.
const mostRuns = 60

// ListRuns lists the last runs.
func (a *App) ListRuns(ctx context.Context, f *ReportFlags) error {
	return a.answer(ctx, f, func(store *archive.Archive) error {
		runs, err := store.Runs(ctx, mostRuns)
		if err != nil {
			return err
		}
		return a.write(f.Path, func(out io.Writer) error {
			w := &lines{w: out}
			for i := range runs {
				r := &runs[i]
				what := r.Mode
				switch {
				case !r.Finished:
					what += ", not finished"
				case !r.InLine:
					what += ", a rehearsal as of " + r.AsOf.String()
				case r.Limited:
					what += ", limited to some apps or a person"
				}
				if r.Unsound {
					what += ", the roster unsound"
				}
				if r.Unread > 0 {
					what += ", " + counted(r.Unread, "app", "apps") + " not read in whole"
				}
				found := "document erased"
				switch {
				case r.Findings >= 0:
					found = strconv.Itoa(r.Findings) + " findings"
				case !r.Finished:
					found = "no document"
				}
				w.line(0, "%-20s  %s  %s, %s", r.ID, r.Day, found, what)
			}
			if len(runs) == 0 {
				w.line(0, "no run yet")
			}
			return w.err
		})
	})
}

// counted counts things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// AccessFlags are what `report access` is asked for.
type AccessFlags struct {
	ReportFlags
	AsOf, Target, Person, By string
}

// ShowAccess says who had what on a day.
func (a *App) ShowAccess(ctx context.Context, f *AccessFlags) error {
	q := archive.Query{Target: f.Target, Person: f.Person}
	var err error
	if f.AsOf != "" {
		if q.AsOf, err = access.ParseDate(f.AsOf); err != nil {
			return usagef("--as-of: %w", err)
		}
	}
	if f.By != "app" && f.By != "person" {
		return usagef("--by %q: there are app, person", f.By)
	}
	return a.answer(ctx, &f.ReportFlags, func(store *archive.Archive) error {
		r, err := store.Access(ctx, q)
		if err != nil {
			return err
		}
		return a.write(f.Path, func(w io.Writer) error {
			switch f.Format {
			case "json":
				return reports.AccessJSON(w, r)
			case "csv":
				for _, gap := range reports.AccessGaps(r) {
					a.warn("%s", gap)
				}
				return reports.AccessCSV(w, r)
			case "html":
				return reports.AccessPage(w, r)
			case "xlsx":
				return reports.AccessWorkbook(w, r, reports.Options{Confidential: true})
			default:
				return reports.AccessText(w, r, f.By == "person", a.look(f.Path))
			}
		})
	})
}

// VerifyLog checks the audit log, and that it holds the heads that are known from mails.
func (a *App) VerifyLog(ctx context.Context, f *ReportFlags, heads []string) error {
	var known []access.AuditHead
	for _, text := range heads {
		number, hash, ok := strings.Cut(text, ":")
		seq, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil || hash == "" {
			return usagef("--head %q: write NUMBER:HASH, as a report gives it", text)
		}
		known = append(known, access.AuditHead{Seq: seq, Hash: hash})
	}
	return a.answer(ctx, f, func(store *archive.Archive) error {
		v, err := store.Verify(ctx, known)
		if err != nil {
			return err
		}
		erased := ""
		if v.Erased > 0 {
			erased = fmt.Sprintf(", the payloads of %d erased by retention", v.Erased)
		}
		_, err = fmt.Fprintf(a.Out, "the audit log is as it was written: %d entries%s, %d documents; its head is %d:%s\n", v.Entries,
			erased, v.Documents, v.Head.Seq, v.Head.Hash)
		return err
	})
}
