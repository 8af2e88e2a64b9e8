package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

func TestANewStoreIsForItsUserAlone(t *testing.T) {
	h := open(t)
	h.begin(start(day))
	for _, name := range []string{h.path, h.path + "-wal", h.path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAStoreIsRefusedThatOthersCouldReplace(t *testing.T) {
	for _, c := range []struct {
		name    string
		mode    os.FileMode
		refused bool
	}{
		{"a folder of its user", 0o700, false},
		{"a folder that others read", 0o755, false},
		{"a folder that its group writes to", 0o775, true},
		{"a folder that everybody writes to", 0o777, true},
		{"a folder where everybody keeps their own", 0o777 | os.ModeSticky, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "x")
			if err := errors.Join(os.Mkdir(folder, 0o700), os.Chmod(folder, c.mode)); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(t.Context(), filepath.Join(folder, "s.db"), store.Options{Now: clock})
			if err == nil {
				err = s.Close()
			}
			if c.refused != (err != nil) || c.refused && !strings.HasSuffix(err.Error(), ": chmod go-w "+folder) {
				t.Errorf("got %v", err)
			}
		})
	}
	h := open(t)
	if err := os.Chmod(h.path, 0o620); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenReadOnly(t.Context(), h.path, store.Options{Now: clock}); err == nil {
		t.Error("a file that others write to was opened")
	}
}

func TestAPathMayHoldAnyCharacter(t *testing.T) {
	for _, name := range []string{"a?b=c.db", "a#b.db", "100%25.db", "sp ace&mode=memory.db", "ñ;ü.db", ":memory:"} {
		path := filepath.Join(t.TempDir(), name)
		h := reopen(t, path)
		h.begin(start(day))
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%q: nothing was written there: %v", name, err)
		}
		if n, err := reopen(t, path).Count(t.Context(), "run"); err != nil || n != 1 {
			t.Errorf("%q: %d runs, %v", name, n, err)
		}
	}
}

func TestAStoreOfALaterProgramIsRefused(t *testing.T) {
	h := open(t)
	if err := h.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	_, write := store.Open(t.Context(), h.path, store.Options{Now: clock})
	_, read := store.OpenReadOnly(t.Context(), h.path, store.Options{Now: clock})
	for _, err := range []error{write, read} {
		if err == nil || !strings.Contains(err.Error(), "is of version 999, and this program knows versions up to") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAFileThatIsNoStoreIsLeftAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	text := strings.Repeat("not a database\n", 1000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), path, store.Options{Now: clock})
	if err == nil || !strings.Contains(err.Error(), "is not a store") {
		t.Errorf("got %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != text {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestReportsNeitherMakeNorChangeAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	if _, err := store.OpenReadOnly(t.Context(), path, store.Options{Now: clock}); err == nil || !strings.Contains(err.Error(), "made by the first run") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a store was made: %v", err)
	}
	h := open(t)
	h.finish(day, store.Finished{Document: document(day)})
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := store.OpenReadOnly(t.Context(), h.path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Document(t.Context(), store.Latest); err != nil {
		t.Error(err)
	}
	if _, _, err := r.Begin(t.Context(), start(day)); err == nil || err.Error() != "begin run: the store was opened to be read" {
		t.Errorf("got %v", err)
	}
}

func TestReportsReadWhileANightWrites(t *testing.T) {
	h := open(t)
	run := h.begin(start(day))
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a"))); err != nil {
		t.Fatal(err)
	}
	r, err := store.OpenReadOnly(t.Context(), h.path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	reader := &house{t, h.path, r}
	met := 0
	h.OnCommit(func() {
		if met++; met%2 == 0 {
			return // it is committed
		}
		if who := reader.who(day.Plus(1), store.AccessFilter{}); len(who) != 1 || who[0] != "github a account since 0" {
			t.Errorf("a reader saw a write under way: %v", who)
		}
	})
	run = h.begin(start(day.Plus(1)))
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "b"))); err != nil {
		t.Fatal(err)
	}
	if who := reader.who(day.Plus(1), store.AccessFilter{}); met != 4 || len(who) != 1 || who[0] != "github b account since 1" {
		t.Errorf("after %d moments the reader saw %v", met, who)
	}
}

func TestTwoWhoOpenTheStoreWriteOneAfterTheOther(t *testing.T) {
	h := open(t)
	other := reopen(t, h.path)
	var wait sync.WaitGroup
	for _, s := range []*house{h, other} {
		for range 4 {
			wait.Go(func() {
				for range 10 {
					if _, _, err := s.Begin(t.Context(), start(day)); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wait.Wait()
	if n, err := h.Count(t.Context(), "run"); err != nil || n != 80 {
		t.Errorf("%d runs of 80, %v", n, err)
	}
}

func TestTargetsMayBeRecordedAtOnce(t *testing.T) {
	h := open(t)
	run := h.begin(start(day))
	var wait sync.WaitGroup
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, name := range names {
		wait.Go(func() {
			if _, err := h.RecordTarget(t.Context(), run, complete(snapshot(name, "x team:dev", "y"))); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if who := h.who(day, store.AccessFilter{}); len(who) != 3*len(names) {
		t.Errorf("%v", who)
	}
	if who := h.who(day, store.AccessFilter{Target: "c", People: []string{"P-x"}}); len(who) != 2 || who[0] != "c x account since 0" {
		t.Errorf("%v", who)
	}
}

func TestAFullDiskIsNamedAndTheStoreIsAsItWas(t *testing.T) {
	h := open(t)
	if _, err := h.RecordTarget(t.Context(), h.begin(start(day)), complete(snapshot("github", "a"))); err != nil {
		t.Fatal(err)
	}
	run := h.begin(start(day.Plus(1)))
	if err := h.Exec(t.Context(), "PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	many := &access.Snapshot{Target: "github", Entitlements: []access.Entitlement{access.AccountEntitlement()}, Hash: "many"}
	for i := range 20_000 {
		many.Accounts = append(many.Accounts, access.Account{ID: string(rune('b')) + at(day.Plus(i)).Format("20060102")})
	}
	_, err := h.RecordTarget(t.Context(), run, complete(many))
	if err == nil || !strings.Contains(err.Error(), "the disk is full: make room and run again; the store is as it was before") {
		t.Fatalf("got %v", err)
	}
	if who := h.who(day.Plus(1), store.AccessFilter{}); len(who) != 1 || who[0] != "github a account since 0" {
		t.Errorf("half of it was stored: %d rows", len(who))
	}
	if err := h.Exec(t.Context(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.RecordTarget(t.Context(), run, complete(many)); err != nil {
		t.Errorf("with room it is still refused: %v", err)
	}
}

func TestOneRunHoldsTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	unlock, err := store.Lock(path, at(day))
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Lock(path, at(day.Plus(1)))
	var locked *store.LockedError
	if !errors.Is(err, store.ErrLocked) || !errors.As(err, &locked) || locked.PID != os.Getpid() || !locked.Since.Equal(at(day)) {
		t.Errorf("got %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := store.Lock(path, at(day.Plus(1)))
	if err != nil {
		t.Fatalf("after the first run: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}

func TestAStoreThatCantBeWrittenIsNamed(t *testing.T) {
	h := open(t)
	if err := h.Exec(t.Context(), "PRAGMA query_only = on"); err != nil {
		t.Fatal(err)
	}
	_, _, err := h.Begin(t.Context(), start(day))
	if err == nil || !strings.Contains(err.Error(), "can't be written: give the program's user write access to the file and its folder") {
		t.Errorf("got %v", err)
	}
}

func TestAStoreMayBeOpenedByManyAtOnce(t *testing.T) {
	h := open(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			s, err := store.Open(t.Context(), h.path, store.Options{Now: clock})
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

func TestARunInLineIsNotBeforeTheLastOne(t *testing.T) {
	h := open(t)
	h.finish(day, store.Finished{Document: document(day)})
	_, _, err := h.Begin(t.Context(), start(day-1))
	if want := "begin run: a run as of 2026-01-04 is not in line after one as of 2026-01-05: it is a rehearsal"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}
