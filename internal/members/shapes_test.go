package members_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/members"
)

func columns(types map[string]string) set {
	return func(r *members.Reading) { r.EntitlementColumns = types }
}

func flags(keys map[string]string) set {
	return func(r *members.Reading) { r.EntitlementFlags = keys }
}

func TestEveryShapeGivesTheSame(t *testing.T) {
	group := func(r *members.Reading) { r.EntitlementType = "team" }
	want := read(t, "id,entitlements\n1,team:a=maintainer;team:b=member;role:x\n2,\n3,role:x\n", team)
	for name, got := range map[string]access.Snapshot{
		"one type and a column": read(t, "id,entitlements,Role\n1,a=maintainer; b=member,x\n2,-,none\n3,,x\n", team, group, columns(map[string]string{"Role": "role"})),
		"columns":               read(t, "Role,id,Teams\nx,1,a=maintainer ;b=member;\n,2,\nx,3,-\n", team, columns(map[string]string{"Role": "role", "Teams": "team"})),
		"flags": read(t, "id,A,B,X\n1,x,yes,1\n2,,no,-\n3,false,n/a,Sí\n", team,
			flags(map[string]string{"A": "team:a=maintainer", "B": "team:b=member", "X": "role:x"})),
		"memberships": read(t, "id,entitlements\n3,role:x\n1,team:b=member\n1,role:x\n2,\n1,team:a=maintainer\n1,role:x\n", team, memberships),
		"another separator": read(t, "id,entitlements\n1,team:a=maintainer|team:b=member|role:x\n2,\n3,role:x\n", team,
			func(r *members.Reading) { r.Separator = "|" }),
		"lines in a cell": read(t, "id,entitlements\n1,\"team:a=maintainer\nteam:b=member\nrole:x\"\n2,\n3,role:x\n", team,
			func(r *members.Reading) { r.Separator = "\n" }),
	} {
		same := cmpopts.IgnoreFields(access.Account{}, "Row")
		if diff := cmp.Diff(want.Accounts, got.Accounts, same); diff != "" {
			t.Errorf("%s: accounts (-want +got):\n%s", name, diff)
		}
		equal(t, name, got.Entitlements, want.Entitlements)
	}
}

func TestKeysThatDifferInCaseAreOneAndShownInOneSpelling(t *testing.T) {
	for _, text := range []string{
		"id,entitlements\n1,team:ops=member\n2,Team:OPS=MEMBER; team : Ops = Member\n",
		"id,entitlements\n2,team : Ops = Member;Team:OPS=MEMBER\n1,team:ops=member\n",
	} {
		s := read(t, text, team)
		equal(t, "entitlements", s.Entitlements[1:], []access.Entitlement{{ID: "team:ops=member", Type: "team", Name: "OPS", Level: "member"}})
		for _, a := range s.Accounts {
			equal(t, "held", holds(s, a), "team:OPS=member")
		}
	}
}

func TestALevelIsSplitOffOnlyWhereTheTypeHasLevels(t *testing.T) {
	s := read(t, "id,entitlements\n1,team:a=b=maintainer;team:plain;role:x=y;team:=odd\n", team)
	equal(t, "entitlements", s.Entitlements[1:], []access.Entitlement{
		{ID: "role:x=y", Type: "role", Name: "x=y"},
		{ID: "team:=odd", Type: "team", Name: "=odd"},
		{ID: "team:a=b=maintainer", Type: "team", Name: "a=b", Level: "maintainer"},
		{ID: "team:plain", Type: "team", Name: "plain"},
	})
	equal(t, "levels", s.Levels, map[string][]string{"team": {"member", "maintainer"}})
	s = read(t, "id,entitlements\n1,tier:web=Gold \n", func(r *members.Reading) { r.Levels = map[string][]string{"tier": nil} })
	equal(t, "a level without an order", s.Entitlements[1], access.Entitlement{ID: "tier:web=gold", Type: "tier", Name: "web", Level: "Gold"})
}

func TestTheAccountItselfIsNoGrantOfItsOwn(t *testing.T) {
	s := read(t, "id,entitlements\n1,account;team:a;Account\n")
	equal(t, "held", holds(s, s.Accounts[0]), "team:a")
	equal(t, "entitlements", len(s.Entitlements), 2)
}

func TestANameThatLooksLikeNothingIsAName(t *testing.T) {
	region := func(r *members.Reading) { r.EntitlementType = "region" }
	for _, c := range []struct{ cell, want string }{
		{"NA", "region:NA"},
		{"EMEA;NA", "region:EMEA, region:NA"},
		{"none;NA", "region:NA, region:none"},
		{"-", ""},
		{"None", ""},
		{"n/a", ""},
		{" ; ;", ""},
	} {
		s := read(t, "id,entitlements\n1,"+c.cell+"\n", region)
		equal(t, c.cell, holds(s, s.Accounts[0]), c.want)
	}
}

func TestAColumnOfATypeHoldsNamesWithColons(t *testing.T) {
	s := read(t, "id,Role\n1,org:admin\n", func(r *members.Reading) {
		r.EntitlementColumns = map[string]string{"Role": "role"}
	})
	equal(t, "held", holds(s, s.Accounts[0]), "role:org:admin")
}

func TestGrantsAreSortedAndDistinct(t *testing.T) {
	s := read(t, "id,entitlements\n1,team:z;team:a;team:z;TEAM:A;role:m\n2,role:m;team:z\n")
	equal(t, "first", s.Accounts[0].Grants, []access.Grant{{Entitlement: 1}, {Entitlement: 2}, {Entitlement: 3}})
	equal(t, "second", s.Accounts[1].Grants, []access.Grant{{Entitlement: 1}, {Entitlement: 3}})
}

func TestMembershipsOfOneAccountAreJoined(t *testing.T) {
	rows := []string{
		"1,ANN,ann@a.ex,e1,Ann Lee,2024-05-01,2026-01-02,team:b\n", "2,bob,,,Bob,,,team:a\n",
		"1,ann,Ann@A.ex,E1,ann lee,2024-02-01,,team:a\n", "1,Ann,ann@A.ex,e1,,,2026-03-04,team:c\n",
	}
	want := access.Account{
		ID: "1", Login: "ANN", Name: "Ann Lee", Emails: []access.Email{{Address: "Ann@A.ex"}}, EmployeeID: "E1", Created: access.DateOf(2024, 2, 1), LastActive: access.DateOf(2026, 3, 4),
		Grants: []access.Grant{{Entitlement: 1}, {Entitlement: 2}, {Entitlement: 3}},
	}
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 3, 0, 1}} {
		text := "id,login,email,employee id,name,created,last active,entitlements\n"
		for _, i := range order {
			text += rows[i]
		}
		s := read(t, text, memberships)
		a := account(t, s, "1")
		a.Row = 0
		equal(t, fmt.Sprint(order), a, want)
		equal(t, "rows", s.Rows, 4)
	}
}

func TestMembershipsOfManyAccountsDoNotMix(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,entitlements\n")
	for round := range 5 {
		for i := range 3000 {
			fmt.Fprintf(&b, "u%04d,team:t%d\nu%04d,role:r%d\n", i, (i+round)%7, i, i%3)
		}
	}
	s := read(t, b.String(), memberships)
	for i := range s.Accounts {
		a := &s.Accounts[i]
		held := map[string]bool{}
		for round := range 5 {
			held[fmt.Sprintf("team:t%d", (i+round)%7)] = true
		}
		held[fmt.Sprintf("role:r%d", i%3)] = true
		if len(a.Grants) != len(held) {
			t.Fatalf("%s holds %s", a.ID, holds(s, *a))
		}
		for _, g := range a.Grants {
			if !held[s.Entitlements[g.Entitlement].Key()] {
				t.Fatalf("%s holds %s", a.ID, holds(s, *a))
			}
		}
	}
	equal(t, "accounts", len(s.Accounts), 3000)
}
