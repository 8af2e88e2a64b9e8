package plan

import (
	"sort"

	"reconcile/internal/access"
)

// phase parts the plan into what must be done before the rest of it, whoever it concerns.
type phase uint8

// The phases: leavers cannot wait; a removal that makes room comes before the invitations that need it, which keep their
// place among what else their people are given.
const (
	leaving phase = iota
	makingRoom
	remaining
)

// order sorts the actions as they would be done: leavers first, of them those in critical targets; then removals that
// make room for invitations; then person by person, what is given before what is taken, so that a mover is never without
// both. For a person in a conflict it is the other way round, so that nobody ever holds both. Given first is what is
// marked `first: true`: the mailbox, to which the other apps write.
func (p *planner) order() {
	conflicts, room := map[string]bool{}, p.short()
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Verdict == access.Conflict && f.Person != nil {
			conflicts[f.Person.ID] = true
		}
	}
	for _, d := range p.drafts {
		switch {
		case d.Leaver:
			d.phase = leaving
		case room[d.Target] && d.frees():
			d.phase = makingRoom
		default:
			d.phase = remaining
		}
		d.late = d.Removal != conflicts[person(d)]
	}
	sort.SliceStable(p.drafts, func(i, k int) bool { return less(p.drafts[i], p.drafts[k]) })
}

func less(a, b *draft) bool {
	if a.phase != b.phase {
		return a.phase < b.phase
	}
	if a.phase == leaving && a.set.Criticality != b.set.Criticality {
		return a.set.Criticality < b.set.Criticality
	}
	if x, y := person(a), person(b); x != y {
		return x < y
	}
	if a.late != b.late {
		return b.late
	}
	if !a.Removal && !b.Removal && a.set.First != b.set.First {
		return a.set.First
	}
	for _, pair := range [][2]string{
		{a.Target, b.Target}, {account(a), account(b)}, {string(a.Kind), string(b.Kind)}, {a.Entitlement, b.Entitlement},
	} {
		if pair[0] != pair[1] {
			return pair[0] < pair[1]
		}
	}
	return a.Finding < b.Finding
}

func person(d *draft) string {
	if d.Person == nil {
		return ""
	}
	return d.Person.ID
}

func account(d *draft) string {
	if d.Account == nil {
		return ""
	}
	return d.Account.ID
}
