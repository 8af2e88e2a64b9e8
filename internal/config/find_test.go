package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheConfigurationIsTheFirstThatIsNamedOrFound(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv(Variable, "")
	if _, err := os.Stat("/etc/reconcile/reconcile.yaml"); err == nil {
		t.Skip("this machine has a configuration of its own")
	}
	_, err := Find("")
	if err == nil {
		t.Fatal("found one where there is none")
	}
	for _, part := range []string{"--config (not set)", "$RECONCILE_CONFIG (not set)", "reconcile.yaml", "/etc/reconcile/reconcile.yaml", "`reconcile demo`"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %s", err, part)
		}
	}
	for _, name := range []string{"reconcile.yaml", "env.yaml", "flag.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(flag, want string) {
		t.Helper()
		if got, err := Find(flag); err != nil || got != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	expect("", "reconcile.yaml")
	t.Setenv(Variable, "env.yaml")
	expect("", "env.yaml")
	expect("flag.yaml", "flag.yaml")
}

func TestAConfigurationThatIsNamedMustExist(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("reconcile.yaml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, "absent.yaml")
	if _, err := Find(""); err == nil || !strings.Contains(err.Error(), `$RECONCILE_CONFIG names "absent.yaml"`) {
		t.Errorf("got %v", err)
	}
	if _, err := Find("."); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("got %v", err)
	}
}
