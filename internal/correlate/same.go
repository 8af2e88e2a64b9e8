package correlate

import (
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// sameDays is for how long after an end a start under another id may be the same human's.
const sameDays = 60

// SamePerson points out leavers who may be the same human as a later record: an equal name, and a start within 60 days
// of the end. It maps indexes of people; where several records fit, to the first start, then the lowest id.
func SamePerson(roster *access.Roster, standings []access.Standing) map[int]int {
	var ends []access.Date
	for i := range roster.People {
		if p := &roster.People[i]; standings[i].State == access.Left && p.Name != "" && p.End != 0 {
			ends = append(ends, p.End)
		}
	}
	slices.Sort(ends)
	byName := map[string][]int{}
	for i := range roster.People {
		p := &roster.People[i]
		if standings[i].State != access.Left && p.Start != 0 && near(ends, p.Start) {
			name := fold.Text(p.Name)
			byName[name] = append(byName[name], i)
		}
	}
	same := map[int]int{}
	for i := range roster.People {
		p := &roster.People[i]
		if standings[i].State != access.Left || p.Name == "" || p.End == 0 {
			continue
		}
		for _, k := range byName[fold.Text(p.Name)] {
			gap := roster.People[k].Start.DaysSince(p.End)
			if gap < -sameDays || gap > sameDays {
				continue
			}
			if old, taken := same[i]; !taken || roster.People[k].Start < roster.People[old].Start {
				same[i] = k
			}
		}
	}
	return same
}

// near reports whether any of the sorted dates is so near that the two may be one human's. It spares most names the
// comparison.
func near(dates []access.Date, d access.Date) bool {
	i, _ := slices.BinarySearch(dates, d.Plus(-sameDays))
	return i < len(dates) && dates[i] <= d.Plus(sameDays)
}
