package reports

import (
	"strings"

	"reconcile/internal/access"
)

// severityStyle is the colour of a severity.
func severityStyle(s access.Severity) string {
	switch s {
	case access.Critical:
		return alarm
	case access.High:
		return grave
	case access.Medium:
		return notice
	default:
		return plain
	}
}

// severityWidth is the column of severities, the gap included.
const severityWidth = len("critical") + 2

// urgent writes what needs a person today.
func (p *page) urgent(v *view) {
	u := &v.urgent
	if len(u.entries) == 0 {
		return
	}
	p.heading("NEEDS A PERSON TODAY: " + number(u.critical) + " critical, " + number(u.high) + " high")
	for i := range u.entries {
		e := &u.entries[i]
		style := severityStyle(e.severity)
		if e.leaver == "" {
			l := &e.lines[0]
			p.labelled(2, severityWidth, style, e.severity.String(), l.place()+l.reason)
			p.details(2+severityWidth, l)
			continue
		}
		p.labelled(2, severityWidth, style, e.severity.String(), e.leaver+", and is still in:")
		for k := range e.lines {
			l := &e.lines[k]
			p.text(2+severityWidth, l.place()+l.what)
			p.details(4+severityWidth, l)
		}
		if e.left > 0 {
			p.text(2+severityWidth, more(e.left, "--format csv"))
		}
	}
	if u.left > 0 {
		p.text(2, more(u.left, "--format csv"))
	}
}

// place opens a line with the app.
func (l *line) place() string {
	if l.target == "" {
		return ""
	}
	return l.target + ": "
}

// details says of whom and what a finding is, and what to do.
func (p *page) details(indent int, l *line) {
	for _, note := range l.notes {
		p.text(indent, "note: "+note)
	}
	facts := append([]string(nil), l.marks...)
	if l.account != "" && l.account != l.who && !strings.Contains(l.what, l.account) {
		facts = append(facts, "account "+l.account)
	}
	if facts != nil {
		p.text(indent, strings.Join(facts, ", "))
	}
	if l.todo != "" {
		p.text(indent, "-> "+l.todo)
	}
}

// figures writes the table of apps.
func (p *page) figures(v *view) {
	if len(v.table) == 0 {
		return
	}
	p.heading("BY APP (- is not looked for)")
	g := grid{
		head:  []string{"app", "status", "accounts", "linked", "missing", "excess", "orphaned", "hygiene", "governed"},
		right: []bool{false, false, true, true, true, true, true, true, true},
	}
	for _, r := range v.table {
		g.rows = append(g.rows, []string{
			r.name, r.status, r.accounts, r.linked, r.missing, r.excess, r.orphaned, r.hygiene, r.governed,
		})
	}
	p.grid(0, g)
}

// app writes the findings of one app.
func (p *page) app(a *app) {
	if a.quiet() {
		return
	}
	head := a.name
	if a.target != nil {
		if title := clean(a.target.Title); title != "" && title != a.name {
			head += " (" + title + ")"
		}
		head += ": " + a.state
	}
	p.heading(head)
	for _, note := range a.notes {
		p.text(2, note)
	}
	if a.total == 0 && a.target != nil && a.target.Status == access.Complete {
		p.text(2, "nothing found")
	}
	for i := range a.groups {
		g := &a.groups[i]
		p.text(2, clean(string(g.verdict))+" ("+number(g.total)+")")
		var t grid
		for k := range g.lines {
			l := &g.lines[k]
			why := l.why
			if len(l.marks) > 0 {
				why = strings.Join(append([]string{why}, l.marks...), ", ")
			}
			t.rows = append(t.rows, []string{l.severity.String(), l.who, l.what, strings.TrimPrefix(why, ", "), l.state})
			t.styles = append(t.styles, severityStyle(l.severity))
		}
		p.grid(4, t)
		if left := g.total - len(g.lines); left > 0 {
			p.text(4, more(left, "--format csv"))
		}
	}
}
