package night_test

import (
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
)

// sydney is a company in Los Angeles with people in Sydney.
var sydney = strings.Replace(manyConfig, "timezone: UTC",
	"timezone: America/Los_Angeles\ntimezones: {location: {Sydney: Australia/Sydney}}", 1)

func TestOfTwoPeriodsTheOneHoldsThatDoesWhereThePersonWorks(t *testing.T) {
	m := nights(t, sydney, "id,name,work_email,status,department,location,start,end\n"+
		"e1,Ana,ana@acme.example,terminated,Eng,Sydney,2020-01-01,2026-11-25\n"+
		"e1,Ana,ana@acme.example,active,Ops,Sydney,2026-11-26,\n"+
		"e2,Bob,bob@acme.example,active,Eng,Reno,2020-01-01,\n", manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev")
	m.run()
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), ""},                // the 25th in both
		{time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC), "excess chat e1"},  // the 25th in Los Angeles, the 26th in Sydney
		{time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), "excess chat e1"}, // the 26th in both
	} {
		m.today = c.at
		if got := verdicts(m.run()); got != c.want {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestTheGraceOfMoversHasAsManyNightsInEveryTimeZone(t *testing.T) {
	const people = "id,name,work_email,status,department,location,start,end\n" +
		"e1,Ana,ana@acme.example,active,Eng,Sydney,2020-01-01,\n" +
		"e2,Bob,bob@acme.example,active,Eng,Reno,2020-01-01,\n" +
		"e3,Cy,cy@acme.example,active,Eng,Reno,2020-01-01,\n"
	m := nights(t, strings.Replace(sydney, "policy: {", "policy: {mover_grace: 2d, ", 1), people, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example team:dev")
	m.today = time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC) // the 24th in Los Angeles, the 25th in Sydney
	m.night()
	moved := strings.Replace(people, "ana@acme.example,active,Eng", "ana@acme.example,active,Ops", 1)
	m.write("people.csv", strings.Replace(moved, "bob@acme.example,active,Eng", "bob@acme.example,active,Ops", 1))
	for _, want := range []string{"", "", "excess chat e1, excess chat e2"} {
		if got := verdicts(m.night()); got != want {
			t.Errorf("on %s: %q, want %q", access.DayOf(m.today)-1, got, want)
		}
	}
}

func TestTheDayOfAnExportIsTheCompanysWhereverTheProgramRuns(t *testing.T) {
	for _, zone := range []string{"America/Los_Angeles", "UTC", "Asia/Tokyo"} {
		configuration := strings.Replace(manyConfig, "timezone: UTC", "timezone: "+zone, 1)
		m := nights(t, strings.Replace(configuration, "rules:", "  crm: {kind: csv, path: crm.csv, exported: 2026-10-21}\nrules:", 1),
			manyPeople, manyRules)
		m.write("crm.csv", "id,email,status\nc1,ana@acme.example,active\n")
		for day, want := range map[int]access.ReadStatus{25: access.Complete, 26: access.Partial} { // 35 days old, and 36
			location, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			m.today = time.Date(2026, 11, day, 12, 0, 0, 0, location).UTC()
			r := m.run()
			for i := range r.Targets {
				if x := &r.Targets[i]; x.Name == "crm" && x.Status != want {
					t.Errorf("in %s on the %dth it is %s: %q", zone, day, x.Status, x.Why)
				}
			}
		}
	}
}
