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
	zone := n.cfg.Timezone
	if p != nil {
		for _, location := range p.Attributes.Location {
			if z, ok := n.cfg.Zones[fold.Text(location)]; ok {
				zone = z
				break
			}
		}
	}
	return access.DayOf(n.started.In(zone))
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

// measure counts the run's figures.
func measure(run *access.Run) {
	m := access.Metrics{Findings: len(run.Findings), ByVerdict: map[string]int{}, BySeverity: map[string]int{}}
	for _, v := range access.Verdicts() {
		m.ByVerdict[string(v)] = 0
	}
	for _, s := range access.Severities() {
		m.BySeverity[s.String()] = 0
	}
	leavers := map[string]bool{}
	for i := range run.Findings {
		f := &run.Findings[i]
		m.ByVerdict[string(f.Verdict)]++
		m.BySeverity[f.Severity.String()]++
		if f.Cause == access.CauseLeaver && f.Verdict == access.Orphaned && f.Person != nil {
			leavers[f.Person.ID] = true
		}
	}
	m.LeaversActive = len(leavers)
	for i := range run.Targets {
		t := &run.Targets[i]
		m.Accounts += t.Accounts
		m.Grants += t.Grants
		if t.Status == access.FailedRead || t.Status == access.Partial {
			m.TargetsUnread++
		}
	}
	for i := range run.Plan.Actions {
		switch run.Plan.Actions[i].State {
		case access.Planned:
			m.Planned++
		case access.Blocked:
			m.Blocked++
		case access.Manual:
			m.Manual++
		}
	}
	m.Seconds = run.Run.Finished.Sub(run.Run.Started).Seconds()
	run.Metrics = m
}

// status sums up a run: partial if anything was not read as it should be, else by its findings.
func status(run *access.Run) access.RunStatus {
	for i := range run.Targets {
		if s := run.Targets[i].Status; s == access.FailedRead || s == access.Partial {
			return access.RunPartial
		}
	}
	switch {
	case len(run.Roster.Unsound) > 0 || run.Roster.Bad > 0 || quarantined(run.Roster.Warnings):
		return access.RunPartial
	case len(run.Findings) > 0:
		return access.RunFindings
	default:
		return access.RunClean
	}
}

func quarantined(problems []access.RosterProblem) bool {
	return slices.ContainsFunc(problems, func(p access.RosterProblem) bool { return p.Quarantined })
}
