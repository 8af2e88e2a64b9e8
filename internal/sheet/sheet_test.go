package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/sheet"
)

// testing.TB and *rapid.T alike.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// bytesOf is a book of one sheet.
func bytesOf(t fataler, l sheet.Layout, write func(*sheet.Sheet)) []byte {
	t.Helper()
	b, err := sheet.New(sheet.Properties{Title: "A book", Author: "reconcile", Made: time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Add("Sheet & one", l)
	write(s)
	var out bytes.Buffer
	for _, err := range []error{s.Close(), b.Write(&out), b.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// opened reads a book back.
func opened(t fataler, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// raw reads a cell as it is stored.
func raw(t fataler, f *excelize.File, cell string) string {
	t.Helper()
	s, err := f.GetCellValue("Sheet & one", cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// part reads a member of the file.
func part(t fataler, book []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// hostile are texts that a spreadsheet would calculate, cut, or choke on.
func hostile() []string {
	return []string{
		"=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r\n=cmd|'/c calc'!A0", "＝1+1", "＋1", "－1", "＠x", "'=1", " =1 ", "0012", "1e5",
		"12345678901234567", "TRUE", "1/2", "#REF!", "<b>&amp;\"'</b>", "]]>", "_x0041_", "_x005F_x0041_", "a\x00b\x1b[31m", "\ufffe\uffff",
		"a\xffb", "a\u202eb", "a\nb", "شلוم עולם مرحبا", "👩‍💻👨‍👩‍👧", strings.Repeat("long ", 2000),
	}
}

func TestNoTextIsAFormulaAndEachComesBack(t *testing.T) {
	check := func(t fataler, s string) {
		book := bytesOf(t, sheet.Layout{}, func(sh *sheet.Sheet) {
			sh.Write(sheet.Cell{Style: sheet.Text, Value: s})
			sh.Table(sheet.Table{Name: "T", Heads: []sheet.Head{{Text: s}}}, slices.Values([][]any{{s}}))
		})
		f := opened(t, book)
		want := strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(fold.Clean(s))
		for _, cell := range []string{"A1", "A3"} {
			if got := raw(t, f, cell); got != want {
				t.Fatal(fmt.Sprintf("%q came back as %q", s, got))
			}
			if formula, err := f.GetCellFormula("Sheet & one", cell); err != nil || formula != "" {
				t.Fatal(fmt.Sprintf("%q is the formula %q (%v)", s, formula, err))
			}
		}
		if strings.Contains(part(t, book, "xl/worksheets/sheet1.xml"), "<f>") {
			t.Fatal("there is a formula for ", s)
		}
	}
	for _, s := range hostile() {
		check(t, s)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "text")) })
}

func TestATextStaysATextWhenSomebodyEditsIt(t *testing.T) {
	f := opened(t, bytesOf(t, sheet.Layout{}, func(s *sheet.Sheet) { s.Write(sheet.Cell{Value: "=1+1"}) }))
	id, err := f.GetCellStyle("Sheet & one", "A1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.NumFmt != 49 {
		t.Errorf("the number format is %d, not that of text", style.NumFmt)
	}
}

func TestATextThatIsTooLongIsCutAndSaysSo(t *testing.T) {
	for name, s := range map[string]string{
		"letters": strings.Repeat("abcd ", 8000), "pairs": strings.Repeat("👩", 20_000), "just too long": strings.Repeat("x", 32_768),
	} {
		got := raw(t, opened(t, bytesOf(t, sheet.Layout{}, func(sh *sheet.Sheet) { sh.Write(sheet.Cell{Value: s}) })), "A1")
		if n := len(utf16.Encode([]rune(got))); n > 32_767 || n < 32_700 {
			t.Errorf("%s: %d units are left", name, n)
		}
		if want := fmt.Sprintf("… [cut: %d characters]", len([]rune(s))); !strings.HasSuffix(got, want) {
			t.Errorf("%s: it ends %q", name, got[len(got)-60:])
		}
	}
	whole := strings.Repeat("é", 32_767)
	if got := raw(t, opened(t, bytesOf(t, sheet.Layout{}, func(sh *sheet.Sheet) { sh.Write(sheet.Cell{Value: whole}) })), "A1"); got != whole {
		t.Error("a text that has room is cut")
	}
}

func TestADateIsARealDateAndNoneIsAnEmptyCell(t *testing.T) {
	madrid := time.FixedZone("", 3600)
	f := opened(t, bytesOf(t, sheet.Layout{}, func(s *sheet.Sheet) {
		s.Write(
			sheet.Cell{Style: sheet.Day, Value: access.DateOf(2026, 11, 24)}, sheet.Cell{Style: sheet.Day, Value: access.Date(0)},
			sheet.Cell{Style: sheet.Moment, Value: time.Date(2026, 11, 24, 2, 30, 0, 0, madrid)},
			sheet.Cell{Style: sheet.Moment, Value: time.Time{}}, sheet.Cell{Style: sheet.Day, Value: access.DateOf(1900, 3, 1)},
			sheet.Cell{Style: sheet.Day, Value: access.DateOf(1900, 2, 28)}, sheet.Cell{Style: sheet.Day, Value: access.DateOf(9999, 12, 31)},
		)
	}))
	for cell, want := range map[string]string{
		"A1": "2026-11-24", "B1": "", "C1": "2026-11-24 02:30", "D1": "", "E1": "1900-03-01", "F1": "1900-02-28", "G1": "9999-12-31",
	} {
		if got, err := f.GetCellValue("Sheet & one", cell); err != nil || got != want {
			t.Errorf("%s shows %q, want %q (%v)", cell, got, want, err)
		}
	}
	for cell, want := range map[string]string{"A1": "46350", "E1": "61", "F1": "1900-02-28", "G1": "2958465"} {
		if got := raw(t, f, cell); got != want {
			t.Errorf("%s holds %s, want %s", cell, got, want)
		}
	}
}

func TestAFormulaCarriesItsValue(t *testing.T) {
	book := bytesOf(t, sheet.Layout{}, func(s *sheet.Sheet) {
		s.Write(sheet.Cell{Style: sheet.Number, Value: 2}, sheet.Cell{Style: sheet.Money, Value: sheet.Formula{Expression: "A1*3", Value: 6.5}})
	})
	f := opened(t, book)
	if formula, err := f.GetCellFormula("Sheet & one", "B1"); err != nil || formula != "A1*3" {
		t.Errorf("the formula is %q (%v)", formula, err)
	}
	if got := raw(t, f, "B1"); got != "6.5" {
		t.Errorf("its value is %q", got)
	}
}

func TestTheHeadsOfATableAreNeverEmptyAndDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		heads := sheet.Header(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom([]string{"", "a", "A", "a (2)", "_x0041_", " "}), rapid.String())).Draw(t, "heads")...)
		seen := map[string]bool{}
		for _, head := range heads {
			if key := strings.ToLower(head); head == "" || seen[key] || len([]rune(head)) > 255 || strings.Contains(head, "_x") {
				t.Fatalf("the head %q of %q", head, heads)
			} else {
				seen[key] = true
			}
		}
	})
}

func TestATableHasFiltersAndTheSameHeadsAsItsCells(t *testing.T) {
	book := bytesOf(t, sheet.Layout{FrozenRows: 2, FrozenColumns: 1, Repeated: true}, func(s *sheet.Sheet) {
		s.Line(sheet.Title, 2, "A title")
		s.Table(sheet.Table{
			Name: "Things", Heads: []sheet.Head{{Text: "<App>"}, {Text: "n", Style: sheet.Number}},
			Tones: []sheet.Condition{{From: 0, To: 0, Text: "high", Tone: sheet.Red}},
		}, slices.Values([][]any{{"high", 1}, {"low", 2}}))
	})
	f := opened(t, book)
	tables, err := f.GetTables("Sheet & one")
	if err != nil || len(tables) != 1 || tables[0].Name != "Things" || tables[0].Range != "A2:B4" {
		t.Fatalf("the tables are %+v (%v)", tables, err)
	}
	table := part(t, book, "xl/tables/table1.xml")
	for _, want := range []string{`<autoFilter ref="A2:B4">`, `name="&lt;App&gt;"`, `name="n"`} {
		if !strings.Contains(table, want) {
			t.Errorf("there is no %s in %s", want, table)
		}
	}
	xml := part(t, book, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`state="frozen"`, `ySplit="2"`, `xSplit="1"`, `<conditionalFormatting sqref="A3:A4">`, `orientation="landscape"`, `fitToPage="true"`, `fitToHeight="0"`, `<tabColor rgb="FFB23A3A">`} {
		if !strings.Contains(xml, want) {
			t.Errorf("there is no %s in the sheet", want)
		}
	}
	if strings.Contains(xml, "<dimension") {
		t.Error("the sheet gives a range that it does not know")
	}
	if book := part(t, book, "xl/workbook.xml"); !strings.Contains(book, "Print_Titles") {
		t.Errorf("no rows are repeated in print: %s", book)
	}
}

func TestRowsBeyondTheEndOfASheetAreLeftOut(t *testing.T) {
	var r sheet.Range
	f := opened(t, bytesOf(t, sheet.Layout{}, func(s *sheet.Sheet) {
		s.Skip(sheet.MaxRows - 4)
		r = s.Table(sheet.Table{Heads: []sheet.Head{{Text: "n"}}}, slices.Values([][]any{{1}, {2}, {3}, {4}, {5}}))
	}))
	if r.Last != sheet.MaxRows || r.Last-r.First != 2 {
		t.Errorf("the rows are %+v", r)
	}
	if got := raw(t, f, fmt.Sprint("A", sheet.MaxRows)); got != "3" {
		t.Errorf("the last row holds %q", got)
	}
}

func TestRowsWrittenBesideOtherSheetsAreAllThere(t *testing.T) {
	b, err := sheet.New(sheet.Properties{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const rows = 5000
	for i := range 4 {
		s := b.Add(fmt.Sprint("Sheet ", i), sheet.Layout{FrozenRows: 1, Repeated: true})
		if err := s.Last(sheet.Table{Name: fmt.Sprint("T", i), Heads: []sheet.Head{{Text: "n", Style: sheet.Number}}}, rows,
			func(yield func([]any) bool) {
				for n := 0; yield([]any{n * (i + 1)}); n++ {
				}
			}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	f := opened(t, out.Bytes())
	for i := range 4 {
		name := fmt.Sprint("Sheet ", i)
		got, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil || len(got) != rows+1 || got[rows][0] != fmt.Sprint((rows-1)*(i+1)) {
			t.Errorf("%s has %d rows, the last %q (%v)", name, len(got), got[len(got)-1], err)
		}
		if tables, err := f.GetTables(name); err != nil || tables[0].Range != fmt.Sprint("A1:A", rows+1) {
			t.Errorf("%s has the tables %+v (%v)", name, tables, err)
		}
	}
}

func TestTheSameCallsGiveTheSameBytes(t *testing.T) {
	write := func() []byte {
		b, err := sheet.New(sheet.Properties{Title: "t", Author: "a"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 12 {
			s := b.Add(fmt.Sprint("Sheet ", i), sheet.Layout{Widths: []float64{10, 20}})
			s.Table(sheet.Table{Name: fmt.Sprint("T", i), Heads: []sheet.Head{{Text: "a"}, {Text: "b", Style: sheet.Number}}},
				slices.Values([][]any{{"x", i}, {"y", 2}}))
			s.Chart(sheet.Chart{
				Title: "c", Row: 9, Width: 300, Height: 200, Categories: "$A$2:$A$3",
				Series: []sheet.Series{{Name: "$B$1", Values: "$B$2:$B$3"}},
			})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	first := write()
	for range 5 {
		if !bytes.Equal(first, write()) {
			t.Fatal("two books of the same calls differ")
		}
	}
	if core := part(t, first, "docProps/core.xml"); strings.Count(core, "1980-01-01T00:00:00Z") != 2 {
		t.Errorf("the times of a book without one are %s", core)
	}
}

func TestWhatGoesWrongIsSaidWhenTheSheetIsClosed(t *testing.T) {
	b, err := sheet.New(sheet.Properties{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	s := b.Add("a sheet's name of more than 31 characters", sheet.Layout{Widths: []float64{10}, FrozenRows: 1})
	s.Line(sheet.Title, 2, "x")
	s.Table(sheet.Table{Name: "T", Heads: []sheet.Head{{Text: "a"}}, Tones: []sheet.Condition{{Text: "x"}}}, slices.Values([][]any{{"x"}}))
	s.Chart(sheet.Chart{})
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "31") {
		t.Errorf("the error is %v", err)
	}
}

func TestNothingIsLeftOfABookInTheTemporaryFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, closed := range []bool{true, false} {
		b, err := sheet.New(sheet.Properties{})
		if err != nil {
			t.Fatal(err)
		}
		s := b.Add("Sheet & one", sheet.Layout{})
		s.Table(sheet.Table{Heads: []sheet.Head{{Text: "text"}}}, func(yield func([]any) bool) {
			row := []any{strings.Repeat("who has what ", 1000)}
			for i := 0; i < 1500 && yield(row); i++ {
			}
		})
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 1 {
			t.Fatalf("a large sheet is in %d files", len(files))
		}
		if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read it: %v (%v)", info.Mode(), err)
		}
		if closed {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := b.Write(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if files, err = os.ReadDir(dir); err != nil || len(files) != 0 {
			t.Errorf("left are %v (%v)", files, err)
		}
	}
}

func TestColumnsAreNamedAsSpreadsheetsDo(t *testing.T) {
	var got []string
	for _, column := range []int{0, 25, 26, 51, 52, 701, 702, 16383} {
		got = append(got, sheet.Letters(column))
	}
	if diff := cmp.Diff([]string{"A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"}, got); diff != "" {
		t.Error(diff)
	}
}
