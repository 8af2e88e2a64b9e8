package store_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// believed is what a reader of one target's reads believes of an account: whether it is access and since when, and since
// when it holds what.
type believed struct {
	access bool
	since  access.Date
	grants map[string]access.Date
}

// belief is what a reader believes of one target, and at each complete read believed.
type belief struct {
	accounts map[string]*believed
	then     map[access.Date][]string
}

// see takes in a read, in the words of snapshot.
func (b *belief) see(target string, d access.Date, lines []string, complete bool) {
	seen := map[string]bool{}
	for _, line := range lines {
		fields := strings.Fields(line)
		id, keys := fields[0], fields[1:]
		seen[id] = true
		open := !slices.Contains(keys, "suspended")
		a := b.accounts[id]
		if a == nil {
			a = &believed{access: open, since: d, grants: map[string]access.Date{}}
			b.accounts[id] = a
		}
		if a.access != open {
			a.access, a.since = open, d
		}
		for _, key := range keys {
			if _, held := a.grants[key]; !held && key != "suspended" {
				a.grants[key] = d
			}
		}
		maps.DeleteFunc(a.grants, func(key string, _ access.Date) bool { return complete && !slices.Contains(keys, key) })
	}
	if !complete {
		return
	}
	maps.DeleteFunc(b.accounts, func(id string, _ *believed) bool { return !seen[id] })
	var who []string
	for _, id := range slices.Sorted(maps.Keys(b.accounts)) {
		a := b.accounts[id]
		if !a.access {
			continue
		}
		who = append(who, fmt.Sprintf("%s %s account since %d", target, id, a.since.DaysSince(day)))
		for _, key := range slices.Sorted(maps.Keys(a.grants)) {
			who = append(who, fmt.Sprintf("%s %s %s since %d", target, id, key, max(a.grants[key], a.since).DaysSince(day)))
		}
	}
	b.then[d] = who
}

// on is what was believed on a date.
func (b *belief) on(d access.Date) []string {
	for ; d >= day; d-- {
		if who, read := b.then[d]; read {
			return who
		}
	}
	return nil
}

// drawRead draws what a read sees.
func drawRead(t *rapid.T) []string {
	var lines []string
	for _, id := range []string{"a", "b", "c", "d"} {
		if !rapid.Bool().Draw(t, id) {
			continue
		}
		line := id
		for _, key := range []string{"group:x", "team:dev", "team:ops>group:x", "suspended"} {
			if rapid.IntRange(0, 2).Draw(t, key) == 0 {
				line += " " + key
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestForEveryPastDayTheAccessIsWhatWasReadThen(t *testing.T) {
	folder := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		h := reopen(t, fmt.Sprintf("%s/%d.db", folder, n))
		defer h.Close()
		targets := []string{"github", "slack"}
		beliefs := map[string]*belief{}
		for _, target := range targets {
			beliefs[target] = &belief{map[string]*believed{}, map[access.Date][]string{}}
		}
		d := day
		for range rapid.IntRange(1, 8).Draw(rt, "nights") {
			d = d.Plus(rapid.IntRange(0, 2).Draw(rt, "days"))
			begin := start(d)
			begin.InLine = rapid.IntRange(0, 5).Draw(rt, "rehearsal") > 0
			aborted := rapid.IntRange(0, 5).Draw(rt, "aborted") == 0
			run := h.begin(begin)
			for _, target := range targets {
				status := rapid.SampledFrom([]access.ReadStatus{
					access.Complete, access.Complete, access.Complete, access.Partial, access.FailedRead,
				}).Draw(rt, "status")
				lines := drawRead(rt)
				r := failed(target)
				if status != access.FailedRead {
					s := snapshot(target, lines...)
					for i := range s.Accounts {
						s.Accounts[i].Name = rapid.SampledFrom([]string{"", "Ana"}).Draw(rt, "name")
						s.Hash += s.Accounts[i].Name + ","
					}
					r = complete(s)
					r.Status = status
				}
				if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
					rt.Fatal(err)
				}
				if begin.InLine && status != access.FailedRead {
					beliefs[target].see(target, d, lines, status == access.Complete)
				}
			}
			if aborted {
				continue
			}
			if _, err := h.Finish(t.Context(), run, store.Finished{Document: document(d), Concluded: everywhere}); err != nil {
				rt.Fatal(err)
			}
		}
		kept := day
		if past := h.past(d); past.LastDay > day && rapid.Bool().Draw(rt, "retention") {
			kept = day.Plus(rapid.IntRange(0, past.LastDay.DaysSince(day)-1).Draw(rt, "kept"))
			if err := h.Retain(t.Context(), kept); err != nil {
				rt.Fatal(err)
			}
			if _, err := h.Verify(t.Context()); err != nil {
				rt.Fatal(err)
			}
		}
		for ; d >= kept; d-- {
			var want []string
			for _, target := range targets {
				want = append(want, beliefs[target].on(d)...)
			}
			if diff := cmp.Diff(want, h.who(d, store.AccessFilter{}), cmpopts.EquateEmpty()); diff != "" {
				rt.Fatalf("on %s (-want +got)\n%s", d, diff)
			}
		}
	})
}

func TestAQuietNightAddsARunItsReadsAndASmallDocument(t *testing.T) {
	h := open(t)
	tables := []string{
		"account_span", "grant_span", "entitlement", "entitlement_span", "person_span", "finding_span", "body", "content", "governed", "volatile",
		"outcome",
	}
	count := func() map[string]int {
		counts := map[string]int{}
		for _, table := range tables {
			n, err := h.Count(t.Context(), table)
			if err != nil {
				t.Fatal(err)
			}
			counts[table] = n
		}
		return counts
	}
	var before map[string]int
	for n := range 4 {
		d := day.Plus(n)
		run := h.begin(start(d))
		s := snapshot("github", "a team:dev", "b team:dev")
		if n%2 == 0 {
			s.Hash = d.String() // the same content by another way
		}
		r := complete(s)
		r.Governed = []string{"team:dev"}
		if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
			t.Fatal(err)
		}
		people := []access.Person{{ID: "E1", Name: "Ana"}}
		_, err := h.Finish(t.Context(), run, store.Finished{
			Document: document(d, aged(day, d, finding("github", "a", day), finding("github", "b", day))...), Concluded: everywhere,
			Rules: access.RulesText{Hash: "r"}, Controls: map[string]string{"fix": "off"},
			Roster: &store.RosterRead{Hash: d.String(), Good: true, People: people},
		})
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			if diff := cmp.Diff(before, count()); diff != "" {
				t.Errorf("night %d added rows (-before +after)\n%s", n, diff)
			}
		}
		before = count()
	}
}
