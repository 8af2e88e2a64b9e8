package members_test

import (
	"fmt"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/members"
)

// team makes the team a type with two levels.
func team(r *members.Reading) { r.Levels = map[string][]string{"team": {"member", "maintainer"}} }

func memberships(r *members.Reading) { r.Rows = "memberships" }

func TestWhatIsNotUnderstoodIsRefusedWithItsPlaceAndTheRemedy(t *testing.T) {
	flag := func(r *members.Reading) { r.EntitlementFlags = map[string]string{"Jira": "product:jira"} }
	group := func(r *members.Reading) { r.EntitlementType = "group" }
	for name, c := range map[string]struct {
		text         string
		change       set
		row          int
		column       string
		what, remedy string
	}{
		"an unknown status": {
			"id,Estado\n1,activo\n2,Eingefroren\n", nil, 3, "Estado", `the status "Eingefroren" is not known`, "`statuses:` whether it means enabled, invited or suspended, as in {\"Eingefroren\": enabled}",
		},
		"an empty status": {"id,status\n1,\n", nil, 2, "status", `the status ""`, "`statuses:`"},
		"an unknown kind": {
			"id,Tipo\n1,Vendor\n", nil, 2, "Tipo", `the kind "Vendor" is not known`, "`kinds:`, such as {\"Vendor\": human}",
		},
		"a second factor that is neither yes nor no": {
			"id,2FA\n1,perhaps\n", nil, 2, "2FA", `"perhaps" is neither yes nor no`, "`flags:`, such as {\"perhaps\": yes}",
		},
		"a seat that is neither yes nor no": {"id,seat\n1,perhaps\n", nil, 2, "seat", "neither yes nor no", "`flags:`"},
		"a flag of access that is neither":  {"id,Jira\n1,perhaps\n", flag, 2, "Jira", "neither yes nor no", "`flags:`"},
		"a flag of access that tells nothing": {
			"id,Jira\n1,\n2,?\n", flag, 3, "Jira", `"?" does not tell whether "product:jira" is held`, "`flags:`, such as {\"?\": no}",
		},
		"a level that the type has not": {
			"id,entitlements\n1,team:a=member;team:b=boss\n", team, 2, "entitlements", `the level "boss" of "team:b" is not known`, "`levels: {team: ...}`",
		},
		"access without a type":        {"id,Groups\n1,Sales\n", nil, 2, "Groups", `"Sales" has no type`, "`entitlement_type:`"},
		"access without a name":        {"id,entitlements\n1,team:\n", nil, 2, "entitlements", `"team:" has no type`, "type:name"},
		"access with an empty type":    {"id,entitlements\n1,:ops\n", nil, 2, "entitlements", `":ops" has no type`, "type:name"},
		"the account as a type":        {"id,entitlements\n1,Account:x\n", nil, 2, "entitlements", "`account` is the account itself", "another word"},
		"a created day that is none":   {"id,created\n1,some day\n", nil, 2, "created", "some day", "mend the cell"},
		"a last day that is ambiguous": {"id,last active\n1,03/04/2026\n", nil, 2, "last active", "03/04/2026", "mend the cell"},
		"an empty id": {
			"email,Member ID\na@a.ex,1\nb@a.ex,\n", nil, 3, "Member ID", "the account has no id", "`columns: {id: ...}`",
		},
		"an id twice": {
			"id,login\nb,1\na,2\nb,3\n", nil, 4, "id", `the id "b" stands in row 2 too`, "`rows: memberships`",
		},
		"an id twice, side by side": {"id\na\na\n", nil, 3, "id", `the id "a" stands in row 2 too`, "`columns: {id: ...}`"},
		"a cell beyond the headers": {"id\na,b\n", nil, 2, "B", "beyond the last header", "give its column a header"},
		"a status that one account has twice": {
			"id,status,Groups\n1,active,x\n1,disabled,y\n", func(r *members.Reading) { group(r); memberships(r) }, 3, "status",
			`the account "1" is "suspended" here and "enabled" in row 2`, "mend the rows",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var changes []set
			if c.change != nil {
				changes = append(changes, c.change)
			}
			fault := refused(t, c.text, changes...)
			equal(t, "place", fault.Place, access.Place{File: "app.csv", Row: c.row, Column: c.column})
			if !strings.Contains(fault.Text, c.what) || !strings.Contains(fault.Remedy, c.remedy) {
				t.Errorf("text %q, remedy %q", fault.Text, fault.Remedy)
			}
		})
	}
}

func TestAnIDTwiceIsNamedAtItsLaterRow(t *testing.T) {
	for n := 2; n <= 200; n += 9 {
		var b strings.Builder
		b.WriteString("id\n")
		for i := range 2 * n {
			fmt.Fprintf(&b, "%d\n", (i*7919)%n)
		}
		fault := refused(t, b.String())
		equal(t, "row", fault.Place.Row, n+2)
		if !strings.Contains(fault.Text, `"0" stands in row 2 too`) {
			t.Errorf("%d ids: %v", n, fault)
		}
	}
}

func TestAMessageShowsNoControlsAndNoWholePage(t *testing.T) {
	fault := refused(t, "id,status\n1,\x1b[31m"+strings.Repeat("long ", 100)+"\n")
	if text := fault.Error(); strings.ContainsRune(text, 0x1b) || len(text) > 400 {
		t.Errorf("got %q", text)
	}
}

func TestOneAccountInSeveralRowsIsOneThing(t *testing.T) {
	header := "id,login,email,status,kind,employee id,mfa,seat,entitlements\n"
	row := "1,ann,ann@a.ex,active,human,E1,yes,yes,team:a\n"
	for column, other := range map[string]string{
		"login": "1,bob,ann@a.ex,active,human,E1,yes,yes,team:b\n", "email": "1,ann,,active,human,E1,yes,yes,team:b\n",
		"status": "1,ann,ann@a.ex,pending,human,E1,yes,yes,team:b\n", "kind": "1,ann,ann@a.ex,active,bot,E1,yes,yes,team:b\n",
		"employee id": "1,ann,ann@a.ex,active,human,E2,yes,yes,team:b\n", "mfa": "1,ann,ann@a.ex,active,human,E1,no,yes,team:b\n",
		"seat": "1,ann,ann@a.ex,active,human,E1,yes,,team:b\n",
	} {
		if fault := refused(t, header+row+other, memberships); fault.Place.Column != column || fault.Place.Row != 3 {
			t.Errorf("%s: %v", column, fault)
		}
	}
}

func TestOptionsThatDoNotFitAreRefusedBeforeAnyFileIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		change set
		want   string
	}{
		"a field that is none":      {func(r *members.Reading) { r.Columns = map[string]string{"mail": "E-Mail"} }, "which is no field"},
		"a type of two words":       {func(r *members.Reading) { r.EntitlementType = "user group" }, "`entitlement_type:`"},
		"a column without a type":   {func(r *members.Reading) { r.EntitlementColumns = map[string]string{"Role": ""} }, "`entitlement_columns:`"},
		"the account as a type":     {func(r *members.Reading) { r.EntitlementColumns = map[string]string{"Role": "Account"} }, "no type of access"},
		"a flag without a name":     {func(r *members.Reading) { r.EntitlementFlags = map[string]string{"Jira": "jira"} }, "type:name"},
		"a flag for the account":    {func(r *members.Reading) { r.EntitlementFlags = map[string]string{"Jira": "account"} }, "type:name"},
		"a flag of no such level":   {func(r *members.Reading) { team(r); r.EntitlementFlags = map[string]string{"Ops": "Team:ops=boss"} }, "no level"},
		"levels of a glob":          {func(r *members.Reading) { r.Levels = map[string][]string{"team*": {"a"}} }, "`levels:`"},
		"a level twice":             {func(r *members.Reading) { r.Levels = map[string][]string{"team": {"a", "b", "A"}} }, "stands twice"},
		"an empty level":            {func(r *members.Reading) { r.Levels = map[string][]string{"team": {""}} }, "empty"},
		"a type twice":              {func(r *members.Reading) { r.Levels = map[string][]string{"team": nil, "Team": nil} }, "both"},
		"nothing between the items": {func(r *members.Reading) { r.Separator = "" }, "`separator:`"},
	} {
		o := options(t)
		c.change(&o.Reading)
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMissingColumnIsNamedWithTheHeadersThatThereAre(t *testing.T) {
	fault := refused(t, "id,Rolle\n1,x\n", func(r *members.Reading) { r.EntitlementColumns = map[string]string{"Role": "role"} })
	for _, want := range []string{`"Role"`, `"Rolle"`} {
		if !strings.Contains(fault.Error(), want) {
			t.Errorf("%s is missing: %v", want, fault)
		}
	}
	fault = refused(t, "Ref,Rank\n1,x\n")
	for _, want := range []string{`"id"`, `"Ref"`, "`columns: {id: ...}`"} {
		if !strings.Contains(fault.Error(), want) {
			t.Errorf("%s is missing: %v", want, fault)
		}
	}
}

func TestALineOfTotalsIsNoAccount(t *testing.T) {
	groups := func(r *members.Reading) { r.EntitlementType = "group" }
	for _, total := range []string{"Total,,57", "Total: 57 users", "total", "TOTALS", "Grand total,,", "Total users: 57", "Total = 57", "Total general"} {
		fault := refused(t, "email,name,groups\nada@acme.example,Ada,x\n"+total+"\n", groups)
		equal(t, total, fault.Place.Row, 3)
		if !strings.Contains(fault.Text, "total") || fault.Remedy == "" {
			t.Errorf("%s: %v", total, fault)
		}
	}
	for _, account := range []string{"total@acme.example", "total@acme.example,,", "Total,Total Recall,", "totalitarian,,"} {
		if s := read(t, "email,name,groups\nada@acme.example,Ada,x\n"+account+"\n", groups); len(s.Accounts) != 2 {
			t.Errorf("%s: %+v", account, s.Accounts)
		}
	}
	if s := read(t, "login\nada\ntotal\n"); len(s.Accounts) != 2 {
		t.Errorf("a list of logins alone: %+v", s.Accounts)
	}
}

func TestAnErrorOfAFormulaIsNoValue(t *testing.T) {
	groups := func(r *members.Reading) { r.EntitlementType = "group" }
	for row, column := range map[string]string{
		"#N/A,Ada,ada@acme.example,7,x":     "id",
		"1,Ada,#REF!,7,x":                   "email",
		"1,Ada,ada@acme.example,#N/A,x":     "employee id",
		"1,Ada,ada@acme.example,7,#VALUE!":  "groups",
		"1,Ada,ada@acme.example,7,a;#NAME?": "groups",
		"1,#DIV/0!,ada@acme.example,7,x":    "name",
	} {
		fault := refused(t, "id,name,email,employee id,groups\n"+row+"\n", groups)
		if fault.Place.Column != column || fault.Place.Row != 2 || !strings.Contains(fault.Text, "formula") || fault.Remedy == "" {
			t.Errorf("%s: %v", row, fault)
		}
	}
	if s := read(t, "id,name,groups\n1,# NAME,#general;#N/As\n", groups); len(s.Entitlements) != 3 {
		t.Errorf("%+v", s.Entitlements)
	}
}
