package judge

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// ending says until when access that is not due any more stays due, since the person moved and the grace for movers has
// not passed; "" where it does not. Privileged access and what a conflict names have no grace. Entitlement 0 is the
// account.
func (v *view) ending(person, entitlement int32) string {
	grace := v.j.in.Settings.MoverGrace
	if grace == 0 || v.j.memory == nil || v.privileged[entitlement] || v.conflicting(entitlement) {
		return ""
	}
	for _, was := range v.j.memory.moves[person] { // a move is dated where the company is, and so is its end
		if v.j.in.Today.DaysSince(was.day) >= grace {
			continue
		}
		n := v.setNeeds(was.set)
		need := n.find(v.base[entitlement])
		fits := entitlement == 0 && n.account != nil
		if need != nil && entitlement != 0 {
			fits = need.level == "" || v.rank[entitlement] >= 0 && v.rank[entitlement] <= need.rank
		}
		if fits {
			return fmt.Sprintf("due until %s: what it was due for changed on %s, and `mover_grace` is %d days",
				was.day.Plus(grace-1), was.day, grace)
		}
	}
	return ""
}

// conflicting reports whether a conflict names an entitlement of this target.
func (v *view) conflicting(entitlement int32) bool {
	e := &v.snap.Entitlements[entitlement]
	for _, numbers := range v.j.terms.conflicts {
		for _, number := range numbers {
			term := v.j.terms.list[number]
			if term.Target != v.read.Target {
				continue
			}
			glob, err := fold.CompileKeyGlob(term.Key)
			if err != nil || glob.MatchFolded(fold.Key(e.Key())) || glob.MatchFolded(fold.Key(e.Base())) {
				return true
			}
		}
	}
	return false
}

// grace makes what was found due, where its end has not come yet.
func (v *view) grace(d decision, person int32) decision {
	if d.class != found || d.verdict != access.Excess || d.cause != "" {
		return d
	}
	if why := v.ending(person, d.entitlement); why != "" {
		return decision{entitlement: d.entitlement, class: isDue, need: d.need, why: why, ends: true}
	}
	return d
}
