// Package correlate finds the person of each account, with the evidence for every link. It is pure: accounts and people
// come in as data, and their order makes no difference.
package correlate

import (
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Index finds people by every key. It is built once for a roster and is read-only after that: targets may be matched
// concurrently.
type Index struct {
	roster    *access.Roster
	standings []access.Standing
	known     *access.Known
	// domains maps a mail domain to the one that stands for its group.
	domains map[string]string
	// byID holds ids and former ids, byMail every address of a person with the domain's stand-in.
	byID, byMail numbers
	// byAccount holds the roster's own account columns, by target.
	byAccount map[string]numbers
	targets   map[string]*entries
}

// numbers maps a folded key to indexes of people or entries. Several with one key are chained through more.
type numbers struct {
	first map[string]int32
	more  map[string][]int32
}

func newNumbers(n int) numbers {
	return numbers{first: make(map[string]int32, n), more: map[string][]int32{}}
}

func (n numbers) add(key string, index int32) {
	first, taken := n.first[key]
	switch {
	case !taken:
		n.first[key] = index
	case first != index:
		for _, other := range n.more[key] {
			if other == index {
				return
			}
		}
		n.more[key] = append(n.more[key], index)
	}
}

// NewIndex prepares for matching the accounts of any target. Aliases are groups of mail domains that are one.
func NewIndex(roster *access.Roster, standings []access.Standing, known *access.Known, aliases [][]string) *Index {
	n := len(roster.People)
	x := &Index{
		roster: roster, standings: standings, known: known, domains: map[string]string{}, targets: map[string]*entries{},
		byID: newNumbers(n), byMail: newNumbers(n + n/2), byAccount: map[string]numbers{},
	}
	for _, group := range aliases {
		for _, domain := range group {
			if mail, ok := fold.Email("x@" + domain); ok {
				if head, ok := fold.Email("x@" + group[0]); ok {
					x.domains[mail[2:]] = head[2:]
				}
			}
		}
	}
	for i := range roster.People {
		x.addPerson(int32(i))
	}
	x.addEntries()
	return x
}

func (x *Index) addPerson(i int32) {
	p := &x.roster.People[i]
	x.byID.add(fold.Key(p.ID), i)
	for _, id := range p.FormerIDs {
		x.byID.add(fold.Key(id), i)
	}
	if mail, ok := x.mail(p.Email); ok {
		x.byMail.add(mail, i)
	}
	for _, alias := range p.Aliases {
		if mail, ok := x.mail(alias); ok {
			x.byMail.add(mail, i)
		}
	}
	for _, a := range p.Accounts {
		column, ok := x.byAccount[a.Target]
		if !ok {
			column = newNumbers(len(x.roster.People))
			x.byAccount[a.Target] = column
		}
		x.addName(column, a.Account, i)
	}
}

// addName files what somebody called an account: an id or login as it is, an address in the form of addresses as well.
func (x *Index) addName(in numbers, name string, index int32) {
	in.add(fold.Key(name), index)
	if mail, ok := x.mail(name); ok {
		in.add(mail, index)
	}
}

// mail folds an address, with its domain's stand-in.
func (x *Index) mail(address string) (string, bool) {
	mail, ok := fold.Email(address)
	if !ok || len(x.domains) == 0 {
		return mail, ok
	}
	at := strings.LastIndexByte(mail, '@')
	if head, aliased := x.domains[mail[at+1:]]; aliased {
		return mail[:at+1] + head, true
	}
	return mail, true
}

// person finds somebody as a policy file names them, by id or former id. An id that fits several but for its case is
// nobody's, unless it is written as one of them; several then says that it fits too many.
func (x *Index) person(id string) (person int32, several bool) {
	key := fold.Key(id)
	first, ok := x.byID.first[key]
	if !ok {
		return -1, false
	}
	others := x.byID.more[key]
	if others == nil || x.roster.People[first].ID == id {
		return first, false
	}
	for _, other := range others {
		if x.roster.People[other].ID == id {
			return other, false
		}
	}
	return -1, true
}
