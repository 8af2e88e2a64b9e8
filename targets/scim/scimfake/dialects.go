package scimfake

import (
	"maps"
	"slices"

	"reconcile/targets/targettest"
)

// dialect is how an app speaks SCIM: what it writes, and what it leaves out.
type dialect struct {
	// name is the fake's, vendor the profile's word in the configuration, base where the app is, lists what is configured so.
	name, vendor, base, lists string
	// cursor: it pages by cursor, and is loose in what it writes.
	cursor bool
	// group is the type that its groups are, owner what it calls that role, "" if it has no roles.
	group, owner string
	// entitlements, kinds, days and guests: it has them.
	entitlements, kinds, days, guests bool
	// user and team change an account and a group from the RFC's form to the app's; nil leaves it.
	user func(u object, account *targettest.Account)
	team func(g object)
}

// dialects are the RFC's, one that is loose, and those of apps whose own descriptions have groups.
func dialects() []dialect {
	standard := dialect{
		name: "index", vendor: "standard", base: "/scim/v2", lists: "everybody", group: "group", owner: "owner",
		entitlements: true, kinds: true, days: true, guests: true,
	}
	loose := standard
	loose.name, loose.cursor = "cursor", true
	return []dialect{
		standard, loose,
		{
			name: "github-emu", vendor: "github-emu", base: "/scim/v2/enterprises/acme", group: "group", owner: "enterprise_owner",
			days: true, guests: true, user: managed, team: referring,
		},
		{
			name: "atlassian", vendor: "atlassian", base: "/scim/directory/0f8fad5b-d9cd-469f-a165-70867728950e", lists: "everybody",
			group: "group", days: true, guests: true, user: provisioned, team: capital,
		},
		{
			name: "miro", vendor: "miro", base: "/api/v1/scim", group: "team", owner: "ORGANIZATION_INTERNAL_ADMIN", user: miro, team: dayless,
		},
	}
}

const core = "urn:ietf:params:scim:schemas:core:2.0:User"

// keep leaves of a row what is named.
func keep(row object, names ...string) {
	maps.DeleteFunc(row, func(name string, _ any) bool { return !slices.Contains(names, name) })
}

// managed is an account as GitHub has those that it manages: the number of a person is what the identity provider sent.
func managed(u object, account *targettest.Account) {
	keep(u, "id", "userName", "displayName", "name", "active", "roles", "emails", "groups", "meta")
	u["schemas"], u["externalId"] = []string{core}, nil
	if account.EmployeeID != "" {
		u["externalId"] = account.EmployeeID
	}
}

// referring gives the members of a group their addresses, which GitHub requires.
func referring(g object) {
	g["externalId"] = nil
	members, _ := g["members"].([]any)
	for _, member := range members {
		m := member.(object)
		m["$ref"] = targettest.Address + "/scim/v2/Users/" + m["value"].(string)
		delete(m, "type")
	}
}

// provisioned is an account in a directory of Atlassian's, which has no roles.
func provisioned(u object, account *targettest.Account) {
	keep(u, "id", "userName", "displayName", "name", "active", "emails", "groups", "meta")
	const external = "urn:scim:schemas:extension:atlassian-external:1.0"
	u["schemas"], u[external] = []string{core, external}, object{"atlassianAccountId": "557058:" + account.ID}
	if account.EmployeeID != "" {
		u["externalId"] = account.EmployeeID
	}
	capital(u)
}

// capital writes what a row is as Atlassian does.
func capital(row object) {
	meta := row["meta"].(object)
	meta["resourceType"] = map[any]string{"User": "USER", "Group": "GROUP"}[meta["resourceType"]]
}

// miro is an account as Miro has it, whose userType is a licence.
func miro(u object, _ *targettest.Account) {
	delete(u, "entitlements")
	u["userType"], u["schemas"] = "Full", []string{core}
	if roles := u["roles"].([]any); len(roles) > 0 {
		roles[0].(object)["type"] = "organization_user_role"
	}
	dayless(u)
}

// dayless leaves out when a row was made.
func dayless(row object) { delete(row["meta"].(object), "created") }
