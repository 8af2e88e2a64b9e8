package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestGuardsOnSingleActions holds what each guard refuses that looks at one action alone, and what it lets pass.
func TestGuardsOnSingleActions(t *testing.T) {
	note := func(text string) with { return func(f *access.Finding) { f.Notes = []string{text} } }
	dateOnly := func(f *access.Finding) { f.Basis = access.BasisDate }
	outside := func(f *access.Finding) { f.OutOfScope = true }
	everybody := holding(func(h *access.Hold) { h.RoleWithoutWhen = true })
	fix := func(change func(*plan.Fix)) func(*plan.TargetSettings) {
		return func(s *plan.TargetSettings) { change(&s.Fix) }
	}
	with := func(c *company, change func(*company)) *company {
		change(c)
		return c
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"fix-off refuses the verdicts whose policy is report, and no others",
			given(absent("code", "e1"), excess("code", "e2", "team:dev"), leaver("code", "e3")).set("code", fix(func(f *plan.Fix) {
				f.Missing, f.Excess, f.Orphaned = plan.Report, plan.Apply, plan.Report
			})),
			[]string{
				"blocked suspend code a-e3 account by fix-off", "blocked invite code e1 account by fix-off",
				"planned revoke code a-e2 team:dev",
			},
		},
		{
			"fix-off is each target's own",
			given(absent("code", "e1"), absent("mail", "e1")).set("code", fix(func(f *plan.Fix) { f.Missing = plan.Report })),
			[]string{"blocked invite code e1 account by fix-off", "planned invite mail e1 account"},
		},
		{
			"a target of which nothing is set changes nothing",
			with(given(absent("code", "e1")), func(c *company) { delete(c.Settings.Targets, "code") }),
			[]string{"blocked invite code e1 account by addition-limit,fix-off"},
		},
		{
			"what is out of scope is only reported", given(leaver("code", "e1", outside), absent("code", "e2")),
			[]string{"blocked suspend code a-e1 account by out-of-scope", "planned invite code e2 account"},
		},
		{
			"an unsound roster stops every removal, and no addition",
			with(given(leaver("code", "e1"), absent("code", "e2"), lacks("code", "e3", "team:dev"), excess("code", "e4", "team:dev")),
				func(c *company) { c.RosterUnsound = []string{"roster.csv is 9 days old"} }),
			[]string{
				"blocked suspend code a-e1 account by roster-unsound", "planned invite code e2 account",
				"planned grant code a-e3 team:dev", "blocked revoke code a-e4 team:dev by roster-unsound",
			},
		},
		{
			"a target that is not complete is not touched, the others are",
			with(given(leaver("code", "e1"), absent("code", "e2"), leaver("mail", "e1")), func(c *company) {
				c.target("code").Status = access.Partial
			}),
			[]string{
				"blocked suspend code a-e1 account by read-unsound", "planned suspend mail a-e1 account",
				"blocked invite code e2 account by read-unsound",
			},
		},
		{
			"who left by a date only is never acted on, unless the policy says so", given(leaver("code", "e1", dateOnly)),
			[]string{"blocked suspend code a-e1 account by not-confirmed"},
		},
		{
			"with date_only: apply they are",
			with(given(leaver("code", "e1", dateOnly)), func(c *company) { c.Settings.DateOnly = true }),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"privileged access is not granted, not in an invitation either",
			given(lacks("code", "e1", "role:owner", privileged), absent("code", "e2", privileged), lacks("code", "e3", "team:dev")),
			[]string{
				"blocked grant code a-e1 role:owner by privileged-grant", "blocked invite code e2 account by privileged-grant",
				"planned grant code a-e3 team:dev",
			},
		},
		{
			"with privileged: apply it is granted, but never by a role that fits everybody",
			given(lacks("code", "e1", "role:owner", privileged), lacks("code", "e2", "role:owner", privileged, everybody)).set("code",
				fix(func(f *plan.Fix) { f.Privileged = plan.Apply })),
			[]string{"planned grant code a-e1 role:owner", "blocked grant code a-e2 role:owner by privileged-grant"},
		},
		{
			"taking privileged access away is no privileged grant", given(excess("code", "e1", "role:owner", privileged)),
			[]string{"planned revoke code a-e1 role:owner"},
		},
		{
			"accounts of nobody known and guests are not closed",
			given(stranger("code", "g", access.CauseGuest), stranger("code", "u", access.CauseUnknown)),
			[]string{"blocked suspend code a-g account by unlinked", "blocked suspend code a-u account by unlinked"},
		},
		{
			"with apply-unknown they are, but never a service account that nobody registered",
			given(stranger("code", "g", access.CauseGuest), stranger("code", "u", access.CauseUnknown),
				stranger("code", "s", access.CauseUnregistered)).set("code", fix(func(f *plan.Fix) { f.Orphaned = plan.ApplyUnknown })),
			[]string{
				"planned suspend code a-g account", "blocked suspend code a-s account by unlinked", "planned suspend code a-u account",
			},
		},
		{
			"a leaver who may be the same person as a newcomer is not touched",
			given(leaver("code", "e1", note("maybe-same-person: e9"))),
			[]string{"blocked suspend code a-e1 account by unlinked"},
		},
		{
			"another note on a leaver stops nothing", given(leaver("code", "e1", note("renamed"))),
			[]string{"planned suspend code a-e1 account"},
		},
		{
			"under 80 % linked accounts nobody is invited, as they may be there already",
			with(given(absent("code", "e1"), lacks("code", "e2", "team:dev"), leaver("code", "e3")), func(c *company) {
				c.target("code").Linked = 79
			}),
			[]string{
				"planned suspend code a-e3 account", "blocked invite code e1 account by unlinkable", "planned grant code a-e2 team:dev",
			},
		},
		{
			"80 % is enough", with(given(absent("code", "e1")), func(c *company) { c.target("code").Linked = 80 }),
			[]string{"planned invite code e1 account"},
		},
		{
			"into a target without human accounts people are invited",
			with(given(absent("code", "e1")), func(c *company) { c.target("code").Humans, c.target("code").Linked = 0, 0 }),
			[]string{"planned invite code e1 account"},
		},
		{
			"nobody is invited without an address that can be one",
			given(absent("code", "e1", func(f *access.Finding) { f.Person.Email = "" }),
				absent("code", "e2", func(f *access.Finding) { f.Person.Email = "n/a" })),
			[]string{"blocked invite code e1 account by unlinkable", "blocked invite code e2 account by unlinkable"},
		},
		{
			"guards judge what is for a person too: what is blocked is on no checklist",
			given(leaver("code", "e1", outside)).cannot("code", access.Suspend, "no API"),
			[]string{"blocked suspend code a-e1 account by out-of-scope"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestAnActionListsEveryGuardThatRefusesIt holds that one way out is not followed by the next refusal.
func TestAnActionListsEveryGuardThatRefusesIt(t *testing.T) {
	c := given(leaver("code", "e1", privileged, func(f *access.Finding) {
		f.OutOfScope, f.Basis, f.Notes = true, access.BasisDate, []string{"maybe-same-person: e9"}
	}))
	c.RosterUnsound = []string{"no rows"}
	tg := c.target("code")
	tg.Status, tg.Self = access.Partial, "a-e1"
	tg.Top = []access.TopHolder{{Account: "a-e1"}, {Account: "a-e2", Safe: true}}
	c.set("code", func(s *plan.TargetSettings) { s.Fix, s.Protect = plan.Fix{}, []string{"e1"} })
	c.expect(t, "blocked suspend code a-e1 account by "+
		"fix-off,not-confirmed,out-of-scope,own-account,protected,read-unsound,roster-unsound,unlinked")

	d := given(many(12, func(p string) access.Finding { return excess("code", p, "role:owner", privileged) })...)
	d.target("code").Enabled = 30
	d.target("code").Top = []access.TopHolder{{Account: "a-p01", Entitlements: []string{"role:owner"}, Safe: true}}
	d.Settings.Run.Removals = 11
	made := plan.Make(d.Input)
	for i := range made.Actions {
		if diff := cmp.Diff([]string{"last-admins", "removal-limit", "removal-limit"}, guards(&made.Actions[i])); diff != "" {
			t.Fatalf("guards (-want +got):\n%s", diff)
		}
	}
}

// TestARefusalSaysTheWayOut holds the texts of the guards on single actions: what refuses, and what to do.
func TestARefusalSaysTheWayOut(t *testing.T) {
	c := given(leaver("code", "e1\x1b[31m", func(f *access.Finding) {
		f.OutOfScope, f.Basis, f.Notes = true, access.BasisDate, []string{"maybe-same-person: e9"}
	}), lacks("code", "e2", "role:owner", privileged), absent("code", "e3", func(f *access.Finding) { f.Person.Email = "" }))
	c.RosterUnsound = []string{"hr is 9 days old", "3 of 90 rows are quarantined"}
	tg := c.target("code")
	tg.Status, tg.Why, tg.Linked = access.Partial, []string{"page 3 of 7 was\u202e not read"}, 50
	c.set("code", func(s *plan.TargetSettings) { s.Fix, s.CredentialOf = plan.Fix{}, "e2" })
	made := plan.Make(c.Input)
	for _, want := range []struct {
		guard access.Guard
		why   []string
	}{
		{access.GuardFixOff, []string{
			"`fix: {orphaned: report}` in code: set it to apply",
			"`fix: {missing: report}` in code: set it to apply",
		}},
		{access.GuardOutOfScope, []string{"it is outside `scope:`, where everything is reported only: widen the scope"}},
		{access.GuardRosterUnsound, []string{
			"nothing is removed on the strength of this roster: hr is 9 days old; 3 of 90 rows are quarantined",
		}},
		{access.GuardReadUnsound, []string{
			`code was not read in whole, and nothing is changed there until it is: partial; page 3 of 7 was\u202e not read`,
		}},
		{access.GuardNotConfirmed, []string{
			"e1␛[31m left by the end date only, and the roster still says employed: have the roster say so, or set " +
				"`policy: {date_only: apply}`",
		}},
		{access.GuardOwnAccount, []string{"`credential_of: e2`: the credential in use is theirs, change it by hand"}},
		{access.GuardPrivilegedGrant, []string{"privileged access is granted by hand, unless `fix: {privileged: apply}` in code"}},
		{access.GuardUnlinked, []string{"maybe-same-person: e9: settle it under `people:`, or rename one record"}},
		{access.GuardUnlinkable, []string{
			"there is no work e-mail to invite to: enter it in the roster",
			"50 of 100 human accounts in code are linked, less than 80 %: the person may be among the others; link them first " +
				"under `identities:`",
		}},
	} {
		if diff := cmp.Diff(want.why, reasons(made, want.guard)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.guard, diff)
		}
	}
}

// TestNothingFromOutsideReachesATerminalUncleaned holds it for what a person is told to do as well.
func TestNothingFromOutsideReachesATerminalUncleaned(t *testing.T) {
	evil := "okta\x1b[2J\u202e"
	for _, f := range []access.Finding{
		excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.ManagedBy = evil })),
		excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Via = evil })),
		excess("code", "e1", "team:dev", holding(func(h *access.Hold) { h.Fixed = evil })),
	} {
		if got := plan.Make(given(f).Input).Actions[0].Manual; got == "" || strings.ContainsAny(got, "\x1b\u202e") {
			t.Errorf("manual: %q", got)
		}
	}
}
