package targettest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// Write puts a world where a target will find it, in place of what was there, and returns the target's options, as Kind.New
// takes them.
type Write func(t *testing.T, w World) any

// Run holds one kind of target to the contract.
func Run(t *testing.T, kind targets.Kind, write Write) {
	run(t, suite{kind: kind, write: write})
}

func run(t *testing.T, s suite) {
	t.Run("its Info is complete and its options can be declared", s.info)
	t.Run("what it can do, what its Info says and what its reach says are one", s.capabilities)
	t.Run("every account comes out as it is, sorted by id", s.accounts)
	t.Run("two snapshots are equal, also at the same time", s.twice)
	t.Run("the reach covers all, and Check finds the same as a snapshot", s.reach)
	t.Run("a cancelled call is an error and gives nothing", s.cancelled)
	t.Run("nobody's data is in the log", s.log)
	if s.kind.Info.File {
		t.Run("whatever the shape of an export, the accounts hold the same", s.shapes)
		t.Run("a missing file is an error that names it, found when read", s.missing)
		t.Run("one account that cannot be read fails the snapshot, and Check reads none", s.unreadable)
	}
	s.writes(t)
}

// suite has a kind of target, and what writes a world for it or answers in its app's place.
type suite struct {
	kind  targets.Kind
	write Write
	fake  *Fake
	// secret is where the fake's secret is kept.
	secret secret.Ref
}

// open writes the company, changed, and makes a target for it. It returns the company as the target can see it.
func (s suite) open(t *testing.T, change func(*World, *targets.Env)) (World, targets.Target) {
	t.Helper()
	w := Company(t.TempDir())
	env := targets.Env{HTTP: http.DefaultClient, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&w, &env)
	}
	env.Now = w.clock
	if s.fake != nil {
		app := s.serve(t, w, Straight)
		env.HTTP, env.Sleep = app.client(), func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
		return s.fake.Shows(w), s.dial(t, env)
	}
	target, err := s.kind.New(env, s.write(t, w))
	if err != nil {
		t.Fatal(err)
	}
	return w, target
}

func snapshot(t *testing.T, target targets.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// commonKeys are the keys that the configuration of every target has.
func commonKeys() []string {
	return []string{
		"kind", "title", "criticality", "owner", "seat_cost", "seats", "dormant_after", "privileged", "govern", "protect", "fix",
		"remove", "credential_of", "limits", "first", "max_age",
	}
}

func (s suite) info(t *testing.T) {
	i := s.kind.Info
	if i.Kind == "" || i.Title == "" || !strings.HasSuffix(i.Summary, ".") {
		t.Errorf("kind, title or a sentence of summary is missing: %+v", i)
	}
	if !i.File && i.Verified == 0 {
		t.Error("the day on which its facts were checked is missing")
	}
	if (i.Docs == "") != (i.Credentials == "") {
		t.Errorf("a vendor has documentation and a page for credentials: %q, %q", i.Docs, i.Credentials)
	}
	for _, f := range option.Declare(s.kind.NewOptions()) {
		if f.Name == "" || f.Help == "" {
			t.Errorf("option %q has no help", f.Name)
		}
		if slices.Contains(commonKeys(), f.Name) {
			t.Errorf("option %q belongs to all targets", f.Name)
		}
	}
}

func (s suite) accounts(t *testing.T) {
	w, target := s.open(t, nil)
	got := snapshot(t, target)
	sound(t, &got)
	compare(t, &w, &got)
	equal(t, "levels", got.Levels, w.Levels)
	if s.kind.Info.File != (got.File != "") || strings.ContainsRune(got.File, os.PathSeparator) {
		t.Errorf("the file is %q", got.File)
	}
}

// compare holds a snapshot against the world it was taken of.
func compare(t *testing.T, w *World, got *access.Snapshot) {
	t.Helper()
	want := slices.Clone(w.Accounts)
	slices.SortFunc(want, func(a, b Account) int { return strings.Compare(a.ID, b.ID) })
	var accounts []Account
	for i := range got.Accounts {
		accounts = append(accounts, bare(&got.Accounts[i], got.Entitlements))
	}
	for i := range want {
		want[i].Holds = slices.Sorted(slices.Values(want[i].Holds))
	}
	equal(t, "accounts", accounts, want)
}

// bare returns an account in the words of a world, without what a target or a change adds.
func bare(a *access.Account, entitlements []access.Entitlement) Account {
	b := Account{Account: *a}
	b.Grants, b.Row, b.Suspended = nil, 0, 0
	for _, g := range a.Grants {
		b.Holds = append(b.Holds, entitlements[g.Entitlement].Key())
	}
	slices.Sort(b.Holds)
	return b
}

// sound holds a snapshot against what every snapshot keeps.
func sound(t *testing.T, s *access.Snapshot) {
	t.Helper()
	if len(s.Entitlements) == 0 || s.Entitlements[0] != access.AccountEntitlement() {
		t.Fatalf("the first entitlement is not the account itself: %+v", s.Entitlements)
	}
	ids := map[string]bool{}
	for _, e := range s.Entitlements {
		if e.ID == "" || ids[e.ID] || e.Type == "" || e.Level != "" && s.Levels[e.Type] == nil {
			t.Errorf("an entitlement has no id, no type, a level without levels, or stands twice: %+v", e)
		}
		ids[e.ID] = true
	}
	soundAccounts(t, s)
	if len(s.Hash) != 64 || strings.Trim(s.Hash, "0123456789abcdef") != "" || s.Taken.IsZero() {
		t.Errorf("the hash is %q, the time %s", s.Hash, s.Taken)
	}
	if s.Total != -1 && s.Total != len(s.Accounts) || s.Rows < len(s.Accounts) {
		t.Errorf("the app counts %d, %d rows were read, for %d accounts", s.Total, s.Rows, len(s.Accounts))
	}
}

func soundAccounts(t *testing.T, s *access.Snapshot) {
	t.Helper()
	for i := range s.Accounts {
		a := &s.Accounts[i]
		if a.ID == "" || i > 0 && a.ID <= s.Accounts[i-1].ID {
			t.Errorf("ids are not sorted and distinct at %q", a.ID)
		}
		for k, g := range a.Grants {
			if n := int32(len(s.Entitlements)); g.Entitlement < 1 || g.Entitlement >= n || g.Via < 0 || g.Via >= n {
				t.Errorf("%s holds %+v, of %d entitlements", a.ID, g, n)
			}
			if k > 0 && !before(a.Grants[k-1], g) {
				t.Errorf("the grants of %s are not sorted and distinct: %+v", a.ID, a.Grants)
			}
		}
	}
}

func before(a, b access.Grant) bool {
	return a.Entitlement < b.Entitlement || a.Entitlement == b.Entitlement && a.Via < b.Via
}

func (s suite) twice(t *testing.T) {
	_, target := s.open(t, nil)
	first := snapshot(t, target)
	again := make([]access.Snapshot, 4)
	var wait sync.WaitGroup
	for i := range again {
		wait.Go(func() {
			var err error
			if again[i], err = target.Snapshot(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i := range again {
		equal(t, "a further snapshot", again[i], first)
	}
}

func (s suite) reach(t *testing.T) {
	w, target := s.open(t, nil)
	got := snapshot(t, target).Reach
	checked, err := target.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "reach by Check", checked, got)
	for _, name := range append([]string{
		access.FacetMembers, access.FacetGuests, access.FacetBots, access.FacetInvitations,
	}, w.Types()...) {
		// where the app shows no invitations, say, its reach may say so
		if f := got.SeesAccess(name); f.Listed != access.Yes && (s.fake == nil || w.has(name)) {
			t.Errorf("%s were all read, and the reach says %+v", name, f)
		}
	}
	facets(t, got.Facets)
	facets(t, got.Actions)
	for _, f := range got.Facets {
		if f.Name != fold.Key(f.Name) {
			t.Errorf("facet %q is not in lower case", f.Name)
		}
	}
}

func facets(t *testing.T, list []access.Facet) {
	t.Helper()
	names := map[string]bool{"": true}
	for _, f := range list {
		if names[f.Name] {
			t.Errorf("a facet has no name or stands twice: %+v", f)
		}
		if names[f.Name] = true; f.Listed != access.Yes && f.Why == "" {
			t.Errorf("%s is %s, and nothing says why", f.Name, f.Listed)
		}
	}
}

func (s suite) cancelled(t *testing.T) {
	_, target := s.open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := target.Snapshot(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a snapshot: %v", err)
	}
	equal(t, "a cancelled snapshot", got, access.Snapshot{})
	reach, err := target.Check(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a check: %v", err)
	}
	equal(t, "the reach of a cancelled check", reach, access.Reach{})
}

func (s suite) log(t *testing.T) {
	var out bytes.Buffer
	w, target := s.open(t, func(_ *World, env *targets.Env) {
		env.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	snapshot(t, target)
	if _, err := target.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, a := range w.Accounts {
		for _, text := range []string{a.Login, a.Name, a.Email()} {
			if text != "" && strings.Contains(out.String(), text) {
				t.Errorf("%q is in the log:\n%s", text, out.String())
			}
		}
	}
}

func (s suite) shapes(t *testing.T) {
	for _, shape := range Shapes() {
		t.Run(string(shape), func(t *testing.T) {
			w, target := s.open(t, func(w *World, _ *targets.Env) { w.Shape = shape })
			got := snapshot(t, target)
			sound(t, &got)
			compare(t, &w, &got)
			for _, key := range w.Keys() {
				e, _ := access.ParseEntitlement(key, w.Levels)
				if f := got.Reach.SeesAccess(fold.Key(e.Base())); f.Listed == access.No {
					t.Errorf("%s was read, and the reach says %+v", key, f)
				}
			}
		})
	}
}

func (s suite) missing(t *testing.T) {
	w, target := s.open(t, nil)
	files, err := os.ReadDir(w.Dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("the world must be one file in its folder: %v, %v", files, err)
	}
	if err := os.RemoveAll(w.Dir); err != nil {
		t.Fatal(err)
	}
	got, err := target.Snapshot(t.Context())
	if err == nil || !strings.Contains(err.Error(), files[0].Name()) {
		t.Errorf("a snapshot: %v", err)
	}
	equal(t, "a snapshot of nothing", got, access.Snapshot{})
	reach, err := target.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), files[0].Name()) {
		t.Errorf("a check: %v", err)
	}
	equal(t, "the reach of nothing", reach, access.Reach{})
}

func (s suite) unreadable(t *testing.T) {
	for name, id := range map[string]string{"no id": "", "an id twice": "10"} {
		_, target := s.open(t, func(w *World, _ *targets.Env) {
			w.Accounts = append(w.Accounts, Account{Account: access.Account{ID: id, Login: "zed"}})
		})
		got, err := target.Snapshot(t.Context())
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		equal(t, name, got, access.Snapshot{})
		if _, err := target.Check(t.Context()); err != nil {
			t.Errorf("%s: Check has read accounts: %v", name, err)
		}
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
