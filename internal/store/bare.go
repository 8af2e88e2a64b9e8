package store

import (
	"encoding/json"
	"fmt"

	"reconcile/internal/access"
)

// aside is what a finding says that changes from day to day, or is known only of tonight. It is kept beside the body, so
// that a finding that stays has one body for all its nights. Here, and nowhere else, is what that is.
type aside struct {
	// first is FirstSeen.
	first access.Date
	// age is what AgeDays is besides the days since first: 0.
	age int
	// event is the date from which Days counts, no date where there are none.
	event access.Date
}

// bare returns the finding without what changes from day to day, and that.
func bare(f access.Finding, asOf access.Date) (access.Finding, aside) {
	a := aside{first: f.FirstSeen, age: f.AgeDays}
	if f.FirstSeen != 0 {
		a.age -= asOf.DaysSince(f.FirstSeen)
	}
	if f.Days != 0 {
		a.event = asOf.Plus(-f.Days)
	}
	f.FirstSeen, f.AgeDays, f.Days = 0, 0, 0
	return f, a
}

// restore is the inverse of bare.
func (a aside) restore(f *access.Finding, asOf access.Date) {
	f.FirstSeen, f.AgeDays, f.Days = a.first, a.age, 0
	if a.first != 0 {
		f.AgeDays += asOf.DaysSince(a.first)
	}
	if a.event != 0 {
		f.Days = asOf.DaysSince(a.event)
	}
}

// storedFinding decodes a finding. Severity, status and kind are written as words, which their types do not read.
type storedFinding struct {
	*access.Finding
	Severity string      `json:"severity"`
	Hold     *storedHold `json:"hold"`
}

type storedHold struct {
	*access.Hold
	Status string `json:"status"`
	Kind   string `json:"kind"`
}

// decodeFinding reads a finding's JSON.
func decodeFinding(text []byte) (access.Finding, error) {
	var f access.Finding
	stored := storedFinding{Finding: &f}
	if err := json.Unmarshal(text, &stored); err != nil {
		return f, err
	}
	severity, known := access.ParseSeverity(stored.Severity)
	if !known {
		return f, fmt.Errorf("%q is no severity", stored.Severity)
	}
	f.Severity = severity
	if h := stored.Hold; h != nil {
		if h.Hold == nil {
			h.Hold = &access.Hold{}
		}
		f.Hold = h.Hold
		f.Hold.Status = word(h.Status, access.Enabled, access.Invited, access.Suspended)
		f.Hold.Kind = word(h.Kind, access.Human, access.Guest, access.Bot, access.Shared)
	}
	return f, nil
}

// word finds the value that is written so, or the first.
func word[T fmt.Stringer](text string, values ...T) T {
	for _, v := range values {
		if v.String() == text {
			return v
		}
	}
	return values[0]
}
