package plan_test

import (
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// tonight is when the nights of these tests are planned, on the 24th.
var tonight = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

func nov(day int) access.Date { return access.DateOf(2026, time.November, day) }

// remember gives a company a store in which code was read well on some days of November.
func (c *company) remember(days ...int) *company {
	c.Past = &access.Past{Targets: map[string]*access.PastTarget{}, Open: map[string]access.PastFinding{}}
	c.Today, c.Now, c.Settings.ConfirmAfter = nov(24), tonight, 1
	if len(days) > 0 {
		c.Past.Targets["code"] = &access.PastTarget{}
	}
	for _, day := range days {
		t := c.Past.Targets["code"]
		t.GoodDays = append(t.GoodDays, nov(day))
	}
	return c
}

// opened lets every finding be open since a day of November.
func (c *company) opened(day int) *company {
	for i := range c.Findings {
		c.Past.Open[c.Findings[i].Fingerprint] = access.PastFinding{Opened: nov(day)}
	}
	return c
}

// did adds something done before tonight to the account or person of the first finding.
func (c *company) did(ago time.Duration, kind access.ActionKind, change func(*access.PastAction)) *company {
	f := &c.Findings[0]
	a := access.PastAction{
		Time: tonight.Add(-ago), Kind: kind, Target: f.Target, Entitlement: f.Entitlement, State: access.Done,
		Removal: kind == access.Suspend || kind == access.Revoke,
	}
	if f.Account != nil {
		a.Account = f.Account.ID
	}
	if f.Person != nil {
		a.Person = f.Person.ID
	}
	if change != nil {
		change(&a)
	}
	c.Past.Actions = append(c.Past.Actions, a)
	return c
}

func TestGuardsThatRememberEarlierNights(t *testing.T) {
	terminated := func(f *access.Finding) { f.Basis = access.BasisTerminated }
	between := func(f *access.Finding) { f.Basis = access.BasisBetween }
	someoneElse := func(a *access.PastAction) { a.Account, a.Person = "a-e9", "e9" }
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"without a store none of them has anything to say",
			given(excess("code", "e1", "team:dev")),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"before one good read of a target is stored, nothing is written there",
			given(absent("code", "e1"), leaver("code", "e2", terminated)).remember(),
			[]string{"blocked suspend code a-e2 account by first-run", "blocked invite code e1 account by first-run"},
		},
		{
			"a removal found tonight for the first time waits",
			given(excess("code", "e1", "team:dev")).remember(23),
			[]string{"blocked revoke code a-e1 team:dev by not-confirmed"},
		},
		{
			"one found in an earlier good read goes",
			given(excess("code", "e1", "team:dev")).remember(23).opened(23),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"found on a night without a good read of the target is not confirmed",
			given(excess("code", "e1", "team:dev")).remember(20).opened(22),
			[]string{"blocked revoke code a-e1 team:dev by not-confirmed"},
		},
		{
			"a good read of today is no earlier one",
			given(excess("code", "e1", "team:dev")).remember(20, 24).opened(24),
			[]string{"blocked revoke code a-e1 team:dev by not-confirmed"},
		},
		{
			"confirm_after says in how many",
			func() *company {
				c := given(excess("code", "e1", "team:dev")).remember(22, 23).opened(22)
				c.Settings.ConfirmAfter = 3
				return c
			}(),
			[]string{"blocked revoke code a-e1 team:dev by not-confirmed"},
		},
		{
			"with none needed nothing waits",
			func() *company {
				c := given(excess("code", "e1", "team:dev")).remember(23)
				c.Settings.ConfirmAfter = 0
				return c
			}(),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"who is terminated needs no confirmation",
			given(leaver("code", "e1", terminated)).remember(23),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"who left between two employments does",
			given(leaver("code", "e1", between)).remember(23),
			[]string{"blocked suspend code a-e1 account by not-confirmed"},
		},
		{
			"not where an earlier good roster knew the end while it was ahead",
			given(leaver("code", "e1", between, holding(func(h *access.Hold) { h.EndKnown = true }))).remember(23),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"what is given needs no confirmation",
			given(absent("code", "e1")).remember(23),
			[]string{"planned invite code e1 account"},
		},
		{
			"what the rules accepted last would not remove waits for their acceptance",
			given(excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.RulesChanged = "due under the accepted rules" }))).
				remember(23).opened(23),
			[]string{"blocked revoke code a-e1 team:dev by rules-changed"},
		},
		{
			"what was done twice and undone each time is contested",
			given(excess("code", "e1", "team:dev")).remember(23).opened(20).
				did(10*24*time.Hour, access.Revoke, nil).did(5*24*time.Hour, access.Revoke, nil),
			[]string{"blocked revoke code a-e1 team:dev by contested"},
		},
		{
			"once is not contested",
			given(excess("code", "e1", "team:dev")).remember(23).opened(20).did(10*24*time.Hour, access.Revoke, nil),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"what failed was not done",
			given(excess("code", "e1", "team:dev")).remember(23).opened(20).
				did(10*24*time.Hour, access.Revoke, func(a *access.PastAction) { a.State = access.Failed }).
				did(5*24*time.Hour, access.Revoke, nil),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"an invitation that is accepted and thrown out twice is contested too",
			given(absent("code", "e1")).remember(23).did(10*24*time.Hour, access.Invite, nil).did(5*24*time.Hour, access.Invite, nil),
			[]string{"blocked invite code e1 account by contested"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}

	t.Run("limits count what was done in the last 24 hours", func(t *testing.T) {
		c := given(many(4, func(p string) access.Finding { return excess("code", p, "team:dev") })...).remember(23).opened(23)
		c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals, s.Limits.RemovalShare = 5, 1 })
		c.did(23*time.Hour, access.Revoke, someoneElse).did(time.Hour, access.Revoke, someoneElse)
		made := plan.Make(c.Input)
		for i := range made.Actions {
			if g := strings.Join(guards(&made.Actions[i]), ","); g != "daily-limit" {
				t.Errorf("2 and 4 removals, limit 5: %q", g)
			}
		}
		want := "2 in the last 24 hours and 4 now: 6 removals in code, limit 5: raise `limits.removals`, or --allow code=6 once"
		if got := reasons(made, access.GuardDailyLimit); len(got) == 0 || got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("and nothing older, and nothing of another kind", func(t *testing.T) {
		c := given(many(4, func(p string) access.Finding { return excess("code", p, "team:dev") })...).remember(23).opened(23)
		c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals, s.Limits.RemovalShare = 5, 1 })
		c.did(24*time.Hour, access.Revoke, someoneElse).did(25*time.Hour, access.Revoke, someoneElse).
			did(time.Hour, access.Invite, someoneElse).did(time.Hour, access.Suspend, func(a *access.PastAction) { a.Leaver = true })
		made := plan.Make(c.Input)
		for i := range made.Actions {
			if made.Actions[i].State != access.Planned {
				t.Errorf("%+v", made.Actions[i].Blocked)
			}
		}
	})
}
