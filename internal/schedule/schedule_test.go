package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reconcile/internal/schedule"
)

func TestTwoExpressionsOfOneTimeAreOneNight(t *testing.T) {
	s, err := schedule.Parse([]string{"30 2 * * *", "30 2 1 * *", "0 12 * * mon"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	var got []schedule.Slot
	last := schedule.Slot("2026-05-31T02:30")
	for now := time.Date(2026, 5, 31, 3, 0, 0, 0, time.UTC); now.Month() != time.July && len(got) < 4; now = now.Add(time.Hour) {
		if slot, _ := s.Due(last, now); slot != "" {
			got = append(got, slot)
			last = slot
		}
	}
	// the first of June 2026 is a Monday
	if want := "[2026-06-01T02:30 2026-06-01T12:00 2026-06-02T02:30 2026-06-03T02:30]"; fmt.Sprint(got) != want {
		t.Errorf("ran %v", got)
	}
}

func TestAFirstStartDoesWhatItsCallerWants(t *testing.T) {
	s, err := schedule.Parse([]string{"30 2 * * *"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	if slot, missed := s.Due("", now); slot != "2026-06-01T02:30" || missed != 0 {
		t.Errorf("without a last slot %q is due, %d missed", slot, missed)
	}
	if slot, _ := s.Due(s.Latest(now), now); slot != "" {
		t.Errorf("%q is due", slot)
	}
}

func TestAClockThatWasWrongStopsNothing(t *testing.T) {
	s, err := schedule.Parse([]string{"30 2 * * *"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, last := range []schedule.Slot{"2099-01-01T02:30", "2026-06-03T02:30", "nonsense"} {
		if slot, missed := s.Due(last, now); slot != "2026-06-01T02:30" || missed != 0 {
			t.Errorf("after %s %q is due, %d missed", last, slot, missed)
		}
	}
	// a clock that is put back by some hours repeats nothing
	if slot, _ := s.Due("2026-06-02T02:30", now); slot != "" {
		t.Errorf("%q is due again", slot)
	}
	// and what an old memory missed is counted no further than makes sense
	if slot, missed := s.Due("0001-01-01T00:00", now); slot == "" || missed != 10_000 {
		t.Errorf("%q is due, %d missed", slot, missed)
	}
}

func TestAScheduleNeedsAnExpression(t *testing.T) {
	for _, list := range [][]string{nil, {"30 2 * * *", "TZ=Europe/Berlin"}, {"@hourly"}} {
		if _, err := schedule.Parse(list, time.UTC); err == nil {
			t.Errorf("%q is taken", list)
		}
	}
}

// brute is the first minute at which a clock of the zone shows a slot or a later time.
func brute(slot schedule.Slot, zone *time.Location, near time.Time) time.Time {
	for at := near.Add(-3 * time.Hour); ; at = at.Add(time.Minute) {
		if at.In(zone).Format("2006-01-02T15:04") >= string(slot) {
			return at
		}
	}
}

func TestASlotRunsOnceAndAtTheFirstInstantOfItsTime(t *testing.T) {
	zones := []string{"Europe/Madrid", "America/New_York", "America/Lima", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "UTC"}
	rapid.Check(t, func(rt *rapid.T) {
		place := location(t, rapid.SampledFrom(zones).Draw(rt, "zone"))
		expression := fmt.Sprintf("%d %s * * %s", rapid.IntRange(0, 59).Draw(rt, "minute"),
			rapid.SampledFrom([]string{"0", "1", "2", "3", "*", "*/6", "1-3"}).Draw(rt, "hour"),
			rapid.SampledFrom([]string{"*", "sun", "mon-fri"}).Draw(rt, "weekday"))
		s, err := schedule.Parse([]string{expression}, place)
		if err != nil {
			rt.Fatal(err)
		}
		// near a change of the clock, most of the time
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(rt, "now")) * time.Minute)
		if _, change := now.In(place).ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(rt, "near") {
			now = change.Add(time.Duration(rapid.IntRange(-300, 300).Draw(rt, "off")) * time.Minute).UTC()
		}
		last := s.Latest(now)
		if again, _ := s.Due(last, now); again != "" {
			rt.Fatalf("%s is due after %s at %s", again, last, now)
		}
		slot, at := s.Next(now)
		if want := brute(slot, place, at); !at.Equal(want) || !at.After(now) || slot <= last {
			rt.Fatalf("%s after %s is at %s, not %s; now is %s", slot, last, at.UTC(), want.UTC(), now)
		}
		// several slots of a skipped hour come at one instant: the latest is run, the others are counted
		due, missed := s.Due(last, at)
		if due < slot || (missed == 0) != (due == slot) {
			rt.Fatalf("at %s %s is due, %d missed, not %s", at, due, missed, slot)
		}
		if early, _ := s.Due(last, at.Add(-time.Second)); early != "" {
			rt.Fatalf("%s is due before %s", early, at)
		}
	})
}
