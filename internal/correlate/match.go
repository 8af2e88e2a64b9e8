package correlate

import (
	"math"
	"slices"
	"sort"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Match finds the person of every account of a snapshot. The matches are aligned with the accounts. Past are the links of
// the last good read of the target, sorted by account id; nil if there was none.
func (x *Index) Match(s *access.Snapshot, past []access.PastLink) []access.Match {
	matches := make([]access.Match, len(s.Accounts))
	m := x.matcher(s.Target, nil)
	for i := range s.Accounts {
		matches[i] = m.match(&s.Accounts[i])
	}
	x.roles(s, matches, nil)
	if past != nil {
		x.Recall(s, matches, past)
	}
	return matches
}

// Recall lets the links of the last good read have their word on matches that were found without them. An account whose
// person is still the same needs none.
func (x *Index) Recall(s *access.Snapshot, matches []access.Match, past []access.PastLink) {
	m := x.matcher(s.Target, past)
	k := 0
	for i := range s.Accounts {
		match := &matches[i]
		if match.Role == access.Duplicate {
			match.Role = access.Primary // which of them is primary is decided anew
		}
		id := s.Accounts[i].ID
		for k < len(past) && past[k].Account < id {
			k++
		}
		if k == len(past) || past[k].Account != id {
			continue
		}
		if match.Class != access.Linked || x.roster.People[match.Person].ID != past[k].Person {
			*match = m.match(&s.Accounts[i])
		}
	}
	x.roles(s, matches, past)
}

// Explain returns every key that has a word on whose account it is, the one that decides first.
func (x *Index) Explain(s *access.Snapshot, account int, past []access.PastLink) []access.Claim {
	m := x.matcher(s.Target, past)
	m.all = true
	m.read(&s.Accounts[account])
	m.identity()
	m.ask()
	if p := m.lastPerson(&s.Accounts[account]); p >= 0 {
		m.claim(access.Claim{By: access.ByRename, Person: p, Value: s.Accounts[account].ID})
	}
	sort.SliceStable(m.claims, func(i, k int) bool { return m.claims[i].By < m.claims[k].By })
	return m.claims
}

// matcher asks the keys of one account after another.
type matcher struct {
	*Index
	entries *entries
	column  numbers
	account *access.Account
	// names are what the account at hand may be called by: id, login, and from mails on the addresses that count. Where nothing
	// calls accounts by id or login, addresses are all.
	names  []name
	mails  int
	byName bool
	// found and claims are what the names lead to.
	found  []int32
	claims []access.Claim
	// all: every claim is kept, not one for each person.
	all bool
	// past are the links of the last good read, sorted by account.
	past []access.PastLink
}

// name is an id, login or address as the app has it, and in the form in which it is compared.
type name struct{ value, key string }

func (x *Index) matcher(target string, past []access.PastLink) *matcher {
	m := &matcher{Index: x, entries: x.targets[target], column: x.byAccount[target], past: past}
	if m.entries == nil {
		m.entries = &entries{}
	}
	m.byName = len(m.column.first) > 0 || m.entries.any()
	return m
}

// read takes up an account. An address that the app says is not verified is only claimed by the account's holder: it
// counts for nothing here.
func (m *matcher) read(a *access.Account) {
	m.account, m.claims = a, m.claims[:0]
	m.names = m.names[:0]
	if m.byName {
		m.names = append(m.names, name{a.ID, fold.Key(a.ID)})
		if a.Login != "" {
			m.names = append(m.names, name{a.Login, fold.Key(a.Login)})
		}
	}
	m.mails = len(m.names)
	for _, e := range a.Emails {
		if e.Verified == access.No {
			continue
		}
		if mail, ok := m.mail(e.Address); ok {
			m.names = append(m.names, name{e.Address, mail})
		}
	}
}

func (m *matcher) match(a *access.Account) access.Match {
	m.read(a)
	if match, ok := m.identity(); ok {
		return m.settle(match)
	}
	if i, ok := m.service(); ok {
		m.ask()
		return access.Match{Class: access.Service, Person: -1, Known: i, Claims: append([]access.Claim(nil), m.claims...)}
	}
	m.ask()
	last := m.lastPerson(a)
	switch len(m.claims) {
	case 0:
		if last >= 0 && m.roster.People[last].Quarantine == "" && m.outlasts(a, last) {
			return access.Match{Class: access.Linked, Person: last, Known: -1, By: access.ByRename}
		}
		if x := m.external(); x != nil {
			return access.Match{Class: access.Outside, Person: -1, Known: x.index}
		}
		return access.Match{Person: -1, Known: -1}
	case 1:
		c := m.claims[0]
		if last >= 0 && last != c.Person {
			// a login that is used again, or a link that was wrong: for one good read nobody decides
			m.claim(access.Claim{By: access.ByRename, Person: last, Value: a.ID})
			return m.disputed()
		}
		if m.roster.People[c.Person].Quarantine == "" {
			return access.Match{Class: access.Linked, Person: c.Person, Known: -1, By: c.By, Email: emailAt(a, c.Value)}
		}
	}
	return m.disputed()
}

// lastPerson is who had the account in the last good read, -1 for nobody who is still on the roster.
func (m *matcher) lastPerson(a *access.Account) int32 {
	link := linkOf(m.past, a.ID)
	if link == nil || link.Person == "" {
		return -1
	}
	person, _ := m.person(link.Person)
	return person
}

// outlasts reports whether the link of the last good read may stand by itself. What an entry alone said ends with the entry: only
// where the person still has one there may the account have been renamed.
func (m *matcher) outlasts(a *access.Account, last int32) bool {
	return !linkOf(m.past, a.ID).Entry || slices.ContainsFunc(values(m.entries.identities), func(i int32) bool {
		p, _ := m.person(m.known.Identities[i].Person)
		return p == last
	})
}

// linkOf finds an account's link of the last good read, nil if there was none.
func linkOf(past []access.PastLink, account string) *access.PastLink {
	i, found := slices.BinarySearchFunc(past, account, func(l access.PastLink, id string) int {
		return strings.Compare(l.Account, id)
	})
	if !found {
		return nil
	}
	return &past[i]
}

// emailAt returns the place of an address among an account's, the first for one that is none of them.
func emailAt(a *access.Account, address string) uint8 {
	for i := range a.Emails {
		if a.Emails[i].Address == address && i <= math.MaxUint8 {
			return uint8(i)
		}
	}
	return 0
}

// settle completes a link that an entry makes alone: what the other keys say is noted. Entries that name different
// people, or somebody quarantined, settle nothing.
func (m *matcher) settle(match access.Match) access.Match {
	certain := len(m.claims) == 1 && m.roster.People[match.Person].Quarantine == ""
	m.ask()
	if !certain {
		return m.disputed()
	}
	if len(m.claims) > 1 {
		match.Claims = slices.Clone(m.claims[1:])
	}
	return match
}

func (m *matcher) disputed() access.Match {
	claims := slices.Clone(m.claims)
	sort.Slice(claims, func(i, k int) bool { return claims[i].Person < claims[k].Person })
	return access.Match{Class: access.Disputed, Person: -1, Known: -1, Claims: claims}
}

// ask claims the account for whoever the keys other than an entry name, in the order of their trust.
func (m *matcher) ask() {
	if len(m.column.first) > 0 {
		for _, n := range m.names {
			m.lookup(m.column, n.key, access.ByRoster, n.value)
		}
	}
	if number := m.account.EmployeeID; number != "" {
		m.lookup(m.byID, fold.Key(number), access.ByEmployeeID, number)
	}
	for _, n := range m.names[m.mails:] {
		m.address(n)
	}
}

// lookup adds the people of a key.
func (m *matcher) lookup(in numbers, key string, by access.Key, value string) {
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
func (m *matcher) address(mail name) {
	first, ok := m.byMail.first[mail.key]
	if !ok {
		return
	}
	others := m.byMail.more[mail.key]
	here := 0
	if others != nil {
		for _, p := range append([]int32{first}, others...) {
			if m.standings[p].State != access.Left {
				here++
			}
		}
	}
	for i := -1; i < len(others); i++ {
		p := first
		if i >= 0 {
			p = others[i]
		}
		if here == 0 || m.standings[p].State != access.Left {
			m.claim(access.Claim{By: m.kindOf(p, mail), Person: p, Value: mail.value})
		}
	}
}

// kindOf tells a person's work address from an alias.
func (m *matcher) kindOf(person int32, mail name) access.Key {
	address := m.roster.People[person].Email
	if address == mail.value {
		return access.ByEmail
	}
	if work, ok := m.mail(address); ok && work == mail.key {
		return access.ByEmail
	}
	return access.ByAlias
}

// claim keeps a claim; of several for one person, the most trusted.
func (m *matcher) claim(c access.Claim) {
	for i := range m.claims {
		switch old := &m.claims[i]; {
		case old.Person != c.Person || m.all && *old != c:
		default:
			if c.By < old.By {
				*old = c
			}
			return
		}
	}
	m.claims = append(m.claims, c)
}
