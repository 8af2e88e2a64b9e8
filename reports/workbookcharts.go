package reports

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

const (
	// chartRows is how many rows the charts take, which stand beside the findings.
	chartRows = 14
	// mostCharted is how many apps a chart has room for.
	mostCharted = 12
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
		Title: "Findings by severity", Column: 6, Row: row, Width: 275, Height: 310, Categories: cellAt(0, severities),
	}
	right := sheet.Chart{
		Title: "Findings by app", Column: 10, Row: row, Width: 480, Height: 310, Stacked: true,
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
