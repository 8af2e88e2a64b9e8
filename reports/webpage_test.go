package reports_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

var pages = flag.String("pages", "", "a folder to write pages and mails to, for a browser")

// many is a night with so many findings more than acmeRun has.
func many(n int) *access.Run {
	run := acmeRun()
	for i := range n {
		f := run.Findings[10+i%18]
		f.Fingerprint = fmt.Sprintf("%016x", i)
		f.AgeDays = i % 90
		run.Findings = append(run.Findings, f)
	}
	return run
}

// TestPagesForABrowser writes what .ci/browser opens: a folder for each, with page.html, mail.html and access.html.
func TestPagesForABrowser(t *testing.T) {
	if *pages == "" {
		t.Skip("-pages names no folder: what a browser makes of the page is looked at by .ci/browser")
	}
	names := map[string]string{"hostile": `"><img src=x onerror=alert(1)>` + strings.Repeat("\u202ex", 5000)} // of accounts
	for name, run := range map[string]*access.Run{
		"acme": acmeRun(), "quiet": quietRun(), "hostile": poisoned(0), "large": many(6000),
		"part": reports.Part(acmeRun(), []string{"github"}),
	} {
		folder := filepath.Join(*pages, name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for file, write := range map[string]func(io.Writer) error{
			"page.html": asPage(run, reports.Options{}), "mail.html": asMail(run, reports.Options{Attached: "acme.xlsx"}),
			"access.html": func(w io.Writer) error { return reports.AccessPage(w, inventory(names[name])) },
		} {
			if err := os.WriteFile(filepath.Join(folder, file), []byte(written(t, write)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func rowsOf(page string) int { return strings.Count(page, `<tr role="row" data-severity=`) }

func TestThePageListsEveryFindingUpToFiveThousandAndTheGravestOfMore(t *testing.T) {
	shown := func(run *access.Run) int { return len(run.Findings) - 2 } // two are on somebody who is leaving
	run := many(5000 - shown(acmeRun()))
	s := written(t, asPage(run, reports.Options{}))
	if shown(run) != 5000 || rowsOf(s) != 5000 || strings.Contains(s, "This page shows the gravest") {
		t.Errorf("of 5,000 findings %d are listed", rowsOf(s))
	}
	run.Findings[0].Severity = access.Low
	last := run.Findings[len(run.Findings)-1]
	last.Severity, last.Reason = access.Critical, "The very last."
	run.Findings = append(run.Findings, last)
	s = written(t, asPage(run, reports.Options{}))
	if rowsOf(s) != 5000 {
		t.Errorf("of 5,001 findings %d are listed", rowsOf(s))
	}
	if !strings.Contains(s, "There are 5,001 findings. This page shows the gravest 5,000; all of them are in") {
		t.Error("it is not said that findings are left out")
	}
	_, list, _ := strings.Cut(s, `id="list"`)
	if !strings.Contains(list, "The very last.") {
		t.Error("the gravest is left out")
	}
}

func TestThePageHasARowForEachFindingWithWhatItRestsOn(t *testing.T) {
	_, s, _ := strings.Cut(every(t, acmeRun(), reports.Options{})["page"], "Access and why")
	s, _, _ = strings.Cut(flat(s), "Held back by guards")
	for _, want := range []string{
		"critical orphaned github Grace Hopper (e1007) account ghopper with role:owner, team:infra=maintainer; left 24 days ago; privileged",
		"Grace Hopper left on 2026-10-31, 24 days ago (terminated); the account is still enabled.",
		"suspend the account: blocked by fix-off", "goes with it role:owner, team:infra=maintainer", "roster roster.xlsx, sheet Staff, row 8",
		"matched by work e-mail e1007@acme.example", "first seen 2026-11-21", "seat a month 21.00 USD",
		"held by fix-off fix: {orphaned: report} in github: set it to apply", "rule rules/known.yaml:3",
		"account exports/slack-members.csv:8", "due here account, group:all@acme.example", "held through team:all", "managed by Okta",
		"fixed synchronised from Okta", "note maybe-same-person: C-17",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("not said: %s", want)
		}
	}
}

func TestThePageSaysWhatWasNotReadBeforeWhatWasFoundAndEndsWithWhatItRestsOn(t *testing.T) {
	var order []string
	for _, m := range regexp.MustCompile(`<section id="([a-z]+)"`).FindAllStringSubmatch(written(t, asPage(acmeRun(), reports.Options{})), -1) {
		order = append(order, m[1])
	}
	if got := strings.Join(order, " "); got != "unread today apps findings plan memory clocks seats remarks proof" {
		t.Errorf("the sections are %s", got)
	}
	for name, s := range every(t, acmeRun(), reports.Options{}) {
		if name == "page" && !strings.Contains(s, acmeTargets()[0].Hash) {
			t.Error("page does not give a hash in whole")
		}
	}
	quiet := written(t, asPage(quietRun(), reports.Options{}))
	for _, want := range []string{"Everything was read in whole", "Nothing was found in what was read.", `id="proof"`} {
		if !strings.Contains(quiet, want) {
			t.Errorf("a quiet night does not say %q", want)
		}
	}
	if strings.Contains(quiet, `id="tools"`) || strings.Contains(quiet, `id="plan"`) {
		t.Error("a quiet night has controls for nothing")
	}
}

func TestWhateverIsEnteredOnThePageHasALabel(t *testing.T) {
	s := written(t, asPage(acmeRun(), reports.Options{}))
	controls := regexp.MustCompile(`<(?:input|select)[^>]*>`).FindAllString(s, -1)
	labelled := regexp.MustCompile(`<label[^>]*>[A-Z][a-z]+ <(?:input|select)[^>]*>`).FindAllString(s, -1)
	if len(controls) != 4 || len(labelled) != 4 {
		t.Errorf("of %d controls %d have a label", len(controls), len(labelled))
	}
	for _, th := range regexp.MustCompile(`<th[ >][^>]*`).FindAllString(s, -1) {
		if !strings.Contains(th, `scope="`) {
			t.Errorf("a heading of no scope: %s", th)
		}
	}
}

func TestAFindingThatIsOpenedByItsWordsHasSome(t *testing.T) {
	blank := regexp.MustCompile(`<summary>(<[^>]*>|\s|&[a-z]+;|\p{Cf}|\p{M})*</summary>`)
	for from := range len(hostile()) {
		if at := blank.FindString(written(t, asPage(poisoned(from), reports.Options{}))); at != "" {
			t.Errorf("from %d: %q", from, at)
		}
	}
}
