package githubfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/targets/targettest"
)

// query answers the queries that there are, by the list that they ask for.
func (a *app) query(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Query     string
		Variables struct {
			Org, Slug, After string
			First            int
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		fail(w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	if q.Variables.Org != org || q.Variables.First < 1 || q.Variables.First > 100 {
		answer(w, object{
			"data": object{"organization": nil},
			"errors": []any{object{
				"type": "NOT_FOUND", "path": []string{"organization"}, "message": "Could not resolve to an Organization with that login.",
			}},
		})
		return
	}
	size := min(q.Variables.First, a.most)
	list := func(rows []any, name string) object { return a.connection(rows, name, q.Variables.After, size) }
	data := object{}
	hidden := a.twist == targettest.HiddenSilent
	if strings.Contains(q.Query, "viewer{databaseId}") {
		data["viewer"] = object{"databaseId": json.Number(a.members[0].ID)}
	}
	switch {
	case strings.Contains(q.Query, "membersWithRole("):
		data["organization"] = object{
			"viewerIsAMember": !hidden, "viewerCanAdminister": !hidden, "samlIdentityProvider": object{"id": "S_1"},
			"membersWithRole": list(a.edges(), "edges"),
		}
	case strings.Contains(q.Query, "externalIdentities("):
		data["organization"] = object{"samlIdentityProvider": object{"externalIdentities": list(a.identities(), "edges")}}
	case strings.Contains(q.Query, "team(slug:"):
		data["organization"] = object{"team": object{"members": list(a.within(q.Variables.Slug), "edges")}}
	case strings.Contains(q.Query, "teams("):
		var nodes []any
		for i, name := range a.teams {
			nodes = append(nodes, object{
				"databaseId": i + 1, "slug": name, "name": a.titles[name], "parentTeam": nil,
				"members": a.connection(a.within(name), "edges", "", size),
			})
		}
		data["organization"] = object{"teams": list(nodes, "nodes")}
	}
	answer(w, object{"data": data})
}

// connection cuts a page out of a list, after a cursor.
func (a *app) connection(rows []any, name, after string, size int) object {
	start, _ := strconv.Atoi(strings.TrimPrefix(after, "c"))
	from, to, total := min(start, len(rows)), min(start+size, len(rows)), len(rows)
	more := to < len(rows) || a.twist == targettest.EmptyLast && from < to
	cursor := "c" + strconv.Itoa(to)
	switch {
	case a.twist == targettest.SameCursor && len(rows) > size:
		more, cursor = true, "c"+strconv.Itoa(size)
	case a.twist == targettest.Endless && len(rows) > size:
		from, to, more, cursor = len(rows), len(rows), true, "c"+strconv.Itoa(start+1)
	case a.twist == targettest.Repeats:
		from, to = 0, min(size, len(rows))
	case a.twist == targettest.Overcount:
		total++
	case a.twist == targettest.Undercount:
		total = max(total-1, 0)
	case a.twist == targettest.EmptyEarly && start > 0:
		from, to, more = len(rows), len(rows), false
	}
	page := append([]any{}, rows[from:to]...)
	return object{"totalCount": total, "pageInfo": object{"hasNextPage": more, "endCursor": cursor}, name: page}
}

func (a *app) edges() []any {
	var rows []any
	for _, m := range a.visible() {
		role := "MEMBER"
		if slices.Contains(m.Holds, "role:owner") {
			role = "ADMIN"
		}
		// bob's address is known by single sign-on alone, that of gil by his licence
		verified := []string{}
		if address := m.Email(); address != "" && m.Login != "bob" && m.Login != licensed {
			verified = append(verified, address)
		}
		rows = append(rows, object{
			"role": role, "hasTwoFactorEnabled": map[access.Tri]any{access.Yes: true, access.No: false}[m.MFA],
			"node": object{
				"databaseId": json.Number(m.ID), "login": m.Login, "name": m.Name, "email": "", "organizationVerifiedDomainEmails": verified,
			},
		})
	}
	return rows
}

func (a *app) identities() []any {
	var rows []any
	for _, m := range a.members {
		if m.Email() == "" || m.Login == licensed {
			continue
		}
		rows = append(rows, object{"node": object{
			"guid": "g-" + m.ID, "user": object{"databaseId": json.Number(m.ID)},
			"samlIdentity": object{"nameId": m.Email(), "username": "no address", "emails": []any{object{"value": m.Email()}}},
			"scimIdentity": nil,
		}})
	}
	return rows
}

func (a *app) within(team string) []any {
	all, maintains := a.holders(team)
	var rows []any
	for _, m := range all {
		rows = append(rows, object{"role": strings.ToUpper(role(maintains[m.ID])), "node": object{"databaseId": json.Number(m.ID)}})
	}
	return rows
}
