package reports

import (
	"cmp"
	"maps"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// ruleLine is a line of the rules with the findings that rest on it.
type ruleLine struct {
	at     string
	counts *figures
}

// rules writes what the findings rest on, how the rules differ from the accepted ones, and what is to be said of them.
func (b *workbook) rules() error {
	by := map[string]*figures{}
	for _, f := range b.m.shown {
		if f.Evidence.Rule == "" {
			continue
		}
		if by[f.Evidence.Rule] == nil {
			by[f.Evidence.Rule] = &figures{verdicts: map[access.Verdict]int{}}
		}
		by[f.Evidence.Rule].add(f)
	}
	var lines []ruleLine
	for _, at := range slices.Sorted(maps.Keys(by)) {
		lines = append(lines, ruleLine{at, by[at]})
	}
	slices.SortStableFunc(lines, func(x, y ruleLine) int { return cmp.Compare(y.counts.total, x.counts.total) })
	verdict := func(v access.Verdict) func(ruleLine) any {
		return func(l ruleLine) any { return unlessZero(l.counts.verdicts[v]) }
	}
	fields := []field[ruleLine]{
		{"Line of the rules", 34, sheet.Text, func(l ruleLine) any { return l.at }},
		{"Findings", 12, sheet.Number, func(l ruleLine) any { return l.counts.total }},
		{"Missing", 12, sheet.Number, verdict(access.Missing)},
		{"Excess", 24, sheet.Number, verdict(access.Excess)},
		{"Orphaned", 30, sheet.Number, verdict(access.Orphaned)},
		{"Hygiene", 26, sheet.Number, func(l ruleLine) any { return unlessZero(l.counts.hygiene) }},
	}
	s := b.book.Add("Rules", sheet.Layout{Widths: widths(fields), FrozenRows: 1, Tab: sheet.Pale})
	s.Line(sheet.Title, len(fields), "Rules")
	s.Line(sheet.Note, len(fields), "Lines of the rules that findings rest on; below, what other rules than the accepted "+
		"ones change, and what is to be said of rules and configuration.")
	fill(s, sheet.Table{Name: "Rules"}, fields, slices.Values(lines[:min(len(lines), b.limits.rows/2)]))
	b.rulesChange(s, len(fields))
	if _, warnings := b.warnings(); len(warnings) > 0 {
		s.Skip(1)
		s.Line(sheet.Heading, len(fields), "Remarks on rules and configuration")
		for _, w := range warnings[:min(len(warnings), s.Left()-1)] {
			s.Line(sheet.Warn, len(fields), w)
		}
	}
	return s.Close()
}

// rulesChange writes what tonight's rules give and take beside the accepted ones.
func (b *workbook) rulesChange(s *sheet.Sheet, span int) {
	s.Skip(1)
	s.Line(sheet.Heading, span, "Difference from the rules accepted last")
	switch m := b.run.Run.Memory; {
	case m == nil:
		s.Line(sheet.Note, span, "There is no store: no rules are known that were accepted before.")
	case m.Rules == nil:
		s.Line(sheet.Fine, span, "These are the accepted rules.")
	default:
		s.Line(sheet.Warn, span, "Tonight's rules make "+count(m.Rules.Given, "access", "accesses")+
			" due that the accepted ones do not, and "+number(m.Rules.Taken)+" no longer.")
		s.Write(as(sheet.Text, "Accepted: "+m.Rules.Accepted))
		s.Write(as(sheet.Text, "Tonight: "+m.Rules.Hash))
		s.Heads(texts("Person", "Person id", "Change", "App", "Access", "Rule")...)
		for i := range m.Rules.Access {
			r := &m.Rules.Access[i]
			if b.hides(r.Person.ID) {
				continue
			}
			style, change := sheet.Warn, "no longer due"
			if r.Given {
				style, change = sheet.Fine, "newly due"
			}
			s.Write(sheet.Cell{Value: personName(&r.Person)}, sheet.Cell{Value: r.Person.ID}, as(style, change),
				sheet.Cell{Value: r.Target}, sheet.Cell{Value: r.Entitlement}, sheet.Cell{Value: r.Rule})
		}
		if all := m.Rules.Given + m.Rules.Taken; all > len(m.Rules.Access) {
			s.Write(as(sheet.Quiet, "The first "+number(len(m.Rules.Access))+" of "+number(all)+"."))
		}
	}
}
