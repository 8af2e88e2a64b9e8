package table_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"reconcile/internal/table"
)

// windows1252 are the characters of Windows-1252 that are seen.
func windows1252() []rune {
	var list []rune
	for b := range 256 {
		if r := charmap.Windows1252.DecodeByte(byte(b)); r == '\n' || unicode.IsPrint(r) && r != unicode.ReplacementChar {
			list = append(list, r)
		}
	}
	return list
}

// cells draws texts in which what matters to CSV is frequent.
func cells(letters *rapid.Generator[rune]) *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(letters, rapid.SampledFrom([]rune(" \n\"\",;\t|'=\u00a0"))))
}

func printable() *rapid.Generator[rune] {
	return rapid.RuneFrom(nil, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs).
		Filter(func(r rune) bool { return r != unicode.ReplacementChar })
}

// rowsOf draws rows of a width, below the header that is known.
func rowsOf(t *rapid.T, letters *rapid.Generator[rune]) [][]string {
	header := []string{"id", "name", "x", "x", "x"}[:rapid.IntRange(2, 5).Draw(t, "width")]
	row := rapid.SliceOfN(cells(letters), len(header), len(header))
	return append([][]string{header}, rapid.SliceOfN(row, 0, 20).Draw(t, "rows")...)
}

// trimmed is what a table makes of rows below their header: outer white space and empty rows go.
func trimmed(rows [][]string) [][]string {
	var out [][]string
	for _, r := range rows[1:] {
		line := make([]string, len(r))
		for i, c := range r {
			line[i] = strings.TrimSpace(c)
		}
		if strings.Join(line, "") != "" {
			out = append(out, line)
		}
	}
	return out
}

func TestWhatEncodingCSVWritesComesBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]struct {
			name, mark string
			encoding   encoding.Encoding
			letters    *rapid.Generator[rune]
			configured bool
		}{
			{name: "utf-8", letters: printable()},
			{name: "utf-8", mark: "\xef\xbb\xbf", letters: printable()},
			{name: "utf-8", letters: printable(), configured: true},
			{name: "utf-16le", mark: "\xff\xfe", encoding: utf16le(), letters: printable()},
			{name: "utf-16be", mark: "\xfe\xff", encoding: utf16be(), letters: printable()},
			{name: "utf-16le", encoding: utf16le(), letters: printable(), configured: true},
			{name: "utf-16be", encoding: utf16be(), letters: printable(), configured: true},
			{name: "windows-1252", encoding: charmap.Windows1252, letters: rapid.SampledFrom(windows1252()), configured: true},
		}).Draw(t, "form")
		delimiter := rapid.SampledFrom([]rune(",;\t|")).Draw(t, "delimiter")
		rows := rowsOf(t, form.letters)

		var b bytes.Buffer
		w := stdcsv.NewWriter(&b)
		w.Comma = delimiter
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(b.String(), "\n", rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"))
		if form.encoding != nil {
			var err error
			if text, err = form.encoding.NewEncoder().String(text); err != nil {
				t.Fatal(err)
			}
		}
		o := csvOptions()
		if form.configured {
			o.Encoding = form.name
		}
		if rapid.Bool().Draw(t, "the delimiter is configured") {
			o.Delimiter = delimiter
		}
		checkComesBack(t, filepath.Join(dir, "people.csv"), []byte(form.mark+text), o, rows)
	})
}

func TestWhatExcelizeWritesComesBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOf(t, printable())
		f := excelize.NewFile()
		defer f.Close()
		for r, row := range rows {
			for c, text := range row {
				name, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStr("Sheet1", name, text); err != nil {
					t.Fatal(err)
				}
			}
		}
		b, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		checkComesBack(t, filepath.Join(dir, "people.xlsx"), b.Bytes(), excelOptions(), rows)
	})
}

func checkComesBack(t *rapid.T, path string, content []byte, o table.Options, rows [][]string) {
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := read(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows[0], c.headers); d != "" {
		t.Errorf("the headers differ (-want +got):\n%s", d)
	}
	if d := cmp.Diff(trimmed(rows), c.rows, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("the rows differ (-want +got):\n%s", d)
	}
}
