package reports_test

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/access"
	"reconcile/reports"
)

// book is a workbook read back.
type book struct {
	*excelize.File
	bytes []byte
}

// fataler is a test of the language's or of rapid's.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// opened writes a workbook and reads it back.
func opened(t fataler, write func(io.Writer) error) book {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return book{f, b.Bytes()}
}

// bookOf is the workbook of a run with who has what.
func bookOf(t *testing.T, run *access.Run, o reports.Options) book {
	t.Helper()
	return opened(t, func(w io.Writer) error { return reports.Workbook(w, run, holdings(acmeHeld(run), nil), o) })
}

// rows are the values of a sheet as they are stored, from the first row on.
func (b book) rows(t *testing.T, name string) [][]string {
	t.Helper()
	rows, err := b.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// records are the rows of the sheet's table, by its heads.
func (b book) records(t *testing.T, name string) []map[string]string {
	t.Helper()
	tables, err := b.GetTables(name)
	if err != nil || len(tables) != 1 {
		t.Fatalf("%s has the tables %v (%v)", name, tables, err)
	}
	from, to, _ := strings.Cut(tables[0].Range, ":")
	_, first, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		t.Fatal(err)
	}
	_, last, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		t.Fatal(err)
	}
	rows := b.rows(t, name)
	var list []map[string]string
	for _, row := range rows[first:min(last, len(rows))] {
		record := map[string]string{}
		for i, head := range rows[first-1] {
			if i < len(row) {
				record[head] = row[i]
			}
		}
		list = append(list, record)
	}
	return list
}

// all is every value of the book.
func (b book) all(t *testing.T) string {
	t.Helper()
	var s strings.Builder
	for _, name := range b.GetSheetList() {
		for _, row := range b.rows(t, name) {
			s.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return s.String()
}

// parts are the members of the file whose name fits.
func (b book) parts(t fataler, pattern string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b.bytes), int64(len(b.bytes)))
	if err != nil {
		t.Fatal(err)
	}
	fits, found := regexp.MustCompile("^"+pattern+"$"), map[string]string{}
	for _, f := range z.File {
		if !fits.MatchString(f.Name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(content)
	}
	return found
}
