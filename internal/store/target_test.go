package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/history"
	"reconcile/internal/store"
)

// night is one run's read of github in a story, with what it changes, from the second on, and who has what afterwards,
// where that is said.
type night struct {
	read   store.TargetRead
	change func(*store.RunStart)
	counts history.Counts
	who    []string
}

func TestAccessIsKeptAsIntervals(t *testing.T) {
	none := history.Counts{}
	stories := []struct {
		name   string
		nights []night
	}{
		{"a complete read opens, changes and closes", []night{
			{
				read: complete(snapshot("github", "a team:dev", "b")), counts: history.Counts{Opened: 2, GrantsOpened: 1},
				who: []string{"github a account since 0", "github a team:dev since 0", "github b account since 0"},
			},
			{
				read:   complete(snapshot("github", "a team:dev team:ops", "c")),
				counts: history.Counts{Opened: 1, Changed: 1, Closed: 1, GrantsOpened: 1},
				who: []string{
					"github a account since 0", "github a team:dev since 0", "github a team:ops since 1", "github c account since 1",
				},
			},
		}},
		{"a partial read opens and changes what it saw and closes nothing", []night{
			{read: complete(snapshot("github", "a team:dev", "b team:dev"))},
			{
				read: partial(snapshot("github", "a team:ops", "c")), counts: history.Counts{Opened: 1, Changed: 1, GrantsOpened: 1},
				who: []string{
					"github a account since 0", "github a team:dev since 0", "github b account since 0", "github b team:dev since 0",
				},
			},
			{
				read: complete(snapshot("github", "a team:ops", "c")), counts: history.Counts{Changed: 1, Closed: 1, GrantsClosed: 2},
				who: []string{"github a account since 0", "github a team:ops since 1", "github c account since 1"},
			},
		}},
		{"after a partial read the same hash as before does not skip the comparison", []night{
			{read: complete(snapshot("github", "a"))},
			{read: partial(snapshot("github", "b")), counts: history.Counts{Opened: 1}, who: []string{"github a account since 0"}},
			{read: complete(snapshot("github", "a")), counts: history.Counts{Closed: 1}, who: []string{"github a account since 0"}},
		}},
		{"a failed read leaves everything as it is", []night{
			{read: complete(snapshot("github", "a"))},
			{read: failed("github"), counts: none, who: []string{"github a account since 0"}},
			{read: complete(snapshot("github", "a")), counts: history.Counts{Same: true}, who: []string{"github a account since 0"}},
		}},
		{"an equal read with equal links is not compared", []night{
			{read: complete(snapshot("github", "a"))},
			{read: complete(snapshot("github", "a")), counts: history.Counts{Same: true}},
		}},
		{"an export that holds the same in other bytes is not compared", []night{
			{read: export("1", "a team:dev", "b")},
			{read: export("2", "a team:dev", "b"), counts: history.Counts{Same: true}},
			{
				read: export("3", "a team:dev"), counts: history.Counts{Closed: 1},
				who: []string{"github a account since 0", "github a team:dev since 0"},
			},
		}},
		{"equal content is compared again where other configuration reads it", []night{
			{read: complete(snapshot("github", "a"))},
			{read: complete(snapshot("github", "a")), change: func(r *store.RunStart) { r.ConfigHash = "another" }, counts: none},
		}},
		{"equal content is compared again where another version reads it", []night{
			{read: complete(snapshot("github", "a"))},
			{read: complete(snapshot("github", "a")), change: func(r *store.RunStart) { r.Version = "2" }, counts: none},
		}},
		{"equal content with another person is a change", []night{
			{read: complete(snapshot("github", "a"))},
			{read: func() store.TargetRead {
				r := complete(snapshot("github", "a"))
				r.People[0] = "P-z"
				return r
			}(), counts: history.Counts{Changed: 1}, who: []string{"github a account since 0"}},
		}},
		{"who comes back has access since then", []night{
			{read: complete(snapshot("github", "a team:dev"))},
			{read: complete(snapshot("github", "b")), counts: history.Counts{Opened: 1, Closed: 1, GrantsClosed: 1}},
			{
				read: complete(snapshot("github", "a team:dev", "b")), counts: history.Counts{Opened: 1, GrantsOpened: 1},
				who: []string{"github a account since 2", "github a team:dev since 2", "github b account since 1"},
			},
		}},
		{"a suspended account has no access, and a reopened one since then", []night{
			{read: complete(snapshot("github", "a team:dev"))},
			{read: complete(snapshot("github", "a team:dev suspended")), counts: history.Counts{Changed: 1}, who: []string{}},
			{
				read: complete(snapshot("github", "a team:dev")), counts: history.Counts{Changed: 1},
				who: []string{"github a account since 2", "github a team:dev since 2"},
			},
		}},
		{"another name of the account leaves the access as old as it is", []night{
			{read: complete(snapshot("github", "a team:dev"))},
			{read: func() store.TargetRead {
				s := snapshot("github", "a team:dev")
				s.Accounts[0].Name, s.Hash = "Ana", "other"
				return complete(s)
			}(), counts: history.Counts{Changed: 1}, who: []string{"github a account since 0", "github a team:dev since 0"}},
		}},
		{"another name of the entitlement moves nobody", []night{
			{read: complete(snapshot("github", "a team:dev"))},
			{read: func() store.TargetRead {
				s := snapshot("github", "a team:dev")
				s.Entitlements[1].Name, s.Hash = "developers", "other"
				return complete(s)
			}(), counts: none, who: []string{"github a account since 0", "github a team:developers since 0"}},
		}},
		{"a grant through another entitlement is a grant of its own", []night{
			{read: complete(snapshot("github", "a team:dev"))},
			{
				read: complete(snapshot("github", "a team:dev team:dev>team:all")), counts: history.Counts{Changed: 1, GrantsOpened: 1},
				who: []string{"github a account since 0", "github a team:dev since 0", "github a team:dev>team:all since 1"},
			},
		}},
		{"a rehearsal's read is not kept", []night{
			{read: complete(snapshot("github", "a"))},
			{
				read: complete(snapshot("github", "b")), change: func(r *store.RunStart) { r.InLine = false }, counts: none,
				who: []string{"github a account since 0"},
			},
		}},
	}
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			h := open(t)
			for i, n := range story.nights {
				d := day.Plus(i)
				begin := start(d)
				if n.change != nil {
					n.change(&begin)
				}
				counts, err := h.RecordTarget(t.Context(), h.begin(begin), n.read)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(n.counts, counts); i > 0 && diff != "" {
					t.Errorf("night %d: (-want +got)\n%s", i, diff)
				}
				if diff := cmp.Diff(n.who, h.who(d, store.AccessFilter{}), cmpopts.EquateEmpty()); n.who != nil && diff != "" {
					t.Errorf("night %d: (-want +got)\n%s", i, diff)
				}
			}
		})
	}
}

func TestAReadIsRefusedThatNoTargetMayGive(t *testing.T) {
	unsorted := complete(snapshot("github", "a", "b"))
	unsorted.Snapshot.Accounts[0].ID = "z"
	twice := complete(snapshot("github", "a team:dev team:ops"))
	twice.Snapshot.Entitlements[2].ID = twice.Snapshot.Entitlements[1].ID
	for _, c := range []struct {
		name string
		read store.TargetRead
		want string
	}{
		{"accounts out of order", unsorted, "record the read of github: the accounts are not sorted by distinct ids at number 2"},
		{"an entitlement twice", twice, `record the read of github: the entitlement "team:ops" stands twice in the snapshot`},
		{
			"a complete read of nothing",
			store.TargetRead{Target: "github", Status: access.Complete},
			"record the read of github: a complete read has no snapshot",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			_, err := h.RecordTarget(t.Context(), h.begin(start(day)), c.read)
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if who := h.who(day, store.AccessFilter{}); who != nil {
				t.Errorf("something was kept: %v", who)
			}
		})
	}
}

func TestATargetIsRecordedOncePerRun(t *testing.T) {
	h := open(t)
	run := h.begin(start(day))
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a"))); err != nil {
		t.Fatal(err)
	}
	_, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a", "b")))
	if want := "record the read of github: run 1 has recorded it already: begin another run"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}
