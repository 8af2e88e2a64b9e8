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
	if err := demo.Write(dir, today, false); err != nil {
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
