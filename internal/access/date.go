package access

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time or a zone. The zero Date is "no date"; other values order as days do and
// their difference is a number of days.
type Date int32

// unixDay is the Date of 1970-01-01: the days from 0001-01-01, which is Date 1.
const unixDay = 719163

// DateOf returns the day of a year, month and day, which are normalised as time.Date does.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixDay)
}

// DayOf returns the calendar day of t in t's own location; the zero time has no date.
func DayOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return DateOf(t.Date())
}

// ParseDate reads an ISO 8601 calendar date, YYYY-MM-DD, between the years 1 and 9999.
func ParseDate(s string) (Date, error) {
	if len(s) == len(time.DateOnly) && s[4] == '-' && s[7] == '-' {
		year, month, day := number(s[:4]), number(s[5:7]), number(s[8:])
		if year >= 1 && month >= 1 && month <= 12 && day >= 1 {
			if d := DateOf(year, time.Month(month), day); day <= 28 || d.Time().Day() == day {
				return d, nil
			}
		}
	}
	return 0, fmt.Errorf("%q is not a date: write YYYY-MM-DD", s)
}

// number reads a few digits, -1 for anything else.
func number(s string) int {
	n := 0
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// Before reports whether d is a date and comes before other, a date too.
func (d Date) Before(other Date) bool { return d != 0 && other != 0 && d < other }

// After reports whether d is a date and comes after other, a date too.
func (d Date) After(other Date) bool { return d != 0 && other != 0 && d > other }

// Plus returns the date that many days later; no date stays no date.
func (d Date) Plus(days int) Date {
	if d == 0 {
		return 0
	}
	return d + Date(days)
}

// DaysSince returns the days from earlier to d, negative when d is the earlier one.
func (d Date) DaysSince(earlier Date) int { return int(d) - int(earlier) }

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix((int64(d)-unixDay)*86400, 0).UTC()
}

// String returns the ISO date, or "" for no date.
func (d Date) String() string {
	var b [len(time.DateOnly)]byte
	return string(d.Append(b[:0]))
}

// Append adds the ISO date, or nothing for no date.
func (d Date) Append(b []byte) []byte {
	if d == 0 {
		return b
	}
	year, month, day := d.Time().Date()
	digit := func(n int) byte { return byte('0' + n%10) }
	return append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year), '-', digit(int(month)/10), digit(int(month)),
		'-', digit(day/10), digit(day))
}

// MarshalText implements encoding.TextMarshaler: the ISO date.
func (d Date) MarshalText() ([]byte, error) { return d.Append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler: an ISO date, or nothing for no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	var err error
	*d, err = ParseDate(string(text))
	return err
}
