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
	for name, show := range map[string]func(*testing.T, *access.Run, reports.Options) string{"report": asText, "plan": asPlan} {
		s := show(t, run, reports.Options{})
		if strings.Contains(s, "Larry") || strings.Contains(s, "leaving-larry") || strings.Contains(s, "e1060") {
			t.Errorf("%s: somebody who is leaving is shown", name)
		}
		if !strings.Contains(s, "2 findings are shown in a confidential report only.") {
			t.Errorf("%s: what is held back is not counted", name)
		}
		if s := show(t, run, reports.Options{Confidential: true}); !strings.Contains(s, "Larry") || strings.Contains(s,
			"confidential report only") {
			t.Errorf("%s: a confidential report does not show who is leaving", name)
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
