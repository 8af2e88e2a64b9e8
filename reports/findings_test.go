package reports_test

import (
	"fmt"

	"reconcile/internal/access"
)

// acmeFindings hold every verdict, cause and severity.
func acmeFindings() []access.Finding {
	ada, grace, edsger := person("e1001", "Ada Lovelace"), person("e1007", "Grace Hopper"), person("e1012",
		"Edsger W. Dijkstra")
	barbara, new1, new2 := person("e1020", "Barbara Liskov"), person("e2001", "Zoë Ñandú"), person("e2002", "山田 太郎")
	enabled, invited := &access.Hold{}, &access.Hold{Status: access.Invited}
	list := []access.Finding{
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.Critical, Target: "github",
			Account: account("4711", "ghopper"), Person: grace,
			Includes: []string{"role:owner", "team:infra=maintainer"}, Privileged: true, Days: 24,
			Basis: access.BasisTerminated, AgeDays: 3,
			Reason: "Grace Hopper left on 2026-10-31, 24 days ago (terminated); the account is still enabled.",
			Action: "suspend the account",
			Evidence: access.Evidence{
				RosterRow: "roster.xlsx, sheet Staff, row 8",
				MatchedBy: "work e-mail e1007@acme.example",
			}, CostMonth: "21.00 USD", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "slack",
			Account: account("U7", "grace"), Person: grace, Days: 24,
			Basis:  access.BasisTerminated,
			Reason: "Grace Hopper left on 2026-10-31, 24 days ago (terminated); the account is still enabled.",
			Action: "suspend the account", Hold: enabled,
			Evidence: access.Evidence{AccountRow: "exports/slack-members.csv:8"},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "figma",
			Account: account("F9", "edsger"), Person: edsger, Days: 2,
			Basis: access.BasisDate, Provisional: true, Notes: []string{"maybe-same-person: C-17"}, Hold: invited,
			Action: "withdraw the invitation",
			Reason: "Edsger W. Dijkstra left on 2026-11-22, 2 days ago (date only); the account is still invited. " +
				"Maybe the same person as C-17, who " +
				"started on 2026-11-23: say so under `people:`.",
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: "google",
			Account: account("G3", "vanished"),
			Person:  person("e1003", ""), Basis: access.BasisVanished,
			Reason: "e1003 left (absent from the roster); the account is still enabled.",
			Action: "suspend the account", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseUnknown, Severity: access.High, Target: "github",
			Account: account("4800", "octo-cat"),
			Reason:  "octo-cat is the account of nobody on the roster. It carries the employee number 999.",
			Action:  "suspend the account", Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseOwnerLeft, Severity: access.High, Target: "github",
			Account:  &access.AccountName{ID: "4801", Login: "acme-bot", Name: "Acme Bot"},
			Reason:   "Grace Hopper answers for Acme Bot (rules/known.yaml:3) and is not here any more.",
			Action:   "name a new owner, or suspend",
			Evidence: access.Evidence{Rule: "rules/known.yaml:3"}, Hold: &access.Hold{Kind: access.Bot},
		},
		{
			Verdict: access.Excess, Severity: access.High, Target: "github", Account: account("4712", "bliskov"),
			Person: barbara, Entitlement: "role:owner", Privileged: true, AgeDays: 41,
			Reason: "Barbara Liskov holds role:owner, which is not due.", Action: "revoke it", Hold: enabled,
		},
		{
			Verdict: access.Missing, Cause: access.CauseJoiner, Severity: access.High, Target: "google", Person: new1,
			Includes: []string{"group:all@acme.example"}, Days: 1,
			Reason: "Zoë Ñandú should have an account in google (role everyone) and has none. " +
				"The first day was 2026-11-23, 1 days ago.", Action: "invite",
			Evidence: access.Evidence{Rule: "rules/all.yaml:2", Due: []string{"account", "group:all@acme.example"}},
			Hold:     &access.Hold{},
		},
		{
			Verdict: access.Conflict, Severity: access.High, Target: "github", Account: account("4713", "ada"), Person: ada,
			Entitlement: "pay and approve",
			Reason:      "Ada Lovelace holds both role:payer and role:approver (pay and approve).",
			Action:      "take one of them away",
		},
		{
			Verdict: access.DisputedAccount, Severity: access.Critical, Target: "github", Account: account("4714", "jsmith"),
			Reason: "It is not certain whose account jsmith is: e1033 by work e-mail jsmith@acme.example " +
				"(quarantined: `31/02/2026` is not a date).",
			Action: "settle it with an entry under `identities:`, or mend the roster", Privileged: true,
			Includes: []string{"team:infra"}, Hold: enabled,
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseGuest, Severity: access.Medium, Target: "slack",
			Account: account("U50", "client-kim"),
			Reason:  "client-kim is a guest whom nobody has registered.", Action: "register under `externals:`, or suspend",
			Hold: &access.Hold{Kind: access.Guest},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseUnregistered, Severity: access.Medium, Target: "slack",
			Account: account("U51", "deploybot"),
			Reason:  "deploybot is a bot account that nobody answers for.",
			Action:  "register under `service_accounts:` with an owner, or suspend", Hold: &access.Hold{Kind: access.Bot},
		},
		{
			Verdict: access.Orphaned, Cause: access.CauseReviewDue, Severity: access.Medium, Target: "slack",
			Account: account("U52", "status-page"),
			Reason:  "The date of status-page passed on 2026-11-01 (rules/known.yaml:9).",
			Action:  "review it and set a new date, or suspend", Hold: &access.Hold{Kind: access.Shared},
		},
		{
			Verdict: access.Excess, Cause: access.CauseMover, Severity: access.Medium, Target: "github", Account: account("4713",
				"ada"), Person: ada, Entitlement: "team:payments",
			Reason: "Ada Lovelace holds team:payments, which is not due.", Action: "revoke it", OutOfScope: true,
			Hold: &access.Hold{Via: "team:all", ManagedBy: "Okta"},
		},
		{
			Verdict: access.Excess, Cause: access.CauseExceptionExpired, Severity: access.Medium, Target: "github",
			Account: account("4712", "bliskov"), Person: barbara, Entitlement: "team:on-call",
			Reason: "Barbara Liskov holds team:on-call: the exception ended on 2026-11-20 (rules/eng.yaml:30).",
			Action: "revoke it", Hold: &access.Hold{Fixed: "synchronised from Okta"},
		},
		{
			Verdict: access.Excess, Cause: access.CauseEarly, Severity: access.Medium, Target: "slack", Account: account("U60",
				"taro"), Person: new2,
			Reason: "山田 太郎 starts on 2026-12-01; the account is enabled already.", Action: "none: it is reported only",
			Hold: enabled,
		},
		{
			Verdict: access.Excess, Cause: access.CauseOnLeave, Severity: access.Medium, Target: "slack", Account: account("U61",
				"leslie"), Person: person("e1030", "Leslie Lamport"),
			Reason: "Leslie Lamport is on leave; the account is enabled.", Action: "suspend the account", Hold: enabled,
		},
		{
			Verdict: access.Excess, Cause: access.CauseDuplicate, Severity: access.Medium, Target: "google",
			Account: account("G9", "ada.old"), Person: ada,
			Reason: "Ada Lovelace has another account in google; this one is enabled.",
			Action: "declare it under `identities:` (admin, test), or close it", Hold: enabled,
		},
		{
			Verdict: access.Excess, Severity: access.Medium, Target: "github", Account: account("4713", "ada"), Person: ada,
			Entitlement: "team:developers=maintainer",
			Reason:      "Ada Lovelace holds team:developers=maintainer; only team:developers=member is due (role developers).",
			Action:      "set the level to member",
			Hold:        &access.Hold{Level: "maintainer", Due: "member"}, Confidential: false,
		},
		{
			Verdict: access.Missing, Cause: access.CauseSuspended, Severity: access.Low, Target: "google",
			Account: account("G11", "tony"), Person: person("e1040", "Tony Hoare"),
			Reason: "Tony Hoare should have an account in google (role everyone); it is suspended.",
			Action: "ask why it was suspended, or enable it", Hold: &access.Hold{Status: access.Suspended},
		},
		{
			Verdict: access.Missing, Cause: access.CauseJoiner, Severity: access.Low, Target: "github", Person: new2, Days: -7,
			Includes: []string{"team:developers"},
			Reason:   "山田 太郎 should have an account in github (role developers) and has none. The first day is 2026-12-01.",
			Action:   "invite", Hold: &access.Hold{},
		},
		{
			Verdict: access.Missing, Severity: access.Low, Target: "github", Account: account("4712", "bliskov"),
			Person: barbara, Entitlement: "team:core=maintainer",
			Reason: "Barbara Liskov holds team:core=member; team:core=maintainer is due (role leads).",
			Action: "set the level to maintainer", Hold: &access.Hold{Level: "member", Due: "maintainer"},
		},
		{
			Verdict: access.Dormant, Severity: access.Medium, Target: "figma", Account: account("F1", "ada"), Person: ada,
			Provisional: true,
			Reason:      "Ada Lovelace has not used figma since 2026-05-01: 207 days, the limit is 60.",
			Action:      "ask whether the account is still needed", CostMonth: "15.00 EUR", Hold: enabled,
		},
		{
			Verdict: access.NoMFA, Severity: access.Medium, Target: "github", Account: account("4713", "ada"), Person: ada,
			Reason: "Ada Lovelace has no second factor in github.", Action: "have a second factor set up", Hold: enabled,
		},
		{
			Verdict: access.StaleInvite, Severity: access.Medium, Target: "github", Account: account("4790", "tony"),
			Person: person("e1040", "Tony Hoare"),
			Reason: "Tony Hoare was invited to github on 2026-10-25 and has not answered for 30 days.",
			Action: "send the invitation again, or withdraw it", Hold: invited,
		},
		{
			Verdict: access.Residual, Severity: access.Medium, Target: "google", Account: account("G7", "grace"), Person: grace,
			Privileged: true, Includes: []string{"role:super-admin"},
			Reason: "Grace Hopper left; the suspended account in google keeps privileged access: role:super-admin.",
			Action: "take the privileged access away", Hold: &access.Hold{Status: access.Suspended},
		},
		{
			Verdict: access.NoAddress, Severity: access.Medium, Person: person("e2003", "Dana Scott"),
			Reason: "Dana Scott joins on 2026-12-01 and has no work e-mail on the roster: no invitation can be sent.",
			Action: "enter the work e-mail in the roster",
		},
		{
			Verdict: access.NoSeat, Severity: access.Medium, Target: "github",
			Reason: "57 enabled, 2 invited and 1 missing accounts need 60 seats; 58 are bought.",
			Action: "free seats or buy more",
		},
		{
			Verdict: access.NoMFA, Severity: access.Medium, Target: "github", Account: account("4799", "leaving-larry"),
			Person: person("e1060", "Larry Leaving"), Confidential: true,
			Reason: "Larry Leaving has no second factor in github.", Action: "have a second factor set up", Hold: enabled,
		},
		{
			Verdict: access.Excess, Severity: access.Medium, Target: "github", Account: account("4799", "leaving-larry"),
			Person: person("e1060", "Larry Leaving"), Confidential: true,
			Entitlement: "team:legacy", Reason: "Larry Leaving holds team:legacy, which is not due.", Action: "revoke it",
			Hold: enabled,
		},
	}
	for i := range 18 {
		list = append(list, access.Finding{
			Verdict: access.Excess, Severity: access.Medium, Target: "github",
			Account:     account(fmt.Sprint(4900+i), fmt.Sprintf("dev%02d", i)),
			Person:      person(fmt.Sprint("e30", 10+i), fmt.Sprintf("Developer No. %d", i+1)),
			Entitlement: longKey,
			Reason:      fmt.Sprintf("Developer No. %d holds %s, which is not due.", i+1, longKey),
			Action:      "revoke it", Hold: enabled,
		})
	}
	for i := range list {
		list[i] = sealed(list[i])
	}
	return list
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
