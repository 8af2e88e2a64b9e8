package reports

import (
	"iter"
	"slices"

	"reconcile/internal/sheet"
)

// field is a column of a table, with what it holds of an item.
type field[T any] struct {
	head  string
	width float64
	style sheet.Style
	value func(T) any
}

// widths are those of the fields.
func widths[T any](fields []field[T]) []float64 {
	list := make([]float64, len(fields))
	for i, f := range fields {
		list[i] = f.width
	}
	return list
}

// fill writes a table of items.
func fill[T any](s *sheet.Sheet, t sheet.Table, fields []field[T], items iter.Seq[T]) sheet.Range {
	t.Heads = headsOf(fields)
	return s.Table(t, values(fields, items))
}

// headsOf are what stands over the fields.
func headsOf[T any](fields []field[T]) []sheet.Head {
	heads := make([]sheet.Head, len(fields))
	for i, f := range fields {
		heads[i] = over(f.head, f.style)
	}
	return heads
}

// values are what the fields hold of each item; the rows share their memory.
func values[T any](fields []field[T], items iter.Seq[T]) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, len(fields))
		for item := range items {
			for i, f := range fields {
				row[i] = f.value(item)
			}
			if !yield(row) {
				return
			}
		}
	}
}

// as is a value in a style.
func as(style sheet.Style, v any) sheet.Cell { return sheet.Cell{Style: style, Value: v} }

// over is what stands over a column of a block.
func over(text string, style sheet.Style) sheet.Head { return sheet.Head{Text: text, Style: style} }

// texts are over columns of texts.
func texts(names ...string) []sheet.Head {
	var heads []sheet.Head
	for _, name := range names {
		heads = append(heads, over(name, sheet.Text))
	}
	return heads
}

// at finds a field by its head.
func at[T any](fields []field[T], head string) int {
	return slices.IndexFunc(fields, func(f field[T]) bool { return f.head == head })
}

// tableSheet is a sheet of one table under a title.
type tableSheet struct {
	name, title, note string
	table             string
	tab               sheet.Tone
	// frozen is how many columns stay in sight, printed how many are printed, 0 for all.
	frozen, printed int
	tones           []sheet.Condition
}

// writeTableSheet writes such a sheet of n items. They are gone through while the next sheets are made.
func writeTableSheet[T any](b *workbook, l tableSheet, fields []field[T], n int, items iter.Seq[T]) error {
	s := b.book.Add(l.name, sheet.Layout{
		Widths: widths(fields), FrozenRows: 3, FrozenColumns: l.frozen, Repeated: true, Printed: l.printed, Tab: l.tab,
	})
	span := min(len(fields), titleSpan)
	s.Line(sheet.Title, span, l.title)
	s.Line(sheet.Note, span, l.note)
	n = min(n, b.limits.rows)
	return s.Last(sheet.Table{Name: l.table, Heads: headsOf(fields), Tones: l.tones}, n, values(fields, limited(items, n)))
}

// titleSpan is over how many columns a title stands.
const titleSpan = 8

// bySeverity colours the cells of a column that hold a severity.
func bySeverity(column int) []sheet.Condition {
	return []sheet.Condition{
		{From: column, To: column, Text: "critical", Tone: sheet.Red},
		{From: column, To: column, Text: "high", Tone: sheet.Orange},
		{From: column, To: column, Text: "medium", Tone: sheet.Yellow},
		{From: column, To: column, Text: "low", Tone: sheet.Blue},
	}
}

// limited goes through the first few of a sequence.
func limited[T any](items iter.Seq[T], most int) iter.Seq[T] {
	return func(yield func(T) bool) {
		n := 0
		for item := range items {
			if n++; n > most || !yield(item) {
				return
			}
		}
	}
}
