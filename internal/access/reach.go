package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Reach says what a credential or a file lets be seen and done: beyond it nothing is concluded.
type Reach struct {
	// Facets are the holder kinds (members, guests, bots, invitations) and entitlement types, in a stable order.
	Facets []Facet `json:"facets"`
	// Actions are the kinds of action that the app would accept, in the order of ActionKinds.
	Actions []Facet `json:"actions,omitempty"`
}

// Facet is one thing that is seen (or done), is not, or may be.
type Facet struct {
	Name   string `json:"name"`
	Listed Tri    `json:"listed"`
	// Why explains a No or Unknown in words for the report.
	Why string `json:"why,omitempty"`
}

// The facets of holders. Types of entitlements are facets by their own names, and so is a single entitlement where not all
// of its type are listed.
const (
	FacetMembers     = "members"
	FacetGuests      = "guests"
	FacetBots        = "bots"
	FacetInvitations = "invitations"
	// FacetEntitlements stands for every entitlement type without a facet of its own.
	FacetEntitlements = "entitlements"
)

// Sees returns what the reach says of a holder kind or entitlement type: Unknown for one it does not name.
func (r *Reach) Sees(name string) Facet { return find(r.Facets, name) }

// SeesAccess returns what the reach says of an entitlement by its base key (type:name): a facet of its own, else that of
// its type, else that of entitlements at large. Facets of access are named in lower case.
func (r *Reach) SeesAccess(base string) Facet {
	entitlementType, _, _ := strings.Cut(base, ":")
	for _, name := range []string{base, entitlementType} {
		if f := find(r.Facets, name); f.Listed != Unknown || f.Why != "" {
			return f
		}
	}
	return find(r.Facets, FacetEntitlements)
}

// Allows returns what the reach says of a kind of action.
func (r *Reach) Allows(kind ActionKind) Facet { return find(r.Actions, string(kind)) }

// Holes returns the facets that are not certainly seen.
func (r *Reach) Holes() []Facet {
	var holes []Facet
	for _, f := range r.Facets {
		if f.Listed != Yes {
			holes = append(holes, f)
		}
	}
	return holes
}

func find(facets []Facet, name string) Facet {
	for _, f := range facets {
		if f.Name == name {
			return f
		}
	}
	return Facet{Name: name}
}

// Sight says what is concluded from absence in a complete read: nothing where its reach does not go, and nothing where it
// went before and may not go now. Before may be nil.
type Sight struct{ Now, Before *Reach }

// Holder reports whether an account of that kind and status would have been listed.
func (s Sight) Holder(kind Kind, status Status) bool {
	facet := FacetMembers
	switch kind {
	case Guest:
		facet = FacetGuests
	case Bot, Shared:
		facet = FacetBots
	}
	return s.sees(facet) && (status != Invited || s.sees(FacetInvitations))
}

// Access reports whether a grant of an entitlement would have been listed, by its folded base key (type:name).
func (s Sight) Access(base string) bool {
	var before Facet
	if s.Before != nil {
		before = s.Before.SeesAccess(base)
	}
	return concludes(s.Now.SeesAccess(base), before)
}

func (s Sight) sees(facet string) bool {
	var before Facet
	if s.Before != nil {
		before = s.Before.Sees(facet)
	}
	return concludes(s.Now.Sees(facet), before)
}

func concludes(now, before Facet) bool {
	return now.Listed == Yes || now.Listed == Unknown && before.Listed != Yes
}

// Namesakes are a hole for each name, a key in lower case, that several things of one type have: rules know them by their
// names, so that holding one looks like holding another. things says what they are, as in "groups".
func Namesakes(things string, count map[string]int) []Facet {
	var holes []Facet
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if n := count[name]; n > 1 {
			why := fmt.Sprintf("%d %s have this name, and holding one looks like holding another", n, things)
			holes = append(holes, Facet{Name: name, Listed: Unknown, Why: why})
		}
	}
	return holes
}
