package night_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
)

// since makes sure that a finding is known since so many days.
func since(t *testing.T, r *access.Run, verdict access.Verdict, of string, days int) {
	t.Helper()
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Verdict == verdict && (of == "" || f.Person != nil && f.Person.ID == of) {
			if f.AgeDays != days {
				t.Errorf("%s is known since %d days, and not %d: it was resolved by a run that did not look", f.Reason, f.AgeDays, days)
			}
			return
		}
	}
	t.Errorf("no finding %s on %s: %s", verdict, of, verdicts(r))
}

// running makes sure that a joiner's clock runs.
func running(t *testing.T, r *access.Run, of string) {
	t.Helper()
	i := slices.IndexFunc(r.Clocks.Joiners, func(c access.Clock) bool { return c.Person.ID == of })
	if i < 0 || !r.Clocks.Joiners[i].Running() {
		t.Errorf("on %s the clock of %s does not run: %+v", r.Run.AsOf, of, r.Clocks.Joiners)
	}
}

func TestMissingAccessIsNotResolvedByANightThatDoesNotTellIt(t *testing.T) {
	known := []string{"u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example"}
	const joiner = "e5,Eve,eve@acme.example,active,Ops,2026-11-20,\n"
	for name, aside := range map[string]func(m *many) *access.Run{
		"as too few accounts are linked": func(m *many) *access.Run {
			m.has("chat", append(slices.Clone(known), "x1", "x2", "x3", "x4", "x5")...)
			return m.night()
		},
		"as members are not listed": func(m *many) *access.Run {
			var s access.Snapshot
			s.Accounts = []access.Account{{ID: "u1", Login: "u1", Emails: []access.Email{{Address: "ana@acme.example"}}}}
			s.Reach.Facets = []access.Facet{
				{Name: access.FacetMembers, Listed: access.Unknown, Why: "the token lost a scope"},
				{Name: access.FacetEntitlements, Listed: access.Yes},
			}
			m.apps["chat"].Put(s)
			return m.night()
		},
		"as it is for another person": func(m *many) *access.Run { return m.night(forPerson("e1")) },
		"as the person is quarantined": func(m *many) *access.Run {
			m.write("people.csv", manyPeople+strings.Replace(joiner, "2026-11-20", "soon", 1))
			return m.night()
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := nights(t, manyConfig, manyPeople+joiner, manyRules)
			m.has("chat", known...)
			running(t, m.night(), "e5")
			if r := aside(m); !strings.Contains(name, "quarantined") {
				running(t, r, "e5")
			}
			m.write("people.csv", manyPeople+joiner)
			m.has("chat", known...)
			r := m.night()
			since(t, r, access.Missing, "e5", 2)
			running(t, r, "e5")
		})
	}
}

func TestAFindingIsNotResolvedByARunThatCouldNotJudgeIt(t *testing.T) {
	config := strings.Replace(manyConfig, "rules:", "  old: {kind: old}\n"+
		"mail: {server: \"localhost:25\", security: none, from: r@acme.example}\nreports: [{to: [x@elsewhere.example]}]\nrules:", 1)
	const rules = "roles:\n  - {name: all, grants: {chat: [account], old: [account]}}\n" +
		"migrations: [{from: old, to: chat, access: [account], start: 2026-01-01, cutover: 2026-06-01}]\n"
	for name, aside := range map[string]func(m *many){
		"for one app":   func(m *many) { m.night(forTarget("old")) },
		"for the other": func(m *many) { m.night(forTarget("chat")) },
		"without the app that access moves to": func(m *many) {
			m.apps["chat"].Break(errors.New("the vendor is down"))
			m.night()
			m.apps["chat"].Break(nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := nights(t, config, manyPeople, rules, "old")
			m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example")
			m.has("old", "o1 ana@acme.example")
			m.night()
			aside(m)
			r := m.night()
			since(t, r, access.Excess, "e1", 2)
			since(t, r, access.RefusedRecipient, "", 2)
		})
	}
}

func TestAFindingOnAnAccountThatIsDisputedForANightIsNotResolved(t *testing.T) {
	const joiner = "e5,Eve,eve@acme.example,active,Ops,2026-11-20,\n"
	m := nights(t, manyConfig, manyPeople+joiner, manyRules+devsRule)
	others := []string{"u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example"}
	m.has("chat", append(others, "u1 ana@acme.example team:dev")...)
	for range 2 {
		m.night()
	}
	m.write("people.csv", strings.ReplaceAll(manyPeople+joiner, "Eng", "Engineering"))
	m.night()
	m.has("chat", append(others, "u1 eve@acme.example team:dev")...) // somebody changed it by mistake, and back
	r := m.night()
	if got, want := verdicts(r), "disputed chat, excess chat e2"; got != want {
		t.Fatalf("%q, want %q", got, want)
	}
	running(t, r, "e5")
	m.has("chat", append(others, "u1 ana@acme.example team:dev")...)
	r = m.night()
	since(t, r, access.Excess, "e1", 2)
	since(t, r, access.Missing, "e5", 4)
	for range 2 {
		if got, want := removals(m.night()), "revoke u1 team:dev !rules-changed; revoke u2 team:dev !rules-changed"; got != want {
			t.Errorf("what a renamed department gave: %q, want %q", got, want)
		}
	}
}

func TestWhatTheAppSaysNoMoreResolvesNoFinding(t *testing.T) {
	m := nights(t, strings.Replace(manyConfig, "kind: chat,", "kind: chat, dormant_after: 30d,", 1), manyPeople, manyRules)
	told, untold := access.Snapshot{}, access.Snapshot{}
	for i, name := range []string{"ana", "bob", "cy", "dee"} {
		a := access.Account{ID: name, Login: name, Emails: []access.Email{{Address: name + "@acme.example", Verified: access.Yes}}}
		untold.Accounts = append(untold.Accounts, a)
		a.MFA, a.LastActive = access.Yes, access.DayOf(m.today)
		if i == 0 {
			a.MFA, a.LastActive = access.No, access.DateOf(2026, 3, 1)
		}
		told.Accounts = append(told.Accounts, a)
	}
	m.apps["chat"].Put(told)
	m.night()
	m.apps["chat"].Put(untold)
	m.night()
	m.apps["chat"].Put(told)
	r := m.night()
	since(t, r, access.NoMFA, "e1", 2)
	since(t, r, access.Dormant, "e1", 2)
}

func TestARosterThatLacksTooManyResolvesNoFindingOnThem(t *testing.T) {
	people := manyPeople + "e5,Eve,eve@acme.example,active,Ops,2026-11-20,\n"
	m := nights(t, currentOnly, people, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	people = strings.ReplaceAll(people, "Eng", "Engineering")
	m.write("people.csv", people)
	m.night()
	m.write("people.csv", strings.Join(strings.SplitAfter(people, "\n")[:1], "")+"e4,Dee,dee@acme.example,active,Ops,2020-01-01,\n")
	if r := m.night(); len(r.Roster.Unsound) == 0 {
		t.Fatalf("the roster is sound: %s", verdicts(r))
	}
	m.write("people.csv", people)
	r := m.night()
	since(t, r, access.Excess, "e1", 2)
	since(t, r, access.Missing, "e5", 4)
	if got, want := removals(r), "revoke u1 team:dev !rules-changed; revoke u2 team:dev !rules-changed"; got != want {
		t.Errorf("what a renamed department gave: %q, want %q", got, want)
	}
}
