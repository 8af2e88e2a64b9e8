package plan

import "reconcile/internal/access"

// frees reports whether an action gives a seat back.
func (d *draft) frees() bool {
	if d.finding.Hold != nil && d.finding.Hold.Status == access.Suspended {
		return false
	}
	return d.Kind == access.Remove || d.Kind == access.Suspend && d.set.SuspendFreesSeat == access.Yes
}

// sits reports whether an action takes a seat.
func (d *draft) sits() bool { return d.Kind == access.Invite || d.Kind == access.Enable }

// taken are the seats in use before the plan.
func taken(t *access.TargetResult) int { return t.Enabled + t.Invited }

// short finds the targets in which there are more invitations than free seats.
func (p *planner) short() map[string]bool {
	wanted := map[string]int{}
	for _, d := range p.drafts {
		if d.sits() {
			wanted[d.Target]++
		}
	}
	short := map[string]bool{}
	for name, n := range wanted {
		seats := p.settings[name].Seats
		short[name] = seats > 0 && n > seats-taken(p.targets[name])
	}
	return short
}

// seats refuses the invitations for which no seat is left. A removal frees its seat only if no guard refuses it; it is
// to be called after the guards that refuse removals.
func (p *planner) seats() {
	for i := range p.Targets {
		t := &p.Targets[i]
		seats := p.settings[t.Name].Seats
		if seats == 0 {
			continue
		}
		stay, wanted := taken(t), 0
		for _, d := range p.drafts {
			switch {
			case d.Target != t.Name:
			case d.frees() && !d.refused():
				stay--
			case d.sits() && d.counts:
				wanted++
			}
		}
		free := seats - stay
		for _, d := range p.drafts {
			if d.Target != t.Name || !d.sits() || !d.counts {
				continue
			}
			if free--; free < 0 {
				d.block(access.GuardNoSeat, "%s in %s, %d taken after the removals of this plan, %s: buy %d more, or free some",
					count(seats, "seat"), t.Name, stay, count(wanted, "invitation"), stay+wanted-seats)
			}
		}
	}
}
