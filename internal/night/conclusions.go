package night

import (
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// conclusions are what may be concluded from the absence of a finding tonight.
type conclusions struct {
	*night
	// complete are the complete reads by target, all says that each of the night's is, sights are what those would have seen.
	complete map[string]*read
	all      bool
	sights   map[string]access.Sight
	// disputed are accounts of which nobody knows tonight whose they are, by target and id.
	disputed map[[2]string]bool
}

func (n *night) conclusions(reads []*read) *conclusions {
	c := &conclusions{
		night: n, complete: map[string]*read{}, sights: map[string]access.Sight{}, disputed: map[[2]string]bool{},
	}
	for _, r := range reads {
		for i := range r.part.Findings {
			if f := &r.part.Findings[i]; f.Verdict == access.DisputedAccount {
				c.disputed[[2]string{f.Target, f.Account.ID}] = true
			}
		}
		if r.judge.Status != access.Complete {
			continue
		}
		sight := access.Sight{Now: &r.part.Result.Reach}
		if past := n.past.Targets[r.judge.Target]; past != nil {
			sight.Before = past.Reach
		}
		c.complete[r.judge.Target], c.sights[r.judge.Target] = r, sight
	}
	c.all = len(c.complete) == len(reads)
	return c
}

// resolved says of an open finding that was not found tonight whether that means it is resolved: what it is about would have
// been seen, and judged.
func (c *conclusions) resolved(f *access.Finding) bool {
	switch {
	case c.Person != "" && (f.Person == nil || f.Person.ID != c.Person), f.Person != nil && c.unsure(f.Person.ID):
		return false
	case f.Target == "":
		return len(c.roster.Unsound) == 0 && (f.Verdict != access.RefusedRecipient || !c.limited())
	case f.Verdict == access.Conflict:
		return c.all
	case c.complete[f.Target] == nil || c.untold(f):
		return false
	}
	sight := c.sights[f.Target]
	if f.Hold != nil && !sight.Holder(f.Hold.Kind, f.Hold.Status) {
		return false
	}
	base, _, _ := strings.Cut(fold.Key(f.Entitlement), "=")
	return f.Entitlement == access.AccountType || f.Entitlement == "" || sight.Access(base)
}

// unsure reports whether nothing can be concluded of a person tonight: their record can't be judged, or they are absent from a
// roster on the strength of which nothing is done.
func (c *conclusions) unsure(person string) bool {
	i := c.roster.Find(person)
	return i >= 0 && (c.roster.People[i].Quarantine != "" ||
		c.standings[i].Basis == access.BasisVanished && len(c.roster.Unsound) > 0)
}

// untold reports whether a complete read would not have told a finding if it were so.
func (c *conclusions) untold(f *access.Finding) bool {
	part := &c.complete[f.Target].part
	switch {
	case slices.Contains(part.Untold, f.Verdict):
		return true
	case f.Account != nil && c.disputed[[2]string{f.Target, f.Account.ID}]:
		return true
	case f.Verdict == access.Missing:
		return f.Person != nil && part.Shielded[f.Person.ID] ||
			f.Account == nil && part.Result.Reach.Sees(access.FacetMembers).Listed != access.Yes
	case f.Verdict == access.Excess: // a migration lets it be while it is not known who has the new access
		return slices.ContainsFunc(c.judge.WaitsFor(f.Target), func(to string) bool { return c.complete[to] == nil })
	default:
		return false
	}
}
