package reports_test

import "reconcile/internal/access"

// explanations are of a leaver, of somebody who is leaving, and of an account of nobody.
func explanations() map[string]*access.Explanation {
	run := acmeRun()
	var findings []access.Finding
	for _, f := range run.Findings {
		if f.Person != nil && f.Person.ID == "e1007" {
			findings = append(findings, f)
		}
	}
	var actions []access.Action
	for _, a := range run.Plan.Actions {
		if a.Person != nil && a.Person.ID == "e1007" {
			actions = append(actions, a)
		}
	}
	return map[string]*access.Explanation{
		"leaver": {
			Subject: "e1007@acme.example", AsOf: today(),
			Person: &access.ExplainedPerson{
				ID: "e1007", Name: "Grace Hopper", Email: "e1007@acme.example", Aliases: []string{
					"grace@acme.example",
					"ghopper@acme.example",
				},
				State: "left", Basis: access.BasisTerminated, Employment: "terminated", Start: access.DateOf(2020, 1, 7),
				End: access.DateOf(2026, 10, 31),
				Attributes: map[string][]string{"title": {"Rear Admiral"}, "department": {
					"Engineering",
					"Compilers",
				}, "cost center": {"C7"}},
				Row:     "roster.xlsx, sheet Staff, row 8",
				Remarks: []string{"roster.xlsx, sheet Staff, row 8: the address is on two rows"},
			},
			Accounts: []access.ExplainedAccount{
				{
					Target: "github", Account: access.AccountName{
						ID: "4711", Login: "ghopper", Name: "Grace",
						Email: "ghopper@acme.example",
					}, Status: "enabled", Kind: "human",
					Link: "linked", Role: "primary", Keys: []string{
						"e-mail alias ghopper@acme.example",
						"roster column ghopper: e1007",
					},
					Access: []access.ExplainedAccess{
						{
							Key: "account", Class: "found", Verdict: access.Orphaned, Cause: access.CauseLeaver,
							Why: "nothing says it is due",
						},
						{
							Key: "role:owner", Title: "Organization owner", Class: "found", Verdict: access.Orphaned,
							Cause: access.CauseLeaver, Privileged: true, Why: "goes with the account",
						},
						{
							Key: "repo:acme-apps/mobile-client-for-the-android-platform=maintain", Class: "found",
							Verdict: access.Orphaned, Cause: access.CauseLeaver,
							Via: "team:infra", ManagedBy: "Okta", Why: "goes with the account",
							Rules: []string{"role developers, rules/eng.yaml:4", "exception e1007, rules/eng.yaml:40"},
						},
						{
							Key: "repo:wiki=read", Class: "ungoverned",
							Why: "no rule speaks of it, and it is neither privileged nor under `govern:`",
						},
					},
				},
				{
					Target: "google", Account: access.AccountName{ID: "G7", Email: "grace@acme.example"}, Status: "suspended",
					Kind: "human", Link: "linked", Row: "exports/google.csv:9",
				},
			},
			Findings: findings, Actions: actions,
			Holes: []string{"jira: failed: members, page 3: 502 Bad Gateway after 4 tries"},
		},
		"leaving": {
			Subject: "e1060", AsOf: today(),
			Person: &access.ExplainedPerson{
				ID: "e1060", Name: "Larry Leaving", State: "active", Employment: "terminated",
				Start: access.DateOf(2021, 3, 1),
				End:   access.DateOf(2026, 12, 31), Row: "people.csv, row 61",
			},
			Due: []access.ExplainedDue{
				{Target: "slack", Key: "account", Rules: []string{"role everyone, rules/all.yaml:2"}},
				{Target: "github", Key: "account", Held: true, Rules: []string{"role developers, rules/eng.yaml:4"}},
			},
		},
		"nobody": {
			Subject: "github/octo-cat", AsOf: today(),
			Accounts: []access.ExplainedAccount{{
				Target: "github", Account: access.AccountName{ID: "4800", Login: "octo-cat"}, Status: "enabled",
				Kind: "human", Link: "disputed",
				Keys: []string{"work e-mail a@acme.example: e1", "employee number 999: e2"},
			}},
		},
	}
}
