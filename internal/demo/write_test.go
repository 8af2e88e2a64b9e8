package demo_test

import (
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
	if err := demo.Write(dir, day(t, today)); err != nil {
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
	if err := demo.Write(dir, day(t, "2028-02-29")); err != nil {
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
	if err := demo.Write(dir, day(t, today)); err != nil {
		t.Fatal(err)
	}
	mine := map[string]string{"notes.txt": "mine", "exports/miro-new.csv": "mine", "rules/.own": "mine"}
	for name, text := range mine {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	people := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(people, []byte("played with"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(people, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, alone} {
		if err := demo.Write(d, day(t, "2027-01-01")); err != nil {
			t.Fatal(err)
		}
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

func TestAnotherCompanyIsNotWrittenOver(t *testing.T) {
	for _, name := range []string{demo.Config, "people.csv", "rules/roles.yaml", "exports/slack.csv"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("company: Real Ltd\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			err := demo.Write(dir, day(t, today))
			if err == nil || !strings.Contains(err.Error(), name+" is there already") {
				t.Errorf("the error is %v, and must name %s", err, name)
			}
			if diff := cmp.Diff(map[string]string{name: "company: Real Ltd\n"}, files(t, dir)); diff != "" {
				t.Errorf("the folder (-before +after):\n%s", diff)
			}
		})
	}
}

func TestNothingIsWrittenOutOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "exports")); err != nil {
		t.Skip("no links here: ", err)
	}
	if err := demo.Write(dir, day(t, today)); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if got := files(t, outside); len(got) > 0 {
		t.Errorf("written outside: %v", got)
	}
}
