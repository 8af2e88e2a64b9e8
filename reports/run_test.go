package reports_test

import (
	"time"

	"reconcile/internal/access"
)

var night = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

// longKey is an entitlement wider than its place.
const longKey = "repo:acme-apps/mobile-client-for-the-android-platform=admin"

func today() access.Date { return access.DayOf(night) }

func intPointer(n int) *int { return &n }

func person(id, name string) *access.PersonName {
	return &access.PersonName{ID: id, Name: name, Email: id + "@acme.example"}
}

func account(id, login string) *access.AccountName {
	return &access.AccountName{ID: id, Login: login, Email: login + "@acme.example"}
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
	run.Run.Memory, run.Clocks = acmeMemory(), acmeClocks()
	return run
}

func acmeRoster() access.RosterSummary {
	return access.RosterSummary{
		Source: "hr, temps", People: 64, Active: 55, Joining: 2, OnLeave: 1, Left: 5, Bad: 1,
		Sources: []access.SourceRead{
			{
				Name: "hr", Kind: "excel", File: "roster.xlsx", Date: night.Add(-20 * time.Hour), Rows: 60, Quarantined: 1,
				Mapped: map[string]string{
					"id": "Employee ID", "work_email": "Correo corporativo", "status": "Estado",
					"end": "Fecha de baja",
				},
				Discarded: []string{"Salary", "IBAN"},
				Hash:      "0b2f6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			},
			{
				Name: "temps", Kind: "csv", File: "agency/temps.csv", Date: night.AddDate(0, 0, -9), Rows: 4,
				CurrentOnly: true,
				Mapped:      map[string]string{"id": "No."},
				Hash:        "77aa6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			},
		},
		Unsound: []string{"agency/temps.csv is of 2026-11-15, 9 days old; the limit is 3 (`max_age`)"},
		Warnings: []access.RosterProblem{
			{
				Quarantined: true, Person: "e1033", Place: access.Place{
					File: "roster.xlsx", Sheet: "Staff", Row: 34,
					Column: "Fecha de baja",
				},
				Text: "`31/02/2026` is not a date",
			},
			{
				Person: "e1050", Place: access.Place{File: "roster.xlsx", Sheet: "Staff", Row: 51},
				Text: "the type `becario` is not mapped",
			},
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
			Status: access.Complete, Taken: night, Accounts: 61, Enabled: 57, Invited: 2, Suspended: 2, Humans: 56,
			Linked: 54,
			Grants: 1212, Governed: 845, GovernedShare: 0.697, Privileged: 4, Calls: 9, Pages: 7, Rows: 1273, Seconds: 1.1,
			Hash: "c0ffee6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f607", ReportedTotal: intPointer(61),
			Reach: access.Reach{Facets: append(facets("members", "invitations", "team"),
				access.Facet{Name: "bots", Listed: access.No, Why: "the token may not list the apps that are installed"})},
			Census: access.Census{Due: 1100, Found: 26, Ungoverned: 130, Excepted: 15}, Self: "acme-audit",
			Seats:   &access.Seats{Bought: 58, Taken: 61, Freed: 6, CostCents: 2100, Currency: "USD"},
			Remarks: []string{"2 teams have the name `core`; both are meant by `team:core`"},
		},
		{
			Name: "slack", Kind: "csv", Status: access.Complete, File: "exports/slack-members.csv",
			Taken:    night.Add(-26 * time.Hour),
			Accounts: 70, Enabled: 66, Suspended: 4, Humans: 66, Linked: 31,
			MissingWithheld: "only 31 of 66 human accounts are linked to a person: " +
				"missing access is not reported; link them under `identities:`, or map a column with employee numbers or e-mails",
			Seats: &access.Seats{Bought: 100, Taken: 66, Freed: 4, CostCents: 875, Currency: "USD"},
			Rows:  70, Hash: "51ac6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			Reach: access.Reach{Facets: export},
		},
		{
			Name: "figma", Kind: "csv", Title: "Figma", Status: access.Partial,
			Why:  []string{"the export is of 2026-09-01, 84 days old; the limit is 35 (`max_age`)"},
			File: "exports/figma.csv", Taken: night.AddDate(0, 0, -84), Accounts: 20, Enabled: 20, Humans: 20, Linked: 19,
			Grants: 20, Governed: 20,
			Seats:         &access.Seats{Taken: 20, Freed: 2, CostCents: 1500, Currency: "EUR"},
			GovernedShare: 1, Rows: 20, Hash: "f16a6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
			ReportedTotal: intPointer(22),
			Reach:         access.Reach{Facets: export}, MissingWithheld: "the read is not complete: missing access is not reported",
		},
		{
			Name: "jira", Kind: "jira", Title: "Jira", Status: access.FailedRead, LastRead: today().Plus(-3),
			Why: []string{"members, page 3: 502 Bad Gateway after 4 tries: try again, or see status.atlassian.example"},
		},
		{Name: "miro", Kind: "csv", Status: access.SkippedRun, Why: []string{"not asked for (--target)"}},
		{Name: "asana", Kind: "csv", Status: access.SkippedRun, Why: []string{"not asked for (--target)"}},
		{
			Name: "notion", Kind: "csv", Status: access.Complete, File: "exports/notion.csv",
			Taken: night.Add(-3 * time.Hour), Accounts: 31,
			Enabled: 31, Humans: 31, Linked: 31, Rows: 31, Unruled: true, Reach: access.Reach{Facets: facets("members",
				"entitlements")},
			Hash: "20106d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
		},
		{
			Name: "google", Kind: "csv", Status: access.Complete, File: "exports/google.csv",
			Taken: night.Add(-3 * time.Hour), Accounts: 60,
			Enabled: 60, Humans: 60, Linked: 60, Grants: 10, Governed: 10, GovernedShare: 1, Rows: 60,
			ReportedTotal: intPointer(60),
			Reach:         access.Reach{Facets: facets("members", "guests", "entitlements")},
			Hash:          "90096d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718",
		},
	}
}

// measured counts a run as the night does.
func measured(run *access.Run) access.Metrics {
	m := access.Metrics{
		Findings: len(run.Findings), ByVerdict: map[string]int{}, BySeverity: map[string]int{}, LeaversActive: 3,
		Accounts: 242,
		Grants:   1242, TargetsUnread: 2, Seconds: 1.4,
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
	run.Findings, run.Plan, run.Run.Memory, run.Clocks = nil, access.Plan{}, nil, nil
	run.Metrics = measured(run)
	return run
}
