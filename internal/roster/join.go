package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"reconcile/internal/access"
)

// Problem is something wrong in a policy file's `people:`.
type Problem struct {
	// At is where it is written, file:line.
	At, Text string
}

// joinDeclared makes one person of the records that merges declares to be one human: the records in `was` disappear as
// people; their ids, addresses and accounts stay known as the person's. An id that nobody has is a problem, and for `was`
// also kept as a former id. The people are sorted by id; those marked as gone are part of another.
func (m *merger) joinDeclared(merges []access.Merge) (problems []Problem) {
	people, gone := m.people, m.gone
	// Where records share an id, Find returns the first of them, which is the one that stays.
	find := (&access.Roster{People: people}).Find
	into := map[int]int{} // a record that is gone -> the one it became part of
	final := func(i int) int {
		for {
			next, ok := into[i]
			if !ok {
				return i
			}
			i = next
		}
	}
	for _, merge := range merges {
		bad := func(format string, args ...any) {
			problems = append(problems, Problem{At: merge.At, Text: fmt.Sprintf(format, args...)})
		}
		i := find(merge.Person)
		if i < 0 {
			bad("nobody on the roster has the id %s%s", quote(merge.Person), suggest(merge.Person, people))
			continue
		}
		i = final(i)
		p := &people[i]
		for _, was := range merge.Was {
			j := find(was)
			switch {
			case slices.Contains(p.FormerIDs, was):
			case j < 0:
				bad("nobody on the roster has the id %s%s", quote(was), suggest(was, people))
				p.FormerIDs = appendNew(p.FormerIDs, was)
			case final(j) == i:
				bad("%s can't have been themselves before: name each id of a human once", quote(was))
			case final(j) != j:
				bad("%s is part of %s already: a record belongs to one human", quote(was), quote(people[final(j)].ID))
			default:
				other := &people[j]
				p.FormerIDs = appendNew(p.FormerIDs, other.ID)
				p.FormerIDs = appendNew(p.FormerIDs, other.FormerIDs...)
				keepIdentity(p, other)
				m.employ(p, other)
				gone[j] = true
				into[j] = i
			}
		}
	}
	return problems
}

// employ decides which of one human's two employments holds: the more present one. A former one that has ended before the
// next begins leaves its end behind, since an end before the start is a rehire to come.
func (m *merger) employ(p, former *access.Person) {
	if p.Quarantine != "" || former.Quarantine != "" {
		return
	}
	now, before := m.standing(p), m.standing(former)
	switch {
	case presence(before.State) > presence(now.State):
		p.Employment, p.Start, p.End, p.Place = former.Employment, former.Start, former.End, former.Place
		p.Attributes, p.TypeUnmapped = former.Attributes, former.TypeUnmapped
	case now.State == access.Joining && before.State == access.Left && former.End.Before(p.Start):
		p.End = former.End
	}
}

func presence(s access.State) int {
	switch s {
	case access.Active, access.Away:
		return 2
	case access.Joining:
		return 1
	default:
		return 0
	}
}

// suggest returns ", did you mean E-203?" for an id that is written a little otherwise on the roster. Ids that differ in
// a letter or digit are other people's and are not proposed.
func suggest(id string, people []access.Person) string {
	wanted := plain(id)
	for i := range people {
		if wanted != "" && plain(people[i].ID) == wanted {
			return ", did you mean " + quote(people[i].ID) + "?"
		}
	}
	return ""
}

// plain returns an id in lower case without punctuation and without zeros before its numbers.
func plain(id string) string {
	var b strings.Builder
	digits := false
	for _, r := range strings.ToLower(id) {
		switch {
		case r == '0' && !digits, !unicode.IsLetter(r) && !unicode.IsDigit(r):
		default:
			b.WriteRune(r)
			digits = unicode.IsDigit(r)
		}
	}
	return b.String()
}
