package reports_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/reports"
)

func TestPeopleWhoAreLeavingAreShownOnlyConfidentially(t *testing.T) {
	run := acmeRun()
	for _, quarantined := range []bool{false, true} {
		run.Roster.Warnings = append(run.Roster.Warnings, access.RosterProblem{
			Person: "e1060", Quarantined: quarantined, Place: access.Place{File: "roster.xlsx", Row: 60}, Text: "the end is odd",
		})
	}
	for name, s := range every(t, run, reports.Options{}) {
		for _, hidden := range []string{"Larry", "leaving-larry", "e1060", "Lucy", "leaving-lucy", "e1061", "the end is odd"} {
			if strings.Contains(s, hidden) {
				t.Errorf("%s: somebody who is leaving is shown: %s", name, hidden)
			}
		}
		if !strings.Contains(flat(s), "2 findings are shown in a confidential report only.") {
			t.Errorf("%s: what is held back is not counted", name)
		}
	}
	shown := every(t, run, reports.Options{Confidential: true})
	for name, s := range shown {
		if strings.Contains(s, "confidential report only") {
			t.Errorf("%s: a confidential report holds something back", name)
		}
	}
	for _, name := range []string{"text", "plan", "page"} {
		if !strings.Contains(shown[name], "Larry") {
			t.Errorf("%s: a confidential report does not show who is leaving", name)
		}
	}
	if !strings.Contains(shown["page"], "Lucy") || !strings.Contains(shown["page"], "the end is odd") {
		t.Error("page: a confidential report leaves out clocks or remarks")
	}
}

func TestOneConfidentialFindingHidesAllOfAPerson(t *testing.T) {
	run := small(leaver("e1"), leaver("e2"))
	run.Findings[0].Confidential = true
	run.Findings = append(run.Findings, run.Findings[0])
	run.Findings[2].Confidential = false
	for name, s := range every(t, run, reports.Options{}) {
		if strings.Contains(s, "Leaver e1") {
			t.Errorf("%s shows somebody who is leaving", name)
		}
	}
}

func TestNoActionTellsWhoIsLeaving(t *testing.T) {
	run := quietRun()
	run.Findings = []access.Finding{{Verdict: access.NoMFA, Person: person("e1", "Larry"), Confidential: true, Fingerprint: "f1"}}
	run.Plan.Actions = []access.Action{
		{Kind: access.GrantIt, State: access.Planned, Person: person("e1", "Larry"), Finding: "another"},
		{Kind: access.GrantIt, State: access.Planned, Account: account("1", "larry"), Finding: "f1"},
		{Kind: access.GrantIt, State: access.Planned, Account: account("2", "grace"), Finding: "f2"},
	}
	s := asPlan(t, run, reports.Options{})
	hidden := !strings.Contains(strings.ToLower(s), "larry")
	if !hidden || !strings.Contains(s, "grace") || !strings.Contains(s, "2 actions are shown in a confidential report only.") {
		t.Errorf("an action tells who is leaving, or more than that is hidden:\n%s", s)
	}
}

func TestAnExplanationOfSomebodyWhoIsHereTellsNoEndUnlessConfidentially(t *testing.T) {
	x := explanations()["leaving"]
	explain := func(o reports.Options) string {
		return written(t, func(w io.Writer) error { return reports.Explain(w, x, o) })
	}
	public := explain(reports.Options{})
	if strings.Contains(public, "2026-12-31") || strings.Contains(public, "terminated") {
		t.Errorf("the end is told:\n%s", public)
	}
	if s := explain(reports.Options{Confidential: true}); !strings.Contains(s, "2026-12-31") || !strings.Contains(s,
		"terminated") {
		t.Errorf("the end is not told:\n%s", s)
	}
	x.Person.Employment, x.Person.End = "employed", 0
	if diff := cmp.Diff(public, explain(reports.Options{})); diff != "" {
		t.Errorf("who is leaving looks different from who stays:\n%s", diff)
	}
}
