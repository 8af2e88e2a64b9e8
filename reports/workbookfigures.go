package reports

import (
	"cmp"
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
		{"Read", 11, sheet.Text, func(f *figures) any {
			if f.target == nil {
				return nil
			}
			return string(f.target.Status)
		}},
		{"Owner", 26, sheet.Text, func(f *figures) any {
			if f.target == nil {
				return nil
			}
			return f.target.Owner
		}},
		{"Accounts", 10, sheet.Number, of(func(t *access.TargetResult) any { return t.Accounts })},
		{"Linked", 9, sheet.Share, of(func(t *access.TargetResult) any { return part(t.Linked, t.Humans) })},
		{"Governed", 10, sheet.Share, of(func(t *access.TargetResult) any { return part(t.Governed, t.Grants) })},
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
	cells := []sheet.Cell{as(sheet.TotalText, "all")}
	for i, f := range fields[1 : at(fields, "Accounts")+1] {
		n, summed := totals[f.head]
		if !summed {
			cells = append(cells, as(sheet.TotalText, nil))
			continue
		}
		cells = append(cells, as(sheet.TotalNumber, sheet.Formula{
			Expression: "SUBTOTAL(109," + table.Cells(i+1) + ")", Value: n,
		}))
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
