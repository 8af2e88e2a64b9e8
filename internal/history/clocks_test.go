package history_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

var night = access.DateOf(2026, time.June, 15)

// told words clocks as "person target event+done days/hr", done in days from the night, * for one that runs.
func told(list []access.Clock) (lines []string) {
	for _, c := range list {
		done := "*"
		if !c.Running() {
			done = fmt.Sprint(c.Done.DaysSince(night))
		}
		lines = append(lines, fmt.Sprintf("%s %s %d>%s %d/%d", c.Person.ID, c.Target, c.Event.DaysSince(night), done, c.Days, c.HRDays))
	}
	return lines
}

func event(id string, days int) history.Event {
	return history.Event{Person: access.PersonName{ID: id}, Day: night.Plus(days)}
}

func lost(id, target string, days int) history.Ended {
	return history.Ended{Target: target, Account: access.AccountName{ID: "a-" + id}, Person: id, Day: night.Plus(days)}
}

func still(verdict access.Verdict, cause access.Cause, id, target string) access.Finding {
	return access.Finding{
		Verdict: verdict, Cause: cause, Target: target, Person: &access.PersonName{ID: id}, Account: &access.AccountName{ID: "a-" + id},
	}
}

func TestALeaversClockRunsFromTheLastDayToTheFirstReadWithoutAccess(t *testing.T) {
	in := &history.ClockInput{
		Today: night, FirstRoster: night.Plus(-50),
		Leavers: []history.Event{event("late", -10), event("open", -4), event("early", -3), event("told", -20), event("long", -9)},
		Open: []access.Finding{
			still(access.Orphaned, access.CauseLeaver, "open", "github"), still(access.Orphaned, access.CauseUnknown, "open", "slack"),
			still(access.Excess, "", "late", "github"),
		},
		Ended: []history.Ended{
			lost("late", "github", -7), lost("early", "github", -5), lost("told", "github", -12), lost("long", "github", -60),
			lost("moved", "github", -1), lost("open", "github", -2),
		},
		Records: map[string][]history.Record{
			"late": {{From: night.Plus(-50)}, {From: night.Plus(-40), End: night.Plus(-10)}},
			"told": {{From: night.Plus(-50)}, {From: night.Plus(-15), End: night.Plus(-20)}},
			"open": {{From: night.Plus(-50), End: night.Plus(-4)}},
		},
	}
	want := []string{
		"open github -4>* 4/0",
		"told github -20>-12 8/5", // five of the eight days HR had not said so
		"late github -10>-7 3/0",
		"early github -3>-5 0/0",
	}
	c := history.Clocks(in)
	if diff := cmp.Diff(want, told(c.Leavers)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, clock := range c.Leavers {
		if known := clock.Person.ID == "late" || clock.Person.ID == "told"; (clock.Known != 0) != known {
			t.Errorf("%s: known since %s; what the first roster knew may be older", clock.Person.ID, clock.Known)
		}
	}
}

func TestAJoinersClockRunsFromTheFirstDayToTheFirstGoodReadWithEverythingDue(t *testing.T) {
	in := &history.ClockInput{
		Today: night, FirstRoster: night.Plus(-50),
		Joiners: []history.Event{event("waits", -3), event("served", -8), event("ready", -6), event("before", -60), event("none", -5)},
		Open:    []access.Finding{still(access.Missing, access.CauseJoiner, "waits", "github")},
		Resolved: []history.Resolved{
			{Target: "github", Person: "served", Day: night.Plus(-7)}, {Target: "github", Person: "served", Day: night.Plus(-2)},
			{Target: "slack", Person: "served", Day: night.Plus(-9)},
		},
		Good: map[string][]access.Date{
			"github": {night.Plus(-30), night.Plus(-7), night.Plus(-4), night}, "slack": {night.Plus(-9), night.Plus(-8), night},
		},
		Due: func(person, target string) bool { return person != "none" && (target == "github" || person == "served") },
	}
	want := []string{
		"waits github -3>* 3/0",
		"served github -8>-2 6/0",
		"ready github -6>-4 2/0", // the first good read after the first day
		"served slack -8>-8 0/0",
	}
	if diff := cmp.Diff(want, told(history.Clocks(in).Joiners)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
