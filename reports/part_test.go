package reports_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/reports"
)

func TestAPartHoldsItsAppsAndNoOthers(t *testing.T) {
	part := reports.Part(acmeRun(), []string{"figma", "google"})
	for i := range part.Plan.Actions {
		part.Plan.Actions[i].Blocked = nil // their words are the guards'
	}
	for name, s := range every(t, part, reports.Options{Confidential: true}) {
		for _, other := range []string{"github", "slack", "jira", "ghopper", "octo-cat", "becario", "e1033", "Ken@", "Dana Scott", "team:payments"} {
			if strings.Contains(s, other) {
				t.Errorf("%s of figma and google: %s", name, other)
			}
		}
		if name != "plan" && !strings.Contains(flat(s), "This is a part of the report: figma, google, of 8 apps.") {
			t.Errorf("%s does not say that it is a part", name)
		}
	}
	if got := reports.Headline(part); got != "Acme Apps: 2 leavers still active, 5 other findings, 1 app not read in whole, "+
		"the roster unsound, 1 roster row not judged" {
		t.Errorf("the headline is %q", got)
	}
	if c := part.Clocks; len(c.Leavers) != 1 || len(c.Joiners) != 2 {
		t.Errorf("the clocks are %+v", c)
	}
	if part.Roster.People != 64 || part.Roster.Bad != 1 {
		t.Error("the roster's figures are gone")
	}
}

func TestThePartsOfARunAreTheRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := randomRun(t)
		var names []string
		for i := range run.Targets {
			names = append(names, run.Targets[i].Name)
		}
		for i := range run.Findings {
			names = append(names, run.Findings[i].Target)
		}
		slices.Sort(names)
		names = slices.Compact(names)
		before := wholeDocument(t, run)
		findings, targets, leavers, verdicts := 0, 0, 0, 0
		for _, name := range names {
			part := reports.Part(run, []string{name})
			findings, targets = findings+part.Metrics.Findings, targets+len(part.Targets)
			if part.Metrics.Findings != len(part.Findings) {
				t.Errorf("%d findings are counted as %d", len(part.Findings), part.Metrics.Findings)
			}
			for _, n := range part.Metrics.ByVerdict {
				verdicts += n
			}
			if part.Clocks != nil {
				leavers += len(part.Clocks.Leavers)
			}
			for i := range part.Findings {
				if part.Findings[i].Target != name {
					t.Errorf("a finding of %q in the part of %q", part.Findings[i].Target, name)
				}
			}
		}
		if findings != len(run.Findings) || verdicts != findings || targets != len(run.Targets) {
			t.Errorf("the parts have %d findings of %d, %d apps of %d", findings, len(run.Findings), targets, len(run.Targets))
		}
		if run.Clocks != nil && leavers > len(run.Clocks.Leavers) {
			t.Errorf("the parts have %d clocks of %d", leavers, len(run.Clocks.Leavers))
		}
		if diff := cmp.Diff(before, wholeDocument(t, run)); diff != "" {
			t.Errorf("making parts changed the run:\n%s", diff)
		}
	})
}

func wholeDocument(t *rapid.T, run *access.Run) string {
	var b bytes.Buffer
	if err := reports.JSON(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAPartOfAQuietAppIsQuiet(t *testing.T) {
	run := acmeRun()
	run.Roster.Unsound, run.Roster.Bad, run.Roster.Warnings = nil, 0, nil
	for name, want := range map[string]access.RunStatus{
		"notion": access.RunClean, "github": access.RunFindings, "figma": access.RunPartial, "jira": access.RunPartial,
	} {
		if got := reports.Part(run, []string{name}).Run.Status; got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	run.Run.Status = access.RunFailed
	if got := reports.Part(run, []string{"notion"}).Run.Status; got != access.RunFailed {
		t.Errorf("a part of a failed run is %s", got)
	}
}

func TestAPartHoldsNoRemarkThatIsNotOfItsApps(t *testing.T) {
	run := quietRun()
	run.Run.Warnings = []string{
		"rules.yaml:12: the exception for e1042 does not count: its approver cto@acme.example is not active on the roster",
		`the mail "Acme: 3 leavers still active, 41 other findings" to cto@acme.example was given up: 550`,
	}
	part := reports.Part(run, []string{run.Targets[0].Name})
	for name, s := range every(t, part, reports.Options{Confidential: true}) {
		if strings.Contains(s, "e1042") || strings.Contains(flat(s), "41 other findings") {
			t.Errorf("%s of an owner tells of others:\n%s", name, s)
		}
	}
	if len(run.Run.Warnings) != 2 {
		t.Error("making a part changed the run")
	}
}

func TestAPartTellsOfNoSettingOfAnotherAppEvenOfOneThatIsGone(t *testing.T) {
	run := quietRun()
	mine := run.Targets[0].Name
	run.Run.Memory = &access.Memory{Changes: []access.Change{
		{Setting: "target wiki: owner", Was: "gone@acme.example"},
		{Setting: "exception: e7 wiki team:" + mine, Was: "until 2026-12-31, secret project, approved by e1"},
		{Setting: "exception: Ana Ruiz wiki account", Was: "until 2026-12-31, secret project, approved by e1"},
		{Setting: "service account: wiki " + mine, Was: "bot, owner e1"},
		{Setting: "external: wiki *@client.example", Was: "sponsor e1"},
		{Setting: "identity: wiki ana", Was: "e1"},
		{Setting: "release: wiki team:x", Was: "not ours"},
		{Setting: "target " + mine + ": fix", Was: "a", Is: "b"},
		{Setting: "exception: e7 " + mine + " account", Is: "until 2026-12-31"},
		{Setting: "service account: " + mine + " bot", Is: "bot, owner e1"},
		{Setting: "policy: leaver_grace", Was: "0d", Is: "3d"},
		{Setting: "mail: allow", Is: "auditor@firm.example"},
	}}
	var kept []string
	for _, c := range reports.Part(run, []string{mine}).Run.Memory.Changes {
		kept = append(kept, c.Setting)
	}
	want := []string{
		"target " + mine + ": fix", "exception: e7 " + mine + " account", "service account: " + mine + " bot", "policy: leaver_grace",
		"mail: allow",
	}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheDifferenceOfRulesInAPartCountsItsOwn(t *testing.T) {
	run := acmeRun()
	rules := run.Run.Memory.Rules
	rules.Taken = 2 // nothing is left out of the list
	if got := reports.Part(run, []string{"github"}).Run.Memory.Rules; got.Given != 1 || got.Taken != 2 || len(got.Access) != 3 {
		t.Errorf("github's part is %+v", got)
	}
	if rules.Given != 2 || len(rules.Access) != 4 {
		t.Error("the run's own difference is changed")
	}
}
