package table_test

import (
	"crypto/sha256"
	stdcsv "encoding/csv"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// checkAny holds what is true of every file, whatever is in it, and returns what it says.
func checkAny(t *testing.T, path string, file []byte, o table.Options) (c content, ok bool) {
	t.Helper()
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := read(path, o)
	again, errAgain := read(path, o)
	if d := cmp.Diff(c, again, cmp.AllowUnexported(c), cmpopts.EquateEmpty()); d != "" || message(err) != message(errAgain) {
		t.Fatalf("reading again gives another table: %s\n%v\n%v", d, err, errAgain)
	}
	for _, row := range c.rows {
		if len(row) != len(c.headers) || strings.Join(row, "") == "" {
			t.Fatalf("a row is %q below %q", row, c.headers)
		}
	}
	for _, cell := range slices.Concat(append(c.rows, c.headers)...) {
		if cell != strings.TrimSpace(cell) || !utf8.ValidString(cell) {
			t.Fatalf("a cell is %q", cell)
		}
	}
	for i, n := range c.numbers {
		if i > 0 && n <= c.numbers[i-1] {
			t.Fatalf("the rows are numbered %d", c.numbers)
		}
	}
	if err == nil {
		sum := sha256.Sum256(file)
		if c.facts.SHA256 != hex.EncodeToString(sum[:]) || c.facts.Rows != len(c.rows) {
			t.Fatalf("the facts are %+v", c.facts)
		}
		return c, true
	}
	var e *table.Error
	if !errors.As(err, &e) || e.Place.File == "" || e.Text == "" || e.Remedy == "" {
		t.Fatalf("the error is %#v", err)
	}
	if m := e.Error(); m != fold.Clean(m) || !utf8.ValidString(m) || len(m) > 8000 {
		t.Fatalf("the message is %q", m)
	}
	return c, false
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// FuzzCSV holds the reader against encoding/csv, which must understand whatever it does, and the same.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"id,name\n17,Ana\n", "Staff\r\n\r\nid;name\r\n17;\"A\"\"n\na\"\r\n", "sep=;\nid;name\n", "id\rname\r", "\"id\n", "id,,\n1,2,3,4\n",
		"\xef\xbb\xbfid\n", "\xff\xfei\x00d\x00\n\x00", "\x00i\x00d\x00\n", "id\n\xf1\n", "id\n\xc3\xb1\n\xf1\n", "id\n\x81\n", "<html>", "\r\r\n", "a\x00b",
	} {
		f.Add([]byte(text), byte(0), byte(0))
		f.Add([]byte(text), byte(','), byte(1))
	}
	path := filepath.Join(f.TempDir(), "people.csv")
	f.Fuzz(func(t *testing.T, content []byte, delimiter, encoding byte) {
		encodings := []string{"", "utf-8", "utf-16le", "utf-16be", "windows-1252"}
		o := table.Options{Delimiter: rune(delimiter), Encoding: encodings[int(encoding)%len(encodings)]}
		if encoding&0x80 != 0 {
			o.Fields = people()
		}
		o.Limits.Record = 4096
		c, ok := checkAny(t, path, content, o)
		text := string(content)
		plain := o.Fields == nil && delimiter != 0 && o.Encoding == "utf-8" && !strings.ContainsRune(text, '\r') &&
			!strings.HasPrefix(text, "\xef\xbb\xbf") && !strings.HasPrefix(strings.ToLower(strings.TrimLeft(text, `"`)), "sep=")
		if ok && plain {
			checkLikeEncodingCSV(t, text, rune(delimiter), c)
		}
	})
}

func checkLikeEncodingCSV(t *testing.T, text string, delimiter rune, c content) {
	t.Helper()
	r := stdcsv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = delimiter, -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("encoding/csv says %v", err)
	}
	var want [][]string
	for _, record := range records {
		for i := range record {
			record[i] = strings.TrimSpace(record[i])
		}
		for len(record) > 0 && record[len(record)-1] == "" {
			record = record[:len(record)-1]
		}
		if len(record) == 0 {
			continue
		}
		if want != nil {
			record = append(record, make([]string, len(want[0])-len(record))...)
		}
		want = append(want, record)
	}
	if d := cmp.Diff(want, append([][]string{c.headers}, c.rows...)); d != "" {
		t.Fatalf("encoding/csv reads it otherwise (-want +got):\n%s", d)
	}
}

// small are limits under which a fuzzer does not spend its time on unpacking.
func small(o table.Options) table.Options {
	o.Limits = table.Limits{File: 1 << 20, Unpacked: 1 << 20, Part: 1 << 20}
	return o
}

func FuzzExcel(f *testing.F) {
	whole := zipped(f, parts(texts("id", "name")+texts("17", "Ana"))...)
	for _, content := range [][]byte{
		whole, whole[:len(whole)/2], []byte(ole + wide("EncryptedPackage")), []byte("<html>"), []byte("id,name\n17,Ana\n"),
		zipped(f, part{"[Content_Types].xml", ""}, part{"_rels/.rels", ""}), lying(f, stated(texts("id")+texts("17"))...),
	} {
		f.Add(content)
	}
	path := filepath.Join(f.TempDir(), "people.xlsx")
	f.Fuzz(func(t *testing.T, content []byte) {
		checkAny(t, path, content, small(excelOptions()))
	})
}

// FuzzSheet goes behind the zip file: to the XML of the sheet, the texts and the workbook.
func FuzzSheet(f *testing.F) {
	const shared = `<sst><si><t>zero</t></si><si><r><t>An</t></r><r><t>a</t></r></si></sst>`
	list := parts(texts("id", "name") + `<row r="3"><c r="A3"><v>17</v></c><c t="s"><v>1</v></c></row>`)
	said := map[string]string{}
	for _, p := range list {
		said[p.name] = p.content
	}
	sheet, workbook, relations := said["xl/worksheets/sheet1.xml"], said["xl/workbook.xml"], said["xl/_rels/workbook.xml.rels"]
	f.Add(sheet, shared, workbook, relations)
	for _, cell := range []string{
		`<c t="b"><v>1</v></c>`, `<c><f>1</f></c>`, `<c><v>1E20</v></c>`, `<c t="d"><v>2026-03-04</v></c>`, `<c t="e"><v>#N/A</v></c>`,
		`<c t="inlineStr"><is><t>_x000D_</t></is></c>`,
	} {
		f.Add(strings.Replace(sheet, "</row></sheetData>", cell+"</row></sheetData>", 1), "", workbook, relations)
	}
	path := filepath.Join(f.TempDir(), "people.xlsx")
	f.Fuzz(func(t *testing.T, sheet, texts, workbook, relations string) {
		list := slices.Clone(list)
		for i, p := range list {
			switch p.name {
			case "xl/worksheets/sheet1.xml":
				list[i].content = sheet
			case "xl/workbook.xml":
				list[i].content = workbook
			case "xl/_rels/workbook.xml.rels":
				list[i].content = relations
			}
		}
		list = append(list, part{"xl/sharedStrings.xml", texts})
		checkAny(t, path, zipped(t, list...), small(excelOptions()))
	})
}

func FuzzDate(f *testing.F) {
	for _, cell := range []string{
		"2026-03-04", "3/4/2026", "4 de marzo de 2026", "March 4, 2026 3:04 PM", "0000-00-00", "46085.5", "20260304", "03/04/26",
		"2026-03-04T15:04:05.123+02:00", "60", "2958465.9",
	} {
		f.Add(cell, byte(table.DMY))
	}
	dir := f.TempDir()
	for name, content := range map[string][]byte{"people.csv": []byte("id\n"), "people.xlsx": zipped(f, parts(texts("id"))...)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			f.Fatal(err)
		}
	}
	csv := opened(f, filepath.Join(dir, "people.csv"), csvOptions())
	book := opened(f, filepath.Join(dir, "people.xlsx"), excelOptions())
	f.Fuzz(func(t *testing.T, cell string, order byte) {
		o := table.Order(order % 3)
		d, err := csv.Date(cell, o)
		checkAnyDate(t, cell, d, err)
		b, errBook := book.Date(cell, o)
		checkAnyDate(t, cell, b, errBook)
		if err == nil && (errBook != nil || d != b) {
			t.Fatalf("%q is %v in CSV and %v (%v) in a workbook", cell, d, b, errBook)
		}
		if again, err2 := csv.Date(" "+cell+"\n", o); again != d || message(err2) != message(err) {
			t.Fatalf("%q with white space is %v (%v), without it %v (%v)", cell, again, err2, d, err)
		}
		if iso, err2 := csv.Date(d.String(), table.MDY); err == nil && (iso != d || err2 != nil) {
			t.Fatalf("%q is %v, and that is %v: %v", cell, d, iso, err2)
		}
	})
}

func checkAnyDate(t *testing.T, cell string, d access.Date, err error) {
	t.Helper()
	if err != nil && (d != 0 || fold.Clean(err.Error()) != err.Error() || len(err.Error()) > 500) {
		t.Fatalf("%q is %v: %q", cell, d, err)
	}
	if d < 0 || d.Time().Year() > 9999 {
		t.Fatalf("%q is %v", cell, d)
	}
}
