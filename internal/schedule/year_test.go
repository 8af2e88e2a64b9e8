package schedule_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"reconcile/internal/schedule"
)

// outage is when a machine is off.
type outage struct{ from, to string }

// step is how often a machine looks at the clock; it fits no hour.
const step = 23 * time.Minute

// ran is a night that was run.
type ran struct {
	slot   schedule.Slot
	at     time.Time
	missed int
}

// live runs a schedule over 2026, looking at the clock every few minutes, except when the machine is off.
func live(t *testing.T, expression, zone string, outages ...outage) []ran {
	t.Helper()
	place := location(t, zone)
	s, err := schedule.Parse([]string{expression}, place)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, place)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, place)
	last := s.Latest(now)
	var list []ran
	off := map[time.Time]time.Time{}
	for _, o := range outages {
		off[local(t, o.from, place)] = local(t, o.to, place)
	}
	for ; now.Before(end); now = now.Add(step) {
		for from, to := range off {
			if !now.Before(from) && now.Before(to) {
				now = to
			}
		}
		slot, missed := s.Due(last, now)
		if slot == "" {
			continue
		}
		list = append(list, ran{slot, now, missed})
		last = slot
		// what was run is not run again, also by a process that begins anew
		if again, _ := s.Due(last, now); again != "" {
			t.Fatalf("%s: %s is due again", zone, again)
		}
	}
	return list
}

func location(t *testing.T, zone string) *time.Location {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

func local(t *testing.T, text string, place *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, place)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEachLocalDateRunsExactlyOnceOverAYearOfTwoOutages(t *testing.T) {
	for _, zone := range []string{"Europe/Madrid", "America/New_York", "America/Lima"} {
		// 02:30 is skipped in spring and comes twice in Madrid's autumn, 01:30 twice in New York's
		for _, expression := range []string{"30 2 * * *", "30 1 * * *", "0 0 * * *", "59 23 * * *"} {
			list := live(t, expression, zone,
				// over the skipped hour of both, each on its day, and over a common night
				outage{"2026-03-29 00:10", "2026-03-29 09:00"}, outage{"2026-03-08 00:10", "2026-03-08 09:00"},
				outage{"2026-08-14 22:00", "2026-08-15 08:00"})
			dates := map[string]int{}
			for i, r := range list {
				dates[r.slot.Date()]++
				if r.missed != 0 || i > 0 && r.slot <= list[i-1].slot {
					t.Errorf("%s %s: %+v", zone, expression, r)
				}
			}
			for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
				date := day.Format(time.DateOnly)
				// the slot at midnight of the first day, or at the last minute of the last, is outside the year that was lived
				if outside := expression == "0 0 * * *" && date == "2026-01-01" || expression == "59 23 * * *" && date == "2026-12-31"; outside {
					continue
				}
				if dates[date] != 1 {
					t.Errorf("%s %s: %s ran %d times", zone, expression, date, dates[date])
				}
			}
		}
	}
}

func TestWhatALongOutageMissedIsCaughtUpByOneRun(t *testing.T) {
	list := live(t, "30 2 * * *", "Europe/Madrid", outage{"2026-03-27 01:00", "2026-03-30 01:00"}, outage{"2026-10-23 12:00", "2026-10-28 12:00"})
	var late []ran
	for _, r := range list {
		if r.missed > 0 {
			late = append(late, r)
		}
	}
	if len(late) != 2 || late[0].slot != "2026-03-29T02:30" || late[0].missed != 2 || late[1].slot != "2026-10-28T02:30" || late[1].missed != 4 {
		t.Errorf("caught up: %+v", late)
	}
	if len(list) != 365-2-4 {
		t.Errorf("%d nights ran", len(list))
	}
}

func TestANightInTheSkippedHourRunsWhenTheClockPassesIt(t *testing.T) {
	for _, c := range []struct{ zone, expression, now, slot, at string }{
		{"Europe/Madrid", "30 2 * * *", "2026-03-29T00:59:00Z", "2026-03-29T02:30", "2026-03-29T01:00:00Z"},
		{"America/New_York", "30 2 * * *", "2026-03-08T06:00:00Z", "2026-03-08T02:30", "2026-03-08T07:00:00Z"},
		// the hour that comes twice is had the first time
		{"Europe/Madrid", "30 2 * * *", "2026-10-24T23:00:00Z", "2026-10-25T02:30", "2026-10-25T00:30:00Z"},
		{"Europe/Madrid", "30 2 * * *", "2026-10-25T00:31:00Z", "2026-10-26T02:30", "2026-10-26T01:30:00Z"},
		{"Europe/Madrid", "30 2 * * *", "2026-10-25T01:00:00Z", "2026-10-26T02:30", "2026-10-26T01:30:00Z"},
		{"America/New_York", "30 1 * * *", "2026-11-01T05:00:00Z", "2026-11-01T01:30", "2026-11-01T05:30:00Z"},
		{"America/New_York", "30 1 * * *", "2026-11-01T05:30:00Z", "2026-11-02T01:30", "2026-11-02T06:30:00Z"},
		{"America/Lima", "30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T02:30", "2026-03-29T07:30:00Z"},
		// midnight that does not exist
		{"America/Santiago", "0 0 * * *", "2026-09-06T03:00:00Z", "2026-09-06T00:00", "2026-09-06T04:00:00Z"},
		// half an hour
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", "2026-10-04T02:15", "2026-10-03T15:30:00Z"},
		// a day that does not exist
		{"Pacific/Apia", "30 2 * * *", "2011-12-30T09:00:00Z", "2011-12-30T02:30", "2011-12-30T10:00:00Z"},
		{"Pacific/Apia", "30 2 * * *", "2011-12-30T10:00:00Z", "2011-12-31T02:30", "2011-12-30T12:30:00Z"},
		{"UTC", "0 2 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T02:00", "2028-02-29T02:00:00Z"},
	} {
		s, err := schedule.Parse([]string{c.expression}, location(t, c.zone))
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		slot, at := s.Next(now)
		if string(slot) != c.slot || at.UTC().Format(time.RFC3339) != c.at {
			t.Errorf("%s %s after %s: %s at %s", c.zone, c.expression, c.now, slot, at.UTC().Format(time.RFC3339))
		}
	}
}
