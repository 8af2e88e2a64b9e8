package starter

import (
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

// order is how the dates of a file are to be read.
type order struct {
	// word is what `dates:` says, "" for ISO, which needs no word.
	word string
	// why says what the choice rests on; sure: no other would do.
	why  string
	sure bool
	// since is why as a part of a sentence, where the choice is a question too.
	since string
	// example is a cell that is another day in the other order, with both days; nil where there is none.
	example *example
}

// example is a cell that could be two days.
type example struct {
	header, cell string
	dmy, mdy     access.Date
}

// orderOf finds the order in which all cells of the columns are dates. Where several would do, the day comes first.
func (s *survey) orderOf(columns ...*column) order {
	wrong := func(o table.Order) (n int) {
		for _, c := range columns {
			if c == nil {
				continue
			}
			for _, cell := range c.distinct() {
				if _, err := s.date(cell, o); err != nil {
					n++
				}
			}
		}
		return n
	}
	iso, dmy, mdy := wrong(table.YMD), wrong(table.DMY), wrong(table.MDY)
	switch {
	case iso <= dmy && iso <= mdy:
		return order{sure: true}
	case dmy < mdy:
		return order{word: "dmy", why: "some dates have a day beyond 12 in front", sure: true}
	case mdy < dmy:
		return order{word: "mdy", why: "some dates have a day beyond 12 in second place", sure: true}
	case s.spanish():
		return order{
			word: "dmy", why: "the headers are Spanish, so the day comes first", since: "the headers are Spanish",
			example: s.eitherWay(columns),
		}
	default:
		return order{
			word: "dmy", why: "every date could be either; if the month comes first, write `dates: mdy`",
			since: "nothing says otherwise", example: s.eitherWay(columns),
		}
	}
}

// eitherWay finds a cell that is one day with the day first and another with the month first, in the last column that has one.
func (s *survey) eitherWay(columns []*column) *example {
	for _, c := range slices.Backward(columns) {
		if c == nil {
			continue
		}
		for _, cell := range c.distinct() {
			dmy, err := s.date(cell, table.DMY)
			mdy, other := s.date(cell, table.MDY)
			if err == nil && other == nil && dmy != mdy {
				return &example{c.header, cell, dmy, mdy}
			}
		}
	}
	return nil
}

// question asks what only the company can tell of dates that could be either; what says whose dates they are.
func (o *order) question(what string) string {
	other := "mdy"
	if o.word == "mdy" {
		other = "dmy"
	}
	return fmt.Sprintf("whether %q under %q is %s or %s: every date of %s could be either, and is read as %s, since %s; if that is "+
		"not so, write `dates: %s` into %s", short(visible(o.example.cell)), short(visible(o.example.header)), o.example.dmy,
		o.example.mdy, what, o.word, o.since, other, Config)
}

// orderOfDates is the order of the roster's dates. Where each cell could be either, it is the one that contradicts fewer
// statuses: the wrong one moves the last days of leavers into the future, and hides them.
func (p *people) orderOfDates() order {
	o := p.orderOf(p.column("start"), p.column("end"))
	if o.sure || o.example == nil {
		return o
	}
	means := p.meanings()
	day, month := p.contradictions(table.DMY, means), p.contradictions(table.MDY, means)
	switch {
	case month.weight < day.weight:
		o.word = "mdy"
		o.since = fmt.Sprintf("with the day first %s, with the month first %d", day.text(), month.rows)
	case day.weight < month.weight:
		o.since = fmt.Sprintf("with the month first %s, with the day first %d", month.text(), day.rows)
	default:
		return o
	}
	o.why = "every date could be either, and " + o.since
	return o
}

// contradictions are rows whose status says other than their dates.
type contradictions struct{ rows, weight int }

func (c contradictions) text() string {
	if c.rows == 1 {
		return "1 row contradicts its status"
	}
	return fmt.Sprintf("%d rows contradict their status", c.rows)
}

// contradictions counts the rows of which, in an order of dates, the status says other than the dates. A start to come
// weighs less than an end: people are entered before they begin.
func (p *people) contradictions(o table.Order, means map[string]access.Employment) (c contradictions) {
	status, start, end := p.column("status"), p.column("start"), p.column("end")
	if status == nil {
		return c
	}
	day := func(column *column, row int) access.Date {
		if column == nil {
			return 0
		}
		d, err := p.date(column.cells[row], o)
		if err != nil {
			return 0
		}
		return d
	}
	today := p.options.Env.Day
	for row, word := range status.cells {
		e, known := means[word]
		if !known {
			continue
		}
		begins, ends := day(start, row), day(end, row)
		weight := 0
		if e == access.Terminated && ends.After(today) || e != access.Terminated && ends.Before(today) {
			weight += 2
		}
		if e != access.Terminated && begins.After(today) {
			weight++
		}
		if c.weight += weight; weight > 0 {
			c.rows++
		}
	}
	return c
}

// dates reports whether a column holds dates, in whatever order.
func (s *survey) dates(c *column) bool {
	return c.most(func(cell string) bool {
		for _, o := range []table.Order{table.YMD, table.DMY, table.MDY} {
			if _, err := s.date(cell, o); err == nil {
				return true
			}
		}
		return false
	})
}
