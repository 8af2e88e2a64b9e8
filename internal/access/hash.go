package access

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// ContentHash returns the SHA-256 of what an app keeps, for targets that read no file: of entitlements, levels, top access
// and accounts, without volatile facts, and in whatever order the app lists them. Accounts and entitlements are told apart
// by their ids.
func (s *Snapshot) ContentHash() string {
	order := make([]int32, len(s.Entitlements))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(s.Entitlements[a].ID, s.Entitlements[b].ID) })
	place, entitlements := make([]int32, len(order)), make([]Entitlement, len(order))
	for i, old := range order {
		place[old], entitlements[i] = int32(i), s.Entitlements[old]
	}
	accounts := make([]Account, len(s.Accounts))
	for i := range accounts {
		accounts[i] = s.Accounts[i].lasting(place)
	}
	slices.SortFunc(accounts, func(a, b Account) int { return cmp.Compare(a.ID, b.ID) })
	top := append([]string(nil), s.Top...)
	slices.Sort(top)
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode([]any{entitlements, s.Levels, top, accounts}); err != nil {
		return "" // of plain data there is no error
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// lasting returns the account without volatile facts, its entitlements at the places given, none and no list being one.
func (a *Account) lasting(place []int32) Account {
	c := *a
	c.LastActive, c.Row = 0, 0
	c.Emails, c.Grants = append([]Email(nil), a.Emails...), append([]Grant(nil), a.Grants...)
	for i := range c.Grants {
		g := &c.Grants[i]
		g.Entitlement, g.Via = place[g.Entitlement], place[g.Via]
	}
	slices.SortFunc(c.Grants, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Entitlement, b.Entitlement), cmp.Compare(a.Via, b.Via))
	})
	return c
}
