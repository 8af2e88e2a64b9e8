package night_test

import (
	"fmt"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/night"
)

// currentOnly is the company whose roster lists current staff only.
var currentOnly = strings.Replace(manyConfig, "max_age: 36500d", "max_age: 36500d, lists: current", 1)

func TestWhoVanishedIsNeverTakenForTerminatedHoweverManyRunsThereAre(t *testing.T) {
	m := nights(t, strings.Replace(currentOnly, "policy: {", "policy: {confirm_after: 2, ", 1), manyPeople, manyRules)
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	m.write("people.csv", strings.Replace(manyPeople, "e4,Dee,dee@acme.example,active,Ops,2020-01-01,\n", "", 1))
	runs := 0
	for i, want := range []string{
		"suspend u4 account !not-confirmed", "suspend u4 account !not-confirmed", "suspend u4 account",
	} {
		for range 3 - i { // the more runs on one day, the less they may confirm each other
			runs++
			r := m.run()
			if got := removals(r); got != want {
				t.Errorf("run %d: %q, want %q", runs, got, want)
			}
			if basis := found(t, r, access.Orphaned, "e4").Basis; basis != access.BasisVanished {
				t.Errorf("run %d says that they are %s", runs, basis)
			}
		}
		m.today = m.today.AddDate(0, 0, 1)
	}
}

func TestWhoVanishedOnADayOnWhichTheyWereStillThereIsNotTakenForTerminatedAfterIt(t *testing.T) {
	m := nights(t, currentOnly, manyPeople, manyRules)
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example")
	m.night()
	m.run()
	m.write("people.csv", strings.Replace(manyPeople, "e4,Dee,dee@acme.example,active,Ops,2020-01-01,\n", "", 1))
	m.night()
	r := m.night()
	if got, want := removals(r), "suspend u4 account !not-confirmed"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if basis := found(t, r, access.Orphaned, "e4").Basis; basis != access.BasisVanished {
		t.Errorf("they are %s", basis)
	}
}

func TestWhoVanishedIsCountedOnceAndAnAcceptedRosterIsTheBaseline(t *testing.T) {
	var people []string
	for i := range 20 {
		people = append(people, fmt.Sprintf("e%02d,P%d,p%d@acme.example,active,Eng,2020-01-01,\n", i, i, i))
	}
	const header = "id,name,work_email,status,department,start,end\n"
	m := nights(t, manyConfig, header+strings.Join(people, ""), manyRules)
	m.night()
	for k := 1; k <= 6; k++ { // one by one
		m.write("people.csv", header+strings.Join(people[k:], ""))
		r := m.night()
		if len(r.Roster.Unsound) > 0 {
			t.Fatalf("%d absent, one of them since last night: %q", k, r.Roster.Unsound)
		}
		if len(r.Roster.Warnings) < k || r.Roster.Active != 20 {
			t.Errorf("%d absent: %d active, %+v", k, r.Roster.Active, r.Roster.Warnings)
		}
	}
	m.write("people.csv", header+strings.Join(people[10:], "")) // four at once
	r := m.night()
	if len(r.Roster.Unsound) != 1 || !strings.Contains(r.Roster.Unsound[0], "4 of 14 people vanished") {
		t.Fatalf("four at once: %q", r.Roster.Unsound)
	}
	_, hash, _ := strings.Cut(strings.Join(r.Run.Warnings, " "), "--accept-roster ")
	hash = strings.Fields(hash)[0]
	if r := m.night(func(o *night.Options) { o.AcceptRoster = hash }); len(r.Roster.Unsound) > 0 {
		t.Errorf("accepted: %q", r.Roster.Unsound)
	}
	if r := m.night(); len(r.Roster.Unsound) > 0 || r.Roster.Active != 20 {
		t.Errorf("the night after it was accepted: %q, %d active", r.Roster.Unsound, r.Roster.Active)
	}
	m.write("people.csv", header+strings.Join(people, ""))
	if r := m.night(); len(r.Roster.Unsound) > 0 || r.Roster.Active != 20 {
		t.Errorf("all are back: %q, %d active", r.Roster.Unsound, r.Roster.Active)
	}
}

func TestWhoIsAbsentFromASourceOfCurrentStaffHasLeftWhateverOtherSourcesList(t *testing.T) {
	for prefix, want := range map[string]string{", prefix: T/": "orphaned chat e4", "": ""} {
		configuration := strings.Replace(manyConfig, "source: {kind: csv, path: people.csv, max_age: 36500d}", "source:\n"+
			"  - {name: hr, kind: csv, path: people.csv, max_age: 36500d, lists: current}\n"+
			"  - {name: agency, kind: csv, path: temps.csv, max_age: 36500d"+prefix+"}", 1)
		m := nights(t, configuration, manyPeople, manyRules)
		const temps = "id,name,work_email,status,start\nx1,Tom,tom@acme.example,active,2026-01-01\n"
		m.write("temps.csv", temps+"x2,Una,una@acme.example,active,2026-01-01\n")
		m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example", "u5 tom@acme.example",
			"u6 una@acme.example")
		m.night()
		m.write("people.csv", strings.Replace(manyPeople, "e4,Dee,dee@acme.example,active,Ops,2020-01-01,\n", "", 1))
		m.write("temps.csv", temps)
		for i := range 2 {
			if got := verdicts(m.night()); got != want {
				t.Errorf("prefix %q, night %d: %q, want %q", prefix, i, got, want)
			}
		}
	}
}

func TestWhatWasDeclaredOfAPersonStaysSoWhenTheRosterDropsTheOldRecord(t *testing.T) {
	const former = "C-17,Bea,bea.ext@acme.example,terminated,Eng,2020-01-01,2026-10-01\n"
	const tonight = "E203,Bea,bea@acme.example,active,Eng,2026-10-02,\n"
	m := nights(t, manyConfig, manyPeople+former+tonight, manyRules+"people: [{person: E203, was: [C-17]}]\n")
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example", "u17 bea.ext@acme.example")
	m.night()
	for _, rows := range []string{tonight, tonight, "", tonight, former + tonight} {
		people := manyPeople + rows
		m.write("people.csv", people)
		if r := m.night(); verdicts(r) != "" || r.Roster.Active != 5 {
			t.Errorf("on %s: %s, %d active", r.Run.AsOf, verdicts(r), r.Roster.Active)
		}
	}
	m.write("rules.yaml", manyRules+"people: [{person: E203, was: [C-18]}]\n")
	if _, err := night.Run(t.Context(), m.o); err == nil || !strings.Contains(err.Error(), "C-18") {
		t.Errorf("an id that nobody ever had: %v", err)
	}
}

func TestWhatARenamedDepartmentGaveIsHeldBackFromWhoWasAbsentForANight(t *testing.T) {
	m := nights(t, currentOnly, manyPeople, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example")
	m.night()
	people := strings.ReplaceAll(manyPeople, "Eng", "Engineering")
	m.write("people.csv", people)
	m.night()
	m.write("people.csv", strings.Replace(people, "e1,Ana,ana@acme.example,active,Engineering,2020-01-01,\n", "", 1))
	if got, want := removals(m.night()), "revoke u2 team:dev !rules-changed; suspend u1 account !not-confirmed"; got != want {
		t.Errorf("absent: %q, want %q", got, want)
	}
	m.write("people.csv", people)
	for i, want := range []string{
		"revoke u1 team:dev !not-confirmed !rules-changed; revoke u2 team:dev !rules-changed",
		"revoke u1 team:dev !rules-changed; revoke u2 team:dev !rules-changed",
	} {
		if got := removals(m.night()); got != want {
			t.Errorf("back since %d nights: %q, want %q", i, got, want)
		}
	}
}
