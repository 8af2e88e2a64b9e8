package yaml

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Pos is a place in a YAML file; lines and columns count from 1, columns in characters. Line 0 means the whole file.
type Pos struct {
	File         string
	Line, Column int
}

// String returns "rules/a.yaml:14:5", or the file alone where no line is known.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Problem is one thing wrong with a file.
type Problem struct {
	Pos  Pos
	Text string
}

// maxProblems bounds what is kept of a file that is wrong all over.
const maxProblems = 200

// Errors collects the problems of any number of files. The zero value is empty and ready.
type Errors struct {
	problems []Problem
	more     int
}

// Add notes a problem. Control characters in the text are replaced.
func (e *Errors) Add(pos Pos, format string, args ...any) {
	if len(e.problems) >= maxProblems {
		e.more++
		return
	}
	e.problems = append(e.problems, Problem{Pos: pos, Text: printable(fmt.Sprintf(format, args...))})
}

// Merge adds the problems of an error that is an *Errors, and any other error as a problem of the position.
func (e *Errors) Merge(pos Pos, err error) {
	if err == nil {
		return
	}
	var other *Errors
	if !errors.As(err, &other) {
		e.Add(pos, "%s", err)
		return
	}
	for _, p := range other.problems {
		e.Add(p.Pos, "%s", p.Text)
	}
	e.more += other.more
}

// Err returns the collection as an error, nil if it is empty.
func (e *Errors) Err() error {
	if e == nil || len(e.problems) == 0 {
		return nil
	}
	return e
}

// Len returns the number of problems so far.
func (e *Errors) Len() int { return len(e.problems) + e.more }

// List returns the problems sorted by file, line and column, each once.
func (e *Errors) List() []Problem {
	list := slices.Clone(e.problems)
	slices.SortStableFunc(list, func(a, b Problem) int {
		if c := strings.Compare(a.Pos.File, b.Pos.File); c != 0 {
			return c
		}
		if a.Pos.Line != b.Pos.Line {
			return a.Pos.Line - b.Pos.Line
		}
		return a.Pos.Column - b.Pos.Column
	})
	return slices.Compact(list)
}

// Error returns the problems, one a line: "file:line:col: text".
func (e *Errors) Error() string {
	var b strings.Builder
	for i, p := range e.List() {
		if i > 0 {
			b.WriteByte('\n')
		}
		if at := p.Pos.String(); at != "" {
			b.WriteString(printable(at) + ": ")
		}
		b.WriteString(p.Text)
	}
	if e.more > 0 {
		fmt.Fprintf(&b, "\n... and %d more", e.more)
	}
	return b.String()
}

// printable replaces what could move a terminal's cursor or hide text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case hidden(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// hidden reports control characters and marks of text direction, which can make a text read as another one.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
