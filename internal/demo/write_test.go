package demo_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/demo"
)

func day(t *testing.T, text string) access.Date {
	t.Helper()
	d, err := access.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheFilesAreForTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "company")
	if err := demo.Write(dir, day(t, today), false); err != nil {
		t.Fatal(err)
	}
	for name := range files(t, dir) {
		for path, want := range map[string]os.FileMode{name: 0o600, filepath.Dir(name): 0o700} {
			info, err := os.Stat(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("%s has the mode %o, want %o", path, got, want)
			}
		}
	}
}

func TestEveryDateIsFilledIn(t *testing.T) {
	dir := t.TempDir()
	if err := demo.Write(dir, day(t, "2028-02-29"), false); err != nil {
		t.Fatal(err)
	}
	all := files(t, dir)
	for name, text := range all {
		if strings.Contains(text, "{{") || strings.Contains(text, "no value") {
			t.Errorf("%s: a date is not filled in", name)
		}
	}
	for name, want := range map[string]string{
		"people.csv":            ",2028-02-17,", // Ana's last day, twelve days before
		"exports/pipedrive.csv": ";12/01/2028",  // as Spaniards write it
	} {
		if !strings.Contains(all[name], want) {
			t.Errorf("%s does not have %s", name, want)
		}
	}
}

func TestASecondDemoIsWrittenOverTheFirst(t *testing.T) {
	dir, alone := t.TempDir(), t.TempDir()
	written(t, dir, today, false)
	mine := map[string]string{"notes.txt": "mine", "exports/miro-new.csv": "mine", "rules/.own": "mine"}
	for name, text := range mine {
		put(t, dir, name, text)
	}
	people := filepath.Join(dir, "people.csv")
	if err := os.Chmod(people, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "exports/slack.csv")); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, alone} {
		written(t, d, "2027-01-01", false)
	}
	want := files(t, alone)
	for name, text := range mine {
		want[name] = text
	}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Errorf("the folder after the second demo (-want +got):\n%s", diff)
	}
	if info, err := os.Stat(people); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("people.csv: mode %v, error %v; want 600 again", info.Mode(), err)
	}
}

func TestWhatSomebodyChangedIsNotWrittenOverUnasked(t *testing.T) {
	for _, name := range []string{demo.Config, "people.csv", "rules/roles.yaml", "exports/slack.csv", demo.Page, demo.Workbook} {
		for _, second := range []string{today, "2027-01-01"} {
			t.Run(name+" on "+second, func(t *testing.T) {
				dir := t.TempDir()
				written(t, dir, today, false)
				put(t, dir, name, "changed by hand\n")
				before := files(t, dir)
				err := demo.Write(dir, day(t, second), false)
				want := filepath.Join(dir, name) + " is already there, and not as a demo wrote it: choose another folder with --dir, or write " +
					"over with --force"
				if err == nil || err.Error() != want || !errors.Is(err, demo.ErrThere) {
					t.Errorf("got the error %v, want %s", err, want)
				}
				if diff := cmp.Diff(before, files(t, dir)); diff != "" {
					t.Errorf("the folder (-before +after):\n%s", diff)
				}
				written(t, dir, second, true)
				written(t, dir, second, false)
			})
		}
	}
}

func TestAnotherCompanyIsNotWrittenOver(t *testing.T) {
	for _, name := range []string{demo.Config, "people.csv", "rules/roles.yaml", "exports/slack.csv", demo.Page} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, name, "company: Real Ltd\n")
			err := demo.Write(dir, day(t, today), false)
			if err == nil || !strings.Contains(err.Error(), name+" is already there") {
				t.Errorf("the error is %v, and must name %s", err, name)
			}
			if diff := cmp.Diff(map[string]string{name: "company: Real Ltd\n"}, files(t, dir)); diff != "" {
				t.Errorf("the folder (-before +after):\n%s", diff)
			}
		})
	}
}

func TestADemoThatBrokeOffIsDoneAgain(t *testing.T) {
	dir := t.TempDir()
	written(t, dir, today, false)
	for _, name := range []string{".reconcile-demo", demo.Page, demo.Workbook} { // the record is written last, the reports after it
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	written(t, dir, today, false)
}

// written does a demo's writing, reports and all.
func written(t *testing.T, dir, on string, force bool) {
	t.Helper()
	if err := demo.Write(dir, day(t, on), force); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{demo.Page, demo.Workbook} {
		if err := demo.Report(dir, name, []byte("a report of "+on)); err != nil {
			t.Fatal(err)
		}
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsWrittenOutOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "exports")); err != nil {
		t.Skip("no links here: ", err)
	}
	if err := demo.Write(dir, day(t, today), false); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if got := files(t, outside); len(got) > 0 {
		t.Errorf("written outside: %v", got)
	}
}
