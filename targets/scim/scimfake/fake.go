// Package scimfake is an app that speaks SCIM 2.0, faked after RFC 7643, 7644 and 9865, and after what vendors describe. Only
// tests import it.
package scimfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/scim"
	"reconcile/targets/targettest"
)

// Fakes returns an app for each dialect.
func Fakes() []targettest.Fake {
	const noPermission = "a credential for SCIM sees all accounts or none"
	var fakes []targettest.Fake
	for _, d := range dialects() {
		without := map[targettest.Twist]string{
			targettest.SameCursor: "there is no cursor", targettest.Endless: "a list ends by its index", targettest.HiddenSilent: noPermission,
		}
		if d.cursor {
			without = map[targettest.Twist]string{
				targettest.EmptyEarly: "an empty page without a cursor is the end: RFC 9865, section 2", targettest.HiddenSilent: noPermission,
			}
		}
		fakes = append(fakes, targettest.Fake{
			Name: d.name, Options: d.options, Shows: d.shows, Without: without,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, d) },
		})
	}
	return fakes
}

func (d dialect) options(ref secret.Ref) any {
	return &scim.Options{
		URL: option.URL(targettest.Address + d.base), Token: ref, Vendor: d.vendor, Lists: d.lists, Shows: []string{"role", "entitlement"},
		EmployeeID: "either",
	}
}

// shows leaves out what SCIM does not tell: invitations, second factors, seats, activity; and names things as it does.
func (d dialect) shows(w targettest.World) targettest.World {
	w.Levels = nil
	w.Accounts = slices.DeleteFunc(slices.Clone(w.Accounts), func(a targettest.Account) bool {
		return a.Status == access.Invited || a.Kind == access.Guest && !d.guests
	})
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.MFA, a.Seat, a.LastActive = access.Unknown, access.Unknown, 0
		if !d.kinds {
			a.Kind = access.Human
		}
		if !d.days {
			a.Created = 0
		}
		var holds []string
		for _, key := range a.Holds {
			kind, name, _ := strings.Cut(key, ":")
			switch {
			case kind == "team":
				name, _, _ = strings.Cut(name, "=")
				holds = append(holds, d.group+":"+name)
			case kind == "role" && d.owner != "":
				holds = append(holds, "role:"+d.owner)
			case kind != "role" && d.entitlements:
				holds = append(holds, "entitlement:"+name)
			}
		}
		a.Holds = holds
	}
	return w
}

// app keeps what was put into it, as JSON to be.
type app struct {
	dialect
	most  int // rows on a page
	twist targettest.Twist
	// rows are by path.
	rows map[string][]any
}

func newApp(w targettest.World, twist targettest.Twist, d dialect) http.Handler {
	a := &app{dialect: d, most: w.PageSize(), twist: twist, rows: map[string][]any{}}
	members := map[string][]any{}
	for _, account := range d.shows(w).Accounts {
		a.rows["Users"] = append(a.rows["Users"], a.account(&account, members))
	}
	for i, name := range slices.Sorted(maps.Keys(members)) {
		a.rows["Groups"] = append(a.rows["Groups"], a.together(fmt.Sprintf("g-%d", i), name, members[name]))
	}
	// one without members, which are then left out (RFC 7643, section 2.5)
	a.rows["Groups"] = append(a.rows["Groups"], a.together("g-empty", "Nobody", nil))
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+d.base+"/ServiceProviderConfig", a.config)
	mux.HandleFunc("GET "+d.base+"/Users", a.list("Users"))
	mux.HandleFunc("GET "+d.base+"/Groups", a.list("Groups"))
	mux.HandleFunc("GET "+d.base+"/Groups/{id}", a.one)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Bearer "+targettest.Secret:
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "", "no valid token")
		case !strings.Contains(r.Header.Get("Accept"), "application/scim+json"):
			fail(w, http.StatusNotAcceptable, "", "only application/scim+json")
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

type object map[string]any

// together writes a group.
func (a *app) together(id, name string, members []any) object {
	g := object{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "id": id, "displayName": name, "meta": object{"resourceType": "Group"},
	}
	if members != nil {
		g["members"] = members
	}
	if a.team != nil {
		a.team(g)
	}
	return g
}

// account writes one, and notes which groups it is in.
func (a *app) account(account *targettest.Account, members map[string][]any) object {
	roles, entitlements, groups := []any{}, []any{}, []any{}
	for _, key := range slices.Compact(slices.Sorted(slices.Values(account.Holds))) {
		kind, name, _ := strings.Cut(key, ":")
		switch kind {
		case a.group:
			members[name] = append(members[name], object{"value": account.ID, "type": "User"})
			groups = append(groups, object{"display": name})
		case "role":
			roles = append(roles, object{"value": name})
		default:
			entitlements = append(entitlements, object{"value": name})
		}
	}
	u := object{
		"schemas": []string{
			core, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
		},
		"id": account.ID, "userName": account.Login, "displayName": account.Name, "name": object{"givenName": "", "familyName": account.Name},
		"active": account.Status != access.Suspended, "userType": userType(account.Kind), "roles": roles, "entitlements": entitlements,
		"groups": groups, "emails": []any{}, "meta": object{"resourceType": "User", "created": account.Created.String() + "T12:00:00Z"},
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": object{"employeeNumber": account.EmployeeID},
	}
	if address := account.Email(); address != "" {
		u["emails"] = []any{
			object{"value": address, "type": "work", "primary": true},
		}
	}
	switch {
	case a.cursor:
		loosen(u, account)
	case a.user != nil:
		a.user(u, account)
	}
	return u
}

// loosen writes as servers do that did not read the RFC to its end.
func loosen(u object, account *targettest.Account) {
	if number, err := strconv.ParseUint(account.ID, 10, 64); err == nil {
		u["id"] = json.Number(strconv.FormatUint(number, 10))
	}
	u["active"] = map[bool]string{true: "True", false: "False"}[account.Status != access.Suspended]
	u["USERNAME"] = u["userName"]
	delete(u, "userName")
	delete(u, "displayName")
	u["name.formatted"] = account.Name
	if address := account.Email(); address != "" {
		u["emails"] = object{"value": address, "primary": "true"}
	} else {
		u["emails"] = nil
	}
	var roles []any
	for _, role := range u["roles"].([]any) {
		roles = append(roles, role.(object)["value"])
	}
	u["roles"] = roles
}

func userType(kind access.Kind) string {
	switch kind {
	case access.Guest:
		return "Guest"
	case access.Bot:
		return "Service Account"
	case access.Shared:
		return "Shared"
	default:
		return "Employee"
	}
}

func (a *app) config(w http.ResponseWriter, _ *http.Request) {
	c := object{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":   object{"supported": true}, "filter": object{"supported": true, "maxResults": 200}, "sort": object{"supported": false},
		"etag": object{"supported": false}, "changePassword": object{"supported": false},
		"bulk":                  object{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"authenticationSchemes": []any{object{"type": "oauthbearertoken", "name": "Bearer", "description": "a token"}},
	}
	if a.cursor {
		c["pagination"] = object{"cursor": true, "index": false, "defaultPaginationMethod": "cursor", "maxPageSize": a.most}
	}
	answer(w, http.StatusOK, c)
}

// list answers with a page of rows.
func (a *app) list(path string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		for name := range q {
			if !slices.Contains([]string{"startIndex", "count", "cursor"}, name) {
				fail(w, http.StatusBadRequest, "invalidValue", "unknown parameter")
				return
			}
		}
		rows := a.rows[path]
		count, err := strconv.Atoi(q.Get("count"))
		if err != nil || count < 0 {
			fail(w, http.StatusBadRequest, "invalidValue", "count is no number")
			return
		}
		size := min(count, a.most)
		if a.cursor {
			a.byCursor(w, q.Get("cursor"), q.Has("cursor"), rows, size)
			return
		}
		start, err := strconv.Atoi(q.Get("startIndex"))
		if err != nil || q.Has("cursor") {
			fail(w, http.StatusBadRequest, "invalidValue", "startIndex is no number")
			return
		}
		a.byIndex(w, max(start, 1), rows, size)
	}
}

// one answers with a group.
func (a *app) one(w http.ResponseWriter, r *http.Request) {
	for _, row := range a.rows["Groups"] {
		if g := row.(object); g["id"] == r.PathValue("id") {
			answer(w, http.StatusOK, g)
			return
		}
	}
	fail(w, http.StatusNotFound, "", "no such group")
}

func (a *app) byIndex(w http.ResponseWriter, start int, rows []any, size int) {
	total := len(rows)
	switch {
	case a.twist == targettest.Repeats:
		start = 1
	case a.twist == targettest.Overcount:
		total++
	case a.twist == targettest.Undercount:
		total--
	case a.twist == targettest.EmptyEarly && start > 1:
		rows = nil
	}
	page := rows[min(start-1, len(rows)):min(start-1+size, len(rows))]
	answer(w, http.StatusOK, object{
		"schemas":      []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
		"totalResults": total, "startIndex": start, "itemsPerPage": len(page), "Resources": page,
	})
}

func (a *app) byCursor(w http.ResponseWriter, cursor string, given bool, rows []any, size int) {
	start := 0
	if cursor != "" {
		var err error
		if start, err = strconv.Atoi(strings.TrimPrefix(cursor, "c")); err != nil {
			fail(w, http.StatusBadRequest, "invalidCursor", "unknown cursor")
			return
		}
	}
	if !given {
		fail(w, http.StatusBadRequest, "invalidValue", "a cursor is needed")
		return
	}
	l := object{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}, "totalResults": len(rows)}
	from, to := min(start, len(rows)), min(start+size, len(rows))
	next := ""
	if to < len(rows) || a.twist == targettest.EmptyLast && from < to {
		next = fmt.Sprintf("c%d", to)
	}
	switch a.twist {
	case targettest.SameCursor:
		next = "c3"
	case targettest.Endless:
		next = fmt.Sprintf("c%d", start+1)
		from, to = len(rows), len(rows)
	case targettest.Repeats:
		from, to = 0, size
	case targettest.Overcount:
		l["totalResults"] = len(rows) + 1
	case targettest.Undercount:
		l["totalResults"] = len(rows) - 1
	}
	l["Resources"] = rows[from:to]
	if next != "" {
		l["nextCursor"] = next
	}
	answer(w, http.StatusOK, l)
}

func answer(w http.ResponseWriter, status int, body object) {
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, scimType, detail string) {
	body := object{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, "status": strconv.Itoa(status), "detail": detail}
	if scimType != "" {
		body["scimType"] = scimType
	}
	answer(w, status, body)
}
