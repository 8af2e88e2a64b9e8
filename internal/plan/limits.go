package plan

import (
	"fmt"
	"math"
	"strings"

	"reconcile/internal/access"
)

// few is the number of accounts under which only counts limit, no shares.
const few = 20

// bound is how much of one kind a run may do in a place.
type bound struct {
	guard access.Guard
	// what and where word what is counted: "removal", "in code".
	what, where string
	counts      func(*draft) bool
	// past says of something done before whether it would have been counted too.
	past func(*access.PastAction) bool
	most int
	// share is a fraction of accounts. With fewer than few of them, none for instance, it limits nothing.
	share    float64
	accounts int
	// allowed is what somebody allowed for this once.
	allowed int
	// countKey and shareKey are the settings to raise, hint a further way out.
	countKey, shareKey, hint string
}

// limits refuses all removals, or all additions, of a target or of the run where there are too many of them.
func (p *planner) limits() {
	accounts := 0
	for i := range p.Targets {
		t := &p.Targets[i]
		if t.Status == access.Complete {
			accounts += t.Enabled + t.Invited
		}
		for _, b := range p.targetBounds(t) {
			p.limit(&b)
		}
	}
	for _, b := range runBounds(p.Settings.Run, accounts) {
		p.limit(&b)
	}
}

func (p *planner) targetBounds(t *access.TargetResult) []bound {
	l, accounts, where := p.settings[t.Name].Limits, t.Enabled+t.Invited, "in "+t.Name
	return []bound{
		{
			guard: access.GuardRemovalLimit, what: "removal", where: where, most: l.Removals, share: l.RemovalShare,
			accounts: accounts, allowed: p.Allow[t.Name], countKey: "limits.removals", shareKey: "limits.removal_share",
			hint:   ", or --allow " + t.Name + "=%d once",
			counts: func(d *draft) bool { return d.target == t && d.Removal && !d.Leaver },
			past:   func(a *access.PastAction) bool { return a.Target == t.Name && a.Removal && !a.Leaver },
		},
		{
			guard: access.GuardRemovalLimit, what: "leaver", where: where, most: l.Leavers, countKey: "limits.leavers",
			counts: func(d *draft) bool { return d.target == t && d.Leaver },
			past:   func(a *access.PastAction) bool { return a.Target == t.Name && a.Leaver },
		},
		{
			guard: access.GuardAdditionLimit, what: "addition", where: where, most: l.Additions, share: l.AdditionShare,
			accounts: accounts, countKey: "limits.additions", shareKey: "limits.addition_share",
			counts: func(d *draft) bool { return d.target == t && !d.Removal },
			past:   func(a *access.PastAction) bool { return a.Target == t.Name && !a.Removal },
		},
	}
}

func runBounds(l Limits, accounts int) []bound {
	return []bound{
		{
			guard: access.GuardRemovalLimit, what: "removal", where: "in the run", most: l.Removals, share: l.RemovalShare,
			accounts: accounts, countKey: "policy.limits.removals", shareKey: "policy.limits.removal_share",
			counts: func(d *draft) bool { return d.Removal && !d.Leaver },
			past:   func(a *access.PastAction) bool { return a.Removal && !a.Leaver },
		},
		{
			guard: access.GuardAdditionLimit, what: "addition", where: "in the run", most: l.Additions,
			countKey: "policy.limits.additions", counts: func(d *draft) bool { return !d.Removal },
			past: func(a *access.PastAction) bool { return !a.Removal },
		},
	}
}

// limit refuses all that a bound counts, if it is too much.
func (p *planner) limit(b *bound) {
	n := 0
	for _, d := range p.drafts {
		if d.counts && b.counts(d) {
			n++
		}
	}
	p.refuse(b, b.guard, b.beyond(n))
	if before := p.recent(b); before > 0 && n > 0 {
		if why := b.beyond(n + before); why != "" {
			p.refuse(b, access.GuardDailyLimit, fmt.Sprintf("%d in the last 24 hours and %d now: %s", before, n, why))
		}
	}
}

// refuse blocks all that a bound counts, if there is a reason.
func (p *planner) refuse(b *bound, guard access.Guard, why string) {
	if why == "" {
		return
	}
	for _, d := range p.drafts {
		if d.counts && b.counts(d) {
			d.block(guard, "%s", why)
		}
	}
}

// beyond words why a number is too high, with every setting that would have to be raised; "" if it is not.
func (b *bound) beyond(n int) string {
	if n <= b.allowed {
		return ""
	}
	var limits, keys []string
	if n > b.most {
		limits, keys = append(limits, fmt.Sprint(b.most)), append(keys, "`"+b.countKey+"`")
	}
	if most := atMost(b.share, b.accounts); b.accounts >= few && float64(n) > most {
		limits = append(limits, fmt.Sprintf("%.4g %% of %d accounts (%.0f)", 100*b.share, b.accounts, most))
		keys = append(keys, "`"+b.shareKey+"`")
	}
	if limits == nil {
		return ""
	}
	hint := b.hint
	if hint != "" {
		hint = fmt.Sprintf(hint, n)
	}
	return fmt.Sprintf("%s %s, limit %s: raise %s%s", count(n, b.what), b.where, strings.Join(limits, " and "),
		strings.Join(keys, " and "), hint)
}

// atMost is the greatest whole number within a share. A share such as 0.29 has no exact form in binary, so a little is
// added: 29 of 100 are 29 %.
func atMost(share float64, accounts int) float64 {
	const little = 1e-9
	return math.Floor(share*float64(accounts) + little)
}

// count words a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
