package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"reconcile/internal/table"
)

// people are the columns that most tests look for.
func people() []table.Field {
	return []table.Field{
		{Name: "id", Headers: []string{"id", "employee number", "legajo"}, Required: true},
		{Name: "name", Headers: []string{"name", "nombre"}},
		{Name: "start", Headers: []string{"start", "fecha de alta"}},
	}
}

func csvOptions() table.Options   { return table.Options{Fields: people()} }
func excelOptions() table.Options { return table.Options{Format: table.Excel, Fields: people()} }

// write makes a file in a new folder.
func write[T string | []byte](t testing.TB, name string, content T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// content is what a table says from its header to its end.
type content struct {
	headers []string
	rows    [][]string
	numbers []int
	facts   table.Facts
}

// read reads a table to its end.
func read(path string, o table.Options) (c content, err error) {
	tab, err := table.Open(path, o)
	if err != nil {
		return c, err
	}
	for _, column := range tab.Columns() {
		c.headers = append(c.headers, column.Header)
	}
	for tab.Next() {
		c.rows = append(c.rows, append([]string(nil), tab.Row()...))
		c.numbers = append(c.numbers, tab.Number())
	}
	c.facts = tab.Facts()
	return c, errors.Join(tab.Err(), tab.Close())
}

// mustRead reads a table that has no fault.
func mustRead(t testing.TB, path string, o table.Options) content {
	t.Helper()
	c, err := read(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checkRows holds the rows of a table against the wanted ones.
func checkRows(t testing.TB, path string, o table.Options, want ...[]string) {
	t.Helper()
	if d := cmp.Diff(want, mustRead(t, path, o).rows); d != "" {
		t.Errorf("the rows are not those of the file (-want +got):\n%s", d)
	}
}

// problem returns the error that a table ends with, which must be an *Error with a place and a remedy.
func problem(t testing.TB, path string, o table.Options) *table.Error {
	t.Helper()
	c, err := read(path, o)
	var e *table.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v, no *table.Error; the rows were %q", err, c.rows)
	}
	if e.Place.File == "" || e.Text == "" || e.Remedy == "" {
		t.Errorf("the error lacks a file, a text or a remedy: %#v", e)
	}
	return e
}

// checkProblem holds the whole message against the wanted one.
func checkProblem(t testing.TB, path string, o table.Options, want string) {
	t.Helper()
	if got := problem(t, path, o).Error(); got != want {
		t.Errorf("the message is\n\t%s\nwant\n\t%s", got, want)
	}
}

// part is a file in a zip file.
type part struct{ name, content string }

// zipped makes a zip file.
func zipped(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	mainSpace  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace  = "http://schemas.openxmlformats.org/package/2006/"
	typePrefix = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// parts are those of a workbook whose sheets are called Sheet1, Sheet2 ... and have the given XML inside <sheetData>.
func parts(sheetData ...string) []part {
	var types, sheets, relations strings.Builder
	var list []part
	for i, data := range sheetData {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, typePrefix)
		fmt.Fprintf(&sheets, `<sheet name="Sheet%d" sheetId="%d" r:id="rId%d"/>`, n, n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relSpace, n)
		list = append(list, part{
			fmt.Sprintf("xl/worksheets/sheet%d.xml", n),
			xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetData>` + data + `</sheetData></worksheet>`,
		})
	}
	return append([]part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + packSpace + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + typePrefix + `sheet.main+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` +
			relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><workbookPr/><sheets>` +
			sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + packSpace + `relationships">` +
			relations.String() + `</Relationships>`},
	}, list...)
}

// rawBook writes a workbook of sheets with the given XML inside <sheetData>.
func rawBook(t testing.TB, sheetData ...string) string {
	t.Helper()
	return write(t, "people.xlsx", zipped(t, parts(sheetData...)...))
}

// texts makes a row of texts, which are written inside their cells.
func texts(cells ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, c := range cells {
		b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

// book writes a workbook with excelize: rows of a sheet from A1 on, by the sheet's name.
func book(t testing.TB, sheets ...sheet) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range s.rows {
			if err := f.SetSheetRow(s.name, fmt.Sprintf("A%d", r+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return write(t, "people.xlsx", b.Bytes())
}

type sheet struct {
	name string
	rows [][]any
}
