package rules

import (
	"encoding/binary"
	"sort"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

// Set is what roles and migrations give to the people whom precisely the same ones fit. Sets are shared and read-only;
// two people with the same set have the same *Set.
type Set struct {
	// Number counts the sets of an Evaluator from 0.
	Number int
	// Dues are sorted by target, then key, each access once.
	Dues []Due
	// Migrated are the migrations, as indexes, whose cutover has passed: what Dues say of their From target holds only
	// for those who don't hold the new access.
	Migrated []int
}

// Due is one access that is due, with who says so.
type Due struct {
	Want    Want
	Target  string
	Key     string
	Sources []Cause
}

// Cause is a role, exception or migration that makes access due.
type Cause struct {
	// Kind is "role", "exception", "migration" or "identity".
	Kind string
	Name string
	// At is where it is written, file:line.
	At string
	// Everybody: a role without a condition.
	Everybody bool
}

// In returns the dues of one target.
func (s *Set) In(target string) []Due {
	lo := sort.Search(len(s.Dues), func(i int) bool { return s.Dues[i].Target >= target })
	hi := lo
	for hi < len(s.Dues) && s.Dues[hi].Target == target {
		hi++
	}
	return s.Dues[lo:hi]
}

// Evaluator finds the sets of people. It evaluates the conditions once for each distinct tuple of the attributes the
// rules ask for, and remembers. It is for one goroutine.
type Evaluator struct {
	policy *Policy
	names  []string
	// tuples are the sets by attribute values and day, fitted those by the roles and migrations that fit.
	tuples map[string]*Set
	fitted map[string]*Set
	sets   []*Set
	// seen are the folded values met, by attribute.
	seen  map[string]map[string]bool
	facts *facts
	key   []byte
}

// NewEvaluator returns an evaluator that has met nobody.
func (p *Policy) NewEvaluator() *Evaluator {
	e := &Evaluator{
		policy: p, tuples: map[string]*Set{}, fitted: map[string]*Set{}, seen: map[string]map[string]bool{},
		facts: newFacts(nil),
	}
	for _, m := range p.attributes() {
		if e.seen[m.name] == nil {
			e.seen[m.name] = map[string]bool{}
			e.names = append(e.names, m.name)
		}
	}
	return e
}

// Names are the attributes that the rules ask for.
func (e *Evaluator) Names() []string { return e.names }

// Sets returns all sets found so far, by their number.
func (e *Evaluator) Sets() []*Set { return e.sets }

// Set returns what is due to a person on a day.
func (e *Evaluator) Set(p *access.Person, today access.Date) *Set {
	key := binary.AppendVarint(e.key[:0], int64(today))
	if p.TypeUnmapped {
		key = append(key, 1)
	}
	for _, name := range e.names {
		switch name {
		case "id":
			key = append(append(key, p.ID...), 0)
		case "name":
			key = append(append(key, p.Name...), 0)
		default:
			for _, v := range p.Attribute(name) {
				key = append(append(key, v...), 0)
			}
		}
		key = append(key, 1)
	}
	e.key = key
	if s, ok := e.tuples[string(key)]; ok {
		return s
	}
	s := e.find(p, today)
	e.tuples[string(key)] = s
	return s
}

// find evaluates every role and migration for a person.
func (e *Evaluator) find(p *access.Person, today access.Date) *Set {
	f := e.facts
	f.turn(p)
	for name, seen := range e.seen {
		for _, v := range f.values(name) {
			seen[v] = true
		}
	}
	var roles, migrations []int
	for i := range e.policy.Roles {
		if e.policy.Roles[i].fits(f, today) {
			roles = append(roles, i)
		}
	}
	for i := range e.policy.Migrations {
		m := &e.policy.Migrations[i]
		if today >= m.Start && (m.People == nil && e.grantIn(roles, m.From) || m.People != nil && m.People.fits(f)) {
			migrations = append(migrations, i)
		}
	}
	var key []byte
	for _, i := range roles {
		key = binary.AppendUvarint(key, uint64(i)+1)
	}
	key = append(key, 0)
	for _, i := range migrations {
		key = binary.AppendUvarint(key, uint64(i)+1)
		if today > e.policy.Migrations[i].Cutover {
			key = append(key, 0)
		}
	}
	if s, ok := e.fitted[string(key)]; ok {
		return s
	}
	s := e.policy.set(roles, migrations, today)
	s.Number = len(e.sets)
	e.sets = append(e.sets, s)
	e.fitted[string(key)] = s
	return s
}

// fits reports whether the role grants to a person on a day.
func (r *Role) fits(f *facts, today access.Date) bool {
	if today.Before(r.From) || today.After(r.Until) {
		return false
	}
	if r.When != nil && !r.When.fits(f) {
		return false
	}
	if r.Unless == nil {
		return true
	}
	if f.person.TypeUnmapped && r.Unless.asks("type") {
		return false
	}
	return !r.Unless.fits(f)
}

// grantIn reports whether any of the roles grants something in a target.
func (e *Evaluator) grantIn(roles []int, target string) bool {
	for _, i := range roles {
		for _, g := range e.policy.Roles[i].Grants {
			if g.Target == target {
				return true
			}
		}
	}
	return false
}

// set merges what roles and migrations give.
func (p *Policy) set(roles, migrations []int, today access.Date) *Set {
	s := &Set{}
	index := map[Want]int{}
	add := func(g Grant, c Cause) {
		i, ok := index[g.Want]
		if !ok {
			i = len(s.Dues)
			index[g.Want] = i
			s.Dues = append(s.Dues, Due{Want: g.Want, Target: g.Target, Key: g.Key})
		}
		s.Dues[i].Sources = append(s.Dues[i].Sources, c)
	}
	for _, i := range roles {
		r := &p.Roles[i]
		for _, g := range r.Grants {
			add(g, Cause{Kind: "role", Name: r.Name, At: at(g.At), Everybody: r.When == nil})
		}
	}
	for _, i := range migrations {
		m := &p.Migrations[i]
		for _, g := range m.Access {
			add(g, Cause{Kind: "migration", Name: m.From + " to " + m.To, At: at(m.At)})
		}
		if today > m.Cutover {
			s.Migrated = append(s.Migrated, i)
		}
	}
	sort.Slice(s.Dues, func(i, j int) bool {
		if s.Dues[i].Target != s.Dues[j].Target {
			return s.Dues[i].Target < s.Dues[j].Target
		}
		return s.Dues[i].Key < s.Dues[j].Key
	})
	for i := range s.Dues {
		sortCauses(s.Dues[i].Sources)
	}
	return s
}

// sortCauses puts what is written for fewer people first: the evidence a reader looks for.
func sortCauses(causes []Cause) {
	sort.SliceStable(causes, func(i, j int) bool {
		if causes[i].Everybody != causes[j].Everybody {
			return !causes[i].Everybody
		}
		if causes[i].Name != causes[j].Name {
			return causes[i].Name < causes[j].Name
		}
		return causes[i].At < causes[j].At
	})
}

// Unfit returns a warning for every value in a condition that fits nobody the evaluator has met, with what may have
// been meant.
func (e *Evaluator) Unfit() []string {
	var warnings []string
	said := map[string]bool{}
	for _, m := range e.policy.attributes() {
		for _, v := range m.values {
			if e.fitsSomebody(m.name, v) {
				continue
			}
			met := make([]string, 0, len(e.seen[m.name]))
			for have := range e.seen[m.name] {
				met = append(met, have)
			}
			sort.Strings(met)
			text := at(v.at) + ": `" + m.name + ": " + fold.Clean(v.text) + "` fits nobody" + yaml.Suggest(v.text, met)
			if len(met) == 0 {
				text = at(v.at) + ": nobody on the roster has a `" + m.name + "`"
			}
			if !said[text] {
				said[text] = true
				warnings = append(warnings, text)
			}
		}
	}
	sort.Strings(warnings)
	return warnings
}

func (e *Evaluator) fitsSomebody(name string, v value) bool {
	for have := range e.seen[name] {
		if v.glob.MatchFolded(have) {
			return true
		}
	}
	return false
}

// CheckColumns makes sure that every attribute the rules ask for is one: standard, or a column that was read from the
// roster. The headers are all the roster has, for suggestions. The error is a *yaml.Errors.
func (p *Policy) CheckColumns(read, headers []string) error {
	errs := &yaml.Errors{}
	known := map[string]bool{}
	for _, name := range append(access.AttributeNames(), read...) {
		known[name] = true
	}
	said := map[string]bool{}
	for _, m := range p.attributes() {
		if known[m.name] || said[m.name+m.at.String()] {
			continue
		}
		said[m.name+m.at.String()] = true
		could := append(access.AttributeNames(), headers...)
		hint := yaml.Suggest(m.name, could)
		if hint == "" {
			hint = ": the attributes are " + strings.Join(access.AttributeNames(), ", ") + ", and any column of the roster"
		}
		errs.Add(m.at, "`%s` is no attribute and no column of the roster%s", fold.Clean(m.name), hint)
	}
	return errs.Err()
}
