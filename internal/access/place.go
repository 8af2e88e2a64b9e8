package access

import "strconv"

// Place says where in a file, or in an app, a thing was read, for a reader who will go there: rows count from 1.
type Place struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	// Record names what was read where there is no file ("employee 123"), or the source it is of.
	Record string `json:"record,omitempty"`
	Row    int    `json:"row,omitempty"`
	// Column is a header or a column's letter, "" when the whole row is meant.
	Column string `json:"column,omitempty"`
}

// String returns "roster.xlsx, sheet Staff, row 12, column Start", as far as it is known, or "employee 123, column Start".
func (p Place) String() string {
	s := p.File + p.Record
	if p.Sheet != "" {
		s += ", sheet " + p.Sheet
	}
	if p.Row > 0 {
		s += ", row " + strconv.Itoa(p.Row)
	}
	if p.Column != "" {
		s += ", column " + p.Column
	}
	return s
}
