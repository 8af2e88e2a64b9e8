// Package githubfake is an organization at GitHub, faked after GitHub's description of REST and its GraphQL schema. Only tests
// import it.
package githubfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/github"
	"reconcile/targets/targettest"
)

const (
	org = "acme-apps"
	// enterprise is that of the organization with GraphQL.
	enterprise = "acme"
)

// Fakes returns GitHub with GraphQL, and a server that has REST alone.
func Fakes() []targettest.Fake {
	return []targettest.Fake{
		{
			Name: "graphql", Options: enterpriseOptions, Shows: func(w targettest.World) targettest.World { return shows(w, true) },
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, true) },
		},
		{
			Name: "rest", Options: options, Shows: func(w targettest.World) targettest.World { return shows(w, false) },
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, false) },
			Without: map[targettest.Twist]string{
				targettest.Overcount: "lists of REST have no total", targettest.Undercount: "lists of REST have no total",
				targettest.EmptyEarly: "a page without a link to the next is the last",
			},
		},
	}
}

func options(ref secret.Ref) any {
	return &github.Options{Organization: org, Token: ref, URL: option.URL(targettest.Address), API: "auto"}
}

func enterpriseOptions(ref secret.Ref) any {
	o := options(ref).(*github.Options)
	o.Enterprise = enterprise
	return o
}

// number gives accounts ids as GitHub has them.
func number(w *targettest.World, id string) string {
	if _, err := strconv.ParseUint(id, 10, 64); err == nil {
		return id
	}
	i := slices.IndexFunc(w.Accounts, func(a targettest.Account) bool { return a.ID == id })
	return strconv.Itoa(1000 + i)
}

// slug writes a team's name as GitHub does.
func slug(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}

// shows leaves out what GitHub does not tell: suspended accounts, products, activity; and by REST names and addresses. It adds
// organization roles.
func shows(w targettest.World, graphql bool) targettest.World {
	original := w
	w.Accounts = slices.DeleteFunc(slices.Clone(w.Accounts), func(a targettest.Account) bool { return a.Status == access.Suspended })
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.ID, a.EmployeeID, a.LastActive = number(&original, a.ID), "", 0
		var holds []string
		for _, key := range a.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok {
				name, level, _ := strings.Cut(name, "=")
				holds = append(holds, "team:"+slug(name)+"="+level)
			} else if key == "role:owner" {
				holds = append(holds, key)
			}
		}
		a.Holds = withRoles(a, holds)
		a.Emails = slices.Clone(a.Emails)
		switch {
		case a.Status == access.Invited:
			a.ID, a.Login, a.Seat, a.MFA = "invitation/"+a.ID, "", access.Yes, access.Unknown
		case a.Kind == access.Guest:
			a.Name, a.Emails, a.Holds, a.Seat, a.Created = "", nil, nil, access.Unknown, 0
			if graphql {
				a.Seat = access.No // who takes a licence is told there
			}
		case a.Kind == access.Bot:
			a.ID, a.Name, a.Holds, a.MFA, a.Seat = "installation/"+a.ID, "", nil, access.Unknown, access.No
		default:
			a.Kind, a.Seat, a.Created = access.Human, access.Yes, 0
			for k := range a.Emails {
				a.Emails[k].Verified = access.Yes
			}
			if !graphql {
				a.Name, a.Emails = "", nil
			}
		}
	}
	return w
}

type object map[string]any

// app keeps an organization.
type app struct {
	most    int // rows on a page
	twist   targettest.Twist
	graphql bool
	members []targettest.Account
	guests  []targettest.Account
	invited []targettest.Account
	bots    []targettest.Account
	teams   []string
	titles  map[string]string
}

func newApp(w targettest.World, twist targettest.Twist, graphql bool) http.Handler {
	a := &app{most: w.PageSize(), twist: twist, graphql: graphql, titles: map[string]string{}}
	for _, account := range w.Accounts {
		for _, key := range account.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok && account.Kind != access.Guest {
				name, _, _ = strings.Cut(name, "=")
				a.titles[slug(name)] = name
				a.teams = append(a.teams, slug(name))
			}
		}
	}
	// a team without members
	a.titles["nobody"], a.teams = "Nobody", append(a.teams, "nobody")
	slices.Sort(a.teams)
	a.teams = slices.Compact(a.teams)
	for _, account := range shows(w, true).Accounts {
		account.ID = account.ID[strings.IndexByte(account.ID, '/')+1:]
		switch {
		case account.Status == access.Invited:
			a.invited = append(a.invited, account)
		case account.Kind == access.Guest:
			a.guests = append(a.guests, account)
		case account.Kind == access.Bot:
			a.bots = append(a.bots, account)
		default:
			a.members = append(a.members, account)
		}
	}
	return a.handler()
}

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /user", a.self)
	mux.HandleFunc("GET /orgs/"+org+"/memberships/{login}", a.standing)
	mux.HandleFunc("GET /orgs/"+org+"/members", func(w http.ResponseWriter, r *http.Request) { a.users(w, r, a.members) })
	mux.HandleFunc("GET /orgs/"+org+"/outside_collaborators", func(w http.ResponseWriter, r *http.Request) { a.users(w, r, a.guests) })
	mux.HandleFunc("GET /orgs/"+org+"/invitations", a.invitations)
	mux.HandleFunc("GET /orgs/"+org+"/failed_invitations", a.failures)
	mux.HandleFunc("GET /orgs/"+org+"/installations", a.installations)
	mux.HandleFunc("GET /orgs/"+org+"/organization-roles", a.listRoles)
	mux.HandleFunc("GET /orgs/"+org+"/organization-roles/{role}/users", a.roleUsers)
	mux.HandleFunc("GET /orgs/"+org+"/organization-roles/{role}/teams", a.roleTeams)
	mux.HandleFunc("GET /orgs/"+org+"/teams", a.listTeams)
	mux.HandleFunc("GET /orgs/"+org+"/teams/{slug}/members", a.teamMembers)
	if a.graphql {
		mux.HandleFunc("POST /graphql", a.query)
		mux.HandleFunc("GET /enterprises/"+enterprise+"/consumed-licenses", a.licences)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusNotFound, "Not Found") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bearer "+targettest.Secret:
			fail(w, http.StatusUnauthorized, "Bad credentials")
		case r.UserAgent() == "":
			fail(w, http.StatusForbidden, "Request forbidden by administrative rules.")
		default:
			w.Header().Set("X-RateLimit-Remaining", "4999")
			w.Header().Set("X-RateLimit-Reset", "1781494200")
			w.Header().Set("X-GitHub-Request-Id", "0400:1A2B:3C4D")
			mux.ServeHTTP(w, r)
		}
	})
}

// self says that the credential is ann's.
func (a *app) self(w http.ResponseWriter, _ *http.Request) {
	p := person(&a.members[0])
	for name, value := range map[string]any{
		"name": a.members[0].Name, "company": nil, "blog": nil, "location": nil, "email": nil, "hireable": nil, "bio": nil, "public_repos": 0,
		"public_gists": 0, "followers": 0, "following": 0, "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z",
		"private_gists": 0, "total_private_repos": 0, "owned_private_repos": 0, "disk_usage": 0, "collaborators": 0, "two_factor_authentication": true,
		"user_view_type": "private",
	} {
		p[name] = value
	}
	answer(w, p)
}

// standing says that the credential is ann's, an owner; or nobody's where rows are hidden.
func (a *app) standing(w http.ResponseWriter, _ *http.Request) {
	if a.twist == targettest.HiddenSilent {
		fail(w, http.StatusNotFound, "Not Found")
		return
	}
	answer(w, object{
		"url": place("/memberships"), "state": "active", "role": "admin", "organization_url": place("/orgs/" + org),
		"organization": object{
			"login": org, "id": 1, "node_id": "O_1", "url": place("/orgs/" + org), "repos_url": place("/x"), "events_url": place("/x"),
			"hooks_url": place("/x"), "issues_url": place("/x"), "members_url": place("/x"), "public_members_url": place("/x"),
			"avatar_url": place("/x"), "description": "",
		},
		"user": person(&a.members[0]),
	})
}

// visible are the members that the credential sees.
func (a *app) visible() []targettest.Account {
	if a.twist == targettest.HiddenSilent {
		return a.members[:1]
	}
	return a.members
}

func (a *app) users(w http.ResponseWriter, r *http.Request, all []targettest.Account) {
	if len(all) > 0 && all[0].Kind == access.Human {
		all = a.visible()
	}
	var rows []any
	for i := range all {
		account := &all[i]
		q := r.URL.Query()
		owner := slices.Contains(account.Holds, "role:owner")
		if q.Get("filter") == "2fa_disabled" && account.MFA != access.No || q.Get("role") == "admin" && !owner {
			continue
		}
		rows = append(rows, person(account))
	}
	a.page(w, r, rows)
}

func (a *app) invitations(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.invited {
		account := &a.invited[i]
		rows = append(rows, a.invitation(account.ID, account.Email(), account.Created.String()))
	}
	a.page(w, r, rows)
}

func (a *app) invitation(id, email, day string) object {
	return object{
		"id": json.Number(id), "login": nil, "email": email, "role": "direct_member", "node_id": "I_1", "team_count": 0,
		"created_at": day + "T12:00:00Z", "inviter": person(&a.members[0]), "invitation_teams_url": place("/x"),
	}
}

// failures lists invitations of several pages that nobody accepted in time, and one to an address that is a member's by now.
func (a *app) failures(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i, email := range []string{"ann@acme.example", "joe@acme.example", "kim@acme.example", "lea@acme.example"} {
		row := a.invitation(strconv.Itoa(51+i), email, "2026-05-01")
		row["failed_at"], row["failed_reason"] = fmt.Sprintf("2026-05-%02dT12:00:00Z", 8+i), "Invitation expired."
		rows = append(rows, row)
	}
	a.page(w, r, rows)
}

func (a *app) installations(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.bots {
		account := &a.bots[i]
		made := account.Created.String() + "T12:00:00Z"
		rows = append(rows, object{
			"id": json.Number(account.ID), "account": person(account), "repository_selection": "all", "access_tokens_url": place("/x"),
			"repositories_url": place("/x"), "html_url": place("/x"), "app_id": 7, "target_id": 1, "target_type": "Organization",
			"permissions": object{}, "events": []any{}, "created_at": made, "updated_at": made, "single_file_name": nil,
			"app_slug": account.Login, "suspended_by": nil, "suspended_at": nil,
		})
	}
	page, next := a.cut(r, rows)
	link(w, r, next)
	answer(w, object{"total_count": len(rows), "installations": page})
}

func (a *app) listTeams(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.teams {
		rows = append(rows, a.team(i))
	}
	a.page(w, r, rows)
}

func (a *app) team(i int) object {
	name := a.teams[i]
	return object{
		"id": i + 1, "node_id": "T_1", "url": place("/x"), "members_url": place("/x{/member}"), "name": a.titles[name], "slug": name,
		"description": "", "permission": "pull", "html_url": place("/x"), "repositories_url": place("/x"), "parent": nil, "type": "organization",
	}
}

// holders returns who is in a team, maintainers alone or all.
func (a *app) holders(team string) (all []targettest.Account, maintains map[string]bool) {
	maintains = map[string]bool{}
	for _, account := range a.members {
		for _, key := range account.Holds {
			if level, ok := strings.CutPrefix(key, "team:"+team+"="); ok {
				all = append(all, account)
				maintains[account.ID] = level == "maintainer"
			}
		}
	}
	return all, maintains
}

func (a *app) teamMembers(w http.ResponseWriter, r *http.Request) {
	all, maintains := a.holders(r.PathValue("slug"))
	var rows []any
	for i := range all {
		row := person(&all[i])
		row["role"] = role(maintains[all[i].ID])
		row["inherited"] = false
		rows = append(rows, row)
	}
	a.page(w, r, rows)
}

func role(maintainer bool) string {
	if maintainer {
		return "maintainer"
	}
	return "member"
}

// person is an account as lists have it, with all that the description requires.
func person(account *targettest.Account) object {
	p := object{"login": account.Login, "id": json.Number(account.ID), "node_id": "U_1", "gravatar_id": "", "type": "User", "site_admin": false}
	for _, name := range []string{
		"avatar_url", "events_url", "followers_url", "following_url", "gists_url", "html_url", "organizations_url", "received_events_url",
		"repos_url", "starred_url", "subscriptions_url", "url",
	} {
		p[name] = place("/users/" + url.PathEscape(account.Login))
	}
	return p
}

func place(path string) string { return targettest.Address + path }

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status)})
}
