package reports_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/reports"
)

// ours are the formulas that the workbook may hold: functions, cells, numbers, and no text from outside.
var ours = regexp.MustCompile(`^(SUM|SUBTOTAL|SUMIF|IF|MAX|MIN|\$?[A-Z]{1,3}\$?[0-9]+|[-+*/>=(),:0-9])+$`)

// checkCells holds that no cell is a formula of others, acts, or has more than there is room for, and that all is XML.
func checkCells(t *rapid.T, b book) {
	formulas := regexp.MustCompile(`<f>(.*?)</f>`)
	for name, content := range b.parts(t, `(xl/(worksheets|tables|drawings)|docProps)/.*|xl/workbook.xml`) {
		d := xml.NewDecoder(strings.NewReader(content))
		for {
			if _, err := d.RawToken(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, formula := range formulas.FindAllStringSubmatch(content, -1) {
			if f := html.UnescapeString(formula[1]); !ours.MatchString(f) {
				t.Errorf("%s: %q is calculated", name, f)
			}
		}
	}
	for _, name := range b.GetSheetList() {
		rows, err := b.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range slices.Concat(rows...) {
			if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				t.Errorf("%s: %q acts", name, value)
			}
			if n := len(utf16.Encode([]rune(value))); n > 32_767 {
				t.Errorf("%s: a cell holds %d units", name, n)
			}
		}
	}
}

func TestNothingFromOutsideIsAFormulaInTheWorkbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := randomRun(t)
		var held []access.Held
		for range rapid.IntRange(0, 4).Draw(t, "accesses") {
			var h access.Held
			fill(t, reflect.ValueOf(&h).Elem())
			held = append(held, h)
		}
		o := reports.Options{Confidential: rapid.Bool().Draw(t, "confidential")}
		checkCells(t, opened(t, func(w io.Writer) error { return reports.Workbook(w, run, holdings(held, nil), o) }))
	})
}

func TestEachNameComesBackFromTheWorkbookAsItIsShown(t *testing.T) {
	names := append(hostile(), strings.Repeat("0123456789", 1000), strings.Repeat("=cmd|' /C calc'!A0 ", 2200), "<script>alert(1)</script>",
		"a & b <c> \"d\"", "00123", "9007199254740993", "_x0041_")
	run := quietRun()
	for i, name := range names {
		run.Findings = append(run.Findings, access.Finding{
			Verdict: access.Excess, Target: name, Person: &access.PersonName{ID: name, Name: name},
			Account:     &access.AccountName{ID: name, Login: name, Email: name, Name: name},
			Entitlement: name, Reason: name, Action: name, Fingerprint: fmt.Sprint(i), Notes: []string{name},
			Evidence: access.Evidence{Rule: name, RosterRow: name, AccountRow: name, MatchedBy: name},
		})
	}
	b := opened(t, func(w io.Writer) error { return reports.Workbook(w, run, nil, reports.Options{}) })
	records := map[string]map[string]string{}
	for _, record := range b.records(t, "Findings") {
		records[record["Fingerprint"]] = record
	}
	for i, name := range names {
		want := fold.Clean(name)
		if n := len(utf16.Encode([]rune(want))); n > 32_767 {
			cut := fmt.Sprintf("… [cut: %d characters]", n)
			want = want[:32_767-len([]rune(cut))] + cut
		}
		for _, head := range []string{
			"App", "Person", "Account", "Access", "Reason", "To do", "Notes", "Rule", "Roster row", "Account row", "Matched by", "Person id",
			"Account id", "Login", "E-mail", "Account name",
		} {
			if got := records[fmt.Sprint(i)][head]; got != want {
				t.Errorf("%s: %.60q came back as %.60q", head, want, got)
			}
		}
	}
}
