package reports_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

func TestNoFormatSpendsMoreSeatsThanArePaidFor(t *testing.T) {
	run := quietRun()
	run.Targets = run.Targets[:1]
	run.Targets[0].Seats = &access.Seats{Bought: 2, Taken: 5, Freed: 4, CostCents: 1000, Currency: "USD"}
	text := asText(t, run, reports.Options{Width: 132})
	if !strings.Contains(text, "20.00 USD") {
		t.Fatalf("the text does not say what is to spare:\n%s", text)
	}
	for _, r := range bookOf(t, run, reports.Options{}).records(t, "Cost") {
		if waste := r["Waste a month"]; r["App"] == run.Targets[0].Name && waste != "20" {
			t.Errorf("the text has 20.00 USD to spare of 20.00 USD paid, and the workbook %s", waste)
		}
	}
}

func TestAFirstNightIsCalledTheSameInEveryFormat(t *testing.T) {
	run := quietRun()
	run.Run.Memory = &access.Memory{First: true, Nights: access.Nights{Due: 1, Ran: 1}}
	const said = "This is the first night."
	if text := asText(t, run, reports.Options{}); !strings.Contains(text, said) {
		t.Fatal(text)
	}
	if book := bookOf(t, run, reports.Options{}).all(t); !strings.Contains(book, said) || strings.Contains(book, "ran since .") {
		t.Error("the workbook does not call it so")
	}
}

func TestWhereSomethingIsHiddenOrUnreadNoFormatSaysThatNothingWasFound(t *testing.T) {
	run := quietRun()
	run.Findings = []access.Finding{{Verdict: access.NoMFA, Person: person("e1", "Larry"), Confidential: true, Fingerprint: "f1"}}
	run.Targets[0].Status, run.Targets[0].Why = access.FailedRead, []string{"no answer"}
	for name, said := range map[string]string{
		"text": asText(t, run, reports.Options{Width: 132}), "workbook": bookOf(t, run, reports.Options{}).all(t),
	} {
		want := fmt.Sprintf("Nothing else was found in what was read. Not read in whole: %s.", run.Targets[0].Name)
		if !strings.Contains(strings.Join(strings.Fields(said), " "), want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
}

func TestClocksThatAreShownAreTheSameInEveryFormat(t *testing.T) {
	run := quietRun()
	run.Clocks = &access.Clocks{Leavers: []access.Clock{
		{Person: *person("e1", "Larry"), Target: "github", Event: run.Run.AsOf},
		{Person: *person("e2", "Grace"), Target: "github", Event: run.Run.AsOf.Plus(-1)},
	}}
	for _, o := range []reports.Options{{}, {Confidential: true}} {
		text, book := asText(t, run, o), bookOf(t, run, o).all(t)
		for _, name := range []string{"Larry", "Grace"} {
			if in := strings.Contains(text, name); in != strings.Contains(book, name) {
				t.Errorf("%+v: %s is in the text: %t, in the workbook: %t", o, name, in, !in)
			}
		}
	}
}

func TestWhereNoAppWasReadNothingWasReadInWhole(t *testing.T) {
	part := reports.Part(quietRun(), []string{"an app that the run did not know yet"})
	for name, said := range every(t, part, reports.Options{}) {
		// the plan is headed by how many apps there are
		if said = flat(said); strings.Contains(said, "Everything was read") || name != "plan" && !strings.Contains(said, "no app was read") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if book := bookOf(t, part, reports.Options{}).all(t); strings.Contains(book, "Everything was read") || !strings.Contains(book, "no app was read") {
		t.Error("the workbook says that everything was read")
	}
}

func TestFindingsThatStandAloneSayWhatWasNotRead(t *testing.T) {
	run := acmeRun()
	alone := opened(t, func(w io.Writer) error { return reports.FindingsWorkbook(w, run, reports.Options{}) }).all(t)
	for _, said := range []string{"jira: failed", "figma: partial", "roster: unsound"} {
		if !strings.Contains(alone, said) {
			t.Errorf("they do not say %q", said)
		}
	}
}

func TestANumberIsNobodysName(t *testing.T) {
	run := quietRun()
	run.Findings = []access.Finding{{Verdict: access.NoMFA, Person: person("7", "Larry"), Confidential: true, Fingerprint: "f1"}}
	run.Targets[0].Status, run.Targets[0].Why = access.FailedRead, []string{"page 7 of 9 could not be read"}
	run.Roster.Unsound = []string{"7 of 60 people vanished"}
	run.Run.Warnings = []string{"rules.yaml:7: nobody fits", "the exception for Larry is odd"}
	book := bookOf(t, run, reports.Options{}).all(t)
	for _, said := range []string{"page 7 of 9 could not be read", "7 of 60 people vanished", "rules.yaml:7: nobody fits"} {
		if !strings.Contains(book, said) {
			t.Errorf("the workbook hides %q, in which nobody is named", said)
		}
	}
	if strings.Contains(book, "Larry") {
		t.Error("the workbook names who is leaving")
	}
}
