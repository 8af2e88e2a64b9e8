package history

import (
	"cmp"
	"slices"

	"reconcile/internal/access"
)

// ClockDays is for how many days a clock that has stopped is told.
const ClockDays = 90

// earlyDays is how long before the last working day access may end and still count as ended for the leaving.
const earlyDays = 30

// Ended is access that an account had and has no more: it is gone, or suspended.
type Ended struct {
	Target  string
	Account access.AccountName
	Person  string
	// Day is the local date of the read that showed it.
	Day access.Date
}

// Resolved is a finding of missing access that is resolved.
type Resolved struct {
	Target, Person string
	// Day is the local date of the read that showed it.
	Day access.Date
}

// Record is a person's record from a day on.
type Record struct {
	From       access.Date
	Start, End access.Date
}

// ClockInput is what clocks are made from.
type ClockInput struct {
	Today access.Date
	// Leavers are people who have left with their last working day, Joiners those to whom access is due since their start,
	// at most ClockDays ago.
	Leavers, Joiners []Event
	// Open are the findings of leavers' accounts and of missing access that are open.
	Open     []access.Finding
	Ended    []Ended
	Resolved []Resolved
	// Records are the records of the people concerned, oldest first; FirstRoster is the date of the first good roster ever:
	// what it knew may have been known for long.
	Records     map[string][]Record
	FirstRoster access.Date
	// Good are the dates of good reads by target, oldest first, tonight among them.
	Good map[string][]access.Date
	// Due tells whether something is due to a joiner in a target.
	Due func(person, target string) bool
}

// Event is what happened to a person, and when.
type Event struct {
	Person access.PersonName
	Day    access.Date
}

// Clocks makes the clocks of leavers and joiners: those that run first, the longest first.
func Clocks(in *ClockInput) *access.Clocks {
	c := &access.Clocks{Leavers: in.leavers(), Joiners: in.joiners()}
	for _, list := range [][]access.Clock{c.Leavers, c.Joiners} {
		slices.SortFunc(list, func(a, b access.Clock) int {
			return cmp.Or(running(&b)-running(&a), cmp.Compare(b.Days, a.Days), cmp.Compare(a.Person.ID, b.Person.ID),
				cmp.Compare(a.Target, b.Target), cmp.Compare(accountID(a.Account), accountID(b.Account)))
		})
	}
	return c
}

func running(c *access.Clock) int {
	if c.Running() {
		return 1
	}
	return 0
}

func accountID(a *access.AccountName) string {
	if a == nil {
		return ""
	}
	return a.ID
}

// leavers are the clocks of accounts that leavers have, or had around their last day.
func (in *ClockInput) leavers() []access.Clock {
	clocks := []access.Clock{}
	events := byPerson(in.Leavers)
	open := map[[2]string]bool{}
	for i := range in.Open {
		f := &in.Open[i]
		if f.Verdict != access.Orphaned || f.Cause != access.CauseLeaver || f.Person == nil || f.Account == nil {
			continue
		}
		if e := events[f.Person.ID]; e != nil {
			open[[2]string{f.Target, f.Account.ID}] = true
			clocks = append(clocks, in.clock(e, f.Target, f.Account, 0, end))
		}
	}
	for i := range in.Ended {
		x := &in.Ended[i]
		e := events[x.Person]
		if e == nil || x.Day < e.Day.Plus(-earlyDays) || open[[2]string{x.Target, x.Account.ID}] {
			continue
		}
		clocks = append(clocks, in.clock(e, x.Target, &x.Account, x.Day, end))
	}
	return clocks
}

// joiners are the clocks of people who started lately, one for each app where something is due to them. Whose start lies
// before the first read of an app that lacked nothing is left out: nobody knows since when it was there.
func (in *ClockInput) joiners() []access.Clock {
	clocks := []access.Clock{}
	open, resolved := map[[2]string]*access.AccountName{}, map[[2]string]access.Date{}
	lacking := map[[2]string]bool{}
	for i := range in.Open {
		if f := &in.Open[i]; f.Verdict == access.Missing && f.Person != nil {
			key := [2]string{f.Person.ID, f.Target}
			lacking[key], open[key] = true, f.Account
		}
	}
	for _, r := range in.Resolved {
		key := [2]string{r.Person, r.Target}
		resolved[key] = max(resolved[key], r.Day)
	}
	for i := range in.Joiners {
		e := &in.Joiners[i]
		for target, good := range in.Good {
			if !in.Due(e.Person.ID, target) {
				continue
			}
			key := [2]string{e.Person.ID, target}
			first := slices.IndexFunc(good, func(d access.Date) bool { return d >= e.Day })
			switch done := resolved[key]; {
			case lacking[key]:
				clocks = append(clocks, in.clock(e, target, open[key], 0, start))
			case done != 0:
				clocks = append(clocks, in.clock(e, target, nil, max(done, e.Day), start))
			case first > 0 || first == 0 && good[0] == e.Day:
				clocks = append(clocks, in.clock(e, target, nil, good[first], start))
			}
		}
	}
	return clocks
}

func byPerson(events []Event) map[string]*Event {
	m := make(map[string]*Event, len(events))
	for i := range events {
		m[events[i].Person.ID] = &events[i]
	}
	return m
}

func start(r *Record) access.Date { return r.Start }

func end(r *Record) access.Date { return r.End }

// clock measures from an event until a day, no date for one that runs.
func (in *ClockInput) clock(
	e *Event, target string, account *access.AccountName, done access.Date, of func(*Record) access.Date,
) access.Clock {
	c := access.Clock{Person: e.Person, Target: target, Account: account, Event: e.Day, Done: done}
	until := done
	if until == 0 {
		until = in.Today
	}
	c.Days = max(0, until.DaysSince(e.Day))
	for _, r := range in.Records[e.Person.ID] {
		if of(&r) == e.Day {
			c.Known = r.From
			break
		}
	}
	if c.Known <= in.FirstRoster {
		c.Known = 0
	}
	if c.Known != 0 {
		c.HRDays = min(c.Days, max(0, c.Known.DaysSince(e.Day)))
	}
	return c
}
