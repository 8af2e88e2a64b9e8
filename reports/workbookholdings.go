package reports

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"reconcile/internal/access"
)

// holdings are the accesses that are listed.
type holdings struct {
	// known: it is known who has what; part: there are so many that only some are listed.
	known, part bool
	// rows are by target and account; total counts all there are, cut those that would be listed had they room.
	rows       []access.Held
	total, cut int
	// found finds the gravest finding on an access; names are those that findings give.
	found map[accessKey]*access.Finding
	names map[string]string
	ask   func(id string) Colleague
	// asked are their answers, for sheets that are written side by side.
	asked map[string]Colleague
	lock  sync.Mutex
}

// accessKey is one access of one account.
type accessKey struct{ target, account, entitlement string }

// collect goes through who has what, keeping no more of it than is listed.
func (b *workbook) collect(from *Holdings) (*holdings, error) {
	h := &holdings{found: map[accessKey]*access.Finding{}, names: map[string]string{}, asked: map[string]Colleague{}}
	if from == nil || from.All == nil {
		return h, nil
	}
	h.known, h.ask = true, from.Person
	h.index(b.m.shown)
	most := b.limits.held
	for one, err := range from.All {
		if err != nil {
			return h, fmt.Errorf("read who has what: %w", err)
		}
		if b.hides(one.Person) {
			continue
		}
		h.total++
		if h.part && !h.matters(&one) {
			continue
		}
		h.rows = append(h.rows, one)
		switch {
		case !h.part && h.total > most:
			h.part = true
			h.rows = slices.DeleteFunc(h.rows, func(one access.Held) bool { return !h.matters(&one) })
		case h.part && len(h.rows) > 2*most:
			h.prune(most)
		}
	}
	if h.part {
		h.prune(most)
	}
	return h, nil
}

// index finds the findings by the access they are about, and the names they give.
func (h *holdings) index(findings []*access.Finding) {
	for _, f := range findings {
		if p := f.Person; p != nil && p.Name != "" {
			h.names[p.ID] = p.Name
		}
		if f.Account == nil {
			continue
		}
		for _, key := range append([]string{f.Entitlement}, f.Includes...) {
			at := accessKey{f.Target, f.Account.ID, key}
			if h.found[at] == nil { // they come gravest first
				h.found[at] = f
			}
		}
	}
}

// finding is the gravest on an access, nil for none.
func (h *holdings) finding(one *access.Held) *access.Finding {
	return h.found[accessKey{one.Target, one.Account.ID, one.Entitlement}]
}

// matters reports whether an access is listed even where not all are.
func (h *holdings) matters(one *access.Held) bool { return one.Privileged || h.finding(one) != nil }

// prune keeps the gravest of the accesses.
func (h *holdings) prune(most int) {
	if len(h.rows) <= most {
		return
	}
	slices.SortStableFunc(h.rows, func(x, y access.Held) int { return cmp.Compare(h.rank(&x), h.rank(&y)) })
	h.cut += len(h.rows) - most
	h.rows = h.rows[:most]
	slices.SortStableFunc(h.rows, func(x, y access.Held) int {
		return cmp.Or(cmp.Compare(x.Target, y.Target), cmp.Compare(x.Account.ID, y.Account.ID), orderOf(&x)-orderOf(&y),
			cmp.Compare(x.Entitlement, y.Entitlement))
	})
}

// rank orders accesses by how much they matter.
func (h *holdings) rank(one *access.Held) int {
	if f := h.finding(one); f != nil {
		return int(f.Severity)
	}
	return len(access.Severities())
}

// orderOf puts an account before what it holds.
func orderOf(one *access.Held) int {
	if one.Entitlement == access.AccountType {
		return 0
	}
	return 1
}

// who says who somebody is, asking once.
func (h *holdings) who(id string) Colleague {
	if id == "" {
		return Colleague{Name: nobody}
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	if c, ok := h.asked[id]; ok {
		return c
	}
	var c Colleague
	if h.ask != nil {
		c = h.ask(id)
	}
	for _, name := range []string{h.names[id], id} {
		if c.Name == "" {
			c.Name = name
		}
	}
	h.asked[id] = c
	return c
}

// nobody stands for the person of an account that has none.
const nobody = "(nobody known)"
