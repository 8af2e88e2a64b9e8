package correlate

import (
	"sort"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Match finds the person of every account of a snapshot. The matches are aligned with the accounts.
func (x *Index) Match(s *access.Snapshot) []access.Match {
	matches := make([]access.Match, len(s.Accounts))
	m := matcher{Index: x, entries: x.targets[s.Target], column: x.byAccount[s.Target]}
	for i := range s.Accounts {
		matches[i] = m.match(&s.Accounts[i])
	}
	x.roles(s, matches)
	return matches
}

// Explain returns every key that has a word on whose account it is, the one that decides first.
func (x *Index) Explain(s *access.Snapshot, account int) []access.Claim {
	m := matcher{Index: x, entries: x.targets[s.Target], column: x.byAccount[s.Target], all: true}
	a := &s.Accounts[account]
	var claims []access.Claim
	if i, ok := m.identity(a); ok {
		if p := x.person(x.known.Identities[i].Person); p >= 0 {
			claims = append(claims, access.Claim{By: access.ByIdentity, Person: p, Value: x.known.Identities[i].At})
		}
	}
	m.ask(a)
	return append(claims, m.claims...)
}

// matcher asks the keys of one account after another.
type matcher struct {
	*Index
	entries *entries
	column  people
	claims  []access.Claim
	// all: every claim is kept, not one for each person.
	all bool
}

func (m *matcher) match(a *access.Account) access.Match {
	none := access.Match{Person: -1, Known: -1}
	if i, ok := m.identity(a); ok {
		e := &m.known.Identities[i]
		if p := m.person(e.Person); p >= 0 {
			return m.settle(a, access.Match{Class: access.Linked, Person: p, Known: i, By: access.ByIdentity, Role: e.Role})
		}
	}
	if i, ok := m.service(a); ok {
		return access.Match{Class: access.Service, Person: -1, Known: i}
	}
	m.ask(a)
	switch len(m.claims) {
	case 0:
		if i := m.external(a); i >= 0 {
			return access.Match{Class: access.Outside, Person: -1, Known: i}
		}
		return none
	case 1:
		c := m.claims[0]
		if m.roster.People[c.Person].Quarantine == "" {
			return access.Match{Class: access.Linked, Person: c.Person, Known: -1, By: c.By}
		}
	}
	sort.Slice(m.claims, func(i, k int) bool { return m.claims[i].Person < m.claims[k].Person })
	return access.Match{Class: access.Disputed, Person: -1, Known: -1, Claims: append([]access.Claim(nil), m.claims...)}
}

// settle completes a link that an entry made alone: the other keys are noted, and a quarantined person's is disputed.
func (m *matcher) settle(a *access.Account, match access.Match) access.Match {
	m.ask(a)
	for _, c := range m.claims {
		if c.Person != match.Person {
			match.Claims = append(match.Claims, c)
		}
	}
	if m.roster.People[match.Person].Quarantine != "" {
		claims := append([]access.Claim{{By: match.By, Person: match.Person}}, match.Claims...)
		return access.Match{Class: access.Disputed, Person: -1, Known: -1, Claims: claims}
	}
	return match
}

// ask collects who the keys name, in the order of their trust: each person once.
func (m *matcher) ask(a *access.Account) {
	m.claims = m.claims[:0]
	if len(m.column.first) > 0 {
		m.lookup(m.column, fold.Key(a.ID), access.ByRoster, a.ID)
		if a.Login != "" {
			m.lookup(m.column, fold.Key(a.Login), access.ByRoster, a.Login)
		}
		for _, e := range a.Emails {
			m.lookup(m.column, fold.Key(e.Address), access.ByRoster, e.Address)
		}
	}
	if a.EmployeeID != "" {
		m.lookup(m.byID, fold.Key(a.EmployeeID), access.ByEmployeeID, a.EmployeeID)
	}
	for _, e := range a.Emails {
		if e.Verified == access.No {
			continue
		}
		if mail, ok := m.mail(e.Address); ok {
			m.address(mail, e.Address)
		}
	}
}

// lookup adds the people of a key.
func (m *matcher) lookup(in people, key string, by access.Key, value string) {
	first, ok := in.first[key]
	if !ok {
		return
	}
	m.claim(access.Claim{By: by, Person: first, Value: value})
	for _, other := range in.more[key] {
		m.claim(access.Claim{By: by, Person: other, Value: value})
	}
}

// address adds the people of an address. One that somebody who left shares with others belongs to the others.
func (m *matcher) address(mail, value string) {
	first, ok := m.byMail.first[mail]
	if !ok {
		return
	}
	others := m.byMail.more[mail]
	if others == nil {
		m.claim(access.Claim{By: m.kindOfMail(first, mail, value), Person: first, Value: value})
		return
	}
	holders := append([]int32{first}, others...)
	here := holders[:0:0]
	for _, p := range holders {
		if m.standings[p].State != access.Left {
			here = append(here, p)
		}
	}
	if here != nil {
		holders = here
	}
	for _, p := range holders {
		m.claim(access.Claim{By: m.kindOfMail(p, mail, value), Person: p, Value: value})
	}
}

// kindOfMail tells a work address from an alias: value is the address as the app has it, mail the same folded.
func (m *matcher) kindOfMail(person int32, mail, value string) access.Key {
	address := m.roster.People[person].Email
	if address == value {
		return access.ByEmail
	}
	if work, ok := m.mail(address); ok && work == mail {
		return access.ByEmail
	}
	return access.ByAlias
}

func (m *matcher) claim(c access.Claim) {
	for _, old := range m.claims {
		if old.Person == c.Person && (!m.all || old == c) {
			return
		}
	}
	m.claims = append(m.claims, c)
}
