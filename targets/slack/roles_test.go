package slack_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/targets/slack"
)

// grid answers for an organization of two workspaces with ann and bob, and with a list of roles.
func grid(roles func(*http.Request) string) methods {
	return methods{
		"auth.test": says(`{"ok":true,"user_id":"UANN","team_id":"E1","enterprise_id":"E1","is_enterprise_install":true}`),
		"admin.teams.list": says(`{"ok":true,"teams":[{"id":"T1","name":"Acme Inc","team_url":"https://acme.slack.com/"},
			{"id":"T2","team_url":"https://lab.slack.com/"}]}`),
		"admin.users.list": func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[{"id":"UOLD","workspaces":["T1"]}]}`
			}
			return `{"ok":true,"users":[{"id":"UANN","workspaces":["T1"],"is_owner":true},{"id":"UBOB","workspaces":["T2"]}]}`
		},
		"admin.roles.listAssignments": roles,
	}
}

// assigned is a list of roles, each written as its id, what it is for, and its holder.
func assigned(list ...string) func(*http.Request) string {
	var rows []string
	for _, text := range list {
		f := strings.Fields(text)
		rows = append(rows, fmt.Sprintf(`{"role_id":%q,"entity_id":%q,"user_id":%q,"date_create":1700000000}`, f[0], f[1], f[2]))
	}
	return says(`{"ok":true,"role_assignments":[` + strings.Join(rows, ",") + `]}`)
}

func TestARoleOfAnOrganizationSaysWhatItIsFor(t *testing.T) {
	_, target := open(t, slack.Options{}, grid(assigned("Rl03 E1 UBOB", "Rl03 T1 UBOB", "Rl03 T2 UBOB", "Rl0C T9 UBOB", "Rl0AB12CD E1 UANN",
		"Rl0F E1 UOLD")))
	got := snapshot(t, target)
	for id, want := range map[string]string{
		"UANN": "role:Rl0AB12CD, role:owner, workspace:acme",
		"UBOB": "role:T9/audit-logs-admin, role:acme/user-admin, role:lab/user-admin, role:user-admin, workspace:lab",
		"UOLD": "role:exports-admin, workspace:acme",
	} {
		if h := held(t, &got, id); h != want {
			t.Errorf("%s holds %s", id, h)
		}
	}
	titles := map[string]string{
		"role:user-admin": "User Admin of the organization", "role:acme/user-admin": "User Admin of Acme Inc", "role:lab/user-admin": "User Admin of T2",
		"role:Rl0AB12CD": "Rl0AB12CD of the organization",
	}
	for _, e := range got.Entitlements {
		if want := titles[e.Key()]; want != "" && e.Title != want {
			t.Errorf("%s: %q", e.Key(), e.Title)
		}
		if e.Type == "role" && !e.Privileged {
			t.Errorf("%s is not privileged", e.Key())
		}
	}
	if f := got.Reach.SeesAccess("role:user-admin"); f.Listed != access.Yes {
		t.Errorf("roles: %+v", f)
	}
}

func TestARoleInAChannelIsLeftOutWithTheChannels(t *testing.T) {
	_, target := open(t, slack.Options{}, grid(assigned("Rl0A C1 UBOB", "Rl0A G2 UBOB", "Rl0A C1 UGONE", "Rl0A T2 UBOB")))
	got := snapshot(t, target)
	if h := held(t, &got, "UBOB"); h != "role:lab/channel-manager, workspace:lab" {
		t.Errorf("bob holds %s", h)
	}
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Yes {
		t.Errorf("members: %+v", f)
	}
}

func TestRolesOfAnOrganizationAreReadInPagesOfTwoHundred(t *testing.T) {
	row := `{"role_id":"Rl03","entity_id":"E1","user_id":"U%d","date_create":1}`
	for n, pages := range map[int]int{0: 1, 200: 1, 201: 2, 1000: 5} {
		answers := grid(many(n, "role_assignments", row))
		answers["admin.users.list"] = func(r *http.Request) string {
			if r.FormValue("is_active") == "false" {
				return `{"ok":true,"users":[]}`
			}
			return many(1000, "users", `{"id":"U%d"}`)(r)
		}
		s, target := open(t, slack.Options{}, answers)
		got := snapshot(t, target)
		holders := 0
		for _, a := range got.Accounts {
			holders += len(a.Grants)
		}
		if asked := s.calls("admin.roles.listAssignments"); asked != pages || holders != n {
			t.Errorf("%d roles: %d calls, not %d; %d have it", n, asked, pages, holders)
		}
	}
}

func TestRolesThatTheTokenMayNotSeeAreAHoleAndOwnersAreStillSeen(t *testing.T) {
	for _, refusal := range []string{
		`"missing_scope","needed":"admin.roles:read","provided":"admin.users:read"`, `"feature_not_enabled"`, `"invalid_actor"`,
		`"not_allowed_token_type"`, `"unknown_method"`,
	} {
		first := assigned("Rl03 E1 UBOB")(nil)
		for name, roles := range map[string]func(*http.Request) string{
			"at once": says(`{"ok":false,"error":` + refusal + `}`),
			"after a page": func(r *http.Request) string {
				if r.FormValue("cursor") == "" {
					return strings.TrimSuffix(first, "}") + `,"response_metadata":{"next_cursor":"x"}}`
				}
				return `{"ok":false,"error":` + refusal + `}`
			},
		} {
			_, target := open(t, slack.Options{}, grid(roles))
			got := snapshot(t, target)
			said, _, _ := strings.Cut(strings.Trim(refusal, `"`), `"`)
			if f := got.Reach.SeesAccess("role:user-admin"); f.Listed != access.No || !strings.Contains(f.Why, said) {
				t.Errorf("%s %s: %+v", refusal, name, f)
			}
			if f := got.Reach.SeesAccess("role:owner"); f.Listed != access.Yes || held(t, &got, "UANN") != "role:owner, workspace:acme" {
				t.Errorf("%s %s: owners: %+v, ann holds %s", refusal, name, f, held(t, &got, "UANN"))
			}
			if held(t, &got, "UBOB") != "workspace:lab" {
				t.Errorf("%s %s: a part was taken for the whole: %s", refusal, name, held(t, &got, "UBOB"))
			}
		}
	}
}

func TestAListOfRolesThatIsNotWholeFailsTheRead(t *testing.T) {
	page := strings.TrimSuffix(assigned("Rl03 E1 UBOB")(nil), "}")
	for name, c := range map[string]struct {
		roles func(*http.Request) string
		class rest.Class
	}{
		"the same cursor twice": {func(r *http.Request) string {
			list := strings.ReplaceAll(page, "UBOB", "UBOB"+r.FormValue("cursor"))
			return list + `,"response_metadata":{"next_cursor":"x"}}`
		}, rest.Incomplete},
		"a page twice": {func(r *http.Request) string {
			next := map[string]string{"": "x"}[r.FormValue("cursor")]
			return page + `,"response_metadata":{"next_cursor":"` + next + `"}}`
		}, rest.Incomplete},
		"no list":           {says(`{"ok":true}`), rest.Decode},
		"half a list":       {says(page), rest.Decode},
		"no holder":         {says(`{"ok":true,"role_assignments":[{"role_id":"Rl03","entity_id":"E1"}]}`), rest.Decode},
		"another error":     {says(`{"ok":false,"error":"invalid_cursor"}`), rest.Invalid},
		"an error of Slack": {says(`{"ok":false,"error":"internal_error"}`), rest.Server},
	} {
		_, target := open(t, slack.Options{}, grid(c.roles))
		if got, err := target.Snapshot(t.Context()); !rest.Is(err, c.class) {
			t.Errorf("%s: %d accounts, %v", name, len(got.Accounts), err)
		}
	}
}

func TestACursorOfRolesCountsWhereverItStands(t *testing.T) {
	_, target := open(t, slack.Options{}, grid(func(r *http.Request) string {
		if r.FormValue("cursor") == "x" {
			return assigned("Rl03 E1 UANN")(r)
		}
		return strings.TrimSuffix(assigned("Rl03 E1 UBOB")(r), "}") + `,"next_cursor":"x"}`
	}))
	got := snapshot(t, target)
	if h := held(t, &got, "UANN"); h != "role:owner, role:user-admin, workspace:acme" {
		t.Errorf("the last page was not read: ann holds %s", h)
	}
}

func TestAHolderOfARoleWhomTheListOfAccountsLacksOpensAHole(t *testing.T) {
	_, target := open(t, slack.Options{}, grid(assigned("Rl03 E1 UGONE", "Rl03 E1 USLACKBOT")))
	got := snapshot(t, target)
	f := got.Reach.Sees(access.FacetMembers)
	if f.Listed != access.Unknown || !strings.HasPrefix(f.Why, "1 members of user groups or holders of roles") {
		t.Errorf("members: %+v", f)
	}
}

func TestRolesOfWorkspacesThatAreNotWantedDoNotCount(t *testing.T) {
	_, target := open(t, slack.Options{Workspaces: []string{"T1"}}, grid(assigned("Rl03 T2 UANN", "Rl03 T1 UANN", "Rl02 E1 UANN", "Rl02 E1 UBOB")))
	got := snapshot(t, target)
	if h := held(t, &got, "UANN"); h != "role:acme/user-admin, role:owner, role:role-admin, workspace:acme" {
		t.Errorf("ann holds %s", h)
	}
	if slices.ContainsFunc(got.Entitlements, func(e access.Entitlement) bool { return strings.Contains(e.Key(), "lab") }) {
		t.Errorf("entitlements %+v", got.Entitlements)
	}
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Yes {
		t.Errorf("bob is in another workspace, and members are %+v", f)
	}
}
