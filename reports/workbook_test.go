package reports_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/reports"
)

func TestTheWorkbookHasItsSheetsInOrder(t *testing.T) {
	want := []string{
		"Summary", "Findings", "By person", "By app", "Access matrix", "Leavers", "Joiners", "Cost", "Coverage & completeness", "Rules",
		"Plan", "Run",
	}
	if diff := cmp.Diff(want, bookOf(t, storedRun(), reports.Options{}).GetSheetList()); diff != "" {
		t.Error(diff)
	}
	alone := opened(t, func(w io.Writer) error { return reports.FindingsWorkbook(w, storedRun(), reports.Options{}) })
	if diff := cmp.Diff([]string{"Findings"}, alone.GetSheetList()); diff != "" {
		t.Error(diff)
	}
}

func TestEveryTotalIsThatOfTheRun(t *testing.T) {
	run := storedRun()
	b := bookOf(t, run, reports.Options{Confidential: true})
	apps := b.records(t, "Summary")
	sum := func(column string) int {
		n := 0
		for _, app := range apps {
			if value := app[column]; value != "" && value != "-" {
				one, err := strconv.Atoi(value)
				if err != nil {
					t.Fatalf("%s holds %q", column, value)
				}
				n += one
			}
		}
		return n
	}
	m := &run.Metrics
	for column, want := range map[string]int{
		"All findings": m.Findings, "Critical": m.BySeverity["critical"], "High": m.BySeverity["high"], "Medium": m.BySeverity["medium"],
		"Low": m.BySeverity["low"], "Missing": m.ByVerdict["missing"], "Excess": m.ByVerdict["excess"], "Orphaned": m.ByVerdict["orphaned"],
		"Accounts": m.Accounts,
	} {
		if got := sum(column); got != want {
			t.Errorf("%s: the apps add up to %d, the run has %d", column, got, want)
		}
	}
	for _, row := range b.rows(t, "Summary") {
		if len(row) < 6 || row[0] == "" {
			continue
		}
		if n, ok := m.ByVerdict[row[0]]; ok && row[5] != strconv.Itoa(n) {
			t.Errorf("%s: the summary has %s, the run %d", row[0], row[5], n)
		}
		if row[0] == "all" && row[5] != strconv.Itoa(m.Findings) {
			t.Errorf("all are %s, the run has %d", row[5], m.Findings)
		}
	}
	states := map[string]int{}
	for _, action := range b.records(t, "Plan") {
		states[action["State"]]++
	}
	if states["planned"] != m.Planned || states["blocked"] != m.Blocked || states["by hand"] != m.Manual {
		t.Errorf("the plan has %v, the run %d planned, %d blocked, %d by hand", states, m.Planned, m.Blocked, m.Manual)
	}
	if got, want := len(b.records(t, "By app")), len(acmeHeld(run)); got != want {
		t.Errorf("%d accesses are listed, there are %d", got, want)
	}
	if got, want := len(b.records(t, "Leavers")), len(run.Clocks.Leavers); got != want {
		t.Errorf("%d clocks are listed, there are %d", got, want)
	}
}

func TestTheFindingsHoldEverythingThatTheirCSVHolds(t *testing.T) {
	run := storedRun()
	var out bytes.Buffer
	if err := reports.CSV(&out, run); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	csvOf := map[string]map[string]string{}
	for _, line := range lines[1:] {
		record := map[string]string{}
		for i, name := range lines[0] {
			record[name] = line[i]
		}
		csvOf[record["fingerprint"]] = record
	}
	heads := map[string]string{
		"severity": "Severity", "verdict": "Verdict", "cause": "Cause", "target": "App", "person_id": "Person id", "person_name": "Person",
		"account_id": "Account id", "account_login": "Login", "account_email": "E-mail", "account_name": "Account name",
		"entitlement": "Access", "includes": "Goes with it", "privileged": "Privileged", "first_seen": "Found since",
		"age_days": "Age in days", "days_since": "Days since", "days_until": "Days until", "basis": "Left by", "reason": "Reason",
		"action": "To do", "plan_state": "Plan", "blocked_by": "Held back by", "rule": "Rule", "roster_row": "Roster row",
		"account_row": "Account row", "matched_by": "Matched by", "due": "Due there", "notes": "Notes", "provisional": "Provisional",
		"out_of_scope": "Out of scope", "cost_month": "Cost a month", "fingerprint": "Fingerprint",
	}
	for _, name := range lines[0] {
		if heads[name] == "" {
			t.Errorf("nothing stands for %s", name)
		}
	}
	records := bookOf(t, run, reports.Options{Confidential: true}).records(t, "Findings")
	if len(records) != len(csvOf) {
		t.Fatalf("%d findings, the CSV has %d", len(records), len(csvOf))
	}
	for _, record := range records {
		of := csvOf[record["Fingerprint"]]
		for name, head := range heads {
			want, got := of[name], record[head]
			switch name {
			case "first_seen":
				day, err := access.ParseDate(want)
				if err != nil {
					t.Fatal(err)
				}
				want = strconv.Itoa(day.DaysSince(access.DateOf(1899, 12, 30)))
			case "privileged", "provisional", "out_of_scope":
				want = strings.TrimSuffix(want, "no")
			case "plan_state":
				want = strings.Replace(want, "manual", "by hand", 1)
			case "cost_month":
				got = strings.TrimSpace(fmt.Sprint(got, ".00 ", record["Currency"]))
				want = strings.TrimSpace(want + map[bool]string{true: ".00"}[want == ""])
			case "person_name":
				if want == "" {
					want = of["person_id"]
				}
			}
			if want != got {
				t.Errorf("%s of %s is %q, the CSV has %q", head, record["Reason"], got, want)
			}
		}
	}
}

func TestTheMatrixShowsWhatKindOfAccessAndTheGravestFinding(t *testing.T) {
	cells := map[string]string{}
	for _, row := range bookOf(t, storedRun(), reports.Options{}).records(t, "Access matrix") {
		for app, cell := range row {
			cells[row["Id"]+" "+app] = cell
		}
	}
	for place, want := range map[string]string{
		"e1007 github": "privileged: orphaned, critical", "e1001 github": "enabled: conflict, high", "e2001 google": "missing, high",
		"e1012 figma": "invited: orphaned, high", "e4010 notion": "enabled", "e4010 github": "", "e4010 Person": "Member e4010",
		"e4010 Department": "Engineering", "e1007 Apps": "3", "e2001 Apps": "0",
	} {
		if cells[place] != want {
			t.Errorf("%s is %q, want %q", place, cells[place], want)
		}
	}
}

func TestEachCurrencyIsAddedUpByItself(t *testing.T) {
	b := bookOf(t, storedRun(), reports.Options{})
	totals := map[string][]string{}
	for _, row := range b.rows(t, "Cost") {
		if len(row) > 5 {
			totals[row[0]] = row
		}
	}
	// GitHub 80 x 21.00 + Slack 70 x 8.75, of which (21 + 7) x 21.00 + 5 x 8.75 are wasted; 55 people are active
	if got := totals["USD"]; got[2] != "2292.5" || got[3] != "631.75" || !strings.HasPrefix(got[5], "41.68181818") {
		t.Errorf("USD: %q", got)
	}
	if got := totals["EUR"]; got[2] != "375" || got[3] != "90" {
		t.Errorf("EUR: %q", got)
	}
	if got := totals["notion"]; got[9-1] != "" || len(got) > 9 && got[9] != "" {
		t.Errorf("what notion costs is not known: %q", got)
	}
}

func TestClocksThatRunComeFirst(t *testing.T) {
	b := bookOf(t, storedRun(), reports.Options{})
	var states []string
	for _, row := range b.records(t, "Leavers") {
		states = append(states, row["State"]+" "+row["Days"])
	}
	if diff := cmp.Diff([]string{"running 24", "running 24", "gone 7", "gone 1", "gone 0"}, states); diff != "" {
		t.Error(diff)
	}
	rows := b.rows(t, "Leavers")
	if diff := cmp.Diff([]string{"Access gone", "3", "2.66666666666666", "1", "7", "0"}, rows[5]); diff != "" {
		t.Error(diff)
	}
	run := storedRun()
	run.Clocks = nil
	if s := bookOf(t, run, reports.Options{}).rows(t, "Joiners"); !strings.Contains(s[1][0], "There is no store") {
		t.Errorf("without a store it says %q", s)
	}
}

func TestPeopleWhoAreLeavingAreNowhereInTheWorkbookUnlessConfidentially(t *testing.T) {
	run := storedRun()
	run.Roster.Warnings = append(run.Roster.Warnings, access.RosterProblem{Person: "e1060", Text: "the row is odd"},
		access.RosterProblem{Text: "two rows name Larry Leaving"}, access.RosterProblem{Text: "row 7 of e10601 is odd, and Larry L.'s is not"})
	run.Run.Warnings = append(run.Run.Warnings, "rules/eng.yaml:9: the exception for e1060 ends before it begins")
	public, whole := bookOf(t, run, reports.Options{}).all(t), bookOf(t, run, reports.Options{Confidential: true}).all(t)
	for _, name := range []string{"Larry Leaving", "leaving-larry", "e1060 "} {
		if strings.Contains(strings.ReplaceAll(public, "\t", " "), name) {
			t.Errorf("%s is shown", name)
		}
		if !strings.Contains(strings.ReplaceAll(whole, "\t", " "), name) {
			t.Errorf("%s is not shown confidentially", name)
		}
	}
	alone := opened(t, func(w io.Writer) error { return reports.FindingsWorkbook(w, run, reports.Options{}) }).all(t)
	if strings.Contains(alone, "Larry") || !strings.Contains(alone, "2 findings are shown in a confidential report only") {
		t.Error("the findings alone show who is leaving, or do not count what they hide")
	}
	if !strings.Contains(public, "row 7 of e10601 is odd") {
		t.Error("a remark on somebody else is hidden")
	}
}

func TestWhatIsLeftOutIsSaidFirst(t *testing.T) {
	run := storedRun()
	held := acmeHeld(run)
	for name, c := range map[string]struct {
		held           *reports.Holdings
		accesses, rows int
		sheets         int
		says           []string
	}{
		"not known":    {nil, 50, 1000, 9, []string{"Who has what was not at hand"}},
		"as many":      {holdings(held, nil), 87, 1000, 12, nil},
		"one too many": {holdings(held, nil), 86, 1000, 10, []string{"more than 86: the sheets By person and Access matrix are left out"}},
		"too many": {
			holdings(held, nil), 10, 20, 10,
			[]string{"By app lists the gravest 10 of these", "Findings lists the gravest 20 of 46", "Plan lists the first 20 of 39 actions"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := opened(t, func(w io.Writer) error {
				return reports.WorkbookWithin(w, run, c.held, reports.Options{}, c.accesses, c.rows)
			})
			if n := len(b.GetSheetList()); n != c.sheets {
				t.Errorf("there are %d sheets, want %d: %v", n, c.sheets, b.GetSheetList())
			}
			var summary strings.Builder
			for _, row := range b.rows(t, "Summary")[:26] {
				summary.WriteString(strings.Join(row, " "))
			}
			for _, s := range c.says {
				if !strings.Contains(summary.String(), s) {
					t.Errorf("it does not say %q: %s", s, summary.String())
				}
			}
			if c.says == nil && strings.Contains(summary.String(), "left out.") {
				t.Errorf("something is left out: %s", summary.String())
			}
		})
	}
}

func TestWhereNotAllFitsTheGravestStays(t *testing.T) {
	run := storedRun()
	b := opened(t, func(w io.Writer) error {
		return reports.WorkbookWithin(w, run, holdings(acmeHeld(run), nil), reports.Options{}, 10, 20)
	})
	worst := map[string]int{}
	for _, row := range b.records(t, "By app") {
		worst[row["Severity"]]++
	}
	if diff := cmp.Diff(map[string]int{"critical": 5, "high": 5}, worst); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, row := range b.records(t, "Findings") {
		got = append(got, row["Severity"])
	}
	order := []string{"critical", "high", "medium", "low"}
	if len(got) != 20 || !slices.IsSortedFunc(got, func(x, y string) int { return slices.Index(order, x) - slices.Index(order, y) }) {
		t.Errorf("the findings are %v", got)
	}
}

func TestAnErrorOfWhoHasWhatIsTheWorkbooks(t *testing.T) {
	gone := errors.New("the store is gone")
	run := storedRun()
	var out bytes.Buffer
	err := reports.Workbook(&out, run, holdings(acmeHeld(run)[:3], gone), reports.Options{})
	if !errors.Is(err, gone) || out.Len() > 0 {
		t.Errorf("the error is %v, and %d bytes are written", err, out.Len())
	}
}

func TestAWorkbookThatCannotBeWrittenIsAnError(t *testing.T) {
	if err := reports.FindingsWorkbook(&broken{100}, storedRun(), reports.Options{}); !errors.Is(err, errFull) {
		t.Errorf("the error is %v", err)
	}
}

func TestTheSameRunGivesTheSameWorkbook(t *testing.T) {
	run := storedRun()
	first := bookOf(t, run, reports.Options{}).bytes
	for range 3 {
		if !bytes.Equal(first, bookOf(t, run, reports.Options{}).bytes) {
			t.Fatal("two workbooks of one run differ")
		}
	}
}

func TestTheWorkbookSaysWhatItIs(t *testing.T) {
	run := storedRun()
	p, err := bookOf(t, run, reports.Options{}).GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != fold.Clean(reports.Headline(run)) || p.Creator != "reconcile" || p.Modified != "2026-11-24T02:30:01Z" {
		t.Errorf("title %q, creator %q, modified %q", p.Title, p.Creator, p.Modified)
	}
}
