package plan_test

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// company is a small world to be planned for: findings, and targets in which every guard is content until a case says
// otherwise.
type company struct {
	plan.Input
}

// given is a company with the targets mail and code: 100 accounts each, all linked, read in whole, every kind of action
// possible, and fixing on.
func given(findings ...access.Finding) *company {
	c := &company{plan.Input{
		Findings: findings, Known: &access.Known{},
		Settings: plan.Settings{Run: plan.DefaultRunLimits(), Targets: map[string]plan.TargetSettings{}},
	}}
	for _, name := range []string{"code", "mail"} {
		c.Targets = append(c.Targets, access.TargetResult{
			Name: name, Status: access.Complete, Enabled: 100, Humans: 100, Linked: 100, Reach: access.Reach{Actions: able()},
		})
		c.Settings.Targets[name] = plan.TargetSettings{
			Criticality: access.Medium, Limits: plan.DefaultTargetLimits(), MinAdmins: plan.DefaultMinAdmins,
			CanSuspend: access.Yes, SuspendFreesSeat: access.Yes,
			Fix: plan.Fix{Missing: plan.Apply, Excess: plan.Apply, Orphaned: plan.Apply},
		}
	}
	return c
}

// able says that an app takes every kind of action.
func able() []access.Facet {
	var list []access.Facet
	for _, kind := range access.ActionKinds() {
		list = append(list, access.Facet{Name: string(kind), Listed: access.Yes})
	}
	return list
}

// target returns what was read of a target, to be changed.
func (c *company) target(name string) *access.TargetResult {
	for i := range c.Targets {
		if c.Targets[i].Name == name {
			return &c.Targets[i]
		}
	}
	return nil
}

// set changes the settings of a target.
func (c *company) set(name string, change func(*plan.TargetSettings)) *company {
	s := c.Settings.Targets[name]
	change(&s)
	c.Settings.Targets[name] = s
	return c
}

// cannot takes a kind of action away from a target.
func (c *company) cannot(name string, kind access.ActionKind, why string) *company {
	facets := c.target(name).Reach.Actions
	for i := range facets {
		if facets[i].Name == string(kind) {
			facets[i].Listed, facets[i].Why = access.No, why
		}
	}
	return c
}

// unlimited lifts every limit.
func (c *company) unlimited() *company {
	all := plan.Limits{
		Removals: math.MaxInt, RemovalShare: math.Inf(1), Leavers: math.MaxInt, Additions: math.MaxInt, AdditionShare: math.Inf(1),
	}
	c.Settings.Run = all
	for name := range c.Settings.Targets {
		c.set(name, func(s *plan.TargetSettings) { s.Limits = all })
	}
	return c
}

func personOf(id string) *access.PersonName {
	return &access.PersonName{ID: id, Email: id + "@acme.example"}
}

func accountOf(id string) *access.AccountName {
	return &access.AccountName{ID: "a-" + id, Login: id, Email: id + "@acme.example"}
}

// with is a change of a finding.
type with func(*access.Finding)

// found completes a finding: changes, then the fingerprint.
func found(f access.Finding, changes []with) access.Finding {
	if f.Hold == nil {
		f.Hold = &access.Hold{}
	}
	for _, change := range changes {
		change(&f)
	}
	if f.EntitlementID == "" {
		f.EntitlementID = f.Entitlement
	}
	holder := ""
	switch {
	case f.Account != nil && f.Verdict != access.Missing:
		holder = f.Account.ID
	case f.Person != nil:
		holder = f.Person.ID
	}
	f.Fingerprint = access.Fingerprint(f.Verdict, f.Target, holder, f.EntitlementID)
	return f
}

// absent: an account is due to the person, and there is none.
func absent(target, person string, changes ...with) access.Finding {
	return found(access.Finding{
		Verdict: access.Missing, Target: target, Person: personOf(person), Entitlement: access.AccountType,
	}, changes)
}

// lacks: the person's account lacks an entitlement.
func lacks(target, person, key string, changes ...with) access.Finding {
	return found(access.Finding{
		Verdict: access.Missing, Target: target, Person: personOf(person), Account: accountOf(person), Entitlement: key,
	}, changes)
}

// excess: the person's account holds what is not due; "account" for the account itself.
func excess(target, person, key string, changes ...with) access.Finding {
	return found(access.Finding{
		Verdict: access.Excess, Target: target, Person: personOf(person), Account: accountOf(person), Entitlement: key,
	}, changes)
}

// leaver: the account of somebody who left.
func leaver(target, person string, changes ...with) access.Finding {
	return found(access.Finding{
		Verdict: access.Orphaned, Cause: access.CauseLeaver, Basis: access.BasisTerminated, Target: target,
		Person: personOf(person), Account: accountOf(person), Entitlement: access.AccountType,
	}, changes)
}

// stranger: an account without a person.
func stranger(target, account string, cause access.Cause, changes ...with) access.Finding {
	return found(access.Finding{
		Verdict: access.Orphaned, Cause: cause, Target: target, Account: accountOf(account), Entitlement: access.AccountType,
	}, changes)
}

// many makes one finding for each of n people: p01, p02 ...
func many(n int, one func(person string) access.Finding) []access.Finding {
	var list []access.Finding
	for i := range n {
		list = append(list, one(fmt.Sprintf("p%02d", i+1)))
	}
	return list
}

func privileged(f *access.Finding) { f.Privileged = true }

func because(cause access.Cause) with { return func(f *access.Finding) { f.Cause = cause } }

func holding(change func(*access.Hold)) with { return func(f *access.Finding) { change(f.Hold) } }

// line words an action: state, kind, target, holder, entitlement, then the guards that refuse it.
func line(a *access.Action) string {
	holder := "-"
	switch {
	case a.Account != nil:
		holder = a.Account.ID
	case a.Person != nil:
		holder = a.Person.ID
	}
	text := fmt.Sprintf("%s %s %s %s %s", a.State, a.Kind, a.Target, holder, a.Entitlement)
	if len(a.Blocked) > 0 {
		text += " by " + strings.Join(guards(a), ",")
	}
	return text
}

// guards lists who refuses an action.
func guards(a *access.Action) []string {
	var list []string
	for _, b := range a.Blocked {
		list = append(list, string(b.Guard))
	}
	sort.Strings(list)
	return list
}

// expect compares the plan, in its order, with the lines wanted.
func (c *company) expect(t *testing.T, want ...string) access.Plan {
	t.Helper()
	made := plan.Make(c.Input)
	var got []string
	for i := range made.Actions {
		got = append(got, line(&made.Actions[i]))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	return made
}

// reasons are the texts of all refusals by a guard, each once, in the order of the plan.
func reasons(made access.Plan, guard access.Guard) []string {
	var list []string
	seen := map[string]bool{}
	for i := range made.Actions {
		for _, b := range made.Actions[i].Blocked {
			if b.Guard == guard && !seen[b.Why] {
				seen[b.Why] = true
				list = append(list, b.Why)
			}
		}
	}
	return list
}
