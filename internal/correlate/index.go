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
	byID, byMail people
	// byAccount holds the roster's own account columns, by target.
	byAccount map[string]people
	targets   map[string]*entries
}

// people maps a folded key to a person. Several people with one key are chained through more.
type people struct {
	first map[string]int32
	more  map[string][]int32
}

func newPeople(n int) people {
	return people{first: make(map[string]int32, n), more: map[string][]int32{}}
}

func (p *people) add(key string, person int32) {
	first, taken := p.first[key]
	switch {
	case !taken:
		p.first[key] = person
	case first != person:
		for _, other := range p.more[key] {
			if other == person {
				return
			}
		}
		p.more[key] = append(p.more[key], person)
	}
}

// entries are what the policy files say of single accounts of one target.
type entries struct {
	// identities and services are by folded account.
	identities, services map[string]int32
	externals            []external
}

type external struct {
	glob  fold.Glob
	index int32
}

// NewIndex prepares for matching the accounts of any target.
func NewIndex(roster *access.Roster, standings []access.Standing, known *access.Known, aliases [][]string) *Index {
	n := len(roster.People)
	x := &Index{
		roster: roster, standings: standings, known: known, domains: map[string]string{}, byID: newPeople(n), byMail: newPeople(n + n/2),
		byAccount: map[string]people{}, targets: map[string]*entries{},
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
	for i := range known.Identities {
		e := &known.Identities[i]
		x.entries(e.Target).identities[fold.Key(e.Account)] = int32(i)
	}
	for i := range known.Services {
		e := &known.Services[i]
		x.entries(e.Target).services[fold.Key(e.Account)] = int32(i)
	}
	for i := range known.Externals {
		e := &known.Externals[i]
		if glob, err := fold.CompileKeyGlob(e.Account); err == nil {
			t := x.entries(e.Target)
			t.externals = append(t.externals, external{glob, int32(i)})
		}
	}
	return x
}

func (x *Index) entries(target string) *entries {
	if x.targets[target] == nil {
		x.targets[target] = &entries{identities: map[string]int32{}, services: map[string]int32{}}
	}
	return x.targets[target]
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
		list, ok := x.byAccount[a.Target]
		if !ok {
			list = newPeople(len(x.roster.People))
			x.byAccount[a.Target] = list
		}
		list.add(fold.Key(a.Account), i)
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
