package github

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// organization is all that was read of one.
type organization struct {
	// total is how many members the organization counts, -1 where that is not said.
	total   int
	members []member
	teams   []team
	// guests, invitations, failures, roles, apps and seats are lists beside; lacks says of a facet why its list can't be had.
	guests      []member
	invitations []invitation
	failures    []failure
	roles       []orgRole
	apps        []installation
	seats       []seat
	lacks       map[string]string
	// licences are by login, nil where they were not read.
	licences map[string]*licence
	// owner: the credential sees what owners see, secret teams too. self is its account, "" for an app.
	owner bool
	self  string
	// strays are members of teams, and holders of roles, that the list of members lacks.
	strays int
}

// member is a member, or an outside collaborator.
type member struct {
	id, login, name string
	emails          []access.Email
	owner           bool
	mfa             access.Tri
}

// team is a team with the members that it has itself, and the slug of the team above it.
type team struct {
	id         rest.ID
	slug, name string
	parent     string
	members    []teamMember
}

type teamMember struct {
	id         string
	maintainer bool
}

type invitation struct {
	ID        rest.ID   `json:"id"`
	Login     string    `json:"login"`
	Email     string    `json:"email"`
	Role      string    `json:"role"`
	CreatedAt time.Time `json:"created_at"`
}

type installation struct {
	ID          rest.ID    `json:"id"`
	AppSlug     string     `json:"app_slug"`
	CreatedAt   time.Time  `json:"created_at"`
	SuspendedAt *time.Time `json:"suspended_at"`
}

type seat struct {
	// Assignee is null for a seat that waits for its holder.
	Assignee struct {
		ID rest.ID `json:"id"`
	} `json:"assignee"`
	CreatedAt     string `json:"created_at"`
	AssigningTeam *struct {
		Slug string `json:"slug"`
	} `json:"assigning_team"`
	// row is its place in the list.
	row int
}

// addresses is the facet of what GraphQL alone tells of members.
const addresses = "names and addresses"

// The types of what accounts hold.
const (
	roleType    = "role"
	teamType    = "team"
	productType = "product"
	lowLevel    = "member"
	highLevel   = "maintainer"
)

// snapshot turns an organization into what the night judges.
func (o *organization) snapshot() access.Snapshot {
	b := builder{org: o, accounts: map[string]*access.Account{}}
	for i := range o.members {
		b.member(&o.members[i], access.Human, access.Yes)
	}
	for i := range o.guests {
		b.member(&o.guests[i], access.Guest, access.Unknown)
	}
	for i := range o.invitations {
		b.invitation(&o.invitations[i])
	}
	for i := range o.apps {
		b.app(&o.apps[i])
	}
	b.teams()
	b.roles()
	b.seats()
	b.licences()
	s := &b.Snapshot
	for _, a := range b.accounts {
		s.Accounts = append(s.Accounts, *a)
	}
	s.Total = -1
	if o.total >= 0 {
		s.Total = len(s.Accounts) - len(o.members) + o.total
	}
	s.Rows = len(o.members) + len(o.guests) + len(o.invitations) + len(o.failures) + len(o.apps) + len(o.teams) +
		len(o.roles) + len(o.licences)
	s.Levels = map[string][]string{teamType: {lowLevel, highLevel}}
	s.Top = []string{roleType + ":owner"}
	s.Reach, s.Self = o.reach(), o.self
	if remark := o.failed(s.Accounts); remark != "" {
		s.Remarks = append(s.Remarks, remark)
	}
	return b.Finish()
}

// builder makes a snapshot.
type builder struct {
	access.Builder
	org      *organization
	accounts map[string]*access.Account
}

func (b *builder) member(m *member, kind access.Kind, seat access.Tri) {
	a := &access.Account{ID: m.id, Login: m.login, Name: m.name, Emails: m.emails, Kind: kind, MFA: m.mfa, Seat: seat}
	if m.owner {
		b.Grant(a, access.Grant{Entitlement: b.owner()})
	}
	b.accounts[a.ID] = a
}

func (b *builder) owner() int32 {
	return b.Entitlement(access.Entitlement{
		ID: "role/owner", Type: roleType, Name: "owner", Title: "Organization owner", Privileged: true,
	})
}

// invitation adds an account that is not accepted yet. Its id is the invitation's, which no account has.
func (b *builder) invitation(i *invitation) {
	a := &access.Account{
		ID: "invitation/" + string(i.ID), Login: i.Login, Status: access.Invited, Seat: access.Yes,
		Created: access.DayOf(i.CreatedAt.UTC()),
	}
	if i.Email != "" {
		a.Emails = []access.Email{{Address: i.Email}}
	}
	if i.Role == "admin" {
		b.Grant(a, access.Grant{Entitlement: b.owner()})
	}
	b.accounts[a.ID] = a
}

func (b *builder) app(i *installation) {
	a := &access.Account{
		ID: "installation/" + string(i.ID), Login: i.AppSlug, Kind: access.Bot, Seat: access.No,
		Created: access.DayOf(i.CreatedAt.UTC()),
	}
	if i.SuspendedAt != nil {
		a.Status, a.Suspended = access.Suspended, access.DayOf(i.SuspendedAt.UTC())
	}
	b.accounts[a.ID] = a
}

func (o *organization) bySlug() map[string]*team {
	teams := make(map[string]*team, len(o.teams))
	for i := range o.teams {
		teams[o.teams[i].slug] = &o.teams[i]
	}
	return teams
}

// teams gives members their teams, and through them the teams above, whose members they are too.
func (b *builder) teams() {
	bySlug := b.org.bySlug()
	for i := range b.org.teams {
		t := &b.org.teams[i]
		b.team(t, false) // a team without members is there too
		for _, m := range t.members {
			a := b.accounts[m.id]
			if a == nil {
				b.org.strays++
				continue
			}
			own := b.team(t, m.maintainer)
			b.Grant(a, access.Grant{Entitlement: own})
			seen := map[string]bool{t.slug: true}
			for above := bySlug[t.parent]; above != nil && !seen[above.slug]; above = bySlug[above.parent] {
				seen[above.slug] = true
				b.Grant(a, access.Grant{Entitlement: b.team(above, false), Via: own})
			}
		}
	}
}

func (b *builder) team(t *team, maintainer bool) int32 {
	level := lowLevel
	if maintainer {
		level = highLevel
	}
	return b.Entitlement(access.Entitlement{
		ID: "team/" + string(t.id) + "/" + level, Type: teamType, Name: t.slug, Level: level, Title: t.name,
	})
}

// seats gives accounts their seats of Copilot, by themselves or through a team.
func (b *builder) seats() {
	bySlug := b.org.bySlug()
	for _, s := range b.org.seats {
		a := b.accounts[string(s.Assignee.ID)]
		if a == nil {
			continue
		}
		g := access.Grant{Entitlement: b.Entitlement(access.Entitlement{
			ID: "product/copilot", Type: productType, Name: "copilot", Title: "Copilot",
		})}
		if s.AssigningTeam != nil && bySlug[s.AssigningTeam.Slug] != nil {
			g.Via = b.team(bySlug[s.AssigningTeam.Slug], false)
		}
		b.Grant(a, g)
	}
}

// reach says what was seen.
func (o *organization) reach() access.Reach {
	facet := func(name, why string) access.Facet {
		return access.Facet{Name: name, Listed: access.TriOf(why == ""), Why: why}
	}
	r := access.Reach{Facets: []access.Facet{
		facet(access.FacetMembers, ""),
		facet(access.FacetGuests, o.lacks[access.FacetGuests]),
		facet(access.FacetBots, o.lacks[access.FacetBots]),
		facet(access.FacetInvitations, o.lacks[access.FacetInvitations]),
		facet(failedInvitations, o.lacks[failedInvitations]),
		facet(roleType, o.lacks[roleType]),
		facet(roleType+":owner", ""),
		facet(roleType+":billing-manager", "GitHub lists no billing managers"),
		facet(teamType, ""),
		facet(productType, o.lacks[productType]),
		facet("second factors", o.factors()),
		facet(addresses, o.lacks[addresses]),
	}}
	if why, asked := o.lacks[licenceFacet]; asked {
		r.Facets = append(r.Facets, facet(licenceFacet, why))
	}
	if !o.owner {
		i := slices.IndexFunc(r.Facets, func(f access.Facet) bool { return f.Name == teamType })
		r.Facets[i].Listed, r.Facets[i].Why = access.Unknown, "secret teams are shown to owners alone, and the credential is no owner's"
	}
	if o.strays > 0 {
		r.Facets[0].Listed = access.Unknown
		r.Facets[0].Why = fmt.Sprintf("%d members of teams or holders of roles are not in the list of members: it may have changed "+
			"while it was read", o.strays)
	}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, facet(string(kind), "this connector only reads"))
	}
	return r
}

// factors says why it is not known of everybody whether they have a second factor, "" if it is.
func (o *organization) factors() string {
	unknown := func(m member) bool { return m.mfa == access.Unknown }
	if slices.ContainsFunc(o.members, unknown) || slices.ContainsFunc(o.guests, unknown) {
		return "GitHub tells owners alone who has a second factor"
	}
	return ""
}

// identities puts addresses of single sign-on behind those that the organization verified.
func (o *organization) identities(byMember map[string][]string) {
	for i := range o.members {
		m := &o.members[i]
		m.emails = withAddresses(m.emails, byMember[m.id])
	}
}

// withAddresses puts verified addresses behind those that are known, each once.
func withAddresses(known []access.Email, verified []string) []access.Email {
	for _, address := range verified {
		if !slices.ContainsFunc(known, func(e access.Email) bool { return strings.EqualFold(e.Address, address) }) {
			known = append(known, access.Email{Address: address, Verified: access.Yes})
		}
	}
	return known
}
