// Package scim reads the accounts and groups of any app that speaks SCIM 2.0 (RFC 7643 and 7644, cursors of RFC 9865). What
// vendors do otherwise is data, in profiles.
package scim

import (
	"reconcile/internal/access"
)

// Lists says whom an app lists by SCIM.
type Lists string

// The answers: accounts that SCIM made, members however they came, or everybody.
const (
	Provisioned Lists = "provisioned"
	Members     Lists = "members"
	Everybody   Lists = "everybody"
)

// Profile is how a vendor speaks SCIM.
type Profile struct {
	// Name is the profile's word in the configuration, Title the app's name.
	Name, Title string
	// Discover: nothing is known of the app. It says of itself, under ServiceProviderConfig, how it pages; and its count of
	// rows is no reason to end a list, as some count the page only.
	Discover bool
	// Unpaged: the app gives all rows at once and takes no count.
	Unpaged bool
	// Page is how many rows it gives at once at most.
	Page int
	// Rate is how many requests a second it takes, 0 for no known limit; Burst how many at once.
	Rate  float64
	Burst int
	// Lists is whom it lists, as far as the vendor says.
	Lists Lists
	// NoGroups: it has none. Alone: a list of groups comes without members, and each group is read alone.
	NoGroups, Alone bool
	// GroupType is the type of entitlement that its groups are.
	GroupType string
	// Role is a further attribute with the account's role: a schema of its own, and the name in it.
	Role [2]string
	// Shows are the types, of role and entitlement, of which it shows all.
	Shows []string
}

// Profiles returns the known ones; the first fits any app. Facts are of the vendors' pages, as of 2026-11.
func Profiles() []Profile {
	return []Profile{
		{Name: "standard", Title: "SCIM app", Discover: true, Page: 1000, Lists: Provisioned, GroupType: "group"},
		{Name: "asana", Title: "Asana", Unpaged: true, Lists: Members, Alone: true, GroupType: "team"},
		{Name: "atlassian", Title: "Atlassian", Page: 100, Lists: Provisioned, GroupType: "group"},
		{Name: "figma", Title: "Figma", Page: 3000, Lists: Provisioned, GroupType: "group"},
		{Name: "github-emu", Title: "GitHub (managed accounts)", Page: 100, Lists: Everybody, GroupType: "group"},
		{Name: "github-org", Title: "GitHub", Page: 100, Lists: Provisioned, NoGroups: true, GroupType: "group"},
		{Name: "gitlab", Title: "GitLab", Page: 100, Lists: Provisioned, NoGroups: true, GroupType: "group"},
		{Name: "miro", Title: "Miro", Page: 1000, Rate: 1.0 / 6, Burst: 5, Lists: Members, GroupType: "team"},
		{
			Name: "notion", Title: "Notion", Page: 100, Lists: Members, GroupType: "group",
			Role: [2]string{"urn:ietf:params:scim:schemas:extension:notion:2.0:User", "role"}, Shows: []string{roleType},
		},
		{Name: "slack", Title: "Slack", Page: 1000, Rate: 16, Burst: 1000, Lists: Everybody, GroupType: "group"},
	}
}

// ProfileOf returns the profile of a name, the first where there is none.
func ProfileOf(name string) Profile {
	all := Profiles()
	for i := range all {
		if all[i].Name == name {
			return all[i]
		}
	}
	return all[0]
}

// The types of entitlements besides groups.
const (
	roleType        = "role"
	entitlementType = "entitlement"
)

// kinds are values of userType (RFC 7643, section 4.1.1) that say more than who employs a person, folded.
func kinds() map[string]access.Kind {
	return map[string]access.Kind{
		"guest": access.Guest, "external": access.Guest, "collaborator": access.Guest,
		"bot": access.Bot, "service": access.Bot, "service account": access.Bot, "app": access.Bot,
		"shared": access.Shared, "resource": access.Shared, "shared mailbox": access.Shared,
	}
}

// privileged are names of roles that let their holders decide on others' access, folded.
func privileged() []string {
	return []string{
		"admin", "administrator", "owner", "primary owner", "workspace owner", "workspace_owner", "org owner", "organization owner",
		"super admin", "superadmin", "super administrator", "billing admin", "enterprise_owner", "billing_manager",
		// GitHub's enterprise owners and billing managers where Entra assigns them: its description has these beside the names
		"981df190-8801-4618-a08a-d91f6206c954", "ba4987ab-a1c3-412a-b58c-360fc407cb10",
		"0e338b8c-cc7f-498a-928d-ea3470d7e7e3", "e6be2762-e4ad-4108-b72d-1bbe884a0f91",
		// Miro's, by its description
		"organization_internal_admin", "user admin", "security admin",
	}
}
