package atlassian_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/atlassian"
)

// many answers for so many rows, in pages of what is asked for.
func many(n int, row string) func(string, string) (int, string) {
	return func(_, body string) (int, string) {
		var q struct {
			Limit  int
			Cursor string
		}
		_ = json.Unmarshal([]byte(body), &q)
		start, _ := strconv.Atoi(q.Cursor)
		var rows []string
		for i := start; i < min(start+100, n); i++ {
			rows = append(rows, fmt.Sprintf(row, i))
		}
		next := ""
		if start+100 < n {
			next = strconv.Itoa(start + 100)
		}
		if q.Cursor == "" && q.Limit != 100 {
			return 400, `{}`
		}
		return 200, fmt.Sprintf(`{"data":[%s],"links":{"next":%q}}`, strings.Join(rows, ","), next)
	}
}

func TestADirectoryIsReadInPagesOfAHundred(t *testing.T) {
	for n, pages := range map[int]int{1: 1, 100: 1, 101: 2, 1500: 15} {
		s, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){
			"/users/search":  many(n, `{"accountId":"%d","groups":[],"productAccess":[]}`),
			"/users/count":   says(200, fmt.Sprintf(`{"count":%d}`, n)),
			"/groups/search": many(230, `{"id":"g%d","name":"G%[1]d"}`),
		})
		got := snapshot(t, target)
		// the directories, accounts in hundreds, their count, and groups in hundreds
		if want := 1 + pages + 1 + 3; len(got.Accounts) != n || got.Total != n || got.Calls != want || len(s.asked) != want {
			t.Errorf("%d accounts of %d in %d calls, not %d", len(got.Accounts), n, got.Calls, want)
		}
	}
}

func TestAnAccountIsWhatItsWordsSay(t *testing.T) {
	for words, want := range map[string]struct {
		status access.Status
		kind   access.Kind
		mfa    access.Tri
		gone   bool
	}{
		`"status":"active","claimStatus":"managed","mfaEnabled":false`:  {mfa: access.No},
		`"status":"active","claimStatus":"unmanaged","mfaEnabled":true`: {},
		`"status":"suspended"`:                              {status: access.Suspended},
		`"membershipStatus":"suspended"`:                    {status: access.Suspended},
		`"status":"deactivated","accountStatus":"inactive"`: {status: access.Suspended},
		`"accountStatus":"closed"`:                          {status: access.Suspended},
		`"status":"for_deletion"`:                           {status: access.Suspended},
		`"status":"not_invited"`:                            {gone: true},
		`"membershipStatus":"no_membership"`:                {gone: true},
		`"accountType":"customer"`:                          {gone: true},
		`"accountType":"app"`:                               {kind: access.Bot},
		`"email":"x@serviceaccount.atlassian.com"`:          {kind: access.Bot},
		`"platformRoles":["atlassian/guest"]`:               {kind: access.Guest},
		`"status":"a word of next year"`:                    {},
	} {
		_, target := open(t, atlassian.Options{}, users(`{"accountId":"1","groups":[],"productAccess":[],`+words+`}`))
		got := snapshot(t, target)
		if want.gone {
			if len(got.Accounts) != 0 || len(got.Remarks) != 1 || got.Total != 0 {
				t.Errorf("%s: %+v, %q, total %d", words, got.Accounts, got.Remarks, got.Total)
			}
			continue
		}
		if a := got.Accounts[0]; a.Status != want.status || a.Kind != want.kind || a.MFA != want.mfa {
			t.Errorf("%s: %s, %s, %s", words, a.Status, a.Kind, a.MFA)
		}
	}
}

func TestAnAddressThatIsNotVerifiedIsNoKey(t *testing.T) {
	for words, want := range map[string]access.Tri{
		`"emailVerified":true`:                          access.Yes,
		`"emailVerified":false`:                         access.No,
		`"emailVerified":false,"claimStatus":"managed"`: access.Unknown, // its domain is the organization's
		`"emailVerified":null`:                          access.Unknown,
	} {
		_, target := open(t, atlassian.Options{}, users(`{"accountId":"1","groups":[],"productAccess":[],"email":"ana@acme.example",`+words+`}`))
		got := snapshot(t, target)
		if e := got.Accounts[0].Emails; len(e) != 1 || e[0].Verified != want {
			t.Errorf("%s: %+v", words, e)
		}
	}
}

func TestAProductOnSeveralSitesIsHeldOnEachAndOnAny(t *testing.T) {
	_, target := open(t, atlassian.Options{}, users(
		`{"accountId":"1","groups":[],"productAccess":[{"key":"jira","id":"s1"},{"key":"confluence","id":"s1"}]}`,
		`{"accountId":"2","groups":[],"productAccess":[{"key":"jira","id":"s2","lastActiveTimestamp":"2026-06-01T00:00:00.000Z"},{"key":"jira","id":"s3"}]}`,
	))
	got := snapshot(t, target)
	if a, b := held(t, &got, "1"), held(t, &got, "2"); a != "product:confluence, product:jira, product:jira@s1" ||
		b != "product:jira, product:jira@s2, product:jira@s3" {
		t.Errorf("%s; %s", a, b)
	}
	if got.Accounts[1].LastActive != access.DateOf(2026, 6, 1) {
		t.Errorf("last active %s", got.Accounts[1].LastActive)
	}
}

func TestWhoMayEnterOneDirectoryMayEnter(t *testing.T) {
	for _, order := range []string{"d1", "d2"} {
		_, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){
			"/directories": says(200, `{"data":[{"directoryId":"d1"},{"directoryId":"d2"}]}`),
			"/users/search": func(path, _ string) (int, string) {
				status := "active"
				if strings.Contains(path, order) {
					status = "suspended"
				}
				return 200, fmt.Sprintf(`{"data":[{"accountId":"1","status":%q,"productAccess":[],"groups":[{"id":"of %s"}]}]}`, status, path)
			},
		})
		got := snapshot(t, target)
		if len(got.Accounts) != 1 || got.Accounts[0].Status != access.Enabled || len(got.Accounts[0].Grants) != 2 || got.Total != 1 {
			t.Errorf("%+v of %d", got.Accounts, got.Total)
		}
	}
}

func TestWhoIsAMemberOfOneDirectoryIsNoGuest(t *testing.T) {
	for _, first := range []string{"guest", "user"} {
		_, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){
			"/directories": says(200, `{"data":[{"directoryId":"d1"},{"directoryId":"d2"}]}`),
			"/users/search": func(path, _ string) (int, string) {
				role := first
				if strings.Contains(path, "d2") {
					role = map[string]string{"guest": "user", "user": "guest"}[first]
				}
				row := `{"accountId":"1","platformRoles":["atlassian/%s"],"groups":[],"productAccess":[{"key":"jira","id":"j"}]}`
				return 200, `{"data":[` + fmt.Sprintf(row, role) + `]}`
			},
		})
		got := snapshot(t, target)
		if a := got.Accounts[0]; a.Kind != access.Human || a.Seat != access.Yes {
			t.Errorf("first a %s: %s, seat %s", first, a.Kind, a.Seat)
		}
	}
}

func TestOnlyTheWantedDirectoriesAreRead(t *testing.T) {
	two := map[string]func(string, string) (int, string){"/directories": says(200, `{"data":[{"directoryId":"d1","name":"Acme"},{"directoryId":"d2","name":"Lab"}]}`)}
	for wanted, n := range map[string]int{"Lab": 1, "d1": 1, "": 2} {
		o := atlassian.Options{}
		if wanted != "" {
			o.Directories = []string{wanted}
		}
		s, target := open(t, o, two)
		snapshot(t, target)
		if len(s.asked) != 1+3*n {
			t.Errorf("%q: asked %q", wanted, s.asked)
		}
	}
	_, target := open(t, atlassian.Options{Directories: []string{"Elsewhere"}}, two)
	if _, err := target.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "Elsewhere") {
		t.Error(err)
	}
	_, target = open(t, atlassian.Options{}, map[string]func(string, string) (int, string){"/directories": says(200, `{"data":[]}`)})
	if _, err := target.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "read:directories:admin") {
		t.Error(err)
	}
}

func TestAListThatChangedMeanwhileIsReadOnceMore(t *testing.T) {
	for counts, works := range map[string]bool{"2,1": true, "2,2": false} {
		left := strings.Split(counts, ",")
		s, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){"/users/count": func(string, string) (int, string) {
			n := left[0]
			left = left[1:]
			return 200, `{"count":` + n + `}`
		}})
		got, err := target.Snapshot(t.Context())
		if works != (err == nil) || works && (len(got.Accounts) != 1 || got.Total != 1 || got.Calls != 1+2+2+1) || !works && !rest.Is(err, rest.Incomplete) {
			t.Errorf("%s: %d accounts, %v, asked %q", counts, len(got.Accounts), err, s.asked)
		}
	}
}

func TestAKeyWithoutTheRightScopesIsToldFromOneThatIsNone(t *testing.T) {
	for body, class := range map[string]rest.Class{
		`{"errors":[{"code":"ADMIN-401-2","title":"INSUFFICIENT_SCOPE","detail":"no scope"}]}`: rest.Forbidden,
		`{"errors":[{"code":"ADMIN-401-1","title":"UNAUTHORIZED","detail":"no key"}]}`:         rest.Unauthorized,
		`<html>`: rest.Unauthorized,
	} {
		_, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){"/users/search": says(401, body)})
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, class) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestWhatTheKeyDoesNotShowIsAHole(t *testing.T) {
	_, target := open(t, atlassian.Options{}, users(`{"accountId":"1"}`), map[string]func(string, string) (int, string){
		"/users/count": says(403, `{}`), "/groups/search": says(403, `{}`),
	})
	got := snapshot(t, target)
	for name, listed := range map[string]access.Tri{
		"the app's own count": access.No, "who manages groups": access.No, "group": access.Unknown, "product": access.Unknown,
	} {
		if f := got.Reach.Sees(name); f.Listed != listed || f.Why == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if got.Total != -1 {
		t.Errorf("total %d", got.Total)
	}
}

func TestAGroupThatOthersManageSaysSo(t *testing.T) {
	_, target := open(t, atlassian.Options{}, users(`{"accountId":"1","productAccess":[],"groups":[{"id":"g1"},{"id":"g3","name":"Unlisted"}]}`), map[string]func(string, string) (int, string){
		"/groups/search": says(200, `{"data":[{"id":"g1","name":"Synced","externalSynced":true},{"id":"g2","name":"Theirs","managementAccess":{"modifiable":false}}]}`),
	})
	got := snapshot(t, target)
	fixed := map[string]bool{}
	for _, e := range got.Entitlements {
		fixed[e.Key()] = e.Fixed != ""
	}
	if len(fixed) != 4 || !fixed["group:Synced"] || !fixed["group:Theirs"] || fixed["group:Unlisted"] || got.Accounts[0].Grants[0].ManagedBy == "" {
		t.Errorf("%v, %+v", fixed, got.Accounts[0].Grants)
	}
}

func TestAGroupOrAProductWithoutAnIdOpensAHole(t *testing.T) {
	for name, c := range map[string]string{
		"group":   `"groups":[{"name":"a"},{"name":"b"}],"productAccess":[]`,
		"product": `"groups":[],"productAccess":[{"id":"j"}]`,
	} {
		_, target := open(t, atlassian.Options{}, users(`{"accountId":"1",`+c+`}`))
		got := snapshot(t, target)
		if f := got.Reach.Sees(name); f.Listed != access.Unknown || f.Why == "" {
			t.Errorf("%s: %+v, and held is %q", name, f, held(t, &got, "1"))
		}
	}
}

func TestGroupsOfOneNameOpenAHole(t *testing.T) {
	_, target := open(t, atlassian.Options{}, map[string]func(string, string) (int, string){
		"/directories": says(200, `{"data":[{"directoryId":"d1"},{"directoryId":"d2"}]}`),
		"/groups/search": func(path, _ string) (int, string) {
			id := path[strings.Index(path, "directories/")+len("directories/"):][:2]
			return 200, `{"data":[{"id":"g-` + id + `","name":"jira-admins"},{"id":"o-` + id + `","name":"only ` + id + `"}]}`
		},
	})
	got := snapshot(t, target)
	if f := got.Reach.SeesAccess("group:jira-admins"); f.Listed != access.Unknown || !strings.Contains(f.Why, "2 groups") {
		t.Errorf("%+v", f)
	}
	if f := got.Reach.SeesAccess("group:only d1"); f.Listed != access.Yes {
		t.Errorf("%+v", f)
	}
}

func TestTheAdminsOfAnOrganizationArePrivileged(t *testing.T) {
	_, target := open(t, atlassian.Options{}, users(`{"accountId":"1","groups":[],"productAccess":[],"platformRoles":["atlassian/org-admin","atlassian/user"]}`))
	got := snapshot(t, target)
	for _, e := range got.Entitlements[1:] {
		if e.Privileged != (e.Key() == "role:org-admin") {
			t.Errorf("%+v", e)
		}
	}
	if held(t, &got, "1") != "role:org-admin, role:user" {
		t.Error(held(t, &got, "1"))
	}
}

func TestOptionsNameOrganizationAndKey(t *testing.T) {
	t.Setenv("RECONCILE_ATLASSIAN_SECRET", "hidden")
	ref, err := secret.ParseRef("env:RECONCILE_ATLASSIAN_SECRET")
	if err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]atlassian.Options{
		"`organization:`": {Organization: " ", Token: ref}, "`token:`": {Organization: "o1"},
	} {
		o.URL = "https://api.atlassian.com/admin"
		if _, err := atlassian.New(targets.Env{}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
