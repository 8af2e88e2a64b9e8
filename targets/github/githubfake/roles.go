package githubfake

import (
	"net/http"
	"slices"
	"strings"

	"reconcile/targets/targettest"
)

// The organization's own roles: tracker is had by members themselves, auditor by those of a team.
const (
	tracker, auditor = "Tracker", "Auditor"
	trackerID        = "8030"
	auditorID        = "8031"
	auditors         = "infra"
)

// withRoles makes roles of what the world has otherwise: tracker of a product, auditor of a team.
func withRoles(a *targettest.Account, holds []string) []string {
	if slices.Contains(a.Holds, "product:jira") {
		holds = append(holds, "role:"+tracker)
	}
	if slices.ContainsFunc(holds, func(key string) bool { return strings.HasPrefix(key, "team:"+auditors+"=") }) {
		holds = append(holds, "role:"+auditor)
	}
	return holds
}

func (a *app) listRoles(w http.ResponseWriter, _ *http.Request) {
	role := func(id int, name string, organization any) object {
		source := "Organization"
		if organization == nil {
			source = "Predefined"
		}
		row := object{
			"id": id, "name": name, "description": "", "permissions": []string{"read_audit_logs"}, "organization": organization,
			"base_role": nil, "created_at": "2024-02-29T12:00:00Z", "updated_at": "2024-02-29T12:00:00Z",
		}
		if a.graphql {
			row["source"] = source
		}
		return row
	}
	own := person(&targettest.Account{})
	own["login"], own["id"], own["type"] = org, 1, "Organization"
	roles := []object{role(8030, tracker, own), role(8031, auditor, own), role(8132, "all_repo_read", nil)}
	total := len(roles)
	switch a.twist {
	case targettest.Overcount:
		total++
	case targettest.Undercount:
		total--
	}
	answer(w, object{"total_count": total, "roles": roles})
}

// roleUsers lists who has a role, through a team too; the older server lists only those who have it by themselves.
func (a *app) roleUsers(w http.ResponseWriter, r *http.Request) {
	var rows []any
	for i := range a.members {
		m := &a.members[i]
		row := person(m)
		switch id := r.PathValue("role"); {
		case id == trackerID && slices.Contains(m.Holds, "role:"+tracker):
			if a.graphql {
				row["assignment"], row["inherited_from"] = "direct", []any{}
			}
		case id == auditorID && slices.Contains(m.Holds, "role:"+auditor) && a.graphql:
			row["assignment"], row["inherited_from"] = "indirect", []any{a.team(slices.Index(a.teams, auditors))}
		default:
			continue
		}
		rows = append(rows, row)
	}
	a.page(w, r, rows)
}

func (a *app) roleTeams(w http.ResponseWriter, r *http.Request) {
	var rows []any
	if r.PathValue("role") == auditorID {
		rows = append(rows, a.team(slices.Index(a.teams, auditors)))
	}
	a.page(w, r, rows)
}
