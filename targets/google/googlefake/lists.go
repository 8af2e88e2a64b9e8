package googlefake

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/targets/targettest"
)

// token turns an assertion that the key signed into a token, which tells what it is good for.
func (a *app) token(w http.ResponseWriter, r *http.Request) {
	var header struct{ Kid string }
	var claims struct{ Iss, Sub, Scope, Aud string }
	parts := strings.Split(r.FormValue("assertion"), ".")
	if len(parts) != 3 || !decode(parts[0], &header) || !decode(parts[1], &claims) || header.Kid != targettest.Secret ||
		claims.Sub != admin || claims.Aud != targettest.Address+"/token" ||
		r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
		refuse(w, http.StatusBadRequest, "invalid_grant", "Invalid JWT Signature.")
		return
	}
	if strings.Contains(claims.Scope, "licensing") && !a.licensing {
		refuse(w, http.StatusUnauthorized, "unauthorized_client", "Client is unauthorized to retrieve access tokens using this method.")
		return
	}
	letters := ""
	for _, scope := range []string{"user.readonly", "group.readonly", "rolemanagement.readonly", "licensing"} {
		if strings.Contains(claims.Scope, scope) {
			letters += scope[:1]
		}
	}
	answer(w, object{"access_token": targettest.Secret + "." + letters, "expires_in": 3599, "token_type": "Bearer"})
}

func decode(part string, out any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, out) == nil
}

// list answers with a page of rows.
func (a *app) list(w http.ResponseWriter, r *http.Request, kind, field string, rows []any) {
	q := r.URL.Query()
	size, _ := strconv.Atoi(q.Get("maxResults"))
	size = min(size, a.most)
	from, _ := strconv.Atoi(strings.TrimPrefix(q.Get("pageToken"), "from-"))
	to := min(from+size, len(rows))
	next := 0
	if to < len(rows) || a.twist == targettest.EmptyLast && from < to {
		next = to
	}
	shown := from
	if len(rows) > size {
		switch a.twist {
		case targettest.SameCursor:
			next = size
		case targettest.Endless:
			shown, to, next = 0, 0, from+1
		case targettest.Repeats:
			shown, to = 0, size
		}
	}
	body := object{"kind": kind, "etag": "x"}
	if to > shown {
		body[field] = rows[shown:to]
	}
	if next > 0 {
		body["nextPageToken"] = "from-" + strconv.Itoa(next)
	}
	answer(w, body)
}

func (a *app) people() []targettest.Account {
	return slices.DeleteFunc(slices.Clone(a.world.Accounts), func(x targettest.Account) bool { return x.Kind == access.Guest })
}

func (a *app) users(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("customer") != "my_customer" || q.Get("projection") != "full" || q.Get("viewType") != "admin_view" {
		fail(w, http.StatusBadRequest, "badRequest", "Bad Request")
		return
	}
	hidden := a.twist == targettest.HiddenSilent
	var rows []any
	for _, p := range a.people() {
		if wanted, ok := strings.CutPrefix(q.Get("query"), "email="); ok && wanted != p.Email() || hidden && p.Email() > "bob" {
			continue
		}
		row := object{
			"kind": "admin#directory#user", "id": p.ID, "etag": "x", "primaryEmail": p.Email(), "customerId": customer,
			"name": object{"fullName": p.Name, "givenName": "", "familyName": p.Name}, "isAdmin": slices.Contains(p.Holds, "role:super-admin") && !hidden,
			"isDelegatedAdmin": false, "suspended": p.Status == access.Suspended, "archived": false, "orgUnitPath": "/",
			"emails": []any{object{"address": p.Email(), "primary": true}}, "isEnrolledIn2Sv": p.MFA == access.Yes, "isEnforcedIn2Sv": false,
			"creationTime": p.Created.String() + "T12:00:00.000Z", "lastLoginTime": "1970-01-01T00:00:00.000Z", "agreedToTerms": true,
		}
		if p.LastActive != 0 {
			row["lastLoginTime"] = p.LastActive.String() + "T08:00:00.000Z"
		}
		if p.EmployeeID != "" {
			row["externalIds"] = []any{object{"type": "organization", "value": p.EmployeeID}}
		}
		rows = append(rows, row)
	}
	a.list(w, r, "admin#directory#users", "users", rows)
}

// within returns who is in a group, with their level.
func (a *app) within(group string) []any {
	var rows []any
	for _, p := range a.world.Accounts {
		for _, key := range p.Holds {
			level, ok := strings.CutPrefix(key, "group:"+group+"=")
			if !ok {
				continue
			}
			row := object{
				"kind": "admin#directory#member", "etag": "x", "id": p.ID, "email": p.Email(), "role": strings.ToUpper(level), "type": "USER",
				"status": "ACTIVE",
			}
			if p.Kind == access.Guest {
				row["type"] = "EXTERNAL"
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (a *app) listGroups(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i, name := range a.groups {
		n := len(a.within(name))
		switch {
		case a.twist == targettest.Overcount && n > 0:
			n++
		case a.twist == targettest.Undercount && n > 1:
			n--
		}
		rows = append(rows, object{
			"kind": "admin#directory#group", "id": "g" + strconv.Itoa(i), "etag": "x", "email": name, "name": name,
			"directMembersCount": strconv.Itoa(n), "description": "", "adminCreated": true,
		})
	}
	a.list(w, r, "admin#directory#groups", "groups", rows)
}

func (a *app) members(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(strings.TrimPrefix(r.PathValue("id"), "g"))
	if err != nil || i >= len(a.groups) {
		fail(w, http.StatusNotFound, "notFound", "Resource Not Found: groupKey")
		return
	}
	a.list(w, r, "admin#directory#members", "members", a.within(a.groups[i]))
}

func (a *app) roles(w http.ResponseWriter, r *http.Request) {
	role := func(id, name string, system, super bool, privilege string) object {
		return object{
			"kind": "admin#directory#role", "etag": "x", "roleId": id, "roleName": name, "roleDescription": "", "isSystemRole": system,
			"isSuperAdminRole": super, "rolePrivileges": []any{object{"privilegeName": privilege, "serviceId": "00haapch16h1ysv"}},
		}
	}
	a.list(w, r, "admin#directory#roles", "items", []any{
		role("1", "_SEED_ADMIN_ROLE", true, true, "SUPER_ADMIN"), role("2", "_GROUPS_ADMIN_ROLE", true, false, "GROUPS_ALL"),
		role("3", "_USER_MANAGEMENT_ADMIN_ROLE", true, false, "USERS_ALL"), role("4", "Front desk", false, false, "USERS_RETRIEVE"),
	})
}

// assignments gives the role of super administrators to all of them, where rows are hidden within a part alone.
func (a *app) assignments(w http.ResponseWriter, r *http.Request) {
	scope := object{"scopeType": "CUSTOMER"}
	if a.twist == targettest.HiddenSilent {
		scope = object{"scopeType": "ORG_UNIT", "orgUnitId": "03ph8a2z1"}
	}
	var rows []any
	for i, p := range a.people() {
		if wanted := r.URL.Query().Get("userKey"); !slices.Contains(p.Holds, "role:super-admin") || wanted != "" && wanted != p.ID {
			continue
		}
		row := object{
			"kind": "admin#directory#roleAssignment", "etag": "x", "roleAssignmentId": strconv.Itoa(i + 100), "roleId": "1",
			"assignedTo": p.ID, "assigneeType": "user",
		}
		for name, value := range scope {
			row[name] = value
		}
		rows = append(rows, row)
	}
	a.list(w, r, "admin#directory#roleAssignments", "items", rows)
}

func (a *app) licences(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("customerId") != customer {
		fail(w, http.StatusBadRequest, "invalid", "Invalid customerId")
		return
	}
	var rows []any
	for _, p := range a.people() {
		if p.Seat == access.Yes {
			rows = append(rows, object{
				"kind": "licensing#licenseAssignment", "etags": "x", "selfLink": targettest.Address + "/x", "userId": p.Email(),
				"productId": "Google-Apps", "productName": "Google Workspace", "skuId": "1010020028", "skuName": edition,
			})
		}
	}
	a.list(w, r, "licensing#licenseAssignmentList", "items", rows)
}
