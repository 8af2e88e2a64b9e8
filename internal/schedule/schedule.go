package schedule

import (
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Slot is when a night is meant to be, as a clock of the zone shows it: 2006-01-02T15:04. Slots sort as texts, and are
// what is remembered between two starts. The empty slot is none.
type Slot string

const layout = "2006-01-02T15:04"

// Date returns the local date of the slot, as 2006-01-02.
func (s Slot) Date() string { return string(s[:min(len(s), len(time.DateOnly))]) }

// maxMissed bounds the counting of what was missed.
const maxMissed = 10_000

// Schedule is one or more cron expressions, read on the clock of a zone.
type Schedule struct {
	zone  *time.Location
	specs []cron.Schedule
}

// Parse reads expressions, see Check.
func Parse(expressions []string, zone *time.Location) (*Schedule, error) {
	if len(expressions) == 0 {
		return nil, errors.New("read schedule: there is no cron expression: set `schedule`, such as \"30 2 * * *\"")
	}
	s := &Schedule{zone: zone}
	for _, e := range expressions {
		spec, err := parse(e)
		if err != nil {
			return nil, fmt.Errorf("read schedule %q: %w", e, err)
		}
		s.specs = append(s.specs, spec)
	}
	return s, nil
}

// Due returns the slot that is to run now, empty if there is none: the latest one, if it is later than the last that ran.
// missed counts the slots between the two, up to 10,000. Without a last slot the latest is due; who does not want that at
// a first start takes Latest for the last. A last slot more than a day ahead is that of a clock that was wrong, and does
// not count.
func (s *Schedule) Due(last Slot, now time.Time) (slot Slot, missed int) {
	high := shown(now, s.zone)
	then, err := time.Parse(layout, string(last))
	if err != nil || then.After(high.AddDate(0, 0, 1)) {
		return name(s.latest(high)), 0
	}
	next := s.after(then)
	if next.IsZero() || next.After(high) {
		return "", 0
	}
	latest := s.latest(high)
	for ; next.Before(latest) && missed < maxMissed; next = s.after(next) {
		missed++
	}
	return name(latest), missed
}

// Latest returns the last slot that is not after now, empty if there was none in five years.
func (s *Schedule) Latest(now time.Time) Slot { return name(s.latest(shown(now, s.zone))) }

// Next returns the first slot that is after now, and when it comes; zero values if there is none in five years.
func (s *Schedule) Next(now time.Time) (Slot, time.Time) {
	next := s.after(shown(now, s.zone))
	if next.IsZero() {
		return "", time.Time{}
	}
	return name(next), instant(next, s.zone)
}

func name(wall time.Time) Slot {
	if wall.IsZero() {
		return ""
	}
	return Slot(wall.Format(layout))
}

// after returns the first time on the clock that is after another, zero if there is none. The library sees a clock of UTC,
// which skips nothing.
func (s *Schedule) after(wall time.Time) time.Time {
	var first time.Time
	for _, spec := range s.specs {
		if t := spec.Next(wall); !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// latest looks back in growing steps, since the library only looks ahead.
func (s *Schedule) latest(wall time.Time) time.Time {
	const day = 24 * time.Hour
	for _, back := range []time.Duration{2 * time.Hour, 2 * day, 40 * day, 400 * day, 5 * 365 * day} {
		var latest time.Time
		for t := s.after(wall.Add(-back)); !t.IsZero() && !t.After(wall); t = s.after(t) {
			latest = t
		}
		if !latest.IsZero() {
			return latest
		}
	}
	return time.Time{}
}
