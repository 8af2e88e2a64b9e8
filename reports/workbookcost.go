package reports

import (
	"fmt"
	"maps"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// costRow is what an app costs, all in hundredths.
type costRow struct {
	*access.TargetResult
	// row is where it stands.
	row int
}

// paid counts the seats that are paid for: those bought, else those taken.
func (r costRow) paid() int {
	if r.Seats.Bought > 0 {
		return r.Seats.Bought
	}
	return r.Seats.Taken
}

// unused counts seats that are bought and not taken.
func (r costRow) unused() int { return max(0, r.Seats.Bought-r.Seats.Taken) }

// wasted counts the seats that are unused or would be free if every finding were mended: no more than are paid for.
func (r costRow) wasted() int { return min(r.paid(), r.unused()+r.Seats.Freed) }

// cost is that of so many seats.
func (r costRow) cost(seats int) float64 { return float64(int64(seats)*r.Seats.CostCents) / 100 }

// costHead is the row of the head of the table of costs.
const costHead = 3

// cost writes what is paid for and not used.
func (b *workbook) cost() error {
	var rows []costRow
	for i := range b.run.Targets {
		if t := &b.run.Targets[i]; t.Seats != nil {
			rows = append(rows, costRow{t, costHead + 1 + len(rows)})
		}
	}
	fields := costFields()
	s := b.book.Add("Cost", sheet.Layout{Widths: widths(fields), FrozenRows: 1, FrozenColumns: 1, Tab: sheet.Green})
	s.Line(sheet.Title, titleSpan, "Cost: seats paid for, and seats needed")
	if len(rows) == 0 {
		s.Line(sheet.Note, titleSpan, "No app says what it costs: set `seats` and `seat_cost` in the configuration.")
		return s.Close()
	}
	s.Line(sheet.Note, titleSpan, "A month. Paid are the seats bought, or those taken where that is not known; wasted are "+
		"seats nobody takes, and those that the findings would free.")
	table := fill(s, sheet.Table{Name: "Cost"}, fields, slices.Values(rows))
	b.costTotals(s, rows, table, fields)
	s.Skip(1)
	chart := sheet.Chart{
		Title: "Seats, by app", Row: s.Row() + 1, Width: 760, Height: 300, Stacked: true,
		Categories: table.Cells(0),
	}
	for _, one := range []struct {
		head string
		tone sheet.Tone
	}{{"Needed", sheet.Blue}, {"Freed by findings", sheet.Orange}, {"Unused", sheet.Pale}} {
		column := at(fields, one.head)
		chart.Series = append(chart.Series, sheet.Series{
			Name: fmt.Sprintf("$%s$%d", sheet.Letters(column), costHead), Values: table.Cells(column), Tone: one.tone,
		})
	}
	s.Chart(chart)
	return s.Close()
}

func costFields() []field[costRow] {
	formula := func(format string, r costRow, v any) any {
		return sheet.Formula{Expression: fmt.Sprintf(format, r.row), Value: v}
	}
	priced := func(format string, seats func(costRow) int) func(costRow) any {
		return func(r costRow) any {
			if r.Seats.CostCents == 0 {
				return nil
			}
			return formula(format, r, r.cost(seats(r)))
		}
	}
	return []field[costRow]{
		{"App", 20, sheet.Text, func(r costRow) any { return r.Name }},
		{"Owner", 24, sheet.Text, func(r costRow) any { return r.Owner }},
		{"Bought", 12, sheet.Number, func(r costRow) any { return unlessZero(r.Seats.Bought) }},
		{"Taken", 12, sheet.Number, func(r costRow) any { return r.Seats.Taken }},
		{"Freed by findings", 12, sheet.Number, func(r costRow) any { return r.Seats.Freed }},
		{"Needed", 12, sheet.Number, func(r costRow) any {
			return formula("D%[1]d-E%[1]d", r, r.Seats.Taken-r.Seats.Freed)
		}},
		{"Unused", 12, sheet.Number, func(r costRow) any { return formula("MAX(0,C%[1]d-D%[1]d)", r, r.unused()) }},
		{"Currency", 10, sheet.Text, func(r costRow) any { return r.Seats.Currency }},
		{"A seat costs", 12, sheet.Money, func(r costRow) any {
			if r.Seats.CostCents == 0 {
				return nil
			}
			return r.cost(1)
		}},
		{"Cost a month", 14, sheet.Money, priced("IF(C%[1]d>0,C%[1]d,D%[1]d)*I%[1]d", costRow.paid)},
		{"Waste a month", 14, sheet.Money, priced("MIN(IF(C%[1]d>0,C%[1]d,D%[1]d),E%[1]d+G%[1]d)*I%[1]d", costRow.wasted)},
		{"Read", 12, sheet.Text, func(r costRow) any { return string(r.Status) }},
	}
}

func unlessZero(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// costTotals adds up each currency by itself.
func (b *workbook) costTotals(s *sheet.Sheet, rows []costRow, table sheet.Range, fields []field[costRow]) {
	type sum struct{ cost, waste int64 }
	sums := map[string]sum{}
	for _, r := range rows {
		if r.Seats.CostCents != 0 {
			t := sums[r.Seats.Currency]
			sums[r.Seats.Currency] = sum{
				t.cost + int64(r.paid())*r.Seats.CostCents, t.waste + int64(r.wasted())*r.Seats.CostCents,
			}
		}
	}
	if len(sums) == 0 {
		return
	}
	currency, cost, waste := at(fields, "Currency"), at(fields, "Cost a month"), at(fields, "Waste a month")
	s.Skip(1)
	s.Line(sheet.Heading, titleSpan, "Totals, each currency by itself")
	s.Heads(over("Currency", sheet.Text), over("", sheet.Text), over("Cost a month", sheet.Money),
		over("Waste a month", sheet.Money), over("Wasted share", sheet.Share), over("Cost a head", sheet.Money))
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		t, row := sums[name], s.Row()+1
		add := func(column int, cents int64) sheet.Cell {
			return as(sheet.Money, sheet.Formula{
				Expression: fmt.Sprintf("SUMIF(%s,A%d,%s)", table.Cells(currency), row, table.Cells(column)), Value: float64(cents) / 100,
			})
		}
		share := 0.0
		if t.cost != 0 {
			share = float64(t.waste) / float64(t.cost)
		}
		cells := []sheet.Cell{
			{Style: sheet.Strong, Value: name},
			{},
			add(cost, t.cost), add(waste, t.waste),
			{Style: sheet.Share, Value: sheet.Formula{Expression: fmt.Sprintf("IF(C%[1]d=0,0,D%[1]d/C%[1]d)", row), Value: share}},
		}
		if active := b.run.Roster.Active; active > 0 {
			cells = append(cells, as(sheet.Money, sheet.Formula{
				Expression: fmt.Sprintf("C%d/%d", row, active), Value: float64(t.cost) / 100 / float64(active),
			}))
		}
		s.Write(cells...)
	}
	s.Line(sheet.Quiet, 1, "A head: of "+count(b.run.Roster.Active, "person", "people")+" active on the roster.")
}
