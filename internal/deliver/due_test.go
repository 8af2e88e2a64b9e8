package deliver

import (
	"testing"
	"time"

	"reconcile/internal/access"
)

func TestAMailIsDueByWhatWasFoundAndWhenItWasSentLast(t *testing.T) {
	today := access.DateOf(2026, time.March, 2) // a Monday
	for _, c := range []struct {
		policy string
		when   string
		night  night
		want   bool
	}{
		{"always is every night", "always", night{last: today - 1}, true},
		{"and a second one on the same day", "always", night{last: today}, true},
		{"daily is once a day", "daily", night{last: today - 1}, true},
		{"and not twice, however often it runs", "daily", night{last: today}, false},
		{"findings is a night with findings", "findings", night{found: true, last: today - 1}, true},
		{"and none without, for a week", "findings", night{last: today - 6}, false},
		{"then an all-clear", "findings", night{last: today - 7}, true},
		{"the first mail says that all is clear", "findings", night{}, true},
		{"findings that are known are no change", "changes", night{found: true, last: today - 1}, false},
		{"a new one is", "changes", night{found: true, changed: true, last: today - 1}, true},
		{"weekly is once in a calendar week", "weekly", night{last: today - 1}, true},
		{"and not twice", "weekly", night{last: today}, false},
		{"monthly is once in a month", "monthly", night{last: today - 1}, false},
		{"and again in the next", "monthly", night{last: today - 2}, true},
		{"quarterly", "quarterly", night{last: today - 40}, false},
		{"a quarter later", "quarterly", night{last: today - 70}, true},
		{"yearly", "yearly", night{last: today - 50}, false},
		{"a year later", "yearly", night{last: today - 61}, true},
	} {
		c.night.today = today
		if got := due(c.when, c.night); got != c.want {
			t.Errorf("%s: %t", c.policy, got)
		}
	}
}

func TestAMessageIsTriedAgainAfterEverLongerTimesUpToSixHours(t *testing.T) {
	last := time.Duration(0)
	for attempts := 1; attempts < 20; attempts++ {
		wait := backoff(attempts)
		if wait < last || wait > 6*time.Hour || attempts == 1 && wait != 5*time.Minute {
			t.Errorf("after %d attempts %v, before %v", attempts, wait, last)
		}
		last = wait
	}
}
