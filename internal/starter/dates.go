package starter

import (
	"fmt"

	"reconcile/internal/table"
)

// order is how the dates of a file are to be read.
type order struct {
	// word is what `dates:` says, "" for ISO, which needs no word.
	word string
	// why says what the choice rests on; sure: no other would do.
	why  string
	sure bool
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
		return order{word: "dmy", why: "the headers are Spanish, so the day comes first"}
	default:
		return order{word: "dmy", why: fmt.Sprintf("every date could be either; if the month comes first, write `dates: %s`", "mdy")}
	}
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
