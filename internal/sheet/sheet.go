package sheet

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// MaxRows is how many rows a sheet has.
const MaxRows = excelize.TotalRows

// Layout is what must be known of a sheet before its first row.
type Layout struct {
	// Widths are the columns', in characters.
	Widths []float64
	// FrozenRows and FrozenColumns stay in sight; of a sheet that is one table they are printed on each page.
	FrozenRows, FrozenColumns int
	Repeated                  bool
	// Printed is how many columns are printed, 0 for all.
	Printed int
	// Bare sheets show no grid; Upright ones are printed so.
	Bare, Upright bool
	Tab           Tone
}

// Sheet is a sheet being written, row by row.
type Sheet struct {
	book   *Book
	stream *excelize.StreamWriter
	name   string
	layout Layout
	// row is the last one written.
	row   int
	cells []excelize.Cell
	line  []any
	err   error
}

// Add begins a sheet, whose name has at most 31 characters and none of :\/?*[]. The one before must be closed.
// Errors of what is written to it are kept for Close.
func (b *Book) Add(name string, l Layout) *Sheet {
	s := &Sheet{book: b, name: name, layout: l}
	if b.sheets = append(b.sheets, s); len(b.sheets) == 1 {
		s.keep(b.file.SetSheetName(b.file.GetSheetName(0), name))
	} else {
		_, err := b.file.NewSheet(name)
		s.keep(err)
	}
	if s.err == nil {
		s.begin()
	}
	return s
}

// begin sets what stands before the rows.
func (s *Sheet) begin() {
	file, yes, no := s.book.file, true, false
	colour, row := opaque+s.layout.Tab.strong(), tall(1)
	s.keep(file.SetSheetProps(s.name, &excelize.SheetPropsOptions{
		FitToPage: &yes, TabColorRGB: &colour, DefaultRowHeight: &row, CustomHeight: &yes,
	}))
	// how far a sheet goes is not known yet: better nothing than a wrong word
	s.keep(file.SetSheetDimension(s.name, ""))
	if s.layout.Bare {
		s.keep(file.SetSheetView(s.name, -1, &excelize.ViewOptions{ShowGridLines: &no}))
	}
	var err error
	s.stream, err = file.NewStreamWriter(s.name)
	if s.keep(err); err != nil {
		return
	}
	for i, width := range s.layout.Widths {
		s.keep(s.stream.SetColWidth(i+1, i+1, width))
	}
	if rows, columns := s.layout.FrozenRows, s.layout.FrozenColumns; rows+columns > 0 {
		pane := "bottomRight"
		switch {
		case columns == 0:
			pane = "bottomLeft"
		case rows == 0:
			pane = "topRight"
		}
		s.keep(s.stream.SetPanes(&excelize.Panes{
			Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: at(columns, rows+1), ActivePane: pane,
		}))
	}
}

// keep remembers the first error.
func (s *Sheet) keep(err error) {
	if s.err == nil && err != nil {
		s.err = fmt.Errorf("write sheet %q: %w", s.name, err)
	}
}

// Row is the number of the last row, from 1.
func (s *Sheet) Row() int { return s.row }

// Left is how many rows are free.
func (s *Sheet) Left() int { return MaxRows - s.row }

// Skip leaves rows empty.
func (s *Sheet) Skip(rows int) { s.row += rows }

// Cell is a value with a style of its own.
type Cell struct {
	Style Style
	Value any
}

// Write writes a row of cells, as high as the longest text in it needs.
func (s *Sheet) Write(cells ...Cell) {
	lines := 1
	for i, c := range cells {
		if c.Style.wraps() {
			lines = max(lines, s.lines(i, 1, c.Value))
		}
	}
	s.write(rowHeight(lines), cells)
}

func (s *Sheet) write(height float64, cells []Cell) {
	s.room(len(cells))
	for i, c := range cells {
		s.set(i, c.Style, c.Value)
	}
	s.put(len(cells), height)
}

// room makes room for a row of n cells, which is used for one row after the other.
func (s *Sheet) room(n int) {
	for len(s.cells) < n {
		s.cells, s.line = append(s.cells, excelize.Cell{}), append(s.line, nil)
	}
}

// set sets a cell of the next row. Empty ones keep their style only around values.
func (s *Sheet) set(column int, style Style, v any) {
	c := &s.cells[column]
	*c = excelize.Cell{StyleID: s.book.styles[style]}
	if f, ok := v.(Formula); ok {
		c.Formula, v = f.Expression, f.Value
	}
	c.Value = value(v)
	s.line[column] = c
	if c.Value == nil && style < Alarm {
		s.line[column] = nil
	}
}

// put writes the next row of n cells; 0 is the usual height.
func (s *Sheet) put(n int, height float64) {
	if s.row++; s.err == nil {
		s.keep(s.stream.SetRow(at(0, s.row), s.line[:n], excelize.RowOpts{Height: height}))
	}
}

// Part is a text over so many columns of a row.
type Part struct {
	Style Style
	Span  int
	Text  string
}

// Line writes a text over so many columns, in as many lines as it needs.
func (s *Sheet) Line(style Style, span int, text string) { s.Spread(Part{style, span, text}) }

// Spread writes texts side by side, each over its columns and in as many lines as it needs.
func (s *Sheet) Spread(parts ...Part) {
	var cells []Cell
	height := 0.0
	for _, p := range parts {
		height = max(height, s.height(p, len(cells)))
		cells = append(cells, Cell{p.Style, p.Text})
		for range p.Span - 1 {
			cells = append(cells, Cell{p.Style, nil})
		}
	}
	s.write(height, cells)
	from := 0
	for _, p := range parts {
		if p.Span > 1 && s.err == nil {
			s.keep(s.stream.MergeCell(at(from, s.row), at(from+p.Span-1, s.row)))
		}
		from += max(1, p.Span)
	}
}

// height is what a part takes whose first column is given: programs do not find it out for cells that are merged.
func (s *Sheet) height(p Part, column int) float64 {
	switch {
	case p.Style == Heading:
		return 24
	case p.Style == Title:
		return 4 + 21*float64(s.lines(column, p.Span, p.Text+p.Text[:len(p.Text)/2]))
	case p.Style.wraps():
		return tall(s.lines(column, p.Span, p.Text))
	default:
		return tall(1)
	}
}

// mostLines is how many lines of a text are in sight.
const mostLines = 12

// usualLetters are how many letters of a usual text stand in the width of a digit, breaks between words taken off.
const usualLetters = 1.14

// lines is how many lines a text takes over so many columns.
func (s *Sheet) lines(column, span int, v any) int {
	text, _ := v.(string)
	room := 0.0
	for i := column; i < min(column+span, len(s.layout.Widths)); i++ {
		room += s.layout.Widths[i]
	}
	if room == 0 || float64(len(text)) <= room*usualLetters {
		return 1
	}
	n := 0
	for _, r := range text[:min(len(text), 4*mostLines*int(room))] {
		if n++; r >= 0x1100 {
			n++ // scripts of East Asia are twice as wide
		}
	}
	return min(mostLines, 1+int(float64(n)/(room*usualLetters)))
}

// rowHeight is the height of a row of so many lines, 0 for the usual one.
func rowHeight(lines int) float64 {
	if lines == 1 {
		return 0
	}
	return tall(lines)
}

// tall is the height of so many lines, in points.
func tall(lines int) float64 { return 2.5 + 14*float64(lines) }

// Close ends the sheet and says what went wrong with it.
func (s *Sheet) Close() error {
	s.finish(s.row)
	return s.err
}

// finish sets what stands after the rows, of which the last is given.
func (s *Sheet) finish(last int) {
	if s.err != nil {
		return
	}
	file, lies, a4, wide, high := s.book.file, "landscape", 9, 1, 0
	if s.layout.Upright {
		lies = "portrait"
	}
	s.keep(file.SetPageLayout(s.name, &excelize.PageLayoutOptions{
		Orientation: &lies, Size: &a4, FitToWidth: &wide, FitToHeight: &high,
	}))
	// ids are texts, whatever they look like: a spreadsheet need not point at each
	all := at(0, 1) + ":" + at(max(0, len(s.cells)-1), max(1, last))
	s.keep(file.AddIgnoredErrors(s.name, all, excelize.IgnoredErrorsNumberStoredAsText))
	edge, foot := 0.4, 0.6
	s.keep(file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &edge, Right: &edge, Top: &edge, Bottom: &foot, Header: &edge, Footer: &edge,
	}))
	s.keep(file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&L&8&A&R&8&P / &N"}))
	if n := s.layout.FrozenRows; n > 0 && s.layout.Repeated {
		s.define("_xlnm.Print_Titles", fmt.Sprintf("$1:$%d", n))
	}
	if n := s.layout.Printed; n > 0 {
		s.define("_xlnm.Print_Area", "$A$1:"+fixed(n-1, max(1, last)))
	}
}

// define names a range of the sheet, which for some names says how it is printed.
func (s *Sheet) define(name, cells string) {
	s.keep(s.book.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: s.ref(cells), Scope: s.name}))
}

// ref names cells of the sheet from anywhere in the book.
func (s *Sheet) ref(cells string) string {
	return "'" + strings.ReplaceAll(s.name, "'", "''") + "'!" + cells
}

// at names a cell by its column, from 0, and its row.
func at(column, row int) string { return Letters(column) + fmt.Sprint(row) }

// fixed names a cell so that it does not move.
func fixed(column, row int) string { return fmt.Sprintf("$%s$%d", Letters(column), row) }

// Letters name a column, from 0: A, B, ... Z, AA.
func Letters(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
