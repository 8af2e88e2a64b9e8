package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// day is the first day of the tests' company.
var day = access.DateOf(2026, time.January, 5)

// at is 02:00 on a day.
func at(d access.Date) time.Time { return d.Time().Add(2 * time.Hour) }

// clock stands still on the first day.
func clock() time.Time { return at(day) }

// house is a store under test.
type house struct {
	t    testing.TB
	path string
	*store.Store
}

// open opens a new store.
func open(t testing.TB) *house {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "reconcile.db"))
}

func reopen(t testing.TB, path string) *house {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &house{t, path, s}
}

// start is a run in line on a day.
func start(d access.Date) store.RunStart {
	return store.RunStart{
		ID: at(d).Format("20060102T150405Z"), AsOf: d, Day: d, InLine: true, Mode: "dry-run", Started: at(d),
		RulesHash: "rules", ConfigHash: "config", Version: "1",
	}
}

func (h *house) begin(r store.RunStart) int64 {
	h.t.Helper()
	run, _, err := h.Begin(h.t.Context(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	return run
}

// account makes an account of somebody: "a1 ana@x.example team:dev team:ops>team:dev", what follows > is through what.
func account(text string) access.Account {
	fields := strings.Fields(text)
	return access.Account{ID: fields[0], Login: fields[0], Emails: []access.Email{{Address: fields[0] + "@acme.example"}}}
}

// snapshot makes a snapshot of accounts, each an id and the keys it holds; a key after > is what it is held through.
func snapshot(target string, lines ...string) *access.Snapshot {
	s := &access.Snapshot{Target: target, Total: -1, Entitlements: []access.Entitlement{access.AccountEntitlement()}}
	index := map[string]int32{}
	entitlement := func(key string) int32 {
		if i, ok := index[key]; ok {
			return i
		}
		e, ok := access.ParseEntitlement(key, map[string][]string{"team": nil})
		if !ok {
			panic(key)
		}
		index[key] = int32(len(s.Entitlements))
		s.Entitlements = append(s.Entitlements, e)
		return index[key]
	}
	slices.Sort(lines)
	for _, line := range lines {
		a := account(line)
		for _, key := range strings.Fields(line)[1:] {
			if key == "suspended" {
				a.Status = access.Suspended
				continue
			}
			key, via, through := strings.Cut(key, ">")
			g := access.Grant{Entitlement: entitlement(key)}
			if through {
				g.Via = entitlement(via)
			}
			a.Grants = append(a.Grants, g)
		}
		slices.SortFunc(a.Grants, func(x, y access.Grant) int { return int(x.Entitlement-y.Entitlement)*1000 + int(x.Via-y.Via) })
		s.Accounts = append(s.Accounts, a)
	}
	s.Hash = fmt.Sprintf("hash of %s", strings.Join(lines, ","))
	return s
}

// complete is a good and complete read of a snapshot, each account that of the person of its name.
func complete(s *access.Snapshot) store.TargetRead {
	r := store.TargetRead{Target: s.Target, Status: access.Complete, Good: true, Snapshot: s}
	for i := range s.Accounts {
		r.People = append(r.People, "P-"+s.Accounts[i].ID)
		r.Primary = append(r.Primary, true)
		r.Matched = append(r.Matched, "work e-mail")
	}
	return r
}

// export is a complete read of a file with that hash.
func export(hash string, lines ...string) store.TargetRead {
	s := snapshot("github", lines...)
	s.File, s.Hash = "members.csv", hash
	return complete(s)
}

// partial is a partial read of a snapshot.
func partial(s *access.Snapshot) store.TargetRead {
	r := complete(s)
	r.Status, r.Good, r.Why = access.Partial, false, []string{"the file is stale"}
	return r
}

// failed is a failed read.
func failed(target string) store.TargetRead {
	return store.TargetRead{Target: target, Status: access.FailedRead, Why: []string{"page 2: timeout"}}
}

// who words the access on a day: "github a1 account since 2026-01-05".
func (h *house) who(d access.Date, filter store.AccessFilter) []string {
	h.t.Helper()
	var all []string
	for a, err := range h.AccessOn(h.t.Context(), d, filter) {
		if err != nil {
			h.t.Fatal(err)
		}
		line := a.Target + " " + a.Account.ID + " " + a.Entitlement
		if a.Via != "" {
			line += ">" + a.Via
		}
		all = append(all, fmt.Sprintf("%s since %d", line, a.Since.DaysSince(day)))
	}
	return all
}
