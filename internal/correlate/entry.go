package correlate

import (
	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// entries are what the policy files say of single accounts of one target.
type entries struct {
	// identities and services are by what they call the account.
	identities, services numbers
	externals            []external
}

// any reports whether there are entries.
func (e *entries) any() bool {
	return len(e.identities.first) > 0 || len(e.services.first) > 0 || len(e.externals) > 0
}

type external struct {
	glob  fold.Glob
	index int32
}

func (x *Index) addEntries() {
	for i := range x.known.Identities {
		e := &x.known.Identities[i]
		x.addName(x.of(e.Target).identities, e.Account, int32(i))
	}
	for i := range x.known.Services {
		e := &x.known.Services[i]
		x.addName(x.of(e.Target).services, e.Account, int32(i))
	}
	for i := range x.known.Externals {
		e := &x.known.Externals[i]
		if glob, err := fold.CompileKeyGlob(e.Account); err == nil {
			t := x.of(e.Target)
			t.externals = append(t.externals, external{glob, int32(i)})
		}
	}
}

// of returns the entries of a target.
func (x *Index) of(target string) *entries {
	if x.targets[target] == nil {
		x.targets[target] = &entries{identities: newNumbers(0), services: newNumbers(0)}
	}
	return x.targets[target]
}

// identity claims the account for whoever the identities entries name, and returns the match by the first of them. An
// entry for nobody on the roster decides nothing.
func (m *matcher) identity() (match access.Match, ok bool) {
	for _, i := range m.named(m.entries.identities) {
		e := &m.known.Identities[i]
		p, _ := m.person(e.Person)
		if p < 0 {
			continue
		}
		m.claim(access.Claim{By: access.ByIdentity, Person: p, Value: e.At})
		if !ok {
			match, ok = access.Match{Class: access.Linked, Person: p, Known: i, By: access.ByIdentity, Role: e.Role}, true
		}
	}
	return match, ok
}

// service finds the service account's entry.
func (m *matcher) service() (int32, bool) {
	if found := m.named(m.entries.services); len(found) > 0 {
		return found[0], true
	}
	return -1, false
}

// named finds the entries for the account: by id, then login, then address.
func (m *matcher) named(in numbers) []int32 {
	m.found = m.found[:0]
	if len(in.first) == 0 {
		return nil
	}
	for _, n := range m.names {
		if first, ok := in.first[n.key]; ok {
			m.found = append(append(m.found, first), in.more[n.key]...)
		}
	}
	return m.found
}

// external finds the entry for an account of somebody outside the company: the most specific one, nil if there is none.
func (m *matcher) external() *external {
	var best *external
	for i := range m.entries.externals {
		x := &m.entries.externals[i]
		for _, n := range m.names {
			if x.glob.Match(n.value) && (best == nil || m.closer(x, best)) {
				best = x
			}
		}
	}
	return best
}

// closer prefers a name, which alone covers privileged access, then the longer pattern; of equal ones the content
// decides, never the order.
func (m *matcher) closer(a, b *external) bool {
	if x, y := a.glob.IsLiteral(), b.glob.IsLiteral(); x != y {
		return x
	}
	x, y := &m.known.Externals[a.index], &m.known.Externals[b.index]
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
