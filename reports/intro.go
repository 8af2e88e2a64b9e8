package reports

import (
	"strings"

	"reconcile/internal/access"
)

// intro says of when, of what and in which mode the report is.
func (m *maker) intro() []string {
	head := &m.run.Run
	asOf := "As of " + head.AsOf.String() + ". "
	if head.AsOf.IsZero() {
		asOf = "As of no known date. "
	}
	switch head.Mode {
	case modeFix:
		asOf += "Fixing was on."
	case "dry-run":
		asOf += "Dry run: nothing was changed."
	default:
		asOf += "Mode: " + clean(head.Mode) + "."
	}
	if !head.InLine {
		asOf += " Judged for another day than the run's own: a rehearsal."
	}
	if head.Status == access.RunFailed {
		asOf += " The run failed."
	}
	lines := append([]string{asOf}, nonEmpty(m.inAll())...)
	lines = append(lines, m.people()+" "+m.accounts())
	if head.Scope != "" {
		lines = append(lines, "A pilot, limited to "+clean(head.Scope)+": what lies outside is reported only.")
	}
	if mem := m.run.Run.Memory; mem != nil {
		lines = append(lines, nights(mem))
	}
	if m.hidden > 0 {
		lines = append(lines, count(m.hidden, "finding is", "findings are")+" shown in a confidential report only.")
	}
	return lines
}

// inAll says how many findings the headline is about, which counts leavers and not their accounts; "" where both are the
// same.
func (m *maker) inAll() string {
	leavers, others := tally(m.run)
	all := len(m.run.Findings)
	switch s := count(all, "finding", "findings") + " in all"; {
	case leavers+others == all:
		return ""
	case others == 0:
		return s + ", one for each open account of " + count(leavers, "leaver", "leavers") + "."
	default:
		return s + ": " + number(all-others) + " on open accounts of " + count(leavers, "leaver", "leavers") + ", " + number(others) +
			" on anything else."
	}
}

// people counts the roster.
func (m *maker) people() string {
	r := &m.run.Roster
	var parts []string
	for _, state := range []struct {
		n    int
		name string
	}{{r.Active, "active"}, {r.Joining, "joining"}, {r.OnLeave, "on leave"}, {r.Left, "left"}, {r.Bad, "not judged"}} {
		if state.n > 0 {
			parts = append(parts, number(state.n)+" "+state.name)
		}
	}
	s := count(r.People, "person", "people") + " on the roster"
	if parts != nil {
		s += ": " + strings.Join(parts, ", ")
	}
	return s + "."
}

// accounts counts the apps and what was read of them.
func (m *maker) accounts() string {
	accounts, whole := 0, 0
	for i := range m.run.Targets {
		t := &m.run.Targets[i]
		accounts += t.Accounts
		if t.Status == access.Complete {
			whole++
		}
	}
	all := len(m.run.Targets)
	s := count(all, "app", "apps")
	if whole < all {
		s = number(whole) + " of " + count(all, "app", "apps") + " read in whole"
	}
	return s + ", " + count(accounts, "account", "accounts") + "."
}

// remarks are what deserves a look in rules, configuration and roster.
func (m *maker) remarks() []string {
	list := cleanAll(m.run.Run.Warnings)
	for i := range m.run.Roster.Warnings {
		if w := &m.run.Roster.Warnings[i]; !w.Quarantined && !m.leaving[w.Person] {
			list = append(list, problem(w))
		}
	}
	return list
}
