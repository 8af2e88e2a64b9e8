package reports

import (
	"fmt"

	"reconcile/internal/access"
)

// memoryView is what a run knows of earlier ones, in words. It is nil without a store.
type memoryView struct {
	// Nights says on how many of the due nights a run was finished; Missed that it was not on all of them.
	Nights string
	Missed bool
	// Changes are the settings that are not what they were.
	Changes []change
	Rules   *rulesView
	// Head is the newest entry of the audit log, with its whole hash: an anchor that somebody else holds.
	Head string
}

// change is one setting; "" is worded as nothing.
type change struct{ Setting, Was, Is string }

// rulesView is what tonight's rules make due otherwise than the accepted ones.
type rulesView struct {
	Lead string
	Rows []ruleRow
	// Left counts the accesses beyond those that the document lists.
	Left int
}

// ruleRow is one access that only one of both makes due; Way is "more" or "less".
type ruleRow struct{ Who, Target, Access, Way, Rule string }

func (m *maker) memory() *memoryView {
	mem := m.run.Run.Memory
	if mem == nil {
		return nil
	}
	v := &memoryView{
		Nights: nights(mem), Missed: mem.Nights.Ran < mem.Nights.Due, Head: "the audit log is empty",
		Rules: m.rules(mem.Rules),
	}
	if h := mem.AuditHead; h.Hash != "" || h.Seq != 0 {
		v.Head = fmt.Sprintf("audit log at entry %s, sha256 %s", number(int(h.Seq)), clean(h.Hash))
	}
	for _, c := range mem.Changes {
		v.Changes = append(v.Changes, change{clean(c.Setting), orNothing(clean(c.Was)), orNothing(clean(c.Is))})
	}
	return v
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// nights says how many of the due nights ran, so that silence is not taken for quiet.
func nights(m *access.Memory) string {
	n := &m.Nights
	switch {
	case n.Due > 1 || n.Ran != n.Due:
	case m.First:
		return "This is the first night."
	default:
		return "This is not the first run, but no whole night of an earlier date is stored yet."
	}
	s := fmt.Sprintf("It ran on %s of %s due", number(n.Ran), count(n.Due, "night", "nights"))
	if !n.Since.IsZero() {
		s += " since " + n.Since.String()
	}
	if n.Ran < n.Due {
		s += ": " + number(n.Due-n.Ran) + " did not run"
	}
	return s + "."
}

func (m *maker) rules(r *access.RulesChange) *rulesView {
	if r == nil {
		return nil
	}
	v := &rulesView{Lead: fmt.Sprintf("These rules (%s) are not the accepted ones (%s): they make %s due that "+
		"the accepted ones do not, and %s no longer. What only these rules take away is not removed until they are accepted.",
		digest(r.Hash), digest(r.Accepted), count(r.Given, "access", "accesses"), count(r.Taken, "access", "accesses"))}
	for i := range r.Access {
		a := &r.Access[i]
		if m.leaving[a.Person.ID] {
			continue
		}
		row := ruleRow{personLabel(&a.Person), clean(a.Target), clean(a.Entitlement), "less", clean(a.Rule)}
		if a.Given {
			row.Way = "more"
		}
		v.Rows = append(v.Rows, row)
	}
	v.Left = max(0, r.Given+r.Taken-len(r.Access))
	return v
}

// lastRead says when an app that was not read tonight was read last: ages run on since then.
func (m *maker) lastRead(t *access.TargetResult) string {
	switch days := m.run.Run.AsOf.DaysSince(t.LastRead); {
	case read(t):
		return ""
	case t.LastRead.IsZero() && m.run.Run.Memory != nil && t.Status == access.FailedRead:
		return "never read before"
	case t.LastRead.IsZero():
		return ""
	case days <= 0 || m.run.Run.AsOf.IsZero():
		return "last read on " + t.LastRead.String()
	default:
		return "last read " + count(days, "night", "nights") + " ago"
	}
}
