package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"reconcile/internal/cli"
)

var update = flag.Bool("update", false, "write what the program says into the reference of commands")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"report": func() { os.Exit(run(app())) },
		"night":  func() { os.Exit(night(app())) },
	})
}

// app is the program at its terminal, at the time that $NOW says.
func app() *cli.App {
	a := cli.New()
	if now, err := time.Parse(time.DateTime, os.Getenv("NOW")); err == nil {
		a.Now = func() time.Time { return now }
	}
	return a
}

// night does what `reconcile run` does, for a report to have something to tell.
func night(a *cli.App) int {
	var flags cli.RunFlags
	flags.Format, flags.Path = "text", os.DevNull
	if err := a.Run(context.Background(), &flags); err != nil {
		return 1
	}
	return 0
}

// Each script is one behaviour of the command line. It starts in a folder with a small company, as it is before its first
// night; `night` does one at $NOW.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("HOME", env.WorkDir)
			for name, text := range company() {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(text), 0o600); err != nil {
					return err
				}
			}
			return os.Chmod(env.WorkDir, 0o700)
		},
	})
}

// company is a small company with a store.
func company() map[string]string {
	return map[string]string{
		"reconcile.yaml": `company: Acme
timezone: UTC
store: acme.db
source: {kind: csv, path: people.csv, max_age: 36500d}
targets:
  crm: {kind: csv, path: crm.csv, max_age: 36500d}
rules: [rules.yaml]
`,
		"rules.yaml": "roles: [{name: everyone, grants: {crm: [account]}}]\n",
		"people.csv": `id,name,work_email,status,department,start,end
e1,Ana Ruiz,ana@acme.example,active,Sales,2020-01-01,
e2,Bob Lee,bob@acme.example,active,Sales,2020-01-01,
e3,Cy Young,cy@acme.example,terminated,Design,2020-01-01,2026-02-01
`,
		"crm.csv": `id,login,email,name,status,kind,entitlements
u1,ana,ana@acme.example,Ana Ruiz,active,human,team:sales
u3,cy,cy@acme.example,Cy Young,active,human,
`,
		"later.csv": `id,login,email,name,status,kind,entitlements
u1,ana,ana@acme.example,Ana Ruiz,active,human,team:design
u2,bob,bob@acme.example,Bob Lee,active,human,
u3,cy,cy@acme.example,Cy Young,suspended,human,
`,
	}
}
