package plan

import (
	"fmt"

	"reconcile/internal/access"
)

// lastAdmins refuses, as a set, the privileged removals of a target that would leave too few who can administer it.
func (p *planner) lastAdmins() {
	for i := range p.Targets {
		t := &p.Targets[i]
		if len(t.Top) == 0 {
			continue
		}
		touched := map[string]bool{}
		for k := range p.drafts {
			if d := &p.drafts[k]; d.Target == t.Name && d.Removal && !d.held && d.Account != nil {
				for _, holder := range t.Top {
					touched[holder.Account] = touched[holder.Account] || d.takesTop(holder)
				}
			}
		}
		safe, touches := 0, false
		for _, holder := range t.Top {
			touches = touches || touched[holder.Account]
			if holder.Safe && !touched[holder.Account] {
				safe++
			}
		}
		least := p.Settings.Targets[t.Name].MinAdmins
		if !touches || safe >= least {
			continue
		}
		for k := range p.drafts {
			if d := &p.drafts[k]; d.Target == t.Name && d.Removal && d.finding.Privileged {
				d.block(access.GuardLastAdmins, "of %d enabled holders of the most privileged access in %s, %d active ones would stay, at least %d must "+
					"(`min_admins`): name another first", len(t.Top), t.Name, safe, least)
			}
		}
	}
}

// takesTop reports whether an action takes a holder's most privileged access.
func (d *draft) takesTop(holder access.TopHolder) bool {
	if d.Account.ID != holder.Account {
		return false
	}
	if d.Kind == access.Suspend || d.Kind == access.Remove {
		return true
	}
	for _, id := range holder.Entitlements {
		if id == d.EntitlementID {
			return true
		}
	}
	return false
}

// seats refuses the invitations for which no seat is left, counted after the removals that free one.
func (p *planner) seats() {
	for i := range p.Targets {
		t := &p.Targets[i]
		seats := p.Settings.Targets[t.Name].Seats
		if seats == 0 {
			continue
		}
		taken := t.Enabled + t.Invited
		for k := range p.drafts {
			if d := &p.drafts[k]; d.Target == t.Name && !d.held && (d.Kind == access.Remove || d.Kind == access.Suspend && d.set.SuspendFreesSeat == access.Yes) {
				taken--
			}
		}
		free := seats - taken
		for k := range p.drafts {
			d := &p.drafts[k]
			if d.Target != t.Name || d.held || d.Kind != access.Invite && d.Kind != access.Enable {
				continue
			}
			if free--; free < 0 {
				d.block(access.GuardNoSeat, "%s", fmt.Sprintf("%d of %d seats in %s are taken after the plan, and this invitation is beyond them: "+
					"buy seats, or free some", taken, seats, t.Name))
			}
		}
	}
}
