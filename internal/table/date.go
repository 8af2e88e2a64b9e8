package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Order is how 03/04/2026 is read.
type Order uint8

// The orders. YMD takes numbers in the ISO order only; DMY is 3 April, MDY is 4 March.
const (
	YMD Order = iota
	DMY
	MDY
)

func (o Order) String() string {
	switch o {
	case DMY:
		return "day, month, year"
	case MDY:
		return "month, day, year"
	default:
		return "year, month, day"
	}
}

// Date reads a cell as a calendar day: a time of day behind it is left out, its zone not applied. ISO dates, dates
// with the month's name in English or Spanish, and in a workbook the serial numbers of dates are read whatever the
// order. An empty cell and 0000-00-00 are no date. A year of two digits is refused: it would have to be guessed; so is a
// year alone, which as a serial number would be a day of 1905.
func (t *Table) Date(cell string, order Order) (access.Date, error) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return 0, nil
	}
	if len(cell) == len(time.DateOnly) {
		if d, err := access.ParseDate(cell); err == nil {
			return d, nil
		}
	}
	if len(cell) > 64 {
		return 0, notADate(cell[:64]+"…", "it is too long")
	}
	if t.serials && strings.Trim(cell, "0123456789.") == "" && !eightDigits(cell) {
		if serial, err := strconv.ParseFloat(cell, 64); err == nil {
			return t.fromSerial(cell, serial)
		}
	}
	text := withoutTime(cell)
	if eightDigits(text) {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	f := fields(text)
	if zeros(f) {
		return 0, nil
	}
	year, month, day, why := parts(f, order)
	if why != "" {
		return 0, notADate(cell, why)
	}
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, notADate(cell, "there is no such day in the order "+order.String())
	}
	d := access.DateOf(year, time.Month(month), day)
	if d.Time().Day() != day {
		return 0, notADate(cell, "the month has no such day")
	}
	return d, nil
}

// ISODate reads a day that stands in no file, as Table.Date does in the order of ISO dates.
func ISODate(cell string) (access.Date, error) { return new(Table).Date(cell, YMD) }

func notADate(cell, why string) error {
	return fmt.Errorf("%q is not a date: %s", fold.Clean(cell), why)
}

// zeros reports whether a date consists of zeros, as BambooHR writes none.
func zeros(f []string) bool {
	return len(f) == 3 && !slices.ContainsFunc(f, func(w string) bool { return strings.Trim(w, "0") != "" })
}

func eightDigits(s string) bool { return len(s) == 8 && strings.Trim(s, "0123456789") == "" }

// fromSerial reads the number of a day as workbooks count them (ECMA-376 part 1, 18.17.4.1). The day 60 of the
// 1900 system, 29 February 1900, never was.
func (t *Table) fromSerial(cell string, serial float64) (access.Date, error) {
	const lastDay = 2958465 // 31 December 9999 in the 1900 system
	if serial < 1 || serial >= lastDay+1 {
		return 0, notADate(cell, "the number is no day of a workbook")
	}
	n := int(serial)
	switch {
	case len(cell) == 4 && n >= 1900 && n < 2200:
		return 0, notADate(cell, "it seems to be a year; write the whole date")
	case t.from1904 && n > lastDay-1462:
		return 0, notADate(cell, "the number is no day of a workbook")
	case t.from1904:
		return access.DateOf(1904, time.January, 1+n), nil
	case n == 60:
		return 0, notADate(cell, "1900 had no 29 February")
	case n > 60:
		n--
	}
	return access.DateOf(1899, time.December, 31+n), nil
}

// withoutTime cuts a time of day with its zone off the end.
func withoutTime(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	if at := timeOfDay.FindStringIndex(s); at != nil {
		return s[:at[0]]
	}
	return s
}

var timeOfDay = regexp.MustCompile(`(?i)(?:[Tt]|,?[\s\x{a0}\x{202f}]+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?` +
	`(?:[\s\x{a0}\x{202f}]*[ap]\.?[\s\x{a0}\x{202f}]*m\.?)?(?:\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2}))?$`)

// fields cuts a date into its numbers and words; "de" and "of" between them say nothing.
func fields(text string) []string {
	var out []string
	for _, f := range strings.FieldsFunc(fold.Text(text), func(r rune) bool { return strings.ContainsRune("-/., ", r) }) {
		if f != "de" && f != "del" && f != "of" {
			out = append(out, f)
		}
	}
	return out
}

// parts finds the year, month and day; why is "" if it could.
func parts(f []string, order Order) (year, month, day int, why string) {
	const form = "write YYYY-MM-DD"
	if len(f) != 3 {
		if len(f) == 1 && strings.Trim(f[0], "0123456789") == "" {
			return 0, 0, 0, "it is a bare number; format the column as a date before exporting"
		}
		return 0, 0, 0, form
	}
	at := -1
	for i, w := range f {
		if m := monthNamed(w); m > 0 && at < 0 {
			at, month = i, m
		}
	}
	var y, m, d string
	switch {
	case at == 1 && len(f[0]) == 4:
		y, d = f[0], f[2]
	case at == 1:
		d, y = f[0], f[2]
	case at == 0:
		d, y = f[1], f[2]
	case at == 2:
		return 0, 0, 0, form
	case slices.ContainsFunc(f, func(w string) bool { return strings.Trim(w, "0123456789") != "" }):
		return 0, 0, 0, form
	case len(f[0]) == 4:
		y, m, d = f[0], f[1], f[2]
	case order == DMY:
		d, m, y = f[0], f[1], f[2]
	case order == MDY:
		m, d, y = f[0], f[1], f[2]
	default:
		return 0, 0, 0, "the order of day and month is not known; write YYYY-MM-DD, or say the order under `dates:`"
	}
	if at < 0 {
		n, ok := short(m)
		if !ok {
			return 0, 0, 0, form
		}
		month = n
	}
	day, ok := short(d)
	if !ok {
		return 0, 0, 0, form
	}
	if len(y) == 2 {
		return 0, 0, 0, "a year of two digits can be of two centuries; write four"
	}
	year, ok = atoi(y)
	if !ok || len(y) != 4 {
		return 0, 0, 0, form
	}
	return year, month, day, ""
}

// short reads a day or a month, of one or two digits.
func short(s string) (int, bool) {
	n, ok := atoi(s)
	return n, ok && len(s) <= 2
}

// monthNamed returns the month of an English or Spanish name, in full or cut to three letters and more; 0 is none.
func monthNamed(word string) int {
	if len(word) < 3 {
		return 0
	}
	for i, names := range [12][]string{
		{"january", "enero"},
		{"february", "febrero"},
		{"march", "marzo"},
		{"april", "abril"},
		{"may", "mayo"},
		{"june", "junio"},
		{"july", "julio"},
		{"august", "agosto"},
		{"september", "septiembre", "setiembre"},
		{"october", "octubre"},
		{"november", "noviembre"},
		{"december", "diciembre"},
	} {
		for _, n := range names {
			if strings.HasPrefix(n, word) {
				return i + 1
			}
		}
	}
	return 0
}
