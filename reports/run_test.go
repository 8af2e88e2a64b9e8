package reports_test

import (
	"fmt"
	"time"

	"reconcile/internal/access"
)

var night = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

func today() access.Date { return access.DayOf(night) }

func intPointer(n int) *int { return &n }

func person(id, name string) *access.PersonName {
	return &access.PersonName{ID: id, Name: name, Email: id + "@acme.example"}
}

func account(id, login string) *access.AccountName {
	return &access.AccountName{ID: id, Login: login, Email: login + "@acme.example"}
}

// sealed completes a finding as the judgement does.
func sealed(f access.Finding) access.Finding {
	holder := ""
	switch {
	case f.Account != nil:
		holder = f.Account.ID
	case f.Person != nil:
		holder = f.Person.ID
	}
	if f.Entitlement == "" && f.Target != "" {
		f.Entitlement = access.AccountType
	}
	if f.EntitlementID == "" {
		f.EntitlementID = f.Entitlement
	}
	f.Fingerprint = access.Fingerprint(f.Verdict, f.Target, holder, f.EntitlementID)
	f.FirstSeen = today().Plus(-f.AgeDays)
	return f
}

// acmeRun is a night of a company in which everything there is to say occurs: every verdict, cause, severity, status,
// guard, kind and state of an action.
func acmeRun() *access.Run {
	run := &access.Run{
		Schema: access.SchemaVersion,
		Run: access.RunHead{
			ID: "20261124T023000Z", Company: "Acme Apps", Mode: "dry-run", AsOf: today(), InLine: true, Started: night,
			Finished: night.Add(1400 * time.Millisecond), Status: access.RunPartial,
			RulesHash:  "5a1f0c7be2d94b1388c1a04e6f7d2b90c3e1f6a8d5b7094213fe88ac01d2e3f4",
			ConfigHash: "9e8d7c6b5a49382716051423344556677889900aabbccddeeff0011223344556",
			Version:    "v1.0.0", Scope: "people as in reconcile.yaml:41",
			Warnings: []string{"rules/eng.yaml:12: nobody has the department `Enginering`: did you mean `Engineering`?"},
		},
		Roster:   acmeRoster(),
		Targets:  acmeTargets(),
		Findings: acmeFindings(),
	}
	run.Plan = acmePlan(run.Findings)
	run.Metrics = measured(run)
	return run
}

func acmeRoster() access.RosterSummary {
	return access.RosterSummary{
		Source: "hr, temps", People: 64, Active: 55, Joining: 2, OnLeave: 1, Left: 5, Bad: 1,
		Sources: []access.SourceRead{
			{
				Name: "hr", Kind: "excel", File: "roster.xlsx", Date: night.Add(-20 * time.Hour), Rows: 60, Quarantined: 1,
				Mapped:    map[string]string{"id": "Employee ID", "work_email": "Correo corporativo", "status": "Estado", "end": "Fecha de baja"},
				Discarded: []string{"Salary", "IBAN"}, Hash: "0b2f6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			},
			{
				Name: "temps", Kind: "csv", File: "agency/temps.csv", Date: night.AddDate(0, 0, -9), Rows: 4, CurrentOnly: true,
				Mapped: map[string]string{"id": "No."}, Hash: "77aa6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			},
		},
		Unsound: []string{"agency/temps.csv is of 2026-11-15, 9 days old; the limit is 3 (`max_age`)"},
		Warnings: []access.RosterProblem{
			{
				Quarantined: true, Person: "e1033", Place: access.Place{File: "roster.xlsx", Sheet: "Staff", Row: 34, Column: "Fecha de baja"},
				Text: "`31/02/2026` is not a date",
			},
			{Person: "e1050", Place: access.Place{File: "roster.xlsx", Sheet: "Staff", Row: 51}, Text: "the type `becario` is not mapped"},
		},
	}
}

func facets(seen ...string) []access.Facet {
	var list []access.Facet
	for _, name := range seen {
		list = append(list, access.Facet{Name: name, Listed: access.Yes})
	}
	return list
}

func acmeTargets() []access.TargetResult {
	export := append(facets("members", "entitlements"),
		access.Facet{Name: "guests", Why: "the export does not say"},
		access.Facet{Name: "invitations", Listed: access.No, Why: "exports of members hold none"})
	return []access.TargetResult{
		{
			Name: "github", Kind: "github", Title: "GitHub", Owner: "cto@acme.example", Criticality: access.Critical,
			Status: access.Complete, Taken: night, Accounts: 61, Enabled: 57, Invited: 2, Suspended: 2, Humans: 56, Linked: 54,
			Grants: 1212, Governed: 845, GovernedShare: 0.697, Privileged: 4, Calls: 9, Pages: 7, Rows: 1273, Seconds: 1.1,
			Hash: "c0ffee6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f607", ReportedTotal: intPointer(61),
			Reach: access.Reach{Facets: append(facets("members", "invitations", "team"),
				access.Facet{Name: "bots", Listed: access.No, Why: "the token may not list the apps that are installed"})},
			Census: access.Census{Due: 1100, Found: 26, Ungoverned: 130, Excepted: 15}, Self: "acme-audit",
			Remarks: []string{"2 teams have the name `core`; both are meant by `team:core`"},
		},
		{
			Name: "slack", Kind: "csv", Status: access.Complete, File: "exports/slack-members.csv", Taken: night.Add(-26 * time.Hour),
			Accounts: 70, Enabled: 66, Suspended: 4, Humans: 66, Linked: 31, MissingWithheld: "only 31 of 66 human accounts are linked to a person: " +
				"missing access is not reported; run `reconcile link`, or map a column with employee numbers or e-mails",
			Rows: 70, Hash: "51ac6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718", Reach: access.Reach{Facets: export},
		},
		{
			Name: "figma", Kind: "csv", Title: "Figma", Status: access.Partial, Why: []string{"the export is of 2026-09-01, 84 days old; the limit is 35 (`max_age`)"},
			File: "exports/figma.csv", Taken: night.AddDate(0, 0, -84), Accounts: 20, Enabled: 20, Humans: 20, Linked: 19, Grants: 20, Governed: 20,
			GovernedShare: 1, Rows: 20, Hash: "f16a6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718", ReportedTotal: intPointer(22),
			Reach: access.Reach{Facets: export}, MissingWithheld: "the read is not complete: missing access is not reported",
		},
		{
			Name: "jira", Kind: "jira", Title: "Jira", Status: access.FailedRead,
			Why: []string{"members, page 3: 502 Bad Gateway after 4 tries: try again, or see status.atlassian.example"},
		},
		{Name: "miro", Kind: "csv", Status: access.SkippedRun, Why: []string{"not asked for (--target)"}},
		{Name: "asana", Kind: "csv", Status: access.SkippedRun, Why: []string{"not asked for (--target)"}},
		{
			Name: "notion", Kind: "csv", Status: access.Complete, File: "exports/notion.csv", Taken: night.Add(-3 * time.Hour), Accounts: 31,
			Enabled: 31, Humans: 31, Linked: 31, Rows: 31, Unruled: true, Reach: access.Reach{Facets: facets("members", "entitlements")},
			Hash: "20106d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
		},
		{
			Name: "google", Kind: "csv", Status: access.Complete, File: "exports/google.csv", Taken: night.Add(-3 * time.Hour), Accounts: 60,
			Enabled: 60, Humans: 60, Linked: 60, Grants: 10, Governed: 10, GovernedShare: 1, Rows: 60, ReportedTotal: intPointer(60),
			Reach: access.Reach{Facets: facets("members", "guests", "entitlements")}, Hash: "90096d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
		},
	}
}

func acmeFindings() []access.Finding {
	ada, grace, edsger := person("e1001", "Ada Lovelace"), person("e1007", "Grace Hopper"), person("e1012", "Edsger W. Dijkstra")
	barbara, new1, new2 := person("e1020", "Barbara Liskov"), person("e2001", "Zoë Ñandú"), person("e2002", "山田 太郎")
	enabled, invited := &access.Hold{}, &access.Hold{Status: access.Invited}
	list := []access.Finding{
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.Critical, Target: "github", Account: account("4711", "ghopper"), Person: grace,
			Includes: []string{"role:owner", "team:infra=maintainer"}, Privileged: true, Days: 24, Basis: access.BasisTerminated, AgeDays: 3,
			Reason: "Grace Hopper left on 2026-10-31, 24 days ago (terminated); the account is still enabled.", Action: "suspend the account",
			Evidence: access.Evidence{RosterRow: "roster.xlsx, sheet Staff, row 8", MatchedBy: "work e-mail e1007@acme.example"}, CostMonth: "21.00 USD", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "slack", Account: account("U7", "grace"), Person: grace, Days: 24,
			Basis: access.BasisTerminated, Reason: "Grace Hopper left on 2026-10-31, 24 days ago (terminated); the account is still enabled.",
			Action: "suspend the account", Hold: enabled, Evidence: access.Evidence{AccountRow: "exports/slack-members.csv:8"},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "figma", Account: account("F9", "edsger"), Person: edsger, Days: 2,
			Basis: access.BasisDate, Provisional: true, Notes: []string{"maybe-same-person: C-17"}, Hold: invited, Action: "withdraw the invitation",
			Reason: "Edsger W. Dijkstra left on 2026-11-22, 2 days ago (date only); the account is still invited. Maybe the same person as C-17, who " +
				"started on 2026-11-23: say so under `people:`.",
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "google", Account: account("G3", "vanished"),
			Person: person("e1003", ""), Basis: access.BasisVanished, Reason: "e1003 left (absent from the roster); the account is still enabled.",
			Action: "suspend the account", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseUnknown, Severity: access.High, Target: "github", Account: account("4800", "octo-cat"),
			Reason: "octo-cat is the account of nobody on the roster. It carries the employee number 999.", Action: "suspend the account", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseOwnerLeft, Severity: access.High, Target: "github", Account: &access.AccountName{ID: "4801", Login: "acme-bot", Name: "Acme Bot"},
			Reason: "Grace Hopper answers for Acme Bot (rules/known.yaml:3) and is not here any more.", Action: "name a new owner, or suspend",
			Evidence: access.Evidence{Rule: "rules/known.yaml:3"}, Hold: &access.Hold{Kind: access.Bot},
		},
		{
			Verdict: access.Excess, Severity: access.High, Target: "github", Account: account("4712", "bliskov"), Person: barbara, Entitlement: "role:owner", Privileged: true, AgeDays: 41,
			Reason: "Barbara Liskov holds role:owner, which is not due.", Action: "revoke it", Hold: enabled,
		},
		{
			Verdict: access.Missing, Cause: access.CauseJoiner, Severity: access.High, Target: "google", Person: new1, Includes: []string{"group:all@acme.example"}, Days: 1,
			Reason: "Zoë Ñandú should have an account in google (role everyone) and has none. The first day was 2026-11-23, 1 days ago.", Action: "invite",
			Evidence: access.Evidence{Rule: "rules/all.yaml:2", Due: []string{"account", "group:all@acme.example"}}, Hold: &access.Hold{},
		},
		{
			Verdict: access.Conflict, Severity: access.High, Target: "github", Account: account("4713", "ada"), Person: ada, Entitlement: "pay and approve",
			Reason: "Ada Lovelace holds both role:payer and role:approver (pay and approve).", Action: "take one of them away",
		},
		{
			Verdict: access.DisputedAccount, Severity: access.Critical, Target: "github", Account: account("4714", "jsmith"),
			Reason: "It is not certain whose account jsmith is: e1033 by work e-mail jsmith@acme.example (quarantined: `31/02/2026` is not a date).",
			Action: "settle it with an entry under `identities:`, or mend the roster", Privileged: true, Includes: []string{"team:infra"}, Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseGuest, Severity: access.Medium, Target: "slack", Account: account("U50", "client-kim"),
			Reason: "client-kim is a guest whom nobody has registered.", Action: "register under `externals:`, or suspend", Hold: &access.Hold{Kind: access.Guest},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseUnregistered, Severity: access.Medium, Target: "slack", Account: account("U51", "deploybot"),
			Reason: "deploybot is a bot account that nobody answers for.", Action: "register under `service_accounts:` with an owner, or suspend", Hold: &access.Hold{Kind: access.Bot},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseReviewDue, Severity: access.Medium, Target: "slack", Account: account("U52", "status-page"),
			Reason: "The date of status-page passed on 2026-11-01 (rules/known.yaml:9).", Action: "review it and set a new date, or suspend", Hold: &access.Hold{Kind: access.Shared},
		},
		{Verdict: access.Excess, Cause: access.CauseMover, Severity: access.Medium, Target: "github", Account: account("4713", "ada"), Person: ada, Entitlement: "team:payments",
			Reason: "Ada Lovelace holds team:payments, which is not due.", Action: "revoke it", OutOfScope: true, Hold: &access.Hold{Via: "team:all", ManagedBy: "Okta"}},
		{Verdict: access.Excess, Cause: access.CauseExceptionExpired, Severity: access.Medium, Target: "github", Account: account("4712", "bliskov"), Person: barbara, Entitlement: "team:on-call",
			Reason: "Barbara Liskov holds team:on-call: the exception ended on 2026-11-20 (rules/eng.yaml:30).", Action: "revoke it", Hold: &access.Hold{Fixed: "synchronised from Okta"}},
		{Verdict: access.Excess, Cause: access.CauseEarly, Severity: access.Medium, Target: "slack", Account: account("U60", "taro"), Person: new2,
			Reason: "山田 太郎 starts on 2026-12-01; the account is enabled already.", Action: "none: it is reported only", Hold: enabled},
		{Verdict: access.Excess, Cause: access.CauseOnLeave, Severity: access.Medium, Target: "slack", Account: account("U61", "leslie"), Person: person("e1030", "Leslie Lamport"),
			Reason: "Leslie Lamport is on leave; the account is enabled.", Action: "suspend the account", Hold: enabled},
		{Verdict: access.Excess, Cause: access.CauseDuplicate, Severity: access.Medium, Target: "google", Account: account("G9", "ada.old"), Person: ada,
			Reason: "Ada Lovelace has another account in google; this one is enabled.", Action: "declare it under `identities:` (admin, test), or close it", Hold: enabled},
		{Verdict: access.Excess, Severity: access.Medium, Target: "github", Account: account("4713", "ada"), Person: ada, Entitlement: "team:developers=maintainer",
			Reason: "Ada Lovelace holds team:developers=maintainer; only team:developers=member is due (role developers).", Action: "set the level to member",
			Hold: &access.Hold{Level: "maintainer", Due: "member"}, Confidential: false},
		{Verdict: access.Missing, Cause: access.CauseSuspended, Severity: access.Low, Target: "google", Account: account("G11", "tony"), Person: person("e1040", "Tony Hoare"),
			Reason: "Tony Hoare should have an account in google (role everyone); it is suspended.", Action: "ask why it was suspended, or enable it", Hold: &access.Hold{Status: access.Suspended}},
		{Verdict: access.Missing, Cause: access.CauseJoiner, Severity: access.Low, Target: "github", Person: new2, Days: -7, Includes: []string{"team:developers"},
			Reason: "山田 太郎 should have an account in github (role developers) and has none. The first day is 2026-12-01.", Action: "invite", Hold: &access.Hold{}},
		{Verdict: access.Missing, Severity: access.Low, Target: "github", Account: account("4712", "bliskov"), Person: barbara, Entitlement: "team:core=maintainer",
			Reason: "Barbara Liskov holds team:core=member; team:core=maintainer is due (role leads).", Action: "set the level to maintainer", Hold: &access.Hold{Level: "member", Due: "maintainer"}},
		{Verdict: access.Dormant, Severity: access.Medium, Target: "figma", Account: account("F1", "ada"), Person: ada, Provisional: true,
			Reason: "Ada Lovelace has not used figma since 2026-05-01: 207 days, the limit is 60.", Action: "ask whether the account is still needed", CostMonth: "15.00 EUR", Hold: enabled},
		{Verdict: access.NoMFA, Severity: access.Medium, Target: "github", Account: account("4713", "ada"), Person: ada, Reason: "Ada Lovelace has no second factor in github.", Action: "have a second factor set up", Hold: enabled},
		{Verdict: access.StaleInvite, Severity: access.Medium, Target: "github", Account: account("4790", "tony"), Person: person("e1040", "Tony Hoare"),
			Reason: "Tony Hoare was invited to github on 2026-10-25 and has not answered for 30 days.", Action: "send the invitation again, or withdraw it", Hold: invited},
		{Verdict: access.Residual, Severity: access.Medium, Target: "google", Account: account("G7", "grace"), Person: grace, Privileged: true, Includes: []string{"role:super-admin"},
			Reason: "Grace Hopper left; the suspended account in google keeps privileged access: role:super-admin.", Action: "take the privileged access away", Hold: &access.Hold{Status: access.Suspended}},
		{Verdict: access.NoAddress, Severity: access.Medium, Person: person("e2003", "Dana Scott"), Reason: "Dana Scott joins on 2026-12-01 and has no work e-mail on the roster: no invitation can be sent.", Action: "enter the work e-mail in the roster"},
		{Verdict: access.NoSeat, Severity: access.Medium, Target: "github", Reason: "57 enabled, 2 invited and 1 missing accounts need 60 seats; 58 are bought.", Action: "free seats or buy more"},
		{Verdict: access.NoMFA, Severity: access.Medium, Target: "github", Account: account("4799", "leaving-larry"), Person: person("e1060", "Larry Leaving"), Confidential: true,
			Reason: "Larry Leaving has no second factor in github.", Action: "have a second factor set up", Hold: enabled},
		{Verdict: access.Excess, Severity: access.Medium, Target: "github", Account: account("4799", "leaving-larry"), Person: person("e1060", "Larry Leaving"), Confidential: true,
			Entitlement: "team:legacy", Reason: "Larry Leaving holds team:legacy, which is not due.", Action: "revoke it", Hold: enabled},
	}
	for i := range 18 {
		list = append(list, access.Finding{
			Verdict: access.Excess, Severity: access.Medium, Target: "github", Account: account(fmt.Sprint(4900+i), fmt.Sprintf("dev%02d", i)),
			Person: person(fmt.Sprint("e30", 10+i), fmt.Sprintf("Developer No. %d", i+1)), Entitlement: "repo:acme-apps/mobile-client-for-the-android-platform=admin",
			Reason: fmt.Sprintf("Developer No. %d holds repo:acme-apps/mobile-client-for-the-android-platform=admin, which is not due.", i+1),
			Action: "revoke it", Hold: enabled,
		})
	}
	for i := range list {
		list[i] = sealed(list[i])
	}
	return list
}

// acmePlan gives each finding that can be mended an action, and lets every guard and state occur.
func acmePlan(findings []access.Finding) access.Plan {
	why := func(guard access.Guard, why string) access.Block { return access.Block{Guard: guard, Why: why} }
	refusals := []access.Block{
		why(access.GuardFixOff, "`fix: {orphaned: report}` in github: set it to apply"),
		why(access.GuardOutOfScope, "it is outside `scope:`: report only"),
		why(access.GuardRosterUnsound, "nothing is removed on the strength of this roster: agency/temps.csv is 9 days old"),
		why(access.GuardReadUnsound, "figma was not read in whole (partial): the export is 84 days old"),
		why(access.GuardFirstRun, "no good read of github is stored yet"),
		why(access.GuardNotConfirmed, "e1012 left by the end date only, and the roster still says employed: have the roster say so, or set `policy: {date_only: apply}`"),
		why(access.GuardRulesChanged, "not due under the last accepted rules: --accept-rules 5a1f0c"),
		why(access.GuardProtected, "`protect: [acme-*]` of github covers it"),
		why(access.GuardOwnAccount, "it is the account whose credential is in use"),
		why(access.GuardPrivilegedGrant, "privileged access is granted by hand, unless `fix: {privileged: apply}` in github"),
		why(access.GuardUnlinked, "its person is not known: link it under `identities:`, or set `fix: {orphaned: apply-unknown}` in github"),
		why(access.GuardUnlinkable, "31 of 66 human accounts in slack are linked, less than 80 %: the person may be among the others; link them first"),
		why(access.GuardContested, "it was done twice and undone twice: decide"),
		why(access.GuardRemovalLimit, "24 removals in github, limit 5: raise `limits.removals` and `limits.removal_share`, or --allow github=24 once"),
		why(access.GuardAdditionLimit, "12 additions in google, limit 10: raise `limits.additions` and `limits.addition_share`"),
		why(access.GuardDailyLimit, "31 removals in 24 hours, limit 20"),
		why(access.GuardLastAdmins, "of 3 enabled holders of the most privileged access in github, 1 active ones would stay, at least 2 must (`min_admins`): name another first"),
		why(access.GuardNoSeat, "58 of 58 seats in github are taken after the plan, and this invitation is beyond them: buy seats, or free some"),
	}
	kinds := map[access.Verdict]access.ActionKind{access.Missing: access.Invite, access.Excess: access.Revoke, access.Orphaned: access.Suspend}
	states := []access.ActionState{access.Planned, access.Done, access.Already, access.Failed, access.Skipped}
	plan := access.Plan{Hash: "ab12cd34ef5678900987654321fedcba00112233445566778899aabbccddeeff"}
	for i := range findings {
		f := &findings[i]
		kind, ok := kinds[f.Verdict]
		if !ok {
			continue
		}
		a := access.Action{
			Kind: kind, Target: f.Target, Account: f.Account, Person: f.Person, Entitlement: f.Entitlement, EntitlementID: f.EntitlementID,
			With: f.Includes, Removal: kind != access.Invite, Leaver: f.Cause == access.CauseLeaver, Finding: f.Fingerprint, Expected: "enabled",
			State: access.Planned,
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

// measured counts a run as the night does.
func measured(run *access.Run) access.Metrics {
	m := access.Metrics{
		Findings: len(run.Findings), ByVerdict: map[string]int{}, BySeverity: map[string]int{}, LeaversActive: 3, Accounts: 242,
		Grants: 1242, TargetsUnread: 2, Seconds: 1.4,
	}
	for i := range run.Findings {
		m.ByVerdict[string(run.Findings[i].Verdict)]++
		m.BySeverity[run.Findings[i].Severity.String()]++
	}
	for i := range run.Plan.Actions {
		switch run.Plan.Actions[i].State {
		case access.Planned:
			m.Planned++
		case access.Blocked:
			m.Blocked++
		case access.Manual:
			m.Manual++
		}
	}
	return m
}

// quietRun found nothing and read everything.
func quietRun() *access.Run {
	run := acmeRun()
	run.Run.Scope, run.Run.Warnings, run.Run.Status = "", nil, access.RunClean
	run.Roster.Unsound, run.Roster.Warnings, run.Roster.Bad, run.Roster.Sources[0].Quarantined = nil, nil, 0, 0
	google := run.Targets[len(run.Targets)-1]
	run.Targets = []access.TargetResult{google}
	run.Findings, run.Plan = nil, access.Plan{}
	run.Metrics = measured(run)
	return run
}
