package slack

import (
	"cmp"
	"fmt"

	"reconcile/internal/access"
)

// snapshot turns it into what the night judges.
func (c *company) snapshot() access.Snapshot {
	b := builder{company: c}
	for i := range c.workspaces {
		b.workspace(&c.workspaces[i]) // one without members is there too
	}
	for i := range c.accounts {
		b.account(&c.accounts[i])
	}
	for i := range c.groups {
		b.group(&c.groups[i])
	}
	for i := range c.assignments {
		b.assigned(&c.assignments[i])
	}
	s := &b.Snapshot
	for i := range c.accounts {
		s.Accounts = append(s.Accounts, c.accounts[i].Account)
	}
	s.Total, s.Self, s.Reach = -1, c.self, c.reach()
	s.Rows = len(c.accounts) + len(c.groups) + len(c.workspaces) + len(c.assignments)
	s.Top = []string{roleType + ":" + rolePrimaryOwner, roleType + ":" + roleOwner}
	if n := len(c.strangers); n > 0 && !c.organization {
		s.Remarks = append(s.Remarks, fmt.Sprintf("%d accounts of other organizations are in shared channels, and are not listed", n))
	}
	return b.Finish()
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	company *company
}

func (b *builder) account(a *account) {
	if b.company.untrusted != "" && a.MFA == access.No {
		a.MFA = access.Unknown
	}
	if a.role != "" {
		title := map[string]string{roleAdmin: "Admin", roleOwner: "Owner", rolePrimaryOwner: "Primary owner"}[a.role]
		e := access.Entitlement{ID: roleType + "/" + a.role, Type: roleType, Name: a.role, Title: title, Privileged: true}
		if a.role == rolePrimaryOwner {
			e.Fixed = "the primary owner alone can hand this over, in Slack"
		}
		b.Grant(&a.Account, access.Grant{Entitlement: b.Entitlement(e)})
	}
	for _, id := range a.workspaces {
		for i := range b.company.workspaces {
			if w := &b.company.workspaces[i]; w.ID == id {
				b.Grant(&a.Account, access.Grant{Entitlement: b.workspace(w)})
			}
		}
	}
}

func (b *builder) workspace(w *workspace) int32 {
	return b.Entitlement(access.Entitlement{ID: workspaceType + "/" + w.ID, Type: workspaceType, Name: w.domain(), Title: w.Name})
}

// group gives members what they hold. In an organization, a group's name begins with that of its workspace.
func (b *builder) group(g *group) {
	e := access.Entitlement{ID: groupType + "/" + g.ID, Type: groupType, Name: cmp.Or(g.Handle, g.Name, g.ID), Title: g.Name}
	if g.workspace != nil {
		e.Name = g.workspace.domain() + "/" + e.Name
	}
	var managed string
	switch {
	case g.IsIDP:
		managed, e.Fixed = "identity provider", "the identity provider decides who is in it"
	case g.IsLocked:
		e.Fixed = "its membership is locked in Slack"
	}
	at := b.Entitlement(e)
	if g.Users == nil {
		return
	}
	for _, id := range *g.Users {
		if a := b.company.find(id); a != nil {
			b.Grant(&a.Account, access.Grant{Entitlement: at, ManagedBy: managed})
		} else if id != robot && !b.company.strangers[id] {
			b.company.strays++
		}
	}
}

// reach says what was seen.
func (c *company) reach() access.Reach {
	addresses, factors := "", c.untrusted
	if !c.addressed() {
		addresses = "no account shows its address: the token lacks the scope users:read.email"
	}
	if !c.shown {
		factors = "Slack shows them to tokens of admins alone"
	}
	invitations := access.Facet{
		Name: access.FacetInvitations, Listed: access.Unknown, Why: "Slack may list only those invited who have begun to sign up",
	}
	if c.organization {
		invitations = facet(access.FacetInvitations, "Slack does not list those of an organization")
	}
	groups := facet(groupType, c.groupless)
	if c.closed > 0 && c.groupless == "" {
		groups.Listed, groups.Why = access.Unknown, fmt.Sprintf("%d user groups came without all their members", c.closed)
	}
	r := access.Reach{Facets: []access.Facet{
		c.listed(access.FacetMembers), c.listed(access.FacetGuests), c.listed(access.FacetBots),
		invitations, facet(roleType, c.roleless), groups, facet(addressFacet, addresses), facet(factorFacet, factors),
	}}
	if c.roleless != "" {
		// these are told of each account
		for _, name := range []string{roleAdmin, roleOwner, rolePrimaryOwner} {
			r.Facets = append(r.Facets, facet(roleType+":"+name, ""))
		}
	}
	if c.organization {
		r.Facets = append(r.Facets, facet(workspaceType, ""), facet(activityFacet, ""))
	}
	why := fmt.Sprintf("%d workspaces that accounts are in are not in the list of workspaces", len(c.unnamed))
	for i := range r.Facets {
		if f := &r.Facets[i]; len(c.unnamed) > 0 && f.Listed == access.Yes && (f.Name == workspaceType || f.Name == groupType) {
			f.Listed, f.Why = access.Unknown, why
		}
	}
	r.Facets = append(r.Facets, c.further...)
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), "this connector only reads"))
	}
	return r
}

// facet is one that was seen, unless something says why not.
func facet(name, why string) access.Facet {
	return access.Facet{Name: name, Listed: access.TriOf(why == ""), Why: why}
}

// listed says whether the list of accounts is whole, as far as other lists tell.
func (c *company) listed(holders string) access.Facet {
	f := access.Facet{Name: holders, Listed: access.Yes}
	if c.strays+c.unlisted > 0 {
		f.Listed = access.Unknown
		f.Why = fmt.Sprintf("%d members of user groups or holders of roles, and %d accounts of SCIM, are not in the list of accounts: "+
			"it may have changed while it was read", c.strays, c.unlisted)
	}
	return f
}
