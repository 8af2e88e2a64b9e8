package daemon_test

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestEachLocalDateOfAYearRunsExactlyOnceOverTwoOutages(t *testing.T) {
	// 02:30 is skipped in Madrid's spring and comes twice in its autumn, 01:30 comes twice in New York's
	for zone, expression := range map[string]string{
		"Europe/Madrid": "30 2 * * *", "America/New_York": "30 1 * * *", "America/Lima": "30 2 * * *",
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, zone, "2026-01-01 00:00", expression)
				// a night takes a while, so the clock may change during one
				w.night = sleep(50 * time.Minute)
				w.start()
				for _, outage := range [][2]string{
					// over the skipped hour of Madrid and of New York, and over a common night
					{"2026-03-08 00:10", "2026-03-08 09:00"},
					{"2026-03-29 00:10", "2026-03-29 09:00"},
					{"2026-08-14 22:00", "2026-08-15 08:00"},
				} {
					w.until(outage[0])
					w.want("stopped", w.stop(), nil)
					w.until(outage[1])
					w.start()
				}
				w.until("2027-01-01 00:00")
				w.want("stopped", w.stop(), nil)
				dates := map[string]int{}
				for _, at := range w.ran {
					dates[at.Format(time.DateOnly)]++
				}
				for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
					if date := day.Format(time.DateOnly); dates[date] != 1 {
						t.Errorf("%s ran %d times", date, dates[date])
					}
				}
				w.want("nights", len(w.ran), 365)
			})
		})
	}
}

func TestWhatOutagesMissedIsCaughtUpByOneNightAtTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "Europe/Madrid", "2026-10-20 12:00", "30 2 * * *")
		w.start()
		w.until("2026-10-21 12:00")
		w.want("stopped", w.stop(), nil)
		w.until("2026-10-26 09:00")
		w.start()
		w.until("2026-10-27 12:00")
		w.want("nights", w.nights(), "10-21 02:30, 10-26 09:00, 10-27 02:30")
		w.want("stopped", w.stop(), nil)
	})
}
