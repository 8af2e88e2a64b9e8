package members

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/permute"
)

// sortByID sorts accounts by id, bytewise, and those of one id by row. An account is large and its id stands elsewhere in
// memory, so what is sorted are small keys.
func sortByID(accounts []access.Account) {
	type key struct {
		// start is the beginning of the id, as a number that orders like it.
		start uint64
		index int32
	}
	keys := make([]key, len(accounts))
	for i := range accounts {
		var start [8]byte
		copy(start[:], accounts[i].ID)
		keys[i] = key{binary.BigEndian.Uint64(start[:]), int32(i)}
	}
	slices.SortFunc(keys, func(x, y key) int {
		if c := cmp.Compare(x.start, y.start); c != 0 {
			return c
		}
		a, b := &accounts[x.index], &accounts[y.index]
		return cmp.Or(strings.Compare(a.ID, b.ID), cmp.Compare(a.Row, b.Row))
	})
	order := make([]int32, len(keys))
	for i := range keys {
		order[i] = keys[i].index
	}
	permute.Apply(accounts, order)
}
