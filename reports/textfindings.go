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
	p.heading("NEEDS A PERSON TODAY: " + u.sum())
	if s := u.together(); s != "" {
		p.text(2, s)
	}
	for i := range u.entries {
		e := &u.entries[i]
		style := severityStyle(e.severity)
		if e.leaver == "" {
			l := &e.lines[0]
			p.labelled(2, severityWidth, style, e.severity.String(), l.place()+l.reason)
			p.context(2+severityWidth, l)
			continue
		}
		p.labelled(2, severityWidth, style, e.severity.String(), e.leaver+", and is still in:")
		p.leaver(2+severityWidth, e)
		if e.left > 0 {
			p.text(2+severityWidth, more(e.left, "--format csv"))
		}
	}
	if u.left > 0 {
		p.text(2, more(u.left, "--format csv"))
	}
}

// context adds to a finding told in its own words what these leave out.
func (p *page) context(indent int, l *line) {
	if facts := l.beside(); facts != "" {
		p.text(indent, facts)
	}
	p.notes(indent, l)
	p.advice(indent, l.advice())
}

// leaver writes the accounts of somebody who left, those together for which the same is to be done.
func (p *page) leaver(indent int, e *entry) {
	for _, g := range e.groups() {
		for _, l := range g.lines {
			p.text(indent, l.place()+l.still())
			p.notes(indent+2, l)
		}
		p.advice(indent+2, g.advice)
	}
}

func (p *page) notes(indent int, l *line) {
	for _, note := range l.notes {
		p.text(indent, "note: "+note)
	}
}

// advice writes what to do, and how far the plan has come with it.
func (p *page) advice(indent int, said string) {
	if said != "" {
		p.text(indent, "-> "+said)
	}
}

// fullTable is the width at which the table of apps has room for what is not about findings.
const fullTable = 72

// figures writes the table of apps.
func (p *page) figures(v *view) {
	if len(v.table) == 0 {
		return
	}
	p.heading("BY APP (-: not looked for, or nothing to count)")
	head := []string{"app", "status", "missing", "excess", "orphaned", "hygiene", "accounts", "linked", "governed"}
	shown := len(head)
	if p.width < fullTable {
		shown -= 3
	}
	g := grid{head: head[:shown], right: []bool{false, false, true, true, true, true, true, true, true}}
	for _, r := range v.table {
		row := []string{r.name, r.status, r.missing, r.excess, r.orphaned, r.hygiene, r.accounts, r.linked, r.governed}
		g.rows = append(g.rows, row[:shown])
	}
	p.grid(0, g)
}

// app writes the findings of one app, unless there is nothing to say of it.
func (p *page) app(a *app) {
	if a.total == 0 && (a.target == nil || len(a.target.Remarks) == 0) {
		return
	}
	head := a.name
	if a.title != "" && a.title != a.name {
		head += " (" + a.title + ")"
	}
	if a.state != "" {
		head += ": " + a.state
	}
	p.heading(head)
	for _, note := range a.notes {
		p.text(2, note)
	}
	for i := range a.groups {
		p.group(&a.groups[i])
	}
}

// mostWho is how wide the name of a person or an account may be where one stands under the other.
const mostWho = 34

// group writes the findings of one verdict: what is due, held or open in short, hygiene in its own words.
func (p *page) group(g *group) {
	p.text(2, clean(string(g.verdict))+" ("+number(g.total)+")")
	width := 0
	for i := range g.lines {
		width = max(width, min(columns(g.lines[i].who), mostWho)+2)
	}
	for i := range g.lines {
		l := &g.lines[i]
		style, severity := severityStyle(l.severity), l.severity.String()
		if hygienic(g.verdict) {
			said := l.reason
			if facts := l.facts(); len(facts) > 0 {
				said += " (" + strings.Join(facts, ", ") + ")"
			}
			p.labelled(4, severityWidth, style, severity, said)
			continue
		}
		p.listed(4, severityWidth, style, severity, width, l.who, strings.Join(append([]string{l.what}, l.facts()...), "; "))
	}
	if left := g.total - len(g.lines); left > 0 {
		p.text(4, more(left, "--format csv"))
	}
}
