package sandbox

import (
	"cmp"
	"maps"
	"slices"

	"reconcile/internal/access"
)

// version is the version of the file's form.
const version = 1

// document is what a file holds.
type document struct {
	version int
	// self is the id of the account whose credential is used.
	self string
	// frees: a suspended account takes no seat.
	frees bool
	// invited counts invitations, so that no id comes twice.
	invited int
	// facets and actions differ from those of an app that lets everything be seen and done.
	facets, actions []access.Facet
	levels          map[string][]string
	top             []string
	entitlements    []entitlement
	accounts        []account
}

// entitlement is one but the account itself. It has the fields of the domain's.
type entitlement struct {
	ID         string `json:"id,omitempty"`
	Type       string `json:"type"`
	Name       string `json:"name"`
	Level      string `json:"level,omitempty"`
	Title      string `json:"title,omitempty"`
	Privileged bool   `json:"privileged,omitempty"`
	Fixed      string `json:"fixed,omitempty"`
}

func (e *entitlement) key() string {
	known := access.Entitlement(*e)
	return known.Key()
}

type account struct {
	ID         string      `json:"id"`
	Login      string      `json:"login,omitempty"`
	Name       string      `json:"name,omitempty"`
	Emails     []email     `json:"emails,omitempty"`
	EmployeeID string      `json:"employee_id,omitempty"`
	Status     status      `json:"status,omitzero"`
	Kind       kind        `json:"kind,omitzero"`
	MFA        access.Tri  `json:"mfa,omitzero"`
	Seat       access.Tri  `json:"seat,omitzero"`
	Reopenable bool        `json:"reopenable,omitempty"`
	Created    access.Date `json:"created,omitzero"`
	Suspended  access.Date `json:"suspended,omitzero"`
	LastActive access.Date `json:"last_active,omitzero"`
	Holds      []hold      `json:"holds,omitempty"`
}

// email is written as the address alone where nothing is known of it.
type email struct {
	Address  string     `json:"address"`
	Verified access.Tri `json:"verified,omitzero"`
}

// hold is a grant by the ids of entitlements, written as one id alone where it is the app's own and direct.
type hold struct {
	Entitlement string `json:"entitlement"`
	Via         string `json:"via,omitempty"`
	ManagedBy   string `json:"managed_by,omitempty"`
}

// field is a key of the document with where its value is.
type field struct {
	key   string
	value any
}

// fields returns the document's keys in the order of the file.
func (d *document) fields() []field {
	return []field{
		{"sandbox", &d.version},
		{"self", &d.self},
		{"suspend_frees_seat", &d.frees},
		{"invited", &d.invited},
		{"facets", &d.facets},
		{"actions", &d.actions},
		{"levels", &d.levels},
		{"top", &d.top},
		{"entitlements", &d.entitlements},
		{"accounts", &d.accounts},
	}
}

// everything returns the reach of an app that lets everything be seen and done.
func everything() (r access.Reach) {
	for _, name := range []string{
		access.FacetMembers, access.FacetGuests, access.FacetBots, access.FacetInvitations, access.FacetEntitlements,
	} {
		r.Facets = append(r.Facets, access.Facet{Name: name, Listed: access.Yes})
	}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, access.Facet{Name: string(kind), Listed: access.Yes})
	}
	return r
}

func (d *document) reach() access.Reach {
	r := everything()
	r.Facets, r.Actions = but(r.Facets, d.facets), but(r.Actions, d.actions)
	return r
}

// but returns facets with others in place of those of the same name, and further ones after them.
func but(facets, others []access.Facet) []access.Facet {
	for _, f := range others {
		if i := slices.IndexFunc(facets, func(known access.Facet) bool { return known.Name == f.Name }); i >= 0 {
			facets[i] = f
		} else {
			facets = append(facets, f)
		}
	}
	return facets
}

// sort makes the order independent of how the app came to be so.
func (d *document) sort() {
	slices.SortFunc(d.entitlements, func(a, b entitlement) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.accounts, func(a, b account) int { return cmp.Compare(a.ID, b.ID) })
}

// snapshot returns what is in a sound document, in order.
func (d *document) snapshot() access.Snapshot {
	s := access.Snapshot{Reach: d.reach(), Self: d.self, Levels: d.levels, Top: d.top}
	d.sort()
	s.Entitlements = append(s.Entitlements, access.AccountEntitlement())
	place := make(map[string]int32, len(d.entitlements))
	for i := range d.entitlements {
		s.Entitlements = append(s.Entitlements, access.Entitlement(d.entitlements[i]))
		place[d.entitlements[i].ID] = int32(i) + 1
	}
	for i := range d.accounts {
		s.Accounts = append(s.Accounts, d.accounts[i].known(place))
		if a := &s.Accounts[i]; d.frees && a.Status == access.Suspended {
			a.Seat = access.No
		}
	}
	return s
}

// known returns the account in the words of the domain; place gives the entitlements by their ids.
func (a *account) known(place map[string]int32) access.Account {
	k := access.Account{
		ID: a.ID, Login: a.Login, Name: a.Name, EmployeeID: a.EmployeeID, Status: access.Status(a.Status), Kind: access.Kind(a.Kind),
		MFA: a.MFA, Seat: a.Seat, Reopenable: a.Reopenable, Created: a.Created, Suspended: a.Suspended, LastActive: a.LastActive,
	}
	for _, e := range a.Emails {
		k.Emails = append(k.Emails, access.Email(e))
	}
	for _, h := range a.Holds {
		k.Grants = append(k.Grants, access.Grant{Entitlement: place[h.Entitlement], Via: place[h.Via], ManagedBy: h.ManagedBy})
	}
	slices.SortFunc(k.Grants, func(a, b access.Grant) int {
		return cmp.Or(cmp.Compare(a.Entitlement, b.Entitlement), cmp.Compare(a.Via, b.Via))
	})
	return k
}

// documentOf returns what a file is to hold of a snapshot. What an export lacks or cannot do is not the app's.
func documentOf(s *access.Snapshot) *document {
	d := &document{version: version, self: s.Self, levels: maps.Clone(s.Levels), top: slices.Clone(s.Top)}
	if s.File == "" {
		all := everything()
		d.facets, d.actions = beyond(s.Reach.Facets, all.Facets), beyond(s.Reach.Actions, all.Actions)
	}
	for _, e := range s.Entitlements {
		if e != access.AccountEntitlement() {
			d.entitlements = append(d.entitlements, entitlement(e))
		}
	}
	for i := range s.Accounts {
		k := &s.Accounts[i]
		a := account{
			ID: k.ID, Login: k.Login, Name: k.Name, EmployeeID: k.EmployeeID, Status: status(k.Status), Kind: kind(k.Kind), MFA: k.MFA,
			Seat: k.Seat, Reopenable: k.Reopenable, Created: k.Created, Suspended: k.Suspended, LastActive: k.LastActive,
		}
		for _, e := range k.Emails {
			a.Emails = append(a.Emails, email(e))
		}
		for _, g := range k.Grants {
			h := hold{Entitlement: s.Entitlements[g.Entitlement].ID, ManagedBy: g.ManagedBy}
			if g.Via != 0 {
				h.Via = s.Entitlements[g.Via].ID
			}
			a.Holds = append(a.Holds, h)
		}
		d.accounts = append(d.accounts, a)
	}
	return d
}

// beyond returns the facets that are not among those of an app that lets everything be seen and done.
func beyond(facets, all []access.Facet) []access.Facet {
	return slices.DeleteFunc(slices.Clone(facets), func(f access.Facet) bool { return slices.Contains(all, f) })
}
