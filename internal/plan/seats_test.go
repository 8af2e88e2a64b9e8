package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestNoSeat holds that nobody is invited for whom there is no seat after the plan.
func TestNoSeat(t *testing.T) {
	seats := func(n int, findings ...access.Finding) *company {
		return given(findings...).set("code", func(s *plan.TargetSettings) { s.Seats = n })
	}
	invite := func(p string) access.Finding { return absent("code", p) }
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"a free seat is taken, and what is beyond it refused", seats(101, many(2, invite)...),
			[]string{"planned invite code p01 account", "blocked invite code p02 account by no-seat"},
		},
		{"where the seats are not known, nothing is refused", seats(0, many(2, invite)...), []string{
			"planned invite code p01 account", "planned invite code p02 account",
		}},
		{
			"pending invitations have their seats",
			func() *company {
				c := seats(101, invite("p01"))
				c.target("code").Invited = 1
				return c
			}(),
			[]string{"blocked invite code p01 account by no-seat"},
		},
		{
			"a suspension gives its seat to the invitation", seats(100, invite("p01"), leaver("code", "p02")),
			[]string{"planned suspend code a-p02 account", "planned invite code p01 account"},
		},
		{
			"not where suspending frees none",
			seats(100, invite("p01"), leaver("code", "p02")).set("code",
				func(s *plan.TargetSettings) { s.SuspendFreesSeat = access.Unknown }),
			[]string{"planned suspend code a-p02 account", "blocked invite code p01 account by no-seat"},
		},
		{
			"a withdrawn invitation always does",
			seats(100, invite("p01"), leaver("code", "p02", holding(func(h *access.Hold) { h.Status = access.Invited }))).
				set("code", func(s *plan.TargetSettings) { s.SuspendFreesSeat, s.RemoveAllowed = access.No, true }),
			[]string{"planned remove code a-p02 account", "planned invite code p01 account"},
		},
		{
			"an account that was suspended already had none to give",
			seats(100, invite("p01"), leaver("code", "p02", holding(func(h *access.Hold) { h.Status = access.Suspended }))),
			[]string{"planned suspend code a-p02 account", "blocked invite code p01 account by no-seat"},
		},
		{
			"a removal that is refused frees nothing",
			seats(100, invite("p01"), leaver("code", "p02", func(f *access.Finding) { f.OutOfScope = true })),
			[]string{"blocked suspend code a-p02 account by out-of-scope", "blocked invite code p01 account by no-seat"},
		},
		{
			"nor one that a limit refuses",
			seats(100, invite("p01"), leaver("code", "p02")).set("code", func(s *plan.TargetSettings) { s.Limits.Leavers = 0 }),
			[]string{"blocked suspend code a-p02 account by removal-limit", "blocked invite code p01 account by no-seat"},
		},
		{
			"one that only waits for fixing to be on does",
			seats(100, invite("p01"), leaver("code", "p02")).set("code", func(s *plan.TargetSettings) { s.Fix.Orphaned = plan.Report }),
			[]string{"blocked suspend code a-p02 account by fix-off", "planned invite code p01 account"},
		},
		{
			"an invitation that is refused takes no seat",
			seats(101, absent("code", "p01", privileged), invite("p02")),
			[]string{"blocked invite code p01 account by privileged-grant", "planned invite code p02 account"},
		},
		{
			"an account that is enabled takes one",
			seats(100, lacks("code", "p01", "account", because(access.CauseSuspended), holding(func(h *access.Hold) { h.Rehire = true }))),
			[]string{"blocked enable code a-p01 account by no-seat"},
		},
		{
			"a grant takes none", seats(100, lacks("code", "p01", "team:dev")), []string{"planned grant code a-p01 team:dev"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("it says its arithmetic", func(t *testing.T) {
		c := seats(101, invite("p01"), invite("p02"), invite("p03"), absent("code", "p05", privileged), leaver("code", "p04"))
		want := []string{"101 seats in code, 99 taken after the removals of this plan, 3 invitations: buy 1 more, or free some"}
		if diff := cmp.Diff(want, reasons(plan.Make(c.Input), access.GuardNoSeat)); diff != "" {
			t.Error(diff)
		}
	})
}
