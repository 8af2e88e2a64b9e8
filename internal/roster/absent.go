package roster

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// Remember brings the people of the last good roster who are absent tonight back onto the roster, and those who were absent
// then already. Where their source lists current staff only they have left, since the last good roster that had them; else
// they keep their last state, with a remark. It adds to Unsound where too many people vanished since the last good roster, or
// left without an end date that was known before. vanished are the ids of those who have left by their absence alone, whenever
// that was.
func Remember(
	r *access.Roster, past *access.PastRoster, standing func(*access.Person) access.Standing,
) (vanished map[string]bool) {
	vanished = map[string]bool{}
	if past.Hash == "" {
		return vanished
	}
	former := map[string]bool{}
	for i := range r.People {
		for _, id := range r.People[i].FormerIDs {
			former[id] = true
		}
	}
	var absent []access.Person
	present, gone := 0, 0
	for _, id := range past.IDs {
		i := r.Find(id)
		record, changed := past.Changed[id]
		if !changed {
			record = &r.People[i]
		}
		was, there := standing(record).State != access.Left, record.Absent == 0
		if was && there {
			present++
		}
		if i >= 0 || former[id] {
			continue
		}
		last := *record
		if was && there {
			gone++
			last.Absent = past.Day
		}
		switch {
		case was && currentOnly(r.Sources, id):
			last.Employment, last.End = access.Terminated, last.Absent
		case was:
			r.Problems = append(r.Problems, access.RosterProblem{Person: id, Text: fmt.Sprintf(
				"%s was on the roster of %s and is absent: they keep their last state until they are back or marked as left",
				cut(clean(id)), last.Absent)})
		}
		if last.LeftByAbsence() {
			vanished[id] = true
		}
		absent = append(absent, last)
	}
	left := newlyLeft(r, past, standing)
	if len(absent) > 0 {
		r.People = append(r.People, absent...)
		slices.SortFunc(r.People, func(a, b access.Person) int { return strings.Compare(a.ID, b.ID) })
	}
	if most := max(3, present/10); gone > most {
		r.Unsound = append(r.Unsound, fmt.Sprintf("%d of %d people vanished since %s, at most %d may (3, or 10 %%): export the "+
			"roster anew, or --accept-roster if it is right", gone, present, past.Day, most))
	}
	if most := max(5, present/5); left > most {
		r.Unsound = append(r.Unsound, fmt.Sprintf("%d of %d people have left since %s without an end date that was known before, at "+
			"most %d may (5, or 20 %%): check the roster, or --accept-roster if it is right", left, present, past.Day, most))
	}
	return vanished
}

// currentOnly reports whether the source of an id lists current staff only; of several that it may be from, all of them.
func currentOnly(sources []access.SourceRead, id string) bool {
	current, longest := false, -1
	for i := range sources {
		s := &sources[i]
		switch n := len(s.Prefix); {
		case !strings.HasPrefix(id, s.Prefix) || n < longest:
		case n > longest:
			current, longest = s.CurrentOnly, n
		default:
			current = current && s.CurrentOnly
		}
	}
	return current
}

// newlyLeft counts who has left since the last good roster without an end date that it knew.
func newlyLeft(r *access.Roster, past *access.PastRoster, standing func(*access.Person) access.Standing) int {
	n := 0
	for i := range r.People {
		p := &r.People[i]
		if standing(p).State != access.Left {
			continue
		}
		before, _ := past.Find(p)
		if before != nil && standing(before).State != access.Left && (before.End == 0 || before.End != p.End) {
			n++
		}
	}
	return n
}
