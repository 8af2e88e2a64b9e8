package table

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxGap is after how many empty rows a table is over; anything below is an error, as nobody may see it.
const maxGap = 10000

// sheetReader reads the rows of a sheet. The values come from excelize's Rows, which streams; what Rows does not tell,
// or takes for an empty cell or the end, comes from a scan of the same XML beside it.
type sheetReader struct {
	book *book
	rows *excelize.Rows
	scan *scanner
	at   int // the row that Rows stands at
	last int // the last row with something in it
	out  []string
	// header is the row of the header, 0 until it is found, and width how many columns it has.
	header, width int
	// formats are how many digits formats show at least, by their number.
	formats map[string]int
}

func (b *book) open(sheet string) (*sheetReader, error) {
	content, _ := b.file.Pkg.Load(b.parts[sheet])
	text, ok := content.([]byte)
	if !ok {
		return nil, trouble(fmt.Sprintf("the sheet %s has no cells", list([]string{sheet})), "name a sheet with a table")
	}
	rows, err := guarded(func() (*excelize.Rows, error) { return b.file.Rows(sheet) })
	if err != nil {
		return nil, damagedSheet(0)
	}
	return &sheetReader{book: b, rows: rows, scan: &scanner{decoder: newDecoder(b.file, text)}}, nil
}

func damagedSheet(row int) problem {
	return inRow(row, "the sheet is damaged", "open the workbook in Excel and save it again")
}

// read returns the next row with something in it.
func (r *sheetReader) read() (record, error) {
	number, cells, err := r.scan.row()
	if errors.Is(err, io.EOF) && r.header > 0 {
		err = r.merged()
	}
	if err != nil {
		return record{}, err
	}
	if number-r.last > maxGap+1 {
		return record{}, inRow(number, fmt.Sprintf("something stands here, below %d empty rows", number-r.last-1),
			"delete it, or the empty rows above it")
	}
	r.last = number
	values, err := guarded(func() ([]string, error) { return r.values(number) })
	if err != nil {
		return record{}, damagedSheet(number)
	}
	out := record{number: number}
	r.out = r.out[:0]
	for _, c := range cells {
		for len(r.out) <= c.column {
			r.out = append(r.out, "")
		}
		value := ""
		if c.column < len(values) {
			value = values[c.column]
		}
		text, fault := r.text(c, value)
		if fault != nil {
			fault.row, fault.column = number, c.column
			out.faults = append(out.faults, *fault)
		}
		r.out[c.column] = trim(text)
	}
	out.cells = r.out
	return out, nil
}

// merged refuses cells of the table that are merged, of which all but the first are empty in the file, and look filled to
// whoever made it. If there are none, it returns io.EOF.
func (r *sheetReader) merged() error {
	for {
		m, err := r.scan.merge()
		switch {
		case errors.Is(err, io.EOF):
			return io.EOF
		case err != nil:
			return damagedSheet(0)
		case m.lastRow > r.header && m.firstRow <= r.last && m.firstColumn < r.width && m.several():
			return inRow(max(m.firstRow, r.header+1), fmt.Sprintf("the cells %s are merged, so that all but the first are empty", m.ref()),
				"unmerge them, and fill in each")
		}
	}
}

// values goes on to a row and returns its cells.
func (r *sheetReader) values(number int) (values []string, err error) {
	for r.at < number {
		if !r.rows.Next() {
			return nil, errors.New("the row is not there")
		}
		r.at++
		if values, err = r.rows.Columns(); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// text returns what a cell says: value is what excelize read.
func (r *sheetReader) text(c cell, value string) (string, *problem) {
	switch {
	case c.formula && !c.stored:
		return "", &problem{
			text:   fmt.Sprintf("the cell %s has a formula whose result is not stored", c.ref()),
			remedy: "open the workbook in Excel, let it calculate, and save it",
		}
	case c.kind == "b" && value == "1":
		return "TRUE", nil
	case c.kind == "b" && value == "0":
		return "FALSE", nil
	case c.kind == "s":
		if !r.hasText(c.value) {
			return "", &problem{
				text:   fmt.Sprintf("the text of the cell %s is missing: the workbook is damaged", c.ref()),
				remedy: "open the workbook in Excel and save it again",
			}
		}
	case c.kind == "" || c.kind == "n":
		text, fault := number(c.value)
		if fault != "" {
			return c.value, &problem{
				text:   fmt.Sprintf("the cell %s holds %s as a number, %s", c.ref(), list([]string{c.value}), fault),
				remedy: "format the column as text and enter the values again",
			}
		}
		return filled(text, r.digits(c.style)), nil
	}
	return value, nil
}

// digits returns how many digits a format shows at least, where it consists of zeros alone, as that of numbers of employees
// does (ECMA-376 part 1, 18.8.31); 0 for any other. Excel writes such numbers to CSV with their zeros, too.
func (r *sheetReader) digits(style string) int {
	if style == "" {
		return 0
	}
	n, known := r.formats[style]
	if known {
		return n
	}
	at, ok := atoi(style)
	format, err := guarded(func() (*excelize.Style, error) { return r.book.file.GetStyle(at) })
	if ok && err == nil && format.CustomNumFmt != nil && strings.Trim(*format.CustomNumFmt, "0") == "" {
		n = len(*format.CustomNumFmt)
	}
	if r.formats == nil {
		r.formats = map[string]int{}
	}
	r.formats[style] = n
	return n
}

// filled puts zeros in front of a whole number, up to so many digits.
func filled(number string, digits int) string {
	whole, negative := strings.CutPrefix(number, "-")
	if digits <= len(whole) || digits > maxDigits || strings.Contains(whole, ".") {
		return number
	}
	whole = strings.Repeat("0", digits-len(whole)) + whole
	if negative {
		return "-" + whole
	}
	return whole
}

// maxDigits is how many digits a number may be filled up to: no id has more.
const maxDigits = 64

// hasText reports whether the workbook has the shared text with an index.
func (r *sheetReader) hasText(index string) bool {
	n, ok := atoi(index)
	texts := r.book.file.SharedStrings
	return ok && texts != nil && n < len(texts.SI)
}

// row returns the next row with something in it; io.EOF ends the sheet.
func (s *scanner) row() (int, []cell, error) {
	for {
		number, cells, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return 0, nil, io.EOF
		case err != nil:
			var p problem
			if errors.As(err, &p) {
				return 0, nil, p
			}
			return 0, nil, damagedSheet(s.number)
		case len(cells) > 0:
			return number, cells, nil
		}
	}
}
