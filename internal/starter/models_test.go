package starter_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/internal/starter"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// audit writes a model's company on a day and audits it at noon of that day.
func audit(t *testing.T, model int, today access.Date) *access.Run {
	t.Helper()
	dir := t.TempDir()
	files, err := starter.ModelFiles(model, today)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Write(dir, files, false); err != nil {
		t.Fatal(err)
	}
	noon := today.Time().Add(18 * time.Hour)
	for _, f := range files {
		// An export is as old as its file, and these were written on another day than the test says.
		if err := os.Chtimes(filepath.Join(dir, f.Name), noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	run, err := night.Run(context.Background(), night.Options{
		ConfigPath: filepath.Join(dir, starter.Config), Now: func() time.Time { return noon },
		Kinds: config.KindsOf(sources.All(), targets.All()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestTRY(t *testing.T) {
	for _, m := range starter.Models() {
		run := audit(t, m.Number, access.DateOf(2026, 11, 27))
		t.Log("MODEL "+strconv.Itoa(m.Number), run.Run.Status, run.Run.Warnings, run.Roster.Unsound, run.Roster.People, run.Roster.Left)
		for _, w := range run.Roster.Warnings {
			t.Log("  W", w.Place, w.Text)
		}
		for _, tt := range run.Targets {
			t.Log("  ", tt.Name, tt.Status, tt.Why, tt.Accounts, tt.Linked)
		}
		for i := range run.Findings {
			f := &run.Findings[i]
			t.Log("  F", f.Severity, f.Target, f.Verdict, f.Cause, f.Account, f.Person, f.Entitlement, f.Reason)
		}
	}
}
