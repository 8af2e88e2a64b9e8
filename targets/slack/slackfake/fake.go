// Package slackfake is a workspace at Slack, and an organization of two, faked after Slack's reference of methods. Only tests
// import it.
package slackfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/slack"
	"reconcile/targets/targettest"
)

// Fakes returns a workspace with everything that an admin's token shows, and an organization.
func Fakes() []targettest.Fake {
	without := map[targettest.Twist]string{
		targettest.Overcount: "lists of Slack have no total", targettest.Undercount: "lists of Slack have no total",
	}
	grid := map[targettest.Twist]string{
		targettest.HiddenSilent: "only admins of an organization may list its accounts, and they see all",
	}
	for twist, why := range without {
		grid[twist] = why
	}
	return []targettest.Fake{
		{
			Name: "workspace", Options: options, Shows: showsWorkspace, Without: without,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, false) },
		},
		{
			Name: "organization", Options: organizationOptions, Shows: showsOrganization, Without: grid,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, true) },
		},
	}
}

func options(ref secret.Ref) any {
	return &slack.Options{
		Token: ref, URL: option.URL(targettest.Address + "/api"), Also: []string{"billing", "activity"},
		SCIM: slack.SCIMOptions{Token: ref, EmployeeID: "either", URL: option.URL(targettest.Address + "/scim/v2")},
	}
}

func organizationOptions(ref secret.Ref) any {
	return &slack.Options{Token: ref, URL: option.URL(targettest.Address + "/api")}
}

// id writes an id as Slack does.
func id(text string) string {
	return "U" + strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' {
			return -1
		}
		return r
	}, text)) + "00"
}

// handle writes a team's name as that of a user group.
func handle(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}

// shows leaves out what no list of Slack tells: invitations, products, levels.
func shows(w targettest.World, holds func(a *targettest.Account, group string) []string) targettest.World {
	w.Levels = nil
	w.Accounts = slices.DeleteFunc(slices.Clone(w.Accounts), func(a targettest.Account) bool { return a.Status == access.Invited })
	for i := range w.Accounts {
		a := &w.Accounts[i]
		kept := holds(a, "")
		for _, key := range a.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok && a.Kind != access.Bot {
				name, _, _ = strings.Cut(name, "=")
				kept = append(kept, holds(a, handle(name))...)
			} else if key == "role:owner" && a.Kind != access.Bot {
				kept = append(kept, key)
			}
		}
		a.ID, a.Holds, a.Emails = id(a.ID), kept, slices.Clone(a.Emails)
		if a.Kind == access.Shared {
			a.Kind = access.Human
		}
		if a.Kind == access.Bot {
			a.MFA = access.Unknown
		}
	}
	return w
}

// showsWorkspace is what a workspace shows: nothing of the second factors of those who are deactivated.
func showsWorkspace(w targettest.World) targettest.World {
	w = shows(w, func(_ *targettest.Account, group string) []string {
		if group == "" {
			return nil
		}
		return []string{"usergroup:" + group}
	})
	for i := range w.Accounts {
		a := &w.Accounts[i]
		for k := range a.Emails {
			a.Emails[k].Verified = access.Yes
		}
		if a.Status == access.Suspended {
			a.MFA = access.Unknown
		}
		if a.Kind == access.Bot {
			a.Created = 0 // which SCIM alone tells, and bots are not in it
		}
	}
	return w
}

// assignment is a role in an entity: whoever holds something else in the world has it, and what is shown of it is its key.
type assignment struct{ key, role, entity, holds string }

// assignments are roles of a workspace, of the organization, and one that it made itself.
func assignments() []assignment {
	return []assignment{
		{"role:acme/user-admin", "Rl03", "T0ACME", "product:jira"},
		{"role:security-admin", "Rl0J", "E0ACME", "team:Ops=member"},
		{"role:Rl0AB12CD", "Rl0AB12CD", "E0ACME", "team:Ops=member"},
	}
}

// showsOrganization is what an organization shows: no seats and no employee numbers, but roles of its own.
func showsOrganization(w targettest.World) targettest.World {
	w = shows(w, func(a *targettest.Account, group string) []string {
		switch {
		case group != "":
			return []string{"usergroup:acme/" + group}
		case a.Status == access.Suspended:
			return nil
		}
		keys := []string{"workspace:acme"}
		if slices.Contains(a.Holds, "role:owner") {
			keys = append(keys, "workspace:lab")
		}
		for _, x := range assignments() {
			if slices.Contains(a.Holds, x.holds) {
				keys = append(keys, x.key)
			}
		}
		return keys
	})
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.EmployeeID = ""
		if a.Seat = access.Unknown; a.Kind == access.Bot || a.Status == access.Suspended {
			a.Seat = access.No
		}
	}
	return w
}

type object map[string]any

// app keeps a workspace, or an organization.
type app struct {
	most     int // rows on a page
	twist    targettest.Twist
	accounts []targettest.Account
	groups   []object
}

func newApp(w targettest.World, twist targettest.Twist, organization bool) http.Handler {
	a := &app{most: w.PageSize(), twist: twist}
	names := map[string]string{"nobody": "Nobody"} // a group without members
	for _, account := range w.Accounts {
		for _, key := range account.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok {
				name, _, _ = strings.Cut(name, "=")
				names[handle(name)] = name
			}
		}
	}
	prefix := "usergroup:"
	a.accounts = showsWorkspace(w).Accounts
	if organization {
		prefix, a.accounts = "usergroup:acme/", showsOrganization(w).Accounts
	}
	for name, title := range names {
		a.groups = append(a.groups, a.group(name, title, prefix+name))
	}
	slices.SortFunc(a.groups, func(x, y object) int { return strings.Compare(x["handle"].(string), y["handle"].(string)) })
	mux := http.NewServeMux()
	a.shared(mux, organization)
	if organization {
		a.organization(mux)
	} else {
		a.workspace(mux)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, "unknown_method") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scim := strings.HasPrefix(r.URL.Path, "/scim/")
		switch {
		case r.Header.Get("Authorization") != "Bearer "+targettest.Secret && scim:
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(object{"Errors": object{"description": "invalid_authentication", "code": 401}})
		case r.Header.Get("Authorization") != "Bearer "+targettest.Secret:
			fail(w, "invalid_auth")
		case !scim && r.Header.Get("Content-Type") != "application/x-www-form-urlencoded":
			fail(w, "invalid_post_type")
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// group lists who is in a user group.
func (a *app) group(name, title, key string) object {
	members := []string{}
	for i := range a.accounts {
		if slices.Contains(a.accounts[i].Holds, key) {
			members = append(members, a.accounts[i].ID)
		}
	}
	return object{
		"id": "S0" + strings.ToUpper(strings.ReplaceAll(name, "-", "")), "team_id": "T0ACME", "is_usergroup": true, "is_subteam": true, "name": title,
		"description": "", "handle": name, "is_external": false, "date_create": 1700000000, "date_update": 1700000000, "date_delete": 0,
		"auto_provision": false, "enterprise_subteam_id": "", "created_by": "U900719925474099300", "updated_by": "U900719925474099300",
		"deleted_by": nil, "prefs": object{"channels": []string{}, "groups": []string{}}, "users": members, "user_count": len(members),
	}
}

// shared are the methods that both have.
func (a *app) shared(mux *http.ServeMux, organization bool) {
	mux.HandleFunc("POST /api/auth.test", func(w http.ResponseWriter, _ *http.Request) {
		self := a.accounts[0]
		if a.twist == targettest.HiddenSilent {
			self = *a.guest()
		}
		body := object{
			"url": "https://acme.slack.com/", "team": "Acme", "user": self.Login, "team_id": "T0ACME", "user_id": self.ID,
			"is_enterprise_install": organization,
		}
		if organization {
			body["enterprise_id"] = "E0ACME"
		}
		answer(w, body)
	})
	mux.HandleFunc("POST /api/usergroups.list", func(w http.ResponseWriter, r *http.Request) {
		switch workspace := r.FormValue("team_id"); {
		case r.FormValue("include_users") != "true":
			fail(w, "invalid_arguments")
		case organization && workspace == "T0LAB":
			answer(w, object{"usergroups": []object{}})
		case organization && workspace != "T0ACME":
			fail(w, "missing_argument")
		default:
			answer(w, object{"usergroups": a.groups})
		}
	})
}

// guest is whose token it is where rows are hidden.
func (a *app) guest() *targettest.Account {
	at := slices.IndexFunc(a.accounts, func(a targettest.Account) bool { return a.Kind == access.Guest })
	return &a.accounts[at]
}

// cut takes a page out of rows, after the request's cursor, and puts the next cursor beside it.
func (a *app) cut(r *http.Request, body object, name string, rows []any) object {
	limit, _ := strconv.Atoi(r.FormValue("limit"))
	size := min(max(limit, 1), a.most)
	start, _ := strconv.Atoi(strings.TrimPrefix(r.FormValue("cursor"), "c"))
	from, to := min(start, len(rows)), min(start+size, len(rows))
	cursor := ""
	if to < len(rows) || a.twist == targettest.EmptyLast && from < to {
		cursor = "c" + strconv.Itoa(to)
	}
	switch {
	case a.twist == targettest.SameCursor && len(rows) > size:
		cursor = "c" + strconv.Itoa(size)
	case a.twist == targettest.Endless && len(rows) > size:
		from, to, cursor = len(rows), len(rows), "c"+strconv.Itoa(start+1)
	case a.twist == targettest.Repeats:
		from, to = 0, min(size, len(rows))
	case a.twist == targettest.EmptyEarly && start > 0:
		from, to, cursor = len(rows), len(rows), ""
	}
	body[name] = append([]any{}, rows[from:to]...)
	body["response_metadata"] = object{"next_cursor": cursor}
	return body
}

func answer(w http.ResponseWriter, body object) {
	body["ok"] = true
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(object{"ok": false, "error": name})
}
