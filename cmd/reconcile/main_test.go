package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"reconcile/internal/cli"
)

var update = flag.Bool("update", false, "write what the program says into the scripts and the reference of commands")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"reconcile": func() { os.Exit(run(app())) }})
}

// app is the program at its terminal, at the time that $NOW says, if it does.
func app() *cli.App {
	a := cli.New()
	if now, err := time.Parse(time.DateTime, os.Getenv("NOW")); err == nil {
		a.Now = func() time.Time { return now }
	}
	return a
}

// Each script is one behaviour of the command line. It starts in a folder with a small company that is sound:
// reconcile.yaml, rules.yaml, people.csv and crm.csv, unless it brings its own. `fixture NAME FILE` writes a file that text cannot show.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("HOME", env.WorkDir)
			for name, text := range company() {
				if _, err := os.Stat(filepath.Join(env.WorkDir, name)); err == nil {
					continue // the script brings its own
				}
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(text), 0o600); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fixture": fixture, "exits": exits, "mode": mode},
	})
}

// company is a small company without a fault.
func company() map[string]string {
	return map[string]string{
		"reconcile.yaml": `company: Acme
timezone: UTC
source: {kind: csv, path: people.csv, max_age: 36500d}
targets:
  crm: {kind: csv, path: crm.csv, max_age: 36500d}
rules: [rules.yaml]
`,
		"rules.yaml": `roles:
  - name: everyone
    grants: {crm: [account]}
  - name: sales
    when: {department: Sales}
    grants: {crm: ["team:sales"]}
`,
		"people.csv": `id,name,work_email,status,type,department,start,end
e1,Ana Ruiz,ana@acme.example,active,employee,Sales,2020-01-01,
e2,Bob Lee,bob@acme.example,active,employee,Sales,2020-01-01,
e3,Cy Young,cy@acme.example,active,employee,Design,2020-01-01,
e4,Dee Fox,dee@acme.example,active,contractor,Design,2020-01-01,
`,
		"crm.csv": `id,login,email,name,status,kind,entitlements
u1,ana,ana@acme.example,Ana Ruiz,active,human,team:sales
u2,bob,bob@acme.example,Bob Lee,active,human,team:sales
u3,cy,cy@acme.example,Cy Young,active,human,
u4,dee,dee@acme.example,Dee Fox,active,human,
`,
	}
}

// exits runs a command and wants an exit code: `exits 2 reconcile run`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENTS]")
	}
	err := ts.Exec(args[1], args[2:]...)
	if got := codeOf(err); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// mode wants a file's permissions: `mode 600 plan.json`.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode PERMISSIONS FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := octal(info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}
