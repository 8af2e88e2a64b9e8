package correlate

import (
	"fmt"
	"sort"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// roles decides, where a person has several accounts, which one is primary: the marked one, else an enabled or invited
// one before a suspended one, else one by work e-mail before one by alias, else the oldest, else the lowest id. Further
// open accounts are duplicates.
func (x *Index) roles(s *access.Snapshot, matches []access.Match) {
	first := make(map[int32]int, len(matches))
	var several map[int32][]int
	for i := range matches {
		m := &matches[i]
		if m.Class != access.Linked || m.Role != access.Primary {
			continue
		}
		old, taken := first[m.Person]
		if !taken {
			first[m.Person] = i
			continue
		}
		if several == nil {
			several = map[int32][]int{}
		}
		if several[m.Person] == nil {
			several[m.Person] = []int{old}
		}
		several[m.Person] = append(several[m.Person], i)
	}
	for _, accounts := range several {
		sort.Slice(accounts, func(i, k int) bool { return x.before(s, matches, accounts[i], accounts[k]) })
		for _, i := range accounts[1:] {
			if s.Accounts[i].Open() {
				matches[i].Role = access.Duplicate
			}
		}
	}
}

func (x *Index) before(s *access.Snapshot, matches []access.Match, i, k int) bool {
	a, b := &s.Accounts[i], &s.Accounts[k]
	if x, y := matches[i].By == access.ByIdentity, matches[k].By == access.ByIdentity; x != y {
		return x
	}
	if x, y := a.Open(), b.Open(); x != y {
		return x
	}
	if x, y := matches[i].By == access.ByAlias, matches[k].By == access.ByAlias; x != y {
		return y
	}
	if a.Created != b.Created {
		return b.Created == 0 || a.Created != 0 && a.Created < b.Created
	}
	if len(a.ID) != len(b.ID) {
		return len(a.ID) < len(b.ID)
	}
	return a.ID < b.ID
}

// sameDays is for how long after an end a start under another id may be the same human's.
const sameDays = 60

// SamePerson points out leavers who may be the same human as a later record: an equal name, and a start within 60 days
// of the end. It maps indexes of people; where several records fit, to the first start, then the lowest id.
func SamePerson(roster *access.Roster, standings []access.Standing) map[int]int {
	byName := map[string][]int{}
	for i := range roster.People {
		if standings[i].State != access.Left && roster.People[i].Start != 0 {
			name := fold.Text(roster.People[i].Name)
			byName[name] = append(byName[name], i)
		}
	}
	same := map[int]int{}
	for i := range roster.People {
		p := &roster.People[i]
		if standings[i].State != access.Left || p.Name == "" || p.End == 0 {
			continue
		}
		for _, k := range byName[fold.Text(p.Name)] {
			gap := roster.People[k].Start.DaysSince(p.End)
			if gap < -sameDays || gap > sameDays {
				continue
			}
			if old, taken := same[i]; !taken || roster.People[k].Start < roster.People[old].Start {
				same[i] = k
			}
		}
	}
	return same
}

// Problems are entries of the policy files that name nobody on the roster.
func (x *Index) Problems() []string {
	var out []string
	check := func(at, what, id string) {
		if x.person(id) < 0 {
			out = append(out, fmt.Sprintf("%s: %s: nobody on the roster has the id %s", at, what, fold.Clean(id)))
		}
	}
	for i := range x.known.Identities {
		e := &x.known.Identities[i]
		check(e.At, "identity of "+fold.Clean(e.Account), e.Person)
	}
	sort.Strings(out)
	return out
}

// Absent are entries of the policy files for accounts that a snapshot does not have: conclusive in a complete read only.
func (x *Index) Absent(s *access.Snapshot, matches []access.Match) []string {
	t := x.targets[s.Target]
	if t == nil {
		return nil
	}
	absent := map[string]string{} // by folded account, where the entry stands
	for key, i := range t.identities {
		absent[key] = x.known.Identities[i].At
	}
	for key, i := range t.services {
		absent[key] = x.known.Services[i].At
	}
	// The entries that decided on an account are found at once; for the others, every name of every account counts.
	for i := range matches {
		switch m := &matches[i]; {
		case m.Class == access.Service:
			delete(absent, fold.Key(x.known.Services[m.Known].Account))
		case m.By == access.ByIdentity && m.Known >= 0:
			delete(absent, fold.Key(x.known.Identities[m.Known].Account))
		}
	}
	for i := 0; i < len(s.Accounts) && len(absent) > 0; i++ {
		a := &s.Accounts[i]
		delete(absent, fold.Key(a.ID))
		delete(absent, fold.Key(a.Login))
		for _, e := range a.Emails {
			delete(absent, fold.Key(e.Address))
		}
	}
	var out []string
	for key, at := range absent {
		out = append(out, fmt.Sprintf("%s: %s has no account %s", at, s.Target, fold.Clean(key)))
	}
	sort.Strings(out)
	return out
}
