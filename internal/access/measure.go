package access

import "slices"

// Measure counts the run's figures, and sums up how it went: Metrics, and Status unless it failed.
func (r *Run) Measure() {
	m := Metrics{Findings: len(r.Findings), ByVerdict: map[string]int{}, BySeverity: map[string]int{}}
	for _, v := range Verdicts() {
		m.ByVerdict[string(v)] = 0
	}
	for _, s := range Severities() {
		m.BySeverity[s.String()] = 0
	}
	leavers := map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		m.ByVerdict[string(f.Verdict)]++
		m.BySeverity[f.Severity.String()]++
		if f.Cause == CauseLeaver && f.Verdict == Orphaned && f.Person != nil {
			leavers[f.Person.ID] = true
		}
	}
	m.LeaversActive = len(leavers)
	for i := range r.Targets {
		t := &r.Targets[i]
		m.Accounts += t.Accounts
		m.Grants += t.Grants
		if t.Status == FailedRead || t.Status == Partial {
			m.TargetsUnread++
		}
	}
	for i := range r.Plan.Actions {
		switch r.Plan.Actions[i].State {
		case Planned:
			m.Planned++
		case Blocked:
			m.Blocked++
		case Manual:
			m.Manual++
		}
	}
	m.Seconds = r.Run.Finished.Sub(r.Run.Started).Seconds()
	r.Metrics = m
	if r.Run.Status != RunFailed {
		r.Run.Status = r.status(m.TargetsUnread)
	}
}

// status sums up a run: partial if anything was not read as it should be, else by its findings.
func (r *Run) status(unread int) RunStatus {
	switch {
	case unread > 0 || len(r.Roster.Unsound) > 0 || r.Roster.Bad > 0 || Quarantines(r.Roster.Warnings):
		return RunPartial
	case len(r.Findings) > 0:
		return RunFindings
	default:
		return RunClean
	}
}

// Quarantines reports whether any of the problems kept a record from being judged.
func Quarantines(problems []RosterProblem) bool {
	return slices.ContainsFunc(problems, func(p RosterProblem) bool { return p.Quarantined })
}
