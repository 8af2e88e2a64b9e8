package roster

import (
	"fmt"

	"reconcile/internal/access"
)

// unsound says why nothing may be removed on the strength of a source: too many rows that can't be judged, or data too
// old. It sets the date of the data, and notes one that lies ahead. Ages are whole days, by the calendar where the run
// takes place.
func (o *Options) unsound(read *access.SourceRead, problems *[]access.RosterProblem) (why []string) {
	if most := tolerated(read.Rows); read.Quarantined > most {
		why = append(why, fmt.Sprintf("%s: %d of %d rows can't be judged, at most %d may be (3, or 2 %%): mend the rows listed",
			o.Env.Name, read.Quarantined, read.Rows, most))
	}
	day, said := o.dataDay(read.Date), "is of "
	if o.Env.Exported != 0 {
		read.Date, said = o.Env.Exported.Time(), "was exported on "
	}
	what := read.File
	if what == "" {
		what = "the data"
	}
	today := access.DayOf(o.now())
	if day == 0 || today == 0 {
		return why
	}
	age := today.DaysSince(day)
	if age > o.Env.MaxAge {
		why = append(why, fmt.Sprintf("%s: %s %s%s, %d days before this run, at most %d may be (`max_age`): export it anew",
			o.Env.Name, what, said, day, age, o.Env.MaxAge))
	}
	if age < 0 {
		*problems = append(*problems, access.RosterProblem{
			Place: o.whole(read.File),
			Text:  fmt.Sprintf("%s %s%s, which is %s ahead of this run: check the clocks", what, said, day, count(-age, "day", "days")),
		})
	}
	return why
}

// whole is the place of what is said of a source at large.
func (o *Options) whole(file string) access.Place {
	if file == "" {
		return access.Place{Record: o.Env.Name}
	}
	return access.Place{File: file}
}

// tolerated is how many of so many rows may be quarantined.
func tolerated(rows int) int { return max(3, rows*2/100) }
