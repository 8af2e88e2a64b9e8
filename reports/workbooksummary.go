package reports

import (
	"cmp"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// figures are an app's findings, counted.
type figures struct {
	name       string
	target     *access.TargetResult
	severities [4]int
	verdicts   map[access.Verdict]int
	hygiene    int
	total      int
}

func (f *figures) add(one *access.Finding) {
	f.severities[min(int(one.Severity), len(f.severities)-1)]++
	f.verdicts[one.Verdict]++
	f.total++
	if hygienic(one.Verdict) {
		f.hygiene++
	}
}

// figures counts the findings that are shown, by app, the gravest first, and over all of them.
func (b *workbook) figures() (apps []*figures, all figures) {
	all = figures{verdicts: map[access.Verdict]int{}}
	by := map[string]*figures{}
	app := func(name string) *figures {
		if by[name] == nil {
			by[name] = &figures{name: name, verdicts: map[access.Verdict]int{}}
			if name == "" {
				by[name].name = rosterName
			}
			apps = append(apps, by[name])
		}
		return by[name]
	}
	for i := range b.run.Targets {
		t := &b.run.Targets[i]
		app(t.Name).target = t
	}
	for _, f := range b.m.shown {
		app(f.Target).add(f)
		all.add(f)
	}
	slices.SortStableFunc(apps, func(x, y *figures) int {
		return cmp.Or(slices.Compare(y.severities[:], x.severities[:]), cmp.Compare(y.total, x.total))
	})
	return apps, all
}

// summary writes the verdict, what was not read, the figures and their charts.
func (b *workbook) summary() error {
	fields := appFields()
	s := b.book.Add("Summary", sheet.Layout{Widths: widths(fields), Bare: true, Tab: sheet.Red})
	span := len(fields)
	s.Line(sheet.Title, span, Headline(b.run))
	for _, words := range b.m.intro() {
		s.Line(sheet.Note, span, words)
	}
	b.unread(s, span)
	apps, all := b.figures()
	severities := b.severities(s, &all)
	charts := s.Row() + 2
	if all.total > 0 {
		s.Skip(chartRows + 1)
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
func (b *workbook) severities(s *sheet.Sheet, all *figures) int {
	s.Skip(1)
	s.Line(sheet.Heading, 6, "Findings")
	if all.total == 0 {
		s.Line(sheet.Fine, 6, "Nothing was found in what was read.")
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
			cells = append(cells, sheet.Cell{Style: sheet.Number, Value: unlessZero(n)})
		}
		s.Write(append(cells, sheet.Cell{Style: sheet.Number, Value: f.total})...)
	}
	last := s.Row()
	cells := []sheet.Cell{{Style: sheet.TotalText, Value: "all"}}
	for i, n := range append(all.severities[:], all.total) {
		cells = append(cells, sheet.Cell{Style: sheet.TotalNumber, Value: sheet.Formula{
			Expression: fmt.Sprintf("SUM(%[1]s%[2]d:%[1]s%[3]d)", sheet.Letters(i+1), first, last), Value: n,
		}})
	}
	s.Write(cells...)
	return s.Row()
}

// appFields are an app in figures.
func appFields() []field[*figures] {
	severity := func(s access.Severity) field[*figures] {
		return field[*figures]{title(s.String()), 9, sheet.Number, func(f *figures) any { return unlessZero(f.severities[s]) }}
	}
	looked := func(v access.Verdict, judged func(*access.TargetResult) bool) func(*figures) any {
		return func(f *figures) any {
			if n := f.verdicts[v]; n > 0 || f.target != nil && judged(f.target) {
				return n
			}
			return "-"
		}
	}
	counted := func(count func(*figures) int) func(*figures) any {
		return func(f *figures) any {
			if n := count(f); n > 0 || f.target != nil && read(f.target) {
				return n
			}
			return "-"
		}
	}
	of := func(n func(*access.TargetResult) any) func(*figures) any {
		return func(f *figures) any {
			if f.target == nil || !read(f.target) {
				return nil
			}
			return n(f.target)
		}
	}
	return []field[*figures]{
		{"App", 20, sheet.Text, func(f *figures) any { return f.name }},
		severity(access.Critical), severity(access.High), severity(access.Medium), severity(access.Low),
		{"All findings", 10, sheet.Number, counted(func(f *figures) int { return f.total })},
		{"Missing", 9, sheet.Number, looked(access.Missing, judged)},
		{"Excess", 9, sheet.Number, looked(access.Excess, func(t *access.TargetResult) bool { return read(t) && !t.Unruled })},
		{"Orphaned", 10, sheet.Number, looked(access.Orphaned, read)},
		{"Hygiene", 9, sheet.Number, counted(func(f *figures) int { return f.hygiene })},
		{"Accounts", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Accounts })},
		{"Linked", 9, sheet.Share, of(func(t *access.TargetResult) any { return part(t.Linked, t.Humans) })},
		{"Governed", 10, sheet.Share, of(func(t *access.TargetResult) any { return part(t.Governed, t.Grants) })},
		{"Read", 11, sheet.Text, func(f *figures) any {
			if f.target == nil {
				return nil
			}
			return string(f.target.Status)
		}},
		{"Owner", 26, sheet.Text, of(func(t *access.TargetResult) any { return t.Owner })},
	}
}

// part is a share, nil where there is no whole.
func part(of, whole int) any {
	if whole <= 0 {
		return nil
	}
	return float64(of) / float64(whole)
}

// title begins with a capital.
func title(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// appTotals adds up the apps that the filter leaves.
func (b *workbook) appTotals(s *sheet.Sheet, fields []field[*figures], table sheet.Range, all *figures) {
	if table.Empty() {
		return
	}
	totals := map[string]int{
		"All findings": all.total, "Missing": all.verdicts[access.Missing], "Excess": all.verdicts[access.Excess],
		"Orphaned": all.verdicts[access.Orphaned], "Hygiene": all.hygiene,
	}
	for i, n := range all.severities {
		totals[title(access.Severity(i).String())] = n
	}
	for i := range b.run.Targets {
		if t := &b.run.Targets[i]; read(t) {
			totals["Accounts"] += t.Accounts
		}
	}
	cells := []sheet.Cell{{Style: sheet.TotalText, Value: "all"}}
	for i, f := range fields[1:at(fields, "Linked")] {
		cells = append(cells, sheet.Cell{Style: sheet.TotalNumber, Value: sheet.Formula{
			Expression: "SUBTOTAL(109," + table.Cells(i+1) + ")", Value: totals[f.head],
		}})
	}
	s.Write(cells...)
}

// byStatus colours the status of a read.
func byStatus(column int) []sheet.Condition {
	return []sheet.Condition{
		{From: column, To: column, Text: string(access.Complete), Tone: sheet.Green},
		{From: column, To: column, Text: string(access.Partial), Tone: sheet.Yellow},
		{From: column, To: column, Text: string(access.FailedRead), Tone: sheet.Red},
		{From: column, To: column, Text: string(access.SkippedRun), Tone: sheet.Pale},
	}
}

const (
	// chartRows is how many rows the charts take.
	chartRows = 16
	// mostCharted is how many apps a chart has room for.
	mostCharted = 15
)

// withFindings counts the apps that have any; they come first.
func withFindings(apps []*figures) int {
	n := 0
	for _, f := range apps {
		if f.total > 0 {
			n++
		}
	}
	return n
}

// charts shows the findings by severity, and those of the apps with the gravest.
func (b *workbook) charts(s *sheet.Sheet, row, severities, head, found int, table sheet.Range, fields []field[*figures]) {
	tones := []sheet.Tone{sheet.Red, sheet.Orange, sheet.Yellow, sheet.Blue}
	left := sheet.Chart{
		Title: "Findings by severity", Row: row, Width: 380, Height: 310, Categories: cellAt(0, severities),
	}
	right := sheet.Chart{
		Title: "Findings by app", Column: 5, Row: row, Width: 720, Height: 310, Stacked: true,
	}
	shown := table
	if shown.Last = table.First + min(found, mostCharted) - 1; found > mostCharted {
		right.Title = fmt.Sprintf("Findings by app, the gravest %d", mostCharted)
	}
	right.Categories = shown.Cells(0)
	for i, severity := range access.Severities() {
		column := at(fields, title(severity.String()))
		left.Series = append(left.Series, sheet.Series{
			Name: cellAt(column, head), Values: cellAt(i+1, severities), Tone: tones[i],
		})
		right.Series = append(right.Series, sheet.Series{Name: cellAt(column, head), Values: shown.Cells(column), Tone: tones[i]})
	}
	s.Chart(left)
	s.Chart(right)
}

// cellAt names a cell for a chart.
func cellAt(column, row int) string { return fmt.Sprintf("$%s$%d", sheet.Letters(column), row) }

// memory says how many nights ran, and what changed in the settings.
func (b *workbook) memory(s *sheet.Sheet, span int) {
	s.Skip(1)
	s.Line(sheet.Heading, span, "Nights, and changes of settings")
	m := b.run.Run.Memory
	if m == nil {
		s.Line(sheet.Note, span, "There is no store: this audit knows nothing of earlier nights.")
		return
	}
	style, nights := sheet.Fine, nightsWords(&m.Nights)
	if m.Nights.Ran < m.Nights.Due {
		style = sheet.Alarm
	}
	s.Line(style, span, nights)
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

// nightsWords says how many of the due nights ran.
func nightsWords(n *access.Nights) string {
	return fmt.Sprintf("%s of %s ran since %s.", number(n.Ran), count(n.Due, "night that was due", "nights that were due"), n.Since)
}

// orNone is a value, or says that there is none.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
