package table_test

import (
	"bytes"
	"crypto/sha256"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/table"
)

// accounts returns an export of about 65 MB: ten short columns.
func accounts(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("id,login,email,name,status,kind,employee_id,created,last_active,entitlements\n")
	for i := range rows {
		fmt.Fprintf(&b, "u%d,login%d,person.%d@acme.example,Ada Lovelace %d,enabled,human,E%d,2024-03-%02d,2026-10-%02d,team:developers;role:%d\n",
			100000+i, i, i, i%1000, i, i%28+1, i%28+1, i%50)
	}
	return b.Bytes()
}

func accountFields() []table.Field {
	return []table.Field{{Name: "id", Headers: []string{"id"}, Required: true}, {Name: "email", Headers: []string{"email"}}}
}

func BenchmarkCSV(b *testing.B) {
	text := accounts(500_000)
	path := filepath.Join(b.TempDir(), "accounts.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		t, err := table.Open(path, table.Options{Fields: accountFields()})
		if err != nil {
			b.Fatal(err)
		}
		for t.Next() {
		}
		if t.Err() != nil || t.Facts().Rows != 500_000 {
			b.Fatal(t.Err(), t.Facts())
		}
		t.Close()
	}
}

// BenchmarkEncodingCSV is the same with the standard library, without checks of the text and without trimming.
func BenchmarkEncodingCSV(b *testing.B) {
	text := accounts(500_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		sum := sha256.New()
		r := stdcsv.NewReader(io.TeeReader(bytes.NewReader(text), sum))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkExcel(b *testing.B) {
	const rows, columns = 20_000, 12
	path := filepath.Join(b.TempDir(), "staff.xlsx")
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for r := range rows {
		cells := make([]any, columns)
		for c := range cells {
			cells[c] = fmt.Sprintf("value %d of %d", c, r)
		}
		cells[1], cells[2] = r, 45000+r%1000
		if r == 0 {
			cells[0] = "id"
		}
		if err := w.SetRow(fmt.Sprintf("A%d", r+1), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(w.Flush(), f.SaveAs(path)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		t, err := table.Open(path, table.Options{Format: table.Excel, Fields: accountFields()})
		if err != nil {
			b.Fatal(err)
		}
		for t.Next() {
		}
		if t.Err() != nil || t.Facts().Rows != rows-1 {
			b.Fatal(t.Err(), t.Facts())
		}
		t.Close()
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
