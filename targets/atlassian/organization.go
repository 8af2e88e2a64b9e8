package atlassian

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// organization is all that was read of one.
type organization struct {
	accounts []account
	// places are the accounts by id; one may be in several directories.
	places map[string]int
	groups map[string]group
	// rows are accounts in directories: customers those of portals, outside those who are managed and in no directory.
	rows, customers, outside int
	// bare counts accounts that came without their groups or products, and groups and products that came without an id.
	bare int
	// beyond is how many more accounts Atlassian counts than it gave; uncounted: it does not count them for this key.
	beyond    int
	uncounted bool
	// unmanaged: who manages groups may not be known.
	unmanaged bool
}

// account is one, with what it holds in any directory.
type account struct {
	access.Account
	roles    []string
	groups   map[string]string // names by id
	products map[product]bool
}

// product is an app on a site.
type product struct{ key, id string }

// The types of what accounts hold.
const (
	groupType   = "group"
	roleType    = "role"
	productType = "product"
)

// take adds an account of a directory. Customers of portals have no access, and managed accounts may be in no directory.
func (o *organization) take(u *user) {
	o.rows++
	closed := u.Status == "deactivated" || u.Status == "for_deletion" || u.AccountStatus == "inactive" || u.AccountStatus == "closed"
	switch {
	case u.Type == "customer":
		o.customers++
		return
	case !closed && (u.Status == "not_invited" || u.MembershipStatus == "no_membership"):
		o.outside++
		return
	}
	status := access.Enabled
	if closed || u.Status == "suspended" || u.MembershipStatus == "suspended" {
		status = access.Suspended
	}
	at, known := o.places[u.ID]
	if !known {
		at = len(o.accounts)
		o.places[u.ID] = at
		o.accounts = append(o.accounts, account{
			Account: u.account(status), groups: map[string]string{}, products: map[product]bool{},
		})
	}
	a := &o.accounts[at]
	switch kind := u.kind(); {
	case status == access.Enabled && a.Status != status: // whoever may enter one directory may enter, as what they are there
		a.Status, a.Suspended, a.Kind = status, 0, kind
	case status == a.Status && a.Kind == access.Guest: // and who is a member of one is no guest
		a.Kind = kind
	}
	o.holds(a, u)
}

// holds adds what an account holds in a directory.
func (o *organization) holds(a *account, u *user) {
	for _, role := range u.PlatformRoles {
		if name := strings.TrimPrefix(role, "atlassian/"); !slices.Contains(a.roles, name) {
			a.roles = append(a.roles, name)
		}
	}
	if u.Groups == nil || u.Products == nil {
		o.bare++
	}
	if u.Groups != nil {
		for _, g := range *u.Groups {
			if g.ID == "" {
				o.bare++ // it can't be told from others
				continue
			}
			a.groups[g.ID] = g.Name
		}
	}
	if u.Products != nil {
		for _, p := range *u.Products {
			if p.Key == "" {
				o.bare++
				continue
			}
			a.products[product{p.Key, p.ID}] = true
			a.LastActive = max(a.LastActive, day(p.LastActive))
		}
	}
}

// kind is what an account is in the directory of the row.
func (u *user) kind() access.Kind {
	switch {
	case u.Type == "app" || strings.HasSuffix(strings.ToLower(u.Email), "@serviceaccount.atlassian.com"):
		return access.Bot
	case slices.Contains(u.PlatformRoles, "atlassian/guest"):
		return access.Guest
	}
	return access.Human
}

// account turns a row into an account, without what it holds.
func (u *user) account(status access.Status) access.Account {
	a := access.Account{ID: u.ID, Name: u.Name, Status: status, Kind: u.kind(), Created: day(u.AddedToOrg)}
	if status == access.Suspended {
		a.Suspended = day(u.DeactivatedOn)
	}
	if u.Email != "" {
		e := access.Email{Address: u.Email}
		if v := u.EmailVerified; v != nil && (*v || u.ClaimStatus != "managed") {
			e.Verified = access.TriOf(*v) // a managed account's address is in a domain of the organization's
		}
		a.Emails = []access.Email{e}
	}
	if u.ClaimStatus == "managed" && u.MFAEnabled != nil && a.Kind != access.Bot {
		a.MFA = access.TriOf(*u.MFAEnabled)
	}
	return a
}

// day reads a time; what is none is no day, as nothing rests on it.
func day(text string) access.Date {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0
	}
	return access.DayOf(at.UTC())
}

// snapshot turns an organization into what the night judges.
func (o *organization) snapshot() access.Snapshot {
	b := builder{org: o, sites: o.sites()}
	for _, g := range o.groups {
		b.group(g.ID, g.Name) // one without members is there too
	}
	s := &b.Snapshot
	for i := range o.accounts {
		b.account(&o.accounts[i])
		s.Accounts = append(s.Accounts, o.accounts[i].Account)
	}
	s.Total = len(s.Accounts) + o.beyond
	if o.uncounted {
		s.Total = -1
	}
	s.Rows = o.rows + len(o.groups)
	s.Top = []string{roleType + ":org-admin"}
	s.Reach = o.reach()
	for _, left := range []struct {
		n    int
		what string
	}{
		{o.customers, "customers of portals, who have no access to the apps"},
		{o.outside, "managed accounts that are in no directory, and have no access"},
	} {
		if left.n > 0 {
			s.Remarks = append(s.Remarks, fmt.Sprintf("not listed are %d %s", left.n, left.what))
		}
	}
	return b.Finish()
}

// sites counts on how many sites each product is.
func (o *organization) sites() map[string]int {
	all := map[product]bool{}
	for i := range o.accounts {
		maps.Copy(all, o.accounts[i].products)
	}
	sites := map[string]int{}
	for p := range all {
		sites[p.key]++
	}
	return sites
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	org   *organization
	sites map[string]int
}

// account gives an account what it holds. Whoever may use a product takes a seat, but for guests, apps and the suspended.
func (b *builder) account(a *account) {
	a.Seat = access.TriOf(len(a.products) > 0 && a.Status != access.Suspended && a.Kind == access.Human)
	for _, role := range a.roles {
		privileged := role == "org-admin" || role == "site-admin" || role == "user-access-admin" || role == "admin"
		b.Grant(&a.Account, access.Grant{Entitlement: b.Entitlement(access.Entitlement{
			ID: roleType + "/" + role, Type: roleType, Name: role, Privileged: privileged,
		})})
	}
	for id, name := range a.groups {
		g := access.Grant{Entitlement: b.group(id, name)}
		if b.org.groups[id].ExternalSynced {
			g.ManagedBy = "identity provider"
		}
		b.Grant(&a.Account, g)
	}
	for p := range a.products {
		b.Grant(&a.Account, access.Grant{Entitlement: b.product(p.key, "")})
		if b.sites[p.key] > 1 {
			b.Grant(&a.Account, access.Grant{Entitlement: b.product(p.key, p.id)})
		}
	}
}

func (b *builder) group(id, name string) int32 {
	e := access.Entitlement{ID: groupType + "/" + id, Type: groupType, Name: cmp.Or(b.org.groups[id].Name, name, id)}
	g := b.org.groups[id]
	switch modifiable := g.ManagementAccess.Modifiable; {
	case g.ExternalSynced:
		e.Fixed = "the identity provider decides who is in it"
	case modifiable != nil && !*modifiable:
		e.Fixed = "Atlassian decides who is in it"
	}
	return b.Entitlement(e)
}

// product is an app on any site, or on one of several.
func (b *builder) product(key, site string) int32 {
	e := access.Entitlement{
		ID: productType + "/" + key, Type: productType, Name: key, Fixed: "groups and roles give it: change those",
	}
	if site != "" {
		e.ID, e.Name = e.ID+"/"+site, key+"@"+site
	}
	return b.Entitlement(e)
}

// named counts the groups of each name, as each directory has its own.
func (o *organization) named() map[string]int {
	ids := map[string]map[string]bool{}
	add := func(id, name string) {
		key := fold.Key(groupType + ":" + cmp.Or(o.groups[id].Name, name, id))
		if ids[key] == nil {
			ids[key] = map[string]bool{}
		}
		ids[key][id] = true
	}
	for id := range o.groups {
		add(id, "")
	}
	for i := range o.accounts {
		for id, name := range o.accounts[i].groups {
			add(id, name)
		}
	}
	n := map[string]int{}
	for name := range ids {
		n[name] = len(ids[name])
	}
	return n
}

// reach says what was seen.
func (o *organization) reach() access.Reach {
	facet := func(name, why string) access.Facet {
		return access.Facet{Name: name, Listed: access.TriOf(why == ""), Why: why}
	}
	holds := func(name string) access.Facet {
		if o.bare == 0 {
			return facet(name, "")
		}
		why := fmt.Sprintf("of accounts, %d came without their groups or products, or with some that have no id", o.bare)
		return access.Facet{Name: name, Listed: access.Unknown, Why: why}
	}
	counted, managed := "", ""
	if o.uncounted {
		counted = "Atlassian does not count accounts for this key, so nobody can tell whether all came"
	}
	if o.unmanaged {
		managed = "the key may not list groups: it needs the scope read:groups:admin"
	}
	r := access.Reach{Facets: []access.Facet{
		facet(access.FacetMembers, ""), facet(access.FacetGuests, ""), facet(access.FacetBots, ""),
		{Name: access.FacetInvitations, Listed: access.Unknown, Why: "Atlassian does not tell invited accounts from enabled ones"},
		facet(roleType, ""), holds(groupType), holds(productType),
		facet("the app's own count", counted), facet("who manages groups", managed),
		{Name: "second factors", Listed: access.Unknown, Why: "Atlassian tells them of managed accounts alone"},
	}}
	r.Facets = append(r.Facets, access.Namesakes("groups", o.named())...)
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), "this connector only reads"))
	}
	return r
}
