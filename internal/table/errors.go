package table

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Error says what is wrong with a file, where, and what to do about it.
type Error struct {
	Place        access.Place
	Text, Remedy string
	cause        error
}

// Error returns "roster.csv, row 12, column Start: text; remedy".
func (e *Error) Error() string {
	s := e.Place.String() + ": " + e.Text
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

// Unwrap returns the error of the system, if that was the cause.
func (e *Error) Unwrap() error { return e.cause }

// problem is an Error that knows no file. The row is 0 and the column -1 where they are not known; the column counts
// from 0.
type problem struct {
	row, column  int
	text, remedy string
	cause        error
}

func (p problem) Error() string { return p.text }

// trouble is a problem of the whole file.
func trouble(text, remedy string) problem { return problem{column: -1, text: text, remedy: remedy} }

// inRow is a problem of a whole row.
func inRow(row int, text, remedy string) problem {
	return problem{row: row, column: -1, text: text, remedy: remedy}
}

// system is trouble that the operating system reports.
func system(verb string, err error) problem {
	return problem{
		column: -1, text: fmt.Sprintf("cannot %s: %s", verb, fold.Clean(err.Error())),
		remedy: "check the path and who may read it", cause: err,
	}
}

// origin is where a table comes from.
type origin struct {
	path, sheet string
	size        int64
	modified    time.Time
}

func (o origin) base() string { return filepath.Base(o.path) }

func (o origin) place(row int) access.Place {
	return access.Place{File: fold.Clean(o.base()), Sheet: fold.Clean(o.sheet), Row: row}
}

func (o origin) explain(err error) *Error {
	var p problem
	if !errors.As(err, &p) {
		p = system("read", err)
	}
	e := &Error{Place: o.place(p.row), Text: p.text, Remedy: p.remedy, cause: p.cause}
	if p.column >= 0 {
		e.Place.Column = letter(p.column)
	}
	return e
}

// letter returns the name of a column, from 0: A, Z, AA.
func letter(index int) string {
	s := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// maxListed is how many headers or sheets a message names.
const maxListed = 40

// list quotes names for a message.
func list(names []string) string {
	var quoted []string
	for i, n := range names {
		if i == maxListed {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		if len(n) > 80 {
			n = strings.ToValidUTF8(n[:80], "") + "…"
		}
		quoted = append(quoted, `"`+fold.Clean(n)+`"`)
	}
	return strings.Join(quoted, ", ")
}
