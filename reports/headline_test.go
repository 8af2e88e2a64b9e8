package reports_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

func TestTheHeadlineIsTheVerdict(t *testing.T) {
	excess := access.Finding{Verdict: access.Excess, Severity: access.Medium, Account: account("1", "one")}
	failed := access.TargetResult{Name: "jira", Status: access.FailedRead}
	partial := access.TargetResult{Name: "figma", Status: access.Partial}
	skipped := access.TargetResult{Name: "miro", Status: access.SkippedRun}
	with := func(run *access.Run, change func(*access.Run)) *access.Run {
		change(run)
		return run
	}
	blocked := func(guard access.Guard, mode string) *access.Run {
		return with(small(leaver("e1")), func(run *access.Run) {
			run.Run.Mode = mode
			run.Plan.Actions = []access.Action{{
				Leaver: true, State: access.Blocked, Person: person("e1", ""), Blocked: []access.Block{{Guard: guard}},
			}}
		})
	}
	for want, run := range map[string]*access.Run{
		"Acme: nothing found": small(),
		"nothing found":       with(small(), func(run *access.Run) { run.Run.Company = "" }),
		"Acme: 1 finding":     small(excess),
		"Acme: 2 findings":    small(excess, excess),
		"Acme: 1 leaver still active, 1 other finding": small(leaver("e1"), excess),
		"Acme: 2 leavers still active":                 small(leaver("e1"), leaver("e1"), leaver("e2")),
		"Acme: 1 leaver still active, 2 other findings, 1 app not read": with(small(leaver("e1"), excess, excess), func(
			run *access.Run,
		) {
			run.Targets = append(run.Targets, failed)
		}),
		"Acme: nothing found in what was read, 2 apps not read, 1 app not read in whole, 1 app left out": with(small(), func(
			run *access.Run,
		) {
			run.Targets = append(run.Targets, failed, failed, partial, skipped)
		}),
		"Acme: nothing found in what was read": with(small(), func(run *access.Run) { run.Targets = nil }),
		"Acme: nothing found in what was read, the roster unsound, 2 roster rows not judged": with(small(), func(run *access.Run) {
			run.Roster.Unsound = []string{"old"}
			run.Roster.Warnings = []access.RosterProblem{{Quarantined: true}, {}, {Quarantined: true}}
		}),
		"Acme: 1 leaver still active, 1 leaver held back by guards": blocked(access.GuardProtected, "dry-run"),
		"Acme: 1 leaver still active":                               blocked(access.GuardFixOff, "dry-run"),
	} {
		if got := reports.Headline(run); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := reports.Headline(blocked(access.GuardFixOff, "fix")); !strings.HasSuffix(got, "1 leaver held back by guards") {
		t.Errorf("fixing was on, a leaver stayed, and the headline is %q", got)
	}
	evil := &access.Run{Run: access.RunHead{Company: "a\r\nBcc: x@evil.example\x1b"}}
	if got := reports.Headline(evil); strings.ContainsAny(got, "\r\n\x1b") {
		t.Errorf("the headline acts: %q", got)
	}
}
