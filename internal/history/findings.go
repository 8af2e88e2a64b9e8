package history

import "reconcile/internal/access"

// Known is what an open finding was last found with.
type Known struct {
	Cause access.Cause
	// Emptied is that of its Hold.
	Emptied string
}

// KnownOf is what a finding is found with.
func KnownOf(f *access.Finding) Known {
	k := Known{Cause: f.Cause}
	if f.Hold != nil {
		k.Emptied = f.Hold.Emptied
	}
	return k
}

// FindingChanges are what tonight's findings change. Indexes are of the findings found.
type FindingChanges struct {
	// Opened are not open; Kept are, some of them with another cause or hold: Recaused.
	Opened, Kept, Recaused []int
	// Resolved are fingerprints that are open, not found, and concluded from.
	Resolved []string
}

// Findings compares the open findings, by fingerprint, with those found tonight. An open one that is not found is
// resolved only where concluded says that absence means something; nil is nowhere. Of several findings with one
// fingerprint the first counts.
func Findings(open map[string]Known, found []access.Finding, concluded func(fingerprint string) bool) FindingChanges {
	var c FindingChanges
	seen := make(map[string]bool, len(found))
	for i := range found {
		f := &found[i]
		if seen[f.Fingerprint] {
			continue
		}
		seen[f.Fingerprint] = true
		was, known := open[f.Fingerprint]
		switch {
		case !known:
			c.Opened = append(c.Opened, i)
		case was != KnownOf(f):
			c.Recaused = append(c.Recaused, i)
			fallthrough
		default:
			c.Kept = append(c.Kept, i)
		}
	}
	for fingerprint := range open {
		if !seen[fingerprint] && concluded != nil && concluded(fingerprint) {
			c.Resolved = append(c.Resolved, fingerprint)
		}
	}
	return c
}
