package table

import (
	"errors"
	"io"
	"slices"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Format is how a file is written.
type Format uint8

// The formats.
const (
	CSV Format = iota
	Excel
)

// Options say how a file is written and what is looked for in it.
type Options struct {
	Format Format
	// Sheet is the sheet of a workbook; "" is the first one that has the required columns.
	Sheet string
	// Delimiter separates the cells of CSV, an ASCII character; 0 finds out which of , ; tab and | it is.
	Delimiter rune
	// Encoding of CSV is "utf-8", "utf-16le", "utf-16be" or "windows-1252"; "" finds out.
	Encoding string
	// Fields are the columns that are looked for.
	Fields []Field
	// Columns names the header of a field, which then is not recognised in any other way. Fields may share a header.
	Columns map[string]string
	// Limits are the greatest sizes; zero ones have defaults.
	Limits Limits
}

// Limits are the greatest sizes that are read.
type Limits struct {
	// File is the size of the file in bytes, by default 1 GiB.
	File int64
	// Record is the size of one CSV record in bytes, by default 1 MiB.
	Record int
	// Unpacked and Part are the unpacked sizes of a workbook and of one part in it, by default 512 and 256 MiB.
	Unpacked, Part int64
}

func (l Limits) orDefaults() Limits {
	if l.File <= 0 {
		l.File = 1 << 30
	}
	if l.Record <= 0 {
		l.Record = 1 << 20
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 512 << 20
	}
	if l.Part <= 0 {
		l.Part = 256 << 20
	}
	return l
}

// Field is a column that is looked for. A name may stand in several Fields; the first one that finds a column counts.
type Field struct {
	Name string
	// Headers are the spellings, the better ones first, compared by fold.Header.
	Headers  []string
	Required bool
	// Accepts decides by up to 200 non-empty values of the column, for a header that several fields share: the first
	// field that accepts gets it. nil accepts everything.
	Accepts func(values []string) bool
}

// Column is one column of the table; its place in Table.Columns is its place in Table.Row.
type Column struct {
	// Field is "" for a header that is no field.
	Field string
	// Header is as written, without outer white space.
	Header string
	// Index is the place in the file, from 0.
	Index int
}

// Facts are what is known of a file that was read to its end.
type Facts struct {
	// File is the base name, Path the path as given.
	File, Path, Sheet string
	// Rows counts the rows that Next went to.
	Rows     int
	Bytes    int64
	Modified time.Time
	// SHA256 is of the file's bytes, in hex; "" before the end.
	SHA256 string
}

// Table is an open file at one of its rows. It is not safe for use from several goroutines.
type Table struct {
	origin
	rows    reader
	ahead   []record
	columns []Column
	width   int
	at      map[string]int
	row     []string
	number  int
	count   int
	// seen counts the bytes of the first rows.
	seen int64
	// short: a row has had fewer cells than the header.
	short bool
	err   error
	// serials: numbers can be dates, counted from 1904 or 1900.
	serials, from1904 bool
	sum               string
	// finish completes and checks the file at its end.
	finish func() (sum string, err error)
	closer io.Closer
}

// reader reads records one after the other; io.EOF ends them, any other error is a problem.
type reader interface {
	read() (record, error)
}

// record is one row. Its cells are trimmed and valid until the next read; the strings in them stay.
type record struct {
	cells  []string
	number int
	// faults are the cells that cannot be read.
	faults []problem
	// open: the file ends with it, and without a line end.
	open bool
}

func (r record) empty() bool {
	if len(r.faults) > 0 {
		return false
	}
	for _, c := range r.cells {
		if c != "" {
			return false
		}
	}
	return true
}

func (r record) clone() record {
	r.cells = slices.Clone(r.cells)
	return r
}

// Columns returns all columns in file order, then those that repeat one because two fields were given one header.
func (t *Table) Columns() []Column { return slices.Clone(t.columns) }

// Column returns a field's place in Row, -1 if the file has no column for it.
func (t *Table) Column(field string) int {
	if i, ok := t.at[field]; ok {
		return i
	}
	return -1
}

// Next goes to the next row that is not entirely empty. At the end, and on trouble, it returns false: see Err.
func (t *Table) Next() bool {
	for t.err == nil {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			if t.sum == "" {
				t.sum, t.err = t.finish()
			}
			return false
		}
		if err != nil {
			t.err = t.explain(err)
			return false
		}
		if r.empty() {
			continue
		}
		t.number = r.number
		if t.err = t.take(r); t.err != nil {
			return false
		}
		t.count++
		return true
	}
	return false
}

func (t *Table) next() (record, error) {
	if len(t.ahead) > 0 {
		r := t.ahead[0]
		t.ahead = t.ahead[1:]
		return r, nil
	}
	return t.rows.read()
}

// take makes a record the present row.
func (t *Table) take(r record) error {
	if len(r.faults) > 0 {
		return t.explain(r.faults[0])
	}
	cells := r.cells
	for i := t.width; i < len(cells); i++ {
		if cells[i] != "" {
			return t.explain(problem{
				row: r.number, column: i,
				text: "a cell stands beyond the last header", remedy: "give its column a header, or quote the cells " +
					"that hold the delimiter",
			})
		}
	}
	if len(cells) < t.width {
		if r.open && !t.short && t.count > 0 {
			return t.explain(inRow(r.number, "the file ends within this row: it has fewer cells than every row above it, and no line end",
				"export it again, or end the file with a line end if it is whole"))
		}
		t.short = true
	}
	if t.count < firstRows {
		for _, cell := range cells {
			t.seen += int64(len(cell)) + 1
		}
	}
	n := copy(t.row[:t.width], cells)
	clear(t.row[n:t.width])
	for i := t.width; i < len(t.columns); i++ {
		t.row[i] = t.row[t.columns[i].Index]
	}
	return nil
}

// firstRows is how many rows tell how many there are.
const firstRows = 1000

// Expect returns, at the row after which a file's length can be told from its size, about how many more there are; at all
// others 0.
func (t *Table) Expect() int {
	if t.count != firstRows || t.seen >= t.size {
		return 0
	}
	const most = 1 << 20
	return int(min(t.size*firstRows/t.seen*11/10, most)) - firstRows
}

// Row returns the cells of the present row, one for each of Columns, without outer white space. The slice is used
// again by Next, the strings may be kept.
func (t *Table) Row() []string { return t.row }

// Number returns the present row's number in a workbook, or its first line in CSV, from 1.
func (t *Table) Number() int { return t.number }

// Err says why Next stopped, nil at the end of the file. It is an *Error.
func (t *Table) Err() error { return t.err }

// Close releases the file.
func (t *Table) Close() error {
	if t.closer == nil {
		return nil
	}
	err := t.closer.Close()
	t.closer = nil
	return err
}

// Facts returns what is known of the file, all of it after the end.
func (t *Table) Facts() Facts {
	return Facts{
		File: t.base(), Path: t.path, Sheet: t.sheet, Rows: t.count, Bytes: t.size, Modified: t.modified, SHA256: t.sum,
	}
}

// Place returns where the present row has a column, by its place in Columns; -1 is the whole row.
func (t *Table) Place(column int) access.Place {
	p := t.place(t.number)
	if column >= 0 && column < len(t.columns) {
		p.Column = t.heading(t.columns[column].Index)
	}
	return p
}

// heading returns the header of a column of the file, its letter where there is none.
func (t *Table) heading(index int) string {
	if index < t.width && index < len(t.columns) && t.columns[index].Header != "" {
		return fold.Clean(t.columns[index].Header)
	}
	return letter(index)
}

// explain turns a problem of a reader into an *Error with its place.
func (t *Table) explain(err error) error {
	e := t.origin.explain(err)
	var p problem
	if errors.As(err, &p) && p.column >= 0 {
		e.Place.Column = t.heading(p.column)
	}
	return e
}
