// Package atlassianfake is an organization at Atlassian, faked after the description of its administration API. Only tests
// import it.
package atlassianfake

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/atlassian"
	"reconcile/targets/targettest"
)

const (
	org  = "0f1e2d3c"
	home = "d-1"
	lab  = "d-2"
	base = "/admin/v2/orgs/" + org + "/directories"
)

// Fakes returns an organization with one directory, and one with two.
func Fakes() []targettest.Fake {
	return []targettest.Fake{
		{
			Name: "one directory", Options: options, Shows: shows,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, false) },
		},
		{
			Name: "two directories", Options: options,
			Shows: func(w targettest.World) targettest.World { return withLab(shows(w)) },
			New:   func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, true) },
		},
	}
}

func options(ref secret.Ref) any {
	return &atlassian.Options{Organization: org, Token: ref, URL: option.URL(targettest.Address + "/admin")}
}

// shows is a world in Atlassian's words: no logins, invitations that look like accounts, and second factors of managed accounts.
func shows(w targettest.World) targettest.World {
	w.Levels = nil
	w.Accounts = slices.Clone(w.Accounts)
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.Login, a.EmployeeID = "", ""
		var holds []string
		for _, key := range a.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok {
				name, _, _ = strings.Cut(name, "=")
				key = "group:" + name
			}
			holds = append(holds, strings.Replace(key, "role:owner", "role:org-admin", 1))
		}
		a.Emails = slices.Clone(a.Emails)
		for k := range a.Emails {
			if a.Status != access.Invited {
				a.Emails[k].Verified = access.Yes
			}
		}
		switch {
		case a.Status == access.Invited:
			a.Status = access.Enabled
		case a.Kind == access.Shared:
			a.Kind = access.Human
		case a.Kind == access.Guest:
			holds = append(holds, "role:guest")
		}
		uses := slices.Contains(holds, "product:jira")
		if !uses {
			a.LastActive = 0
		}
		if a.Kind != access.Human {
			a.MFA = access.Unknown // guests are not managed, and apps have none
		}
		a.Holds, a.Seat = holds, access.TriOf(uses && a.Kind == access.Human && a.Status == access.Enabled)
	}
	return w
}

// withLab lets the first account be in a second directory too.
func withLab(w targettest.World) targettest.World {
	a := &w.Accounts[0]
	a.Holds = append(a.Holds, "group:lab", "product:confluence")
	a.Seat, a.LastActive = access.Yes, access.DateOf(2026, 6, 13)
	return w
}

type object map[string]any

// app keeps an organization: the rows of each directory.
type app struct {
	most  int // rows on a page
	twist targettest.Twist
	users map[string][]any
	// groups are those of each directory, hidden the number of accounts that are counted and not given.
	groups map[string][]any
	hidden int
	two    bool
}

func newApp(w targettest.World, twist targettest.Twist, two bool) http.Handler {
	a := &app{most: w.PageSize(), twist: twist, users: map[string][]any{}, groups: map[string][]any{}, two: two}
	names := []string{"Nobody"}
	for _, account := range shows(w).Accounts {
		a.users[home] = append(a.users[home], user(&account))
		for _, key := range account.Holds {
			if name, ok := strings.CutPrefix(key, "group:"); ok {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	for i, name := range slices.Compact(names) {
		a.groups[home] = append(a.groups[home], group(groupID(name), name, home, i == 0))
	}
	// one who only asks for help, and one who is managed and in no directory
	for id, fields := range map[string]object{
		"c-1": {"accountType": "customer", "status": "active", "membershipStatus": "active"},
		"m-1": {"accountType": "atlassian", "status": "not_invited", "membershipStatus": "no_membership"},
	} {
		fields["accountId"], fields["accountStatus"], fields["claimStatus"] = id, "active", "managed"
		fields["groups"], fields["productAccess"], fields["platformRoles"] = []any{}, []any{}, []any{}
		a.users[home] = append(a.users[home], fields)
	}
	slices.SortFunc(a.users[home], func(x, y any) int {
		return strings.Compare(x.(object)["accountId"].(string), y.(object)["accountId"].(string))
	})
	if two {
		first := user(&w.Accounts[0])
		first["groups"] = []any{object{"id": groupID("lab"), "name": "lab", "description": nil}}
		first["productAccess"] = []any{object{"key": "confluence", "id": "r-2", "lastActiveTimestamp": "2026-06-13T12:00:00.000Z"}}
		first["platformRoles"] = []any{}
		a.users[lab], a.groups[lab] = []any{first}, []any{group(groupID("lab"), "lab", lab, false)}
	}
	if twist == targettest.HiddenSilent {
		a.hidden = len(a.users[home]) - 1
		a.users[home] = a.users[home][:1]
	}
	return a.handler()
}

func groupID(name string) string { return "g-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")) }

func group(id, name, directory string, synced bool) any {
	return object{
		"id": id, "name": name, "description": "", "directoryId": directory, "externalSynced": synced,
		"managedBy":        map[bool]string{true: "external", false: "admins"}[synced],
		"managementAccess": object{"deletable": true, "modifiable": true, "readable": true},
	}
}

// user is an account as a search with everything expanded has it.
func user(account *targettest.Account) object {
	kind, status := "atlassian", "active"
	if account.Kind == access.Bot {
		kind = "app"
	}
	if account.Status == access.Suspended {
		status = "suspended"
	}
	roles, groups, products := []any{}, []any{}, []any{}
	for _, key := range account.Holds {
		switch kind, name, _ := strings.Cut(key, ":"); kind {
		case "role":
			roles = append(roles, "atlassian/"+name)
		case "group":
			groups = append(groups, object{"id": groupID(name), "name": name, "description": nil})
		case "product":
			p := object{"key": name, "id": "r-1"}
			if account.LastActive != 0 {
				p["lastActiveTimestamp"] = account.LastActive.String() + "T12:00:00.000Z"
			}
			products = append(products, p)
		}
	}
	u := object{
		"accountId": account.ID, "accountType": kind, "status": status, "accountStatus": "active", "membershipStatus": status,
		"addedToOrg": account.Created.String() + "T12:00:00.000Z", "name": account.Name, "claimStatus": "unmanaged",
		"emailVerified": len(account.Emails) > 0 && account.Emails[0].Verified == access.Yes,
		"platformRoles": roles, "groups": groups, "productAccess": products, "managementSource": nil, "deactivatedOn": nil,
	}
	if address := account.Email(); address != "" {
		u["email"] = address
	}
	if account.Kind == access.Human {
		u["claimStatus"] = "managed"
		if account.MFA != access.Unknown {
			u["mfaEnabled"] = account.MFA == access.Yes
		}
	}
	return u
}

func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base, func(w http.ResponseWriter, _ *http.Request) {
		all := []any{object{"directoryId": home, "name": "Acme"}}
		if a.two {
			all = append(all, object{"directoryId": lab, "name": "Lab"})
		}
		answer(w, http.StatusOK, object{"data": all, "links": object{}})
	})
	mux.HandleFunc("POST "+base+"/{directory}/users/search", func(w http.ResponseWriter, r *http.Request) { a.search(w, r, a.users) })
	mux.HandleFunc("POST "+base+"/{directory}/groups/search", func(w http.ResponseWriter, r *http.Request) { a.search(w, r, a.groups) })
	mux.HandleFunc("GET "+base+"/{directory}/users/count", a.count)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusNotFound, "ADMIN-404-1", "NOT_FOUND") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+targettest.Secret {
			fail(w, http.StatusUnauthorized, "ADMIN-401-1", "UNAUTHORIZED")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (a *app) count(w http.ResponseWriter, r *http.Request) {
	directory := r.PathValue("directory")
	if r.URL.Query().Get("directoryIds") != directory {
		fail(w, http.StatusBadRequest, "ADMIN-400-1", "the managed accounts of no directory would be counted")
		return
	}
	n := len(a.users[directory])
	switch {
	case directory != home:
	case a.twist == targettest.Overcount:
		n++
	case a.twist == targettest.Undercount:
		n--
	default:
		n += a.hidden
	}
	answer(w, http.StatusOK, object{"count": n})
}

// search answers a page: the first as the body asks, and those after it by their cursor alone.
func (a *app) search(w http.ResponseWriter, r *http.Request, lists map[string][]any) {
	text, _ := io.ReadAll(r.Body)
	var body map[string]any
	if err := json.Unmarshal(text, &body); err != nil {
		fail(w, http.StatusBadRequest, "ADMIN-400-1", "no JSON")
		return
	}
	cursor, later := body["cursor"].(string)
	if later && len(body) > 1 {
		fail(w, http.StatusBadRequest, "ADMIN-400-2", "a cursor holds everything else")
		return
	}
	rows := lists[r.PathValue("directory")]
	start, _ := strconv.Atoi(strings.TrimPrefix(cursor, "c"))
	from, to := min(start, len(rows)), min(start+a.most, len(rows))
	links := object{}
	if to < len(rows) || a.twist == targettest.EmptyLast && from < to {
		links["next"] = "c" + strconv.Itoa(to)
	}
	switch {
	case a.twist == targettest.SameCursor && len(rows) > a.most:
		links["next"] = "c" + strconv.Itoa(a.most)
	case a.twist == targettest.Endless && len(rows) > a.most:
		from, to, links["next"] = len(rows), len(rows), "c"+strconv.Itoa(start+1)
	case a.twist == targettest.Repeats:
		from, to = 0, min(a.most, len(rows))
	case a.twist == targettest.EmptyEarly && start > 0:
		from, to, links = len(rows), len(rows), object{}
	}
	answer(w, http.StatusOK, object{"data": append([]any{}, rows[from:to]...), "links": links})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, code, title string) {
	answer(w, status, object{"errors": []any{object{"status": strconv.Itoa(status), "code": code, "title": title, "detail": title}}})
}
