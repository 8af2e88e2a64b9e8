package night_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/internal/store"
)

// crashing names the variable that makes the test binary a night that is killed: the company's folder, then the moment.
const crashing = "NIGHT_TEST_CRASH"

func TestMain(m *testing.M) {
	dir, at, crash := strings.Cut(os.Getenv(crashing), "|")
	if !crash {
		os.Exit(m.Run())
	}
	moment, err := strconv.Atoi(at)
	if err == nil {
		err = killed(dir, moment)
	}
	fmt.Fprintln(os.Stderr, "it was not killed:", err)
	os.Exit(3)
}

// thirdDay is a company on its third day.
func thirdDay(t *testing.T, dir string) *world {
	w := newWorld(t, dir, 7, 20)
	for range 2 {
		w.live()
	}
	w.write(exports{roster: 100})
	return w
}

// killed does the third night of the company in a folder and kills itself at some commit.
func killed(dir string, moment int) error {
	o := thirdDay(nil, dir).options()
	var n atomic.Int64 // targets are read side by side
	o.OnCommit = func() {
		if n.Add(1) == int64(moment) {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	_, err := night.Run(context.Background(), o)
	return err
}

// remains is all that a night leaves to others.
type remains struct {
	Access   [][]string
	Past     *access.Past
	Roster   access.PastRoster
	Findings string
}

func (w *world) remains() remains {
	w.t.Helper()
	s, err := store.OpenReadOnly(w.t.Context(), filepath.Join(w.dir, "acme.db"), store.Options{Now: w.now})
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	var r remains
	for d := w.today.Plus(-2); d <= w.today; d++ {
		var lines []string
		for h, err := range s.AccessOn(w.t.Context(), d, store.AccessFilter{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint(h.Target, h.Account, h.Person, h.Status, h.Entitlement, h.Since))
		}
		r.Access = append(r.Access, lines)
	}
	if r.Past, err = s.Past(w.t.Context(), w.today.Plus(1), 0); err != nil {
		w.t.Fatal(err)
	}
	if err := s.PastPeople(w.t.Context(), nil, &r.Roster); err != nil {
		w.t.Fatal(err)
	}
	run, err := s.Document(w.t.Context(), store.Latest)
	if err != nil {
		w.t.Fatal(err)
	}
	findings, err := json.Marshal([]any{run.Findings, run.Plan, run.Clocks})
	if err != nil {
		w.t.Fatal(err)
	}
	r.Findings = string(findings)
	if _, err := s.Verify(w.t.Context()); err != nil {
		w.t.Error(err)
	}
	return r
}

func TestAfterANightThatWasKilledAtAnyCommitTheNextRunLeavesWhatAnUninterruptedOneDoes(t *testing.T) {
	w := newWorld(t, t.TempDir(), 7, 20)
	for range 2 {
		w.write(exports{roster: 100})
		run(t, w.options())
		w.live()
	}
	before, err := os.ReadFile(filepath.Join(w.dir, "acme.db"))
	if err != nil {
		t.Fatal(err)
	}
	w.write(exports{roster: 100})
	o := w.options()
	var commits atomic.Int64
	o.OnCommit = func() { commits.Add(1) }
	run(t, o)
	moments := int(commits.Load())
	want := w.remains()
	if moments < 10 || !slices.ContainsFunc(want.Access, func(l []string) bool { return len(l) > 0 }) {
		t.Fatalf("%d moments: the night commits less than begin, three targets and finish", moments)
	}
	for moment := 1; moment <= moments; moment++ {
		t.Run(fmt.Sprintf("killed at moment %d of %d", moment, moments), func(t *testing.T) {
			w := thirdDay(t, t.TempDir())
			if err := os.WriteFile(filepath.Join(w.dir, "acme.db"), before, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", crashing, w.dir, moment))
			out, err := cmd.CombinedOutput()
			if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("it was not killed: %v\n%s", err, out)
			}
			run(t, w.options())
			if diff := cmp.Diff(want, w.remains()); diff != "" {
				t.Errorf("(-uninterrupted +killed)\n%s", diff)
			}
		})
	}
}
