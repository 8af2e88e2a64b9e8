package plan_test

import (
	"fmt"

	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// world draws a company at random: small, and with every kind of finding, setting and hindrance in it.
func world(t *rapid.T) *company {
	c := given()
	c.Settings.DateOnly = rapid.Bool().Draw(t, "date only")
	if rapid.IntRange(0, 4).Draw(t, "roster") == 0 {
		c.RosterUnsound = []string{"too old"}
	}
	c.Settings.Run = limits(t)
	c.Allow = map[string]int{}
	for i := range c.Targets {
		drawTarget(t, c, &c.Targets[i])
	}
	seen := map[string]bool{}
	for range rapid.IntRange(0, 25).Draw(t, "findings") {
		if f := finding(t); !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			c.Findings = append(c.Findings, f)
		}
	}
	return c
}

// limits are small, so that they are often passed. Shares are whole percents.
func limits(t *rapid.T) plan.Limits {
	return plan.Limits{
		Removals: rapid.IntRange(0, 8).Draw(t, "removals"), RemovalShare: percent(t, "removal share"),
		Leavers: rapid.IntRange(0, 5).Draw(t, "leavers"), Additions: rapid.IntRange(0, 8).Draw(t, "additions"),
		AdditionShare: percent(t, "addition share"),
	}
}

func percent(t *rapid.T, label string) float64 {
	return float64(rapid.IntRange(0, 40).Draw(t, label)) / 100
}

func drawTarget(t *rapid.T, c *company, tg *access.TargetResult) {
	tg.Status = rapid.SampledFrom([]access.ReadStatus{access.Complete, access.Complete, access.Complete, access.Partial}).Draw(t,
		"status")
	tg.Enabled, tg.Invited = rapid.IntRange(0, 60).Draw(t, "enabled"), rapid.IntRange(0, 3).Draw(t, "invited")
	tg.Humans = rapid.IntRange(0, 50).Draw(t, "humans")
	tg.Linked = min(tg.Humans, rapid.IntRange(20, 50).Draw(t, "linked"))
	tg.Self = rapid.SampledFrom([]string{"", "a-e1"}).Draw(t, "self")
	for i := range rapid.IntRange(0, 4).Draw(t, "admins") {
		tg.Top = append(tg.Top, access.TopHolder{
			Account: fmt.Sprintf("a-e%d", i), Entitlements: []string{"role:owner"}, Safe: rapid.Bool().Draw(t, "safe"),
		})
	}
	for i := range tg.Reach.Actions {
		tg.Reach.Actions[i].Listed = access.Tri(rapid.SampledFrom([]int{1, 1, 1, 0, 2}).Draw(t, "listed"))
	}
	mode := func(of ...plan.Mode) plan.Mode { return rapid.SampledFrom(of).Draw(t, "mode") }
	if rapid.Bool().Draw(t, "allow") {
		c.Allow[tg.Name] = rapid.IntRange(0, 9).Draw(t, "allowed")
	}
	c.Settings.Targets[tg.Name] = plan.TargetSettings{
		Criticality: access.Severity(rapid.IntRange(0, 3).Draw(t, "criticality")), First: rapid.Bool().Draw(t, "first"),
		Fix: plan.Fix{
			Missing: mode(plan.Report, plan.Apply), Excess: mode(plan.Report, plan.Apply),
			Orphaned: mode(plan.Report, plan.Apply, plan.ApplyUnknown), Privileged: mode(plan.Report, plan.Apply),
		},
		RemoveAllowed: rapid.Bool().Draw(t, "remove"), CanSuspend: access.Tri(rapid.IntRange(0, 2).Draw(t, "can suspend")),
		SuspendFreesSeat: access.Tri(rapid.IntRange(0, 2).Draw(t, "frees")), Limits: limits(t),
		Protect:      rapid.SampledFrom([][]string{nil, nil, {"e2"}, {"a-e*"}}).Draw(t, "protect"),
		Seats:        rapid.SampledFrom([]int{0, tg.Enabled, tg.Enabled + 3}).Draw(t, "seats"),
		MinAdmins:    rapid.IntRange(0, 3).Draw(t, "min"),
		CredentialOf: rapid.SampledFrom([]string{"", "", "e3"}).Draw(t, "credential"),
	}
}

// finding draws any finding about one of a few people.
func finding(t *rapid.T) access.Finding {
	target := rapid.SampledFrom([]string{"code", "mail"}).Draw(t, "target")
	who := fmt.Sprintf("e%d", rapid.IntRange(0, 9).Draw(t, "who"))
	key := rapid.SampledFrom([]string{"team:dev", "role:owner", "team:ops=admin"}).Draw(t, "key")
	change := func(f *access.Finding) {
		f.Privileged = f.Entitlement == "role:owner" || rapid.IntRange(0, 4).Draw(t, "privileged") == 0
		f.EntitlementID = rapid.SampledFrom([]string{"", "", "", "another of that name"}).Draw(t, "id")
		f.OutOfScope = rapid.IntRange(0, 6).Draw(t, "scope") == 0
		f.Hold.Status = access.Status(rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "account status"))
		f.Hold.Rehire, f.Hold.RoleWithoutWhen = rapid.Bool().Draw(t, "rehire"), rapid.Bool().Draw(t, "everybody")
		f.Hold.Via = rapid.SampledFrom([]string{"", "", "group:all"}).Draw(t, "via")
		if f.Entitlement == "team:ops=admin" {
			f.Hold.Level, f.Hold.Due = "admin", "member"
		}
	}
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		return absent(target, who, change)
	case 1:
		return lacks(target, who, key, change)
	case 2:
		return lacks(target, who, "account", because(access.CauseSuspended), change)
	case 3:
		return excess(target, who, key, change)
	case 4:
		cause := rapid.SampledFrom([]access.Cause{"", access.CauseOnLeave, access.CauseEarly, access.CauseDuplicate}).Draw(t, "cause")
		return excess(target, who, "account", because(cause), change)
	case 5:
		return leaver(target, who, change, func(f *access.Finding) {
			f.Basis = rapid.SampledFrom([]access.Basis{access.BasisTerminated, access.BasisDate}).Draw(t, "basis")
			f.Notes = rapid.SampledFrom([][]string{nil, nil, {"maybe-same-person: e9"}}).Draw(t, "notes")
		})
	case 6:
		return stranger(target, "x"+who, rapid.SampledFrom([]access.Cause{
			access.CauseUnknown, access.CauseGuest, access.CauseUnregistered, access.CauseOwnerLeft,
		}).Draw(t, "cause"), change)
	default:
		return excess(target, who, "pay and approve", change, func(f *access.Finding) { f.Verdict = access.Conflict })
	}
}
