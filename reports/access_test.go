package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

// inventory is who had what: two accounts of Ada, one of nobody, in two of three apps.
func inventory(name string) *access.Inventory {
	held := []access.Held{
		{Target: "github", Account: *account("1", "ada"), Person: "e1", Status: "enabled", Entitlement: "account", Since: today() - 9, Read: today()},
		{Target: "github", Account: *account("1", "ada"), Person: "e1", Status: "enabled", Entitlement: "role:owner", Privileged: true, Since: today() - 2, Read: today()},
		{Target: "github", Account: *account("1", "ada"), Person: "e1", Status: "enabled", Entitlement: "team:ops", Via: "team:all", Read: today()},
		{Target: "slack", Account: *account("2", name), Person: "e1", Status: "invited", Entitlement: "account", Read: today() - 1},
		{Target: "slack", Account: *account("3", "ghost"), Status: "enabled", Entitlement: "account", Read: today() - 1},
	}
	return &access.Inventory{
		AsOf:  today(),
		Reads: []access.InventoryRead{{Target: "github", Day: today()}, {Target: "slack", Day: today() - 1, Later: access.FailedRead}, {Target: "figma"}},
		Held: func(yield func(access.Held, error) bool) {
			for _, h := range held {
				if !yield(h, nil) {
					return
				}
			}
		},
		Name:       func(id string) access.PersonName { return access.PersonName{ID: id, Name: name} },
		Department: func(string) string { return name },
	}
}

func TestWhoHadWhatIsToldByAppOrByPersonWithWhatIsNotKnown(t *testing.T) {
	var b bytes.Buffer
	if err := reports.AccessText(&b, inventory("Ada"), false, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Who had access on 2026-11-24", "figma: no complete read until then: nothing is known of it",
		"slack: as of 2026-11-23; a later read was failed", "Ada (e1) as ada (enabled, seen since 2026-11-15)",
		"role:owner (privileged), team:ops (through team:all)", "nobody known as ghost",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := reports.AccessText(&b, inventory("Ada"), true, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Index(text, "\nAda (e1)") > strings.Index(text, "github as ada") || strings.Count(text, "\nAda (e1)") != 1 {
		t.Errorf("by person:\n%s", text)
	}
}

func TestEveryFormatOfWhoHadWhatHoldsEveryAccess(t *testing.T) {
	var b bytes.Buffer
	if err := reports.AccessCSV(&b, inventory("Ada")); err != nil {
		t.Fatal(err)
	}
	if rows, err := csv.NewReader(&b).ReadAll(); err != nil || len(rows) != 6 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	b.Reset()
	if err := reports.AccessJSON(&b, inventory("Ada")); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Access []access.Held          `json:"access"`
		Reads  []access.InventoryRead `json:"reads"`
	}
	if err := json.Unmarshal(b.Bytes(), &document); err != nil || len(document.Access) != 5 || len(document.Reads) != 3 {
		t.Errorf("%d accesses, %d reads, %v", len(document.Access), len(document.Reads), err)
	}
	book := opened(t, func(w io.Writer) error { return reports.AccessWorkbook(w, inventory("Ada"), reports.Options{}) }).all(t)
	for _, want := range []string{"role:owner", "ghost", "team:ops"} {
		if !strings.Contains(book, want) {
			t.Errorf("the workbook lacks %s", want)
		}
	}
}

func TestHostileNamesHarmNoFormatOfWhoHadWhat(t *testing.T) {
	for _, name := range []string{`<script>alert(1)</script>`, `=cmd|' /C calc'!A0`, "a\r\nSubject: x", "\u202egpj.exe", `"><img src=x onerror=alert(1)>`, strings.Repeat("x", 10_000)} {
		for format, write := range map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return reports.AccessText(w, inventory(name), false, reports.Options{}) },
			"csv":  func(w io.Writer) error { return reports.AccessCSV(w, inventory(name)) },
			"json": func(w io.Writer) error { return reports.AccessJSON(w, inventory(name)) },
			"html": func(w io.Writer) error { return reports.AccessPage(w, inventory(name)) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			if strings.Contains(text, "\u202e") || format == "html" && (strings.Contains(text, "<script>alert") || strings.Contains(text, "<img")) {
				t.Errorf("%s: %q acts", format, name[:min(len(name), 30)])
			}
			if format != "csv" {
				continue
			}
			rows, err := csv.NewReader(&b).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range slices.Concat(rows...) {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("a cell is a formula: %q", cell)
				}
			}
		}
	}
}

func TestAReaderThatFailsMakesNoReportOfWhoHadWhat(t *testing.T) {
	broken := inventory("Ada")
	broken.Held = func(yield func(access.Held, error) bool) { yield(access.Held{}, errors.New("the disk is gone")) }
	for format, write := range map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return reports.AccessText(w, broken, false, reports.Options{}) },
		"csv":  func(w io.Writer) error { return reports.AccessCSV(w, broken) },
		"json": func(w io.Writer) error { return reports.AccessJSON(w, broken) },
		"html": func(w io.Writer) error { return reports.AccessPage(w, broken) },
		"xlsx": func(w io.Writer) error { return reports.AccessWorkbook(w, broken, reports.Options{}) },
	} {
		if err := write(io.Discard); err == nil || !strings.Contains(err.Error(), "the disk is gone") {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestWhatIsNotKnownOfADayIsSaidInEveryFormatOfWhoHadWhat(t *testing.T) {
	holed := inventory("Ada")
	holed.Reads[0].Holes = []access.Facet{{Name: "guests", Listed: access.No, Why: "the token may not list them"}}
	nothing := &access.Inventory{
		AsOf: today(), Held: func(func(access.Held, error) bool) {}, Name: func(id string) access.PersonName { return access.PersonName{ID: id} },
		Department: func(string) string { return "" },
	}
	for _, c := range []struct {
		of   *access.Inventory
		want []string
	}{
		{holed, []string{"guests not listed (the token may not list them)", "no complete read until then", "a later read was failed"}},
		{nothing, []string{"no app was read until then"}},
	} {
		for format, write := range map[string]func() string{
			"text": func() string {
				return written(t, func(w io.Writer) error { return reports.AccessText(w, c.of, false, reports.Options{Width: 132}) })
			},
			"html": func() string { return written(t, func(w io.Writer) error { return reports.AccessPage(w, c.of) }) },
			"xlsx": func() string {
				return opened(t, func(w io.Writer) error { return reports.AccessWorkbook(w, c.of, reports.Options{}) }).all(t)
			},
			"beside CSV": func() string { return strings.Join(reports.AccessGaps(c.of), "\n") },
		} {
			said := write()
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("%s does not say %q", format, want)
				}
			}
		}
	}
}
