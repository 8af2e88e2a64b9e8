package reports

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
)

// mostOfVerdict is how many findings of one verdict are listed for one app.
const mostOfVerdict = 15

// app is one app with its findings. Findings of no app stand under the roster.
type app struct {
	// name is the configuration's; title the one that people know, where it is another.
	name, title string
	// target is nil for the roster, and for findings on an app that the document does not list.
	target *access.TargetResult
	// state says what was read; notes what a reader should know before the findings.
	state  string
	notes  []string
	groups []group
	counts map[access.Verdict]int
	total  int
}

// group is the findings of one verdict.
type group struct {
	verdict access.Verdict
	total   int
	// lines are the first of them.
	lines []line
}

// rosterName heads the findings that are about no app.
const rosterName = "roster"

// apps sorts the findings by app: the apps of the run in their order, then whatever else findings name.
func (m *maker) apps() []app {
	var list []app
	index := map[string]int{}
	for i := range m.run.Targets {
		t := &m.run.Targets[i]
		index[t.Name] = len(list)
		list = append(list, app{
			name: clean(t.Name), title: clean(t.Title), target: t, state: m.state(t), notes: notes(t), counts: map[access.Verdict]int{},
		})
	}
	by := make([][]*access.Finding, len(list))
	for _, f := range m.shown {
		at, ok := index[f.Target]
		if !ok {
			at = len(list)
			index[f.Target] = at
			name := clean(f.Target)
			if name == "" {
				name = rosterName
			}
			list, by = append(list, app{name: name, counts: map[access.Verdict]int{}}), append(by, nil)
		}
		by[at] = append(by[at], f)
	}
	for i := range list {
		list[i].group(m, by[i])
	}
	return list
}

// group sorts an app's findings by verdict.
func (a *app) group(m *maker, findings []*access.Finding) {
	a.total = len(findings)
	var verdicts []access.Verdict
	for _, f := range findings {
		if a.counts[f.Verdict]++; a.counts[f.Verdict] == 1 {
			verdicts = append(verdicts, f.Verdict)
		}
	}
	for _, verdict := range known(access.Verdicts(), verdicts) {
		g := group{verdict: verdict, total: a.counts[verdict]}
		for _, f := range findings {
			if f.Verdict == verdict && len(g.lines) < mostOfVerdict {
				g.lines = append(g.lines, m.line(f))
			}
		}
		a.groups = append(a.groups, g)
	}
}

// state says what was read of an app.
func (m *maker) state(t *access.TargetResult) string {
	if !read(t) {
		return clean(string(t.Status)) + ": " + m.unread(t)
	}
	s := clean(string(t.Status)) + ", " + count(t.Accounts, "account", "accounts")
	var parts []string
	if t.Invited > 0 {
		parts = append(parts, number(t.Invited)+" invited")
	}
	if t.Suspended > 0 {
		parts = append(parts, number(t.Suspended)+" suspended")
	}
	if parts != nil {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	if t.Status != access.Complete {
		s += ": " + reasons(t.Why)
	}
	return s
}

// notes are what a reader of an app's findings should know.
func notes(t *access.TargetResult) []string {
	var notes []string
	if t.Owner != "" {
		notes = append(notes, "owner "+clean(t.Owner))
	}
	if !read(t) {
		return notes
	}
	if t.Status != access.Complete {
		notes = append(notes, "what follows is provisional; nothing is concluded from absence")
	}
	switch {
	case t.Unruled:
		notes = append(notes, "no role grants anything here: only orphaned accounts, and what needs no rule, are judged")
	case t.Grants > 0:
		notes = append(notes, fmt.Sprintf("rules govern %s of %s", number(t.Governed), count(t.Grants, "grant", "grants")))
	}
	if t.Privileged > 0 {
		notes = append(notes, count(t.Privileged, "account holds", "accounts hold")+" privileged access by right")
	}
	if t.MissingWithheld != "" && t.Status == access.Complete {
		notes = append(notes, clean(t.MissingWithheld))
	}
	for i, remark := range t.Remarks {
		if i == mostRows {
			notes = append(notes, count(len(t.Remarks)-i, "more remark", "more remarks")+" in the JSON document")
			break
		}
		notes = append(notes, clean(remark))
	}
	return notes
}

// read reports whether there is anything of an app to judge.
func read(t *access.TargetResult) bool {
	return t.Status == access.Complete || t.Status == access.Partial
}

// judged reports whether missing access would have been found.
func judged(t *access.TargetResult) bool {
	return t.Status == access.Complete && !t.Unruled && t.MissingWithheld == ""
}
