package reports_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/reports"
)

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asText(t *testing.T, run *access.Run, o reports.Options) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return reports.Text(w, run, o) })
}

func asPlan(t *testing.T, run *access.Run, o reports.Options) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return reports.PlanText(w, run, o) })
}

// small is a run of one complete app with these findings.
func small(findings ...access.Finding) *access.Run {
	run := quietRun()
	run.Run.Company = "Acme"
	for _, f := range findings {
		f.Target = "google"
		run.Findings = append(run.Findings, sealed(f))
	}
	return run
}

func leaver(id string) access.Finding {
	return access.Finding{
		Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Person: person(id, "Leaver "+id),
		Account: account("a"+id, id),
	}
}

func TestWhatWasNotReadStandsBeforeWhatWasFound(t *testing.T) {
	run := acmeRun()
	for name, s := range map[string]string{"report": asText(t, run, reports.Options{}), "plan": asPlan(t, run, reports.Options{})} {
		top, _, _ := strings.Cut(s, "NEEDS A PERSON")
		top, _, _ = strings.Cut(top, "\nPLANNED")
		top = strings.Join(strings.Fields(top), " ")
		for _, want := range []string{
			"jira failed: members, page 3: 502 Bad Gateway", "figma partial: the export is of 2026-09-01",
			"skipped: miro, asana",
			"roster unsound: agency/temps.csv", "`31/02/2026` is not a date", "slack in part: only 31 of 66",
			"bots not listed",
			"guests not certain", "notion in part: no role",
		} {
			if !strings.Contains(top, want) {
				t.Errorf("%s: %q is not said at the top:\n%s", name, want, top)
			}
		}
	}
}

func TestAnExportWithoutAColumnOfAccessIsNoFailureAndAHoleWithARemedy(t *testing.T) {
	const none = "accounts are judged, and not what they hold, as the export has no column of it: add one"
	const some = "accounts are judged, and of what they hold only what has a column in the export: name more of them under"
	bare := append(facets("members", "guests"), access.Facet{Name: access.FacetEntitlements, Listed: access.No, Why: none})
	partly := append(facets("members", "role"), access.Facet{Name: access.FacetEntitlements, Listed: access.No, Why: "it lists only role"})
	run := quietRun()
	run.Targets = append(run.Targets,
		access.TargetResult{Name: "miro", Status: access.Complete, File: "miro.csv", Reach: access.Reach{Facets: bare}},
		access.TargetResult{Name: "notion", Status: access.Complete, File: "notion.csv", Reach: access.Reach{Facets: partly}},
		access.TargetResult{Name: "linear", Status: access.Complete, File: "linear.csv", Reach: access.Reach{Facets: partly}},
		access.TargetResult{Name: "asana", Status: access.Complete, Reach: access.Reach{Facets: bare}}, // by an API
	)
	for name, s := range every(t, run, reports.Options{}) {
		if name == "plan" {
			continue // with nothing to do it has no need to tell
		}
		for app, want := range map[string]string{
			"miro": "beyond reach: " + none, "2 apps": "beyond reach: notion, linear: " + some,
			"asana": "beyond reach: entitlements not listed (" + none + ")",
		} {
			if name == "mail" || name == "page" {
				want = strings.Replace(want, "reach: ", "reach ", 1)
			}
			if !strings.Contains(flat(s), app+" "+want) {
				t.Errorf("%s does not say of %s: %s\n%s", name, app, want, s)
			}
		}
	}
}

func TestWhoAddsUpWhatIsListedGetsWhatIsCounted(t *testing.T) {
	other := access.Finding{Verdict: access.Excess, Severity: access.High, Account: account("2", "other"), Reason: "Other."}
	low := access.Finding{Verdict: access.Missing, Severity: access.Low, Person: person("e9", "")}
	for _, c := range []struct {
		findings           []access.Finding
		all, sum, together string
	}{
		{
			[]access.Finding{leaver("e1"), leaver("e1"), leaver("e2"), other, low},
			"5 findings in all: 3 on open accounts of 2 leavers, 2 on anything else.",
			"4 findings (0 critical, 4 high)", "3 of them are on accounts of 2 leavers: each person is listed once, under the gravest.",
		},
		{
			[]access.Finding{leaver("e1"), leaver("e1")},
			"2 findings in all, one for each open account of 1 leaver.",
			"2 findings (0 critical, 2 high)", "2 of them are on accounts of 1 leaver: each person is listed once, under the gravest.",
		},
		{[]access.Finding{leaver("e1"), other}, "", "2 findings (0 critical, 2 high)", ""},
		{[]access.Finding{other}, "", "1 finding (0 critical, 1 high)", ""},
	} {
		for name, s := range every(t, small(c.findings...), reports.Options{}) {
			if name == "plan" {
				continue
			}
			for _, want := range []string{c.all, c.sum, c.together} {
				if !strings.Contains(flat(s), want) {
					t.Errorf("%s does not say: %s", name, want)
				}
			}
			for want, said := range map[string]string{"in all": c.all, "listed once": c.together} {
				if said == "" && strings.Contains(s, want) {
					t.Errorf("%s says %q where there is nothing to add up", name, want)
				}
			}
		}
	}
}

func TestFoundNothingDoesNotLookLikeDidNotLook(t *testing.T) {
	run := quietRun()
	if s := asText(t, run, reports.Options{}); !strings.Contains(s,
		"Everything was read in whole.\n\nNothing was found in what was read.\n") {
		t.Errorf("nothing was found, and it is not said:\n%s", s)
	}
	run.Targets = append(run.Targets, acmeRun().Targets[3:5]...)
	s := asText(t, run, reports.Options{})
	if !strings.Contains(s, "Nothing was found in what was read. Not read in whole: jira, miro.") {
		t.Errorf("jira and miro were not read, and it is not said:\n%s", s)
	}
	for _, name := range []string{"jira", "miro"} {
		for _, line := range strings.Split(s, "\n") {
			if fields := strings.Fields(line); len(fields) == 9 && fields[0] == name {
				if strings.Contains(line, "0") || strings.Count(line, "-") != 7 {
					t.Errorf("what was not counted looks like none: %q", line)
				}
			}
		}
	}
	run.Targets = nil
	if s := asText(t, run, reports.Options{}); !strings.Contains(s, "no app was read") {
		t.Errorf("no app was read, and it is not said:\n%s", s)
	}
}

func TestMissingAccessIsNotCountedWhereItWasNotLookedFor(t *testing.T) {
	for reason, change := range map[string]func(*access.TargetResult){
		"partial":  func(t *access.TargetResult) { t.Status = access.Partial },
		"withheld": func(t *access.TargetResult) { t.MissingWithheld = "few are linked" },
		"unruled":  func(t *access.TargetResult) { t.Unruled = true },
	} {
		run := quietRun()
		change(&run.Targets[0])
		_, table, _ := strings.Cut(asText(t, run, reports.Options{}), "governed\n")
		if fields := strings.Fields(table); fields[2] != "-" || fields[4] != "0" {
			t.Errorf("%s: missing is %q, orphaned %q", reason, fields[2], fields[4])
		}
	}
}

func TestTheGravestComesFirstAndOfTheSameTheLeaversEachWithAllTheirAccounts(t *testing.T) {
	other := access.Finding{
		Verdict: access.Excess, Severity: access.High, Account: account("2", "other"), Reason: "Other.",
	}
	grave := access.Finding{
		Verdict: access.Excess, Severity: access.Critical, Account: account("1", "grave"),
		Reason: "Grave.",
	}
	_, top, _ := strings.Cut(asText(t, small(grave, other, leaver("e1"), leaver("e2"), leaver("e1")), reports.Options{}),
		"NEEDS A PERSON")
	top, _, _ = strings.Cut(top, "BY APP")
	if got := strings.Count(top, "Leaver e1 (e1) left"); got != 1 {
		t.Errorf("one leaver is named %d times:\n%s", got, top)
	}
	if got := strings.Count(top, "google: account e1\n"); got != 2 {
		t.Errorf("%d of the leaver's two accounts are named:\n%s", got, top)
	}
	if strings.Index(top, "Grave.") > strings.Index(top, "Leaver e1") {
		t.Errorf("the gravest does not come first:\n%s", top)
	}
	if strings.Index(top, "Other.") < strings.Index(top, "Leaver e2") {
		t.Errorf("of equals, a leaver does not come first:\n%s", top)
	}
}

func TestEveryFindingIsListedOrCounted(t *testing.T) {
	var findings []access.Finding
	for i := range 50 {
		findings = append(findings, access.Finding{
			Verdict: access.Excess, Severity: access.High, Account: account(fmt.Sprint(i), fmt.Sprint("login", i)),
			Reason: fmt.Sprintf("Number %d.", i),
		})
	}
	s := asText(t, small(findings...), reports.Options{})
	top, rest, _ := strings.Cut(s, "BY APP")
	if got := strings.Count(top, "Number "); got != 20 || !strings.Contains(top, "and 30 more: --format csv") {
		t.Errorf("%d of 50 are listed:\n%s", got, top)
	}
	if got := strings.Count(rest, "login"); got != 15 || !strings.Contains(rest, "excess (50)") || !strings.Contains(rest,
		"and 35 more: --format csv") {
		t.Errorf("%d of 50 are listed by app:\n%s", got, rest)
	}
}

func TestEveryLeaverIsListedOrCounted(t *testing.T) {
	var findings []access.Finding
	for i := range 30 {
		for range 10 {
			findings = append(findings, leaver(fmt.Sprint("e", 100+i)))
		}
	}
	top, _, _ := strings.Cut(asText(t, small(findings...), reports.Options{}), "BY APP")
	if got := strings.Count(top, "and is still in:"); got != 20 || !strings.Contains(top, "\n  and 10 more: --format csv") {
		t.Errorf("%d of 30 leavers are listed:\n%s", got, top)
	}
	if got := strings.Count(top, "and 2 more: --format csv"); got != 20 {
		t.Errorf("of %d leavers two accounts are counted:\n%s", got, top)
	}
}

func TestAFindingOnAnAppThatIsNotListedIsNotLost(t *testing.T) {
	run := quietRun()
	run.Findings = []access.Finding{{
		Verdict: "unheard-of", Severity: access.Low, Target: "elsewhere",
		Reason: "Something is odd.",
	}}
	if s := asText(t, run, reports.Options{}); !strings.Contains(s, "elsewhere") || !strings.Contains(s, "unheard-of (1)") ||
		!strings.Contains(s, "Something is odd.") {
		t.Errorf("it is lost:\n%s", s)
	}
}

func TestAGuardSaysItsArithmeticOnceForAllItHoldsBack(t *testing.T) {
	run := quietRun()
	const why = "12 removals in google, limit 5: raise `limits.removals`"
	for i := range 12 {
		run.Plan.Actions = append(run.Plan.Actions, access.Action{
			Kind: access.Revoke, Target: "google", Account: account(fmt.Sprint(i), fmt.Sprint("login", i)),
			State:   access.Blocked,
			Blocked: []access.Block{{Guard: access.GuardRemovalLimit, Why: why}},
		})
	}
	for name, s := range map[string]string{"report": asText(t, run, reports.Options{}), "plan": asPlan(t, run, reports.Options{})} {
		flat := strings.Join(strings.Fields(s), " ")
		if strings.Count(flat, why) != 1 || !strings.Contains(flat, "removal-limit (12) "+why) {
			t.Errorf("%s: the arithmetic is not said once:\n%s", name, s)
		}
	}
	if s := asPlan(t, run, reports.Options{}); strings.Count(s, "revoke in google: login") != 12 {
		t.Errorf("the plan does not list all its actions:\n%s", s)
	}
}

func TestColourOnlyRepeatsWhatWordsSay(t *testing.T) {
	plain, coloured := asText(t, acmeRun(), reports.Options{}), asText(t, acmeRun(), reports.Options{Colour: true})
	if strings.Contains(plain, "\x1b") {
		t.Error("there is colour where none was asked for")
	}
	for _, code := range []string{"0", "1", "1;31", "31", "33"} {
		coloured = strings.ReplaceAll(coloured, "\x1b["+code+"m", "")
	}
	if diff := cmp.Diff(plain, coloured); diff != "" {
		t.Errorf("colour says more:\n%s", diff)
	}
}

func TestATableRowHasACellForEachColumn(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *access.Run) error{"findings": reports.CSV, "plan": reports.PlanCSV} {
		s := written(t, func(w io.Writer) error { return write(w, acmeRun()) })
		if !strings.HasSuffix(s, "\r\n") {
			t.Errorf("%s: lines do not end as RFC 4180 has it", name)
		}
		if _, err := csv.NewReader(strings.NewReader(s)).ReadAll(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// broken fails after some bytes.
type broken struct{ left int }

var errFull = errors.New("the disk is full")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFailedWriteIsAnError(t *testing.T) {
	x := explanations()["leaver"]
	for name, write := range map[string]func(io.Writer) error{
		"text":         func(w io.Writer) error { return reports.Text(w, acmeRun(), reports.Options{}) },
		"plan":         func(w io.Writer) error { return reports.PlanText(w, acmeRun(), reports.Options{}) },
		"page":         func(w io.Writer) error { return reports.Page(w, acmeRun(), reports.Options{}) },
		"mail":         func(w io.Writer) error { return reports.Mail(w, acmeRun(), reports.Options{}) },
		"json":         func(w io.Writer) error { return reports.JSON(w, acmeRun()) },
		"csv":          func(w io.Writer) error { return reports.CSV(w, acmeRun()) },
		"plan csv":     func(w io.Writer) error { return reports.PlanCSV(w, acmeRun()) },
		"explain":      func(w io.Writer) error { return reports.Explain(w, x, reports.Options{}) },
		"explain json": func(w io.Writer) error { return reports.ExplainJSON(w, x) },
	} {
		for _, left := range []int{0, 500} {
			if err := write(&broken{left}); !errors.Is(err, errFull) {
				t.Errorf("%s after %d bytes: %v", name, left, err)
			}
		}
	}
}
