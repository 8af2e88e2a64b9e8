package plan

import (
	"time"

	"reconcile/internal/access"
)

// day is how far back what was done counts into the limits.
const day = 24 * time.Hour

// remembered asks the guards that look at one action in the light of earlier nights. Without a store they say nothing.
func (p *planner) remembered(d *draft) {
	if p.Past == nil {
		return
	}
	past := p.Past.Targets[d.Target]
	if past == nil || len(past.GoodDays) == 0 {
		d.block(access.GuardFirstRun, "no good read of %s on an earlier date is stored yet: a later night may act on what both found",
			d.Target)
	}
	if d.Removal {
		p.confirmed(d, past)
		p.rulesChanged(d)
	}
	if n := p.undone(d); n >= 2 {
		d.block(access.GuardContested, "this was done %s, and somebody undid it each time: decide who is right, in the rules or by an "+
			"exception", count(n, "time"))
	}
}

// rulesChanged refuses a removal that other rules bring about than those that were accepted, or that a role or a value
// brings about which fits nobody any more.
func (p *planner) rulesChanged(d *draft) {
	h := d.finding.Hold
	if h == nil {
		return
	}
	for _, why := range []string{h.RulesChanged, h.Emptied} {
		if why != "" {
			d.block(access.GuardRulesChanged, "%s; --accept-rules %s if it is right", why, p.Rules)
		}
	}
}

// confirmed refuses a removal that earlier good reads have not found. Who is terminated, and whose end date was known
// while it was still ahead, need no confirmation.
func (p *planner) confirmed(d *draft, past *access.PastTarget) {
	f := d.finding
	if f.Cause == access.CauseLeaver && (f.Basis == access.BasisTerminated || f.Basis == access.BasisNeverCame) {
		return
	}
	if f.Hold != nil && f.Hold.EndKnown {
		return
	}
	n := 0
	open, found := p.Past.Open[f.Fingerprint]
	first, unread := p.Past.Unread[f.Fingerprint]
	if found && past != nil && (!unread || first != 0) {
		for _, good := range past.GoodDays {
			if good >= max(open.Opened, first) && good < p.Today {
				n++
			}
		}
	}
	if n < p.Settings.ConfirmAfter {
		d.block(access.GuardNotConfirmed, "found in %s on earlier dates, %d needed (`policy.confirm_after`): a later night may act",
			count(n, "good read"), p.Settings.ConfirmAfter)
	}
}

// undone counts how often the same was done before: each time but the last somebody undid it, and now the last.
func (p *planner) undone(d *draft) int {
	n := 0
	for i := range p.Past.Actions {
		a := &p.Past.Actions[i]
		if a.State == access.Done && a.Target == d.Target && a.Kind == d.Kind && a.Entitlement == d.Entitlement && sameHolder(a, d) {
			n++
		}
	}
	return n
}

func sameHolder(a *access.PastAction, d *draft) bool {
	if d.Account != nil && a.Account != "" {
		return a.Account == d.Account.ID
	}
	return d.Person != nil && a.Person == d.Person.ID
}

// recent counts what was done within a day and falls under a bound.
func (p *planner) recent(b *bound) int {
	n := 0
	if p.Past == nil {
		return n
	}
	for i := range p.Past.Actions {
		a := &p.Past.Actions[i]
		if a.State == access.Done && p.Now.Sub(a.Time) < day && b.past(a) {
			n++
		}
	}
	return n
}
