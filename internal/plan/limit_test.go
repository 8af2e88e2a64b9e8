package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestLimits holds up to where removals, leavers and additions pass, and the arithmetic with which they are refused.
func TestLimits(t *testing.T) {
	revoke := func(person string) access.Finding { return excess("code", person, "team:dev") }
	gone := func(person string) access.Finding { return leaver("code", person) }
	invite := func(person string) access.Finding { return absent("code", person) }
	with := func(c *company, change func(*company)) *company {
		change(c)
		return c
	}
	sized := func(enabled, invited int, findings []access.Finding) *company {
		c := given(findings...)
		tg := c.target("code")
		tg.Enabled, tg.Invited, tg.Suspended = enabled, invited, 1000
		c.target("mail").Enabled = 1000
		return c
	}
	for _, c := range []struct {
		policy string
		given  *company
		guard  access.Guard
		why    []string
	}{
		{"as many removals as the limit pass", sized(100, 0, many(5, revoke)), access.GuardRemovalLimit, nil},
		{
			"one more, and all are refused", sized(100, 0, many(6, revoke)), access.GuardRemovalLimit,
			[]string{"6 removals in code, limit 5: raise `limits.removals`, or --allow code=6 once"},
		},
		{
			"a share of the enabled and invited accounts limits too", sized(18, 2, many(3, revoke)), access.GuardRemovalLimit,
			[]string{"3 removals in code, limit 10 % of 20 accounts (2): raise `limits.removal_share`, or --allow code=3 once"},
		},
		{"exactly the share passes", sized(20, 10, many(3, revoke)), access.GuardRemovalLimit, nil},
		{"under 20 accounts only the count limits", sized(17, 2, many(5, revoke)), access.GuardRemovalLimit, nil},
		{
			"whom both refuse is told of both", sized(30, 0, many(6, revoke)), access.GuardRemovalLimit,
			[]string{
				"6 removals in code, limit 5 and 10 % of 30 accounts (3): raise `limits.removals` and `limits.removal_share`, or " +
					"--allow code=6 once",
			},
		},
		{
			"a share without an exact form in binary is no smaller for it",
			with(sized(100, 0, many(29, revoke)), func(c *company) {
				c.Settings.Run.Removals = 50
				c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals, s.Limits.RemovalShare = 50, 0.29 })
			}), access.GuardRemovalLimit, nil,
		},
		{
			"nor shown as another",
			with(sized(100, 0, many(8, revoke)), func(c *company) {
				c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals, s.Limits.RemovalShare = 50, 0.07 })
			}), access.GuardRemovalLimit,
			[]string{"8 removals in code, limit 7 % of 100 accounts (7): raise `limits.removal_share`, or --allow code=8 once"},
		},
		{
			"--allow lifts count and share to what is allowed",
			with(sized(30, 0, many(12, revoke)), func(c *company) { c.Allow = map[string]int{"code": 12} }), access.GuardRemovalLimit, nil,
		},
		{
			"one more than allowed is refused",
			with(sized(100, 0, many(12, revoke)), func(c *company) { c.Allow = map[string]int{"code": 11} }), access.GuardRemovalLimit,
			[]string{"12 removals in code, limit 5 and 10 % of 100 accounts (10): raise `limits.removals` and " +
				"`limits.removal_share`, or --allow code=12 once"},
		},
		{
			"to allow few does not lift the share for more",
			with(sized(30, 0, many(4, revoke)), func(c *company) { c.Allow = map[string]int{"code": 1} }), access.GuardRemovalLimit,
			[]string{"4 removals in code, limit 10 % of 30 accounts (3): raise `limits.removal_share`, or --allow code=4 once"},
		},
		{
			"--allow is for its own target",
			with(sized(100, 0, many(6, revoke)), func(c *company) { c.Allow = map[string]int{"mail": 6} }), access.GuardRemovalLimit,
			[]string{"6 removals in code, limit 5: raise `limits.removals`, or --allow code=6 once"},
		},
		{
			"a limit of none refuses the first",
			with(sized(100, 0, many(1, revoke)), func(c *company) {
				c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals = 0 })
			}), access.GuardRemovalLimit,
			[]string{"1 removal in code, limit 0: raise `limits.removals`, or --allow code=1 once"},
		},
		{"ten leavers pass, whatever share they are", sized(30, 0, many(10, gone)), access.GuardRemovalLimit, nil},
		{
			"eleven do not", sized(100, 0, many(11, gone)), access.GuardRemovalLimit,
			[]string{"11 leavers in code, limit 10: raise `limits.leavers`"},
		},
		{
			"leavers and others do not count together", sized(100, 0, append(many(10, gone), many(5, revoke)...)),
			access.GuardRemovalLimit, nil,
		},
		{
			"nor leavers in the run",
			with(sized(100, 0, append(many(10, gone), many(10, func(p string) access.Finding { return leaver("mail", p) })...)),
				func(c *company) { c.Settings.Run.Removals, c.Settings.Run.RemovalShare = 0, 0 }), access.GuardRemovalLimit, nil,
		},
		{
			"the run has a limit over all targets",
			with(sized(100, 0, append(many(5, revoke), many(5, func(p string) access.Finding { return excess("mail", p, "account") })...)),
				func(c *company) { c.Settings.Run.Removals = 9 }), access.GuardRemovalLimit,
			[]string{"10 removals in the run, limit 9: raise `policy.limits.removals`"},
		},
		{
			"the run's share is of all targets that were read in whole",
			with(sized(40, 0, many(5, revoke)), func(c *company) {
				c.target("mail").Status, c.Settings.Run.RemovalShare = access.Partial, 0.1
				c.set("code", func(s *plan.TargetSettings) { s.Limits.RemovalShare = 1 })
			}), access.GuardRemovalLimit,
			[]string{"5 removals in the run, limit 10 % of 40 accounts (4): raise `policy.limits.removal_share`"},
		},
		{"as many additions as the limit pass", sized(100, 0, many(10, invite)), access.GuardAdditionLimit, nil},
		{
			"one more is refused", sized(200, 0, many(11, invite)), access.GuardAdditionLimit,
			[]string{"11 additions in code, limit 10: raise `limits.additions`"},
		},
		{
			"by their share too", sized(20, 0, many(3, invite)), access.GuardAdditionLimit,
			[]string{"3 additions in code, limit 10 % of 20 accounts (2): raise `limits.addition_share`"},
		},
		{
			"the run has a count of additions, and no share",
			with(sized(100, 0, append(many(10, invite), many(10, func(p string) access.Finding { return absent("mail", p) })...)),
				func(c *company) { c.Settings.Run.Additions = 19 }), access.GuardAdditionLimit,
			[]string{"20 additions in the run, limit 19: raise `policy.limits.additions`"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) {
			if diff := cmp.Diff(c.why, reasons(plan.Make(c.given.Input), c.guard)); diff != "" {
				t.Errorf("refusals (-want +got):\n%s", diff)
			}
		})
	}
}

// TestALimitRefusesAllThatItCountsAndNothingElse holds where a limit stops.
func TestALimitRefusesAllThatItCountsAndNothingElse(t *testing.T) {
	c := given(excess("code", "e1", "team:dev"), excess("code", "e2", "account"),
		excess("code", "e3", "team:dev=admin", holding(func(h *access.Hold) { h.Level, h.Due = "admin", "member" })),
		leaver("code", "e4"), excess("mail", "e5", "account"), absent("code", "e6"))
	c.set("code", func(s *plan.TargetSettings) { s.Limits.Removals = 2 })
	c.expect(t,
		"planned suspend code a-e4 account",
		"blocked revoke code a-e1 team:dev by removal-limit",
		"blocked suspend code a-e2 account by removal-limit",
		"blocked set-level code a-e3 team:dev=member by removal-limit",
		"planned suspend mail a-e5 account",
		"planned invite code e6 account",
	)
}

// TestWhatAGuardRefusesForItsOwnSakeIsNotCounted holds that limits count what is left, and that fix-off changes no count.
func TestWhatAGuardRefusesForItsOwnSakeIsNotCounted(t *testing.T) {
	findings := many(6, func(p string) access.Finding { return excess("code", p, "team:dev") })
	findings[5].OutOfScope = true
	c := given(findings...)
	made := plan.Make(c.Input)
	if got := reasons(made, access.GuardRemovalLimit); got != nil {
		t.Errorf("five of six are within the limit of five: %q", got)
	}

	findings = append(findings, excess("code", "p07", "team:dev"))
	for i := range made.Actions {
		if diff := cmp.Diff(i == 5, len(made.Actions[i].Blocked) > 0); diff != "" {
			t.Errorf("%s", line(&made.Actions[i]))
		}
	}
	made = plan.Make(given(findings...).Input)
	for i := range made.Actions {
		want := "removal-limit"
		if i == 5 {
			want = "out-of-scope"
		}
		if diff := cmp.Diff([]string{want}, guards(&made.Actions[i])); diff != "" {
			t.Errorf("%s", line(&made.Actions[i]))
		}
	}

	findings[5].OutOfScope = false
	on, off := given(findings...), given(findings...)
	off.set("code", func(s *plan.TargetSettings) { s.Fix = plan.Fix{} })
	want := reasons(plan.Make(on.Input), access.GuardRemovalLimit)
	if diff := cmp.Diff(want, reasons(plan.Make(off.Input), access.GuardRemovalLimit)); diff != "" || len(want) != 1 {
		t.Errorf("a dry run counts otherwise (-fixing +dry):\n%s", diff)
	}
}

// TestWhatAPersonIsToDoCountsLikeTheRest holds that a limit is not passed by doing part of it by hand.
func TestWhatAPersonIsToDoCountsLikeTheRest(t *testing.T) {
	c := given(many(6, func(p string) access.Finding { return excess("code", p, "team:dev") })...)
	c.Findings[0].Hold.Via = "group:all"
	made := plan.Make(c.Input)
	for i := range made.Actions {
		if made.Actions[i].State != access.Blocked {
			t.Errorf("%s, want it refused", line(&made.Actions[i]))
		}
	}
}

// TestTheLimitsWithoutSettings holds the defaults that the documentation names.
func TestTheLimitsWithoutSettings(t *testing.T) {
	target := plan.Limits{Removals: 5, RemovalShare: 0.1, Leavers: 10, Additions: 10, AdditionShare: 0.1}
	if diff := cmp.Diff(target, plan.DefaultTargetLimits()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(plan.Limits{Removals: 20, RemovalShare: 0.2, Additions: 30}, plan.DefaultRunLimits()); diff != "" {
		t.Error(diff)
	}
	if plan.DefaultMinAdmins != 2 {
		t.Errorf("min_admins is %d", plan.DefaultMinAdmins)
	}
}
