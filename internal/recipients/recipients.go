// Package recipients says who may be mailed: people who work here, and addresses that the configuration allows besides.
package recipients

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Book knows the addresses of people.
type Book struct {
	allow map[string]bool
	// people are by their addresses, those of domains that are the same in the first of these.
	people  map[string]person
	domains map[string]string
}

// person is somebody with an address.
type person struct {
	id    string
	state access.State
	// leaving: terminated, and still working until the end date.
	leaving bool
}

// Recipient is whom an address belongs to.
type Recipient struct {
	// Address is folded.
	Address string
	// Person is an id, "" for an allowed address of nobody on the roster; Leaving: they may not be told of themselves.
	Person  string
	Leaving bool
}

// NewBook makes a book of people with their standings, and of addresses that are allowed whosever they are. same are groups of
// mail domains that are one: people are known by their addresses in all of them. An address of several people is that of one
// who is leaving, else of one who is here, else of one who has not left.
func NewBook(people []access.Person, standings []access.Standing, allow []string, same [][]string) *Book {
	b := &Book{allow: map[string]bool{}, people: make(map[string]person, len(people)), domains: map[string]string{}}
	for _, group := range same {
		for _, domain := range group {
			of, ok := fold.Email("x@" + domain)
			if head, known := fold.Email("x@" + group[0]); ok && known {
				b.domains[of[2:]] = head[2:]
			}
		}
	}
	for _, a := range allow {
		if address, ok := fold.Email(a); ok {
			b.allow[address] = true
		}
	}
	for i := range people {
		p, s := &people[i], &standings[i]
		for _, text := range append([]string{p.Email}, p.Aliases...) {
			address, ok := fold.Email(text)
			if !ok {
				continue
			}
			key := b.key(address)
			old, taken := b.people[key]
			switch {
			case !taken || old.state == access.Left:
				b.people[key] = person{p.ID, s.State, s.Leaving}
			case s.Leaving && !old.leaving:
				b.people[key] = person{p.ID, s.State, true} // they read what comes there
			case here(s.State) && !here(old.state):
				b.people[key] = person{p.ID, s.State, old.leaving}
			}
		}
	}
	return b
}

// key is what people are known by: an address, in the first of the domains that are the same as its own.
func (b *Book) key(address string) string {
	at := strings.LastIndexByte(address, '@') + 1
	if head, same := b.domains[address[at:]]; same {
		return address[:at] + head
	}
	return address
}

// Find returns whom an address belongs to, or why it may not be mailed.
func (b *Book) Find(text string) (r Recipient, why string) {
	address, ok := fold.Email(text)
	if !ok {
		return r, fmt.Sprintf("%q is no address", fold.Clean(text))
	}
	r.Address = address
	p, known := b.people[b.key(address)]
	if known {
		r.Person, r.Leaving = p.id, p.leaving
	}
	switch {
	case b.allow[address], known && here(p.state):
		return r, ""
	case known:
		return r, fmt.Sprintf("%s is the address of %s, who is not active (%s)", address, fold.Clean(p.id), p.state)
	default:
		return r, address + " is the address of nobody on the roster, and not under `mail: allow:`"
	}
}

// here reports whether somebody in that state works here.
func here(s access.State) bool { return s == access.Active || s == access.Away }
