package judge

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// moverDays is for how long after a change of attributes it is the cause of what follows from it.
const moverDays = 30

// memory is what earlier nights say of tonight's people and rules.
type memory struct {
	past *access.Past
	// before is what would be due to each person tonight, had they the attributes of the last good roster; nil for who was
	// not on it, or had left.
	before []*rules.Set
	// moves are what would be due to people tonight under the attributes they had before, the latest change first.
	moves map[int32][]move
	// endKnown marks people whose end date a good roster knew while it was still ahead.
	endKnown []bool
	// emptied are the roles that fitted somebody last night, or before a move, and nobody tonight.
	emptied map[string]bool
	// lost marks people with a value of an attribute last night that nobody has tonight.
	lost []string
}

// move is a change of attributes.
type move struct {
	// day is the first one of the new attributes, set what is due under the old ones.
	day access.Date
	set *rules.Set
	// lost names a value that was theirs before, and is nobody's tonight; "" where there is none.
	lost string
	// before is the record with the old attributes.
	before *access.Person
}

// remember prepares what earlier nights say. now are the sets of all people, whether or not anything is due to them.
func (j *Judge) remember(evaluator *rules.Evaluator, now []*rules.Set) {
	past := j.in.Past
	if past == nil {
		return
	}
	people := j.in.Roster.People
	m := &memory{
		past: past, before: make([]*rules.Set, len(people)), endKnown: make([]bool, len(people)), lost: make([]string, len(people)),
		emptied: map[string]bool{}, moves: map[int32][]move{},
	}
	roles := m.roles(true)
	columns, kept := keptColumns(evaluator.Names(), people, past)
	changed := false
	for i := range people {
		before, since := past.Roster.Find(&people[i])
		if before == nil {
			continue
		}
		m.knew(i, &people[i], before, since)
		if access.Stand(before, past.Roster.Day, j.in.Settings.Standing).Due {
			m.before[i] = now[i]
			if before != &people[i] { // another record
				changed = true
				m.before[i] = evaluator.Set(kept.fill(columns, before, &people[i], j.in.Today), j.in.Standings[i].Today)
			}
			roles(m.before[i])
			m.move(int32(i), move{day: j.in.Today, set: m.before[i], before: before}, now[i])
		}
	}
	for k := range past.Moves {
		old := &past.Moves[k]
		i := j.in.Roster.Bearer(old.Before.ID)
		if i < 0 {
			continue
		}
		m.knew(i, &people[i], &old.Before, old.Since)
		if access.Stand(&old.Before, old.Day.Plus(-1), j.in.Settings.Standing).Due {
			before := kept.fill(columns, &old.Before, &people[i], old.Day)
			was := move{day: old.Day, set: evaluator.Set(before, j.in.Standings[i].Today), before: before}
			roles(was.set)
			changed = changed || was.set != now[i]
			m.move(int32(i), was, now[i])
		}
	}
	roles = m.roles(false)
	for i := range people {
		if j.in.Standings[i].Due {
			roles(now[i])
		} else {
			changed = changed || m.before[i] != nil
		}
	}
	if changed { // where nobody has another record or left, nothing was lost
		m.lose(j, evaluator.Names())
	}
	j.memory = m
}

// knew notes that a record had a person's end date while it was ahead. One that rests on absence was known to nobody.
func (m *memory) knew(i int, p, before *access.Person, since access.Date) {
	m.endKnown[i] = m.endKnown[i] || p.End != 0 && before.End == p.End && since <= p.End && !before.LeftByAbsence()
}

// move notes a change of attributes that changes what is due.
func (m *memory) move(person int32, was move, now *rules.Set) {
	if was.set != now {
		m.moves[person] = append(m.moves[person], was)
	}
}

// roles returns what notes of the roles of a set, once for each, whether they are emptied.
func (m *memory) roles(emptied bool) func(*rules.Set) {
	noted := map[*rules.Set]bool{}
	return func(s *rules.Set) {
		if noted[s] {
			return
		}
		noted[s] = true
		for i := range s.Dues {
			for _, c := range s.Dues[i].Sources {
				if c.Kind == "role" {
					m.emptied[c.Name] = emptied
				}
			}
		}
	}
}

// lose finds the values of the attributes in use that somebody had last night, or before they moved, and nobody has tonight.
func (m *memory) lose(j *Judge, names []string) {
	for _, name := range names {
		if name == "id" || name == "name" {
			continue
		}
		tonight := j.values(name)
		lose := func(before *access.Person, lost *string) {
			for _, v := range before.Attribute(name) {
				if *lost == "" && !tonight[v] && !tonight[fold.Text(v)] {
					*lost = fmt.Sprintf("%s %q", name, fold.Clean(v))
				}
			}
		}
		for i := range j.in.Roster.People {
			if m.before[i] != nil && m.lost[i] == "" {
				before, _ := m.past.Roster.Find(&j.in.Roster.People[i])
				lose(before, &m.lost[i])
			}
		}
		for _, moves := range m.moves {
			for k := range moves {
				lose(moves[k].before, &moves[k].lost)
			}
		}
	}
}

// values are those of an attribute that somebody has to whom anything is due, as written and folded.
func (j *Judge) values(name string) map[string]bool {
	values := map[string]bool{}
	for i := range j.in.Roster.People {
		if !j.in.Standings[i].Due {
			continue
		}
		for _, v := range j.in.Roster.People[i].Attribute(name) {
			if !values[v] {
				values[v], values[fold.Text(v)] = true, true
			}
		}
	}
	return values
}

// Known tells of a finding made elsewhere since when it is open.
func (j *Judge) Known(f *access.Finding) { j.open(f) }

// open tells since when a finding is open, and with which cause and hold.
func (j *Judge) open(f *access.Finding) {
	f.FirstSeen = j.in.Today
	if j.memory == nil {
		return
	}
	open, found := j.memory.past.Open[f.Fingerprint]
	if !found || open.Opened > j.in.Today {
		return
	}
	f.FirstSeen, f.AgeDays = open.Opened, j.in.Today.DaysSince(open.Opened)
	if f.Cause == "" && open.Cause == access.CauseMover {
		f.Cause = access.CauseMover
	}
	if f.Hold != nil && f.Hold.Emptied == "" && !j.in.RulesAccepted {
		f.Hold.Emptied = open.Emptied
	}
}

// since adds to a finding on a person's access what earlier nights know of it: what moved, and whether anybody is left to
// whom it is due.
func (j *Judge) since(f *access.Finding, person int32) {
	m := j.memory
	if m == nil || person < 0 {
		return
	}
	if f.Hold != nil && f.Cause == access.CauseLeaver {
		f.Hold.EndKnown = m.endKnown[person]
	}
	if f.Cause != "" || f.Verdict != access.Missing && f.Verdict != access.Excess {
		return // neither an attribute nor a rule brought it about
	}
	for _, was := range m.moves[person] {
		// what was due and is not, or is due and was not
		wasDue := due(was.set, f.Target, f.Entitlement) != nil
		if wasDue == (f.Verdict == access.Excess) && j.in.Today.DaysSince(was.day) <= moverDays {
			f.Cause = access.CauseMover
		}
	}
	if f.Verdict != access.Excess || f.Hold == nil || j.in.RulesAccepted {
		return
	}
	if before := m.before[person]; before != nil {
		m.emptiedRule(f, due(before, f.Target, f.Entitlement), m.lost[person], "on "+m.past.Roster.Day.String())
	}
	for _, was := range m.moves[person] {
		if f.Hold.Emptied == "" && (m.back(j, person) || m.unseen(f, was.day.Plus(j.in.Settings.MoverGrace))) {
			m.emptiedRule(f, due(was.set, f.Target, f.Entitlement), was.lost, "before "+was.day.String())
		}
	}
}

// back reports whether a person was absent from the last good roster: what was found of them before ended with their absence.
func (m *memory) back(j *Judge, person int32) bool {
	tonight := &j.in.Roster.People[person]
	before, _ := m.past.Roster.Find(tonight)
	return before != nil && before.Absent != 0 && tonight.Absent == 0
}

// unseen reports whether the target was not read well since the first day on which a change of the roster would have shown, which
// is that after the grace: what the change emptied was never found, and never held back.
func (m *memory) unseen(f *access.Finding, first access.Date) bool {
	if _, open := m.past.Open[f.Fingerprint]; open {
		return false
	}
	past := m.past.Targets[f.Target]
	return past == nil || len(past.GoodDays) == 0 || past.GoodDays[len(past.GoodDays)-1] < first
}

// emptiedRule holds a removal back where all that gave the access fitted somebody on a night and nobody tonight: a value
// that was renamed is not a person who moved.
func (m *memory) emptiedRule(f *access.Finding, d *rules.Due, lost, when string) {
	if d == nil {
		return
	}
	for _, c := range d.Sources {
		if c.Kind != "role" || !m.emptied[c.Name] && lost == "" {
			return
		}
	}
	first := d.Sources[0]
	why := fmt.Sprintf("the role %s (%s) fitted somebody %s, and nobody since", fold.Clean(first.Name), first.At, when)
	if !m.emptied[first.Name] {
		why = fmt.Sprintf("somebody had the %s %s, and nobody since", lost, when)
	}
	f.Hold.Emptied = why + ": mend the rule or the roster"
}

// due finds what makes an access due, nil for nothing: for the account, anything in the target; for a level, that one or
// none named.
func due(s *rules.Set, target, key string) *rules.Due {
	list := s.In(target)
	if key == access.AccountType {
		if len(list) == 0 {
			return nil
		}
		return &list[0]
	}
	folded := fold.Key(key)
	base, _, _ := strings.Cut(folded, "=")
	i := slices.IndexFunc(list, func(d rules.Due) bool {
		k := fold.Key(d.Key)
		return k == folded || k == base
	})
	if i < 0 {
		return nil
	}
	return &list[i]
}
