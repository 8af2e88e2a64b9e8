package night_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	"reconcile/targets"
	targetkinds "reconcile/targets/all"
	"reconcile/targets/memory"
)

// now is when the nights of these tests take place.
func now() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }

// acme is a company of three with an app in memory, "chat", where one is missing, one is right and one has left.
func acme() (map[string]string, *memory.App) {
	app := memory.NewApp(access.Snapshot{
		Total: -1, Entitlements: []access.Entitlement{access.AccountEntitlement()},
		Accounts: []access.Account{
			{ID: "u2", Login: "bob", Emails: []access.Email{{Address: "bob@acme.example"}}},
			{ID: "u3", Login: "cy", Emails: []access.Email{{Address: "cy@acme.example"}}},
		},
	})
	return map[string]string{
		"people.csv": "id,name,work_email,status,start,end\n" +
			"e1,Ana,ana@acme.example,active,2020-01-01,\n" +
			"e2,Bob,bob@acme.example,active,2020-01-01,\n" +
			"e3,Cy,cy@acme.example,terminated,2020-01-01,2026-10-01\n",
		"rules.yaml": "roles: [{name: all, grants: {chat: [account]}}]\n",
		"reconcile.yaml": "company: Acme\ntimezone: UTC\nsource: {kind: csv, path: people.csv, max_age: 36500d}\n" +
			"targets:\n  chat: {kind: memory}\nrules: [rules.yaml]\n",
	}, app
}

func options(t *testing.T, files map[string]string, app *memory.App) night.Options {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kinds := append([]targets.Kind{app.Kind()}, targetkinds.All()...)
	return night.Options{ConfigPath: filepath.Join(dir, "reconcile.yaml"), Now: now, Kinds: config.KindsOf(sources.All(), kinds)}
}

func run(t *testing.T, o night.Options) *access.Run {
	t.Helper()
	r, err := night.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// verdicts lists what was found as "verdict target person".
func verdicts(r *access.Run) string {
	var list []string
	for i := range r.Findings {
		f := &r.Findings[i]
		text := string(f.Verdict) + " " + f.Target
		if f.Person != nil {
			text += " " + f.Person.ID
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestACompleteReadIsJudgedInBothDirections(t *testing.T) {
	files, app := acme()
	r := run(t, options(t, files, app))
	if got, want := verdicts(r), "orphaned chat e3, missing chat e1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r.Run.Status != access.RunFindings || r.Targets[0].Status != access.Complete {
		t.Errorf("status %s, target %s", r.Run.Status, r.Targets[0].Status)
	}
}

func TestAnAppThatFailsCostsItsOwnVerdictsAndNeverTheRun(t *testing.T) {
	files, app := acme()
	app.Break(errors.New("the vendor is down"))
	files["reconcile.yaml"] += "# two apps\n"
	files["reconcile.yaml"] = strings.Replace(files["reconcile.yaml"], "targets:\n", "targets:\n  wiki: {kind: csv, path: wiki.csv, max_age: 36500d}\n", 1)
	files["wiki.csv"] = "id,email,status\nw1,cy@acme.example,active\n"
	r := run(t, options(t, files, app))
	if got, want := verdicts(r), "orphaned wiki e3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r.Run.Status != access.RunPartial {
		t.Errorf("status %s", r.Run.Status)
	}
	for i := range r.Targets {
		if x := &r.Targets[i]; x.Name == "chat" && (x.Status != access.FailedRead || !strings.Contains(strings.Join(x.Why, ""), "the vendor is down")) {
			t.Errorf("%s: %s", x.Status, x.Why)
		}
	}
}

func TestAReadThatDiffersFromTheAppsOwnTotalConcludesNothingFromAbsenceAndPermitsNoAction(t *testing.T) {
	files, app := acme()
	o := options(t, files, app)
	kind := o.Kinds.Targets["memory"]
	open := kind.New
	kind.New = func(env targets.Env, options any) (targets.Target, error) {
		target, err := open(env, options)
		return &miscounted{target}, err
	}
	o.Kinds.Targets["memory"] = kind
	r := run(t, o)
	if got, want := verdicts(r), "orphaned chat e3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !r.Findings[0].Provisional || r.Targets[0].Status != access.Partial || r.Run.Status != access.RunPartial {
		t.Errorf("finding %+v, target %s, run %s", r.Findings[0], r.Targets[0].Status, r.Run.Status)
	}
	if len(r.Plan.Actions) != 1 || !blockedBy(&r.Plan.Actions[0], access.GuardReadUnsound) {
		t.Errorf("plan: %+v", r.Plan.Actions)
	}
}

// miscounted is an app that counts one account more than it lists.
type miscounted struct{ targets.Target }

func (m *miscounted) Snapshot(ctx context.Context) (access.Snapshot, error) {
	s, err := m.Target.Snapshot(ctx)
	s.Total = len(s.Accounts) + 1
	return s, err
}

func TestAFileOlderThanItsMaxAgeIsStale(t *testing.T) {
	files, app := acme()
	for _, c := range []struct {
		exported string
		want     access.ReadStatus
	}{{"2026-10-20", access.Complete}, {"2026-10-19", access.Partial}} {
		files["reconcile.yaml"] = "timezone: UTC\nsource: {kind: csv, path: people.csv, max_age: 36500d}\ntargets:\n" +
			"  chat: {kind: csv, path: chat.csv, exported: " + c.exported + "}\nrules: [rules.yaml]\n"
		files["chat.csv"] = "id,email,status\nu2,bob@acme.example,active\n"
		if r := run(t, options(t, files, app)); r.Targets[0].Status != c.want {
			t.Errorf("exported %s, read on 2026-11-24, 35 days at most: %s", c.exported, r.Targets[0].Status)
		}
	}
}

func TestWhatWasNotAskedForIsSkippedAndNotNamedClean(t *testing.T) {
	files, app := acme()
	files["reconcile.yaml"] = strings.Replace(files["reconcile.yaml"], "targets:\n", "targets:\n  wiki: {kind: csv, path: wiki.csv, max_age: 36500d}\n", 1)
	files["wiki.csv"] = "id,email,status\nw1,cy@acme.example,active\n"
	o := options(t, files, app)
	o.Targets = []string{"wiki"}
	r := run(t, o)
	if got, want := verdicts(r), "orphaned wiki e3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i := range r.Targets {
		if x := &r.Targets[i]; x.Name == "chat" && x.Status != access.SkippedRun {
			t.Errorf("chat is %s", x.Status)
		}
	}
}

func TestARunForOnePersonShowsTheirFindingsUnderTheSameGuards(t *testing.T) {
	files, app := acme()
	o := options(t, files, app)
	o.Person = "CY@acme.example"
	r := run(t, o)
	if got, want := verdicts(r), "orphaned chat e3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	o.Person = "nobody"
	var refused *night.Refusal
	if _, err := night.Run(t.Context(), o); !errors.As(err, &refused) {
		t.Errorf("a person nobody knows: %v", err)
	}
}

func TestACancelledRunIsAnErrorAndNoRefusal(t *testing.T) {
	files, app := acme()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var refused *night.Refusal
	if r, err := night.Run(ctx, options(t, files, app)); r != nil || err == nil || errors.As(err, &refused) && !errors.Is(err, context.Canceled) {
		t.Errorf("run %v, error %v", r, err)
	}
}

func TestTodayIsTheDayInTheZoneOfEachPersonsLocation(t *testing.T) {
	// 02:30 UTC is still the evening before in Lima.
	files, app := acme()
	files["people.csv"] = "id,name,work_email,status,location,start,end\n" +
		"e1,Ana,ana@acme.example,active,Lima,2020-01-01,2026-11-23\n" +
		"e2,Bob,bob@acme.example,active,Madrid,2020-01-01,2026-11-23\n" +
		"e3,Cy,cy@acme.example,active,Lima,2026-11-24,\n"
	files["reconcile.yaml"] += "timezones: {location: {Lima: America/Lima}}\n"
	o := options(t, files, app)
	states := map[string]string{}
	for _, id := range []string{"e1", "e2", "e3"} {
		x, err := night.Explain(t.Context(), o, id)
		if err != nil {
			t.Fatal(err)
		}
		states[id] = x.Person.State
	}
	if states["e1"] != "active" || states["e2"] != "left" || states["e3"] != "joining" {
		t.Errorf("states on the night to 24 November: %v", states)
	}
}

func blockedBy(a *access.Action, g access.Guard) bool {
	for _, b := range a.Blocked {
		if b.Guard == g {
			return true
		}
	}
	return false
}
