package reports

import (
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// summary writes the verdict, what was not read, the figures and their charts.
func (b *workbook) summary() error {
	fields := appFields()
	s := b.book.Add("Summary", sheet.Layout{Widths: widths(fields), Bare: true, Upright: true, Tab: sheet.Red})
	span := len(fields)
	s.Line(sheet.Title, span, Headline(b.run))
	for _, words := range b.m.intro() {
		s.Line(sheet.Note, span, words)
	}
	b.unread(s, span)
	apps, all := b.figures()
	charts := s.Row() + 3
	severities := b.severities(s, span, &all)
	if all.total > 0 {
		s.Skip(max(0, charts+chartRows-s.Row()))
	}
	s.Skip(1)
	s.Line(sheet.Heading, span, "By app")
	head := s.Row() + 1
	table := fill(s, sheet.Table{Name: "Apps", Tones: byStatus(at(fields, "Read"))}, fields, slices.Values(apps))
	b.appTotals(s, fields, table, &all)
	s.Line(sheet.Quiet, 1, "-: not looked for. Gravest first.")
	b.memory(s, span)
	if all.total > 0 {
		b.charts(s, charts, severities, head, withFindings(apps), table, fields)
	}
	return s.Close()
}

// unread says first what was not read, and what the book leaves out.
func (b *workbook) unread(s *sheet.Sheet, span int) {
	s.Skip(1)
	s.Line(sheet.Heading, span, "Not read, or not in whole")
	gaps, rows := b.m.gaps(), 0
	for _, g := range gaps {
		if g.where == rosterName && g.status == "not judged" {
			rows++ // all of them stand on Coverage & completeness
			continue
		}
		style := sheet.Wrapped
		if g.bad {
			style = sheet.Alarm
		}
		s.Spread(sheet.Part{Style: style, Span: 1, Text: g.where}, sheet.Part{Style: style, Span: 2, Text: g.status},
			sheet.Part{Style: style, Span: span - 3, Text: b.told(g.why)})
	}
	if rows > 0 {
		s.Spread(sheet.Part{Style: sheet.Alarm, Span: 1, Text: rosterName}, sheet.Part{Style: sheet.Alarm, Span: 2, Text: "not judged"},
			sheet.Part{Style: sheet.Alarm, Span: span - 3, Text: count(quarantined(b.run), "row", "rows") +
				" of the roster could not be judged: see Coverage & completeness"})
	}
	if len(gaps) == 0 {
		s.Line(sheet.Fine, span, "Everything was read in whole.")
	}
	for _, words := range b.m.consequences() {
		s.Line(sheet.Note, span, words)
	}
	for _, words := range b.leftOut() {
		s.Line(sheet.Warn, span, words)
	}
}

// severities writes the findings by verdict and severity, and returns the row of all.
func (b *workbook) severities(s *sheet.Sheet, span int, all *figures) int {
	s.Skip(1)
	s.Line(sheet.Heading, span, "Findings")
	if all.total == 0 {
		style, said := sheet.Fine, nothingFound(b.m.hidden, slices.Collect(pointers(b.run.Targets)))
		if b.m.hidden > 0 || len(b.m.gaps()) > 0 {
			style = sheet.Note
		}
		s.Line(style, span, said)
		return 0
	}
	heads := []sheet.Head{over("Verdict", sheet.Text)}
	for _, severity := range access.Severities() {
		heads = append(heads, over(title(severity.String()), sheet.Number))
	}
	s.Heads(append(heads, over("All", sheet.Number))...)
	counts := map[access.Verdict]*figures{}
	var verdicts []access.Verdict
	for _, f := range b.m.shown {
		if counts[f.Verdict] == nil {
			counts[f.Verdict] = &figures{verdicts: map[access.Verdict]int{}}
			verdicts = append(verdicts, f.Verdict)
		}
		counts[f.Verdict].add(f)
	}
	first := s.Row() + 1
	for _, verdict := range known(access.Verdicts(), verdicts) {
		f := counts[verdict]
		cells := []sheet.Cell{{Style: sheet.Text, Value: string(verdict)}}
		for _, n := range f.severities {
			cells = append(cells, as(sheet.Number, unlessZero(n)))
		}
		s.Write(append(cells, as(sheet.Number, f.total))...)
	}
	last := s.Row()
	cells := []sheet.Cell{{Style: sheet.TotalText, Value: "all"}}
	for i, n := range append(all.severities[:], all.total) {
		cells = append(cells, as(sheet.TotalNumber, sheet.Formula{
			Expression: fmt.Sprintf("SUM(%[1]s%[2]d:%[1]s%[3]d)", sheet.Letters(i+1), first, last), Value: n,
		}))
	}
	s.Write(cells...)
	return s.Row()
}

// memory says how many nights ran, and what changed in the settings.
func (b *workbook) memory(s *sheet.Sheet, span int) {
	s.Skip(1)
	s.Line(sheet.Heading, span, "Nights, and changes of settings")
	m := b.run.Run.Memory
	if m == nil {
		s.Line(sheet.Note, span, "There is no store: this audit knows nothing of earlier nights.")
		return
	}
	style := sheet.Fine
	if m.Nights.Ran < m.Nights.Due {
		style = sheet.Alarm
	}
	s.Line(style, span, nights(m))
	if len(m.Changes) == 0 {
		s.Line(sheet.Note, span, "No setting that changes what is done has changed since the last run.")
		return
	}
	for _, c := range m.Changes {
		words := fmt.Sprintf("was %s, is %s", orNone(c.Was), orNone(c.Is))
		s.Spread(sheet.Part{Style: sheet.Wrapped, Span: 3, Text: c.Setting},
			sheet.Part{Style: sheet.Wrapped, Span: span - 3, Text: b.told(words)})
	}
}

// orNone is a value, or says that there is none.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
