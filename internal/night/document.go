package night

import (
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/plan"
)

// day is the date of judgement for a person, by the time zone of their location; nil is the company.
func (n *night) day(p *access.Person) access.Date {
	if n.AsOf != 0 {
		return n.AsOf
	}
	return n.cfg.Day(n.started, p)
}

// inLine reports whether the run may become history: it is judged for a day not before that of the last such run, and not
// after today.
func (n *night) inLine() bool {
	if n.past == nil {
		return n.today == n.date()
	}
	return n.today <= n.date() && n.today >= n.past.LastDay
}

// scope words what a pilot is limited to.
func (n *night) scope() string {
	var parts []string
	if len(n.cfg.Judge.ScopeTargets) > 0 {
		parts = append(parts, "targets "+strings.Join(n.cfg.Judge.ScopeTargets, ", "))
	}
	if n.cfg.Scope != nil {
		parts = append(parts, "people as in "+n.cfg.Scope.At.String())
	}
	return strings.Join(parts, "; ")
}

// summary counts the roster.
func (n *night) summary() access.RosterSummary {
	s := access.RosterSummary{
		Sources: n.roster.Sources, People: len(n.roster.People), Unsound: n.roster.Unsound, Warnings: n.roster.Problems,
	}
	for i := range n.standings {
		switch n.standings[i].State {
		case access.Active:
			s.Active++
		case access.Joining:
			s.Joining++
		case access.Away:
			s.OnLeave++
		case access.Left:
			s.Left++
		default:
			s.Bad++
		}
	}
	names := make([]string, len(n.roster.Sources))
	for i, source := range n.roster.Sources {
		names[i] = source.Name
	}
	s.Source = strings.Join(names, ", ")
	if s.Warnings == nil {
		s.Warnings = []access.RosterProblem{}
	}
	return s
}

// only keeps what concerns one person. The guards were evaluated over everything before: they are no weaker for it.
func only(run *access.Run, person string) {
	run.Findings = slices.DeleteFunc(run.Findings, func(f access.Finding) bool {
		return f.Person == nil || f.Person.ID != person
	})
	run.Plan.Actions = slices.DeleteFunc(run.Plan.Actions, func(a access.Action) bool {
		return a.Person == nil || a.Person.ID != person
	})
	run.Plan.Hash = plan.Hash(run.Plan.Actions)
	run.Run.Warnings = append(run.Run.Warnings, "only what concerns "+fold.Clean(person)+" is shown (--person)")
}
