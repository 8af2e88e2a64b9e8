package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestLastAdmins holds that a target never loses those who can administer it.
func TestLastAdmins(t *testing.T) {
	owner := func(person string, safe bool) access.TopHolder {
		return access.TopHolder{Account: "a-" + person, Entitlements: []string{"role:owner"}, Safe: safe}
	}
	with := func(top []access.TopHolder, findings ...access.Finding) *company {
		c := given(findings...)
		c.target("code").Top = top
		return c
	}
	billing := excess("code", "e9", "role:billing", privileged)
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"two may stay behind",
			with([]access.TopHolder{owner("e1", true), owner("e2", true), owner("e3", true)},
				excess("code", "e1", "role:owner", privileged)),
			[]string{"planned revoke code a-e1 role:owner"},
		},
		{
			"not one: then no privileged access is taken, and the rest is",
			with([]access.TopHolder{owner("e1", true), owner("e2", true)}, excess("code", "e1", "role:owner", privileged), billing,
				excess("code", "e9", "team:dev")),
			[]string{
				"blocked revoke code a-e1 role:owner by last-admins", "blocked revoke code a-e9 role:billing by last-admins",
				"planned revoke code a-e9 team:dev",
			},
		},
		{
			"a leaver who is an admin is no exception",
			with([]access.TopHolder{owner("e1", false), owner("e2", true)}, leaver("code", "e1", privileged)),
			[]string{"blocked suspend code a-e1 account by last-admins"},
		},
		{
			"who stays must be an active person or a break-glass account",
			with([]access.TopHolder{owner("e1", true), owner("e2", true), owner("e3", false), owner("e4", false)},
				excess("code", "e1", "role:owner", privileged)),
			[]string{"blocked revoke code a-e1 role:owner by last-admins"},
		},
		{
			"admins whom the plan takes one by one are counted together",
			with([]access.TopHolder{owner("e1", true), owner("e2", true), owner("e3", true)},
				excess("code", "e1", "role:owner", privileged), excess("code", "e2", "account", privileged)),
			[]string{"blocked revoke code a-e1 role:owner by last-admins", "blocked suspend code a-e2 account by last-admins"},
		},
		{
			"a lower level takes it as well",
			with([]access.TopHolder{owner("e1", true), owner("e2", true)},
				excess("code", "e1", "role:owner", privileged, holding(func(h *access.Hold) { h.Level, h.Due = "full", "part" }))),
			[]string{"blocked set-level code a-e1 role:owner=part by last-admins"},
		},
		{
			"so does the removal of the account",
			with([]access.TopHolder{owner("e1", false), owner("e2", true)}, leaver("code", "e1", privileged)).
				set("code", func(s *plan.TargetSettings) { s.CanSuspend, s.RemoveAllowed = access.No, true }),
			[]string{"blocked remove code a-e1 account by last-admins"},
		},
		{
			"also where the finding does not call it privileged",
			with([]access.TopHolder{owner("e1", true), owner("e2", true)}, excess("code", "e1", "role:owner")),
			[]string{"blocked revoke code a-e1 role:owner by last-admins"},
		},
		{
			"where nobody's most privileged access is taken it has nothing to say",
			with([]access.TopHolder{owner("e1", true)}, billing, excess("code", "e1", "team:dev")),
			[]string{"planned revoke code a-e1 team:dev", "planned revoke code a-e9 role:billing"},
		},
		{
			"in a target without such access it has nothing to say", with(nil, billing), []string{"planned revoke code a-e9 role:billing"},
		},
		{
			"what is refused anyway takes nobody away",
			with([]access.TopHolder{owner("e1", true), owner("e2", true), owner("e3", true)},
				excess("code", "e1", "role:owner", privileged),
				excess("code", "e2", "role:owner", privileged, func(f *access.Finding) { f.OutOfScope = true })),
			[]string{"planned revoke code a-e1 role:owner", "blocked revoke code a-e2 role:owner by out-of-scope"},
		},
		{
			"what a limit refuses is counted all the same: lifting the limit shows no second refusal",
			with([]access.TopHolder{owner("e1", true), owner("e2", true)}, excess("code", "e1", "role:owner", privileged)).
				set("code", func(s *plan.TargetSettings) { s.Limits.Removals = 0 }),
			[]string{"blocked revoke code a-e1 role:owner by last-admins,removal-limit"},
		},
		{
			"min_admins sets how many",
			with([]access.TopHolder{owner("e1", true), owner("e2", true)}, excess("code", "e1", "role:owner", privileged)).
				set("code", func(s *plan.TargetSettings) { s.MinAdmins = 1 }),
			[]string{"planned revoke code a-e1 role:owner"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("it says its arithmetic", func(t *testing.T) {
		c := with([]access.TopHolder{owner("e1", true), owner("e2", true), owner("e3", false)},
			excess("code", "e1", "role:owner", privileged))
		want := []string{"3 enabled holders of the most privileged access in code, the plan takes 1; with active people or " +
			"break-glass accounts 1 would stay, at least 2 must: name another first, or lower `limits.min_admins`"}
		if diff := cmp.Diff(want, reasons(plan.Make(c.Input), access.GuardLastAdmins)); diff != "" {
			t.Error(diff)
		}
	})
}
