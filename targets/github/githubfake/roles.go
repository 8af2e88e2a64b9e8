package githubfake

import (
	"net/http"
	"slices"
	"strings"

	"reconcile/targets/targettest"
)

// The organization's own roles: tracker is had by members themselves, auditor by those of a team. Of those that GitHub
// predefines, one is had.
const (
	tracker, auditor, everyAdmin = "Tracker", "Auditor", "all_repo_admin"
	trackerID                    = "8030"
	auditorID                    = "8031"
	everyAdminID                 = "8136"
	auditors                     = "infra"
	admins                       = "team:On call=member"
)

// predefined are GitHub's own roles, by their ids, with what they give in every repository.
func predefined() []predefinedRole {
	return []predefinedRole{
		{138, "security_manager", "read"},
		{8132, "all_repo_read", "read"},
		{8133, "all_repo_triage", "triage"},
		{8134, "all_repo_write", "write"},
		{8135, "all_repo_maintain", "maintain"},
		{8136, everyAdmin, "admin"},
		{26237, "ci_cd_admin", nil},
		{33679, "app_manager", nil},
		{82849, "open_source_license_manager", nil},
	}
}

type predefinedRole struct {
	id   int
	name string
	base any
}

// withRoles makes roles of what the world has otherwise: tracker of a product, auditor and that of admins of a team.
func withRoles(a *targettest.Account, holds []string) []string {
	if slices.Contains(a.Holds, "product:jira") {
		holds = append(holds, "role:"+tracker)
	}
	if slices.Contains(a.Holds, admins) {
		holds = append(holds, "role:"+everyAdmin)
	}
	if slices.ContainsFunc(holds, func(key string) bool { return strings.HasPrefix(key, "team:"+auditors+"=") }) {
		holds = append(holds, "role:"+auditor)
	}
	return holds
}

func (a *app) listRoles(w http.ResponseWriter, _ *http.Request) {
	role := func(id int, name, source string, base, organization any) object {
		row := object{
			"id": id, "name": name, "description": "", "permissions": []string{"read_audit_logs"}, "organization": organization,
			"created_at": "2024-02-29T12:00:00Z", "updated_at": "2024-02-29T12:00:00Z",
		}
		if a.graphql {
			row["source"], row["base_role"] = source, base
		}
		return row
	}
	own := person(&targettest.Account{})
	own["login"], own["id"], own["type"] = org, 1, "Organization"
	roles := []object{role(8030, tracker, "Organization", nil, own), role(8031, auditor, "Organization", nil, own)}
	for _, p := range predefined() {
		roles = append(roles, role(p.id, p.name, "Predefined", p.base, nil))
	}
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
		case id == trackerID && slices.Contains(m.Holds, "role:"+tracker),
			id == everyAdminID && slices.Contains(m.Holds, "role:"+everyAdmin):
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
