package night_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/internal/secret"
	"reconcile/sources"
	sourcesall "reconcile/sources/all"
	sourcefakes "reconcile/sources/all/allfake"
	"reconcile/sources/sourcetest"
	"reconcile/targets"
	targetsall "reconcile/targets/all"
	targetfakes "reconcile/targets/all/allfake"
	"reconcile/targets/targettest"
)

// noOptions are those of a kind that is a fake: it has its own.
type noOptions struct{}

// slow answers each request of a fake after 200 ms.
func slow(handler http.Handler) *http.Client {
	return targettest.NewApp(handler, func(_ int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
		select {
		case <-time.After(200 * time.Millisecond):
			return next.RoundTrip(r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}, nil).Client()
}

// kept puts a secret into a file, and returns the reference to it.
func kept(b *testing.B, text string) secret.Ref {
	b.Helper()
	path := filepath.Join(b.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	ref, err := secret.ParseRef("file:" + path)
	if err != nil {
		b.Fatal(err)
	}
	return ref
}

// pages are the rows that the vendors give at once.
func pages() map[string]int {
	return map[string]int{"atlassian": 100, "github": 100, "google": 500, "jira": 200, "scim": 100, "slack": 1000}
}

// everyApp returns kinds that are the fakes of all apps behind a network, with as many people, and names them.
func everyApp(b *testing.B, people int) (kinds config.Kinds, names []string) {
	company := sourcetest.Company("")
	row := company.Rows[1]
	company.Rows, company.Page = nil, 1000
	world := targettest.Company("")
	one := world.Accounts[6]
	for i := range people {
		id, address := fmt.Sprintf("E-%d", i), fmt.Sprintf("p%d@acme.example", i)
		r := slices.Clone(row)
		r[0], r[1], r[2] = id, fmt.Sprintf("Person %d", i), address
		company.Rows = append(company.Rows, r)
		a := one
		a.ID, a.Login, a.Name, a.Emails = fmt.Sprint(100_000+i), fmt.Sprintf("p%d", i), r[1], []access.Email{{Address: address}}
		world.Accounts = append(world.Accounts, a)
	}
	var rosters []sources.Kind
	for _, kind := range sourcesall.All() {
		fakes := sourcefakes.All()[kind.Info.Kind]
		if len(fakes) == 0 {
			continue
		}
		fake, ref, dial := fakes[0], kept(b, targettest.Secret), kind.New
		kind.NewOptions = func() any { return &noOptions{} }
		kind.New = func(env sources.Env, _ any) (sources.Source, error) {
			env.HTTP = slow(fake.New(company, targettest.Straight))
			return dial(env, fake.Options(ref))
		}
		rosters = append(rosters, kind)
	}
	var apps []targets.Kind
	fakes := targetfakes.All()
	for _, kind := range targetsall.All() {
		list := fakes[kind.Info.Kind]
		if len(list) == 0 {
			continue
		}
		fake, text, dial := list[0], targettest.Secret, kind.New
		if fake.Kept != nil {
			text = fake.Kept()
		}
		ref, w := kept(b, text), world
		w.Page = pages()[kind.Info.Kind]
		kind.NewOptions = func() any { return &noOptions{} }
		kind.New = func(env targets.Env, _ any) (targets.Target, error) {
			env.HTTP = slow(fake.New(w, targettest.Straight))
			return dial(env, fake.Options(ref))
		}
		apps = append(apps, kind)
	}
	return config.KindsOf(rosters, apps), slices.Sorted(maps.Keys(fakes))
}

// BenchmarkNightOfEveryApp is a night of 500 people over BambooHR and all apps behind a network at once, each of which takes
// 200 ms to answer: as long as that of the slowest app within its limits.
func BenchmarkNightOfEveryApp(b *testing.B) {
	kinds, names := everyApp(b, 500)
	dir := b.TempDir()
	text := "company: Acme\nsource: {kind: bamboohr}\nrules: [rules.yaml]\ntargets:\n"
	for _, name := range names {
		text += fmt.Sprintf("  %s: {kind: %s}\n", name, name)
	}
	rules := "roles: [{name: all, grants: {" + strings.Join(names, ": [account], ") + ": [account]}}]\n"
	for name, data := range map[string]string{"reconcile.yaml": text, "rules.yaml": rules} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		began := time.Now()
		run, err := night.Run(b.Context(), night.Options{ConfigPath: filepath.Join(dir, "reconcile.yaml"), Kinds: kinds})
		if err != nil {
			b.Fatal(err)
		}
		wall, slowest := time.Since(began).Seconds(), 0.0
		for i := range run.Targets {
			t := &run.Targets[i]
			if t.Status != access.Complete || t.Accounts < 500 {
				b.Fatalf("%s: %s, %d accounts: %q", t.Name, t.Status, t.Accounts, t.Why)
			}
			b.ReportMetric(t.Seconds, t.Name+"-s")
			b.ReportMetric(float64(t.Calls), t.Name+"-calls")
			slowest = max(slowest, t.Seconds)
		}
		b.ReportMetric(wall/slowest, "night/slowest")
	}
}
