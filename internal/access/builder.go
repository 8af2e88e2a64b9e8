package access

import (
	"cmp"
	"slices"
)

// Builder makes a snapshot of what an API lists, in whatever order it does. The zero Builder is empty.
type Builder struct {
	Snapshot Snapshot
	places   map[string]int32
}

// Entitlement returns the place of an entitlement, which it adds if its id is new.
func (b *Builder) Entitlement(e Entitlement) int32 {
	if b.places == nil {
		b.places = map[string]int32{AccountType: 0}
		b.Snapshot.Entitlements = []Entitlement{AccountEntitlement()}
	}
	at, known := b.places[e.ID]
	if !known {
		at = int32(len(b.Snapshot.Entitlements))
		b.places[e.ID] = at
		b.Snapshot.Entitlements = append(b.Snapshot.Entitlements, e)
	}
	return at
}

// Grant gives an account what stands at a place, once.
func (b *Builder) Grant(a *Account, g Grant) {
	if !slices.ContainsFunc(a.Grants, func(h Grant) bool { return h.Entitlement == g.Entitlement && h.Via == g.Via }) {
		a.Grants = append(a.Grants, g)
	}
}

// Finish sorts everything, so that the snapshot does not tell in which order the app lists, and hashes it.
func (b *Builder) Finish() Snapshot {
	b.Entitlement(AccountEntitlement())
	b.Snapshot.Sort()
	b.Snapshot.Hash = b.Snapshot.ContentHash()
	return b.Snapshot
}

// Sort puts entitlements and accounts in the order of their ids, the account itself first, and grants in that of what they
// give.
func (s *Snapshot) Sort() {
	order := make([]int32, len(s.Entitlements))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order[min(1, len(order)):], func(a, b int32) int {
		return cmp.Compare(s.Entitlements[a].ID, s.Entitlements[b].ID)
	})
	place, sorted := make([]int32, len(order)), make([]Entitlement, len(order))
	for i, old := range order {
		place[old], sorted[i] = int32(i), s.Entitlements[old]
	}
	s.Entitlements = sorted
	for i := range s.Accounts {
		grants := s.Accounts[i].Grants
		for k := range grants {
			grants[k].Entitlement, grants[k].Via = place[grants[k].Entitlement], place[grants[k].Via]
		}
		slices.SortFunc(grants, func(a, b Grant) int {
			return cmp.Or(cmp.Compare(a.Entitlement, b.Entitlement), cmp.Compare(a.Via, b.Via))
		})
	}
	slices.SortFunc(s.Accounts, func(a, b Account) int { return cmp.Compare(a.ID, b.ID) })
}
