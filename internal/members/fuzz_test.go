package members_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

func FuzzMembers(f *testing.F) {
	f.Add([]byte("id,login,email,name,status,kind,employee_id,created,last_active,mfa,seat,entitlements,Role,Jira\n"+
		"1,ann,ann@a.ex,Ann,active,human,E1,2024-01-01,never,yes,no,team:a=member;role:b,x;y,yes\n"), false)
	f.Add([]byte("\ufeffID;Estado;Role;Jira\n1;Baja;\"a\n\u202eb\";\n2;Alta;;no\n"), false)
	f.Add([]byte("id,entitlements,Role,Jira\n1,team:a,x,\n1,TEAM : A,y,1\n1,account,,0\n"), true)
	f.Add([]byte("id,Role,Jira,status\n\x1b[31m,\xff,?,riddle\n,,,\n"), true)
	f.Add([]byte("sep=|\nid|Role|Jira\r\n1|:|\r\n"), false)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte, several bool) {
		path := filepath.Join(dir, "app.csv")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		o := members.Options{Reading: members.Reading{
			Separator: ";", Levels: map[string][]string{"team": {"member", "maintainer"}, "tier": nil},
			EntitlementColumns: map[string]string{"Role": "role"}, EntitlementFlags: map[string]string{"Jira": "product:jira"},
		}}
		if several {
			o.Reading.Rows = "memberships"
		}
		s, err := members.ReadFile(context.Background(), path, table.Options{}, o)
		reach, checkErr := members.Check(path, table.Options{}, o)
		if err != nil {
			var fault *table.Error
			if !errors.As(err, &fault) || fault.Place.File == "" || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("%T %q", err, err)
			}
			equal(t, "what was read of a faulty file", s, access.Snapshot{})
			return
		}
		if checkErr != nil {
			t.Fatal(checkErr)
		}
		equal(t, "reach", reach, s.Reach)
		sound(t, &s)
	})
}

// sound holds a snapshot against what every one keeps.
func sound(t *testing.T, s *access.Snapshot) {
	t.Helper()
	show := func(texts ...string) {
		for _, text := range texts {
			if strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("a control character is passed on in %q", text)
			}
		}
	}
	ids := map[string]bool{}
	for i, e := range s.Entitlements {
		if ids[e.ID] || e.Type == "" || (e.Name == "") != (i == 0) || i > 1 && e.ID <= s.Entitlements[i-1].ID {
			t.Errorf("entitlement %d is %+v", i, e)
		}
		ids[e.ID] = true
		show(e.ID, e.Type, e.Name, e.Level)
	}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		if a.ID == "" || i > 0 && a.ID <= s.Accounts[i-1].ID || a.Row < 2 {
			t.Errorf("account %d is %+v", i, a)
		}
		for k, g := range a.Grants {
			if g.Via != 0 || g.Entitlement < 1 || int(g.Entitlement) >= len(s.Entitlements) || k > 0 && g.Entitlement <= a.Grants[k-1].Entitlement {
				t.Errorf("%s holds %+v", a.ID, a.Grants)
			}
		}
		show(a.ID, a.Login, a.Name, a.Email(), a.EmployeeID)
	}
	if s.Rows < len(s.Accounts) || len(s.Hash) != 64 {
		t.Errorf("%d rows, %d accounts, hash %q", s.Rows, len(s.Accounts), s.Hash)
	}
}
