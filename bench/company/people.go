package company

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"reconcile/internal/access"
)

// Domain is the company's mail domain.
const Domain = "acme.example"

// Person is a row of the roster.
type Person struct {
	ID, Name, Email string
	// Former is an address the person had before, "" for none.
	Former                                          string
	Status, Type, Department, Team, Title, Location string
	Manager                                         string
	Projects                                        []string
	Start, End                                      access.Date
	state                                           state
}

// state is what the person is on the day, as it was made up.
type state uint8

const (
	active state = iota
	// recent started within the last month, tomorrow starts on the next day: access is due to both, as to joiners.
	recent
	tomorrow
	// coming starts later: nothing is due yet.
	coming
	onLeave
	left
	// forgotten is a contractor whose end has passed and whom the roster still calls active.
	forgotten
	// replaced is the record of a contractor who became an employee under another id, with the same address.
	replaced
)

func (s state) gone() bool { return s >= left }

func (s state) joiner() bool { return s == recent || s == tomorrow }

// registry makes up people, no two with one address.
type registry struct {
	rng         *rand.Rand
	taken       map[string]int
	departments []department
	first, last []name
	kinds       []string
	locations   []string
	projects    []string
}

// name is a name and how it stands in an address.
type name struct{ written, plain string }

// people makes up the rows of a roster.
func people(n int, rng *rand.Rand, e *Expected) []Person {
	r := &registry{
		rng: rng, taken: make(map[string]int, n), departments: departments(), first: named(firstNames()), last: named(lastNames()),
		kinds: kinds(), locations: locations(), projects: projects(),
	}
	list := make([]Person, 0, n)
	for len(list) < n {
		p := r.person(len(list))
		p.Manager = manager(list, rng)
		list = append(list, p)
		if p.state == active && p.Type == "employee" && len(list) < n && chance(rng, 5) {
			list = append(list, before(len(list), &p, rng))
		}
	}
	for i := range list {
		e.people(&list[i])
	}
	return list
}

func named(list []string) []name {
	names := make([]name, len(list))
	for i, written := range list {
		names[i] = name{written, asciiName(written)}
	}
	return names
}

// person makes up one row. The first one is the person who approves and owns what needs somebody in charge.
func (r *registry) person(i int) Person {
	rng := r.rng
	d := pick(rng, r.departments)
	p := Person{
		ID: id('e', i), Type: r.kinds[draw(rng, kindShares())], Status: "active", Department: d.name, Team: one(rng, d.teams),
		Title: one(rng, d.titles), Location: r.locations[draw(rng, locationShares())],
		Start: AsOf().Plus(-60 - rng.IntN(2500)),
	}
	first, last := one(rng, r.first), one(rng, r.last)
	p.Name = first.written + " " + last.written
	p.Email = r.address(first.plain + "." + last.plain)
	if i == 0 {
		p.Type = "employee"
		return p
	}
	p.state = draws(rng)
	if p.state == forgotten {
		p.Type = "contractor"
	}
	if p.Type == "contractor" || p.Type == "temp" {
		p.ID = id('c', i)
	}
	if chance(rng, 150) {
		p.Former = r.address(first.plain[:1] + last.plain)
	}
	p.dates(rng)
	if p.Type == "contractor" || p.Department == engineering && chance(rng, 300) {
		p.Projects = append(p.Projects, one(rng, r.projects))
		if other := one(rng, r.projects); other != p.Projects[0] && chance(rng, 300) {
			p.Projects = append(p.Projects, other)
		}
	}
	return p
}

// address returns an address nobody has yet.
func (r *registry) address(local string) string {
	r.taken[local]++
	if n := r.taken[local]; n > 1 {
		local += strconv.Itoa(n)
	}
	return local + "@" + Domain
}

func one[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// dates gives a person the dates and the status of their state.
func (p *Person) dates(rng *rand.Rand) {
	switch p.state {
	case recent:
		p.Start = AsOf().Plus(-rng.IntN(26))
	case tomorrow:
		p.Start = AsOf().Plus(1)
	case coming:
		p.Start = AsOf().Plus(3 + rng.IntN(60))
		if chance(rng, 30) {
			p.Email = ""
		}
	case onLeave:
		p.Status = "leave"
	case left:
		p.Status = "terminated"
		p.End = AsOf().Plus(-1 - rng.IntN(500))
		p.Start = p.End.Plus(-30 - rng.IntN(1500))
	case forgotten:
		p.End = AsOf().Plus(-1 - rng.IntN(90))
		p.Start = p.End.Plus(-90)
	default:
		switch {
		case p.Type == "contractor" || p.Type == "temp":
			p.End = AsOf().Plus(rng.IntN(180))
		case chance(rng, 8):
			// gave notice, and works until the end
			p.Status, p.End = "terminated", AsOf().Plus(rng.IntN(30))
		}
	}
}

// before makes up the record that an employee had as a contractor.
func before(i int, p *Person, rng *rand.Rand) Person {
	old := *p
	old.ID, old.Type, old.Status, old.Former, old.state = id('c', i), "contractor", "terminated", "", replaced
	old.End = p.Start.Plus(-1 - rng.IntN(40))
	old.Start = old.End.Plus(-90)
	return old
}

func manager(list []Person, rng *rand.Rand) string {
	if len(list) == 0 {
		return ""
	}
	return list[rng.IntN(len(list)/12+1)].ID
}

// draws draws a state.
func draws(rng *rand.Rand) state {
	switch n := rng.IntN(1000); {
	case n < 42:
		return left
	case n < 47:
		return forgotten
	case n < 57:
		return onLeave
	case n < 67:
		return recent
	case n < 68:
		return tomorrow
	case n < 74:
		return coming
	default:
		return active
	}
}

func (e *Expected) people(p *Person) {
	e.People++
	switch p.state {
	case left, forgotten, replaced:
		e.Left++
	case onLeave:
		e.OnLeave++
	case tomorrow, coming:
		e.Joining++
	default:
		e.Active++
	}
	if p.Email == "" {
		e.add("", "no-address")
	}
}

func id(prefix byte, i int) string {
	digits := strconv.Itoa(i + 1)
	return string(prefix) + strings.Repeat("0", max(0, 6-len(digits))) + digits
}

// chance is true in that many of a thousand cases.
func chance(rng *rand.Rand, perMille int) bool { return rng.IntN(1000) < perMille }

// draw draws an index by shares that add up to 100.
func draw(rng *rand.Rand, shares []int) int {
	n := rng.IntN(100)
	for i, share := range shares {
		if n -= share; n < 0 {
			return i
		}
	}
	return len(shares) - 1
}

func pick(rng *rand.Rand, list []department) *department {
	n := rng.IntN(100)
	for i := range list {
		if n -= list[i].share; n < 0 {
			return &list[i]
		}
	}
	return &list[0]
}
