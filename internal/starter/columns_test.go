package starter

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

func TestAHeaderTellsTheTypeOfAccess(t *testing.T) {
	for header, want := range map[string]string{
		"Role": "role", "Org role": "role", "Workspace Role": "role", "Max role": "role", "Rol": "role", "Teams": "team", "Equipos": "team",
		"User groups": "group", "Grupos": "group", "Permission set": "permission", "Seat type": "seat", "License": "license",
		"Product access": "product", "Boards": "board", "Teamspaces": "space", "Repositories": "repo", "Access level": "role",
		"Last role change": "", "Team ID": "", "Role description": "", "Name": "", "Org Unit Path [Required]": "", "Group email": "",
		"Employee Title": "", "Department": "",
	} {
		if got := typeOf(header); got != want {
			t.Errorf("%q is of type %q, want %q", header, got, want)
		}
	}
}

func TestPrivilegedIsWhatOwnersAdministratorsAndTreasurersHave(t *testing.T) {
	for name, want := range map[string]int{
		"Owner": 1, "Primary Owner": 1, "Workspace owner": 1, "Super Admin": 1, "Propietaria": 1, "Admin": 2, "Administrador": 2,
		"Organization admin": 2, "Billing": 3, "Member": 0, "Non-admin": 0, "Not an owner": 0, "Guest": 0, "Badminton": 0, "Viewer": 0,
	} {
		if got := power(name); got != want {
			t.Errorf("%q has the rank %d, want %d", name, got, want)
		}
	}
}

func TestLevelsHaveAnOrderOnlyWhereItIsKnown(t *testing.T) {
	for _, c := range []struct{ met, want []string }{
		{[]string{"owner", "developer", "guest"}, []string{"guest", "developer", "owner"}},
		{[]string{"maintainer", "member"}, []string{"member", "maintainer"}},
		{[]string{"write", "read", "admin"}, []string{"read", "write", "admin"}},
		{[]string{"chair", "vice chair"}, nil},
	} {
		got, ok := ranked(c.met)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != (c.want != nil) {
			t.Errorf("%v (-want +got):\n%s", c.met, diff)
		}
	}
}

func TestItemsWithLevelsAreToldFromNamesWithAnEqualsSign(t *testing.T) {
	c := &column{cells: []string{"team:a=member;team:b=maintainer", "team:a=member;role:x=y", "", "site:z"}}
	if diff := cmp.Diff(map[string][]string{"team": {"member", "maintainer"}}, c.levelled(";")); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
	if !c.typed(";") || (&column{cells: []string{"team:a;b"}}).typed(";") || (&column{cells: []string{"two words:a"}}).typed(";") {
		t.Error("items with a type are not told from those without")
	}
}

func TestTheSeparatorIsTheSignThatStandsInMostCells(t *testing.T) {
	for _, c := range []struct {
		cells []string
		want  string
	}{
		{[]string{"a;b", "a"}, ";"}, {[]string{"a, b", "c,d", "e"}, ","}, {[]string{"a\nb"}, "\n"}, {[]string{"a|b", "x;"}, "|"}, {[]string{"a"}, ";"}, {nil, ";"},
	} {
		if got := separatorOf([]*column{{cells: c.cells}}); got != c.want {
			t.Errorf("%q: %q, want %q", c.cells, got, c.want)
		}
	}
}

func TestTheOrderOfDatesIsTheOneInWhichAllAreDates(t *testing.T) {
	for _, c := range []struct {
		header string
		cells  []string
		word   string
		sure   bool
	}{
		{"Start date", []string{"2026-01-31", "31 Jan 2026", ""}, "", true},
		{"Start date", []string{"31/01/2026", "02/03/2026"}, "dmy", true},
		{"Start date", []string{"01/31/2026", "02/03/2026"}, "mdy", true},
		{"Start date", []string{"01/02/2026"}, "dmy", false},
		{"Fecha de alta", []string{"01/02/2026"}, "dmy", false},
		{"Start date", nil, "", true},
	} {
		s := &survey{columns: []column{{header: c.header, cells: c.cells}}, date: (&table.Table{}).Date}
		got := s.orderOf(&s.columns[0], nil)
		if got.word != c.word || got.sure != c.sure || (got.why == "") != (c.word == "") {
			t.Errorf("%s %q: %+v, want %q", c.header, c.cells, got, c.word)
		}
	}
}

func TestRolesAreProposedForWhatMostOfADepartmentHaveAndOthersDoNot(t *testing.T) {
	r := &access.Roster{}
	working := map[int32]bool{}
	s := access.Snapshot{Target: "app", Entitlements: []access.Entitlement{
		access.AccountEntitlement(),
		{ID: "group:all", Type: "group", Name: "all"},
		{ID: "role:owner", Type: "role", Name: "owner"},
		{ID: "team:dev", Type: "team", Name: "dev"},
	}}
	a := &app{name: "app", privileged: []string{"role:owner"}}
	for i := range int32(10) {
		p := access.Person{ID: fmt.Sprint(i), Attributes: access.Attributes{Department: []string{"Sales"}, Title: []string{"Seller"}}}
		acc := access.Account{ID: p.ID, Grants: []access.Grant{{Entitlement: 1}}}
		if i < 5 {
			p.Attributes.Department, p.Attributes.Title = []string{"R*D"}, []string{"Developer"}
			acc.Grants = append(acc.Grants, access.Grant{Entitlement: 2})
			if i < 4 {
				acc.Grants = append(acc.Grants, access.Grant{Entitlement: 3})
			}
		}
		r.People, working[i] = append(r.People, p), true
		s.Accounts = append(s.Accounts, acc)
		a.matches = append(a.matches, access.Match{Class: access.Linked, Person: i})
	}
	a.snapshot = s
	a.held = a.holdersOf()
	all := everyone([]*app{a}, working)
	if len(all.grants) != 1 || all.grants[0].app != "app" {
		t.Fatalf("everybody: %+v", all)
	}
	got := departments([]*app{a}, r, working, &all)
	if len(got) != 1 || got[0].when != "R*D" || len(got[0].grants) != 1 || !slices.Equal(got[0].grants[0].keys, []string{"team:dev"}) {
		t.Errorf("departments: %+v", got)
	}
	if diff := cmp.Diff([]string{"Developer"}, powerfulOf([]*app{a}, r, working)[0].titles); diff != "" {
		t.Errorf("titles of owners (-want +got):\n%s", diff)
	}
}
