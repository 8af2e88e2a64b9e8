package night

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// inventory says who has what in what was read tonight. It is there where snapshots are kept.
func (n *night) inventory(reads []*read) *access.Inventory {
	inv := &access.Inventory{
		AsOf: n.date(), Held: n.held(reads),
		Name: func(id string) access.PersonName {
			if i := n.roster.Find(id); i >= 0 {
				p := &n.roster.People[i]
				return access.PersonName{ID: p.ID, Name: p.Name, Email: p.Email}
			}
			return access.PersonName{ID: id}
		},
		Department: func(id string) string {
			if i := n.roster.Find(id); i >= 0 {
				return strings.Join(n.roster.People[i].Attributes.Department, ", ")
			}
			return ""
		},
	}
	for _, r := range reads {
		read := access.InventoryRead{Target: r.judge.Target}
		if r.judge.Snapshot != nil {
			read.Day = n.date()
		}
		if r.judge.Status != access.Complete {
			read.Later = r.judge.Status
		}
		inv.Reads = append(inv.Reads, read)
	}
	return inv
}

// held goes through the accounts that are access, each with what it holds.
func (n *night) held(reads []*read) iter.Seq2[access.Held, error] {
	byName := slices.Clone(reads)
	slices.SortFunc(byName, func(a, b *read) int { return cmp.Compare(a.judge.Target, b.judge.Target) })
	return func(yield func(access.Held, error) bool) {
		for _, r := range byName {
			s := r.judge.Snapshot
			if s == nil {
				continue
			}
			for i := range s.Accounts {
				for _, h := range n.holds(r, i) {
					if !yield(h, nil) {
						return
					}
				}
			}
		}
	}
}

// holds is the account at i and what it holds, sorted by key; nothing for one that is no access.
func (n *night) holds(r *read, i int) []access.Held {
	s := r.judge.Snapshot
	a, m := &s.Accounts[i], &r.judge.Matches[i]
	if !a.Open() {
		return nil
	}
	account := access.Held{
		Target: r.judge.Target, Account: access.AccountName{ID: a.ID, Login: a.Login, Email: a.Email(), Name: a.Name},
		Status: a.Status.String(), Entitlement: access.AccountType, Read: n.date(),
	}
	if m.Class == access.Linked {
		account.Person = n.roster.People[m.Person].ID
	}
	list := []access.Held{account}
	for k, g := range a.Grants {
		if g.Entitlement == 0 || k > 0 && a.Grants[k-1].Entitlement == g.Entitlement && a.Grants[k-1].Via == g.Via {
			continue
		}
		h := account
		e := &s.Entitlements[g.Entitlement]
		h.Entitlement, h.Privileged, h.ManagedBy = e.Key(), n.judge.Privileged(r.judge.Target, e), g.ManagedBy
		if g.Via != 0 {
			h.Via = s.Entitlements[g.Via].Key()
		}
		list = append(list, h)
	}
	slices.SortFunc(list[1:], func(a, b access.Held) int {
		return cmp.Or(cmp.Compare(a.Entitlement, b.Entitlement), cmp.Compare(a.Via, b.Via))
	})
	return list
}
