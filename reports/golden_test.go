package reports_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"

	"reconcile/internal/access"
	"reconcile/reports"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain measures text as outside East Asia, whatever the locale of who runs the tests.
func TestMain(m *testing.M) {
	flag.Parse()
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

// golden holds what write gives against a file of testdata.
func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got), or `go test ./reports -update`:\n%s", name, diff)
	}
}

func TestReportsStayAsTheyWere(t *testing.T) {
	for name, run := range map[string]func() *access.Run{"acme": acmeRun, "quiet": quietRun} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".txt", func(w io.Writer) error { return reports.Text(w, run(), reports.Options{}) })
			golden(t, name+".html", func(w io.Writer) error { return reports.Page(w, run(), reports.Options{}) })
			golden(t, name+"-mail.html", func(w io.Writer) error {
				return reports.Mail(w, run(), reports.Options{Attached: "acme-2026-11-24.xlsx"})
			})
			golden(t, name+"-plan.txt", func(w io.Writer) error { return reports.PlanText(w, run(), reports.Options{}) })
		})
	}
	golden(t, "acme-wide-confidential.txt", func(w io.Writer) error {
		return reports.Text(w, acmeRun(), reports.Options{Width: 120, Confidential: true})
	})
	for name, x := range explanations() {
		golden(t, "explain-"+name+".txt", func(w io.Writer) error { return reports.Explain(w, x, reports.Options{}) })
		golden(t, "explain-"+name+".json", func(w io.Writer) error { return reports.ExplainJSON(w, x) })
	}
	golden(t, "explain-leaving-confidential.txt", func(w io.Writer) error {
		return reports.Explain(w, explanations()["leaving"], reports.Options{Confidential: true})
	})
	golden(t, "acme.json", func(w io.Writer) error { return reports.JSON(w, acmeRun()) })
	golden(t, "acme.csv", func(w io.Writer) error { return reports.CSV(w, acmeRun()) })
	golden(t, "acme-plan.csv", func(w io.Writer) error { return reports.PlanCSV(w, acmeRun()) })
	golden(t, "acme-narrow.txt", func(w io.Writer) error { return reports.Text(w, acmeRun(), reports.Options{Width: 50}) })
}
