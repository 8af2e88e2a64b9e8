package scim

import (
	"context"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// Directory is all that an app lists.
type Directory struct {
	Users  []User
	Groups []Group
	// Total is what the app counts, -1 if it does not.
	Total int
	// NoGroups says why no groups were read, "" if they were.
	NoGroups string
}

// Read reads an app whole, or fails.
func (r *Reader) Read(ctx context.Context) (*Directory, error) {
	how, err := r.paging(ctx)
	if err != nil {
		return nil, err
	}
	users, err := r.users(ctx, &how)
	if err != nil {
		return nil, err
	}
	d := &Directory{Users: users.rows, Total: users.total}
	d.Groups, d.NoGroups, err = r.groups(ctx, how)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Check makes sure that the app answers with one account, and says why it has no groups, "" if it has.
func (r *Reader) Check(ctx context.Context) (lack string, err error) {
	how, err := r.paging(ctx)
	if err != nil {
		return "", err
	}
	if !r.Profile.Unpaged {
		how.count = 1
	}
	if err := first[User](ctx, r, rest.Call{Operation: "list users", Path: "Users", Query: how.query()}); err != nil {
		return "", err
	}
	if r.Profile.NoGroups {
		return noGroups, nil
	}
	err = first[Group](ctx, r, rest.Call{Operation: "list groups", Path: "Groups", Query: how.query()})
	if why := lacking(err); err != nil && why != "" {
		return why, nil
	}
	return "", err
}

// first reads one page.
func first[R any](ctx context.Context, r *Reader, call rest.Call) error {
	var p page[R]
	if _, err := r.Session.Get(ctx, call, &p); err != nil {
		return err
	}
	return p.sound(r, call.Operation)
}

// Snapshot turns a directory into what the night judges, without the facts of the read itself.
func (d *Directory) Snapshot(p *Profile, by EmployeeIDs) access.Snapshot {
	b := builder{profile: p, users: map[string]int{}, groups: map[string]int{}}
	s := &b.Snapshot
	s.Top = []string{roleType + ":*owner*", roleType + ":*admin*"}
	s.Total, s.Rows = d.Total, len(d.Users)+len(d.Groups)
	for i := range d.Users {
		b.user(&d.Users[i], by)
	}
	b.memberships(d.Groups)
	s.Reach = Reach(p, d.NoGroups, b.unlisted)
	if b.unclear > 0 {
		i := slices.IndexFunc(s.Reach.Facets, func(f access.Facet) bool { return f.Name == p.GroupType })
		s.Reach.Facets[i].Listed = access.Unknown
		s.Reach.Facets[i].Why = fmt.Sprintf("%d members of groups may be accounts or groups, as both have one id and the app does not "+
			"say which is meant", b.unclear)
	}
	s.Reach.Facets = append(s.Reach.Facets, access.Namesakes("groups", named(p.GroupType, d.Groups))...)
	return b.Finish()
}

// named counts the groups of each name.
func named(kind string, groups []Group) map[string]int {
	n := map[string]int{}
	for i := range groups {
		n[fold.Key(kind+":"+groups[i].name())]++
	}
	return n
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	profile *Profile
	// users and groups are the places of rows by id.
	users, groups map[string]int
	// unlisted counts members of groups that no list names, unclear those that are an account or a group.
	unlisted, unclear int
}

func (b *builder) user(u *User, by EmployeeIDs) {
	a := u.Account(by)
	b.users[a.ID] = len(b.Snapshot.Accounts)
	for _, role := range u.roles(b.profile) {
		b.Grant(&a, access.Grant{Entitlement: b.named(roleType, role)})
	}
	for _, name := range names(u.Entitlement.list) {
		b.Grant(&a, access.Grant{Entitlement: b.named(entitlementType, name)})
	}
	b.Snapshot.Accounts = append(b.Snapshot.Accounts, a)
}

// named returns the place of an entitlement that has a name and no id of its own.
func (b *builder) named(kind, name string) int32 {
	return b.Entitlement(access.Entitlement{
		ID: kind + "/" + name, Type: kind, Name: name, Privileged: kind == roleType && slices.Contains(privileged(), fold.Key(name)),
	})
}

// memberships gives the members of groups what they hold, and those of groups within groups what they hold through them.
func (b *builder) memberships(groups []Group) {
	places := make([]int32, len(groups))
	for i := range groups {
		g := &groups[i]
		b.groups[string(g.ID)] = i
		kind := b.profile.GroupType
		places[i] = b.Entitlement(access.Entitlement{ID: kind + "/" + string(g.ID), Type: kind, Name: g.name()})
	}
	for i := range groups {
		for k := range groups[i].Members.list {
			user, group, sure := b.member(&groups[i].Members.list[k])
			if user >= 0 {
				b.Grant(&b.Snapshot.Accounts[user], access.Grant{Entitlement: places[i]})
			} else if group < 0 {
				b.unlisted++
			}
			if !sure {
				b.unclear++
			}
		}
		seen := map[int]bool{i: true}
		for _, inner := range b.within(groups, i, seen) {
			for k := range groups[inner].Members.list {
				if user, _, _ := b.member(&groups[inner].Members.list[k]); user >= 0 {
					b.Grant(&b.Snapshot.Accounts[user], access.Grant{Entitlement: places[i], Via: places[inner]})
				}
			}
		}
	}
}

// member returns the place of the account or of the group that a member is, -1 for what it is not. Apps may number both from
// one on, and say by type or address which is meant (RFC 7643, section 4.2); where they do not, it is taken for an account,
// and that is not sure.
func (b *builder) member(v *value) (user, group int, sure bool) {
	user, group = -1, -1
	if at, known := b.users[string(v.Value)]; known {
		user = at
	}
	if at, known := b.groups[string(v.Value)]; known {
		group = at
	}
	switch v.of() {
	case "group":
		return -1, group, true
	case "user":
		return user, -1, true
	}
	if user >= 0 && group >= 0 {
		return user, -1, false
	}
	return user, group, true
}

// within returns the groups that are members of a group, however deep, each once.
func (b *builder) within(groups []Group, outer int, seen map[int]bool) []int {
	var all []int
	for queue := []int{outer}; len(queue) > 0; queue = queue[1:] {
		for k := range groups[queue[0]].Members.list {
			if _, inner, _ := b.member(&groups[queue[0]].Members.list[k]); inner >= 0 && !seen[inner] {
				seen[inner] = true
				all, queue = append(all, inner), append(queue, inner)
			}
		}
	}
	return all
}

// Reach says what is seen, under a profile: lack is why groups are not, unlisted how many of their members no list names.
func Reach(p *Profile, lack string, unlisted int) access.Reach {
	const provisioned = "the app may list only accounts that were made by SCIM; if it lists all, say so (`lists:`)"
	facet := func(name string, listed access.Tri, why string) access.Facet {
		if listed == access.Yes {
			why = ""
		}
		return access.Facet{Name: name, Listed: listed, Why: why}
	}
	members := facet(access.FacetMembers, access.Unknown, provisioned)
	guests := facet(access.FacetGuests, access.Unknown, provisioned)
	bots := facet(access.FacetBots, access.Unknown, provisioned)
	switch p.Lists {
	case Members:
		members = facet(access.FacetMembers, access.Yes, "")
		guests = facet(access.FacetGuests, access.No, "the app lists members only")
		bots = facet(access.FacetBots, access.Unknown, "the app lists members only, and SCIM does not tell bots from people")
	case Everybody:
		for _, f := range []*access.Facet{&members, &guests, &bots} {
			*f = facet(f.Name, access.Yes, "")
		}
	}
	if unlisted > 0 {
		members = facet(access.FacetMembers, access.Unknown, fmt.Sprintf("%d members of groups are in no list of accounts", unlisted))
	}
	r := access.Reach{Facets: []access.Facet{
		members, guests, bots,
		facet(access.FacetInvitations, access.Unknown, "SCIM does not tell invited accounts from enabled ones"),
		facet(p.GroupType, access.TriOf(lack == ""), lack),
	}}
	for _, kind := range []string{roleType, entitlementType} {
		listed := access.Unknown
		if slices.Contains(p.Shows, kind) {
			listed = access.Yes
		}
		r.Facets = append(r.Facets, facet(kind, listed, "the app may show only some; if it shows all, say so (`shows:`)"))
	}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), access.No, "this connector only reads"))
	}
	return r
}
