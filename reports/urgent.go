package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
)

const (
	// mostUrgent is how many entries a person is asked to look at today, mostOfOne how many accounts of one leaver.
	mostUrgent = 20
	mostOfOne  = 8
)

// urgent is what needs a person today: critical and high findings, the gravest first, of those the leavers.
type urgent struct {
	critical, high int
	// leavers counts the people who left, accounts the findings among them that are on their accounts.
	leavers, accounts int
	entries           []entry
	// left counts the entries beyond the first.
	left int
}

// entry is one leaver with all the accounts they still have, or one other finding.
type entry struct {
	severity access.Severity
	// leaver says who left and when, "" for other findings.
	leaver string
	lines  []line
	// left counts the lines beyond the first.
	left int
}

func (m *maker) urgent() urgent {
	var u urgent
	var leavers, others []entry
	index := map[string]int{}
	for _, f := range m.shown {
		switch f.Severity {
		case access.Critical:
			u.critical++
		case access.High:
			u.high++
		default:
			continue
		}
		if f.Cause != access.CauseLeaver || f.Verdict != access.Orphaned || f.Person == nil {
			if len(others) < mostUrgent {
				others = append(others, entry{severity: f.Severity, lines: []line{m.line(f)}})
			} else {
				u.left++
			}
			continue
		}
		u.accounts++
		at, ok := index[f.Person.ID]
		if !ok {
			at = len(leavers)
			index[f.Person.ID] = at
			leavers = append(leavers, entry{severity: f.Severity, leaver: personLabel(f.Person) + " " + leftWords(f)})
		}
		if e := &leavers[at]; len(e.lines) < mostOfOne {
			e.lines = append(e.lines, m.line(f))
		} else {
			e.left++
		}
	}
	u.leavers = len(leavers)
	u.entries = slices.Concat(leavers, others)
	slices.SortStableFunc(u.entries, func(a, b entry) int { return cmp.Compare(a.severity, b.severity) })
	if extra := len(u.entries) - mostUrgent; extra > 0 {
		u.left += extra
		u.entries = u.entries[:mostUrgent]
	}
	return u
}

// sum counts the findings.
func (u *urgent) sum() string {
	return count(u.critical+u.high, "finding", "findings") + " (" + number(u.critical) + " critical, " + number(u.high) + " high)"
}

// together says that the list is shorter than the sum, as a leaver stands in it once; "" where it is not.
func (u *urgent) together() string {
	if u.accounts == u.leavers {
		return ""
	}
	return fmt.Sprintf("%s of them are on accounts of %s: each person is listed once, under the gravest.", number(u.accounts),
		count(u.leavers, "leaver", "leavers"))
}

// adviceGroup is some of a leaver's accounts, for which the same is to be done.
type adviceGroup struct {
	lines  []*line
	advice string
}

// groups puts those of a leaver's accounts together for which the same is to be done.
func (e *entry) groups() []adviceGroup {
	var groups []adviceGroup
	at := map[string]int{}
	for i := range e.lines {
		l := &e.lines[i]
		said := l.advice()
		k, ok := at[said]
		if !ok {
			k = len(groups)
			at[said] = k
			groups = append(groups, adviceGroup{advice: said})
		}
		groups[k].lines = append(groups[k].lines, l)
	}
	for i := range groups {
		g := &groups[i]
		if first := g.lines[0]; len(g.lines) > 1 && first.todo != "" {
			g.advice = strings.Join(nonEmpty(first.todo+", in each of these "+number(len(g.lines)), first.progress), ": ")
		}
	}
	return groups
}
