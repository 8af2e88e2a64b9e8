package reports

import (
	"slices"
	"strings"

	"reconcile/internal/access"
)

// planView is a plan in words.
type planView struct {
	hash  string
	total int
	// hidden counts actions on people who are leaving, which are not shown.
	hidden int
	// states are those that occur; kinds counts each kind's actions by state.
	states []access.ActionState
	kinds  []kindCount
	guards []guardView
	// steps are all actions in the order in which they would be done.
	steps []step
}

type kindCount struct {
	kind   access.ActionKind
	counts []int
}

// guardView is one guard with its reasons.
type guardView struct {
	guard string
	// count is how many actions it refuses.
	count   int
	reasons []reason
}

// reason is a guard's arithmetic, said once for all the actions it holds back.
type reason struct {
	why   string
	count int
}

// step is one action in words.
type step struct {
	number int
	state  access.ActionState
	kind   string
	target string
	who    string
	what   string
	// facts are what it expects to find, what goes with it, and whether a leaver's access is taken.
	facts []string
	// held names the guards or says what a person must do.
	held string
}

func (m *maker) plan() planView {
	p := planView{hash: hash(m.run.Plan.Hash)}
	var states []access.ActionState
	var kinds []access.ActionKind
	var shown []*access.Action
	for i := range m.run.Plan.Actions {
		a := &m.run.Plan.Actions[i]
		if !m.shows(a) {
			p.hidden++
			continue
		}
		shown = append(shown, a)
		states, kinds = append(states, a.State), append(kinds, a.Kind)
		p.steps = append(p.steps, newStep(i+1, a))
	}
	p.total = len(shown)
	order := []access.ActionState{
		access.Planned, access.Blocked, access.Manual, access.Done, access.Already, access.Failed, access.Skipped,
	}
	p.states = known(order, states)
	for _, kind := range known(access.ActionKinds(), kinds) {
		p.kinds = append(p.kinds, kindCount{kind, make([]int, len(p.states))})
	}
	for _, a := range shown {
		at := slices.IndexFunc(p.kinds, func(k kindCount) bool { return k.kind == a.Kind })
		p.kinds[at].counts[slices.Index(p.states, a.State)]++
	}
	p.guards = guardViews(shown)
	return p
}

// guardViews groups the refusals by guard and reason, in the order in which the plan names them.
func guardViews(actions []*access.Action) []guardView {
	var list []guardView
	at := map[access.Guard]int{}
	reasonAt := map[access.Block]int{}
	for _, a := range actions {
		seen := map[access.Guard]bool{}
		for _, b := range a.Blocked {
			i, ok := at[b.Guard]
			if !ok {
				i = len(list)
				at[b.Guard] = i
				list = append(list, guardView{guard: clean(string(b.Guard))})
			}
			g := &list[i]
			if !seen[b.Guard] {
				g.count++
			}
			seen[b.Guard] = true
			k, ok := reasonAt[b]
			if !ok {
				k = len(g.reasons)
				reasonAt[b] = k
				g.reasons = append(g.reasons, reason{why: clean(b.Why)})
			}
			g.reasons[k].count++
		}
	}
	return list
}

func newStep(number int, a *access.Action) step {
	s := step{
		number: number, state: a.State, kind: clean(string(a.Kind)), target: clean(a.Target), who: holder(a.Person, a.Account),
		what: clean(a.Entitlement),
	}
	if a.Entitlement == access.AccountType && a.Account != nil && a.Person != nil {
		s.what += " " + accountLabel(a.Account)
	}
	if len(a.With) > 0 {
		s.facts = append(s.facts, "with "+some(cleanAll(a.With), mostRows))
	}
	if a.Leaver {
		s.facts = append(s.facts, "a leaver's")
	}
	if a.Expected != "" {
		s.facts = append(s.facts, "expects: "+clean(a.Expected))
	}
	switch {
	case len(a.Blocked) > 0:
		s.held = "blocked by " + guards(a)
		if a.Manual != "" {
			s.held += ", else by hand"
		}
	case a.Manual != "":
		s.held = "by hand: " + clean(a.Manual)
	}
	return s
}

// in counts the actions in the state of that index.
func (p *planView) in(state int) int {
	n := 0
	for _, k := range p.kinds {
		n += k.counts[state]
	}
	return n
}

// sum words how many actions there are in which state.
func (p *planView) sum() string {
	var parts []string
	for i, state := range p.states {
		parts = append(parts, number(p.in(i))+" "+stateWord(state))
	}
	s := count(p.total, "action", "actions")
	if parts != nil {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}
