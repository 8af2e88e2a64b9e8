package plan

import (
	"fmt"

	"reconcile/internal/access"
)

// few is the number of accounts under which only counts limit, no shares.
const few = 20

// limits refuses all removals, or all additions, of a target or of the run where there are too many of them. Counted is
// what no guard on single actions refuses, fix-off aside; the limits do not see each other's refusals.
func (p *planner) limits() {
	accounts := 0
	for _, t := range p.Targets {
		if t.Status == access.Complete {
			accounts += t.Enabled + t.Invited
		}
	}
	held := make([]bool, len(p.drafts))
	for i := range p.drafts {
		held[i] = p.drafts[i].held
	}
	refuse := func(in func(*draft) bool, guard access.Guard, check func(n int) string) {
		n := 0
		for i := range p.drafts {
			if !held[i] && in(&p.drafts[i]) {
				n++
			}
		}
		why := check(n)
		if why == "" {
			return
		}
		for i := range p.drafts {
			if !held[i] && in(&p.drafts[i]) {
				p.drafts[i].block(guard, "%s", why)
			}
		}
	}
	for i := range p.Targets {
		t := &p.Targets[i]
		limits := p.Settings.Targets[t.Name].Limits
		here := func(d *draft) bool { return d.Target == t.Name }
		if allowed, ok := p.Allow[t.Name]; ok {
			limits.Removals, limits.RemovalShare = max(limits.Removals, allowed), 1
		}
		refuse(func(d *draft) bool { return here(d) && d.Removal && !d.Leaver }, access.GuardRemovalLimit, func(n int) string {
			return beyond("removals in "+t.Name, n, limits.Removals, limits.RemovalShare, t.Enabled+t.Invited,
				"raise `limits.removals` and `limits.removal_share`, or --allow %[1]s=%[2]d once", t.Name, n)
		})
		refuse(func(d *draft) bool { return here(d) && d.Leaver }, access.GuardRemovalLimit, func(n int) string {
			return beyond("leavers in "+t.Name, n, limits.Leavers, 1, 0, "raise `limits.leavers`")
		})
		refuse(func(d *draft) bool { return here(d) && !d.Removal }, access.GuardAdditionLimit, func(n int) string {
			return beyond("additions in "+t.Name, n, limits.Additions, limits.AdditionShare, t.Enabled+t.Invited,
				"raise `limits.additions` and `limits.addition_share`")
		})
	}
	run := p.Settings.Run
	refuse(func(d *draft) bool { return d.Removal && !d.Leaver }, access.GuardRemovalLimit, func(n int) string {
		return beyond("removals in the run", n, run.Removals, run.RemovalShare, accounts, "raise `policy.limits.removals`")
	})
	refuse(func(d *draft) bool { return !d.Removal }, access.GuardAdditionLimit, func(n int) string {
		return beyond("additions in the run", n, run.Additions, 1, 0, "raise `policy.limits.additions`")
	})
}

// beyond words why a number is too high; "" if it is not.
func beyond(what string, n, limit int, share float64, accounts int, remedy string, args ...any) string {
	remedy = fmt.Sprintf(remedy, args...)
	switch {
	case n > limit:
		return fmt.Sprintf("%d %s, limit %d: %s", n, what, limit, remedy)
	case accounts >= few && float64(n) > share*float64(accounts):
		return fmt.Sprintf("%d %s are %.1f %% of %d accounts, limit %g %%: %s", n, what, 100*float64(n)/float64(accounts), accounts,
			100*share, remedy)
	default:
		return ""
	}
}
