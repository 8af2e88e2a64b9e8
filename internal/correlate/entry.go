package correlate

import (
	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// identity and service find the entry that decides alone on an account.
func (m *matcher) identity(a *access.Account) (int32, bool) {
	if m.entries == nil || len(m.entries.identities) == 0 {
		return -1, false
	}
	return named(a, m.entries.identities)
}

func (m *matcher) service(a *access.Account) (int32, bool) {
	if m.entries == nil || len(m.entries.services) == 0 {
		return -1, false
	}
	return named(a, m.entries.services)
}

// named looks an account up by id, then login, then e-mail.
func named(a *access.Account, in map[string]int32) (int32, bool) {
	if i, ok := in[fold.Key(a.ID)]; ok {
		return i, true
	}
	if a.Login != "" {
		if i, ok := in[fold.Key(a.Login)]; ok {
			return i, true
		}
	}
	for _, e := range a.Emails {
		if i, ok := in[fold.Key(e.Address)]; ok {
			return i, true
		}
	}
	return -1, false
}

// external finds the entry for an account of somebody outside the company: the most specific one, -1 if there is none.
func (m *matcher) external(a *access.Account) int32 {
	best := int32(-1)
	if m.entries == nil {
		return best
	}
	for _, x := range m.entries.externals {
		fits := x.glob.Match(a.ID) || a.Login != "" && x.glob.Match(a.Login)
		for _, e := range a.Emails {
			fits = fits || x.glob.Match(e.Address)
		}
		if fits && (best < 0 || m.closer(x.index, best)) {
			best = x.index
		}
	}
	return best
}

// closer prefers the longer pattern; of equal ones the content decides, never the order.
func (m *matcher) closer(a, b int32) bool {
	x, y := &m.known.Externals[a], &m.known.Externals[b]
	if len(x.Account) != len(y.Account) {
		return len(x.Account) > len(y.Account)
	}
	if x.Account != y.Account {
		return x.Account < y.Account
	}
	if x.Sponsor != y.Sponsor {
		return x.Sponsor < y.Sponsor
	}
	return x.At < y.At
}

// person finds somebody by id or former id, -1 if nobody has it.
func (x *Index) person(id string) int32 {
	if i, ok := x.byID.first[fold.Key(id)]; ok {
		return i
	}
	return -1
}
