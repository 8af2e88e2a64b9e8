package night_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
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
	"reconcile/reports"
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

// slow answers a request after 200 ms.
func slow(_ int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
	select {
	case <-time.After(200 * time.Millisecond):
		return next.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// kept puts a secret into a file, and returns the reference to it.
func kept(b testing.TB, text string) secret.Ref {
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

// everyApp writes a company of as many people, whose roster and apps are all the fakes behind a network, and returns its
// configuration and the kinds that are the fakes. breach may answer in their place.
func everyApp(b testing.TB, people int, breach targettest.Breach) (path string, kinds config.Kinds) {
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
			env.HTTP = targettest.NewApp(fake.New(company, targettest.Straight), breach, nil).Client()
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
			env.HTTP = targettest.NewApp(fake.New(w, targettest.Straight), breach, nil).Client()
			return dial(env, fake.Options(ref))
		}
		apps = append(apps, kind)
	}
	names := slices.Sorted(maps.Keys(fakes))
	text := "company: Acme\nstore: acme.db\nsource: {kind: bamboohr}\nrules: [rules.yaml]\ntargets:\n"
	for _, name := range names {
		text += fmt.Sprintf("  %s: {kind: %s}\n", name, name)
	}
	rules := "roles: [{name: all, grants: {" + strings.Join(names, ": [account], ") + ": [account]}}]\n"
	dir := b.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string]string{"reconcile.yaml": text, "rules.yaml": rules} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return filepath.Join(dir, "reconcile.yaml"), config.KindsOf(rosters, apps)
}

// BenchmarkNightOfEveryApp is a night of 500 people over BambooHR and all apps behind a network at once, each of which takes
// 200 ms to answer: as long as that of the slowest app within its limits.
func BenchmarkNightOfEveryApp(b *testing.B) {
	path, kinds := everyApp(b, 500, slow)
	for b.Loop() {
		began := time.Now()
		run, err := night.Run(b.Context(), night.Options{ConfigPath: path, Kinds: kinds})
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

// echoing answers as an app that is broken, and repeats what it was sent, in each of the places where an answer says anything.
func echoing(_ int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "token") {
		return next.RoundTrip(r) // what is sold there is a secret, and is to be tried
	}
	sent := fmt.Sprintln(r.Header, r.URL)
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		sent += string(body)
	}
	text, err := json.Marshal(map[string]any{
		"error": sent, "message": sent, "detail": sent, "errors": []any{map[string]any{"title": sent, "message": sent}}, "errorMessages": []string{sent},
	})
	return &http.Response{
		StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}, "X-Error": {sent}},
		Body: io.NopCloser(bytes.NewReader(text)), Request: r,
	}, err
}

func TestNoSecretOfAnyAppStandsInLogErrorStoreOrReport(t *testing.T) {
	for name, breach := range map[string]targettest.Breach{"apps that answer": nil, "apps that repeat what they are sent": echoing} {
		t.Run(name, func(t *testing.T) {
			path, kinds := everyApp(t, 20, breach)
			var out bytes.Buffer
			failing := 0
			log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			o := night.Options{ConfigPath: path, Kinds: kinds, Log: log}
			if breach != nil { // the roster fails the whole night, so it is read by itself
				_, err := night.Run(t.Context(), o)
				if err == nil {
					t.Fatal("the roster could be read")
				}
				fmt.Fprintln(&out, err)
				dir := filepath.Dir(path)
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				text = bytes.Replace(text, []byte("{kind: bamboohr}"), []byte("{kind: csv, path: people.csv}"), 1)
				people := "id,name,email\nE1,Ann,ann@acme.example\n"
				for name, data := range map[string][]byte{path: text, filepath.Join(dir, "people.csv"): []byte(people)} {
					if err := os.WriteFile(name, data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				o.Kinds = config.KindsOf(sourcesall.All(), nil)
				o.Kinds.Targets = kinds.Targets
			}
			run, err := night.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			for i := range run.Targets {
				if run.Targets[i].Status == access.FailedRead {
					failing++
				}
			}
			if breach == nil && failing > 0 || breach != nil && failing != len(run.Targets) || len(run.Targets) < 6 {
				t.Errorf("%d of %d apps could not be read", failing, len(run.Targets))
			}
			for _, write := range []func(io.Writer) error{
				func(w io.Writer) error { return reports.JSON(w, run) },
				func(w io.Writer) error { return reports.Text(w, run, reports.Options{Confidential: true}) },
				func(w io.Writer) error { return reports.Page(w, run, reports.Options{Confidential: true}) },
				func(w io.Writer) error { return reports.CSV(w, run) },
			} {
				if err := write(&out); err != nil {
					t.Fatal(err)
				}
			}
			files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "acme.db*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no store: %v", err)
			}
			for _, name := range files {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				out.Write(data)
			}
			for _, secret := range []string{
				targettest.Secret, base64.StdEncoding.EncodeToString([]byte(targettest.Secret))[:20], "PRIVATE KEY",
			} {
				if i := bytes.Index(out.Bytes(), []byte(secret)); i >= 0 {
					t.Errorf("a secret is told: ...%q", out.Bytes()[max(0, i-150):min(out.Len(), i+40)])
				}
			}
		})
	}
}
