package all_test

import (
	stdcsv "encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/option"
	"reconcile/sources"
	"reconcile/sources/all"
	"reconcile/sources/all/allfake"
	"reconcile/sources/csv"
	"reconcile/sources/excel"
	"reconcile/sources/sourcetest"
)

// writers returns for each kind what writes a company in its form.
func writers() map[string]sourcetest.Write {
	return map[string]sourcetest.Write{"csv": writeCSV, "excel": writeExcel}
}

func TestEverySourceKeepsTheContract(t *testing.T) {
	for _, kind := range all.All() {
		t.Run(kind.Info.Kind, func(t *testing.T) {
			if kind.Info.Docs != "" {
				behindNetwork(t, kind)
				return
			}
			write, ok := writers()[kind.Info.Kind]
			if !ok {
				t.Fatalf("no test writes a company for %s", kind.Info.Kind)
			}
			sourcetest.Run(t, kind, write)
		})
	}
}

// behindNetwork holds a kind to the contract over each of its fakes.
func behindNetwork(t *testing.T, kind sources.Kind) {
	fakes := allfake.All()[kind.Info.Kind]
	if len(fakes) == 0 {
		t.Fatalf("no fake answers in place of %s: write one, and name it in allfake", kind.Info.Title)
	}
	for _, fake := range fakes {
		t.Run(fake.Name, func(t *testing.T) { sourcetest.RunFake(t, kind, fake) })
	}
}

func TestSourcesAreInTheOrderOfTheirNames(t *testing.T) {
	var names []string
	for _, kind := range all.All() {
		names = append(names, kind.Info.Kind)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("got %q", names)
	}
}

func writeCSV(t *testing.T, w sourcetest.World) any {
	var out strings.Builder
	file := stdcsv.NewWriter(&out)
	if err := file.WriteAll(append([][]string{w.Columns}, w.Rows...)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.Dir, "people.csv")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return &csv.Options{Path: option.Path(path)}
}

func writeExcel(t *testing.T, w sourcetest.World) any {
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range append([][]string{w.Columns}, w.Rows...) {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr("Sheet1", cell, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(w.Dir, "people.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return &excel.Options{Path: option.Path(path)}
}
