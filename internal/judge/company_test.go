package judge_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/judge"
	"reconcile/internal/yaml"
	"reconcile/rules"
)

// today is the date of judgement of every test.
var today = day("2026-06-15")

func day(s string) access.Date {
	d, err := access.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// company is a small world to be judged: people, one or two targets, rules.
type company struct {
	people   []access.Person
	targets  []*target
	rules    string
	settings judge.Settings
	same     map[int]int
	scope    string
	// roles are the roles of rules, where they were drawn.
	roles []string
	// past is what earlier nights left, accepted the rules accepted last where they are others.
	past     *access.Past
	accepted string
	// rulesAccepted: somebody accepts the rules tonight.
	rulesAccepted bool
}

// target is an app of a company.
type target struct {
	name     string
	accounts []access.Account
	// holds are the keys each account holds, by account id; "key<via" is inherited through another key, "key!" is managed
	// by an identity provider.
	holds  map[string][]string
	levels map[string][]string
	status access.ReadStatus
	reach  []access.Facet
	// disputed accounts may belong to all of these people.
	disputed map[string][]string
	settings judge.TargetSettings
	// criticality is critical, high or low; "" is normal.
	criticality string
}

// condition parses a condition written in YAML.
func condition(t *testing.T, text string) *rules.Condition {
	t.Helper()
	n, err := yaml.Parse("reconcile.yaml", []byte("people: "+text+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	errs := &yaml.Errors{}
	c := rules.ParseCondition(n.Entries()[0].Value, errs)
	if errs.Err() != nil {
		t.Fatal(errs.Err())
	}
	return c
}

func employee(id, name string) access.Person {
	return access.Person{
		ID: id, Name: name, Email: id + "@acme.example", Start: day("2020-01-01"),
		Attributes: access.Attributes{Type: []string{"employee"}, Department: []string{"Engineering"}},
		Place:      access.Place{File: "roster.csv", Row: 2},
	}
}

// left is an employee whose last day was that one.
func left(id, name, end string) access.Person {
	p := employee(id, name)
	p.Employment, p.End = access.Terminated, day(end)
	return p
}

// of is an enabled account of the person with that id.
func of(person string) access.Account {
	return access.Account{ID: "a-" + person, Login: person, EmployeeID: person, Status: access.Enabled}
}

// stranger is an enabled account that carries nothing to link it by.
func stranger(id string, kind access.Kind) access.Account {
	return access.Account{ID: id, Login: id, Kind: kind}
}

func fullReach() []access.Facet {
	return []access.Facet{
		{Name: access.FacetMembers, Listed: access.Yes},
		{Name: access.FacetInvitations, Listed: access.Yes},
		{Name: access.FacetEntitlements, Listed: access.Yes},
	}
}

// read builds the target's snapshot and links its accounts, in the plainest way.
func (tg *target) read(t *testing.T, roster *access.Roster, known *access.Known) judge.Read {
	t.Helper()
	s := &access.Snapshot{
		Target: tg.name, Kind: "memory", Taken: time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC), Total: -1, File: tg.name + ".csv",
		Levels: tg.levels, Entitlements: []access.Entitlement{access.AccountEntitlement()},
		Reach: access.Reach{Facets: tg.reach},
	}
	if tg.reach == nil {
		s.Reach.Facets = fullReach()
	}
	index := map[string]int32{access.AccountType: 0}
	number := func(key string) int32 {
		if i, ok := index[key]; ok {
			return i
		}
		e, ok := access.ParseEntitlement(key, tg.levels)
		if !ok {
			t.Fatalf("bad key %q", key)
		}
		index[key] = int32(len(s.Entitlements))
		s.Entitlements = append(s.Entitlements, e)
		return index[key]
	}
	for _, a := range tg.accounts {
		for _, hold := range tg.holds[a.ID] {
			key, managed := strings.CutSuffix(hold, "!")
			key, via, _ := strings.Cut(key, "<")
			g := access.Grant{Entitlement: number(key)}
			if via != "" {
				g.Via = number(via)
			}
			if managed {
				g.ManagedBy = "okta"
			}
			a.Grants = append(a.Grants, g)
		}
		sort.Slice(a.Grants, func(i, k int) bool { return a.Grants[i].Entitlement < a.Grants[k].Entitlement })
		s.Accounts = append(s.Accounts, a)
	}
	sort.Slice(s.Accounts, func(i, k int) bool { return s.Accounts[i].ID < s.Accounts[k].ID })
	r := judge.Read{Target: tg.name, Status: tg.status, Snapshot: s, Matches: make([]access.Match, len(s.Accounts))}
	if r.Status == "" {
		r.Status = access.Complete
	}
	if r.Status != access.Complete {
		r.Why = []string{"cut short"}
	}
	seen := map[int32]bool{}
	for i := range s.Accounts {
		r.Matches[i] = tg.match(&s.Accounts[i], roster, known)
		if m := &r.Matches[i]; m.Class == access.Linked && m.Role == access.Primary && s.Accounts[i].Open() {
			if seen[m.Person] {
				m.Role = access.Duplicate
			}
			seen[m.Person] = true
		}
	}
	if r.Status == access.FailedRead {
		r.Snapshot, r.Matches = nil, nil
	}
	return r
}

func (tg *target) match(a *access.Account, roster *access.Roster, known *access.Known) access.Match {
	m := access.Match{Person: -1, Known: -1}
	if claimed := tg.disputed[a.ID]; claimed != nil {
		m.Class = access.Disputed
		for _, id := range claimed {
			m.Claims = append(m.Claims, access.Claim{By: access.ByEmail, Person: int32(roster.Find(id)), Value: "x@acme.example"})
		}
		return m
	}
	for i, s := range known.Services {
		if s.Target == tg.name && s.Account == a.ID {
			m.Class, m.Known = access.Service, int32(i)
			return m
		}
	}
	for i, id := range known.Identities {
		if id.Target == tg.name && id.Account == a.ID {
			m.Class, m.By, m.Known, m.Role, m.Person = access.Linked, access.ByIdentity, int32(i), id.Role, int32(roster.Find(id.Person))
			return m
		}
	}
	if i := roster.Find(a.EmployeeID); a.EmployeeID != "" && i >= 0 {
		m.Class, m.By, m.Person = access.Linked, access.ByEmployeeID, int32(i)
		return m
	}
	for i, x := range known.Externals {
		if g, err := fold.CompileKeyGlob(x.Account); err == nil && x.Target == tg.name && g.Match(a.ID) {
			m.Class, m.Known = access.Outside, int32(i)
		}
	}
	return m
}

// outcome is a judged company.
type outcome struct {
	findings []access.Finding
	results  map[string]access.TargetResult
	warnings []string
	problems []string
	judge    *judge.Judge
	reads    []judge.Read
	held     judge.Holdings
	roster   *access.Roster
	// change is how the rules differ from the accepted ones.
	change *access.RulesChange
}

func (c *company) judge(t *testing.T) *outcome {
	t.Helper()
	roster := &access.Roster{People: append([]access.Person(nil), c.people...)}
	sort.Slice(roster.People, func(i, k int) bool { return roster.People[i].ID < roster.People[k].ID })
	var names []string
	settings := c.settings
	settings.Targets = map[string]judge.TargetSettings{}
	for _, tg := range c.targets {
		names = append(names, tg.name)
		s := tg.settings
		s.Criticality = access.Medium
		if grade, ok := access.ParseSeverity(tg.criticality); ok {
			s.Criticality = grade
		}
		settings.Targets[tg.name] = s
	}
	policy := &rules.Policy{}
	if c.rules != "" {
		var err error
		policy, err = rules.Parse([]rules.File{{Name: "rules.yaml", Data: []byte(c.rules)}}, names)
		if err != nil {
			t.Fatalf("rules: %v", err)
		}
	}
	in := judge.Input{Today: today, Roster: roster, Policy: policy, Settings: settings, SamePerson: func() map[int]int { return c.same }, Past: c.past}
	in.RulesAccepted = c.rulesAccepted
	for i := range roster.People {
		in.Standings = append(in.Standings, access.Stand(&roster.People[i], today, settings.Standing))
	}
	if c.scope != "" {
		in.Scope = condition(t, c.scope)
	}
	j := judge.New(in)
	var change *access.RulesChange
	if c.accepted != "" {
		other := in
		var err error
		if other.Policy, err = rules.Parse([]rules.File{{Name: "old.yaml", Data: []byte(c.accepted)}}, names); err != nil {
			t.Fatal(err)
		}
		change = j.Difference(judge.New(other))
	}
	out := &outcome{change: change, results: map[string]access.TargetResult{}, warnings: j.Warnings(), judge: j, held: judge.Holdings{}, roster: roster}
	for _, tg := range c.targets {
		r := tg.read(t, roster, &policy.Known)
		out.reads = append(out.reads, r)
		out.held.Merge(j.Holdings(r))
	}
	var parts []judge.Part
	for _, r := range out.reads {
		part := j.Target(r, out.held)
		parts = append(parts, part)
		out.results[r.Target] = part.Result
		out.problems = append(out.problems, part.Problems...)
	}
	out.findings = j.Finish(parts, out.held)
	return out
}

// lines words findings for comparison: "severity verdict(cause) target holder entitlement [+includes]".
func (o *outcome) lines() []string {
	var lines []string
	for i := range o.findings {
		lines = append(lines, o.line(i))
	}
	sort.Strings(lines)
	return lines
}

func (o *outcome) line(i int) string {
	f := &o.findings[i]
	holder := "-"
	switch {
	case f.Account != nil:
		holder = f.Account.ID
	case f.Person != nil:
		holder = f.Person.ID
	}
	line := fmt.Sprintf("%s %s", f.Severity, f.Verdict)
	if f.Cause != "" {
		line += "(" + string(f.Cause) + ")"
	}
	line += fmt.Sprintf(" %s %s %s", f.Target, holder, f.Entitlement)
	if len(f.Includes) > 0 {
		line += " +" + strings.Join(f.Includes, ",")
	}
	return line
}

// expect compares the findings with the lines wanted, in any order.
func (c *company) expect(t *testing.T, want ...string) *outcome {
	t.Helper()
	o := c.judge(t)
	got := o.lines()
	sort.Strings(want)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("findings:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return o
}
