package reports

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
)

// gap is something that was not read, or not in whole.
type gap struct {
	// where is an app or "roster"; status is one word or two.
	where, status, why string
	// bad tells a read that went wrong from one that was not asked for, or that can't see more.
	bad bool
}

// mostRows is how many rows, remarks or reasons of one kind are shown.
const mostRows = 5

// gaps lists what was not read, the gravest first; bad says that a read went wrong.
func (m *maker) gaps() (gaps []gap, bad bool) {
	for _, why := range m.run.Roster.Unsound {
		gaps = append(gaps, gap{"roster", "unsound", clean(why), true})
	}
	for _, status := range []access.ReadStatus{access.FailedRead, access.Partial} {
		for i := range m.run.Targets {
			if t := &m.run.Targets[i]; t.Status == status {
				gaps = append(gaps, gap{clean(t.Name), string(status), reasons(t.Why), true})
			}
		}
	}
	gaps = append(gaps, m.quarantined()...)
	bad = len(gaps) > 0
	for i := range m.run.Targets {
		if t := &m.run.Targets[i]; t.MissingWithheld != "" && t.Status == access.Complete {
			gaps = append(gaps, gap{clean(t.Name), "in part", clean(t.MissingWithheld), false})
		}
	}
	gaps = append(gaps, m.skipped()...)
	return append(gaps, m.holes()...), bad
}

func reasons(why []string) string {
	if len(why) == 0 {
		return "no reason was given"
	}
	return strings.Join(cleanAll(why), "; ")
}

// quarantined lists the rows of the roster that could not be judged.
func (m *maker) quarantined() []gap {
	var gaps []gap
	n := 0
	for i := range m.run.Roster.Warnings {
		w := &m.run.Roster.Warnings[i]
		if !w.Quarantined {
			continue
		}
		if n++; n <= mostRows {
			gaps = append(gaps, gap{"roster", "not judged", problem(w), true})
		}
	}
	if left := quarantined(m.run) - min(n, mostRows); left > 0 {
		gaps = append(gaps, gap{"roster", "not judged", count(left, "more row", "more rows") + ": --format json", true})
	}
	return gaps
}

// problem words a remark on a row of the roster.
func problem(w *access.RosterProblem) string {
	s := clean(w.Place.String())
	if w.Person != "" {
		s += " (" + clean(w.Person) + ")"
	}
	return strings.TrimPrefix(s+": "+clean(w.Text), ": ")
}

// skipped groups the apps that were left out by the reason.
func (m *maker) skipped() []gap {
	var order []string
	names := map[string][]string{}
	for i := range m.run.Targets {
		t := &m.run.Targets[i]
		if t.Status != access.SkippedRun {
			continue
		}
		why := reasons(t.Why)
		if names[why] == nil {
			order = append(order, why)
		}
		names[why] = append(names[why], clean(t.Name))
	}
	var gaps []gap
	for _, why := range order {
		gaps = append(gaps, together(names[why], string(access.SkippedRun), why))
	}
	return gaps
}

// holes groups the apps by what is not certainly seen of them.
func (m *maker) holes() []gap {
	var order []string
	names := map[string][]string{}
	for i := range m.run.Targets {
		t := &m.run.Targets[i]
		if t.Status != access.Complete && t.Status != access.Partial {
			continue
		}
		if unseen := holeNames(&t.Reach); unseen != "" {
			if names[unseen] == nil {
				order = append(order, unseen)
			}
			names[unseen] = append(names[unseen], clean(t.Name))
		}
	}
	var gaps []gap
	for _, unseen := range order {
		gaps = append(gaps, together(names[unseen], "beyond reach", unseen))
	}
	return gaps
}

// holeNames names what a reach does not see, and what it may not see.
func holeNames(r *access.Reach) string {
	var no, perhaps []string
	for _, f := range r.Holes() {
		if f.Listed == access.No {
			no = append(no, clean(f.Name))
		} else {
			perhaps = append(perhaps, clean(f.Name))
		}
	}
	var parts []string
	if no != nil {
		parts = append(parts, some(no, mostRows)+" not listed")
	}
	if perhaps != nil {
		parts = append(parts, some(perhaps, mostRows)+" not certain")
	}
	return strings.Join(parts, "; ")
}

// together words a gap that several apps share.
func together(names []string, status, why string) gap {
	if len(names) == 1 {
		return gap{names[0], status, why, false}
	}
	return gap{count(len(names), "app", "apps"), status, fmt.Sprintf("%s: %s", some(names, 8), why), false}
}
