package reports

import "reconcile/internal/access"

// fact is one thing that is known of a finding, with what it is.
type fact struct{ Label, Text string }

// mostDue is how many of the keys that are due, or that go with an account, are named beside a finding.
const mostDue = 20

// facts are all that a reader may want of a finding before believing it: where it stands, and what holds it back.
func (m *maker) facts(f *access.Finding) []fact {
	var facts []fact
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, fact{label, text})
		}
	}
	for _, note := range cleanAll(f.Notes) {
		add("note", note)
	}
	add("goes with it", some(cleanAll(f.Includes), mostDue))
	add("due here", some(cleanAll(f.Evidence.Due), mostDue))
	add("rule", clean(f.Evidence.Rule))
	add("roster", clean(f.Evidence.RosterRow))
	add("account", clean(f.Evidence.AccountRow))
	add("matched by", clean(f.Evidence.MatchedBy))
	if h := f.Hold; h != nil {
		add("held through", clean(h.Via))
		add("managed by", clean(h.ManagedBy))
		add("fixed", clean(h.Fixed))
	}
	add("first seen", f.FirstSeen.String())
	add("seat a month", clean(f.CostMonth))
	if a := m.actions[f.Fingerprint]; a != nil && f.Fingerprint != "" {
		if len(a.Blocked) == 0 {
			add("plan", clean(string(a.Kind))+", "+progress(a))
		}
		for _, b := range a.Blocked {
			add("held by "+clean(string(b.Guard)), clean(b.Why))
		}
	}
	add("fingerprint", clean(f.Fingerprint))
	return facts
}
