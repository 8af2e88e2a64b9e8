package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

func TestNoMailProgramCutsAMail(t *testing.T) {
	long := strings.Repeat("<&\"'>", 300)
	run := poisoned(0)
	for i := range 1000 {
		f := leaver(fmt.Sprint(long, i%300))
		f.Target, f.Reason, f.Notes, f.Action, f.Severity = long+fmt.Sprint(i%500), long, []string{long, long}, long+fmt.Sprint(i), access.Critical
		run.Findings = append(run.Findings, sealed(f))
		run.Targets = append(run.Targets, access.TargetResult{Name: f.Target, Status: access.FailedRead, Why: []string{long, fmt.Sprint(i)}})
		run.Run.Warnings = append(run.Run.Warnings, long)
		run.Run.Memory.Changes = append(run.Run.Memory.Changes, access.Change{Setting: long, Was: long, Is: long})
		run.Plan.Actions = append(run.Plan.Actions, access.Action{
			Kind: access.ActionKind(fmt.Sprint(long, i%50)), State: access.ActionState(fmt.Sprint(long, i%50)),
			Blocked: []access.Block{{Guard: access.Guard(fmt.Sprint(long, i%200)), Why: long + fmt.Sprint(i)}},
		})
	}
	run.Run.Company, run.Run.Version, run.Run.ID, run.Run.Scope, run.Run.Mode = long, long, long, long, long
	s := written(t, asMail(run, reports.Options{Attached: long}))
	if len(s) > mostOfAMail {
		t.Errorf("the mail has %d bytes", len(s))
	}
	if !strings.HasSuffix(strings.TrimSpace(s), "</html>") || !strings.Contains(s, "still active") {
		t.Error("the mail is not whole")
	}
}

func TestAMailCountsWhatItHasNoRoomFor(t *testing.T) {
	var findings []access.Finding
	for i := range 30 {
		for range 10 {
			findings = append(findings, leaver(fmt.Sprint("e", 100+i)))
		}
	}
	s := flat(every(t, small(findings...), reports.Options{})["mail"])
	if got := strings.Count(s, "and is still in:"); got != 10 || !strings.Contains(s, "and 20 more") {
		t.Errorf("%d of 30 leavers are listed", got)
	}
	if got := strings.Count(s, "and 4 more"); got != 10 {
		t.Errorf("of %d leavers the other accounts are counted", got)
	}
}

func TestAMailSaysWhereTheRestIs(t *testing.T) {
	for want, o := range map[string]reports.Options{
		"acme.xlsx, attached.":         {Attached: "acme.xlsx"},
		"report show 20261124T023000Z": {},
	} {
		if s := every(t, acmeRun(), o)["mail"]; !strings.Contains(s, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestASubjectIsOneLineThatKeepsWhatIsGravest(t *testing.T) {
	run := acmeRun()
	subject := reports.Subject(run)
	if got := columnsOf(subject); got > 150 || !strings.HasPrefix(subject, "Acme Apps: 3 leavers still active, 3 leavers held back by guards, ") ||
		!strings.HasSuffix(subject, "…") {
		t.Errorf("%d columns: %q", got, subject)
	}
	if got := reports.Subject(quietRun()); got != reports.Headline(quietRun()) {
		t.Errorf("what is short is changed: %q", got)
	}
	run.Run.Company = "A\r\nBcc: evil@evil.example\x00\u202e" + strings.Repeat("界", 100)
	if got := reports.Subject(run); columnsOf(got) > 150 || strings.ContainsAny(got, "\r\n\x00\u202e") || !strings.Contains(got, "held back") {
		t.Errorf("it acts, or is too long: %q", got)
	}
}
