package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestWhatMendsAFinding holds which action each kind of finding leads to.
func TestWhatMendsAFinding(t *testing.T) {
	suspended := holding(func(h *access.Hold) { h.Status = access.Suspended })
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"a missing account is an invitation", given(absent("code", "e1")),
			[]string{"planned invite code e1 account"},
		},
		{
			"an account that somebody suspended is for a person to enable",
			given(lacks("code", "e1", "account", because(access.CauseSuspended), suspended)),
			[]string{"manual enable code a-e1 account"},
		},
		{
			"a rehire's account that was suspended before the new start is enabled",
			given(lacks("code", "e1", "account", because(access.CauseSuspended), holding(func(h *access.Hold) {
				h.Status, h.Rehire = access.Suspended, true
			}))),
			[]string{"planned enable code a-e1 account"},
		},
		{
			"a missing entitlement is granted", given(lacks("code", "e1", "team:dev")),
			[]string{"planned grant code a-e1 team:dev"},
		},
		{
			"a level that is too low is set",
			given(lacks("code", "e1", "team:dev=admin", holding(func(h *access.Hold) { h.Level, h.Due = "member", "admin" }))),
			[]string{"planned set-level code a-e1 team:dev=admin"},
		},
		{
			"an entitlement that is not due is revoked", given(excess("code", "e1", "team:dev")),
			[]string{"planned revoke code a-e1 team:dev"},
		},
		{
			"a level that is too high is set to the level that is due, never revoked",
			given(excess("code", "e1", "team:dev=admin", holding(func(h *access.Hold) { h.Level, h.Due = "admin", "member" }))),
			[]string{"planned set-level code a-e1 team:dev=member"},
		},
		{
			"a level that is too high where the due one is not known is for a person",
			given(excess("code", "e1", "team:dev=admin", holding(func(h *access.Hold) { h.Level = "admin" }))),
			[]string{"manual set-level code a-e1 team:dev=admin"},
		},
		{
			"an account to which nothing is due is suspended", given(excess("code", "e1", "account")),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"a leaver's account is suspended", given(leaver("code", "e1")),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"an account whose owner left is suspended", given(stranger("code", "x", access.CauseOwnerLeft)),
			[]string{"planned suspend code a-x account"},
		},
		{
			"an account whose date passed is suspended", given(stranger("code", "x", access.CauseReviewDue)),
			[]string{"planned suspend code a-x account"},
		},
		{
			"who has an account before the first day is reported, never acted on",
			given(excess("code", "e1", "account", because(access.CauseEarly))), nil,
		},
		{
			"a second account is reported, never acted on",
			given(excess("code", "e1", "account", because(access.CauseDuplicate))), nil,
		},
		{
			"who is on leave is suspended", given(excess("code", "e1", "account", because(access.CauseOnLeave))),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"a finding in a target that is not in the run has no action", given(leaver("chat", "e1")), nil,
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestHygieneHasNoAction holds that the tool acts on the three verdicts about access alone: what is disputed, unused or
// left over is for a person to judge.
func TestHygieneHasNoAction(t *testing.T) {
	for _, verdict := range access.Verdicts() {
		acted := verdict == access.Missing || verdict == access.Excess || verdict == access.Orphaned
		f := excess("code", "e1", "role:owner", privileged, func(f *access.Finding) { f.Verdict = verdict })
		if made := plan.Make(given(f).Input); (len(made.Actions) > 0) != acted {
			t.Errorf("%s: %d actions", verdict, len(made.Actions))
		}
	}
}

// TestWhereTheAppCannotSuspend holds what is left then.
func TestWhereTheAppCannotSuspend(t *testing.T) {
	unable := func(findings ...access.Finding) *company {
		return given(findings...).cannot("code", access.Suspend, "there is no suspending here").set("code",
			func(s *plan.TargetSettings) {
				s.CanSuspend, s.Lost = access.No, "private repositories"
			})
	}
	allow := func(s *plan.TargetSettings) { s.RemoveAllowed = true }
	invited := holding(func(h *access.Hold) { h.Status = access.Invited })
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"removing is for a person, unless the target says remove: allow", unable(leaver("code", "e1")),
			[]string{"manual remove code a-e1 account"},
		},
		{
			"with remove: allow the account is removed", unable(leaver("code", "e1")).set("code", allow),
			[]string{"planned remove code a-e1 account"},
		},
		{
			"who is on leave is never removed, allowed or not",
			unable(excess("code", "e1", "account", because(access.CauseOnLeave))).set("code", allow),
			[]string{"manual suspend code a-e1 account"},
		},
		{
			"an invitation can't be suspended, so it is removed", given(leaver("code", "e1", invited)).set("code", allow),
			[]string{"planned remove code a-e1 account"},
		},
		{
			"without remove: allow an invitation is for a person to withdraw", given(leaver("code", "e1", invited)),
			[]string{"manual remove code a-e1 account"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("the person who removes is told what is lost", func(t *testing.T) {
		made := plan.Make(unable(leaver("code", "e1")).Input)
		if got := made.Actions[0].Manual; !strings.Contains(got, "private repositories") || !strings.Contains(got, "`remove: allow`") {
			t.Errorf("manual: %q", got)
		}
	})
}

// TestWhatNoCallCanDoIsManual holds that the same kinds are planned, for a person, with the place where to do it.
func TestWhatNoCallCanDoIsManual(t *testing.T) {
	for _, c := range []struct {
		policy string
		given  *company
		want   string
		manual string
	}{
		{
			"revoking what is inherited", given(excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Via = "group:all" }))),
			"manual revoke code a-e1 team:dev", "it comes through group:all: change that",
		},
		{
			"revoking what an identity provider manages",
			given(excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.ManagedBy = "okta" }))),
			"manual revoke code a-e1 team:dev", "it is managed by okta: change it there",
		},
		{
			"revoking what can't be changed",
			given(excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Fixed = "the default team" }))),
			"manual revoke code a-e1 team:dev", "the default team",
		},
		{
			"granting what can't be changed",
			given(lacks("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Fixed = "synchronised from Okta" }))),
			"manual grant code a-e1 team:dev", "synchronised from Okta",
		},
		{
			"a level that is inherited",
			given(excess("code", "e1", "team:dev=admin", holding(func(h *access.Hold) {
				h.Level, h.Due, h.Via = "admin", "member", "role:owner"
			}))),
			"manual set-level code a-e1 team:dev=member", "it comes through role:owner: change that",
		},
		{
			"what the app does not take, with the app's reason",
			given(absent("code", "e1")).cannot("code", access.Invite, "the token lacks admin:org"),
			"manual invite code e1 account", "the token lacks admin:org",
		},
		{
			"what the app does not take for no reason it gives, with the place",
			given(absent("code", "e1")).cannot("code", access.Invite, "").set("code", func(s *plan.TargetSettings) {
				s.Place = "the export has no API"
			}),
			"manual invite code e1 account", "the export has no API",
		},
		{
			"of two reasons, the one that lies with the access",
			given(excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Via = "group:all" }))).cannot("code", access.Revoke,
				"no scope"),
			"manual revoke code a-e1 team:dev", "it comes through group:all: change that",
		},
		{
			"what the app is not known to take",
			func() *company {
				c := given(leaver("code", "e1"))
				c.target("code").Reach.Actions = nil
				return c
			}(),
			"manual suspend code a-e1 account", "the app takes no such change through this connection",
		},
	} {
		t.Run(c.policy, func(t *testing.T) {
			made := c.given.expect(t, c.want)
			if got := made.Actions[0].Manual; got != c.manual {
				t.Errorf("manual: %q, want %q", got, c.manual)
			}
		})
	}
}

// TestAnActionSaysWhatItNeeds holds the data that doing it rests on.
func TestAnActionSaysWhatItNeeds(t *testing.T) {
	invitation := absent("code", "e1", func(f *access.Finding) { f.Includes = []string{"team:dev", "team:ops"} })
	high := excess("code", "e2", "team:dev=admin", func(f *access.Finding) {
		f.EntitlementID, f.Hold.Level, f.Hold.Due = "t7-admin", "admin", "member"
	})
	gone := leaver("mail", "e3", holding(func(h *access.Hold) { h.Status = access.Invited }))
	got := plan.Make(given(invitation, high, gone, lacks("code", "e4", "team:dev")).Input).Actions
	want := []access.Action{
		{
			Kind: access.Remove, Target: "mail", Account: accountOf("e3"), Person: personOf("e3"), Entitlement: "account",
			EntitlementID: "account", Removal: true, Leaver: true, Finding: gone.Fingerprint, Expected: "invited",
			State: access.Manual, Manual: "set `remove: allow` to let the tool withdraw invitations here",
		},
		{
			Kind: access.Invite, Target: "code", Person: personOf("e1"), Entitlement: "account", EntitlementID: "account",
			With: []string{"team:dev", "team:ops"}, Finding: invitation.Fingerprint, Expected: "absent", State: access.Planned,
		},
		{
			Kind: access.SetLevel, Target: "code", Account: accountOf("e2"), Person: personOf("e2"), Entitlement: "team:dev=member",
			EntitlementID: "t7-admin", Removal: true, Finding: high.Fingerprint, Expected: "level admin", State: access.Planned,
		},
		{
			Kind: access.GrantIt, Target: "code", Account: accountOf("e4"), Person: personOf("e4"), Entitlement: "team:dev",
			EntitlementID: "team:dev", Finding: lacks("code", "e4", "team:dev").Fingerprint, Expected: "not held", State: access.Planned,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
}

// TestOnlySuspendRemoveRevokeAndALowerLevelAreRemovals holds what counts as taking away.
func TestOnlySuspendRemoveRevokeAndALowerLevelAreRemovals(t *testing.T) {
	for _, c := range []struct {
		finding access.Finding
		removal bool
	}{
		{absent("code", "e1"), false},
		{lacks("code", "e1", "account", because(access.CauseSuspended)), false},
		{lacks("code", "e1", "team:dev"), false},
		{lacks("code", "e1", "team:dev=admin", holding(func(h *access.Hold) { h.Level, h.Due = "member", "admin" })), false},
		{excess("code", "e1", "team:dev=admin", holding(func(h *access.Hold) { h.Level, h.Due = "admin", "member" })), true},
		{excess("code", "e1", "team:dev"), true},
		{excess("code", "e1", "account"), true},
		{leaver("code", "e1", holding(func(h *access.Hold) { h.Status = access.Invited })), true},
	} {
		a := plan.Make(given(c.finding).Input).Actions[0]
		if a.Removal != c.removal {
			t.Errorf("%s: removal is %v", line(&a), a.Removal)
		}
	}
}
