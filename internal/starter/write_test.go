package starter_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/starter"
)

func company() []starter.File {
	return []starter.File{{Name: starter.Config, Data: []byte("company: New\n")}, {Name: "rules/roles.yaml", Data: []byte("roles: []\n")}}
}

// content reads everything in a folder, by name.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		texts[filepath.ToSlash(name)] = string(text)
		return errors.Join(err, relErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "company")
	replaced, err := starter.Write(dir, company(), false)
	if err != nil || len(replaced) > 0 {
		t.Fatal(replaced, err)
	}
	for path, want := range map[string]os.FileMode{".": 0o700, "rules": 0o700, starter.Config: 0o600, "rules/roles.yaml": 0o600} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %o", path, info.Mode(), err, want)
		}
	}
}

func TestWhatIsThereIsWrittenOverOnlyByForce(t *testing.T) {
	for _, there := range []string{starter.Config, "rules/roles.yaml"} {
		dir := t.TempDir()
		path := filepath.Join(dir, there)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := starter.Write(dir, company(), false)
		if !errors.Is(err, starter.ErrThere) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "--force") {
			t.Errorf("the error is %v, and must name %s", err, path)
		}
		if diff := cmp.Diff(map[string]string{there: "mine"}, content(t, dir)); diff != "" {
			t.Errorf("something was written (-before +after):\n%s", diff)
		}
		replaced, err := starter.Write(dir, company(), true)
		if diff := cmp.Diff([]string{there}, replaced); diff != "" || err != nil {
			t.Errorf("replaced (-want +got):\n%s%v", diff, err)
		}
		want := map[string]string{starter.Config: "company: New\n", "rules/roles.yaml": "roles: []\n"}
		if diff := cmp.Diff(want, content(t, dir)); diff != "" {
			t.Errorf("the folder by force (-want +got):\n%s", diff)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", there, info.Mode(), err)
		}
	}
}

func TestALinkIsNeitherFollowedNorWrittenThrough(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "rules")); err != nil {
		t.Skip("no links here: ", err)
	}
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, starter.Config)); err != nil {
		t.Fatal(err)
	}
	for _, force := range []bool{false, true} {
		if _, err := starter.Write(dir, company(), force); err == nil {
			t.Errorf("force %t: a link out of the folder was followed", force)
		}
	}
	if diff := cmp.Diff(map[string]string{"secret": "mine"}, content(t, outside)); diff != "" {
		t.Errorf("outside (-before +after):\n%s", diff)
	}
}
