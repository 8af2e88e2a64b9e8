package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/reports"
)

// hostile are texts as somebody might enter them who means ill, and as they are entered by accident.
func hostile() []string {
	return []string{
		"", " ", "=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1", "a;=1+1", "a; \"=1",
		"＝1+1", "=HYPERLINK(\"http://evil.example\";\"x\")",
		"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u009b31m", "a\u202eb\u2066c", "a\nb", "a\r\nb", "a\u2028b\u0085c", "\x00",
		"a\xff\xfeb", "\x7f",
		strings.Repeat("long", 200), strings.Repeat("w i d e ", 100), strings.Repeat("a\u0300\u0301\u0302", 50),
		"z" + strings.Repeat("\u0300", 5000),
		"山田太郎", strings.Repeat("界", 60), "👩‍💻👩‍👩‍👧‍👦🇪🇸", "e\u0301", "\u0301", "\u200b\u200d\ufeff", "שלום עולם", "مرحبا",
		"Ada Lovelace", "a\tb", "\"quoted\", \"and so on\"",
		"…", "\U0010ffff", "\ufffd",
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, "</style></title></textarea>",
		"</script><svg onload=alert(1)>", "javascript:alert(1)", "{{.}}", "<!--", "-->]]>", "&lt;b&gt;&amp;", "`", "`a``", "a`b`c",
		"<b>" + strings.Repeat("ten thousand ", 800), strings.Repeat("שלום", 2500), strings.Repeat("<&\"'", 2500),
	}
}

// fill puts random values into every field of a document, whatever fields it has.
func fill(t *rapid.T, v reflect.Value) {
	small := func() int { return rapid.IntRange(0, 3).Draw(t, "n") }
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "time"), 0).UTC()))
		return
	case access.Date:
		v.SetInt(int64(rapid.IntRange(0, 800000).Draw(t, "date")))
		return
	case access.Verdict:
		v.SetString(string(rapid.SampledFrom(append(access.Verdicts(), "=new\n")).Draw(t, "verdict")))
		return
	case access.Cause:
		v.SetString(string(rapid.SampledFrom(append(access.Causes(), "", "=new\n")).Draw(t, "cause")))
		return
	case access.ActionState:
		v.SetString(string(rapid.SampledFrom([]access.ActionState{
			access.Planned, access.Blocked, access.Manual,
			"=new\n",
		}).Draw(t, "state")))
		return
	case access.ReadStatus:
		statuses := []access.ReadStatus{access.Complete, access.Partial, access.FailedRead, access.SkippedRun, "\x1b"}
		v.SetString(string(rapid.SampledFrom(statuses).Draw(t, "status")))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.SampledFrom(hostile()), rapid.String()).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(rapid.IntRange(-3000, 3000000).Draw(t, "number")))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.IntRange(0, 4).Draw(t, "kind")))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0, 1).Draw(t, "share"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Slice:
		n := small()
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range small() {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key)
			fill(t, value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("%v is new here", v.Type())
	}
}

func randomRun(t *rapid.T) *access.Run {
	var run access.Run
	fill(t, reflect.ValueOf(&run).Elem())
	var names []string
	for i := range run.Targets {
		names = append(names, run.Targets[i].Name)
	}
	for i := range run.Findings {
		if names != nil && rapid.Bool().Draw(t, "of an app") {
			run.Findings[i].Target = rapid.SampledFrom(names).Draw(t, "app")
		}
		if len(run.Plan.Actions) > 0 && rapid.Bool().Draw(t, "acted on") {
			run.Plan.Actions[0].Finding = run.Findings[i].Fingerprint
		}
	}
	return &run
}

// texts are the reports for a terminal.
func texts(run *access.Run, x *access.Explanation) map[string]func(io.Writer, reports.Options) error {
	return map[string]func(io.Writer, reports.Options) error{
		"text":    func(w io.Writer, o reports.Options) error { return reports.Text(w, run, o) },
		"plan":    func(w io.Writer, o reports.Options) error { return reports.PlanText(w, run, o) },
		"explain": func(w io.Writer, o reports.Options) error { return reports.Explain(w, x, o) },
	}
}

func TestNoTextWidensALineOrSteersTheTerminal(t *testing.T) {
	sgr := regexp.MustCompile("\x1b\\[[0-9;]*m")
	rapid.Check(t, func(t *rapid.T) {
		var x access.Explanation
		fill(t, reflect.ValueOf(&x).Elem())
		width := rapid.SampledFrom([]int{0, 40, 41, 66, 80, 81, 132, 300}).Draw(t, "width")
		o := reports.Options{Width: width, Confidential: rapid.Bool().Draw(t, "confidential"), Colour: rapid.Bool().Draw(t,
			"colour")}
		if width == 0 {
			width = 80
		}
		for name, write := range texts(randomRun(t), &x) {
			var b bytes.Buffer
			if err := write(&b, o); err != nil {
				t.Fatal(err)
			}
			s := b.String()
			if o.Colour {
				s = sgr.ReplaceAllString(s, "")
			}
			checkLines(t, name, s, width)
		}
	})
}

func checkLines(t *rapid.T, name, s string, width int) {
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8", name)
	}
	for _, line := range strings.Split(s, "\n") {
		if n := text.StringWidthWithoutEscSequences(line); n > width {
			t.Errorf("%s: a line of %d columns, %d are allowed: %q", name, n, width, line)
		}
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
				t.Errorf("%s: %U in %q", name, r, line)
			}
		}
	}
}

func TestAReportIsTheSameEachTimeItIsMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := randomRun(t)
		for name, write := range map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return reports.Text(w, run, reports.Options{}) },
			"plan": func(w io.Writer) error { return reports.PlanText(w, run, reports.Options{}) },
			"page": func(w io.Writer) error { return reports.Page(w, run, reports.Options{}) },
			"mail": func(w io.Writer) error { return reports.Mail(w, run, reports.Options{}) },
			"json": func(w io.Writer) error { return reports.JSON(w, run) },
			"csv":  func(w io.Writer) error { return reports.CSV(w, run) },
		} {
			var first, second bytes.Buffer
			if err := write(&first); err != nil {
				t.Fatal(err)
			}
			if err := write(&second); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first.String(), second.String()); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
		}
	})
}

func TestNoCellIsAFormulaAndEachFindingIsOneRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := randomRun(t)
		for name, table := range map[string]struct {
			write func(io.Writer, *access.Run) error
			rows  int
		}{"findings": {reports.CSV, len(run.Findings)}, "plan": {reports.PlanCSV, len(run.Plan.Actions)}} {
			var b bytes.Buffer
			if err := table.write(&b, run); err != nil {
				t.Fatal(err)
			}
			records, err := csv.NewReader(&b).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(records) != table.rows+1 {
				t.Errorf("%s: %d records for %d rows and a header", name, len(records), table.rows)
			}
			for _, record := range records {
				for _, cell := range record {
					for i, part := range strings.Split(cell, ";") {
						if i > 0 {
							part = strings.TrimLeft(part, ` "`)
						}
						if strings.ContainsRune("=+-@\t\r＝＋－＠", first(part)) {
							t.Errorf("%s: a program that splits at semicolons calculates %q", name, cell)
						}
					}
					if strings.ContainsFunc(cell, unicode.IsControl) {
						t.Errorf("%s: the cell %q acts", name, cell)
					}
				}
			}
		}
	})
}

// first returns the first rune of a text, a space where there is none.
func first(s string) rune {
	if r, size := utf8.DecodeRuneInString(s); size > 0 {
		return r
	}
	return ' '
}

func TestJSONKeepsEveryTextAndNoneActs(t *testing.T) {
	for _, s := range hostile() {
		run := &access.Run{Run: access.RunHead{Company: s}}
		var b bytes.Buffer
		if err := reports.JSON(&b, run); err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(strings.ReplaceAll(b.String(), "\n", ""), func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
		}); i >= 0 {
			t.Errorf("%q acts in %q", s, b.String())
		}
		var back struct{ Run struct{ Company string } }
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); strings.ReplaceAll(back.Run.Company, "\ufffd\ufffd", "\ufffd") != want {
			t.Errorf("%q came back as %q", s, back.Run.Company)
		}
	}
}
