package night_test

import (
	"errors"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/night"
)

func TestWhatRulesGovernThatNobodyAcceptedIsNotRemembered(t *testing.T) {
	m := nights(t, manyConfig, manyPeople, manyRules)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example team:dev", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	m.write("rules.yaml", manyRules+devsRule)
	for _, want := range []string{
		"revoke u3 team:dev !not-confirmed !rules-changed", "revoke u3 team:dev !rules-changed", "revoke u3 team:dev !rules-changed",
	} {
		if got := removals(m.night()); got != want {
			t.Errorf("under rules that nobody accepted: %q, want %q", got, want)
		}
	}
	m.write("rules.yaml", manyRules)
	for range 2 {
		if got := removals(m.night()); got != "" {
			t.Errorf("they were taken back, and yet %q", got)
		}
	}
	m.write("rules.yaml", manyRules+devsRule)
	hash := m.night().Run.RulesHash
	accepted := func(o *night.Options) { o.AcceptRules = hash }
	if got, want := removals(m.night(accepted)), "revoke u3 team:dev"; got != want {
		t.Errorf("accepted: %q, want %q", got, want)
	}
	m.write("rules.yaml", manyRules)
	if got, want := removals(m.night()), "revoke u1 team:dev !not-confirmed !rules-changed; "+
		"revoke u2 team:dev !not-confirmed !rules-changed; revoke u3 team:dev"; got != want {
		t.Errorf("once governed, governed until it is released: %q, want %q", got, want)
	}
}

func TestTheAcceptedRulesAreAskedWithTheColumnsThatTheyName(t *testing.T) {
	people := strings.Replace(manyPeople, "department", "cost_center", 1)
	m := nights(t, manyConfig, people, manyRules+strings.Replace(devsRule, "department", "cost_center", 1))
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	m.write("rules.yaml", manyRules+strings.Replace(devsRule, "department: Eng", "id: e2", 1))
	for _, want := range []string{"revoke u1 team:dev !not-confirmed !rules-changed", "revoke u1 team:dev !rules-changed"} {
		if got := removals(m.night()); got != want {
			t.Errorf("no rule of tonight names the column: %q, want %q", got, want)
		}
	}
	m.write("people.csv", strings.Replace(manyPeople, "department", "elsewhere", 1))
	if got, want := removals(m.night()), "revoke u1 team:dev !rules-changed"; got != want {
		t.Errorf("the roster has the column no more: %q, want %q", got, want)
	}
}

func TestWhatARenamedDepartmentGaveIsHeldBackInAnAppThatCouldNotBeReadThatNight(t *testing.T) {
	const read, unread = true, false
	for name, chat := range map[string][]bool{
		"at once": {read, read, read}, "a night later": {unread, read, read}, "two nights later": {unread, unread, read, read},
	} {
		t.Run(name, func(t *testing.T) {
			m := nights(t, manyConfig, manyPeople, manyRules+devsRule)
			m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example")
			for range 2 {
				m.night()
			}
			m.write("people.csv", strings.ReplaceAll(manyPeople, "Eng", "Engineering"))
			last := ""
			for i, ok := range chat {
				m.apps["chat"].Break(nil)
				if !ok {
					m.apps["chat"].Break(errors.New("the vendor is down"))
				}
				if last = removals(m.night()); ok && strings.Count(last, "!rules-changed") != 2 {
					t.Errorf("night %d: %q", i, last)
				}
			}
			if want := "revoke u1 team:dev !rules-changed; revoke u2 team:dev !rules-changed"; last != want {
				t.Errorf("%q, want %q", last, want)
			}
			accept := func(o *night.Options) { o.AcceptRules = m.run().Run.RulesHash }
			if got, want := removals(m.night(accept)), "revoke u1 team:dev; revoke u2 team:dev"; got != want {
				t.Errorf("accepted: %q, want %q", got, want)
			}
			if got, want := removals(m.night()), "revoke u1 team:dev; revoke u2 team:dev"; got != want {
				t.Errorf("accepted the night before: %q, want %q", got, want)
			}
		})
	}
}

func TestWhatARenamedDepartmentGaveIsHeldBackAfterTheGraceOfMovers(t *testing.T) {
	m := nights(t, strings.Replace(manyConfig, "policy: {", "policy: {mover_grace: 2d, ", 1), manyPeople, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	m.write("people.csv", strings.ReplaceAll(manyPeople, "Eng", "Engineering"))
	for i, want := range []string{
		"", "", "revoke u1 team:dev !not-confirmed !rules-changed; revoke u2 team:dev !not-confirmed !rules-changed",
		"revoke u1 team:dev !rules-changed; revoke u2 team:dev !rules-changed",
	} {
		if got := removals(m.night()); got != want {
			t.Errorf("night %d: %q, want %q", i, got, want)
		}
	}
}

func TestWhoIsOneHumanIsARulesChangeLikeARoleForLeaversToo(t *testing.T) {
	const people = manyPeople + "C-17,Beatrix,bea.ext@acme.example,terminated,Eng,2025-01-01,2026-03-31\n" +
		"E203,Bea,bea@acme.example,active,Eng,2026-04-01,\n"
	const one, other = "people: [{person: E203, was: [C-17]}]\n", "people: [{person: C-17, was: [E203]}]\n"
	for name, c := range map[string]struct{ accepted, tonight, first, then string }{
		"taken out":    {one, "", "", "suspend u17 account !rules-changed"}, // disputed for a night, as links changed
		"the same":     {one, one + "# reviewed\n", "", ""},
		"turned round": {one, other, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := nights(t, manyConfig, people, manyRules+c.accepted)
			m.has("chat", "u1 ana@acme.example", "u17 bea.ext@acme.example")
			for range 2 {
				m.night()
			}
			m.write("rules.yaml", manyRules+c.tonight)
			for i, want := range []string{c.first, c.then, c.then} {
				if got := removals(m.night()); got != want {
					t.Errorf("night %d: %q, want %q", i, got, want)
				}
			}
			accept := func(o *night.Options) { o.AcceptRules = m.run().Run.RulesHash }
			if got, want := removals(m.night(accept)), strings.TrimSuffix(c.then, " !rules-changed"); got != want {
				t.Errorf("accepted: %q, want %q", got, want)
			}
		})
	}
}

func TestASecondAccountWasNeverTakenAwayUnderTheAcceptedRules(t *testing.T) {
	const people = "id,name,work_email,aliases,status,department,start,end\n" +
		"e1,Ana,ana@acme.example,ana.admin@acme.example,active,Eng,2020-01-01,\n" +
		"e2,Bob,bob@acme.example,,active,Eng,2020-01-01,\n"
	m := nights(t, strings.Replace(manyConfig, "kind: chat,", "kind: chat, govern: [\"team:*\"],", 1), people, manyRules)
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u9 ana.admin@acme.example team:root")
	for range 2 {
		if got := removals(m.night()); got != "" {
			t.Fatalf("a second account is reported only: %q", got)
		}
	}
	m.write("rules.yaml", manyRules+"identities: [{person: e1, target: chat, account: u9, kind: admin, access: [\"team:ops\"]}]\n")
	for _, want := range []string{"revoke u9 team:root !not-confirmed !rules-changed", "revoke u9 team:root !rules-changed"} {
		if got := removals(m.night()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnExceptionHoldsForWhoGotAnotherID(t *testing.T) {
	const before = "C-17,Bea,bea@acme.example,active,Ops,2020-01-01,\n"
	rules := manyRules + devsRule + "exceptions: [{person: C-17, target: chat, access: [\"team:dev\"], until: 2027-01-01, reason: on call, approved_by: e1}]\n"
	m := nights(t, manyConfig, manyPeople+before, rules)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example",
		"u17 bea@acme.example team:dev")
	for range 2 {
		m.night()
	}
	m.write("people.csv", manyPeople+"E203,Bea,bea@acme.example,active,Ops,2026-11-26,\n"+
		"C-17,Bea,bea@acme.example,terminated,Ops,2020-01-01,2026-11-25\n")
	m.write("rules.yaml", rules+"people: [{person: E203, was: [C-17]}]\n")
	for range 2 {
		if r := m.night(); verdicts(r) != "" {
			t.Errorf("%s, %q", verdicts(r), r.Run.Warnings)
		}
	}
}

func TestTheAccountsOfWhoseCredentialIsInUseStayTheirsUnderAnotherID(t *testing.T) {
	const before = "C-17,Bea,bea@acme.example,active,Eng,2020-01-01,\n"
	m := nights(t, strings.Replace(manyConfig, "kind: chat,", "kind: chat, credential_of: C-17,", 1), manyPeople+before, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u17 bea@acme.example team:dev team:root")
	m.write("people.csv", manyPeople+"E203,Bea,bea@acme.example,active,Ops,2026-11-26,\n"+
		"C-17,Bea,bea@acme.example,terminated,Ops,2020-01-01,2026-11-25\n")
	m.write("rules.yaml", manyRules+devsRule+"people: [{person: E203, was: [C-17]}]\n")
	m.night()
	if got, want := removals(m.night()), "revoke u17 team:dev !own-account"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnEntryThatIsTakenBackLeavesNoLinkBehind(t *testing.T) {
	people := strings.Replace(manyPeople, "dee@acme.example,active,Ops,2020-01-01,", "dee@acme.example,terminated,Ops,2020-01-01,2026-10-01", 1)
	const external = "externals: [{target: chat, account: \"*@client.example\", sponsor: e1, access: [account], until: 2030-01-01}]\n"
	m := nights(t, manyConfig, people, manyRules+external)
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "x x@client.example")
	for range 2 {
		m.night()
	}
	m.write("rules.yaml", manyRules+external+"identities: [{person: e4, target: chat, account: x}]\n")
	if got, want := removals(m.night()), "suspend x account !rules-changed"; got != want {
		t.Errorf("a wrong entry: %q, want %q", got, want)
	}
	m.write("rules.yaml", manyRules+external)
	for range 2 {
		if r := m.night(); verdicts(r) != "" {
			t.Errorf("taken back: %s, %q", verdicts(r), removals(r))
		}
	}
	m.write("rules.yaml", manyRules+external+"identities: [{person: e1, target: chat, account: x@client.example, kind: test}]\n")
	m.night()
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "x other@elsewhere.example")
	if r := m.night(); found(t, r, access.Excess, "x").Evidence.MatchedBy == "" {
		t.Errorf("an entry by an address that was changed: %s", verdicts(r))
	}
}
