package table

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxRow is the last row of a sheet.
const maxRow = 1 << 20

// scanner goes through the XML of a sheet (ECMA-376 part 1, 18.3.1.80) and says which cells have something in them.
// Unlike excelize's Rows it stops at broken XML, tells numbers from text, and sees formulas without a result.
type scanner struct {
	decoder *xml.Decoder
	inData  bool
	number  int
	cells   []cell
	text    []byte
}

// cell is a cell with something in it.
type cell struct {
	row, column int
	// kind is the type attribute: s for a shared text, b, e, str, inlineStr, d; n or nothing for a number.
	kind string
	// style is the number of its format, "" for none.
	style string
	// value is the stored one, "" if it is written as a text inside the cell.
	value string
	// formula: it has one; stored: and its result as well.
	formula, stored bool
}

func (c cell) ref() string { return letter(c.column) + strconv.Itoa(c.row) }

func newDecoder(file *excelize.File, text []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = file.CharsetReader
	return d
}

// next returns the next row, whatever is in it. The cells are used again by the next call.
func (s *scanner) next() (int, []cell, error) {
	for {
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) && !s.inData {
			return 0, nil, io.EOF
		}
		if err != nil {
			return 0, nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "sheetData":
				s.inData = true
			case e.Name.Local == "row" && s.inData:
				return s.readRow(e)
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				return 0, nil, io.EOF
			}
		}
	}
}

func (s *scanner) readRow(row xml.StartElement) (int, []cell, error) {
	number := s.number + 1
	if r := attribute(row, "r"); r != "" {
		n, ok := atoi(r)
		if !ok || n < number {
			return 0, nil, errors.New("rows out of order")
		}
		number = n
	}
	if number > maxRow {
		return 0, nil, errors.New("too many rows")
	}
	s.number, s.cells = number, s.cells[:0]
	column := 0
	for {
		token, err := s.decoder.Token()
		if err != nil {
			return 0, nil, unexpected(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			return number, s.cells, nil
		case xml.StartElement:
			if e.Name.Local == "extLst" { // the last thing in a row, and nothing of its cells
				if err := s.decoder.Skip(); err != nil {
					return 0, nil, unexpected(err)
				}
				continue
			}
			if e.Name.Local != "c" {
				return 0, nil, fmt.Errorf("element %s in a row", e.Name.Local)
			}
			if column, err = s.columnFrom(e, column); err != nil {
				return 0, nil, err
			}
			if err := s.readCell(e, column); err != nil {
				return 0, nil, unexpected(err)
			}
			column++
		}
	}
}

// columnFrom returns the column of a cell: where it says, else the next one.
func (s *scanner) columnFrom(cell xml.StartElement, next int) (int, error) {
	if ref := attribute(cell, "r"); ref != "" {
		at, ok := columnOf(ref, s.number)
		if !ok || at < next {
			return 0, errors.New("cells out of order")
		}
		next = at
	}
	if next >= maxColumns {
		return 0, errors.New("too many columns")
	}
	return next, nil
}

// readCell adds a cell if there is something in it.
func (s *scanner) readCell(start xml.StartElement, column int) error {
	c := cell{row: s.number, column: column, kind: attribute(start, "t"), style: attribute(start, "s")}
	value, inline, inValue := false, false, false
	s.text = s.text[:0]
	for depth := 0; depth >= 0; {
		token, err := s.decoder.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				switch e.Name.Local {
				case "v":
					value, inValue = true, true
				case "f":
					c.formula = true
				case "is":
					inline = true
				}
			}
			depth++
		case xml.EndElement:
			depth--
			inValue = inValue && depth > 0
		case xml.CharData:
			if inValue {
				s.text = append(s.text, e...)
			}
		}
	}
	c.value = strings.TrimSpace(string(s.text))
	c.stored = inline || value && (c.value != "" || c.kind == "str")
	if c.formula || c.value != "" || len(s.text) > 0 || inline {
		s.cells = append(s.cells, c)
	}
	return nil
}

// unexpected makes an end inside a row an error like another.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// area is where cells are merged: columns from 0, rows from 1.
type area struct{ firstColumn, firstRow, lastColumn, lastRow int }

func (a area) several() bool { return a.firstColumn != a.lastColumn || a.firstRow != a.lastRow }

func (a area) ref() string {
	return letter(a.firstColumn) + strconv.Itoa(a.firstRow) + ":" + letter(a.lastColumn) + strconv.Itoa(a.lastRow)
}

// merge returns the next merged cells (ECMA-376 part 1, 18.3.1.55), which stand behind the rows; io.EOF ends them.
func (s *scanner) merge() (area, error) {
	for {
		token, err := s.decoder.Token()
		if err != nil {
			return area{}, err
		}
		if e, start := token.(xml.StartElement); start && e.Name.Local == "mergeCell" {
			first, last, two := strings.Cut(attribute(e, "ref"), ":")
			if !two {
				last = first
			}
			a, ok := areaOf(first, last)
			if !ok {
				return area{}, errors.New("merged cells that are none")
			}
			return a, nil
		}
	}
}

func areaOf(first, last string) (area, bool) {
	firstColumn, firstRow, ok := placeOf(first)
	lastColumn, lastRow, ok2 := placeOf(last)
	return area{
		min(firstColumn, lastColumn), min(firstRow, lastRow), max(firstColumn, lastColumn), max(firstRow, lastRow),
	}, ok && ok2
}

// columnOf returns the column, from 0, of a reference such as AB12 in its row.
func columnOf(ref string, row int) (int, bool) {
	column, n, ok := placeOf(ref)
	return column, ok && n == row
}

// placeOf returns the column, from 0, and the row of a reference such as AB12.
func placeOf(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20 // in capitals
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, ok = atoi(ref[i:])
	return column - 1, row, ok && column > 0
}

// atoi reads a number without sign.
func atoi(s string) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 31)
	return int(n), err == nil
}
