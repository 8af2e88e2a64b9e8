// Package jirafake is a Jira site, faked after Atlassian's description of it. Only tests import it.
package jirafake

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/jira"
	"reconcile/targets/targettest"
)

const (
	base  = "/rest/api/3/"
	email = "it@acme.example"
	// users is the group that gives Jira, admins the one for admins.
	users  = "jira-software-users"
	admins = "site-admins"
)

// Fakes returns a site with the token of an admin, and with that of a service account.
func Fakes() []targettest.Fake {
	without := map[targettest.Twist]string{targettest.SameCursor: "there are no cursors: rows are counted here"}
	fake := func(name, email string) targettest.Fake {
		return targettest.Fake{
			Name: name, Shows: shows, Without: without,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, email) },
			Options: func(ref secret.Ref) any {
				return &jira.Options{URL: option.URL(targettest.Address), Email: email, Token: ref}
			},
		}
	}
	return []targettest.Fake{fake("admin", email), fake("service account", "")}
}

// shows is a world as Jira lists it: names, addresses, groups, and the products that groups give.
func shows(w targettest.World) targettest.World {
	w.Levels = nil
	w.Accounts = slices.Clone(w.Accounts)
	for i := range w.Accounts {
		a := &w.Accounts[i]
		var holds []string
		for _, key := range a.Holds {
			name, isTeam := strings.CutPrefix(key, "team:")
			switch {
			case isTeam:
				name, _, _ = strings.Cut(name, "=")
				holds = append(holds, "group:"+name)
			case key == "role:owner":
				holds = append(holds, "group:"+admins)
			case key == "product:jira":
				holds = append(holds, "group:"+users, "product:jira-software")
			}
		}
		kind, status := access.Human, access.Enabled
		if a.Kind == access.Bot {
			kind = access.Bot
		}
		if a.Status == access.Suspended {
			status = access.Suspended
		}
		seat := access.TriOf(kind == access.Human && status == access.Enabled && slices.Contains(holds, "product:jira-software"))
		*a = targettest.Account{
			Account: access.Account{ID: a.ID, Name: a.Name, Emails: a.Emails, Status: status, Kind: kind, Seat: seat}, Holds: holds,
		}
	}
	return w
}

type object map[string]any

// app keeps a site.
type app struct {
	most     int // rows on a page
	twist    targettest.Twist
	accounts []targettest.Account
	groups   []string
}

func newApp(w targettest.World, twist targettest.Twist, email string) http.Handler {
	a := &app{most: w.PageSize(), twist: twist, accounts: shows(w).Accounts, groups: []string{"Nobody"}}
	for i := range a.accounts {
		for _, key := range a.accounts[i].Holds {
			if name, ok := strings.CutPrefix(key, "group:"); ok {
				a.groups = append(a.groups, name)
			}
		}
	}
	slices.Sort(a.groups)
	a.groups = slices.Compact(a.groups)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base+"myself", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, user(&a.accounts[0])) })
	mux.HandleFunc("GET "+base+"mypermissions", a.permissions)
	mux.HandleFunc("GET "+base+"users/search", a.search)
	mux.HandleFunc("GET "+base+"group/bulk", a.bulk)
	mux.HandleFunc("GET "+base+"group/member", a.members)
	mux.HandleFunc("GET "+base+"applicationrole", a.roles)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusNotFound, "No such path") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, password, basic := r.BasicAuth()
		if email == "" && r.Header.Get("Authorization") == "Bearer "+targettest.Secret || basic && name == email && password == targettest.Secret {
			mux.ServeHTTP(w, r)
			return
		}
		fail(w, http.StatusUnauthorized, "Client must be authenticated to access this resource.")
	})
}

// permissions are an admin's, or those of somebody from whom accounts are hidden.
func (a *app) permissions(w http.ResponseWriter, r *http.Request) {
	all := object{}
	for i, key := range strings.Split(r.URL.Query().Get("permissions"), ",") {
		all[key] = object{
			"id": strconv.Itoa(i), "key": key, "name": key, "type": "GLOBAL", "description": "",
			"havePermission": a.twist != targettest.HiddenSilent,
		}
	}
	answer(w, http.StatusOK, object{"permissions": all})
}

func user(account *targettest.Account) object {
	u := object{
		"accountId": account.ID, "accountType": "atlassian", "active": account.Status == access.Enabled, "displayName": account.Name,
		"self": targettest.Address + base + "user?accountId=" + url.QueryEscape(account.ID), "avatarUrls": object{},
	}
	if account.Kind == access.Bot {
		u["accountType"] = "app"
	}
	if address := account.Email(); address != "" {
		u["emailAddress"] = address
	}
	return u
}

// cut takes a page out of rows, and says whether it is the last.
func (a *app) cut(r *http.Request, rows []any) (page []any, start int, last bool) {
	start, _ = strconv.Atoi(r.URL.Query().Get("startAt"))
	size, _ := strconv.Atoi(r.URL.Query().Get("maxResults"))
	size = min(cmp.Or(size, 50), a.most)
	from, to := min(start, len(rows)), min(start+size, len(rows))
	last = to == len(rows)
	switch {
	case a.twist == targettest.EmptyLast:
		last = from == to
	case a.twist == targettest.Repeats, a.twist == targettest.Endless && start >= len(rows):
		from, to, last = 0, min(size, len(rows)), false
	case a.twist == targettest.Endless:
		last = false
	case a.twist == targettest.EmptyEarly && start > 0:
		from, to, last = len(rows), len(rows), true
	}
	return append([]any{}, rows[from:to]...), start, last
}

// search lists accounts: one who only asks for help and a record that was lost among them.
func (a *app) search(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.accounts {
		rows = append(rows, user(&a.accounts[i]))
	}
	if a.twist == targettest.HiddenSilent {
		rows = rows[:1]
	}
	customer := user(&targettest.Account{Account: access.Account{ID: "qm:1", Name: "Customer"}})
	customer["accountType"] = "customer"
	lost := user(&targettest.Account{Account: access.Account{ID: "unknown"}})
	lost["accountType"] = "unknown"
	page, _, _ := a.cut(r, append(rows, customer, lost))
	answer(w, http.StatusOK, page)
}

// counted answers with a page that says where it stands.
func (a *app) counted(w http.ResponseWriter, r *http.Request, rows []any) {
	page, start, last := a.cut(r, rows)
	total := len(rows)
	switch a.twist {
	case targettest.Overcount:
		total++
	case targettest.Undercount:
		total = max(total-1, 0)
	}
	answer(w, http.StatusOK, object{"startAt": start, "maxResults": a.most, "total": total, "isLast": last, "values": page})
}

func (a *app) bulk(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for _, name := range a.groups {
		rows = append(rows, object{"groupId": "g-" + name, "name": name})
	}
	a.counted(w, r, rows)
}

func (a *app) members(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	name := strings.TrimPrefix(q.Get("groupId"), "g-")
	if !slices.Contains(a.groups, name) {
		fail(w, http.StatusNotFound, "The group does not exist")
		return
	}
	var rows []any
	for i := range a.accounts {
		account := &a.accounts[i]
		if slices.Contains(account.Holds, "group:"+name) && (account.Status == access.Enabled || q.Get("includeInactiveUsers") == "true") {
			rows = append(rows, user(account))
		}
	}
	a.counted(w, r, rows)
}

func (a *app) roles(w http.ResponseWriter, _ *http.Request) {
	gives := []any{object{"groupId": "g-" + users, "name": users, "self": targettest.Address + base + "group?groupId=g-" + users}}
	answer(w, http.StatusOK, []any{object{
		"key": "jira-software", "name": "Jira Software", "groups": []string{users}, "groupDetails": gives, "defaultGroups": []string{users},
		"defaultGroupsDetails": gives, "hasUnlimitedSeats": false, "numberOfSeats": 10, "remainingSeats": 5, "userCount": 5, "platform": false,
		"selectedByDefault": false, "defined": false, "userCountDescription": "users",
	}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, message string) {
	answer(w, status, object{"errorMessages": []string{message}, "errors": object{}})
}
