package sheet

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Formula is a cell that is calculated, with the value it has now: previews and readers calculate nothing. The expression
// must hold no text from outside.
type Formula struct {
	Expression string
	Value      any
}

// mostOfText is how many UTF-16 units a cell holds; more would be cut in silence.
const mostOfText = 32767

// text makes a text fit for a cell: what acts is shown instead, and what a cell has no room for is cut, which it says.
func text(s string) string {
	s = fold.Clean(s)
	if len(s) <= mostOfText {
		return s
	}
	units := 0
	for _, r := range s {
		units += width(r)
	}
	if units <= mostOfText {
		return s
	}
	note := "… [cut: " + strconv.Itoa(utf8.RuneCountInString(s)) + " characters]"
	room := mostOfText
	for _, r := range note {
		room -= width(r)
	}
	for i, r := range s {
		if room -= width(r); room < 0 {
			return s[:i] + note
		}
	}
	return s
}

// width is how many UTF-16 units a rune takes.
func width(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// firstDay is the first day on which dates of spreadsheets and days of the calendar agree: they hold 1900 for a leap year.
func firstDay() access.Date { return access.DateOf(1900, time.March, 1) }

// lastDay is the last day a spreadsheet knows.
func lastDay() access.Date { return access.DateOf(9999, time.December, 31) }

// serialZero is the day that spreadsheets number 0.
func serialZero() access.Date { return access.DateOf(1899, time.December, 30) }

// value is what is written for a value, nil for none. A date that spreadsheets do not know is a text.
func value(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		return text(v)
	case access.Date:
		switch {
		case v.IsZero():
			return nil
		case v < firstDay() || v > lastDay():
			return v.String()
		default:
			return v.DaysSince(serialZero())
		}
	case time.Time:
		day := access.DayOf(v)
		switch {
		case v.IsZero():
			return nil
		case day < firstDay() || day > lastDay():
			return text(v.Format(time.RFC3339))
		default:
			hour, minute, second := v.Clock()
			// a little more, lest a program that cuts shows the minute before
			return float64(day.DaysSince(serialZero())) + float64(hour*3600+minute*60+second)/86400 + 1e-8
		}
	default:
		return v
	}
}

// Header makes texts fit for the heads of a table, which are never empty and differ from each other, whatever their case.
func Header(heads ...string) []string {
	out := make([]string, len(heads))
	seen := map[string]int{}
	for i, head := range heads {
		// the names of a table's columns are read with escapes like _x0041_, and must be what the cells hold
		head = strings.TrimSpace(strings.ReplaceAll(text(head), "_x", "-x"))
		if utf8.RuneCountInString(head) > mostOfHead {
			head = string([]rune(head)[:mostOfHead]) + "…"
		}
		if head == "" {
			head = "-"
		}
		key := strings.ToLower(head)
		for seen[key] > 0 {
			seen[key]++
			head += " (" + strconv.Itoa(seen[key]) + ")"
			key = strings.ToLower(head)
		}
		seen[key] = 1
		out[i] = head
	}
	return out
}

// mostOfHead is how many characters of a head are shown; a table allows no more than 255.
const mostOfHead = 80
