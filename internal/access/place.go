package access

import "strconv"

// Place says where in a file a thing was read, for a reader who will go there: rows, columns and lines count from 1.
type Place struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row,omitempty"`
	// Column is a header or a column's letter, "" when the whole row is meant.
	Column string `json:"column,omitempty"`
}

// String returns "roster.xlsx, sheet Staff, row 12, column Start", as far as it is known.
func (p Place) String() string {
	s := p.File
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
