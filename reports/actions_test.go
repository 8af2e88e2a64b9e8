package reports_test

import "reconcile/internal/access"

// acmePlan gives each finding that can be mended an action, and lets every guard and state occur.
func acmePlan(findings []access.Finding) access.Plan {
	why := func(guard access.Guard, why string) access.Block { return access.Block{Guard: guard, Why: why} }
	refusals := []access.Block{
		why(access.GuardFixOff, "`fix: {orphaned: report}` in github: set it to apply"),
		why(access.GuardOutOfScope, "it is outside `scope:`: report only"),
		why(access.GuardRosterUnsound, "nothing is removed on the strength of this roster: agency/temps.csv is 9 days old"),
		why(access.GuardReadUnsound, "figma was not read in whole (partial): the export is 84 days old"),
		why(access.GuardFirstRun, "no good read of github on an earlier date is stored yet"),
		why(access.GuardNotConfirmed,
			"e1012 left by the end date only, and the roster still says employed: "+
				"have the roster say so, or set `policy: {date_only: apply}`"),
		why(access.GuardRulesChanged, "not due under the last accepted rules: --accept-rules 5a1f0c"),
		why(access.GuardProtected, "`protect: [acme-*]` of github covers it"),
		why(access.GuardOwnAccount, "it is the account whose credential is in use"),
		why(access.GuardPrivilegedGrant, "privileged access is granted by hand, unless `fix: {privileged: apply}` in github"),
		why(access.GuardUnlinked,
			"its person is not known: link it under `identities:`, or set `fix: {orphaned: apply-unknown}` in github"),
		why(access.GuardUnlinkable,
			"31 of 66 human accounts in slack are linked, less than 80 %: the person may be among the others; link them first"),
		why(access.GuardContested, "it was done twice and undone twice: decide"),
		why(access.GuardRemovalLimit,
			"24 removals in github, limit 5: raise `limits.removals` and `limits.removal_share`, or --allow github=24 once"),
		why(access.GuardAdditionLimit,
			"12 additions in google, limit 10: raise `limits.additions` and `limits.addition_share`"),
		why(access.GuardDailyLimit, "31 removals in 24 hours, limit 20"),
		why(access.GuardLastAdmins,
			"of 3 enabled holders of the most privileged access in github, "+
				"1 active ones would stay, at least 2 must (`min_admins`): name another first"),
		why(access.GuardNoSeat,
			"58 of 58 seats in github are taken after the plan, and this invitation is beyond them: buy seats, or free some"),
	}
	kinds := map[access.Verdict]access.ActionKind{
		access.Missing: access.Invite, access.Excess: access.Revoke,
		access.Orphaned: access.Suspend,
	}
	states := []access.ActionState{access.Planned, access.Done, access.Already, access.Failed, access.Skipped}
	plan := access.Plan{Hash: "ab12cd34ef5678900987654321fedcba00112233445566778899aabbccddeeff"}
	for i := range findings {
		f := &findings[i]
		kind, ok := kinds[f.Verdict]
		if !ok {
			continue
		}
		a := access.Action{
			Kind: kind, Target: f.Target, Account: f.Account, Person: f.Person, Entitlement: f.Entitlement,
			EntitlementID: f.EntitlementID,
			With:          f.Includes, Removal: kind != access.Invite, Leaver: f.Cause == access.CauseLeaver, Finding: f.Fingerprint,
			Expected: "enabled",
			State:    access.Planned,
		}
		n := len(plan.Actions)
		switch {
		case f.Hold.Due != "":
			a.Kind, a.Expected, a.State = access.SetLevel, "level "+f.Hold.Level, access.Manual
			a.Manual = "it is managed by Okta: change it there"
		case f.Cause == access.CauseSuspended:
			a.Kind, a.Expected, a.State = access.Enable, "suspended", access.Manual
			a.Manual = "somebody closed it on purpose: ask before it is opened again"
		case f.Hold.Status == access.Invited:
			a.Kind, a.Expected = access.Remove, "invited"
		case f.Verdict == access.Missing && f.Account != nil:
			a.Kind = access.GrantIt
		}
		switch {
		case n < len(refusals):
			a.State, a.Blocked = access.Blocked, []access.Block{refusals[n]}
			if n%4 == 1 {
				a.Blocked = append([]access.Block{refusals[0]}, a.Blocked...)
			}
		case a.State == access.Planned:
			a.State = states[n%len(states)]
		}
		plan.Actions = append(plan.Actions, a)
	}
	plan.Actions = append(plan.Actions, access.Action{
		Kind: access.GrantIt, Target: "google", Account: account("G20", "ada"), Person: person("e1001", "Ada Lovelace"),
		Entitlement: "group:leads@acme.example", Expected: "not held", State: access.Planned,
	})
	return plan
}
