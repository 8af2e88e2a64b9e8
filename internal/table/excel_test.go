package table_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

func TestEachKindOfCellIsReadAsItsText(t *testing.T) {
	head := texts("id", "name")
	shared := xmlHead + `<sst xmlns="` + mainSpace + `"><si><t>zero</t></si><si><r><t>An</t></r><r><t>a</t></r></si></sst>`
	for name, c := range map[string]struct{ cell, want string }{
		"a text of its own":                 {`<c t="inlineStr"><is><t xml:space="preserve"> Ana </t></is></c>`, "Ana"},
		"a text of its own in pieces":       {`<c t="inlineStr"><is><r><t>An</t></r><r><t>a</t></r></is></c>`, "Ana"},
		"a shared text":                     {`<c t="s"><v>0</v></c>`, "zero"},
		"a shared text in pieces":           {`<c t="s"><v> 1 </v></c>`, "Ana"},
		"an integer":                        {`<c><v>42</v></c>`, "42"},
		"an integer with a type":            {`<c t="n"><v>42</v></c>`, "42"},
		"an integer with zeros in front":    {`<c><v>0042</v></c>`, "0042"},
		"an integer with a fraction":        {`<c><v>42.0</v></c>`, "42"},
		"an integer in scientific notation": {`<c><v>1.042E3</v></c>`, "1042"},
		"the greatest exact integer":        {`<c><v>9007199254740991</v></c>`, "9007199254740991"},
		"a negative number":                 {`<c><v>-7</v></c>`, "-7"},
		"a fraction":                        {`<c><v>0.1</v></c>`, "0.1"},
		"a fraction as float64 has it":      {`<c><v>0.30000000000000004</v></c>`, "0.30000000000000004"},
		"a small number":                    {`<c><v>1E-7</v></c>`, "0.0000001"},
		"true":                              {`<c t="b"><v>1</v></c>`, "TRUE"},
		"false":                             {`<c t="b"><v>0</v></c>`, "FALSE"},
		"an ISO date":                       {`<c t="d"><v>2026-03-04T00:00:00</v></c>`, "2026-03-04T00:00:00"},
		"an error":                          {`<c t="e"><v>#N/A</v></c>`, "#N/A"},
		"a formula's text":                  {`<c t="str"><f>A1</f><v>Ana</v></c>`, "Ana"},
		"a formula's empty text":            {`<c t="str"><f>A1</f><v></v></c>`, ""},
		"a formula's number":                {`<c><f>40+2</f><v>42</v></c>`, "42"},
		"a formula's truth":                 {`<c t="b"><f>1=1</f><v>1</v></c>`, "TRUE"},
		"nothing":                           {`<c/>`, ""},
		"nothing in a text":                 {`<c t="inlineStr"><is><t></t></is></c>`, ""},
		"an escaped character":              {`<c t="inlineStr"><is><t>A&amp;B&#10;&lt;c&gt;</t></is></c>`, "A&B\n<c>"},
	} {
		t.Run(name, func(t *testing.T) {
			list := append(parts(head+"<row><c><v>17</v></c>"+c.cell+"</row>"), part{"xl/sharedStrings.xml", shared})
			checkRows(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions(), []string{"17", c.want})
		})
	}
}

func TestACellThatCannotBeReadIsNamed(t *testing.T) {
	const lost = `, which has lost digits; format the column as text and enter the values again`
	for name, c := range map[string]struct{ cell, want string }{
		"an id of 17 digits in scientific notation": {
			`<c><v>1.2345678901234568E+16</v></c>`, `the cell B3 holds "1.2345678901234568E+16" as a number` + lost,
		},
		"an id of 17 digits": {`<c><v>12345678901234568</v></c>`, `the cell B3 holds "12345678901234568" as a number` + lost},
		"the first integer that is two": {
			`<c><v>9007199254740992</v></c>`, `the cell B3 holds "9007199254740992" as a number` + lost,
		},
		"an id of 17 digits and zeros in front": {
			`<c><v>0012345678901234568</v></c>`, `the cell B3 holds "0012345678901234568" as a number` + lost,
		},
		"an id of 17 digits out of a formula": {
			`<c><f>A1</f><v>1.2345678901234568E+16</v></c>`, `the cell B3 holds "1.2345678901234568E+16" as a number` + lost,
		},
		"an id of 17 digits with a sign": {
			`<c><v>-12345678901234568</v></c>`, `the cell B3 holds "-12345678901234568" as a number` + lost,
		},
		"a number beyond all": {`<c><v>1E999</v></c>`, `the cell B3 holds "1E999" as a number` + lost},
		"a text as a number": {
			`<c><v>Ana</v></c>`, `the cell B3 holds "Ana" as a number, which is none; ` +
				`format the column as text and enter the values again`,
		},
		"no number": {
			`<c><v>NaN</v></c>`, `the cell B3 holds "NaN" as a number, which is none; ` +
				`format the column as text and enter the values again`,
		},
		"a formula without a result": {
			`<c><f>A1&amp;"x"</f></c>`, `the cell B3 has a formula whose result is not stored; ` +
				`open the workbook in Excel, let it calculate, and save it`,
		},
		"a formula with an empty result": {
			`<c><f>A1&amp;"x"</f><v></v></c>`, `the cell B3 has a formula whose result is not stored; ` +
				`open the workbook in Excel, let it calculate, and save it`,
		},
		"a shared text that is not there": {
			`<c t="s"><v>9</v></c>`, `the text of the cell B3 is missing: the workbook is damaged; ` +
				`open the workbook in Excel and save it again`,
		},
		"a shared text of no number": {
			`<c t="s"><v>-1</v></c>`, `the text of the cell B3 is missing: the workbook is damaged; ` +
				`open the workbook in Excel and save it again`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := rawBook(t, texts("id", "Full Name")+texts("17", "Ana")+"<row><c><v>18</v></c>"+c.cell+"</row>")
			checkProblem(t, path, excelOptions(), "people.xlsx, sheet Sheet1, row 3, column Full Name: "+c.want)
		})
	}
	t.Run("even beyond the last header", func(t *testing.T) {
		checkProblem(t, rawBook(t, texts("id")+"<row><c><v>18</v></c><c/><c/><c><f>A1</f></c></row>"), excelOptions(),
			"people.xlsx, sheet Sheet1, row 2, column D: the cell D2 has a formula whose result is not stored; "+
				"open the workbook in Excel, let it calculate, and save it")
	})
	t.Run("even in the header", func(t *testing.T) {
		checkProblem(t, rawBook(t, "<row>"+strings.TrimSuffix(strings.TrimPrefix(texts("id"), "<row>"), "</row>")+
			"<c><f>A1</f></c></row>"+texts("17")), excelOptions(),
			"people.xlsx, sheet Sheet1, row 1, column B: the cell B1 has a formula whose result is not stored; "+
				"open the workbook in Excel, let it calculate, and save it")
	})
}

func TestAFormulaThatExcelizeWritesHasNoResult(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, value := range map[string]string{"A1": "id", "B1": "name", "A2": "17"} {
		if err := f.SetCellStr("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("Sheet1", "B2", "A2&A1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	e := problem(t, write(t, "people.xlsx", b.Bytes()), excelOptions())
	if e.Place != (access.Place{File: "people.xlsx", Sheet: "Sheet1", Row: 2, Column: "name"}) {
		t.Errorf("the place is %s", e.Place)
	}
}

func TestRowsAreNumberedAsInTheSheet(t *testing.T) {
	for name, data := range map[string]string{
		"all with their numbers": `<row r="3"><c r="A3" t="str"><v>id</v></c><c r="C3" t="str"><v>name</v></c></row>` +
			`<row r="4"/><row r="7"><c r="A7"><v>17</v></c><c r="C7" t="str"><v>Ana</v></c></row>` +
			`<row r="8"><c r="C8" t="str"><v>Bo</v></c></row>`,
		"some with them": `<row/><row/><row><c t="str"><v>id</v></c><c/><c t="str"><v>name</v></c></row>` +
			`<row r="7"><c><v>17</v></c><c r="C7" t="str"><v>Ana</v></c></row><row><c r="C8" t="str"><v>Bo</v></c></row>`,
		"with what is no cell after them": `<row r="3"><c r="A3" t="str"><v>id</v></c><c r="C3" t="str"><v>name</v></c>` +
			`<extLst><ext uri="x"><c r="D3"><v>1</v></c></ext></extLst></row><row r="7"><c r="A7"><v>17</v></c>` +
			`<c r="C7" t="str"><v>Ana</v><extLst><ext uri="x"/></extLst></c></row>` +
			`<row r="8"><c r="C8" t="str"><v>Bo</v></c></row>`,
	} {
		t.Run(name, func(t *testing.T) {
			c := mustRead(t, rawBook(t, data), excelOptions())
			if d := cmp.Diff([][]string{{"17", "", "Ana"}, {"", "", "Bo"}}, c.rows); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff([]int{7, 8}, c.numbers); d != "" {
				t.Errorf("the numbers differ:\n%s", d)
			}
		})
	}
}

func TestACellBeyondTheLastHeaderOfASheetIsRefused(t *testing.T) {
	checkProblem(t, book(t, sheet{"Staff", [][]any{{"id", "name"}, {17, "Ana"}, {18, "Bo", nil, "x"}}}), excelOptions(),
		"people.xlsx, sheet Staff, row 3, column D: a cell stands beyond the last header; "+
			"give its column a header, or quote the cells that hold the delimiter")
}

func TestTheSheetIsTheFirstThatHasTheColumns(t *testing.T) {
	path := book(t, sheet{"Read me", [][]any{{"This is the staff"}}}, sheet{"Empty", nil},
		sheet{"Staff", [][]any{{"id", "name"}, {17, "Ana"}}}, sheet{"Old", [][]any{{"id", "name"}, {1, "Zoe"}}})
	c := mustRead(t, path, excelOptions())
	if d := cmp.Diff([][]string{{"17", "Ana"}}, c.rows); d != "" || c.facts.Sheet != "Staff" {
		t.Errorf("%ssheet %q", d, c.facts.Sheet)
	}
	t.Run("or the one that is named", func(t *testing.T) {
		for _, name := range []string{"Old", " old "} {
			o := excelOptions()
			o.Sheet = name
			c := mustRead(t, path, o)
			if d := cmp.Diff([][]string{{"1", "Zoe"}}, c.rows); d != "" || c.facts.Sheet != "Old" {
				t.Errorf("%ssheet %q", d, c.facts.Sheet)
			}
		}
	})
	t.Run("which must have them", func(t *testing.T) {
		o := excelOptions()
		o.Sheet = "Read me"
		checkProblem(t, path, o, `people.xlsx, sheet Read me, row 1: there is no column for "id": it is known by such headers as `+
			`"id", "employee number", "legajo"; the headers are "This is the staff"; `+
			"name its header in the configuration: `columns: {id: ...}`")
	})
	t.Run("and must be there", func(t *testing.T) {
		o := excelOptions()
		o.Sheet = "Staf"
		checkProblem(t, path, o, "people.xlsx: there is no sheet \"Staf\", did you mean `Staff`?; the sheets are "+
			`"Read me", "Empty", "Staff", "Old"; correct `+"`sheet:` in the configuration")
	})
	t.Run("even if another one is damaged", func(t *testing.T) {
		checkRows(t, rawBook(t, "<row><x/></row>", texts("id")+texts("17")), excelOptions(), []string{"17"})
	})
}

func TestWithoutTheColumnsTheLikeliestSheetIsNamed(t *testing.T) {
	one, two := sheet{"One", [][]any{{"This", "and", "that"}}}, sheet{"Two", [][]any{{"Code", "Name"}, {17, "Ana"}}}
	for names, path := range map[string]string{`"One", "Two"`: book(t, one, two), `"Two", "One"`: book(t, two, one)} {
		checkProblem(t, path, excelOptions(), `people.xlsx, sheet Two, row 1: none of the sheets `+names+` has the table; `+
			`in this one there is no column for "id": it is known by such headers as "id", "employee number", "legajo"; `+
			"the headers are \"Code\", \"Name\"; name its header in the configuration: `columns: {id: ...}`")
	}
	t.Run("and a damaged one if there is no other", func(t *testing.T) {
		checkProblem(t, rawBook(t, "", "<row><x/></row>"), excelOptions(),
			"people.xlsx, sheet Sheet2, row 1: the sheet is damaged; open the workbook in Excel and save it again")
	})
}

func TestSheetsOfOneNameAreRefused(t *testing.T) {
	list := parts(texts("id")+texts("17"), texts("id")+texts("18"))
	for i := range list {
		if list[i].name == "xl/workbook.xml" {
			list[i].content = strings.Replace(list[i].content, "Sheet2", "SHEET1", 1)
		}
	}
	checkProblem(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions(),
		"people.xlsx: the workbook is damaged; open it in Excel and save it again")
}

func TestAChartIsNoSheet(t *testing.T) {
	list := parts(texts("id") + texts("17"))
	for i, p := range list {
		switch p.name {
		case "xl/workbook.xml":
			list[i].content = strings.Replace(p.content, "<sheets>", `<sheets><sheet name="Chart" sheetId="9" r:id="rId9"/>`, 1)
		case "xl/_rels/workbook.xml.rels":
			list[i].content = strings.Replace(p.content, "<Relationship ", `<Relationship Id="rId9" Type="`+relSpace+
				`/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship `, 1)
		}
	}
	list = append(list, part{"xl/chartsheets/sheet1.xml", xmlHead + `<chartsheet xmlns="` + mainSpace + `"/>`})
	checkRows(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions(), []string{"17"})
}

// The paths of the parts are free, and a Strict workbook has other namespaces (ECMA-376 part 1, annex A).
func TestTheWorkbookOfAnotherProgramIsRead(t *testing.T) {
	for name, change := range map[string]*strings.Replacer{
		"a strict one": strings.NewReplacer(mainSpace, "http://purl.oclc.org/ooxml/spreadsheetml/main",
			relSpace, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
		"absolute paths":       strings.NewReplacer(`Target="worksheets`, `Target="/xl/worksheets`, `Target="xl`, `Target="/xl`),
		"other names of parts": strings.NewReplacer("worksheets/sheet1.xml", "worksheets/people.xml"),
		"backslashes":          strings.NewReplacer("xl/worksheets/sheet1.xml", `xl\worksheets\sheet1.xml`),
	} {
		t.Run(name, func(t *testing.T) {
			list := parts(texts("id") + texts("17"))
			for i, p := range list {
				if name == "backslashes" {
					list[i].name = change.Replace(p.name)
					continue
				}
				list[i] = part{change.Replace(p.name), change.Replace(p.content)}
			}
			checkRows(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions(), []string{"17"})
		})
	}
}

func TestRowsOfExcelizeComeBack(t *testing.T) {
	day := time.Date(2026, time.March, 4, 15, 4, 5, 0, time.UTC)
	rows := [][]any{{"id", "name", "start", "on", "share"}, {17, "Ana\nGómez", day, true, 0.25}, {}, {18, nil, nil, false, 1e6}}
	tab, err := table.Open(book(t, sheet{"Staff", rows}), excelOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	if !tab.Next() {
		t.Fatal(tab.Err())
	}
	row := slices.Clone(tab.Row())
	if d, err := tab.Date(row[2], table.YMD); d != access.DayOf(day) || err != nil {
		t.Errorf("the day is %v: %v", d, err)
	}
	row[2] = ""
	if d := cmp.Diff([]string{"17", "Ana\nGómez", "", "TRUE", "0.25"}, row); d != "" {
		t.Error(d)
	}
	if !tab.Next() || tab.Number() != 4 {
		t.Fatalf("row %d: %v", tab.Number(), tab.Err())
	}
	if d := cmp.Diff([]string{"18", "", "", "FALSE", "1000000"}, tab.Row()); d != "" {
		t.Error(d)
	}
}

func TestMergedCellsBelowTheHeaderAreRefused(t *testing.T) {
	// Excel keeps the value in the first of them, and shows it in all
	merged := func(ref string, rows ...string) string {
		list := parts(strings.Join(rows, ""))
		for i := range list {
			if strings.HasSuffix(list[i].name, "sheet1.xml") {
				list[i].content = strings.Replace(list[i].content, "</sheetData>",
					`</sheetData><sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="`+ref+`"/></mergeCells>`, 1)
			}
		}
		return write(t, "people.xlsx", zipped(t, list...))
	}
	rows := []string{texts("Staff of Acme"), texts("id", "name"), texts("17", "Ana"), texts("18", "")}
	for ref, row := range map[string]string{"B3:B4": "3", "A4:B4": "4", "B2:B3": "3", "A1:C9": "3"} {
		checkProblem(t, merged(ref, rows...), excelOptions(), "people.xlsx, sheet Sheet1, row "+row+": the cells "+ref+
			" are merged, so that all but the first are empty; unmerge them, and fill in each")
	}
	for _, ref := range []string{"A1:B1", "A2:B2", "D3:D4"} {
		checkRows(t, merged(ref, rows...), excelOptions(), []string{"17", "Ana"}, []string{"18", ""})
	}
	checkProblem(t, merged("nonsense", rows...), excelOptions(), "people.xlsx, sheet Sheet1: the sheet is damaged; "+
		"open the workbook in Excel and save it again")
}

func TestZerosThatAFormatPutsInFrontArePartOfANumber(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for at, cell := range []struct {
		value  any
		format string
	}{{42, "00000"}, {123456, "00000"}, {-7, "000"}, {0.5, "000"}, {42, "0"}, {42, "#,##0"}, {42, "000\\-000"}, {42, ""}, {"x1", "00000"}} {
		ref, style := fmt.Sprintf("A%d", at+2), excelize.Style{}
		if cell.format != "" {
			style.CustomNumFmt = &cell.format
		}
		id, err := f.NewStyle(&style)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellValue("Sheet1", ref, cell.value), f.SetCellStyle("Sheet1", ref, ref, id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellValue("Sheet1", "A1", "id"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	// as Excel shows it, and writes it to CSV
	checkRows(t, write(t, "people.xlsx", b.Bytes()), excelOptions(),
		[]string{"00042"}, []string{"123456"}, []string{"-007"}, []string{"0.5"}, []string{"42"}, []string{"42"}, []string{"42"}, []string{"42"},
		[]string{"x1"})
}

func TestAHiddenSheetIsReadOnlyWhereNoOtherHasTheColumns(t *testing.T) {
	row := func(id string) string { return texts("id", "name") + texts(id, "Ana") }
	hidden := func(state string, sheets ...string) string {
		list := parts(sheets...)
		for i := range list {
			list[i].content = strings.Replace(list[i].content, `sheetId="1"`, `sheetId="1" state="`+state+`"`, 1)
		}
		return write(t, "people.xlsx", zipped(t, list...))
	}
	for _, state := range []string{"hidden", "veryHidden"} {
		checkRows(t, hidden(state, row("old"), row("new")), excelOptions(), []string{"new", "Ana"})
		checkRows(t, hidden(state, row("old"), texts("chart")), excelOptions(), []string{"old", "Ana"})
		named := excelOptions()
		named.Sheet = "Sheet1"
		checkRows(t, hidden(state, row("old"), row("new")), named, []string{"old", "Ana"})
	}
	checkRows(t, hidden("visible", row("old"), row("new")), excelOptions(), []string{"old", "Ana"})
}
