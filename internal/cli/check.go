package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/night"
)

// Check says what a configuration reaches.
func (a *App) Check(ctx context.Context, c *Common, offline bool) error {
	o, err := a.options(c, nil)
	if err != nil {
		return err
	}
	result, err := night.Check(ctx, o, offline)
	if err != nil {
		return err
	}
	var unmailed error
	if !offline && result.Mail != "" {
		unmailed = a.checkMail(ctx, o.ConfigPath)
	}
	if err := a.write("", func(w io.Writer) error { return printCheck(w, result, unmailed, offline) }); err != nil {
		return err
	}
	if !result.OK() || unmailed != nil {
		return &outcome{exitPartial}
	}
	return nil
}

func printCheck(out io.Writer, c *night.CheckResult, unmailed error, offline bool) error {
	w := &lines{w: out}
	w.line(0, "configuration %s: sound", c.Config)
	r := c.Rules
	w.line(0, "rules: %d roles, %d exceptions, %d service accounts, %d externals, %d identities, %d conflicts, %d migrations",
		r.Roles, r.Exceptions, r.Services, r.Externals, r.Identities, r.Conflicts, r.Migrations)
	if c.Roster != nil {
		printRoster(w, c.Roster)
	}
	for i := range c.Targets {
		printTarget(w, &c.Targets[i], offline)
	}
	switch {
	case c.Mail == "":
	case offline:
		w.line(0, "mail by %s: not tried", c.Mail)
	case unmailed != nil:
		w.line(0, "mail by %s: CANNOT BE SENT: %s", c.Mail, unmailed)
	default:
		w.line(0, "mail by %s: can be sent", c.Mail)
	}
	for _, warning := range c.Warnings {
		w.line(0, "warning: %s", warning)
	}
	switch {
	case offline:
		w.line(0, "neither roster nor apps were read (--offline)")
	case c.OK() && unmailed == nil:
		w.line(0, "all of it can be read")
	default:
		w.line(0, "not all of it is as it should be: see above")
	}
	return w.err
}

func printRoster(w *lines, r *access.RosterSummary) {
	w.line(0, "roster: %d people: %d active, %d joining, %d on leave, %d left, %d quarantined",
		r.People, r.Active, r.Joining, r.OnLeave, r.Left, r.Bad)
	for i := range r.Sources {
		s := &r.Sources[i]
		w.line(2, "%s (%s): %d rows of %s, data of %s", s.Name, s.Kind, s.Rows, s.File, access.DayOf(s.Date))
		for _, field := range slices.Sorted(maps.Keys(s.Mapped)) {
			w.line(4, "%-13s %q", field, s.Mapped[field])
		}
		if len(s.Discarded) > 0 {
			w.line(4, "left aside    %s", strings.Join(s.Discarded, ", "))
		}
	}
	for _, why := range r.Unsound {
		w.line(2, "UNSOUND, nothing would be removed: %s", why)
	}
	for _, p := range r.Warnings {
		mark := "remark"
		if p.Quarantined {
			mark = "QUARANTINED"
		}
		w.line(2, "%s: %s: %s", mark, p.Place, p.Text)
	}
}

func printTarget(w *lines, t *night.TargetCheck, offline bool) {
	note := ""
	if t.Unruled {
		note = " (no role names it: only orphaned accounts, and what needs no rule, are judged)"
	}
	switch {
	case offline:
		w.line(0, "target %s (%s): not read%s", t.Name, t.Kind, note)
	case t.Err != nil:
		w.line(0, "target %s (%s): CANNOT BE READ: %s", t.Name, t.Kind, t.Err)
	default:
		w.line(0, "target %s (%s): readable%s", t.Name, t.Kind, note)
		if t.Humans > 0 {
			w.line(2, "%d of %d human accounts in use are linked to a person", t.Linked, t.Humans)
		}
		for _, why := range t.Why {
			w.line(2, "IN PART: %s", why)
		}
		for _, f := range t.Reach.Holes() {
			w.line(2, "%s: %s (%s)", f.Name, hole(f.Listed), f.Why)
		}
	}
}

func hole(t access.Tri) string {
	if t == access.No {
		return "not listed"
	}
	return "perhaps listed"
}

// lines writes lines with text from outside made safe, until the first error.
type lines struct {
	w   io.Writer
	err error
}

func (l *lines) line(indent int, format string, args ...any) {
	if l.err == nil {
		_, l.err = fmt.Fprintln(l.w, strings.Repeat(" ", indent)+fold.Clean(fmt.Sprintf(format, args...)))
	}
}
