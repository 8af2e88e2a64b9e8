package slack_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/slack"
)

// many answers for so many accounts, in pages as they are asked for; the first is the token's.
func many(n int, field, row string) func(*http.Request) string {
	return func(r *http.Request) string {
		limit, _ := strconv.Atoi(r.FormValue("limit"))
		start, _ := strconv.Atoi(r.FormValue("cursor"))
		var rows []string
		for i := start; i < min(start+limit, n); i++ {
			rows = append(rows, fmt.Sprintf(row, i))
		}
		cursor := ""
		if start+limit < n {
			cursor = strconv.Itoa(start + limit)
		}
		return fmt.Sprintf(`{"ok":true,%q:[%s],"response_metadata":{"next_cursor":%q}}`, field, strings.Join(rows, ","), cursor)
	}
}

func TestAWorkspaceIsReadInAsFewCallsAsSlackAllows(t *testing.T) {
	for n, pages := range map[int]int{1: 1, 1000: 1, 1001: 2, 5500: 6} {
		s, target := open(t, slack.Options{}, methods{
			"auth.test":  says(`{"ok":true,"user_id":"U0","team_id":"T1"}`),
			"users.list": many(n, "members", `{"id":"U%d","team_id":"T1","profile":{"email":"x@acme.example"}}`),
		})
		got := snapshot(t, target)
		// pages of a thousand, all user groups at once, and whose token it is
		if len(got.Accounts) != n || got.Calls != pages+2 || len(s.asked) != pages+2 || got.Pages != pages {
			t.Errorf("%d accounts of %d in %d calls, not %d: %q", len(got.Accounts), n, got.Calls, pages+2, s.asked)
		}
	}
}

func TestAnOrganizationIsReadInPagesOfAHundred(t *testing.T) {
	user := `{"id":"U%d","email":"x@acme.example","workspaces":["T1"]}`
	s, target := open(t, slack.Options{}, methods{
		"auth.test":        says(`{"ok":true,"user_id":"U0","team_id":"E1","enterprise_id":"E1","is_enterprise_install":true}`),
		"admin.teams.list": says(`{"ok":true,"teams":[{"id":"T1","name":"Acme","team_url":"https://acme.slack.com/"},{"id":"T2","team_url":"https://lab.slack.com/"}]}`),
		"admin.users.list": func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[]}`
			}
			return many(250, "users", user)(r)
		},
	})
	got := snapshot(t, target)
	if len(got.Accounts) != 250 || s.calls("admin.users.list") != 3+1 || s.calls("usergroups.list") != 2 || len(s.asked) != 1+1+4+1+2 {
		t.Errorf("%d accounts, asked %q", len(got.Accounts), s.asked)
	}
	if held(t, &got, "U7") != "workspace:acme" {
		t.Errorf("holds %s", held(t, &got, "U7"))
	}
}

func TestAWorkspaceThatNoListNamesOpensAHole(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{
		"auth.test":        says(`{"ok":true,"user_id":"U0","team_id":"E1","enterprise_id":"E1","is_enterprise_install":true}`),
		"admin.teams.list": says(`{"ok":true,"teams":[{"id":"T1","team_url":"https://acme.slack.com/"}]}`),
		"admin.users.list": func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[]}`
			}
			return `{"ok":true,"users":[{"id":"U1","workspaces":["T1","T9"]},{"id":"U2","workspaces":["T9"]}]}`
		},
	})
	got := snapshot(t, target)
	for _, name := range []string{"workspace", "usergroup"} {
		if f := got.Reach.Sees(name); f.Listed != access.Unknown || !strings.Contains(f.Why, "1 workspaces") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestASeatInOneWorkspaceOfAnOrganizationIsASeat(t *testing.T) {
	_, target := open(t, slack.Options{Also: []string{"billing"}}, methods{
		"auth.test":        says(`{"ok":true,"user_id":"U1","is_enterprise_install":true}`),
		"admin.teams.list": says(`{"ok":true,"teams":[{"id":"T1","team_url":"https://acme.slack.com/"},{"id":"T2","team_url":"https://lab.slack.com/"}]}`),
		"admin.users.list": func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[]}`
			}
			return `{"ok":true,"users":[{"id":"U1"},{"id":"U2"}]}`
		},
		"team.billableInfo": func(r *http.Request) string {
			return fmt.Sprintf(`{"ok":true,"billable_info":{"U1":{"billing_active":%t},"U2":{"billing_active":false}}}`, r.FormValue("team_id") == "T1")
		},
	})
	got := snapshot(t, target)
	if a, b := got.Accounts[0].Seat, got.Accounts[1].Seat; a != access.Yes || b != access.No {
		t.Errorf("%s, %s", a, b)
	}
}

func TestOnlyTheWantedWorkspacesOfAnOrganizationCount(t *testing.T) {
	answers := methods{
		"auth.test":        says(`{"ok":true,"user_id":"U0","team_id":"E1","enterprise_id":"E1","is_enterprise_install":true}`),
		"admin.teams.list": says(`{"ok":true,"teams":[{"id":"T1","team_url":"https://acme.slack.com/"},{"id":"T2","team_url":"https://lab.slack.com/"}]}`),
		"admin.users.list": func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[]}`
			}
			return `{"ok":true,"users":[{"id":"U1","email":"a@acme.example","workspaces":["T1","T2"],"has_2fa":false,"has_sso":true},
				{"id":"U2","email":"b@acme.example","workspaces":["T2"],"has_2fa":false}]}`
		},
	}
	_, target := open(t, slack.Options{Workspaces: []string{"T1"}}, answers)
	got := snapshot(t, target)
	if len(got.Accounts) != 1 || held(t, &got, "U1") != "workspace:acme" {
		t.Errorf("%+v", got.Accounts)
	}
	if got.Accounts[0].MFA != access.Unknown {
		t.Error("who signs in elsewhere has no second factor at Slack, and is said to have none at all")
	}
	_, target = open(t, slack.Options{Workspaces: []string{"T3"}}, answers)
	if _, err := target.Snapshot(t.Context()); err == nil || !strings.Contains(err.Error(), "no workspace T3") {
		t.Errorf("a workspace that is not there: %v", err)
	}
	_, target = open(t, slack.Options{Workspaces: []string{"T1"}}, nil)
	if _, err := target.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "`workspaces:`") {
		t.Errorf("the token of one workspace: %v", err)
	}
}

func TestEveryErrorOfSlackFailsTheReadByItsClass(t *testing.T) {
	for name, class := range map[string]rest.Class{
		"invalid_auth": rest.Unauthorized, "not_authed": rest.Unauthorized, "token_revoked": rest.Unauthorized, "account_inactive": rest.Unauthorized,
		"missing_scope": rest.Forbidden, "not_allowed_token_type": rest.Forbidden, "paid_only": rest.Forbidden, "feature_not_enabled": rest.Forbidden,
		"team_not_found": rest.NotFound, "unknown_method": rest.NotFound, "internal_error": rest.Server, "fatal_error": rest.Server,
		"invalid_cursor": rest.Invalid, "whatever": rest.Invalid,
	} {
		s, target := open(t, slack.Options{}, methods{"users.list": says(`{"ok":false,"error":"` + name + `"}`)})
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, class) || !strings.Contains(err.Error(), name) || len(s.asked) != 2 {
			t.Errorf("%s: %v after %q", name, err, s.asked)
		}
	}
}

func TestALimitIsWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		want   time.Duration
	}{
		"told": {http.Header{"Retry-After": {"7"}}, 7 * time.Second}, "untold": {nil, 30 * time.Second},
	} {
		first := true
		var s *server
		s, target := open(t, slack.Options{}, methods{"users.list": func(r *http.Request) string {
			if first {
				first = false
				s.header = c.header
				return `{"ok":false,"error":"ratelimited"}`
			}
			return small()["users.list"](r)
		}})
		before := s.clock.Now()
		snapshot(t, target)
		if waited := s.clock.Now().Sub(before); waited != c.want {
			t.Errorf("%s: waited %s, not %s", name, waited, c.want)
		}
	}
}

func TestWhatTheTokenLacksIsNamedWithItsScope(t *testing.T) {
	_, target := open(t, slack.Options{Also: []string{"billing", "activity"}}, methods{
		"users.list":        says(`{"ok":true,"members":[{"id":"UBOB","profile":{}},{"id":"UAPP","is_bot":true,"profile":{}}]}`),
		"usergroups.list":   says(`{"ok":false,"error":"missing_scope","needed":"usergroups:read","provided":"users:read"}`),
		"team.billableInfo": says(`{"ok":false,"error":"not_allowed_token_type"}`),
		"team.accessLogs":   says(`{"ok":false,"error":"paid_only"}`),
	})
	reach, err := target.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, word := range map[string]string{
		"usergroup": "missing_scope, needed is usergroups:read, the token has users:read", "addresses": "users:read.email",
		"second factors": "admins", "seats": "not_allowed_token_type", "last activity": "paid_only",
	} {
		if f := reach.Sees(name); f.Listed != access.No || !strings.Contains(f.Why, word) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestTheTokenOfAGuestIsRefused(t *testing.T) {
	guest := `{"id":"UAPP","is_restricted":true,"profile":{}}`
	for name, m := range map[string]methods{
		"in the list": {"users.list": says(`{"ok":true,"members":[` + guest + `]}`)},
		"not on the first page": {
			"users.list": says(`{"ok":true,"members":[{"id":"UBOB","profile":{}}],"response_metadata":{"next_cursor":"x"}}`),
			"users.info": says(`{"ok":true,"user":` + guest + `}`),
		},
	} {
		_, target := open(t, slack.Options{}, m)
		if _, err := target.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "guest") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAListWithoutTheTokensOwnAccountIsNotWhole(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{"users.list": says(`{"ok":true,"members":[{"id":"UBOB","profile":{}}]}`)})
	if got, err := target.Snapshot(t.Context()); err == nil {
		t.Errorf("%d accounts", len(got.Accounts))
	}
}

func TestAnAccountIsWhatItsFlagsSay(t *testing.T) {
	for flags, want := range map[string]struct {
		kind   access.Kind
		status access.Status
		seat   access.Tri
		role   string
	}{
		``:                                {},
		`"is_app_user":true`:              {}, // somebody who uses the app that asks
		`"is_admin":true`:                 {role: "role:admin"},
		`"is_admin":true,"is_owner":true`: {role: "role:owner"},
		`"is_owner":true,"is_primary_owner":true`:         {role: "role:primary-owner"},
		`"is_restricted":true`:                            {kind: access.Guest},
		`"is_restricted":true,"is_ultra_restricted":true`: {kind: access.Guest, seat: access.No},
		`"is_bot":true`:                                   {kind: access.Bot, seat: access.No},
		`"is_workflow_bot":true`:                          {kind: access.Bot, seat: access.No},
		`"deleted":true`:                                  {status: access.Suspended, seat: access.No},
		`"is_invited_user":true`:                          {status: access.Invited},
	} {
		row := `{"id":"U1","profile":{"email":"x@acme.example"}` + strings.TrimSuffix(","+flags, ",") + `},{"id":"UAPP","is_bot":true,"profile":{}}`
		_, target := open(t, slack.Options{}, methods{"users.list": says(`{"ok":true,"members":[` + row + `]}`)})
		got := snapshot(t, target)
		a := account(t, &got, "U1")
		if a.Kind != want.kind || a.Status != want.status || a.Seat != want.seat || held(t, &got, "U1") != want.role {
			t.Errorf("%s: %s, %s, seat %s, holds %q", flags, a.Kind, a.Status, a.Seat, held(t, &got, "U1"))
		}
		if role := got.Entitlements[len(got.Entitlements)-1]; want.role != "" && !role.Privileged {
			t.Errorf("%s is not privileged", role.Key())
		}
	}
}

func TestAnAddressThatIsNotConfirmedIsNoKeyUnlessItWasInvited(t *testing.T) {
	for flags, want := range map[string]access.Tri{
		``:                           access.Unknown,
		`"is_email_confirmed":true`:  access.Yes,
		`"is_email_confirmed":false`: access.No,
		`"is_email_confirmed":false,"is_invited_user":true`: access.Unknown, // whoever has the mailbox comes in
	} {
		row := `{"id":"U1","profile":{"email":"x@acme.example"}` + strings.TrimSuffix(","+flags, ",") + `},{"id":"UAPP","is_bot":true,"profile":{}}`
		_, target := open(t, slack.Options{}, methods{"users.list": says(`{"ok":true,"members":[` + row + `]}`)})
		got := snapshot(t, target)
		if a := account(t, &got, "U1"); len(a.Emails) != 1 || a.Emails[0].Verified != want {
			t.Errorf("%s: %+v", flags, a.Emails)
		}
	}
}

func TestSlacksOwnAccountAndThoseOfOthersAreNotListed(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{
		"auth.test": says(`{"ok":true,"user_id":"UAPP","team_id":"T1","enterprise_id":"E1"}`),
		"users.list": says(`{"ok":true,"members":[{"id":"USLACKBOT","profile":{}},{"id":"UX","team_id":"T2","profile":{}},
			{"id":"UY","team_id":"T1","is_stranger":true,"profile":{}},{"id":"UZ","team_id":"T2","enterprise_user":{"enterprise_id":"E1"},"profile":{}},
			{"id":"UAPP","is_bot":true,"profile":{}}]}`),
		"usergroups.list": says(`{"ok":true,"usergroups":[{"id":"S1","handle":"all","users":["UX","UZ","USLACKBOT"]}]}`),
	})
	got := snapshot(t, target)
	if len(got.Accounts) != 2 || held(t, &got, "UZ") != "usergroup:all" || len(got.Remarks) != 1 {
		t.Errorf("%+v, %q", got.Accounts, got.Remarks)
	}
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Yes {
		t.Errorf("members: %+v", f)
	}
}

func TestAMemberOfAGroupWhomTheListLacksOpensAHole(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{"usergroups.list": says(`{"ok":true,"usergroups":[{"id":"S1","handle":"all","users":["UGONE"]}]}`)})
	got := snapshot(t, target)
	for _, name := range []string{access.FacetMembers, access.FacetGuests, access.FacetBots} {
		if f := got.Reach.Sees(name); f.Listed != access.Unknown || f.Why == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestAGroupThatComesWithoutItsMembersOpensAHole(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{"usergroups.list": says(`{"ok":true,"usergroups":[{"id":"S1","handle":"all","user_count":"7"},
		{"id":"S2","handle":"none","user_count":0},{"id":"S3","handle":"some","user_count":2,"users":["UBOB"]},
		{"id":"S4","handle":"more","user_count":"0","users":["UBOB"]},{"id":"S5","handle":"uncounted","users":["UBOB"]}]}`)})
	got := snapshot(t, target)
	if f := got.Reach.Sees("usergroup"); f.Listed != access.Unknown || !strings.Contains(f.Why, "2 user groups") {
		t.Errorf("%+v", f)
	}
}

func TestAGroupThatOthersManageSaysSo(t *testing.T) {
	_, target := open(t, slack.Options{}, methods{"usergroups.list": says(`{"ok":true,"usergroups":[
		{"id":"S1","handle":"a","is_idp_group":true,"users":["UBOB"]},{"id":"S2","handle":"b","is_membership_locked":true,"users":[]},{"id":"S3","name":"C","users":[]}]}`)})
	got := snapshot(t, target)
	fixed := map[string]bool{}
	for _, e := range got.Entitlements {
		fixed[e.Key()] = e.Fixed != ""
	}
	if !fixed["usergroup:a"] || !fixed["usergroup:b"] || fixed["usergroup:C"] || account(t, &got, "UBOB").Grants[0].ManagedBy == "" {
		t.Errorf("%v, %+v", fixed, account(t, &got, "UBOB").Grants)
	}
}

func TestNoSecondFactorIsConcludedFromWherePeopleSignInElsewhere(t *testing.T) {
	users := says(`{"ok":true,"members":[{"id":"U1","has_2fa":false,"profile":{}},{"id":"U2","has_2fa":true,"profile":{}},{"id":"UAPP","is_bot":true,"profile":{}}]}`)
	for team, want := range map[string]access.Tri{
		`{"ok":true,"team":{"id":"T1"}}`:                                access.No,
		`{"ok":true,"team":{"id":"T1","sso_provider":{"type":"saml"}}}`: access.Unknown,
		`{"ok":false,"error":"missing_scope","needed":"team:read"}`:     access.Unknown,
	} {
		_, target := open(t, slack.Options{}, methods{"users.list": users, "team.info": says(team)})
		got := snapshot(t, target)
		if a, b := account(t, &got, "U1").MFA, account(t, &got, "U2").MFA; a != want || b != access.Yes {
			t.Errorf("%s: %s, %s", team, a, b)
		}
		if f := got.Reach.Sees("second factors"); (f.Listed == access.Yes) != (want == access.No) {
			t.Errorf("%s: %+v", team, f)
		}
		checked, err := target.Check(t.Context())
		if err != nil || checked.Sees("second factors") != got.Reach.Sees("second factors") {
			t.Errorf("a check says %+v, %v", checked.Sees("second factors"), err)
		}
	}
}

func TestAnAccessLogThatIsTooLongCallsNobodyIdle(t *testing.T) {
	n := 0
	_, target := open(t, slack.Options{Also: []string{"activity"}}, methods{"team.accessLogs": func(*http.Request) string {
		n++
		return fmt.Sprintf(`{"ok":true,"logins":[{"user_id":"UBOB","date_last":1600000000}],"response_metadata":{"next_cursor":"%d"}}`, n)
	}})
	got := snapshot(t, target)
	if f := got.Reach.Sees("last activity"); n != 100 || f.Listed != access.No || account(t, &got, "UBOB").LastActive != 0 {
		t.Errorf("%d pages, %+v", n, f)
	}
}

func TestOptionsNameAToken(t *testing.T) {
	if _, err := slack.New(targets.Env{}, slack.Options{Token: secret.Ref{}, URL: "https://slack.com/api"}); err == nil || !strings.Contains(err.Error(), "`token:`") {
		t.Error(err)
	}
}
