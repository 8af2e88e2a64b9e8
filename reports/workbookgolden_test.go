package reports_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/access"
	"reconcile/reports"
)

// dump writes a workbook as text: each cell as it is shown, formulas with their values, tables and panes.
func dump(b book, w io.Writer) error {
	for _, name := range b.GetSheetList() {
		fmt.Fprintf(w, "== %s\n", name)
		rows, err := b.GetRows(name)
		if err != nil {
			return err
		}
		for i, row := range rows {
			var cells []string
			for k, value := range row {
				at, err := excelize.CoordinatesToCellName(k+1, i+1)
				if err != nil {
					return err
				}
				formula, err := b.GetCellFormula(name, at)
				if err != nil {
					return err
				}
				if formula != "" {
					value += " {=" + formula + "}"
				}
				cells = append(cells, value)
			}
			fmt.Fprintf(w, "%d: %s\n", i+1, strings.TrimRight(strings.Join(cells, " | "), " |"))
		}
		tables, err := b.GetTables(name)
		if err != nil {
			return err
		}
		for _, table := range tables {
			fmt.Fprintf(w, "table %s %s\n", table.Name, table.Range)
		}
		panes, err := b.GetPanes(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "frozen: %d columns, %d rows\n", panes.XSplit, panes.YSplit)
	}
	return nil
}

func TestWorkbooksStayAsTheyWere(t *testing.T) {
	golden(t, "acme-workbook.txt", func(w io.Writer) error { return dump(bookOf(t, storedRun(), reports.Options{}), w) })
	golden(t, "quiet-workbook.txt", func(w io.Writer) error {
		return dump(opened(t, func(w io.Writer) error { return reports.Workbook(w, quietRun(), nil, reports.Options{}) }), w)
	})
}

func TestTheWorkbookHasWhatASpreadsheetOffers(t *testing.T) {
	b := bookOf(t, storedRun(), reports.Options{})
	xml := b.parts(t, `xl/.*\.xml|docProps/.*`)
	for what, expect := range map[string]struct{ file, text string }{
		"severity is coloured on Findings":    {"xl/worksheets/sheet2.xml", `<formula>&#34;critical&#34;</formula>`},
		"findings are coloured in the matrix": {"xl/worksheets/sheet5.xml", `operator="containsText"`},
		"the head of Findings is frozen":      {"xl/worksheets/sheet2.xml", `activePane="bottomRight" state="frozen" topLeftCell="C4" xSplit="2" ySplit="3"`},
		"the head of Plan is frozen":          {"xl/worksheets/sheet11.xml", `state="frozen"`},
		"Findings has filters":                {"xl/tables/table2.xml", `<autoFilter ref="A3:AI49">`},
		"dates are dates":                     {"xl/styles.xml", `formatCode="yyyy-mm-dd"`},
		"dates are dates on Findings":         {"xl/worksheets/sheet2.xml", `<c r="M4" s="7"><v>46347</v></c>`},
		"Summary has charts":                  {"xl/worksheets/sheet1.xml", `<drawing `},
		"the first chart is by severity":      {"xl/charts/chart1.xml", `Findings by severity`},
		"the second chart is by app":          {"xl/charts/chart2.xml", `Findings by app`},
		"the third chart is of seats":         {"xl/charts/chart3.xml", `Seats, by app`},
		"heads are repeated in print":         {"xl/workbook.xml", `Print_Titles`},
		"pages are as wide as the sheet":      {"xl/worksheets/sheet2.xml", `fitToHeight="0" fitToWidth="1" orientation="landscape"`},
	} {
		if !strings.Contains(xml[expect.file], expect.text) {
			t.Errorf("%s: there is no %s in %s", what, expect.text, expect.file)
		}
	}
	if n := len(b.parts(t, `xl/tables/.*`)); n != 11 {
		t.Errorf("there are %d tables: one for each sheet but Run", n)
	}
}

func TestAChartShowsNoMoreAppsThanItHasRoomFor(t *testing.T) {
	run := storedRun()
	for i := range 40 {
		f := run.Findings[0]
		f.Target = fmt.Sprint("app", i)
		run.Findings = append(run.Findings, f)
	}
	b := opened(t, func(w io.Writer) error { return reports.Workbook(w, run, nil, reports.Options{}) })
	if xml := b.parts(t, "xl/charts/chart2.xml")["xl/charts/chart2.xml"]; !strings.Contains(xml, "the gravest 12") {
		t.Error("the chart does not say which apps it shows")
	}
}

func TestAnEmptyRunIsAWorkbookToo(t *testing.T) {
	for name, held := range map[string]*reports.Holdings{"unknown": nil, "none": holdings(nil, nil)} {
		b := opened(t, func(w io.Writer) error { return reports.Workbook(w, &access.Run{}, held, reports.Options{}) })
		if s := b.all(t); !strings.Contains(s, "Nothing was found in what was read") {
			t.Errorf("%s: %s", name, s)
		}
	}
}
