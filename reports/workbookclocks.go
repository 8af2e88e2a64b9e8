package reports

import (
	"cmp"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

func (b *workbook) leavers() error {
	return b.clockSheet("Leavers", "Leavers: until access was gone", clockWords{
		event: "Last working day", done: "Access gone on", over: "gone",
		all: func(c *access.Clocks) []access.Clock { return b.clocks(c.Leavers, b.m.showsLeaver(b.options)) },
	})
}

func (b *workbook) joiners() error {
	return b.clockSheet("Joiners", "Joiners: until access was there", clockWords{
		event: "First working day", done: "Access there on", over: "there",
		all: func(c *access.Clocks) []access.Clock { return b.clocks(c.Joiners, b.m.showsJoiner) },
	})
}

// clockWords are what tells one kind of clock from the other.
type clockWords struct {
	event, done, over string
	all               func(*access.Clocks) []access.Clock
}

// clockSheet writes clocks, those that run first.
func (b *workbook) clockSheet(name, title string, words clockWords) error {
	fields := clockFields(words)
	layout := sheet.Layout{Widths: widths(fields), FrozenRows: 8, FrozenColumns: 1, Repeated: true, Tab: sheet.Yellow}
	if b.run.Clocks == nil {
		layout.FrozenRows = 1
	}
	s := b.book.Add(name, layout)
	s.Line(sheet.Title, titleSpan, title)
	if b.run.Clocks == nil {
		s.Line(sheet.Note, titleSpan, "There is no store: how long it takes is known only where earlier nights are remembered. "+
			"Set `store:` in the configuration.")
		return s.Close()
	}
	note := "One row for each person and app: clocks that run, and those that stopped in the 90 days before. " +
		"Days in which the roster did not have the date yet are HR's."
	clocks := words.all(b.run.Clocks)
	if all := len(clocks); all > b.limits.rows {
		note = "The first " + number(b.limits.rows) + " of " + number(all) + ": a sheet holds no more. " + note
	}
	s.Line(sheet.Note, titleSpan, note)
	slices.SortStableFunc(clocks, func(x, y access.Clock) int {
		if x.Running() != y.Running() {
			return map[bool]int{true: -1, false: 1}[x.Running()]
		}
		return cmp.Or(cmp.Compare(y.Days, x.Days), cmp.Compare(x.Person.ID, y.Person.ID), cmp.Compare(x.Target, y.Target))
	})
	s.Skip(1)
	s.Heads(sheet.Head{}, over("Clocks", sheet.Number), over("Average days", sheet.Decimal), over("Median days", sheet.Decimal),
		over("Longest", sheet.Number), over("Average of them HR's", sheet.Decimal))
	running := slices.IndexFunc(clocks, func(c access.Clock) bool { return !c.Running() })
	if running < 0 {
		running = len(clocks)
	}
	s.Write(clockFigures("Still running", clocks[:running])...)
	s.Write(clockFigures("Access "+words.over, clocks[running:])...)
	s.Skip(1)
	fill(s, sheet.Table{Name: name, Tones: []sheet.Condition{
		{From: 1, To: 1, Text: "running", Tone: sheet.Orange}, {From: 1, To: 1, Text: words.over, Tone: sheet.Green},
	}}, fields, limited(slices.Values(clocks), b.limits.rows))
	return s.Close()
}

func clockFields(words clockWords) []field[access.Clock] {
	return []field[access.Clock]{
		{"Person", 26, sheet.Text, func(c access.Clock) any { return personName(&c.Person) }},
		{"State", 12, sheet.Text, func(c access.Clock) any {
			if c.Running() {
				return "running"
			}
			return words.over
		}},
		{"App", 16, sheet.Text, func(c access.Clock) any { return c.Target }},
		{"Account", 28, sheet.Text, func(c access.Clock) any { return accountText(c.Account) }},
		{words.event, 16, sheet.Day, func(c access.Clock) any { return c.Event }},
		{"Roster had it on", 15, sheet.Day, func(c access.Clock) any { return c.Known }},
		{words.done, 15, sheet.Day, func(c access.Clock) any { return c.Done }},
		{"Days", 9, sheet.Number, func(c access.Clock) any { return c.Days }},
		{"Of them HR's", 9, sheet.Number, func(c access.Clock) any { return c.HRDays }},
		{"Of them the app's", 9, sheet.Number, func(c access.Clock) any { return c.Days - c.HRDays }},
		{"Person id", 12, sheet.Text, func(c access.Clock) any { return c.Person.ID }},
		{"Account id", 14, sheet.Text, func(c access.Clock) any { _, a := names(nil, c.Account); return a.ID }},
	}
}

// clockFigures are how many clocks there are, and their average, median and longest; no figures of none.
func clockFigures(label string, clocks []access.Clock) []sheet.Cell {
	cells := []sheet.Cell{{Style: sheet.Strong, Value: label}, {Style: sheet.Number, Value: len(clocks)}}
	n := len(clocks)
	if n == 0 {
		return cells
	}
	var days []int
	sum, hr := 0, 0
	for i := range clocks {
		days = append(days, clocks[i].Days)
		sum, hr = sum+clocks[i].Days, hr+clocks[i].HRDays
	}
	slices.Sort(days)
	median := float64(days[(n-1)/2]+days[n/2]) / 2
	return append(cells, as(sheet.Decimal, float64(sum)/float64(n)), as(sheet.Decimal, median),
		as(sheet.Number, days[n-1]), as(sheet.Decimal, float64(hr)/float64(n)))
}
