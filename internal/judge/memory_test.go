package judge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
)

const byDepartment = `roles:
  - {name: all, grants: {code: [account]}}
  - {name: eng, when: {department: Engineering}, grants: {code: ["team:eng"]}}
  - {name: ops, when: {department: Operations}, grants: {code: ["team:ops"]}}`

// in puts a person into a department.
func in(department string, p access.Person) access.Person {
	p.Attributes.Department = []string{department}
	return p
}

// yesterday gives a company a store with the roster of the last good night.
func (c *company) yesterday(people ...access.Person) *company {
	c.past = &access.Past{
		LastDay: today.Plus(-1), Targets: map[string]*access.PastTarget{}, Open: map[string]access.PastFinding{},
		Roster: access.RosterOf("h", today.Plus(-1), people),
	}
	return c
}

// holder is a company of people who hold teams in code.
func holder(people []access.Person, holds map[string][]string) *company {
	tg := &target{name: "code", holds: holds}
	for i := range people {
		tg.accounts = append(tg.accounts, of(people[i].ID))
	}
	return &company{people: people, rules: byDepartment, targets: []*target{tg}}
}

func TestMovers(t *testing.T) {
	ann, bob := employee("e1", "Ann"), in("Operations", employee("e2", "Bob"))
	cy := in("Operations", employee("e3", "Cy"))
	t.Run("what the old attributes gave is excess, cause mover, and what the new ones give is missing for the same reason", func(t *testing.T) {
		moved := in("Operations", ann)
		holder([]access.Person{moved, bob, employee("e4", "Dee")}, map[string][]string{
			"a-e1": {"team:eng"}, "a-e2": {"team:ops"}, "a-e4": {"team:eng"},
		}).yesterday(ann, bob, employee("e4", "Dee")).expect(t,
			"medium excess(mover) code a-e1 team:eng", "low missing(mover) code a-e1 team:ops")
	})
	t.Run("access that no attribute ever gave has no such cause", func(t *testing.T) {
		holder([]access.Person{ann, bob}, map[string][]string{"a-e1": {"team:eng", "team:ops"}, "a-e2": {"team:ops"}}).
			yesterday(ann, bob).expect(t, "medium excess code a-e1 team:ops")
	})
	t.Run("without a store nobody is known to have moved", func(t *testing.T) {
		holder([]access.Person{in("Operations", ann), bob}, map[string][]string{"a-e1": {"team:eng", "team:ops"}, "a-e2": {"team:ops"}}).
			expect(t, "medium excess code a-e1 team:eng")
	})
	t.Run("the cause is kept while the finding is open", func(t *testing.T) {
		c := holder([]access.Person{cy, bob}, map[string][]string{"a-e3": {"team:eng", "team:ops"}, "a-e2": {"team:ops"}}).yesterday(cy, bob)
		first := c.judge(t).findings[0]
		c.past.Open[first.Fingerprint] = access.PastFinding{Opened: today.Plus(-5), Cause: access.CauseMover}
		o := c.expect(t, "medium excess(mover) code a-e3 team:eng")
		if f := o.findings[0]; f.FirstSeen != today.Plus(-5) || f.AgeDays != 5 {
			t.Errorf("first seen %s, %d days", f.FirstSeen, f.AgeDays)
		}
	})
}

func TestWhatFittedSomebodyLastNightAndNobodyTonightCausesNoRemoval(t *testing.T) {
	ann, bob := employee("e1", "Ann"), in("Operations", employee("e2", "Bob"))
	holds := map[string][]string{"a-e1": {"team:eng"}, "a-e2": {"team:ops"}}
	held := func(t *testing.T, c *company) string {
		t.Helper()
		o := c.judge(t)
		for i := range o.findings {
			if f := &o.findings[i]; f.Verdict == access.Excess && f.Account.ID == "a-e1" {
				return f.Hold.Emptied
			}
		}
		t.Fatalf("no excess: %q", o.lines())
		return ""
	}
	renamed := in("Product Engineering", ann)
	if why := held(t, holder([]access.Person{renamed, bob}, holds).yesterday(ann, bob)); !strings.Contains(why, "role eng") {
		t.Errorf("a department that was renamed: %q", why)
	}
	dee := employee("e4", "Dee")
	more := map[string][]string{"a-e1": {"team:eng"}, "a-e2": {"team:ops"}, "a-e4": {"team:eng"}}
	if why := held(t, holder([]access.Person{renamed, bob, dee}, more).yesterday(ann, bob, dee)); why != "" {
		t.Errorf("one of two moved: %q", why)
	}
}

func TestTheDifferenceOfTwoSetsOfRulesIsListedByPersonAndAccess(t *testing.T) {
	ann, bob := employee("e1", "Ann"), in("Operations", employee("e2", "Bob"))
	c := holder([]access.Person{ann, bob}, nil).yesterday(ann, bob)
	words := func(change *access.RulesChange) (list []string) {
		for _, a := range change.Access {
			sign := "-"
			if a.Given {
				sign = "+"
			}
			list = append(list, sign+" "+a.Person.ID+" "+a.Entitlement+" "+a.Rule)
		}
		return list
	}
	c.accepted = strings.Replace(byDepartment, "Operations", "Engineering", 1) +
		"\nexceptions: [{person: e1, target: code, access: [\"team:qa\"], until: 2099-01-01, reason: r, approved_by: e2}]"
	change := c.judge(t).change
	want := []string{"- e1 team:ops old.yaml:4", "- e1 team:qa old.yaml:5", "+ e2 team:ops rules.yaml:4"}
	if diff := cmp.Diff(want, words(change)); diff != "" || change.Given != 1 || change.Taken != 2 {
		t.Errorf("%d given, %d taken (-want +got)\n%s", change.Given, change.Taken, diff)
	}
	c.accepted = byDepartment
	if change := c.judge(t).change; change.Given+change.Taken+len(change.Access) != 0 {
		t.Errorf("equal rules differ: %+v", change)
	}
}

func TestWhatAFormerRecordGaveIsTheCauseMoverForThirtyDays(t *testing.T) {
	ann, bob := employee("e1", "Ann"), in("Operations", employee("e2", "Bob"))
	moved := in("Operations", ann)
	for _, c := range []struct {
		days int
		want access.Cause
	}{{1, access.CauseMover}, {30, access.CauseMover}, {31, ""}} {
		o := holder([]access.Person{moved, bob, employee("e4", "Dee")}, map[string][]string{
			"a-e1": {"team:eng", "team:ops"}, "a-e2": {"team:ops"}, "a-e4": {"team:eng"},
		}).yesterday(moved, bob, employee("e4", "Dee"))
		o.past.Moves = []access.PastMove{{Day: today.Plus(-c.days), Before: ann}}
		if f := o.judge(t).findings; len(f) != 1 || f[0].Cause != c.want {
			t.Errorf("%d days after the change: %+v", c.days, f)
		}
	}
}

func TestWhatTheOldAttributesGaveStaysDueForTheGraceOfMovers(t *testing.T) {
	ann, bob, dee := employee("e1", "Ann"), in("Operations", employee("e2", "Bob")), employee("e4", "Dee")
	moved := in("Operations", ann)
	grown := func(days int) *company {
		c := holder([]access.Person{moved, bob, dee}, map[string][]string{
			"a-e1": {"team:eng", "team:ops"}, "a-e2": {"team:ops"}, "a-e4": {"team:eng"},
		}).yesterday(moved, bob, dee)
		c.settings.MoverGrace = 3
		c.past.Moves = []access.PastMove{{Day: today.Plus(-days), Before: ann}}
		return c
	}
	o := grown(2).expect(t)
	if r := o.results["code"].Remarks; len(r) != 1 || !strings.Contains(r[0], "e1 team:eng") {
		t.Errorf("it is not listed as ending: %q", r)
	}
	grown(3).expect(t, "medium excess(mover) code a-e1 team:eng")
	c := grown(1)
	c.targets[0].settings.Privileged = []string{"team:eng"}
	c.expect(t, "high excess(mover) code a-e1 team:eng")
	c = grown(1)
	c.rules += "\nconflicts: [{name: both, all_of: [{target: code, access: \"team:eng\"}, {target: code, access: \"team:never\"}]}]"
	c.expect(t, "medium excess(mover) code a-e1 team:eng")
	c = grown(1)
	c.targets[0].holds["a-e1"] = []string{"team:ops"}
	c.expect(t) // what is ending is not missing
}

func TestAnAccountThatIsDueByTheOldAttributesAloneStaysForTheGrace(t *testing.T) {
	ann, dee := employee("e1", "Ann"), employee("e4", "Dee")
	moved := in("Operations", ann)
	tg := &target{name: "code", holds: map[string][]string{"a-e1": {"team:eng"}, "a-e4": {"team:eng"}}}
	tg.accounts = append(tg.accounts, of("e1"), of("e4"))
	c := &company{people: []access.Person{moved, dee}, targets: []*target{tg}, rules: `roles:
  - {name: eng, when: {department: Engineering}, grants: {code: ["team:eng"]}}`}
	c.yesterday(moved, dee)
	c.past.Moves = []access.PastMove{{Day: today.Plus(-1), Before: ann}}
	c.expect(t, "medium excess(mover) code a-e1 account +team:eng")
	c.settings.MoverGrace = 2
	c.expect(t)
}

func TestWhatHoldsAnEmptiedRoleBackStaysUntilTheRulesAreAccepted(t *testing.T) {
	ann, bob := in("Product", employee("e1", "Ann")), in("Operations", employee("e2", "Bob"))
	c := holder([]access.Person{ann, bob}, map[string][]string{"a-e1": {"team:eng"}, "a-e2": {"team:ops"}}).yesterday(ann, bob)
	f := c.judge(t).findings[0]
	c.past.Open[f.Fingerprint] = access.PastFinding{Opened: today.Plus(-1), Emptied: "the role eng fitted somebody"}
	if f := c.judge(t).findings[0]; f.Hold.Emptied != "the role eng fitted somebody" {
		t.Errorf("held back because %q", f.Hold.Emptied)
	}
	c.rulesAccepted = true
	if f := c.judge(t).findings[0]; f.Hold.Emptied != "" {
		t.Errorf("the rules are accepted, and it is held back because %q", f.Hold.Emptied)
	}
}

func TestOnceGovernedAccessStaysGoverned(t *testing.T) {
	ann := employee("e1", "Ann")
	c := holder([]access.Person{ann}, map[string][]string{"a-e1": {"team:eng", "repo:site"}}).yesterday(ann)
	c.expect(t)
	c.past.Targets["code"] = &access.PastTarget{Governed: []string{"repo:site"}}
	c.expect(t, "medium excess code a-e1 repo:site")
	c.rules += "\nrelease: [{target: code, access: \"repo:site\", reason: the site is public}]"
	c.expect(t)
	c.past.Targets["code"].Governed = []string{"team:eng"}
	c.rules = byDepartment + "\nrelease: [{target: code, access: \"team:eng\", reason: a rule that still names it wins}]"
	c.targets[0].holds["a-e1"] = []string{"team:eng", "team:ops"}
	c.expect(t, "medium excess code a-e1 team:ops")
}

func TestAnEndThatTheLastGoodRosterKnewWhileItWasAheadIsKnown(t *testing.T) {
	gone := employee("e1", "Ann")
	gone.End = today.Plus(-1)
	for _, c := range []struct {
		policy string
		before access.Date
		since  access.Date
		want   bool
	}{
		{"the same end, known on its day", today.Plus(-1), today.Plus(-1), true},
		{"the same end, known for long", today.Plus(-1), today.Plus(-30), true},
		{"the same end, known a day late", today.Plus(-1), today, false},
		{"another end", today.Plus(30), today.Plus(-30), false},
		{"no end", 0, today.Plus(-30), false},
	} {
		past := gone
		past.End = c.before
		company := holder([]access.Person{gone}, nil).yesterday(past)
		company.past.Roster.Since = []access.Date{c.since}
		o := company.judge(t)
		if len(o.findings) != 1 || o.findings[0].Hold.EndKnown != c.want {
			t.Errorf("%s: %+v", c.policy, o.findings)
		}
	}
}
