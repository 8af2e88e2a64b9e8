package judge

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// memory is what earlier nights say of tonight's people and rules.
type memory struct {
	past *access.Past
	// before is what would be due to each person tonight, had they the attributes of the last good roster; nil for who was
	// not on it, or had left.
	before []*rules.Set
	// endKnown marks people whose end date the last good roster knew while it was still ahead.
	endKnown []bool
	// accepted is what is due under the rules accepted last, nil where tonight's are the accepted ones.
	accepted []*rules.Set
	rules    *rules.Policy
	// emptied are the roles that fitted somebody last night and nobody tonight.
	emptied map[string]bool
	// lost marks people with a value of an attribute last night that nobody has tonight.
	lost []string
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
		emptied: map[string]bool{},
	}
	for i := range people {
		before := past.Roster.Find(&people[i])
		if before == nil {
			continue
		}
		m.endKnown[i] = before.End != 0 && before.End == people[i].End && before.End >= past.Roster.Day
		if access.Stand(before, past.Roster.Day, j.in.Settings.Standing).Due {
			m.before[i] = evaluator.Set(before, j.in.Standings[i].Today)
			m.addRoles(m.before[i], true)
		}
	}
	for i := range people {
		if j.in.Standings[i].Due {
			m.addRoles(now[i], false)
		}
	}
	m.values(j, evaluator.Names())
	if j.in.Accepted != nil {
		m.rules = j.in.Accepted
		accepted := m.rules.NewEvaluator()
		m.accepted = make([]*rules.Set, len(people))
		for i := range people {
			if j.in.Standings[i].Due {
				m.accepted[i] = accepted.Set(&people[i], j.in.Standings[i].Today)
			}
		}
	}
	j.memory = m
}

func (m *memory) addRoles(s *rules.Set, emptied bool) {
	for i := range s.Dues {
		for _, c := range s.Dues[i].Sources {
			if c.Kind == "role" {
				m.emptied[c.Name] = emptied
			}
		}
	}
}

// values finds the values of the attributes in use that somebody had last night and nobody has tonight.
func (m *memory) values(j *Judge, names []string) {
	for _, name := range names {
		if name == "id" || name == "name" {
			continue
		}
		tonight := map[string]bool{}
		for i := range j.in.Roster.People {
			if j.in.Standings[i].Due {
				for _, v := range j.in.Roster.People[i].Attribute(name) {
					tonight[fold.Text(v)] = true
				}
			}
		}
		for i := range j.in.Roster.People {
			if m.before[i] == nil || m.lost[i] != "" {
				continue
			}
			for _, v := range m.past.Roster.Find(&j.in.Roster.People[i]).Attribute(name) {
				if !tonight[fold.Text(v)] {
					m.lost[i] = fmt.Sprintf("%s %q", name, fold.Clean(v))
				}
			}
		}
	}
}

// open tells since when a finding is open, and with which cause.
func (j *Judge) open(f *access.Finding) {
	f.FirstSeen = j.in.Today
	if j.memory == nil {
		return
	}
	if open, found := j.memory.past.Open[f.Fingerprint]; found && open.Opened <= j.in.Today {
		f.FirstSeen, f.AgeDays = open.Opened, j.in.Today.DaysSince(open.Opened)
		if f.Cause == "" && open.Cause == access.CauseMover {
			f.Cause = access.CauseMover
		}
	}
}

// since adds to a finding on a person's access what earlier nights know of it: what moved, and whether the rules did.
func (j *Judge) since(f *access.Finding, person int32) {
	m := j.memory
	if m == nil || person < 0 {
		return
	}
	if f.Hold != nil && f.Cause == access.CauseLeaver {
		f.Hold.EndKnown = m.endKnown[person]
	}
	before := m.before[person]
	switch f.Verdict {
	case access.Missing:
		if f.Cause == "" && before != nil && due(before, f.Target, f.Entitlement) == nil {
			f.Cause = access.CauseMover
		}
	case access.Excess:
		if f.Cause != "" {
			return // neither an attribute nor a rule brought it about
		}
		if before != nil {
			if d := due(before, f.Target, f.Entitlement); d != nil {
				f.Cause = access.CauseMover
				m.emptiedRule(f, d, m.lost[person])
			}
		}
		if m.accepted != nil && m.accepted[person] != nil && f.Hold != nil {
			if d := due(m.accepted[person], f.Target, f.Entitlement); d != nil {
				f.Hold.RulesChanged = fmt.Sprintf("it is due under the rules accepted last (%s): review the difference, then "+
					"--accept-rules", d.Sources[0].At)
			}
		}
	}
}

// emptiedRule holds a removal back where all that gave the access fitted somebody last night and nobody tonight: a value
// that was renamed is not a person who moved.
func (m *memory) emptiedRule(f *access.Finding, d *rules.Due, lost string) {
	if f.Hold == nil {
		return
	}
	for _, c := range d.Sources {
		if c.Kind != "role" || !m.emptied[c.Name] && lost == "" {
			return
		}
	}
	first := d.Sources[0]
	why := fmt.Sprintf("the role %s (%s) fitted somebody last night and nobody tonight", fold.Clean(first.Name), first.At)
	if !m.emptied[d.Sources[0].Name] {
		why = fmt.Sprintf("last night somebody had the %s, and nobody tonight", lost)
	}
	f.Hold.RulesChanged = why + ": mend the rule or the roster; what is due to nobody any more is removed by hand"
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
