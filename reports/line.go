package reports

import (
	"slices"
	"strings"

	"reconcile/internal/access"
)

// mostWith is how many of the keys that go with an account are named.
const mostWith = 4

// line words one finding.
func (m *maker) line(f *access.Finding) line {
	l := line{
		severity: f.Severity, verdict: f.Verdict, target: clean(f.Target), who: holder(f.Person, f.Account),
		account: accountLabel(f.Account), what: what(f), why: why(f), reason: clean(f.Reason), notes: cleanAll(f.Notes),
		todo: clean(f.Action),
	}
	with := slices.DeleteFunc(cleanAll(f.Includes), func(key string) bool { return strings.Contains(l.reason, key) })
	if len(with) > 0 {
		l.with = "with " + some(with, mostWith)
	}
	if f.AgeDays > 0 {
		l.open = "open " + count(f.AgeDays, "day", "days")
	}
	if f.Privileged {
		l.marks = append(l.marks, "privileged")
	}
	if f.Provisional {
		l.marks = append(l.marks, "provisional")
	}
	if f.OutOfScope {
		l.marks = append(l.marks, "out of scope")
	}
	if a := m.actions[f.Fingerprint]; a != nil && f.Fingerprint != "" {
		l.state, l.progress = stateWord(a.State), progress(a)
		if l.todo == "" {
			l.todo = clean(string(a.Kind))
		}
	}
	return l
}

// what names the access a finding is about.
func what(f *access.Finding) string {
	s := clean(f.Entitlement)
	if h := f.Hold; h != nil && f.Verdict == access.Excess && h.Due != "" && h.Level != "" {
		s += " (due: " + clean(h.Due) + ")"
	} else if h != nil && f.Verdict == access.Missing && h.Level != "" {
		s += " (held: " + clean(h.Level) + ")"
	}
	if f.Entitlement != access.AccountType {
		return s
	}
	if f.Account != nil && f.Person != nil {
		s += " " + accountLabel(f.Account)
	}
	if f.Hold != nil && f.Account != nil && f.Hold.Status != access.Enabled {
		s += ", " + f.Hold.Status.String()
	}
	return s
}

// why words the cause of a finding, with its day where it has one.
func why(f *access.Finding) string {
	switch {
	case f.Cause == access.CauseLeaver:
		return leftWords(f)
	case f.Cause == access.CauseJoiner && f.Days < 0:
		return "joiner, starts " + ago(f.Days)
	case f.Cause == access.CauseJoiner:
		return "joiner, started " + ago(f.Days)
	default:
		return clean(string(f.Cause))
	}
}

// facts are what a short line says of a finding besides whom and what it is about.
func (l *line) facts() []string {
	facts := append([]string{l.why}, l.marks...)
	return nonEmpty(append(facts, l.open, l.state)...)
}

// place opens a line with the app.
func (l *line) place() string {
	if l.target == "" {
		return ""
	}
	return l.target + ": "
}

// beside is what a finding's own words leave out.
func (l *line) beside() string {
	var facts []string
	if l.account != "" && l.account != l.who && !strings.Contains(l.reason, l.account) {
		facts = append(facts, "account "+l.account)
	}
	return strings.Join(append(append(facts, nonEmpty(l.with, l.open)...), l.marks...), ", ")
}

// still is one of the accounts that somebody still has.
func (l *line) still() string {
	return strings.Join(append(nonEmpty(l.what, l.with, l.open), l.marks...), ", ")
}

// advice is what to do, and how far the plan has come with it.
func (l *line) advice() string { return strings.Join(nonEmpty(l.todo, l.progress), ": ") }

// leftWords says when somebody left.
func leftWords(f *access.Finding) string {
	s := "left"
	if f.Days > 0 {
		s += " " + ago(f.Days)
	}
	if f.Basis != "" && f.Basis != access.BasisTerminated {
		s += " (" + clean(string(f.Basis)) + ")"
	}
	return s
}

// stateWord is an action's state as people say it.
func stateWord(s access.ActionState) string {
	if s == access.Manual {
		return "by hand"
	}
	return clean(string(s))
}

// progress says how far an action has come, and what holds it.
func progress(a *access.Action) string {
	switch a.State {
	case access.Blocked:
		return "blocked by " + guards(a)
	case access.Manual:
		if a.Manual == "" {
			return "by hand"
		}
		return "by hand (" + clean(a.Manual) + ")"
	default:
		return stateWord(a.State)
	}
}

// guards names the guards that refuse an action, each once.
func guards(a *access.Action) string {
	var names []string
	for _, b := range a.Blocked {
		names = append(names, clean(string(b.Guard)))
	}
	return strings.Join(known(nil, names), ", ")
}

// hygienic reports whether a verdict is none about access.
func hygienic(v access.Verdict) bool {
	return v != access.Missing && v != access.Excess && v != access.Orphaned
}
