package access_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"reconcile/internal/access"
)

func day(s string) access.Date {
	if s == "" {
		return 0
	}
	d, err := access.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestStateOfAPersonOnADate holds each rule of a person's state, on the dates around its event.
func TestStateOfAPersonOnADate(t *testing.T) {
	type want struct {
		state access.State
		due   bool
		basis access.Basis
	}
	active := want{state: access.Active, due: true}
	coming := want{state: access.Joining}
	expected := want{state: access.Joining, due: true}
	for _, c := range []struct {
		policy     string
		employment access.Employment
		start, end string
		lead       int
		on         map[string]want
	}{
		{
			policy: "between two employments a rehire has left, and joins from the lead before the new start",
			start:  "2026-07-01", end: "2026-05-31", lead: 1,
			on: map[string]want{
				"2026-05-31": {state: access.Joining},
				"2026-06-01": {state: access.Left, basis: access.BasisBetween},
				"2026-06-29": {state: access.Left, basis: access.BasisBetween},
				"2026-06-30": expected,
				"2026-07-01": active,
			},
		},
		{
			policy:     "a terminated rehire to come joins from the lead before the new start",
			employment: access.Terminated, start: "2026-07-01", end: "2026-05-31", lead: 1,
			on: map[string]want{
				"2026-06-29": {state: access.Left, basis: access.BasisBetween},
				"2026-06-30": expected,
				"2026-07-01": {state: access.Left, basis: access.BasisTerminated},
			},
		},
		{
			policy:     "somebody terminated without an end date has left",
			employment: access.Terminated, start: "2020-01-01",
			on: map[string]want{"2026-06-15": {state: access.Left, basis: access.BasisTerminated}},
		},
		{
			policy:     "somebody terminated works through the end date and has left the day after",
			employment: access.Terminated, start: "2020-01-01", end: "2026-06-15",
			on: map[string]want{
				"2026-06-14": active, "2026-06-15": active,
				"2026-06-16": {state: access.Left, basis: access.BasisTerminated},
			},
		},
		{
			policy:     "somebody terminated before the first day never came",
			employment: access.Terminated, start: "2026-07-01",
			on: map[string]want{"2026-06-15": {state: access.Left, basis: access.BasisNeverCame}},
		},
		{
			policy:     "somebody terminated before the first day never came, whatever the end date",
			employment: access.Terminated, start: "2026-07-01", end: "2026-12-31",
			on: map[string]want{"2026-06-30": {state: access.Left, basis: access.BasisNeverCame}, "2026-07-01": active},
		},
		{
			policy: "a contract that ended and that HR forgot counts as left, by the date only",
			start:  "2026-03-01", end: "2026-05-31",
			on: map[string]want{
				"2026-05-31": active, "2026-06-01": {state: access.Left, basis: access.BasisDate},
			},
		},
		{
			policy: "an end date without a start date counts too",
			end:    "2026-05-31",
			on:     map[string]want{"2026-05-31": active, "2026-06-01": {state: access.Left, basis: access.BasisDate}},
		},
		{
			policy: "an old end date before a start that has come is over: a rehire is active",
			start:  "2026-06-01", end: "2026-05-31",
			on: map[string]want{"2026-06-01": active, "2026-06-15": active},
		},
		{
			policy: "somebody who starts later joins; what is due is due from the lead before the start",
			start:  "2026-06-15", lead: 3,
			on: map[string]want{
				"2026-06-11": coming, "2026-06-12": expected, "2026-06-14": expected, "2026-06-15": active,
			},
		},
		{
			policy:     "somebody on leave is on leave, and everything stays due",
			employment: access.OnLeave, start: "2020-01-01",
			on: map[string]want{"2026-06-15": {state: access.Away, due: true}},
		},
		{
			policy:     "leave ends with the contract",
			employment: access.OnLeave, start: "2020-01-01", end: "2026-06-15",
			on: map[string]want{
				"2026-06-15": {state: access.Away, due: true}, "2026-06-16": {state: access.Left, basis: access.BasisDate},
			},
		},
		{
			policy: "without dates and status somebody listed is active",
			on:     map[string]want{"2026-06-15": active},
		},
	} {
		t.Run(c.policy, func(t *testing.T) {
			p := access.Person{ID: "e1", Employment: c.employment, Start: day(c.start), End: day(c.end)}
			for on, w := range c.on {
				s := access.Stand(&p, day(on), access.StandingPolicy{JoinerLead: c.lead})
				if got := (want{s.State, s.Due, s.Basis}); got != w {
					t.Errorf("on %s: got %v due %v %q, want %v due %v %q", on, got.state, got.due, got.basis, w.state, w.due, w.basis)
				}
			}
		})
	}
}

func TestATerminatedPersonWhoStillWorksIsLeaving(t *testing.T) {
	p := access.Person{ID: "e1", Employment: access.Terminated, End: day("2026-06-15")}
	if !access.Stand(&p, day("2026-06-15"), access.StandingPolicy{}).Leaving {
		t.Error("on the last day: not leaving")
	}
	p.Employment = access.Employed
	if access.Stand(&p, day("2026-06-15"), access.StandingPolicy{}).Leaving {
		t.Error("an end date that everybody knows makes nobody leaving")
	}
}

func TestWithinTheLeaverGraceAPersonIsActiveInGrace(t *testing.T) {
	policy := access.StandingPolicy{LeaverGrace: 3}
	for _, employment := range []access.Employment{access.Employed, access.Terminated} {
		p := access.Person{ID: "e1", Employment: employment, Start: day("2020-01-01"), End: day("2026-06-15")}
		for on, want := range map[string]struct {
			state access.State
			grace bool
		}{
			"2026-06-15": {access.Active, false}, "2026-06-16": {access.Active, true},
			"2026-06-18": {access.Active, true}, "2026-06-19": {access.Left, false},
		} {
			s := access.Stand(&p, day(on), policy)
			if s.State != want.state || s.Grace != want.grace {
				t.Errorf("%v on %s: got %v, grace %v", employment, on, s.State, s.Grace)
			}
		}
	}
}

func TestAQuarantinedPersonHasNoStateToRelyUpon(t *testing.T) {
	p := access.Person{ID: "e1", Quarantine: "start date unreadable", Employment: access.Terminated}
	if s := access.Stand(&p, day("2026-06-15"), access.StandingPolicy{}); s.State != access.Quarantined || s.Due {
		t.Errorf("got %v, due %v", s.State, s.Due)
	}
}

// TestWhoLeftIsDueNothing holds the relations between the fields of a standing for any record.
func TestWhoLeftIsDueNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := rapid.Custom(func(t *rapid.T) access.Date {
			if rapid.Bool().Draw(t, "none") {
				return 0
			}
			return day("2026-06-15") + access.Date(rapid.IntRange(-40, 40).Draw(t, "offset"))
		})
		p := access.Person{
			ID: "e1", Start: date.Draw(t, "start"), End: date.Draw(t, "end"),
			Employment: access.Employment(rapid.IntRange(0, 2).Draw(t, "employment")),
		}
		policy := access.StandingPolicy{
			JoinerLead: rapid.IntRange(0, 5).Draw(t, "lead"), LeaverGrace: rapid.IntRange(0, 5).Draw(t, "grace"),
		}
		s := access.Stand(&p, day("2026-06-15"), policy)
		switch {
		case s.State == access.Left && (s.Due || s.Basis == "" || s.Grace || s.Leaving):
			t.Fatalf("left, and yet %+v", s)
		case s.State != access.Left && s.Grace != (s.Basis != ""):
			t.Fatalf("not left, and yet a basis: %+v", s)
		case s.State == access.Active && !s.Due:
			t.Fatalf("active, and nothing due: %+v", s)
		case s.Grace && policy.LeaverGrace == 0:
			t.Fatalf("grace without any: %+v", s)
		}
	})
}

func TestADateIsWrittenAsTheCalendarHasIt(t *testing.T) {
	last := access.DateOf(9999, time.December, 31)
	for d := access.Date(1); d <= last; d += 13 {
		if got, want := d.String(), d.Time().Format(time.DateOnly); got != want {
			t.Fatalf("%s, not %s", got, want)
		}
	}
}

func TestDatesAreCalendarDays(t *testing.T) {
	for _, s := range []string{"0001-01-01", "1970-01-01", "2026-06-15", "2024-02-29", "9999-12-31"} {
		d, err := access.ParseDate(s)
		if err != nil || d.String() != s || d.IsZero() {
			t.Errorf("%s: got %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"2026-02-30", "15/06/2026", "0000-00-00", "2026-6-1"} {
		if _, err := access.ParseDate(s); err == nil {
			t.Errorf("%s is no date, and no error", s)
		}
	}
	if got := day("2026-03-01").DaysSince(day("2026-02-27")); got != 2 {
		t.Errorf("days: %d", got)
	}
}
