package schedule

import "time"

// clock returns what a clock of the zone shows, as a time of UTC.
func clock(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// shown returns the latest time that a clock of the zone has shown by now: where the clock was put back within the hour,
// that is what it showed before.
func shown(now time.Time, zone *time.Location) time.Time {
	high := clock(now, zone)
	if put, _ := now.In(zone).ZoneBounds(); !put.IsZero() {
		if before := clock(put.Add(-1), zone); before.After(high) {
			return before
		}
	}
	return high
}

// instant returns the first instant at which a clock of the zone shows a time or a later one.
func instant(wall time.Time, zone *time.Location) time.Time {
	// some instant near it: time.Date chooses a side of a change of the clock, and does not say which
	near := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	from, to := near.ZoneBounds()
	switch at := clock(near, zone); {
	case at.After(wall): // skipped, and near is behind the change
		return from
	case at.Before(wall): // skipped, and near is before the change
		return to
	}
	if from.IsZero() {
		return near
	}
	// shown twice, if it was shown before the last change too
	_, offset := from.Add(-1).In(zone).Zone()
	if first := wall.Add(-time.Duration(offset) * time.Second); first.Before(from) {
		return first.In(zone)
	}
	return near
}
