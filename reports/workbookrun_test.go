package reports_test

import (
	"fmt"
	"iter"

	"reconcile/internal/access"
	"reconcile/reports"
)

// storedRun is acmeRun with all that a store adds, and with what the apps cost.
func storedRun() *access.Run {
	run := acmeRun()
	for i := range run.Findings {
		f := &run.Findings[i]
		f.Evidence.Rule = []string{f.Evidence.Rule, "rules/eng.yaml:4", "", "rules/all.yaml:2"}[i%4]
	}
	run.Run.Memory = &access.Memory{
		AuditHead: access.AuditHead{Seq: 4711, Hash: "a0d17ead1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f607"},
		Nights:    access.Nights{Since: today().Plus(-29), Due: 30, Ran: 28},
		Changes: []access.Change{
			{Setting: "targets.github.limits.removals", Was: "5", Is: "50"},
			{Setting: "exceptions", Is: "e1060 in github: team:infra until 2026-12-31"},
		},
		Rules: &access.RulesChange{
			Accepted: "5a1f0c7be2d94b1388c1a04e6f7d2b90c3e1f6a8d5b7094213fe88ac01d2e3f4",
			Hash:     "6b2f0c7be2d94b1388c1a04e6f7d2b90c3e1f6a8d5b7094213fe88ac01d2e3f4", Given: 2, Taken: 1,
			Access: []access.RulesAccess{
				{Person: *person("e1001", "Ada Lovelace"), Target: "github", Entitlement: "team:core", Given: true, Rule: "rules/eng.yaml:4"},
				{Person: *person("e1020", "Barbara Liskov"), Target: "github", Entitlement: "team:on-call", Rule: "rules/eng.yaml:30"},
				{Person: *person("e1060", "Larry Leaving"), Target: "figma", Entitlement: "account", Given: true, Rule: "rules/eng.yaml:7"},
			},
		},
	}
	run.Clocks = &access.Clocks{
		Leavers: []access.Clock{
			clock("e1040", "Tony Hoare", "google", -60, -61, -59, 1, 0),
			clock("e1007", "Grace Hopper", "github", -24, -20, 0, 24, 4),
			clock("e1007", "Grace Hopper", "slack", -24, -20, 0, 24, 4),
			clock("e1041", "Niklaus Wirth", "github", -40, -50, -40, 0, 0),
			clock("e1041", "Niklaus Wirth", "slack", -40, -50, -33, 7, 0),
			clock("e1060", "Larry Leaving", "github", 0, -10, 0, 0, 0),
		},
		Joiners: []access.Clock{clock("e2001", "Zoë Ñandú", "google", -1, -14, 0, 1, 0)},
	}
	seats := map[string]access.Seats{
		"github": {Bought: 80, Taken: 59, Freed: 7, CostCents: 2100, Currency: "USD"},
		"slack":  {Taken: 70, Freed: 5, CostCents: 875, Currency: "USD"},
		"figma":  {Bought: 25, Taken: 20, Freed: 1, CostCents: 1500, Currency: "EUR"},
		"notion": {Bought: 20, Taken: 31},
	}
	for i := range run.Targets {
		if s, ok := seats[run.Targets[i].Name]; ok {
			run.Targets[i].Seats = &s
		}
		if !run.Targets[i].Taken.IsZero() {
			continue
		}
		run.Targets[i].LastRead = today().Plus(-2)
	}
	return run
}

// clock is one whose days count from today; done 0 is one that runs.
func clock(id, name, target string, event, known, done, days, hr int) access.Clock {
	c := access.Clock{
		Person: *person(id, name), Target: target, Account: account(id+"-"+target, id), Event: today().Plus(event),
		Known: today().Plus(known), Days: days, HRDays: hr,
	}
	if done != 0 {
		c.Done = today().Plus(done)
	}
	return c
}

// acmeHeld is who has what at Acme: what the findings are about, and more.
func acmeHeld(run *access.Run) []access.Held {
	var list []access.Held
	add := func(target string, a access.AccountName, person, status, key string) {
		h := access.Held{
			Target: target, Account: a, Person: person, Status: status, Entitlement: key, Since: today().Plus(-100), Read: today(),
			Privileged: key == "role:owner",
		}
		if key == "team:payments" {
			h.Via, h.ManagedBy = "team:all", "Okta"
		}
		list = append(list, h)
	}
	seen := map[string]bool{}
	for i := range run.Findings {
		f := &run.Findings[i]
		if f.Account == nil {
			continue
		}
		person, status := "", "enabled"
		if f.Person != nil {
			person = f.Person.ID
		}
		if f.Hold != nil {
			status = f.Hold.Status.String()
		}
		if key := f.Target + "/" + f.Account.ID; !seen[key] {
			seen[key] = true
			add(f.Target, *f.Account, person, status, access.AccountType)
		}
		for _, key := range append([]string{f.Entitlement}, f.Includes...) {
			if key != access.AccountType && f.Verdict != access.Conflict && f.Verdict != access.Missing {
				add(f.Target, *f.Account, person, status, key)
			}
		}
	}
	for i := range 12 {
		id := fmt.Sprint("e40", 10+i)
		a := account("N"+id, "staff"+id)
		add("notion", *a, id, "enabled", access.AccountType)
		add("notion", *a, id, "enabled", "team:all")
	}
	return list
}

// holdings gives a list of accesses, with an error after them where there is one.
func holdings(list []access.Held, err error) *reports.Holdings {
	return &reports.Holdings{
		All: func(yield func(access.Held, error) bool) {
			for _, h := range list {
				if !yield(h, nil) {
					return
				}
			}
			if err != nil {
				yield(access.Held{}, err)
			}
		},
		Person: func(id string) reports.Colleague {
			if len(id) > 2 && id[:2] == "e4" {
				return reports.Colleague{Name: "Member " + id, Department: "Engineering"}
			}
			return reports.Colleague{}
		},
	}
}

var _ iter.Seq2[access.Held, error] = holdings(nil, nil).All
