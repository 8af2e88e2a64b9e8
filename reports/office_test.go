package reports_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/reports"
)

var (
	officeTest = flag.Bool("office", false, "have LibreOffice read a workbook")
	officeBook = flag.String("book", "", "a workbook that LibreOffice is to read, instead of one made here")
	officeRun  = flag.String("document", "", "the JSON document of the run that it is of")
	officeAll  = flag.Bool("confidential", false, "the workbook shows people who are leaving")
)

// document is what is counted of a run's JSON, read as another program would.
type document struct {
	Roster   struct{ Active int }
	Findings []struct {
		Verdict, Severity, Target string
		Confidential              bool
	}
	Targets []struct {
		Name, Status string
		Accounts     int
		Seats        *struct {
			Bought, Taken, Freed int
			CostCents            int `json:"cost_cents"`
			Currency             string
		}
	}
	Plan struct{ Actions []struct{ State string } }
}

// TestLibreOfficeCalculatesTheTotalsOfTheDocument converts a workbook sheet by sheet to CSV, everything calculated anew, and
// counts.
func TestLibreOfficeCalculatesTheTotalsOfTheDocument(t *testing.T) {
	if !*officeTest {
		t.Skip("LibreOffice is not asked for: .ci/workbook installs it and runs this test")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, run := *officeBook, *officeRun
	if path == "" {
		path, run = filepath.Join(dir, "acme.xlsx"), filepath.Join(dir, "acme.json")
		writeFile(t, path, bookOf(t, storedRun(), reports.Options{Confidential: *officeAll}).bytes)
		writeFile(t, run, []byte(written(t, func(w io.Writer) error { return reports.JSON(w, storedRun()) })))
	}
	content, err := os.ReadFile(run)
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(content, &doc); err != nil {
		t.Fatal(err)
	}
	sheets := calculated(t, office, falsified(t, path, dir), dir)
	checkErrors(t, sheets)
	checkFigures(t, sheets, &doc)
	checkCost(t, sheets["Cost"], &doc)
	if t.Failed() {
		return
	}
	t.Logf("LibreOffice read %d sheets, and counts %d findings as the document does", len(sheets), len(doc.Findings))
}

// falsified copies a workbook with a wrong value for each formula: what is right afterwards was calculated.
func falsified(t *testing.T, path, dir string) string {
	t.Helper()
	from, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	value := regexp.MustCompile(`(</f><v>)[^<]*`)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := to.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			content = value.ReplaceAll(content, []byte("${1}7777777"))
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "falsified.xlsx")
	writeFile(t, copied, out.Bytes())
	return copied
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// always has LibreOffice calculate whatever values a file carries.
const always = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// calculated converts a workbook and returns the rows of each sheet as they are shown.
func calculated(t *testing.T, office, book, dir string) map[string][][]string {
	t.Helper()
	profile, out := filepath.Join(dir, "profile"), filepath.Join(dir, "csv")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(always))
	filter := "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
	convert := exec.Command(office, "-env:UserInstallation=file://"+profile, "--headless", "--convert-to", filter, "--outdir", out, book)
	if said, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	stem := strings.TrimSuffix(filepath.Base(book), filepath.Ext(book)) + "-"
	files, err := filepath.Glob(filepath.Join(out, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was converted (%v)", err)
	}
	sheets := map[string][][]string{}
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		f.Close()
		sheets[strings.TrimPrefix(strings.TrimSuffix(filepath.Base(path), ".csv"), stem)] = rows
	}
	return sheets
}

func checkErrors(t *testing.T, sheets map[string][][]string) {
	t.Helper()
	wrong := regexp.MustCompile(`^(#(REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)[!?]?|Err:\d+)$`)
	for name, rows := range sheets {
		for i, row := range rows {
			for _, cell := range row {
				if wrong.MatchString(cell) {
					t.Errorf("%s, row %d shows %s", name, i+1, cell)
				}
			}
		}
	}
}

// below are the rows under a head that begins so, up to the first that is empty, by their first cell.
func below(rows [][]string, head ...string) map[string]map[string]string {
	list := map[string]map[string]string{}
	var heads []string
	for _, row := range rows {
		switch {
		case heads == nil && len(row) >= len(head) && cmp.Equal(row[:len(head)], head):
			heads = row
		case heads != nil && row[0] == "":
			return list
		case heads != nil:
			list[row[0]] = map[string]string{}
			for i, cell := range row {
				if i < len(heads) && heads[i] != "" {
					list[row[0]][strings.ToLower(heads[i])] = strings.ReplaceAll(cell, ",", "")
				}
			}
		}
	}
	return list
}

// figure is a number as a table shows it: nothing for none.
func figure(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// checkFigures counts the findings by verdict and severity, and by app and severity, on three sheets.
func checkFigures(t *testing.T, sheets map[string][][]string, doc *document) {
	t.Helper()
	verdicts, apps := map[string]map[string]int{"all": {}}, map[string]map[string]int{"all": {}}
	count := func(of map[string]map[string]int, key string, columns ...string) {
		if of[key] == nil {
			of[key] = map[string]int{}
		}
		for _, column := range columns {
			of[key][column]++
			of["all"][column]++
		}
	}
	shown := 0
	for _, f := range doc.Findings {
		if f.Confidential && !*officeAll {
			continue
		}
		shown++
		count(verdicts, f.Verdict, f.Severity, "all")
		count(apps, strings.Replace(f.Target, "", "roster", map[bool]int{true: 1}[f.Target == ""]), f.Severity, "all findings")
	}
	byVerdict, byApp := below(sheets["Summary"], "Verdict", "Critical"), below(sheets["Summary"], "App", "Critical")
	for _, table := range []struct {
		name string
		want map[string]map[string]int
		got  map[string]map[string]string
		all  string
	}{{"verdict", verdicts, byVerdict, "all"}, {"app", apps, byApp, "all findings"}} {
		for key, columns := range table.want {
			for _, column := range []string{"critical", "high", "medium", "low", table.all} {
				got := strings.TrimPrefix(table.got[key][column], "0")
				if want := figure(columns[column]); got != want {
					t.Errorf("%s %s, %s: the workbook shows %q, the document has %q", table.name, key, column, got, want)
				}
			}
		}
	}
	accounts := 0
	for _, target := range doc.Targets {
		accounts += target.Accounts
		if byApp[target.Name] == nil {
			t.Errorf("%s is not on the summary", target.Name)
		}
	}
	if got := byApp["all"]["accounts"]; got != fmt.Sprint(accounts) {
		t.Errorf("the workbook adds up %s accounts, the document has %d", got, accounts)
	}
	listed := 0
	for _, row := range sheets["Findings"] {
		if _, ok := verdicts["all"][row[0]]; ok {
			listed++
		}
	}
	if listed != shown {
		t.Errorf("%d findings are listed, the document has %d to show", listed, shown)
	}
}

// checkCost adds up each currency in cents.
func checkCost(t *testing.T, rows [][]string, doc *document) {
	t.Helper()
	cost, waste := map[string]int{}, map[string]int{}
	for _, target := range doc.Targets {
		if s := target.Seats; s != nil && s.CostCents > 0 {
			paid := s.Bought
			if paid == 0 {
				paid = s.Taken
			}
			cost[s.Currency] += paid * s.CostCents
			waste[s.Currency] += (max(0, s.Bought-s.Taken) + s.Freed) * s.CostCents
		}
	}
	totals := below(rows, "Currency", "")
	for currency, cents := range cost {
		for column, want := range map[string]int{"cost a month": cents, "waste a month": waste[currency]} {
			got, err := strconv.ParseFloat(totals[currency][column], 64)
			if err != nil || int(math.Round(got*100)) != want {
				t.Errorf("%s, %s: the workbook shows %v, the document has %d cents (%v)", currency, column, got, want, err)
			}
		}
	}
}
