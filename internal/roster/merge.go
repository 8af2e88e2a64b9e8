package roster

import (
	"cmp"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// merger is the people of all sources on their way into one roster.
type merger struct {
	sources []access.SourceRead
	// people are sorted by id, then source; part tells the source of each, and gone those who became part of another.
	people   []access.Person
	part     []int32
	gone     []bool
	problems [][]access.RosterProblem
	standing func(*access.Person) access.Standing
	// mixed counts the ids that several people bear, joined the records of each source that were found in an earlier one.
	mixed  int
	joined []int
}

// Merge makes one roster of what the sources gave, one part each, in the order of the configuration. It is to be called
// for a single source too: it also joins the records that merges declares to be one human, and decides whose a shared
// address is, which needs everybody's standing on the date of judgement.
//
// A person in two sources is joined by work address if both have left or neither has; the earlier source wins per
// field. The problems are those of merges. The parts are used up.
func Merge(
	parts []access.Roster, merges []access.Merge, standing func(*access.Person) access.Standing,
) (access.Roster, []Problem) {
	m := collect(parts)
	m.standing = standing
	m.joinIDs()
	problems := m.joinDeclared(merges)
	groups := m.sharers()
	if len(parts) > 1 {
		for _, group := range groups {
			m.joinByAddress(group)
		}
	}
	for _, group := range groups {
		m.settleAddress(group)
	}
	var r access.Roster
	for i := range parts {
		r.Sources = append(r.Sources, parts[i].Sources...)
		r.Unsound = append(r.Unsound, parts[i].Unsound...)
		if n := m.joined[i]; n > 0 {
			m.problems[i] = append(m.problems[i], access.RosterProblem{
				Place: access.Place{File: m.sources[i].File},
				Text: m.sources[i].Name + ": " + count(n, "person stands", "people stand") +
					" in an earlier source too and " + plural(n, "was", "were") + " joined with it",
			})
		}
		sortProblems(m.problems[i])
		r.Problems = append(r.Problems, m.problems[i]...)
	}
	r.People = m.remaining()
	if most := tolerated(len(r.People)); m.mixed > most {
		r.Unsound = append(r.Unsound, fmt.Sprintf("%d ids stand for different people in several sources, at most %d of %d may: "+
			"give each source a `prefix:`", m.mixed, most, len(r.People)))
	}
	return r, problems
}

// collect brings the people of all parts together, sorted by id.
func collect(parts []access.Roster) *merger {
	m := &merger{joined: make([]int, len(parts))}
	n := 0
	for i := range parts {
		source := access.SourceRead{}
		if len(parts[i].Sources) > 0 {
			source = parts[i].Sources[0]
		}
		m.sources = append(m.sources, source)
		m.problems = append(m.problems, parts[i].Problems)
		n += len(parts[i].People)
	}
	m.gone, m.part = make([]bool, n), make([]int32, n)
	if len(parts) == 1 {
		m.people = parts[0].People
		return m
	}
	type ref struct{ part, index int32 }
	refs := make([]ref, 0, n)
	for i := range parts {
		for j := range parts[i].People {
			refs = append(refs, ref{int32(i), int32(j)})
		}
	}
	slices.SortFunc(refs, func(x, y ref) int {
		return cmp.Or(cmp.Compare(parts[x.part].People[x.index].ID, parts[y.part].People[y.index].ID), cmp.Compare(x.part, y.part))
	})
	m.people = make([]access.Person, n)
	for i, r := range refs {
		m.people[i], m.part[i] = parts[r.part].People[r.index], r.part
	}
	return m
}

// joinIDs makes one record of those with the same id in several sources: one human if the name or the address is the
// same and both or neither have left; else a mix-up that only prefixes can mend, and nobody can be judged by that id.
func (m *merger) joinIDs() {
	for i := 1; i < len(m.people); i++ {
		first := i - 1
		for m.gone[first] {
			first--
		}
		p, other := &m.people[first], &m.people[i]
		if p.ID != other.ID {
			continue
		}
		m.gone[i] = true
		same := p.Email != "" && sameAddress(p.Email, other.Email) ||
			p.Name != "" && fold.Text(p.Name) == fold.Text(other.Name)
		if same && p.Quarantine == "" && other.Quarantine == "" && m.left(p) == m.left(other) {
			m.complete(first, i)
			continue
		}
		text := "the id is also in source " + m.sources[m.part[i]].Name +
			", where it is not surely the same person: give one of the sources a `prefix:`"
		if p.Quarantine == "" {
			p.Quarantine = text
			m.mixed++
		}
		keepIdentity(p, other)
		for _, k := range [2]int{first, i} {
			m.note(k, true, text)
		}
	}
}

// sharers returns the groups of records with the same work address, each in the order of the people.
func (m *merger) sharers() [][]int {
	first := make(map[string]int32, len(m.people))
	at := map[int32]int{}
	var groups [][]int
	for i := range m.people {
		address, ok := fold.Email(m.people[i].Email)
		if !ok || m.gone[i] {
			continue
		}
		j, shared := first[address]
		if !shared {
			first[address] = int32(i)
			continue
		}
		g, met := at[j]
		if !met {
			g = len(groups)
			at[j] = g
			groups = append(groups, []int{int(j)})
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// joinByAddress joins the records of a group that are one person in several sources: at most one record a source, and
// all of them left or none.
func (m *merger) joinByAddress(group []int) {
	var classes [2][]int
	for _, i := range group {
		switch p := &m.people[i]; {
		case p.Quarantine != "":
		case m.left(p):
			classes[0] = append(classes[0], i)
		default:
			classes[1] = append(classes[1], i)
		}
	}
	for _, class := range classes {
		slices.SortFunc(class, func(x, y int) int { return cmp.Compare(m.part[x], m.part[y]) })
		twice := false
		for k := 1; k < len(class); k++ {
			twice = twice || m.part[class[k]] == m.part[class[k-1]]
		}
		for k := 1; k < len(class) && !twice; k++ {
			m.complete(class[0], class[k])
			m.gone[class[k]] = true
		}
	}
}

// complete fills what the first record leaves open from a record of a later source; ids, addresses and accounts of both
// stay known.
func (m *merger) complete(first, later int) {
	p, other := &m.people[first], &m.people[later]
	m.joined[m.part[later]]++
	if other.ID != p.ID {
		p.FormerIDs = appendNew(p.FormerIDs, other.ID)
	}
	p.FormerIDs = appendNew(p.FormerIDs, other.FormerIDs...)
	if p.Email == "" {
		p.Email = other.Email
	}
	keepIdentity(p, other)
	if _, has := m.sources[m.part[first]].Mapped[fieldStatus]; !has {
		p.Employment = other.Employment
	}
	if p.Start == 0 {
		p.Start = other.Start
	}
	if p.End == 0 {
		p.End = other.End
	}
	if len(p.Attributes.Type) == 0 {
		p.TypeUnmapped = other.TypeUnmapped
	}
	for _, name := range access.AttributeNames() {
		if field := p.Attributes.Field(name); field != nil && len(*field) == 0 {
			*field = *other.Attributes.Field(name)
		}
	}
	p.Attributes.Extra = fillExtra(p.Attributes.Extra, other.Attributes.Extra)
}

// fillExtra returns a with what only b has. It changes neither.
func fillExtra(a, b map[string][]string) map[string][]string {
	if len(a) == 0 {
		return b
	}
	missing := map[string][]string{}
	for name, values := range b {
		if len(a[name]) == 0 {
			missing[name] = values
		}
	}
	if len(missing) == 0 {
		return a
	}
	return uniteExtra(a, missing)
}

// settleAddress decides whose a work address is that several records bear. Somebody who has not left has it before
// those who have; where it stays with several, what belongs to it is disputed.
func (m *merger) settleAddress(group []int) {
	var left, present, unsure []int
	for _, i := range group {
		switch p := &m.people[i]; {
		case m.gone[i]:
		case p.Quarantine != "":
			unsure = append(unsure, i)
		case m.left(p):
			left = append(left, i)
		default:
			present = append(present, i)
		}
	}
	holders := slices.Concat(present, unsure)
	if len(present) == 0 {
		holders = append(holders, left...)
	} else {
		for _, i := range left {
			p := &m.people[i]
			m.note(i, false, "the work e-mail "+quote(p.Email)+" now belongs to "+m.people[present[0]].ID+
				", who has not left: it counts as theirs alone")
			p.Email = ""
		}
	}
	if len(holders) < 2 {
		return
	}
	slices.Sort(holders)
	for _, i := range holders {
		other := holders[0]
		if other == i {
			other = holders[1]
		}
		m.note(i, false, "the work e-mail "+quote(m.people[i].Email)+" is also that of "+m.people[other].ID+
			": accounts under it are disputed")
	}
}

func (m *merger) left(p *access.Person) bool { return m.standing(p).State == access.Left }

// note adds a remark on a record to those of its source.
func (m *merger) note(i int, bad bool, text string) {
	p, part := &m.people[i], m.part[i]
	m.problems[part] = append(m.problems[part], access.RosterProblem{Quarantined: bad, Person: p.ID, Place: p.Place, Text: text})
}

// remaining returns the people without those who became part of another.
func (m *merger) remaining() []access.Person {
	people := m.people[:0]
	for i := range m.people {
		if !m.gone[i] {
			people = append(people, m.people[i])
		}
	}
	clear(m.people[len(people):])
	return people
}
