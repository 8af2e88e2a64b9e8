package plan_test

import (
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestOrder holds what is done before what.
func TestOrder(t *testing.T) {
	joiner := because(access.CauseJoiner)
	conflict := found(access.Finding{
		Verdict: access.Conflict, Target: "code", Person: personOf("e1"), Account: accountOf("e1"), Entitlement: "pay and approve",
	}, nil)
	critical := func(s *plan.TargetSettings) { s.Criticality = access.Critical }
	first := func(s *plan.TargetSettings) { s.First = true }
	seats := func(n int) func(*plan.TargetSettings) { return func(s *plan.TargetSettings) { s.Seats = n } }
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"leavers come before everybody else", given(absent("code", "e1"), excess("code", "e2", "team:dev"), leaver("code", "e3")),
			[]string{"planned suspend code a-e3 account", "planned invite code e1 account", "planned revoke code a-e2 team:dev"},
		},
		{
			"of leavers, those in critical targets first",
			given(leaver("code", "e1"), leaver("mail", "e1"), leaver("code", "e2"), leaver("mail", "e2")).set("mail", critical),
			[]string{
				"planned suspend mail a-e1 account", "planned suspend mail a-e2 account",
				"planned suspend code a-e1 account", "planned suspend code a-e2 account",
			},
		},
		{
			"a critical target makes nobody else first",
			given(excess("code", "e1", "account"), excess("mail", "e2", "account")).set("mail", critical),
			[]string{"planned suspend code a-e1 account", "planned suspend mail a-e2 account"},
		},
		{
			"each person is given what is due before the rest is taken, across targets",
			given(excess("code", "e1", "team:dev"), absent("mail", "e1"), excess("code", "e2", "team:dev"),
				lacks("code", "e2", "team:ops")),
			[]string{
				"planned invite mail e1 account", "planned revoke code a-e1 team:dev",
				"planned grant code a-e2 team:ops", "planned revoke code a-e2 team:dev",
			},
		},
		{
			"from a person in a conflict is taken before anything is given",
			given(conflict, excess("mail", "e1", "role:payer"), lacks("code", "e1", "role:approver"),
				excess("mail", "e2", "role:payer"), lacks("code", "e2", "role:approver")),
			[]string{
				"planned revoke mail a-e1 role:payer", "planned grant code a-e1 role:approver",
				"planned grant code a-e2 role:approver", "planned revoke mail a-e2 role:payer",
			},
		},
		{
			"a joiner gets the mailbox before the other apps",
			given(absent("code", "e1", joiner), absent("mail", "e1", joiner)).set("mail", first),
			[]string{"planned invite mail e1 account", "planned invite code e1 account"},
		},
		{
			"across the whole plan it is person by person all the same",
			given(absent("code", "e1", joiner), absent("mail", "e1", joiner), absent("code", "e2", joiner),
				absent("mail", "e2", joiner)).set("mail", first),
			[]string{
				"planned invite mail e1 account", "planned invite code e1 account",
				"planned invite mail e2 account", "planned invite code e2 account",
			},
		},
		{
			"a rehire's mailbox is opened first too",
			given(absent("code", "e1", joiner), lacks("mail", "e1", "account", because(access.CauseSuspended),
				holding(func(h *access.Hold) {
					h.Status, h.Rehire = access.Suspended, true
				}))).set("mail", first),
			[]string{"planned enable mail a-e1 account", "planned invite code e1 account"},
		},
		{
			"the mailbox is not the first that is taken",
			given(excess("code", "e1", "account"), excess("mail", "e1", "account")).set("mail", first),
			[]string{"planned suspend code a-e1 account", "planned suspend mail a-e1 account"},
		},
		{
			"an invitation comes after the removal whose seat it needs",
			given(absent("code", "e1"), excess("code", "e2", "account")).set("code", seats(100)),
			[]string{"planned suspend code a-e2 account", "planned invite code e1 account"},
		},
		{
			"it keeps its place among what its person is given",
			given(absent("code", "e1", joiner), absent("mail", "e1", joiner), excess("mail", "e2", "account")).
				set("mail", first).set("mail", seats(100)),
			[]string{"planned suspend mail a-e2 account", "planned invite mail e1 account", "planned invite code e1 account"},
		},
		{
			"where there are seats enough, nobody waits",
			given(absent("code", "e1"), excess("code", "e2", "account")).set("code", seats(101)),
			[]string{"planned invite code e1 account", "planned suspend code a-e2 account"},
		},
		{
			"a removal that frees no seat need not come first",
			given(absent("code", "e1"), excess("code", "e2", "team:dev"), excess("mail", "e3", "account"),
				excess("code", "e4", "account")).
				set("code", seats(100)).set("code", func(s *plan.TargetSettings) { s.SuspendFreesSeat = access.No }),
			[]string{
				"blocked invite code e1 account by no-seat", "planned revoke code a-e2 team:dev", "planned suspend mail a-e3 account",
				"planned suspend code a-e4 account",
			},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}
