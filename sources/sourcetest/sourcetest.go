package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/sources"
	"reconcile/targets/targettest"
)

// Write puts a world where a source will find it and returns the source's options, as Kind.New takes them.
type Write func(t *testing.T, w World) any

// Run holds one kind of source to the contract.
func Run(t *testing.T, kind sources.Kind, write Write) {
	run(t, suite{kind: kind, write: write})
}

func run(t *testing.T, s suite) {
	t.Run("its Info is complete and its options can be declared", s.info)
	t.Run("everybody comes out, sorted by id, as the company is", s.people)
	t.Run("no row is dropped in silence", s.rows)
	t.Run("two reads are equal", s.twice)
	t.Run("prefix, lists, exported and further columns are heeded", s.settings)
	t.Run("a cancelled read is an error", s.cancelled)
	t.Run("no person's data is in the log", s.log)
	if s.kind.Info.File {
		t.Run("a missing file is an error that names it, found when read", s.missing)
	}
}

// suite has a kind of source, and what writes a company for it or answers in its app's place.
type suite struct {
	kind  sources.Kind
	write Write
	fake  *Fake
	// secret is where the fake's secret is kept.
	secret secret.Ref
}

// open writes the company and makes a source for it.
func (s suite) open(t *testing.T, change func(*sources.Env)) (World, sources.Source) {
	t.Helper()
	w := Company(t.TempDir())
	env := sources.Env{
		Name: "people", HTTP: http.DefaultClient, Now: func() time.Time { return w.Now }, Day: w.Day(), MaxAge: 3,
		Exported: w.Day(), Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&env)
	}
	var options any
	if s.fake != nil {
		env.HTTP = targettest.NewApp(s.fake.New(w, targettest.Straight), nil, nil).Client()
		env.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
		options = s.fake.Options(s.secret)
	} else {
		options = s.write(t, w)
	}
	source, err := s.kind.New(env, options)
	if err != nil {
		t.Fatal(err)
	}
	return w, source
}

func (s suite) read(t *testing.T, change func(*sources.Env)) (World, access.Roster) {
	t.Helper()
	w, source := s.open(t, change)
	r, err := source.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return w, r
}

func (s suite) info(t *testing.T) {
	i := s.kind.Info
	if i.Kind == "" || i.Title == "" || i.Summary == "" {
		t.Errorf("kind, title or summary is missing: %+v", i)
	}
	if !i.File && (i.Docs == "" || i.Credentials == "" || i.Verified == 0) {
		t.Errorf("documentation, credentials page or the day of the check is missing: %+v", i)
	}
	for _, f := range option.Declare(s.kind.NewOptions()) {
		if f.Name == "" || f.Help == "" {
			t.Errorf("option %q has no help", f.Name)
		}
		if slices.Contains([]string{"kind", "name", "prefix", "lists", "max_age", "exported"}, f.Name) {
			t.Errorf("option %q belongs to all sources", f.Name)
		}
	}
}

func (s suite) people(t *testing.T) {
	w, r := s.read(t, nil)
	var ids, bad []string
	for i := range r.People {
		ids = append(ids, r.People[i].ID)
		if r.People[i].Quarantine != "" {
			bad = append(bad, r.People[i].ID)
		}
	}
	equal(t, "ids", ids, w.People)
	equal(t, "quarantined", bad, w.Quarantined)
	find := func(id string) access.Person {
		i := r.Find(id)
		if i < 0 {
			t.Fatalf("%s is missing", id)
		}
		return r.People[i]
	}
	ann := find("E-1")
	equal(t, "two jobs", [][]string{ann.Attributes.Department, ann.Attributes.Title, ann.Attributes.Projects, ann.Attributes.Type},
		[][]string{{"Engineering", "Board"}, {"CTO", "Director"}, {"Apollo", "Zen"}, {"employee"}})
	equal(t, "start", ann.Start, access.DateOf(2019, 5, 6))
	bob := find("E-2")
	equal(t, "on leave, with accents, without address", []string{bob.Name, bob.Email, bob.Employment.String()},
		[]string{"Bob Ñandú", "", "on leave"})
	cyd := find("E-3")
	equal(t, "left", []string{cyd.Employment.String(), cyd.End.String()}, []string{"terminated", "2026-05-31"})
	if name := find("E-4").Name; strings.ContainsFunc(name, func(c rune) bool { return c < ' ' }) {
		t.Errorf("a control character is passed on: %q", name)
	}
	equal(t, "Spanish words", []string{find("E-5").Employment.String(), find("E-5").Attributes.Type[0]}, []string{"employed", "employee"})
	fay := find("E-6")
	equal(t, "the employment that holds", append([]string{fay.Attributes.Type[0], fay.Email}, fay.Aliases...),
		[]string{"temp", "fay@acme.example", "fkim@acme.example"})
}

func (s suite) rows(t *testing.T) {
	w, r := s.read(t, nil)
	if len(r.Sources) != 1 {
		t.Fatalf("%d sources, want 1", len(r.Sources))
	}
	read := r.Sources[0]
	equal(t, "rows", read.Rows, len(w.Rows))
	equal(t, "quarantined rows", read.Quarantined, w.Bad)
	equal(t, "rows = people + joined + quarantined", len(w.People)-len(w.Quarantined)+w.Joined+w.Bad, len(w.Rows))
	listed := 0
	for _, p := range r.Problems {
		if p.Quarantined {
			listed++
		}
	}
	equal(t, "quarantined rows listed", listed, w.Bad)
	equal(t, "source", []string{read.Name, read.Kind}, []string{"people", s.kind.Info.Kind})
	if s.kind.Info.File && !slices.Contains(read.Discarded, "Shoe size") {
		t.Errorf("the header of a column that is not kept is not listed: %q", read.Discarded)
	}
	if len(read.Hash) != 64 || read.Date.IsZero() || len(read.Mapped) == 0 {
		t.Errorf("hash, date or mapped headers are missing: %+v", read)
	}
	if len(r.Unsound) != 1 {
		t.Errorf("five of thirteen rows that can't be judged must make the roster unsound, and nothing else: %q", r.Unsound)
	}
}

func (s suite) twice(t *testing.T) {
	_, source := s.open(t, nil)
	first, err := source.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := source.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "second read", second, first)
}

func (s suite) settings(t *testing.T) {
	_, r := s.read(t, func(env *sources.Env) {
		env.Prefix, env.CurrentOnly, env.Extra = "C/", true, []string{"cost_center"}
		if s.kind.Info.File {
			env.Exported = env.Day.Plus(-9)
		}
	})
	i := r.Find("C/E-5")
	if i < 0 {
		t.Fatal("the prefix is missing")
	}
	equal(t, "further column", r.People[i].Attributes.Extra, map[string][]string{"cost_center": {"4100"}})
	if r.Sources[0].Mapped["cost_center"] == "" {
		t.Errorf("the further column is not among the mapped: %v", r.Sources[0].Mapped)
	}
	equal(t, "lists: current", r.Sources[0].CurrentOnly, true)
	if s.kind.Info.File && !slices.ContainsFunc(r.Unsound, func(why string) bool { return strings.Contains(why, "9 days") }) {
		t.Errorf("data nine days old is not called unsound: %q", r.Unsound)
	}
}

func (s suite) cancelled(t *testing.T) {
	_, source := s.open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := source.Roster(ctx); !errors.Is(err, context.Canceled) || len(r.People) > 0 {
		t.Errorf("%d people, error %v", len(r.People), err)
	}
}

func (s suite) log(t *testing.T) {
	var out bytes.Buffer
	w, _ := s.read(t, func(env *sources.Env) {
		env.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for _, row := range w.Rows {
		for _, text := range row[:3] {
			if text != "" && strings.Contains(out.String(), text) {
				t.Errorf("%q is in the log", text)
			}
		}
	}
}

func (s suite) missing(t *testing.T) {
	w, source := s.open(t, nil)
	files, err := os.ReadDir(w.Dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("the world must be one file in its folder: %v, %v", files, err)
	}
	if err := os.RemoveAll(w.Dir); err != nil {
		t.Fatal(err)
	}
	if r, err := source.Roster(t.Context()); err == nil || len(r.People) > 0 || !strings.Contains(err.Error(), files[0].Name()) {
		t.Errorf("%d people, error %v", len(r.People), err)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
