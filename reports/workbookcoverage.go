package reports

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// coverage writes what was asked, what came, and what did not.
func (b *workbook) coverage() error {
	fields := b.coverageFields()
	s := b.book.Add("Coverage & completeness", sheet.Layout{
		Widths: widths(fields), FrozenRows: 1, FrozenColumns: 1, Printed: at(fields, "Last read") + 1, Tab: sheet.Green,
	})
	s.Line(sheet.Title, titleSpan, "Coverage & completeness")
	s.Line(sheet.Note, titleSpan, "What was read of each app, in what reach, and how it compares with the app's own count. "+
		"Times are in "+b.zoneName()+".")
	fill(s, sheet.Table{Name: "Coverage", Tones: byStatus(1)}, fields, pointers(b.run.Targets))
	b.reach(s)
	b.sources(s)
	return s.Close()
}

// pointers goes through the items of a list without copying them.
func pointers[T any](items []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range items {
			if !yield(&items[i]) {
				return
			}
		}
	}
}

func (b *workbook) coverageFields() []field[*access.TargetResult] {
	of := func(n func(*access.TargetResult) any) func(*access.TargetResult) any {
		return func(t *access.TargetResult) any {
			if !read(t) {
				return nil
			}
			return n(t)
		}
	}
	return []field[*access.TargetResult]{
		{"App", 22, sheet.Text, func(t *access.TargetResult) any { return t.Name }},
		{"Read", 12, sheet.Text, func(t *access.TargetResult) any { return string(t.Status) }},
		{"Why not in whole", 44, sheet.Wrapped, func(t *access.TargetResult) any { return b.told(strings.Join(t.Why, "; ")) }},
		{"Accounts", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Accounts })},
		{"App's own total", 10, sheet.Number, func(t *access.TargetResult) any {
			if t.ReportedTotal == nil {
				return nil
			}
			return *t.ReportedTotal
		}},
		{"Difference", 10, sheet.Number, of(func(t *access.TargetResult) any {
			if t.ReportedTotal == nil {
				return nil
			}
			return t.Accounts - *t.ReportedTotal
		})},
		{"Governed share", 10, sheet.Share, of(func(t *access.TargetResult) any { return part(t.Governed, t.Grants) })},
		{"Pages", 8, sheet.Number, of(func(t *access.TargetResult) any { return t.Pages })},
		{"Rows", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Rows })},
		{"Calls", 8, sheet.Number, of(func(t *access.TargetResult) any { return t.Calls })},
		{"Data of", 17, sheet.Moment, func(t *access.TargetResult) any { return b.local(t.Taken) }},
		{"Last read", 12, sheet.Day, func(t *access.TargetResult) any {
			if read(t) {
				return b.run.Run.AsOf
			}
			return t.LastRead
		}},
		{"Connector", 12, sheet.Text, func(t *access.TargetResult) any { return t.Kind }},
		{"File", 30, sheet.Text, func(t *access.TargetResult) any { return t.File }},
		{"Hash (SHA-256)", 68, sheet.Text, func(t *access.TargetResult) any { return t.Hash }},
		{"Enabled", 9, sheet.Number, of(func(t *access.TargetResult) any { return t.Enabled })},
		{"Invited", 9, sheet.Number, of(func(t *access.TargetResult) any { return t.Invited })},
		{"Suspended", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Suspended })},
		{"Human", 9, sheet.Number, of(func(t *access.TargetResult) any { return t.Humans })},
		{"Linked to a person", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Linked })},
		{"Grants", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Grants })},
		{"Governed", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Governed })},
		{"Privileged by right", 11, sheet.Number, of(func(t *access.TargetResult) any { return t.Privileged })},
		{"Seconds", 9, sheet.Decimal, of(func(t *access.TargetResult) any { return t.Seconds })},
		{"Owner", 24, sheet.Text, func(t *access.TargetResult) any { return t.Owner }},
		{"Credential of", 18, sheet.Text, func(t *access.TargetResult) any { return t.Self }},
		{"Missing access", 40, sheet.Text, func(t *access.TargetResult) any { return missingWords(t) }},
		{"Remarks", 60, sheet.Text, func(t *access.TargetResult) any { return b.told(joined(t.Remarks)) }},
	}
}

// missingWords say why missing access is not reported of an app.
func missingWords(t *access.TargetResult) string {
	if t.Unruled && read(t) {
		return "no role grants anything there"
	}
	return t.MissingWithheld
}

// reach writes for each app what its reads see, and what the app would let be done.
func (b *workbook) reach(s *sheet.Sheet) {
	s.Skip(1)
	s.Line(sheet.Heading, titleSpan, "Reach: what is seen of each app, and what could be done there")
	s.Heads(texts("App", "Seen or done", "What, and why", "Listed")...)
	for i := range b.run.Targets {
		t := &b.run.Targets[i]
		for _, list := range []struct {
			kind   string
			facets []access.Facet
		}{{"seen", t.Reach.Facets}, {"done", t.Reach.Actions}} {
			for _, f := range list.facets {
				style := map[access.Tri]sheet.Style{access.Yes: sheet.Text, access.No: sheet.Warn, access.Unknown: sheet.Warn}[f.Listed]
				words := f.Name
				if f.Why != "" {
					words += ": " + f.Why
				}
				s.Write(as(sheet.Text, t.Name), as(sheet.Text, list.kind),
					as(sheet.Wrapped, words), as(style, f.Listed.String()))
			}
		}
	}
}

// sources writes what the roster was read from, and what is to be said of its rows.
func (b *workbook) sources(s *sheet.Sheet) {
	s.Skip(1)
	s.Line(sheet.Heading, titleSpan, "Roster")
	for _, why := range b.run.Roster.Unsound {
		s.Line(sheet.Alarm, titleSpan, "Unsound: "+b.told(why))
	}
	s.Heads(over("Source", sheet.Text), over("Connector", sheet.Text), over("File", sheet.Text), over("Rows", sheet.Number),
		over("Not judged", sheet.Number), over("Current staff only", sheet.Text), over("", sheet.Text), over("", sheet.Text),
		over("", sheet.Text), over("", sheet.Text), over("Data of", sheet.Moment), over("", sheet.Text), over("", sheet.Text),
		over("", sheet.Text), over("Hash (SHA-256)", sheet.Text))
	for i := range b.run.Roster.Sources {
		r := &b.run.Roster.Sources[i]
		cells := make([]sheet.Cell, 15)
		for column, c := range map[int]sheet.Cell{
			0: {Style: sheet.Text, Value: r.Name}, 1: {Style: sheet.Text, Value: r.Kind}, 2: {Style: sheet.Text, Value: r.File},
			3: {Style: sheet.Number, Value: r.Rows}, 4: {Style: sheet.Number, Value: r.Quarantined},
			5: {Style: sheet.Text, Value: yes(r.CurrentOnly)}, 10: {Style: sheet.Moment, Value: b.local(r.Date)},
			14: {Style: sheet.Text, Value: r.Hash},
		} {
			cells[column] = c
		}
		s.Write(cells...)
	}
	b.mapping(s)
	roster, _ := b.warnings()
	if len(roster) == 0 {
		return
	}
	s.Skip(1)
	s.Line(sheet.Heading, titleSpan, "Rows of the roster")
	s.Heads(over("Person", sheet.Text), over("Class", sheet.Text), over("What", sheet.Text), over("Row", sheet.Number))
	for i := range roster {
		w := &roster[i]
		style, class := sheet.Text, "remark"
		if w.Quarantined {
			style, class = sheet.Alarm, "not judged"
		}
		place := w.Place
		place.Row = 0
		if s.Left() > 1 {
			s.Write(as(sheet.Text, w.Person), as(style, class),
				as(sheet.Wrapped, place.String()+": "+w.Text), as(sheet.Number, unlessZero(w.Place.Row)))
		}
	}
}

// mapping writes which column of a source is taken for which field, and which are not kept.
func (b *workbook) mapping(s *sheet.Sheet) {
	s.Skip(1)
	s.Line(sheet.Heading, titleSpan, "Columns of the roster")
	s.Heads(texts("Source", "Field", "Column")...)
	for i := range b.run.Roster.Sources {
		r := &b.run.Roster.Sources[i]
		for _, name := range slices.Sorted(maps.Keys(r.Mapped)) {
			s.Write(as(sheet.Text, r.Name), as(sheet.Text, name),
				as(sheet.Text, r.Mapped[name]))
		}
		for _, name := range r.Discarded {
			s.Write(as(sheet.Text, r.Name), as(sheet.Quiet, "not kept"),
				as(sheet.Text, name))
		}
	}
}
