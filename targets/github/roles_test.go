package github_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/targets/github"
)

const rolesPath = "/orgs/acme/organization-roles"

// withRoles answers for small with two teams, some below all, and with lists of roles by the end of their path.
func withRoles(lists map[string]string) http.HandlerFunc {
	all := map[string]string{
		"/orgs/acme/teams":              `[{"id":7,"slug":"all","name":"All"},{"id":8,"slug":"some","name":"Some","parent":{"slug":"all"}}]`,
		"/orgs/acme/teams/all/members":  `[{"id":1,"role":"maintainer","inherited":false},{"id":2,"role":"member","inherited":true}]`,
		"/orgs/acme/teams/some/members": `[{"id":2,"role":"member","inherited":false}]`,
	}
	for path, text := range lists {
		all[rolesPath+path] = text
	}
	return small(func(w http.ResponseWriter, r *http.Request) {
		if text := all[r.URL.Path]; text != "" {
			fmt.Fprint(w, text)
		}
	})
}

const fourRoles = `{"total_count":4,"roles":[{"id":30,"name":"Auditor","source":"Organization","permissions":["read_audit_logs"]},
	{"id":31,"name":"Owner","base_role":"admin","source":"Enterprise"},
	{"id":32,"name":"all_repo_read","base_role":"read","source":"Predefined"},
	{"id":33,"name":"all_repo_admin","base_role":"admin","source":"Predefined"}]}`

func TestOrganizationRolesAreHeldByOneselfAndThroughATeam(t *testing.T) {
	s, target := open(t, github.Options{Token: ref(t, "x")}, withRoles(map[string]string{
		"": fourRoles,
		"/30/users": `[{"id":1,"assignment":"mixed","inherited_from":[{"id":7,"slug":"all","name":"All"}]},
			{"id":2,"assignment":"indirect","inherited_from":[{"id":7,"slug":"all","name":"All"}]}]`,
		"/31/users": `[{"id":1,"assignment":"direct","inherited_from":[]},
			{"id":2,"assignment":"indirect","inherited_from":[{"id":99,"slug":"ent:all","name":"Of the enterprise"}]}]`,
		"/33/users": `[{"id":2,"assignment":"direct","inherited_from":[]}]`,
	}))
	got := snapshot(t, target)
	want := map[string]string{
		"1": "role:Auditor, role:Auditor via team:all=maintainer, role:Owner (custom), role:owner, team:all=maintainer",
		"2": "role:Auditor via team:all=member, role:Owner (custom) via team:ent:all=member, role:all_repo_admin, " +
			"team:all=member via team:some=member, team:some=member",
	}
	for id, keys := range want {
		if h := held(&got, id); h != keys {
			t.Errorf("%s holds %s", id, h)
		}
	}
	privileged := map[string]bool{"role:owner": true, "role:Owner (custom)": true, "role:all_repo_admin": true}
	for _, e := range got.Entitlements {
		if e.Privileged != privileged[e.Key()] {
			t.Errorf("%s: privileged is %t", e.Key(), e.Privileged)
		}
	}
	if n := calls(s, "/teams?"); n != 1 {
		t.Errorf("teams were asked for %d times: %q", n, s.asked)
	}
	for key, listed := range map[string]access.Tri{
		"role:auditor": access.Yes, "role:owner": access.Yes, "role:all_repo_read": access.Yes, "role:all_repo_admin": access.Yes,
		"role:billing-manager": access.No,
	} {
		if f := got.Reach.SeesAccess(key); f.Listed != listed {
			t.Errorf("%s: %+v", key, f)
		}
	}
}

func TestAServerThatListsDirectHoldersAloneIsAskedForTheTeamsOfARole(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, withRoles(map[string]string{
		"":          `{"total_count":2,"roles":[{"id":30,"name":"Auditor","organization":{"id":1}},{"id":33,"name":"all_repo_admin","organization":null}]}`,
		"/30/users": `[{"id":2}]`, "/30/teams": `[{"id":7,"slug":"all","name":"All"}]`,
		"/33/users": `[]`, "/33/teams": `[{"id":8,"slug":"some","name":"Some"}]`,
	}))
	got := snapshot(t, target)
	if a, b := held(&got, "1"), held(&got, "2"); !strings.HasPrefix(a, "role:Auditor via team:all=maintainer, role:owner") ||
		!strings.HasPrefix(b, "role:Auditor, role:Auditor via team:all=member, role:all_repo_admin via team:some=member, team:all") {
		t.Errorf("%s; %s", a, b)
	}
	if i := slices.IndexFunc(got.Entitlements, func(e access.Entitlement) bool { return e.Key() == "role:all_repo_admin" }); i < 0 || !got.Entitlements[i].Privileged {
		t.Errorf("a server that says no base role: who administers every repository is not privileged: %+v", got.Entitlements)
	}
}

func TestARoleIsACallAndTwoOnlyWhereItIsNotSaidHowItIsHeld(t *testing.T) {
	auditor := `{"total_count":1,"roles":[{"id":30,"name":"Auditor","source":"Organization"}]}`
	for name, c := range map[string]struct {
		lists map[string]string
		want  int
	}{
		"none":                                  {map[string]string{"": `{"total_count":0,"roles":[]}`}, 1},
		"GitHub's own, that nobody has":         {map[string]string{"": `{"total_count":1,"roles":[{"id":32,"name":"all_repo_read","source":"Predefined"}]}`}, 2},
		"one":                                   {map[string]string{"": auditor, "/30/users": `[{"id":2,"assignment":"direct"}]`}, 2},
		"one that nobody has":                   {map[string]string{"": auditor}, 2},
		"one of which it is not said":           {map[string]string{"": auditor, "/30/users": `[{"id":2}]`}, 3},
		"one that nobody has, on older servers": {map[string]string{"": strings.Replace(auditor, `"source":"Organization"`, `"source":null`, 1)}, 3},
	} {
		s, target := open(t, github.Options{Token: ref(t, "x")}, withRoles(c.lists))
		got := snapshot(t, target)
		if n := calls(s, rolesPath); n != c.want {
			t.Errorf("%s: %d calls, not %d: %q", name, n, c.want, s.asked)
		}
		isThere := slices.ContainsFunc(got.Entitlements, func(e access.Entitlement) bool {
			return e.Type == "role" && e.Key() != "role:owner"
		})
		if isThere != (c.want > 1) {
			t.Errorf("%s: the role is there is %t", name, isThere)
		}
	}
}

func TestOrganizationRolesThatAreNotShownAreAHoleAndOwnersAreStillSeen(t *testing.T) {
	for _, path := range []string{rolesPath, rolesPath + "/30/users", rolesPath + "/30/teams"} {
		for _, status := range []int{403, 404, 422} {
			lists := withRoles(map[string]string{"": fourRoles, "/30/users": `[{"id":2}]`})
			_, target := open(t, github.Options{Token: ref(t, "x")}, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == path {
					w.WriteHeader(status)
					fmt.Fprint(w, `{"message":"no"}`)
					return
				}
				lists(w, r)
			})
			got := snapshot(t, target)
			if f := got.Reach.SeesAccess("role:auditor"); f.Listed != access.No || f.Why == "" {
				t.Errorf("%s %d: %+v", path, status, f)
			}
			if f := got.Reach.SeesAccess("role:owner"); f.Listed != access.Yes || !strings.HasPrefix(held(&got, "1"), "role:owner, team:") {
				t.Errorf("%s %d: owners: %+v, %s", path, status, f, held(&got, "1"))
			}
		}
	}
}

func TestOrganizationRolesThatAreNotWholeFailTheRead(t *testing.T) {
	users := `[{"id":2,"assignment":"direct"}]`
	for name, c := range map[string]struct {
		lists map[string]string
		class rest.Class
	}{
		"half":           {map[string]string{"": fourRoles[:len(fourRoles)/2]}, rest.Decode},
		"no roles":       {map[string]string{"": `{}`}, rest.Decode},
		"fewer":          {map[string]string{"": strings.Replace(fourRoles, "4", "5", 1), "/30/users": users, "/31/users": users}, rest.Incomplete},
		"a role twice":   {map[string]string{"": `{"roles":[{"id":30},{"id":30}]}`}, rest.Incomplete},
		"half a page":    {map[string]string{"": fourRoles, "/30/users": `[{"id":2`, "/31/users": users}, rest.Decode},
		"a holder twice": {map[string]string{"": fourRoles, "/30/users": `[{"id":2,"assignment":"direct"},{"id":2}]`, "/31/users": users}, rest.Incomplete},
		"a team twice":   {map[string]string{"": fourRoles, "/30/users": `[{"id":2}]`, "/30/teams": `[{"id":7},{"id":7}]`, "/31/users": users}, rest.Incomplete},
	} {
		_, target := open(t, github.Options{Token: ref(t, "x")}, withRoles(c.lists))
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, c.class) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHolderOfARoleWhomTheListOfMembersLacksOpensAHole(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, withRoles(map[string]string{
		"": fourRoles, "/30/users": `[{"id":3,"assignment":"direct"}]`,
	}))
	got := snapshot(t, target)
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Unknown || f.Why == "" {
		t.Errorf("members: %+v", f)
	}
}
