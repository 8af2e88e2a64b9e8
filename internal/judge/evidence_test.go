package judge_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/judge"
)

func TestAnInvitationIsHeldWhereEverybodysRoleGivesAnyOfItsPrivilegedAccess(t *testing.T) {
	for _, c := range []struct {
		name, rules string
		want        bool
	}{
		{"two privileged grants, one of them everybody's", `roles:
  - {name: all, grants: {code: ["team:infra"]}}
  - {name: eng, when: {department: Engineering}, grants: {code: ["role:owner"]}}`, true},
		{"what a narrower role gives as well is not everybody's alone", `roles:
  - {name: all, grants: {code: ["team:infra"]}}
  - {name: eng, when: {department: Engineering}, grants: {code: ["team:infra"]}}`, false},
		{"unprivileged access of everybody holds nothing", `roles:
  - {name: all, grants: {code: ["team:dev"]}}
  - {name: eng, when: {department: Engineering}, grants: {code: ["role:owner"]}}`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := (&company{
				people: []access.Person{employee("e1", "Ann")}, rules: c.rules,
				targets: []*target{{name: "code", settings: judge.TargetSettings{Privileged: []string{"role:owner", "team:infra"}}}},
			}).judge(t)
			if len(o.findings) != 1 || o.findings[0].Hold.RoleWithoutWhen != c.want {
				t.Errorf("want %v: %+v", c.want, o.findings)
			}
		})
	}
}

func TestATopHolderWhoInheritsItIsOneThroughWhatItIsInheritedThroughToo(t *testing.T) {
	o := (&company{
		people: []access.Person{employee("e1", "Ann")}, rules: `roles: [{name: all, grants: {code: [account]}}]`,
		targets: []*target{{
			name: "code", accounts: []access.Account{of("e1")}, holds: map[string][]string{"a-e1": {"role:owner<group:it", "group:it"}},
			settings: judge.TargetSettings{Privileged: []string{"role:owner"}},
		}},
	}).judge(t)
	top := o.results["code"].Top
	if len(top) != 1 || len(top[0].Entitlements) != 2 {
		t.Fatalf("top holders: %+v", top)
	}
}

func TestTheEvidenceNamesTheAddressThatMatched(t *testing.T) {
	c := &company{
		people: []access.Person{left("e1", "Ann", "2026-06-01")}, rules: `roles: [{name: all, grants: {code: [account]}}]`,
		targets: []*target{{name: "code", accounts: []access.Account{of("e1")}}},
	}
	c.targets[0].accounts[0].Emails = []access.Email{{Address: "private@home.example"}, {Address: "e1@acme.example"}}
	o := c.judge(t)
	r := o.reads[0]
	r.Matches[0].By, r.Matches[0].Email = access.ByEmail, 1
	part := o.judge.Target(r, o.held)
	if got := part.Findings[0].Evidence.MatchedBy; got != "work e-mail e1@acme.example" {
		t.Errorf("matched by %q", got)
	}
}

func TestWithinTheGraceAFindingSaysOnWhatGroundSomebodyIsLeaving(t *testing.T) {
	p := employee("e1", "Ann")
	p.End = day("2026-06-14")
	c := &company{
		people: []access.Person{p}, rules: `roles: [{name: all, grants: {code: [account, "role:owner"]}}]`,
		targets: []*target{{
			name: "code", accounts: []access.Account{of("e1")}, holds: map[string][]string{"a-e1": {"role:owner"}},
			settings: judge.TargetSettings{Privileged: []string{"role:owner"}},
		}},
	}
	c.settings.Standing.LeaverGrace = 3
	o := c.expect(t, "high excess(leaver) code a-e1 role:owner")
	if o.findings[0].Basis != access.BasisDate {
		t.Errorf("basis %q", o.findings[0].Basis)
	}
}

func TestPatternsThatFitNothingAreRemarkedOn(t *testing.T) {
	c := &company{
		people: []access.Person{employee("e1", "Ann")}, rules: `roles: [{name: all, grants: {code: ["team:dev"]}}]`,
		targets: []*target{{
			name: "code", accounts: []access.Account{of("e1")}, holds: map[string][]string{"a-e1": {"team:dev", "role:owner"}},
			settings: judge.TargetSettings{Privileged: []string{"role:ownr", "role:*"}, Govern: []string{"tem:*"}},
		}},
	}
	remarks := strings.Join(c.judge(t).results["code"].Remarks, "\n")
	if !strings.Contains(remarks, "`privileged: role:ownr` fits no access") || !strings.Contains(remarks, "`govern: tem:*` fits no access") ||
		strings.Contains(remarks, "role:*`") {
		t.Errorf("remarks: %s", remarks)
	}
}

func TestWhatIsDueAndNotListedIsSaidNotToBeChecked(t *testing.T) {
	c := &company{
		people: []access.Person{employee("e1", "Ann")}, rules: `roles: [{name: all, grants: {code: ["team:dev"]}}]`,
		targets: []*target{{
			name: "code", accounts: []access.Account{of("e1")},
			reach: []access.Facet{
				{Name: access.FacetMembers, Listed: access.Yes}, {Name: access.FacetEntitlements, Listed: access.No, Why: "no column of access"},
			},
		}},
	}
	remarks := strings.Join(c.expect(t).results["code"].Remarks, "\n")
	if !strings.Contains(remarks, "`team:dev` is due by rule and was not checked: no column of access") {
		t.Errorf("remarks: %s", remarks)
	}
}
