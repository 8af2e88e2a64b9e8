package demo_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
)

func TestEveryVerdictCauseAndSeverityIsShown(t *testing.T) {
	run := audit(t, today)
	verdicts, causes, severities := map[access.Verdict]bool{}, map[access.Cause]bool{}, map[access.Severity]bool{}
	for i := range run.Findings {
		f := &run.Findings[i]
		verdicts[f.Verdict], causes[f.Cause], severities[f.Severity] = true, true, true
	}
	for _, v := range access.Verdicts() {
		// The company mails nothing: whom it would be sent to is not asked.
		if shown := v != access.RefusedRecipient; verdicts[v] != shown {
			t.Errorf("the verdict %q: shown %t, to be shown %t", v, verdicts[v], shown)
		}
	}
	for _, c := range access.Causes() {
		// Who has changed jobs is known from an earlier night alone.
		if shown := c != access.CauseMover; causes[c] != shown {
			t.Errorf("the cause %q: shown %t, to be shown %t", c, causes[c], shown)
		}
	}
	for _, s := range access.Severities() {
		if !severities[s] {
			t.Errorf("the severity %s is not shown", s)
		}
	}
}

func TestEveryGuardThatNeedsNoMemoryIsShown(t *testing.T) {
	run := audit(t, today)
	shown := map[access.Guard]bool{}
	for i := range run.Plan.Actions {
		for _, b := range run.Plan.Actions[i].Blocked {
			shown[b.Guard] = true
		}
	}
	want := map[access.Guard]bool{}
	for _, g := range []access.Guard{
		access.GuardFixOff, access.GuardOutOfScope, access.GuardReadUnsound, access.GuardRemovalLimit, access.GuardAdditionLimit,
		access.GuardProtected, access.GuardOwnAccount, access.GuardLastAdmins, access.GuardPrivilegedGrant, access.GuardUnlinked,
		access.GuardUnlinkable, access.GuardNoSeat,
		// Whoever left by a date alone needs no memory to be held back.
		access.GuardNotConfirmed,
	} {
		want[g] = true
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("guards (-to be shown +shown):\n%s", diff)
	}
}

func TestMostOfTheCompanyIsInOrder(t *testing.T) {
	run := audit(t, today)
	m := &run.Metrics
	if run.Roster.People != 60 || len(run.Targets) != 8 {
		t.Errorf("%d people and %d apps, 60 and 8 are promised", run.Roster.People, len(run.Targets))
	}
	if m.Findings < 50 || m.Findings > 70 {
		t.Errorf("%d findings, about 50 to 70 are believable", m.Findings)
	}
	if m.LeaversActive < 4 || m.LeaversActive > 6 {
		t.Errorf("%d leavers still active, 4 to 6 are believable", m.LeaversActive)
	}
	people, perApp := map[string]bool{}, map[string]int{}
	for i := range run.Findings {
		f := &run.Findings[i]
		perApp[f.Target]++
		if f.Person != nil {
			people[f.Person.ID] = true
		}
	}
	if 3*len(people) > 2*run.Roster.People {
		t.Errorf("%d of %d people have findings: a third at least must be in order", len(people), run.Roster.People)
	}
	status := map[string]access.ReadStatus{}
	for i := range run.Targets {
		status[run.Targets[i].Name] = run.Targets[i].Status
	}
	if perApp["notion"] != 0 || status["notion"] != access.Complete {
		t.Errorf("notion is %s with %d findings, and meant to be wholly in order", status["notion"], perApp["notion"])
	}
	for name, s := range status {
		if partial := name == "pipedrive"; (s == access.Partial) != partial || !partial && s != access.Complete {
			t.Errorf("%s is %s; pipedrive alone is meant to be partial", name, s)
		}
	}
}

func TestPeopleHaveLives(t *testing.T) {
	run := audit(t, today)
	open := func(person string) []string {
		var apps []string
		for i := range run.Findings {
			if f := &run.Findings[i]; f.Person != nil && f.Person.ID == person {
				apps = append(apps, f.Target)
			}
		}
		slices.Sort(apps)
		return apps
	}
	for _, c := range []struct {
		life, person string
		findings     []string
	}{
		{"Ana left 12 days ago and still has five accounts", "E1015", []string{"figma", "github", "google", "jira", "slack"}},
		{"Hannah left yesterday", "E1035", []string{"figma", "google", "slack"}},
		{"Elena's account in Jira has her former address, and is hers", "E1023", nil},
		{"Fernando's account in Slack has the company's former domain, and is his", "E1012", nil},
		{"Lucía Méndez came back, and her accounts of then are hers", "E1056", nil},
		{"Lucía Gallego is on leave, and her accounts are closed", "E1033", nil},
		{"Paula is on leave, and one of her accounts is not closed", "E1040", []string{"slack"}},
		{"Rubén is leaving, and still works", "E1034", nil},
		{"Nicolás has two jobs, and what is due to both", "E1039", []string{"jira"}},
		{"Clara's test account holds no more than she does", "E1048", nil},
		{"Martín starts tomorrow, and nobody can invite him", "E1060", []string{"", "figma", "google", "jira", "slack"}},
	} {
		if diff := cmp.Diff(c.findings, open(c.person)); diff != "" {
			t.Errorf("%s: apps with findings (-meant +found):\n%s", c.life, diff)
		}
	}
}
