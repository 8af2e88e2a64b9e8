package schedule_test

import (
	"testing"
	"time"

	"reconcile/internal/schedule"
)

func TestACronExpressionThatNeverFiresIsRefused(t *testing.T) {
	good := []string{"30 2 * * *", "*/15 0-6 1,15 jan-jun Mon", "0 2 29 2 *", "5/15 * * * *", "0 2 31 2 1", "0 2 30 2,3 *"}
	bad := []string{
		"", "30 2 * *", "30 2 * * * *", "60 2 * * *", "30 24 * * *", "30 2 0 * *", "30 2 * 13 *", "30 2 * * 7", "30 2 * * mond", "*/0 * * * *",
		"5-1 * * * *", "1- * * * *", "-1 * * * *", ", * * * *", "0 2 30 2 *", "0 2 31 4,6 *", "TZ=UTC 30 2 * *", "@daily", "1/2/3 * * * *", "+1 * * * *",
	}
	for _, e := range good {
		if err := schedule.Check(e); err != nil {
			t.Errorf("%s: %v", e, err)
		}
	}
	for _, e := range bad {
		if err := schedule.Check(e); err == nil {
			t.Errorf("%q is taken", e)
		}
	}
}

// FuzzCheck holds that any text is refused or can be scheduled.
func FuzzCheck(f *testing.F) {
	for _, e := range []string{"30 2 * * *", "*/15 0-6 1,15 jan-jun Mon", "TZ=Europe/Berlin", "CRON_TZ=UTC 0 0 * * *", "@every 1s", "0 2 30 2 *", "0 0 1 1 */1"} {
		f.Add(e)
	}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, e string) {
		if schedule.Check(e) != nil {
			return
		}
		s, err := schedule.Parse([]string{e}, time.UTC)
		if err != nil {
			t.Fatalf("%q is checked and cannot be read: %v", e, err)
		}
		if slot, at := s.Next(now); slot == "" || !at.After(now) {
			t.Errorf("%q has no next slot", e)
		}
		if s.Latest(now) == "" {
			t.Errorf("%q has no slot in five years", e)
		}
	})
}
