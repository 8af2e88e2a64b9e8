package store_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// crashing names the variable that makes the test binary a night that is killed: the store, then the moment.
const crashing = "STORE_TEST_CRASH"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashing); path != "" {
		moment, err := strconv.Atoi(os.Getenv(crashing + "_AT"))
		if err == nil {
			err = crash(path, moment)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// crash does the second night and kills itself right before or right after a commit.
func crash(path string, moment int) error {
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{Now: clock})
	if err != nil {
		return err
	}
	n := 0
	step := func() {
		if n++; n == moment {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	s.OnCommit(step)
	return whole(ctx, s, 1)
}

// whole is a whole night; the second one changes something everywhere.
func whole(ctx context.Context, s *store.Store, n int) error {
	d := day.Plus(n)
	run, _, err := s.Begin(ctx, start(d))
	if err != nil {
		return err
	}
	accounts := [][]string{{"a team:dev", "b team:dev"}, {"a team:ops", "c team:dev"}}[n]
	people := [][]access.Person{{{ID: "E1"}, {ID: "E2"}}, {{ID: "E1", Name: "Ana"}, {ID: "E3"}}}[n]
	findings := [][]access.Finding{{finding("github", "a", d), finding("slack", "b", d)}, {finding("github", "a", d), finding("slack", "c", d)}}[n]
	for _, target := range []string{"github", "slack"} {
		r := complete(snapshot(target, accounts...))
		r.Governed = accounts
		if _, err := s.RecordTarget(ctx, run, r); err != nil {
			return err
		}
	}
	_, err = s.Finish(ctx, run, store.Finished{
		Document: document(d, findings...), Concluded: everywhere, Rules: access.RulesText{Hash: d.String()},
		Controls: map[string]string{"night": d.String()},
		Roster:   &store.RosterRead{Hash: d.String(), Good: true, People: people},
	})
	return err
}

// state is all that can be seen of a store.
type state struct {
	Who      [][]string
	Past     *access.Past
	Links    []access.PastLink
	People   []access.Person
	Document string
}

// people are those of the last good roster, with their records; tonight are people who may be the same.
func (h *house) people(tonight []access.Person) []access.Person {
	h.t.Helper()
	var r access.PastRoster
	if err := h.PastPeople(h.t.Context(), tonight, &r); err != nil {
		h.t.Fatal(err)
	}
	var people []access.Person
	for i, id := range r.IDs {
		p := access.Person{ID: id}
		if k := slices.IndexFunc(tonight, func(p access.Person) bool { return p.ID == id }); k >= 0 {
			p = tonight[k]
		}
		record, since := r.Find(&p)
		if since != r.Since[i] {
			h.t.Errorf("%s: since %s and %s", id, since, r.Since[i])
		}
		record.Place = access.Place{}
		people = append(people, *record)
	}
	return people
}

func (h *house) state() state {
	h.t.Helper()
	ctx := h.t.Context()
	st := state{Past: h.past(day.Plus(2))}
	for n := range 3 {
		st.Who = append(st.Who, h.who(day.Plus(n), store.AccessFilter{}))
	}
	var err error
	if st.Links, err = h.Links(ctx, "slack", day.Plus(9)); err != nil {
		h.t.Fatal(err)
	}
	st.People = h.people(nil)
	doc, err := h.Document(ctx, store.Latest)
	if err != nil {
		h.t.Fatal(err)
	}
	st.Document = canonical(h.t, doc)
	if _, err := h.Verify(ctx); err != nil {
		h.t.Error(err)
	}
	return st
}

func TestAKilledNightDoneAgainLeavesWhatAnUninterruptedOneLeaves(t *testing.T) {
	const commits = 4
	undisturbed := open(t)
	n := 0
	for night := range 2 {
		n = 0
		undisturbed.OnCommit(func() { n++ })
		if err := whole(t.Context(), undisturbed.Store, night); err != nil {
			t.Fatal(err)
		}
	}
	if n != 2*commits {
		t.Fatalf("a night has %d commits, and %d are tried", n/2, commits)
	}
	want := undisturbed.state()
	for moment := 1; moment <= 2*commits; moment++ {
		t.Run(fmt.Sprintf("killed at moment %d", moment), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.db")
			h := reopen(t, path)
			if err := whole(t.Context(), h.Store, 0); err != nil {
				t.Fatal(err)
			}
			before := h.past(day.Plus(1))
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), crashing+"="+path, crashing+"_AT="+strconv.Itoa(moment))
			out, err := cmd.CombinedOutput()
			if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("it was not killed: %v\n%s", err, out)
			}
			h = reopen(t, path)
			if moment < 2*commits { // the last one is when all is stored
				after := h.past(day.Plus(1))
				if diff := cmp.Diff(before.Open, after.Open); diff != "" || before.LastDay != after.LastDay {
					t.Errorf("a killed run's findings count: %s", diff)
				}
			}
			if err := whole(t.Context(), h.Store, 1); err != nil {
				t.Fatal(err)
			}
			got := h.state()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-undisturbed +killed)\n%s", diff)
			}
		})
	}
}
