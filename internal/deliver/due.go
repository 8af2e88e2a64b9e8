package deliver

import (
	"time"

	"reconcile/internal/access"
)

// allClear is after how many days without findings, or without changes, a mail says that there were none: silence would
// look the same as a program that does not run.
const allClear = 7

// night is what decides whether a mail is due.
type night struct {
	today access.Date
	// found: there is something to report. changed: findings were opened or resolved since the same was sent last.
	found, changed bool
	// last is the date on which the same was sent last to the same recipient, no date for never.
	last access.Date
}

// due reports whether a mail is to be sent.
func due(when string, n night) bool {
	switch when {
	case "findings":
		return n.found || n.last == 0 || n.today.DaysSince(n.last) >= allClear
	case "changes":
		return n.changed || n.last == 0 || n.today.DaysSince(n.last) >= allClear
	case "daily":
		return n.last != n.today
	case "weekly", "monthly", "quarterly", "yearly":
		return n.last == 0 || period(when, n.today) != period(when, n.last)
	default: // always
		return true
	}
}

// period numbers the week (ISO 8601), month, quarter or year of a day, within all years.
func period(when string, d access.Date) int {
	t := d.Time()
	year, month := t.Year(), int(t.Month())
	switch when {
	case "weekly":
		year, week := t.ISOWeek()
		return 100*year + week
	case "monthly":
		return 12*year + month
	case "quarterly":
		return 4*year + (month-1)/3
	default:
		return year
	}
}

// backoff is how long to wait before a message is tried again.
func backoff(attempts int) time.Duration {
	const first, most = 5 * time.Minute, 6 * time.Hour
	wait := first
	for range attempts - 1 {
		if wait *= 2; wait >= most {
			return most
		}
	}
	return wait
}
