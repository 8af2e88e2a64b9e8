package google

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// The types of what accounts hold.
const (
	groupType   = "group"
	roleType    = "role"
	licenceType = "licence"
	superAdmin  = "super-admin"
	lowLevel    = "member"
)

// snapshot turns an organization into what the night judges.
func (o *organization) snapshot() access.Snapshot {
	b := builder{
		org: o, accounts: map[string]*access.Account{}, byAddress: map[string]*access.Account{}, domains: map[string]bool{},
		groups: map[rest.ID]*group{}, within: map[int32]rest.ID{}, above: map[rest.ID][]edge{},
	}
	for i := range o.users {
		b.user(&o.users[i])
	}
	b.allGroups()
	b.roles()
	unknown := b.licences()
	s := &b.Snapshot
	for _, a := range b.accounts {
		s.Accounts = append(s.Accounts, *a)
	}
	s.Total, s.Self = -1, string(o.admin.ID)
	s.Rows = len(o.users) + len(o.groups) + len(o.assignments) + len(o.licences)
	for i := range o.groups {
		s.Rows += len(o.groups[i].members)
	}
	s.Levels = map[string][]string{groupType: {lowLevel, "manager", "owner"}}
	s.Top = []string{roleType + ":" + superAdmin}
	s.Reach = o.reach()
	if unknown > 0 {
		s.Remarks = append(s.Remarks, fmt.Sprintf("Google lists %d licences of addresses that no account has.", unknown))
	}
	return b.Finish()
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	org *organization
	// accounts are by id, and by what addresses mail reaches them at; domains are those of the organization.
	accounts, byAddress map[string]*access.Account
	domains             map[string]bool
	groups              map[rest.ID]*group
	// within says which group an entitlement is of, above which groups have a group for a member.
	within map[int32]rest.ID
	above  map[rest.ID][]edge
}

// edge says that a group is a member of another, at a level.
type edge struct {
	group *group
	level string
}

func (b *builder) user(u *user) {
	a := &access.Account{
		ID: string(u.ID), Login: u.PrimaryEmail, Name: u.Name.FullName, Emails: u.addresses(), EmployeeID: u.employeeID(),
		Created: access.Date(u.CreationTime), LastActive: access.Date(u.LastLoginTime),
	}
	if u.Suspended || u.Archived {
		a.Status = access.Suspended
		a.Suspended = access.Date(cmp.Or(u.SuspensionTime, u.ArchivalTime))
	}
	if u.IsGuestUser {
		a.Kind = access.Guest
	}
	if u.IsEnrolledIn2Sv != nil {
		a.MFA = access.TriOf(*u.IsEnrolledIn2Sv)
	}
	if b.org.lacks[licenceType] == "" {
		a.Seat = access.No
	}
	if u.IsAdmin {
		b.Grant(a, access.Grant{Entitlement: b.role(&role{IsSuperAdminRole: true})})
	}
	b.accounts[a.ID] = a
	for _, e := range a.Emails {
		if e.Verified != access.Yes {
			continue
		}
		b.byAddress[fold.Key(e.Address)] = a
		if !u.IsGuestUser {
			b.domains[domain(e.Address)] = true
		}
	}
}

func domain(address string) string { return fold.Key(address[strings.LastIndexByte(address, '@')+1:]) }

// member returns the account of a group's member, nil for one that should be among the accounts and is not. Whoever is from
// elsewhere gets one, which has no login here.
func (b *builder) member(m *member) *access.Account {
	if a := b.accounts[string(m.ID)]; a != nil {
		return a
	}
	if a := b.byAddress[fold.Key(m.Email)]; a != nil && m.Email != "" {
		return a
	}
	if m.Type != "EXTERNAL" && b.domains[domain(m.Email)] {
		return nil
	}
	a := &access.Account{ID: m.key(), Login: m.Email, Kind: access.Guest, Seat: access.No}
	if m.Email != "" {
		a.Emails = []access.Email{{Address: m.Email}}
		b.byAddress[fold.Key(m.Email)] = a
	}
	if strings.HasSuffix(fold.Key(m.Email), ".gserviceaccount.com") {
		a.Kind = access.Bot
	}
	b.accounts[a.ID] = a
	return a
}

// allGroups gives members their groups, and through them the groups that these are members of.
func (b *builder) allGroups() {
	list := b.org.groups
	for i := range list {
		b.groups[list[i].ID] = &list[i]
	}
	for i := range list {
		g := &list[i]
		b.group(g, lowLevel) // a group without members is there too
		if g.lack.Why != "" {
			b.hole(g, g.lack)
		}
		for _, m := range g.members {
			if m.Type != "GROUP" {
				continue
			}
			if b.groups[m.ID] == nil {
				b.hole(g, access.Facet{Listed: access.No, Why: "a group from elsewhere is a member, and its members are not shown"})
			}
			b.above[m.ID] = append(b.above[m.ID], edge{g, level(m.Role)})
		}
	}
	for i := range list {
		for k := range list[i].members {
			b.membership(&list[i], &list[i].members[k])
		}
	}
}

func level(role string) string { return cmp.Or(fold.Key(role), lowLevel) }

func (b *builder) membership(g *group, m *member) {
	switch m.Type {
	case "GROUP":
	case "CUSTOMER": // everybody in the organization
		for i := range b.org.users {
			if u := &b.org.users[i]; !u.IsGuestUser {
				b.join(b.accounts[string(u.ID)], g, lowLevel)
			}
		}
	default:
		if a := b.member(m); a != nil {
			b.join(a, g, level(m.Role))
		} else {
			b.org.strays++
		}
	}
}

// join gives an account a group, and the groups above it.
func (b *builder) join(a *access.Account, g *group, level string) {
	own := b.group(g, level)
	b.Grant(a, access.Grant{Entitlement: own})
	seen := map[rest.ID]bool{g.ID: true}
	for next := b.above[g.ID]; len(next) > 0; {
		var further []edge
		for _, e := range next {
			if !seen[e.group.ID] {
				seen[e.group.ID] = true
				b.Grant(a, access.Grant{Entitlement: b.group(e.group, e.level), Via: own})
				further = append(further, b.above[e.group.ID]...)
			}
		}
		next = further
	}
}

func (b *builder) group(g *group, level string) int32 {
	e := access.Entitlement{
		ID: "group/" + string(g.ID) + "/" + level, Type: groupType, Name: fold.Key(g.Email), Level: level, Title: g.Name,
	}
	if slices.ContainsFunc(g.members, func(m member) bool { return m.Type == "CUSTOMER" }) && level == lowLevel {
		e.Fixed = "everybody in the organization is a member"
	}
	at := b.Entitlement(e)
	b.within[at] = g.ID
	return at
}

// hole notes that not all members of a group are seen, nor those of the groups that it is in.
func (b *builder) hole(g *group, f access.Facet) {
	f.Name = fold.Key(groupType + ":" + g.Email)
	b.org.holes[f.Name] = f
}

func (b *builder) role(r *role) int32 {
	e := access.Entitlement{ID: "role/" + string(r.RoleID), Type: roleType, Name: b.org.name(r), Title: r.RoleName, Privileged: true}
	if r.IsSuperAdminRole {
		e.ID, e.Title = "role/"+superAdmin, "Super Admin"
	}
	return b.Entitlement(e)
}

// roles gives admin roles to accounts and, through groups, to their members. What has a role and is neither is a service
// account, which Google lists nowhere else.
func (b *builder) roles() {
	byID := map[rest.ID]*role{}
	for i := range b.org.roles {
		byID[b.org.roles[i].RoleID] = &b.org.roles[i]
	}
	for _, as := range b.org.assignments {
		r := byID[as.RoleID]
		if r == nil {
			r = &role{RoleID: as.RoleID, RoleName: string(as.RoleID)}
		}
		at := b.role(r)
		a := b.accounts[string(as.AssignedTo)]
		switch {
		case a != nil:
			b.Grant(a, access.Grant{Entitlement: at})
		case b.groups[as.AssignedTo] != nil:
			b.throughGroup(as.AssignedTo, at)
		case strings.EqualFold(as.AssigneeType, "group"):
			b.org.unseenGroups = true
		case b.org.partly() != "":
			b.org.strays++
		default:
			a = &access.Account{ID: string(as.AssignedTo), Login: string(as.AssignedTo), Kind: access.Bot, Seat: access.No}
			b.Grant(a, access.Grant{Entitlement: at})
			b.accounts[a.ID] = a
		}
	}
}

// throughGroup gives a role to the members of a group, by whichever level they are in it.
func (b *builder) throughGroup(id rest.ID, role int32) {
	for _, a := range b.accounts {
		via := int32(-1)
		for _, g := range a.Grants {
			if b.within[g.Entitlement] == id && (via < 0 || g.Entitlement < via) {
				via = g.Entitlement
			}
		}
		if via >= 0 {
			b.Grant(a, access.Grant{Entitlement: role, Via: via})
		}
	}
}

// licences gives accounts what they are licensed for, and returns how many licences are of addresses that are nobody's.
func (b *builder) licences() (unknown int) {
	for _, l := range b.org.licences {
		a := b.byAddress[fold.Key(l.UserID)]
		if a == nil || a.Kind == access.Bot {
			unknown++
			continue
		}
		a.Seat = access.Yes
		b.Grant(a, access.Grant{Entitlement: b.Entitlement(access.Entitlement{
			ID: "licence/" + l.SkuID, Type: licenceType, Name: cmp.Or(l.SkuName, l.SkuID),
		})})
	}
	return unknown
}

// reach says what was seen.
func (o *organization) reach() access.Reach {
	facet := func(name, why string) access.Facet {
		return access.Facet{Name: name, Listed: access.TriOf(why == ""), Why: why}
	}
	doubt := func(name, why string) access.Facet {
		f := facet(name, why)
		if why != "" {
			f.Listed = access.Unknown
		}
		return f
	}
	members := o.partly()
	if members == "" && o.strays > 0 {
		members = fmt.Sprintf("%d members of groups or holders of roles are not in the list of accounts", o.strays)
	}
	guests := facet(access.FacetGuests, o.lacks[groupType])
	if guests.Why != "" {
		guests.Why = "whoever is from elsewhere is in groups, and of those: " + guests.Why
	} else if len(o.holes) > 0 {
		guests = doubt(access.FacetGuests, "whoever is from elsewhere is in groups, not all members of which are seen")
	}
	roles := facet(roleType, o.lacks[roleType])
	if roles.Why == "" && (o.lacks[groupType] != "" || len(o.holes) > 0 || o.unseenGroups) {
		roles = doubt(roleType, "roles may be given to groups, not all members of which are seen")
	}
	r := access.Reach{Facets: []access.Facet{
		doubt(access.FacetMembers, members),
		guests,
		facet(access.FacetBots, "Google lists service accounts only where they have an admin role or are in a group"),
		facet(access.FacetInvitations, "Google invites nobody: an account is there at once"),
		roles,
		facet(groupType, o.lacks[groupType]),
		facet(licenceType, o.lacks[licenceType]),
		facet("second factors", ""),
	}}
	if o.lacks[roleType] != "" {
		r.Facets = append(r.Facets, facet(roleType+":"+superAdmin, "")) // each account says so itself
	}
	for _, name := range slices.Sorted(maps.Keys(o.holes)) {
		r.Facets = append(r.Facets, o.holes[name])
	}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), "this connector only reads"))
	}
	return r
}
