// Package scimfake is an app that speaks SCIM 2.0, faked after RFC 7643, 7644 and 9865. Only tests import it.
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

const base = "/scim/v2"

// Fakes returns an app that pages by index, and one that pages by cursor and is loose in what it writes.
func Fakes() []targettest.Fake {
	noPermission := "a credential for SCIM sees all accounts or none"
	return []targettest.Fake{
		{
			Name: "index", Options: options, Shows: shows,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, false) },
			Without: map[targettest.Twist]string{
				targettest.SameCursor: "there is no cursor", targettest.Endless: "a list ends by its index", targettest.HiddenSilent: noPermission,
			},
		},
		{
			Name: "cursor", Options: options, Shows: shows,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, true) },
			Without: map[targettest.Twist]string{
				targettest.EmptyEarly: "an empty page without a cursor is the end: RFC 9865, section 2", targettest.HiddenSilent: noPermission,
			},
		},
	}
}

func options(ref secret.Ref) any {
	return &scim.Options{
		URL: option.URL(targettest.Address + base), Token: ref, Vendor: "standard", Lists: "everybody", Shows: []string{"role", "entitlement"},
		EmployeeID: "either",
	}
}

// shows leaves out what SCIM does not tell: invitations, second factors, seats, activity; and names things as it does.
func shows(w targettest.World) targettest.World {
	w.Levels = nil
	w.Accounts = slices.Clone(w.Accounts)
	w.Accounts = slices.DeleteFunc(w.Accounts, func(a targettest.Account) bool { return a.Status == access.Invited })
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.MFA, a.Seat, a.LastActive = access.Unknown, access.Unknown, 0
		var holds []string
		for _, key := range a.Holds {
			kind, name, _ := strings.Cut(key, ":")
			switch kind {
			case "team":
				name, _, _ = strings.Cut(name, "=")
				holds = append(holds, "group:"+name)
			case "role":
				holds = append(holds, key)
			default:
				holds = append(holds, "entitlement:"+name)
			}
		}
		a.Holds = holds
	}
	return w
}

// app keeps what was put into it, as JSON to be.
type app struct {
	most   int // rows on a page
	twist  targettest.Twist
	cursor bool
	// lists are the rows by path.
	lists map[string][]any
}

func newApp(w targettest.World, twist targettest.Twist, cursor bool) http.Handler {
	a := &app{most: w.PageSize(), twist: twist, cursor: cursor, lists: map[string][]any{}}
	members := map[string][]any{}
	for _, account := range shows(w).Accounts {
		a.lists["Users"] = append(a.lists["Users"], a.user(&account, members))
	}
	for i, name := range slices.Sorted(maps.Keys(members)) {
		a.lists["Groups"] = append(a.lists["Groups"], object{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "id": fmt.Sprintf("g-%d", i), "displayName": name,
			"members": members[name], "meta": object{"resourceType": "Group"},
		})
	}
	// one without members, which are then left out (RFC 7643, section 2.5)
	a.lists["Groups"] = append(a.lists["Groups"], object{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "id": "g-empty", "displayName": "Nobody",
		"meta": object{"resourceType": "Group"},
	})
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base+"/ServiceProviderConfig", a.config)
	mux.HandleFunc("GET "+base+"/Users", a.list("Users"))
	mux.HandleFunc("GET "+base+"/Groups", a.list("Groups"))
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

// user writes an account, and notes which groups it is in.
func (a *app) user(account *targettest.Account, members map[string][]any) object {
	var roles, entitlements, groups []any
	for _, key := range slices.Compact(slices.Sorted(slices.Values(account.Holds))) {
		kind, name, _ := strings.Cut(key, ":")
		switch kind {
		case "group":
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
			"urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
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
	if a.cursor {
		a.loosen(u, account)
	}
	return u
}

// loosen writes as servers do that did not read the RFC to its end.
func (a *app) loosen(u object, account *targettest.Account) {
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
		rows := a.lists[path]
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
