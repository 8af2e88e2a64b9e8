package slackfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"reconcile/internal/access"
	"reconcile/targets/targettest"
)

// seconds is the noon of a day since 1970.
func seconds(day access.Date) int64 {
	at, err := time.Parse(time.DateOnly, day.String())
	if err != nil {
		return 0
	}
	return at.Unix() + 12*3600
}

// workspace are the methods of a workspace, and SCIM.
func (a *app) workspace(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/users.list", func(w http.ResponseWriter, r *http.Request) {
		rows := []any{}
		for i := range a.accounts {
			if account := &a.accounts[i]; a.twist != targettest.HiddenSilent || i == 0 || account.Kind == access.Guest {
				rows = append(rows, member(account))
			}
		}
		rows = append(rows, object{
			"id": "USLACKBOT", "team_id": "T0ACME", "name": "slackbot", "deleted": false, "real_name": "Slackbot", "is_bot": false,
			"is_app_user": false, "updated": 0, "profile": object{"real_name": "Slackbot"},
		}, object{
			"id": "U0STRANGER", "team_id": "T0OTHER", "name": "stranger", "deleted": false, "real_name": "Stranger", "is_bot": false,
			"is_app_user": false, "updated": 0, "profile": object{"real_name": "Stranger"},
		})
		answer(w, a.cut(r, object{"cache_ts": 1700000000}, "members", rows))
	})
	mux.HandleFunc("POST /api/users.info", func(w http.ResponseWriter, r *http.Request) {
		for i := range a.accounts {
			if a.accounts[i].ID == r.FormValue("user") {
				answer(w, object{"user": member(&a.accounts[i])})
				return
			}
		}
		fail(w, "user_not_found")
	})
	mux.HandleFunc("POST /api/team.info", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, object{"team": object{
			"id": "T0ACME", "name": "Acme", "domain": "acme", "email_domain": "acme.example", "icon": object{"image_default": true},
			"url": "https://acme.slack.com/",
		}})
	})
	mux.HandleFunc("POST /api/team.billableInfo", func(w http.ResponseWriter, r *http.Request) {
		page := a.cut(r, object{}, "page", a.rows(func(account *targettest.Account) any { return account }))
		info := object{}
		for _, row := range page["page"].([]any) {
			account := row.(*targettest.Account)
			info[account.ID] = object{"billing_active": account.Seat == access.Yes}
		}
		delete(page, "page")
		page["billable_info"] = info
		answer(w, page)
	})
	mux.HandleFunc("POST /api/team.accessLogs", func(w http.ResponseWriter, r *http.Request) {
		var rows []any
		for i := range a.accounts {
			account := &a.accounts[i]
			if account.LastActive == 0 {
				continue
			}
			// a row for each browser, the later one first
			for _, earlier := range []int64{0, 86400} {
				at := seconds(account.LastActive) - earlier
				rows = append(rows, object{
					"user_id": account.ID, "username": account.Login, "date_first": at - 60, "date_last": at, "count": 2, "ip": "192.0.2.1",
					"user_agent": "SlackWeb", "isp": nil, "country": nil, "region": nil,
				})
			}
		}
		answer(w, a.cut(r, object{"paging": object{"count": 100, "total": len(rows), "page": 1, "pages": 1}}, "logins", rows))
	})
	mux.HandleFunc("GET /scim/v2/Users", a.scim)
}

func (a *app) rows(row func(*targettest.Account) any) []any {
	var rows []any
	for i := range a.accounts {
		rows = append(rows, row(&a.accounts[i]))
	}
	return rows
}

// member is an account as users.list has it.
func member(account *targettest.Account) object {
	suspended := account.Status == access.Suspended
	m := object{
		"id": account.ID, "team_id": "T0ACME", "name": account.Login, "deleted": suspended, "real_name": account.Name,
		"is_bot": account.Kind == access.Bot, "is_app_user": false, "updated": 1700000000,
	}
	profile := object{"real_name": account.Name, "display_name": ""}
	if address := account.Email(); address != "" {
		profile["email"], m["is_email_confirmed"] = address, true
	}
	m["profile"] = profile
	if suspended {
		return m
	}
	owner := slices.Contains(account.Holds, "role:owner")
	m["is_admin"], m["is_owner"], m["is_primary_owner"] = owner, owner, false
	m["is_restricted"], m["is_ultra_restricted"] = account.Kind == access.Guest, false
	if account.MFA != access.Unknown {
		m["has_2fa"] = account.MFA == access.Yes
	}
	return m
}

// scim answers with a page of the accounts that are people's.
func (a *app) scim(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.accounts {
		account := &a.accounts[i]
		if account.Kind == access.Bot {
			continue
		}
		emails := []any{}
		if address := account.Email(); address != "" {
			emails = append(emails, object{"value": address, "primary": true})
		}
		rows = append(rows, object{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "id": account.ID, "externalId": account.EmployeeID,
			"meta":     object{"created": account.Created.String() + "T12:00:00Z", "location": "https://api.slack.com/scim/v2/Users/" + account.ID},
			"userName": account.Login, "displayName": account.Name, "active": account.Status == access.Enabled, "emails": emails,
		})
	}
	start, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
	count, _ := strconv.Atoi(r.URL.Query().Get("count"))
	from := min(max(start-1, 0), len(rows))
	to := min(from+min(count, a.most), len(rows))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(object{
		"schemas":   []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
		"Resources": append([]any{}, rows[from:to]...), "totalResults": len(rows), "itemsPerPage": to - from, "startIndex": start,
	})
}

// organization are the methods of an organization with two workspaces.
func (a *app) organization(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/admin.teams.list", func(w http.ResponseWriter, r *http.Request) {
		row := func(id, name string) any {
			return object{
				"id": "T0" + id, "name": name, "discoverability": "hidden", "team_url": "https://" + name + ".slack.com/",
				"primary_owner": object{"user_id": "U900719925474099300", "email": "owner@acme.example"},
			}
		}
		answer(w, a.cut(r, object{}, "teams", []any{row("ACME", "acme"), row("LAB", "lab")}))
	})
	mux.HandleFunc("POST /api/admin.users.list", func(w http.ResponseWriter, r *http.Request) {
		var rows []any
		for i := range a.accounts {
			if account := &a.accounts[i]; (account.Status == access.Enabled) == (r.FormValue("is_active") == "true") {
				rows = append(rows, listed(account))
			}
		}
		answer(w, a.cut(r, object{}, "users", rows))
	})
	mux.HandleFunc("POST /api/admin.roles.listAssignments", func(w http.ResponseWriter, r *http.Request) {
		row := func(role, entity string, account *targettest.Account) any {
			return object{"role_id": role, "entity_id": entity, "user_id": account.ID, "date_create": 1700000000}
		}
		// whoever made a channel
		rows := []any{row("Rl0A", "C0GENERAL", &a.accounts[0]), row("Rl0A", "C0RANDOM", &a.accounts[0])}
		for i := range a.accounts {
			for _, x := range assignments() {
				if slices.Contains(a.accounts[i].Holds, x.key) {
					rows = append(rows, row(x.role, x.entity, &a.accounts[i]))
				}
			}
		}
		answer(w, a.cut(r, object{}, "role_assignments", rows))
	})
}

// listed is an account as admin.users.list has it.
func listed(account *targettest.Account) object {
	owner := slices.Contains(account.Holds, "role:owner")
	workspaces := []string{}
	for _, name := range []string{"acme", "lab"} {
		if slices.Contains(account.Holds, "workspace:"+name) {
			workspaces = append(workspaces, map[string]string{"acme": "T0ACME", "lab": "T0LAB"}[name])
		}
	}
	o := object{
		"id": account.ID, "email": account.Email(), "is_admin": owner, "is_owner": owner, "is_primary_owner": false,
		"is_restricted": account.Kind == access.Guest, "is_ultra_restricted": false, "is_bot": account.Kind == access.Bot,
		"username": account.Login, "full_name": account.Name, "is_active": account.Status == access.Enabled,
		"date_created": seconds(account.Created), "expiration_ts": 0, "workspaces": workspaces, "has_sso": false,
	}
	if account.LastActive != 0 {
		o["last_active_ts"] = seconds(account.LastActive)
	}
	if account.Status == access.Suspended {
		o["deactivated_ts"] = 1700000000
	}
	if account.MFA != access.Unknown {
		o["has_2fa"] = account.MFA == access.Yes
	}
	return o
}
