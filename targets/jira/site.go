package jira

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// site is all that was read of one.
type site struct {
	// self is the token's account; admin: it administers Jira.
	self     string
	admin    bool
	accounts []access.Account
	groups   []group
	roles    []role
	// productless says why products may not be known.
	productless string
	// customers are those of portals, corrupt records that Jira lost, strays members of groups that no list names.
	customers map[string]bool
	corrupt   int
	strays    int
	// ownless: the list lacks the token's own account.
	ownless bool
	// short: more groups or members came than Jira counts.
	short bool
}

// The types of what accounts hold.
const (
	groupType   = "group"
	productType = "product"
)

// take adds an account, unless it is a customer's, who has no access to Jira itself.
func (s *site) take(u *user) {
	if u.Type == "customer" {
		if s.customers == nil {
			s.customers = map[string]bool{}
		}
		s.customers[u.ID] = true
		return
	}
	a := access.Account{ID: u.ID, Name: u.Name}
	if !*u.Active {
		a.Status = access.Suspended
	}
	if u.Type == "app" || strings.HasSuffix(strings.ToLower(u.Email), "@serviceaccount.atlassian.com") {
		a.Kind = access.Bot
	}
	if u.Email != "" {
		a.Emails = []access.Email{{Address: u.Email}}
	}
	if a.Kind == access.Bot || a.Status == access.Suspended {
		a.Seat = access.No
	}
	s.accounts = append(s.accounts, a)
}

// snapshot turns a site into what the night judges.
func (s *site) snapshot() access.Snapshot {
	b := builder{site: s, places: map[string]int{}}
	for i := range s.accounts {
		b.places[s.accounts[i].ID] = i
	}
	gives := map[string][]int32{}
	for i := range s.roles {
		at := b.product(&s.roles[i])
		for _, g := range *s.roles[i].Groups {
			gives[g.ID] = append(gives[g.ID], at)
		}
	}
	for i := range s.groups {
		b.group(&s.groups[i], gives[s.groups[i].ID])
	}
	b.seats()
	out := &b.Snapshot
	out.Accounts = s.accounts
	out.Total, out.Self, out.Reach = -1, s.self, s.reach()
	out.Rows = len(s.accounts) + len(s.groups) + len(s.roles)
	for _, name := range privileged() {
		out.Top = append(out.Top, groupType+":"+name)
	}
	for _, left := range []struct {
		n    int
		what string
	}{
		{len(s.customers), "customers of portals, who have no access to Jira itself"},
		{s.corrupt, "records without an account, which Jira lost"},
	} {
		if left.n > 0 {
			out.Remarks = append(out.Remarks, fmt.Sprintf("not listed are %d %s", left.n, left.what))
		}
	}
	return b.Finish()
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	site   *site
	places map[string]int
}

// group gives members what they hold, and the products that it gives.
func (b *builder) group(g *group, gives []int32) {
	at := b.Entitlement(access.Entitlement{
		ID: groupType + "/" + g.ID, Type: groupType, Name: g.Name, Privileged: slices.ContainsFunc(privileged(), g.is),
	})
	for _, id := range g.members {
		place, known := b.places[id]
		if !known {
			if !b.site.customers[id] && id != corrupt {
				b.site.strays++
			}
			continue
		}
		b.Grant(&b.site.accounts[place], access.Grant{Entitlement: at})
		for _, product := range gives {
			b.Grant(&b.site.accounts[place], access.Grant{Entitlement: product, Via: at})
		}
	}
}

func (b *builder) product(r *role) int32 {
	return b.Entitlement(access.Entitlement{
		ID: productType + "/" + r.Key, Type: productType, Name: r.Key, Title: r.Name, Fixed: "groups give it: change those",
	})
}

// seats says of people whether they take one: whoever may use a product.
func (b *builder) seats() {
	if b.site.productless != "" {
		return
	}
	for i := range b.site.accounts {
		if a := &b.site.accounts[i]; a.Seat == access.Unknown {
			a.Seat = access.TriOf(slices.ContainsFunc(a.Grants, func(g access.Grant) bool {
				return b.Snapshot.Entitlements[g.Entitlement].Type == productType
			}))
		}
	}
}

// privileged are the groups that Atlassian makes for admins, folded: who else administers Jira, no API tells.
func privileged() []string {
	return []string{"org-admins", "site-admins", "administrators", "jira-administrators", "jira-admins-*", "system-administrators"}
}

// is reports whether a group has a name, in which * at the end stands for anything.
func (g *group) is(name string) bool {
	start, open := strings.CutSuffix(name, "*")
	have := fold.Key(g.Name)
	return have == name || open && strings.HasPrefix(have, start)
}

// reach says what was seen.
func (s *site) reach() access.Reach {
	facet := func(name, why string) access.Facet {
		return access.Facet{Name: name, Listed: access.TriOf(why == ""), Why: why}
	}
	whole := func(name string, hole bool, why string) access.Facet {
		if !hole {
			return facet(name, "")
		}
		return access.Facet{Name: name, Listed: access.Unknown, Why: why}
	}
	holed := s.strays > 0 || s.ownless
	strays := fmt.Sprintf("%d members of groups are not in the list of accounts: it may have changed while it was read", s.strays)
	if s.ownless {
		strays = "the list of accounts lacks the token's own"
	}
	r := access.Reach{Facets: []access.Facet{
		whole(access.FacetMembers, holed, strays),
		facet(access.FacetGuests, "Jira does not tell guests from members"),
		whole(access.FacetBots, holed, strays),
		facet(access.FacetInvitations, "Jira does not tell invited accounts from enabled ones"),
		whole(groupType, s.short, "Jira counts fewer groups, or members of them, than it gave"),
		facet(productType, s.productless),
		{
			Name: "addresses", Listed: access.Unknown,
			Why: "people decide who sees theirs; those of managed accounts are shown to admins",
		},
		facet("who manages groups", "Jira does not tell which groups an identity provider manages"),
	}}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), "this connector only reads"))
	}
	return r
}
