package sheet

import (
	"fmt"
	"iter"
	"slices"

	"github.com/xuri/excelize/v2"
)

// Head stands over a column.
type Head struct {
	Text string
	// Style is that of the values under it.
	Style Style
}

// Heads writes what stands over columns.
func (s *Sheet) Heads(heads ...Head) {
	cells := make([]Cell, len(heads))
	for i, h := range heads {
		if cells[i] = (Cell{Over, h.Text}); h.Style.numeric() {
			cells[i].Style = OverNumber
		}
	}
	s.write(headHeight, cells)
}

// headHeight leaves room for two lines over a column.
const headHeight = 31

// Table is a head and rows under it.
type Table struct {
	// Name is that of the spreadsheet's own table, with filters, of which a sheet has one and a book one of each name; without
	// a name the block is a plain one.
	Name  string
	Heads []Head
	// Tones colour cells by what they hold.
	Tones []Condition
}

// Condition colours the cells of some columns that hold a text.
type Condition struct {
	// From and To are the first and last column, from 0.
	From, To int
	// Text must be the whole text of a cell, or with Part a part of it.
	Text string
	Part bool
	Tone Tone
}

// Range is where the rows of a table stand.
type Range struct{ First, Last int }

// Empty reports whether there are no rows.
func (r Range) Empty() bool { return r.Last < r.First }

// Cells names those of a column, from 0, for a formula on the same sheet; of no rows it is the one under the head.
func (r Range) Cells(column int) string {
	return fixed(column, r.First) + ":" + fixed(column, max(r.First, r.Last))
}

// Table writes a table, whose rows are used one after the other and may share their memory. Rows for which there is no room
// are left out: whoever calls must know how many there are.
func (s *Sheet) Table(t Table, rows iter.Seq[[]any]) Range {
	heads := s.over(t)
	head := s.row
	s.body(heads, s.Left(), rows)
	r := Range{head + 1, s.row}
	s.row = max(s.row, head+1) // a table has a row, be it an empty one
	s.filter(t, head, s.row)
	s.colour(t, r)
	return r
}

// Last writes a table of n rows that is all that is left of the sheet, and closes the sheet. The rows are written while the
// next sheets are made, and must rest on nothing that changes; what goes wrong with them is said by Write.
func (s *Sheet) Last(t Table, n int, rows iter.Seq[[]any]) error {
	heads := s.over(t)
	head := s.row
	n = min(n, s.Left())
	s.filter(t, head, max(head+n, head+1))
	s.colour(t, Range{head + 1, head + n})
	s.finish(head + n)
	if s.err == nil {
		s.book.writing.Go(func() { s.body(heads, n, rows) })
		return nil
	}
	return s.err
}

// over writes the heads of a table and returns them as they stand there.
func (s *Sheet) over(t Table) []Head {
	texts := make([]string, len(t.Heads))
	for i, h := range t.Heads {
		texts[i] = h.Text
	}
	heads := slices.Clone(t.Heads)
	for i, text := range Header(texts...) {
		heads[i].Text = text
	}
	s.Heads(heads...)
	return heads
}

// body writes at most so many rows.
func (s *Sheet) body(heads []Head, most int, rows iter.Seq[[]any]) {
	for row := range rows {
		if s.err != nil || most == 0 {
			return
		}
		most--
		lines := 1
		for i, v := range row {
			if s.set(i, heads[i].Style, v); heads[i].Style == Wrapped {
				lines = max(lines, s.lines(i, 1, v))
			}
		}
		s.put(len(row), rowHeight(lines))
	}
}

// filter makes a table of the spreadsheet's own of it.
func (s *Sheet) filter(t Table, head, last int) {
	if t.Name == "" || s.err != nil {
		return
	}
	stripes := false
	s.keep(s.stream.AddTable(&excelize.Table{
		Range: at(0, head) + ":" + at(len(t.Heads)-1, last), Name: t.Name, StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
	}))
}

// colour adds the conditional formats.
func (s *Sheet) colour(t Table, r Range) {
	if r.Empty() || s.err != nil {
		return
	}
	for _, c := range t.Tones {
		format, err := s.book.file.NewConditionalStyle(&excelize.Style{
			Font: &excelize.Font{Color: c.Tone.ink()}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{c.Tone.fill()}},
		})
		s.keep(err)
		options := excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Format: &format, Value: `"` + c.Text + `"`}
		if c.Part {
			options.Type, options.Criteria, options.Value = "text", "containing", c.Text
		}
		cells := fmt.Sprintf("%s:%s", at(c.From, r.First), at(c.To, r.Last))
		s.keep(s.book.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{options}))
	}
}
