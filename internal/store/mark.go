package store

import (
	"crypto/sha256"
	"encoding/binary"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// marker makes fingerprints of 64 bits, with the store's own key: texts come from outside, and nobody outside can look for
// two of one fingerprint.
type marker struct {
	key    []byte
	buffer []byte
	// grants remembers the marks of grants, of which there are few different ones.
	grants map[access.Grant]int64
}

func (s *Store) marker() *marker {
	return &marker{key: s.key, grants: map[access.Grant]int64{}}
}

// start begins a fingerprint.
func (m *marker) start() *marker {
	m.buffer = append(m.buffer[:0], m.key...)
	return m
}

// text, bytes and flag add a part, with its length.
func (m *marker) text(s string) *marker {
	m.buffer = binary.AppendUvarint(m.buffer, uint64(len(s)))
	m.buffer = append(m.buffer, s...)
	return m
}

func (m *marker) bytes(b []byte) *marker {
	m.buffer = binary.AppendUvarint(m.buffer, uint64(len(b)))
	m.buffer = append(m.buffer, b...)
	return m
}

func (m *marker) flag(b bool) *marker {
	m.buffer = append(m.buffer, byte(number(b)))
	return m
}

// end returns the fingerprint.
func (m *marker) end() int64 {
	h := sha256.Sum256(m.buffer)
	return int64(binary.LittleEndian.Uint64(h[:]))
}

// account is the fingerprint of an account's facts and of whose it is.
func (m *marker) account(a *access.Account, link *link, facts []byte) int64 {
	m.start().text(a.Login).text(a.Email()).text(a.Name).bytes(facts).text(link.person).text(link.matched)
	m.buffer = append(m.buffer, byte(a.Status), byte(a.Kind))
	return m.flag(a.Open()).flag(link.main).end()
}

// entitlement is the fingerprint of an entitlement's facts.
func (m *marker) entitlement(e *access.Entitlement) int64 {
	return m.start().text(e.Type).text(e.Name).text(e.Level).text(e.Title).text(e.Fixed).flag(e.Privileged).end()
}

// grant is the fingerprint of a grant, by the vendor's ids. Those of an account's grants are added up: their order means
// nothing, and a grant more or less can be added or taken away.
func (m *marker) grant(entitlement, via, managedBy string) int64 {
	return m.start().text(entitlement).text(via).text(managedBy).end()
}

// holds is the fingerprint of what an account holds.
func (m *marker) holds(s *access.Snapshot, grants []access.Grant) int64 {
	total := int64(0)
	for i, g := range grants {
		if !distinct(grants, i) {
			continue
		}
		mark, known := m.grants[g]
		if !known {
			mark = m.grant(s.Entitlements[g.Entitlement].ID, s.Entitlements[g.Via].ID, g.ManagedBy)
			m.grants[g] = mark
		}
		total += mark
	}
	return total
}

// distinct reports whether a grant is about something besides the account itself and is not the one before again.
func distinct(grants []access.Grant, i int) bool {
	g := grants[i]
	return g.Entitlement != 0 && (i == 0 || g.Entitlement != grants[i-1].Entitlement || g.Via != grants[i-1].Via)
}

// link is whose an account is.
type link struct {
	person, matched string
	main            bool
}

// link returns whose the account at i is.
func (r *TargetRead) link(i int) link {
	var l link
	if i < len(r.People) {
		l.person = r.People[i]
	}
	if i < len(r.Primary) {
		l.main = r.Primary[i]
	}
	if i < len(r.Matched) {
		l.matched = r.Matched[i]
	}
	return l
}

// seen is the snapshot's accounts, to be compared with what is known.
func (m *marker) seen(r *TargetRead) []history.Seen {
	s := r.Snapshot
	seen := make([]history.Seen, len(s.Accounts))
	var facts []byte
	for i := range s.Accounts {
		a, l := &s.Accounts[i], r.link(i)
		facts = appendFacts(facts[:0], a)
		seen[i] = history.Seen{ID: a.ID, Facts: m.account(a, &l, facts), Holds: m.holds(s, a.Grants)}
	}
	return seen
}
