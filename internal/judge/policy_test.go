package judge_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/judge"
)

// TestExceptions holds what an exception gives, until when, and who may approve it.
func TestExceptions(t *testing.T) {
	given := func(until, approver, holds string) *company {
		return &company{
			people: []access.Person{employee("e1", "Ana"), employee("e2", "Bo"), left("e3", "Cy", "2026-06-01")},
			targets: []*target{{
				name: "code", accounts: []access.Account{of("e1"), of("e2")},
				holds: map[string][]string{"a-e1": {"team:dev", holds}, "a-e2": {"team:dev"}},
			}},
			rules: `
roles:
  - {name: dev, when: {type: employee}, grants: {code: ["team:dev"]}}
exceptions:
  - {person: e1, target: code, access: "team:infra", until: ` + until + `, reason: on call, approved_by: ` + approver + `}
`,
		}
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"on its last day an exception gives access", given("2026-06-15", "e2", "team:infra"), nil},
		{
			"what an exception gives and is not held is missing", given("2026-06-15", "e2", "team:dev"),
			[]string{"low missing code a-e1 team:infra"},
		},
		{
			"the day after, the access is excess, cause exception expired", given("2026-06-14", "e2", "team:infra"),
			[]string{"medium excess(exception expired) code a-e1 team:infra"},
		},
		{"the approver may be given by work e-mail", given("2026-06-15", "E2@acme.example", "team:infra"), nil},
		{
			"nobody approves an exception of their own", given("2026-06-15", "e1@acme.example", "team:infra"),
			[]string{"medium excess(exception expired) code a-e1 team:infra"},
		},
		{
			"an approver who left approves nothing", given("2026-06-15", "e3", "team:infra"),
			[]string{"medium excess(exception expired) code a-e1 team:infra"},
		},
		{
			"an approver nobody knows approves nothing", given("2026-06-15", "boss@acme.example", "team:infra"),
			[]string{"medium excess(exception expired) code a-e1 team:infra"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("an exception that does not count is a warning", func(t *testing.T) {
		o := given("2026-06-15", "e1", "team:infra").judge(t)
		if !strings.Contains(strings.Join(o.warnings, "\n"), "approved by its own beneficiary") {
			t.Errorf("warnings: %q", o.warnings)
		}
	})
}

// TestIdentities holds what a declared second account may have.
func TestIdentities(t *testing.T) {
	given := func(kind, list string, holds ...string) *company {
		entry := "{person: e1, target: code, account: adm-e1, kind: " + kind + "}"
		if list != "" {
			entry = "{person: e1, target: code, account: adm-e1, kind: " + kind + ", access: [" + list + "]}"
		}
		return &company{
			people: []access.Person{employee("e1", "Ana")},
			targets: []*target{{
				name: "code", accounts: []access.Account{of("e1"), stranger("adm-e1", access.Human)},
				holds:    map[string][]string{"a-e1": {"team:dev"}, "adm-e1": holds},
				settings: judge.TargetSettings{Privileged: []string{"role:*"}},
			}},
			rules: "roles:\n  - {name: dev, when: {type: employee}, grants: {code: [\"team:dev\"]}}\nidentities:\n  - " + entry + "\n",
		}
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"an admin account has its own list", given("admin", `"role:owner"`, "role:owner"), nil},
		{
			"an admin account receives nothing that is due to the person, and may not hold it",
			given("admin", `"role:owner"`, "role:owner", "team:dev"),
			[]string{"medium excess code adm-e1 team:dev"},
		},
		{
			"privileged access beyond an admin account's list is high excess", given("admin", "", "role:owner"),
			[]string{"high excess code adm-e1 role:owner"},
		},
		{"a test account may hold what is due and its list", given("test", `"role:tester"`, "team:dev", "role:tester"), nil},
		{"nothing is missing to a test account", given("test", "", "team:chess"), nil},
		{
			"a test account beyond both is excess", given("test", "", "role:owner"),
			[]string{"high excess code adm-e1 role:owner"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("all of them end with the person", func(t *testing.T) {
		c := given("admin", `"role:owner"`, "role:owner")
		c.people[0].Employment, c.people[0].End = access.Terminated, day("2026-06-14")
		c.expect(t, "critical orphaned(leaver) code adm-e1 account +role:owner", "high orphaned(leaver) code a-e1 account +team:dev")
	})
}

// TestHygiene holds the verdicts that are not about what is due.
func TestHygiene(t *testing.T) {
	settings := func(change func(*judge.TargetSettings)) judge.TargetSettings {
		s := judge.TargetSettings{DormantAfter: 60, SeatCost: judge.Money{Cents: 2100, Currency: "USD"}}
		change(&s)
		return s
	}
	asIs := func(*judge.TargetSettings) {}
	chat := func(p access.Person, s judge.TargetSettings, a ...access.Account) *company {
		return one(p, &target{accounts: a, settings: s})
	}
	used := func(active, created string) access.Account {
		return with(of("e1"), func(a *access.Account) {
			a.LastActive = day(active)
			if created != "" {
				a.Created = day(created)
			}
		})
	}
	ana := employee("e1", "Ana")
	gone := left("e1", "Ana", "2026-06-01")
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"an account unused for the whole of dormant_after is dormant", chat(ana, settings(asIs), used("2026-04-16", "")),
			[]string{"medium dormant chat a-e1 account"},
		},
		{"an account used a day later is not", chat(ana, settings(asIs), used("2026-04-17", "")), nil},
		{"dormancy counts from the creation too", chat(ana, settings(asIs), used("2026-01-01", "2026-04-17")), nil},
		{"dormancy counts from the start too", func() *company {
			p := ana
			p.Start = day("2026-05-10")
			return chat(p, settings(asIs), used("2026-01-01", ""))
		}(), nil},
		{"where activity is unknown nothing is dormant", chat(ana, settings(asIs), of("e1")), nil},
		{
			"without dormant_after nothing is dormant",
			chat(ana, settings(func(s *judge.TargetSettings) { s.DormantAfter = 0 }), used("2020-01-01", "")), nil,
		},
		{
			"a second factor that is known to be off is a finding",
			chat(ana, settings(asIs), with(of("e1"), func(a *access.Account) { a.MFA = access.No })),
			[]string{"medium no-mfa chat a-e1 account"},
		},
		{"an unknown second factor is none", chat(ana, settings(asIs), of("e1")), nil},
		{
			"a bot needs no second factor", chat(ana, settings(asIs), with(of("e1"), func(a *access.Account) {
				a.MFA, a.Kind = access.No, access.Bot
			})), nil,
		},
		{
			"a leaver's suspended account that keeps privileged access is residual", func() *company {
				c := chat(gone, settings(func(s *judge.TargetSettings) { s.Privileged = []string{"role:*"} }), suspended(of("e1")))
				c.targets[0].holds = map[string][]string{"a-e1": {"role:owner"}}
				return c
			}(),
			[]string{"medium residual chat a-e1 account +role:owner"},
		},
		{
			"a leaver's suspended account that keeps a paid seat is residual", chat(gone, settings(func(s *judge.TargetSettings) {
				s.SuspendFreesSeat = access.No
			}), suspended(of("e1"))),
			[]string{"medium residual chat a-e1 account"},
		},
		{
			"where suspending frees the seat, or nobody knows, it is not",
			chat(gone, settings(asIs), suspended(of("e1"))), nil,
		},
		{
			"without a seat cost it is not", chat(gone, judge.TargetSettings{SuspendFreesSeat: access.No}, suspended(of("e1"))), nil,
		},
		{
			"more accounts enabled, invited and missing than seats is one finding", func() *company {
				c := chat(ana, settings(func(s *judge.TargetSettings) { s.Seats = 1 }), of("e1"))
				c.people = append(c.people, employee("e2", "Bo"))
				return c
			}(),
			[]string{"low missing chat e2 account", "medium no-seat chat - account"},
		},
		{
			"as many as there are is none", chat(ana, settings(func(s *judge.TargetSettings) { s.Seats = 1 }), of("e1")), nil,
		},
		{
			"a joiner without an e-mail is no-address", func() *company {
				p := ana
				p.Email, p.Start = "", day("2026-06-20")
				return chat(p, settings(asIs))
			}(),
			[]string{"medium no-address  e1 "},
		},
		{"anybody else without an e-mail is none", func() *company {
			p := ana
			p.Email = ""
			return chat(p, settings(asIs), of("e1"))
		}(), nil},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestDisputedIsGradedByTheWorstReading holds the severity of an account that several may own.
func TestDisputedIsGradedByTheWorstReading(t *testing.T) {
	for _, c := range []struct {
		policy, criticality string
		other               access.Person
		want                string
	}{
		{"two who are here", "", employee("e2", "Bo"), "medium disputed chat x account"},
		{"one of them left", "", left("e2", "Bo", "2026-06-01"), "high disputed chat x account"},
		{"one of them left a critical target", "critical", left("e2", "Bo", "2026-06-01"), "critical disputed chat x account"},
	} {
		t.Run(c.policy, func(t *testing.T) {
			g := one(employee("e1", "Ana"), &target{
				accounts: []access.Account{stranger("x", access.Human), of("e1")}, disputed: map[string][]string{"x": {"e1", "e2"}},
				criticality: c.criticality,
			})
			g.people = append(g.people, c.other)
			o := g.judge(t)
			var got []string
			for _, line := range o.lines() {
				if strings.Contains(line, "disputed") {
					got = append(got, line)
				}
			}
			if strings.Join(got, ";") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestConflicts holds the separation of duties.
func TestConflicts(t *testing.T) {
	given := func(erp, bank []string) *company {
		return &company{
			people: []access.Person{employee("e1", "Ana")},
			targets: []*target{
				{name: "erp", accounts: []access.Account{of("e1")}, holds: map[string][]string{"a-e1": erp}},
				{name: "bank", accounts: []access.Account{of("e1")}, holds: map[string][]string{"a-e1": bank}},
			},
			rules: `
conflicts:
  - {name: pay and approve, all_of: [{target: erp, access: "role:payer"}, {target: bank, access: "role:approver"}]}
`,
		}
	}
	t.Run("who holds all of it has one finding, at the account of the first", func(t *testing.T) {
		given([]string{"role:payer"}, []string{"role:approver"}).expect(t,
			"high conflict erp a-e1 pay and approve +erp role:payer,bank role:approver")
	})
	t.Run("who holds a part of it has none", func(t *testing.T) {
		given([]string{"role:payer"}, []string{"role:reader"}).expect(t)
	})
	t.Run("a leaver has none of their own", func(t *testing.T) {
		c := given([]string{"role:payer"}, []string{"role:approver"})
		c.people[0] = left("e1", "Ana", "2026-06-01")
		c.expect(t, "high orphaned(leaver) erp a-e1 account +role:payer", "high orphaned(leaver) bank a-e1 account +role:approver")
	})
}

// TestMigrations holds how one tool takes over from another, on the dates around start and cutover.
func TestMigrations(t *testing.T) {
	given := func(start, cutover string, jira bool) *company {
		c := &company{
			people: []access.Person{employee("e1", "Ana")},
			targets: []*target{
				{name: "trello", accounts: []access.Account{of("e1")}}, {name: "jira"},
			},
			rules: `
roles:
  - {name: everyone, grants: {trello: [account]}}
  - {name: nobody, when: {department: Operations}, grants: {jira: [account]}}
migrations:
  - {from: trello, to: jira, access: ["group:jira-users"], people: {department: Engineering}, start: ` + start + `, cutover: ` + cutover + `}
`,
		}
		if jira {
			c.targets[1].accounts = []access.Account{of("e1")}
			c.targets[1].holds = map[string][]string{"a-e1": {"group:jira-users"}}
		}
		return c
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"before the start only the old one is due", given("2026-06-16", "2026-07-01", false), nil},
		{
			"from the start the new one is due beside the old one", given("2026-06-15", "2026-07-01", false),
			[]string{"low missing jira e1 account +group:jira-users"},
		},
		{"who holds both until the cutover is right", given("2026-06-01", "2026-06-15", true), nil},
		{
			"after the cutover the old one is excess for who holds the new one", given("2026-06-01", "2026-06-14", true),
			[]string{"medium excess trello a-e1 account"},
		},
		{
			"after the cutover the old one stays due while the new one isn't held", given("2026-06-01", "2026-06-14", false),
			[]string{"low missing jira e1 account +group:jira-users"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("who has not moved after the cutover is listed", func(t *testing.T) {
		o := given("2026-06-01", "2026-06-14", false).judge(t)
		if got := strings.Join(o.results["trello"].Remarks, "\n"); !strings.Contains(got, "not migrated yet: 1 people (e1)") {
			t.Errorf("remarks: %q", got)
		}
	})
	t.Run("where the new one could not be read in whole the old one stays due", func(t *testing.T) {
		c := given("2026-06-01", "2026-06-14", true)
		c.targets[1].status = access.Partial
		c.expect(t)
	})
}

// TestScope holds what a pilot reports and what it may act on.
func TestScope(t *testing.T) {
	given := func() *company {
		p := employee("e2", "Bo")
		p.Attributes.Department = []string{"Sales"}
		c := one(employee("e1", "Ana"), &target{accounts: []access.Account{stranger("x", access.Human)}})
		c.people = append(c.people, p, employee("e3", "Cy"))
		c.targets[0].accounts = append(c.targets[0].accounts, of("e3"))
		c.scope = "{department: Engineering}"
		return c
	}
	out := map[string]bool{}
	o := given().judge(t)
	for i := range o.findings {
		f := &o.findings[i]
		out[strings.Fields(o.line(i))[3]] = f.OutOfScope
	}
	if want := map[string]bool{"e1": false, "e2": true, "x": true}; len(out) != 3 || out["e1"] || !out["e2"] || !out["x"] {
		t.Errorf("people outside a pilot, and accounts of nobody, are out of scope: got %v, want %v", out, want)
	}
	c := given()
	c.scope, c.settings.ScopeTargets = "", []string{"code"}
	for _, f := range c.judge(t).findings {
		if !f.OutOfScope {
			t.Errorf("a target outside a pilot is out of scope: %+v", f)
		}
	}
}

func TestALevelThatHasNoOrderCannotBeDueTwice(t *testing.T) {
	c := &company{
		people:  []access.Person{employee("e1", "Ana")},
		targets: []*target{{name: "code", accounts: []access.Account{of("e1")}, levels: map[string][]string{"team": nil}}},
		rules: `
roles:
  - {name: a, grants: {code: ["team:dev=member"]}}
  - {name: b, grants: {code: ["team:dev=maintainer"]}}
`,
	}
	if o := c.judge(t); len(o.problems) != 1 || !strings.Contains(o.problems[0], "have no order") {
		t.Errorf("problems: %q", o.problems)
	}
}

func TestALevelThatTheTargetDoesNotHaveIsAFaultOfTheRules(t *testing.T) {
	c := &company{
		people: []access.Person{employee("e1", "Ana")},
		targets: []*target{{
			name: "code", accounts: []access.Account{of("e1")}, levels: map[string][]string{"team": {"member", "maintainer"}},
		}},
		rules: "roles:\n  - {name: a, grants: {code: [\"team:dev=mantainer\"]}}\n",
	}
	if o := c.judge(t); len(o.problems) != 1 || !strings.Contains(o.problems[0], "rules.yaml:2") {
		t.Errorf("problems: %q", o.problems)
	}
}

func TestFingerprintsNameTheAccessAndNotTheCause(t *testing.T) {
	fingerprint := func(change func(*access.Person)) string {
		p := employee("e1", "Ana")
		change(&p)
		o := one(p, nil).judge(t)
		if len(o.findings) != 1 {
			t.Fatalf("findings: %v", o.lines())
		}
		return o.findings[0].Fingerprint
	}
	plain := fingerprint(func(*access.Person) {})
	if joiner := fingerprint(func(p *access.Person) { p.Start, p.Name = today, "Anna" }); joiner != plain {
		t.Error("a change of cause and name changed the fingerprint")
	}
	if other := fingerprint(func(p *access.Person) { p.ID = "e2" }); other == plain {
		t.Error("another person has the same fingerprint")
	}
}
