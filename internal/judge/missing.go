package judge

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// accessFinding is the finding on one entitlement of an account that itself is as it should be.
func (p *pass) accessFinding(i int, d *decision, g *judgement) access.Finding {
	a := &p.snap.Accounts[i]
	e := &p.snap.Entitlements[d.entitlement]
	f := p.about(i, d.verdict, g.person)
	f.Cause = d.cause
	f.Entitlement, f.EntitlementID = e.Key(), e.ID
	f.Privileged = p.privileged[d.entitlement]
	f.Evidence.Due = g.needs.dueKeys()
	p.hold(f.Hold, a, d.entitlement)
	switch {
	case d.verdict == access.Missing:
		p.level(&f, d, e)
		at, text := ruleOf(d.need.entry)
		f.Evidence.Rule = at
		f.Hold.RoleWithoutWhen = d.need.entry.Sources[0].Everybody
		f.Reason = fmt.Sprintf("%s holds %s; %s is due (%s).", who(&f), fold.Clean(e.Key()), fold.Clean(f.Entitlement), text)
		f.Action = "set the level to " + fold.Clean(d.need.level)
	case d.need != nil && d.cause != access.CauseLeaver:
		f.Hold.Level, f.Hold.Due = e.Level, p.dueLevel(d)
		at, text := ruleOf(d.need.entry)
		f.Evidence.Rule = at
		f.Reason = fmt.Sprintf("%s holds %s; only %s is due (%s).", who(&f), fold.Clean(e.Key()),
			fold.Clean(d.need.parts.Key()), text)
		f.Action = "set the level"
		if f.Hold.Due != "" {
			f.Action += " to " + fold.Clean(f.Hold.Due)
		}
	default:
		f.Reason = fmt.Sprintf("%s holds %s, which is not due.", who(&f), fold.Clean(e.Key()))
		f.Action = "revoke it"
		p.undue(&f, d, g)
	}
	if f.Hold.Via != "" {
		f.Reason += fmt.Sprintf(" It comes through %s.", fold.Clean(f.Hold.Via))
	}
	f.Severity = severity(&f, p.gravity(i))
	p.j.seal(&f, g.person)
	return f
}

// undue says more of access that is not due at all.
func (p *pass) undue(f *access.Finding, d *decision, g *judgement) {
	switch {
	case d.cause == access.CauseLeaver:
		f.Days = p.j.in.Standings[g.person].Today.DaysSince(p.j.in.Roster.People[g.person].End)
		f.Basis = p.j.in.Standings[g.person].Basis
		f.Reason = fmt.Sprintf("%s left on %s; within the grace %s has ended, since it is privileged.", who(f),
			p.j.in.Roster.People[g.person].End, fold.Clean(f.Entitlement))
	case d.expired != nil:
		f.Evidence.Rule = place(d.expired.entry.At.File, d.expired.entry.At.Line)
		f.Reason = fmt.Sprintf("%s holds %s: %s.", who(f), fold.Clean(f.Entitlement), d.expired.why)
	case d.why != "":
		f.Reason = fmt.Sprintf("%s holds %s, %s.", who(f), fold.Clean(f.Entitlement), fold.Clean(d.why))
	}
}

// level turns a finding on a level that is too low into one on the level that is due.
func (p *pass) level(f *access.Finding, d *decision, e *access.Entitlement) {
	f.Hold.Level, f.Hold.Due = e.Level, d.need.level
	f.Entitlement, f.EntitlementID = d.need.parts.Key(), d.need.parts.ID
	f.Privileged = d.need.privileged
	if at := d.need.entitlement; at >= 0 {
		f.Entitlement, f.EntitlementID = p.snap.Entitlements[at].Key(), p.snap.Entitlements[at].ID
	}
}

// dueLevel is the level that is due instead of a higher one: where none is named, the highest that is not privileged.
func (p *pass) dueLevel(d *decision) string {
	if d.need.level != "" {
		return d.need.level
	}
	best, rank := "", int32(-1)
	for e := range p.base {
		if p.base[e] == d.need.base && !p.privileged[e] && p.rank[e] > rank && p.rank[e] < p.rank[d.entitlement] {
			best, rank = p.snap.Entitlements[e].Level, p.rank[e]
		}
	}
	if best == "" {
		if order := p.snap.Levels[d.need.parts.Type]; len(order) > 0 && p.rank[d.entitlement] > 1 {
			return order[0]
		}
	}
	return best
}

// hold says how an account holds an entitlement: a direct grant counts before an inherited one.
func (p *pass) hold(h *access.Hold, a *access.Account, entitlement int32) {
	h.Fixed = p.snap.Entitlements[entitlement].Fixed
	first := true
	for _, grant := range a.Grants {
		if grant.Entitlement != entitlement {
			continue
		}
		if first || grant.Via == 0 {
			h.Via, h.ManagedBy = "", grant.ManagedBy
			if grant.Via != 0 {
				h.Via = p.snap.Entitlements[grant.Via].Key()
			}
		}
		first = false
	}
}

// lackFinding is the finding on a due entitlement that an enabled account does not hold at all.
func (p *pass) lackFinding(i int, g *judgement, n *need) access.Finding {
	f := p.about(i, access.Missing, g.person)
	f.Cause = dueCause(&p.j.in.Standings[g.person])
	f.Entitlement, f.EntitlementID = n.parts.Key(), n.parts.ID
	f.Privileged = n.privileged
	if e := n.entitlement; e >= 0 {
		f.Entitlement, f.EntitlementID = p.snap.Entitlements[e].Key(), p.snap.Entitlements[e].ID
		f.Hold.Fixed = p.snap.Entitlements[e].Fixed
	}
	at, text := ruleOf(n.entry)
	f.Evidence.Rule, f.Evidence.Due = at, g.needs.dueKeys()
	f.Hold.RoleWithoutWhen = n.entry.Sources[0].Everybody
	f.Reason = fmt.Sprintf("%s has an account in %s and not %s, which is due (%s).", who(&f), p.read.Target,
		fold.Clean(f.Entitlement), text)
	f.Action = "grant it"
	p.joiner(&f, g.person)
	f.Severity = severity(&f, p.gravity(i))
	p.j.seal(&f, g.person)
	return f
}

// suspendedFinding is the finding on a due account that somebody suspended.
func (p *pass) suspendedFinding(person int32, i int, n *needs) access.Finding {
	f := p.about(i, access.Missing, person)
	a := &p.snap.Accounts[i]
	f.Cause = access.CauseSuspended
	at, text := ruleOf(n.account)
	f.Evidence.Rule, f.Evidence.Due = at, n.dueKeys()
	f.Reason = fmt.Sprintf("%s should have an account in %s (%s); it is suspended.", who(&f), p.read.Target, text)
	f.Action = "ask why it was suspended, or enable it"
	start := p.j.in.Roster.People[person].Start
	f.Hold.Rehire = a.Suspended.Before(start)
	standing := &p.j.in.Standings[person]
	f.Severity = severity(&f, gravity{criticality: p.settings.Criticality, started: standing.Joiner && !start.After(standing.Today)})
	p.j.seal(&f, person)
	return f
}

// absentFinding is the finding on a due account that does not exist.
func (p *pass) absentFinding(person int32, n *needs) access.Finding {
	standing := &p.j.in.Standings[person]
	f := access.Finding{
		Verdict: access.Missing, Cause: dueCause(standing), Target: p.read.Target,
		Entitlement: access.AccountType, EntitlementID: access.AccountType,
	}
	p.j.about(&f, person)
	at, text := ruleOf(n.account)
	f.Evidence.Rule, f.Evidence.Due = at, n.dueKeys()
	f.Hold = &access.Hold{}
	for k := range n.list {
		f.Includes = append(f.Includes, n.list[k].parts.Key())
		if n.list[k].privileged {
			f.Privileged = true
			// one privileged grant that nobody but everybody's role gives is enough to hold the invitation
			f.Hold.RoleWithoutWhen = f.Hold.RoleWithoutWhen || n.list[k].entry.Sources[0].Everybody
		}
	}
	f.Includes = distinct(f.Includes)
	f.Reason = fmt.Sprintf("%s should have an account in %s (%s) and has none.", who(&f), p.read.Target, text)
	f.Action = "invite"
	p.joiner(&f, person)
	start := p.j.in.Roster.People[person].Start
	f.Severity = severity(&f, gravity{criticality: p.settings.Criticality, started: standing.Joiner && !start.After(standing.Today)})
	p.j.seal(&f, person)
	return f
}

// joiner counts the days from a joiner's first day.
func (p *pass) joiner(f *access.Finding, person int32) {
	if f.Cause != access.CauseJoiner {
		return
	}
	start := p.j.in.Roster.People[person].Start
	f.Days = p.j.in.Standings[person].Today.DaysSince(start)
	if f.Days < 0 {
		f.Reason += fmt.Sprintf(" The first day is %s.", start)
	} else {
		f.Reason += fmt.Sprintf(" The first day was %s.", start)
	}
}
