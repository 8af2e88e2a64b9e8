package demo_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/demo"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

var update = flag.Bool("update", false, "write the golden file anew")

// audit writes the company on a day and audits it at noon of that day.
func audit(t *testing.T, day string) *access.Run {
	t.Helper()
	today, err := access.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := demo.Write(dir, today); err != nil {
		t.Fatal(err)
	}
	year, month, of := today.Time().Date()
	noon := time.Date(year, month, of, 12, 0, 0, 0, time.Local)
	for name := range files(t, dir) {
		// An export is as old as its file, and these were written on another day than the test says.
		if err := os.Chtimes(filepath.Join(dir, name), noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	run, err := night.Run(context.Background(), night.Options{
		ConfigPath: filepath.Join(dir, demo.Config), Now: func() time.Time { return noon },
		Kinds: config.KindsOf(sources.All(), targets.All()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// files reads everything in a folder, by name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const today = "2026-11-24"

// TestWhatIsFoundIsWhatWasPlanted holds every finding, on days on which a calendar is easily got wrong. Nothing may be
// found by accident: who edits the company looks at each line that changes.
func TestWhatIsFoundIsWhatWasPlanted(t *testing.T) {
	golden := filepath.Join("testdata", "findings.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(planted(audit(t, today))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{today, "2027-01-01", "2028-02-29"} {
		t.Run("on "+day, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(planted(audit(t, day)), "\n")); diff != "" {
				t.Errorf("findings (-planted +found), or run with -update and look at the difference:\n%s", diff)
			}
		})
	}
}

// planted lists findings as verdict, cause, severity, target, account, person and entitlement.
func planted(run *access.Run) string {
	var lines []string
	for i := range run.Findings {
		f := &run.Findings[i]
		account, person := "", ""
		if a := f.Account; a != nil {
			account = first(a.Login, a.Email, a.ID)
		}
		if f.Person != nil {
			person = f.Person.ID
		}
		lines = append(lines, fmt.Sprintf("%-12s %-28s %-8s %-9s %-34s %-5s %s", f.Verdict, first(string(f.Cause), "-"), f.Severity,
			first(f.Target, "-"), first(account, "-"), first(person, "-"),
			first(f.Entitlement, "-")))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func TestEveryRemarkIsMeant(t *testing.T) {
	for _, day := range []string{today, "2027-01-01", "2028-02-29"} {
		run := audit(t, day)
		got := slices.Clone(run.Run.Warnings)
		for _, w := range run.Roster.Warnings {
			got = append(got, "roster: "+w.Text)
		}
		got = append(got, run.Roster.Unsound...)
		for i := range run.Targets {
			r := &run.Targets[i]
			for _, remark := range r.Remarks {
				got = append(got, r.Name+": "+remark)
			}
		}
		want := []string{
			// Nicolás has two jobs.
			"roster: 1 row repeats the id and name of another and was joined with it (row 35)",
			"miro: not migrated yet: 2 people (E1018, E1026)",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("remarks on %s (-meant +made):\n%s", day, diff)
		}
	}
}

func TestEveryVerdictCauseAndSeverityIsShown(t *testing.T) {
	run := audit(t, today)
	verdicts, causes, severities := map[access.Verdict]bool{}, map[access.Cause]bool{}, map[access.Severity]bool{}
	for i := range run.Findings {
		f := &run.Findings[i]
		verdicts[f.Verdict], causes[f.Cause], severities[f.Severity] = true, true, true
	}
	for _, v := range access.Verdicts() {
		if !verdicts[v] {
			t.Errorf("the verdict %q is not shown", v)
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
