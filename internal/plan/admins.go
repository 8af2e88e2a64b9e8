package plan

import "reconcile/internal/access"

// lastAdmins refuses, as a set, the privileged removals of a target that would leave too few who can administer it.
// Where nobody's most privileged access is taken it has nothing to say, however few there are.
func (p *planner) lastAdmins() {
	for i := range p.Targets {
		t := &p.Targets[i]
		top := make(map[string]*access.TopHolder, len(t.Top))
		for k := range t.Top {
			top[t.Top[k].Account] = &t.Top[k]
		}
		touched := map[string]bool{}
		for _, d := range p.drafts {
			if d.Target == t.Name && d.counts && d.takesTop(top) {
				touched[d.Account.ID] = true
			}
		}
		safe, least := 0, p.settings[t.Name].MinAdmins
		for id, holder := range top {
			if holder.Safe && !touched[id] {
				safe++
			}
		}
		if len(touched) == 0 || safe >= least {
			continue
		}
		for _, d := range p.drafts {
			if d.Target == t.Name && d.Removal && (d.finding.Privileged || d.takesTop(top)) {
				d.block(access.GuardLastAdmins, "%s of the most privileged access in %s, the plan takes %d; with active people or "+
					"break-glass accounts %d would stay, at least %d must: name another first, or lower `limits.min_admins`",
					count(len(top), "enabled holder"), t.Name, len(touched), safe, least)
			}
		}
	}
}

// takesTop reports whether an action takes somebody's most privileged access.
func (d *draft) takesTop(top map[string]*access.TopHolder) bool {
	if !d.Removal || d.Account == nil || top[d.Account.ID] == nil {
		return false
	}
	if d.Kind == access.Suspend || d.Kind == access.Remove {
		return true
	}
	for _, id := range top[d.Account.ID].Entitlements {
		if id == d.EntitlementID {
			return true
		}
	}
	return false
}
