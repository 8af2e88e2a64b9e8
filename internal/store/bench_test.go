package store_test

import (
	"fmt"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// company makes the reads of a large company: 8 targets, 490,000 accounts, 590,000 grants.
func company() []store.TargetRead {
	const targets, accounts, grants = 8, 490_000, 590_000
	reads := make([]store.TargetRead, targets)
	for t := range reads {
		s := &access.Snapshot{
			Target: fmt.Sprintf("app%d", t), Total: -1, Hash: "same", File: "export.csv", Entitlements: []access.Entitlement{access.AccountEntitlement()},
		}
		for e := range 200 {
			name := fmt.Sprintf("team-%03d", e)
			s.Entitlements = append(s.Entitlements, access.Entitlement{ID: "team:" + name, Type: "team", Name: name})
		}
		for i := range accounts / targets {
			id := fmt.Sprintf("U%08d", i*7)
			a := access.Account{
				ID: id, Login: "given.family" + id, Name: "Given Family " + id, Created: day - 400,
				Emails: []access.Email{{Address: "given.family" + id + "@acme.example"}}, LastActive: day - access.Date(i%40),
			}
			for g := range (i+1)*grants/accounts - i*grants/accounts {
				a.Grants = append(a.Grants, access.Grant{Entitlement: int32(1 + (i*3+g)%200)})
			}
			s.Accounts = append(s.Accounts, a)
		}
		reads[t] = complete(s)
		for i := range reads[t].People {
			reads[t].People[i] = fmt.Sprintf("E%06d", i*13%100_000)
		}
	}
	return reads
}

// record is one night of them.
func record(b *testing.B, h *house, d access.Date, reads []store.TargetRead) {
	run := h.begin(start(d))
	var wait sync.WaitGroup
	slots := make(chan struct{}, 2) // as many as the night reads at once
	for _, r := range reads {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			if _, err := h.RecordTarget(b.Context(), run, r); err != nil {
				b.Error(err)
			}
		})
	}
	wait.Wait()
	if _, err := h.Finish(b.Context(), run, store.Finished{Document: document(d)}); err != nil {
		b.Fatal(err)
	}
}

// megabytes is the size of the store.
func (h *house) megabytes() float64 {
	size, err := h.Size(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return float64(size) / 1e6
}

// BenchmarkNight is what recording the reads of a night takes.
func BenchmarkNight(b *testing.B) {
	reads := company()
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			h := open(b)
			b.StartTimer()
			record(b, h, day, reads)
			b.StopTimer()
			b.ReportMetric(h.megabytes(), "MB")
			b.StartTimer()
		}
	})
	h := open(b)
	record(b, h, day, reads)
	d := day
	b.Run("equal hashes", func(b *testing.B) {
		before := h.megabytes()
		for b.Loop() {
			d++
			record(b, h, d, reads)
		}
		b.ReportMetric((h.megabytes()-before)/float64(b.N), "MB/night")
	})
	b.Run("quiet", func(b *testing.B) {
		before := h.megabytes()
		for b.Loop() {
			d++
			for i := range reads {
				reads[i].Snapshot.Hash = d.String()
			}
			record(b, h, d, reads)
		}
		b.ReportMetric((h.megabytes()-before)/float64(b.N), "MB/night")
	})
	b.Run("links", func(b *testing.B) {
		for b.Loop() {
			for i := range reads {
				if _, err := h.Links(b.Context(), reads[i].Target, d.Plus(1)); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkFinish is what 20,000 findings, 20,000 actions and 100,000 people take.
func BenchmarkFinish(b *testing.B) {
	findings := make([]access.Finding, 20_000)
	for i := range findings {
		findings[i] = finding("app", fmt.Sprintf("U%08d", i), day)
		findings[i].Reason = "Ana Example left on 2026-01-01 and still has an enabled account"
	}
	people := make([]access.Person, 100_000)
	for i := range people {
		id := fmt.Sprintf("E%06d", i)
		people[i] = access.Person{ID: id, Name: "Given Family", Email: id + "@acme.example", Start: day, Attributes: access.Attributes{
			Type: []string{"employee"}, Department: []string{"Engineering"}, Team: []string{"Platform"}, Manager: []string{"E000001"},
		}}
	}
	d := day
	night := func(b *testing.B, h *house) {
		d++
		run := h.begin(start(d))
		roster := &store.RosterRead{Hash: d.String(), Good: true, People: people}
		doc := document(d, aged(day, d, findings...)...)
		if _, err := h.Finish(b.Context(), run, store.Finished{Document: doc, Concluded: everywhere, Roster: roster}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			night(b, open(b))
		}
	})
	h := open(b)
	night(b, h)
	b.Run("quiet", func(b *testing.B) {
		before := h.megabytes()
		for b.Loop() {
			night(b, h)
		}
		b.ReportMetric((h.megabytes()-before)/float64(b.N), "MB/night")
	})
	b.Run("past", func(b *testing.B) {
		for b.Loop() {
			if past := h.past(d); len(past.Open) != len(findings) {
				b.Fatal(len(past.Open))
			}
		}
	})
	b.Run("people", func(b *testing.B) {
		for b.Loop() {
			if err := h.PastPeople(b.Context(), people, &access.PastRoster{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("document", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.Document(b.Context(), store.Latest); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAccessOn is who had what in one of eight targets.
func BenchmarkAccessOn(b *testing.B) {
	h := open(b)
	record(b, h, day, company())
	for _, filter := range []store.AccessFilter{{Target: "app3"}, {People: []string{"E000013"}}, {Target: "app3", Account: "U00000007"}} {
		b.Run(fmt.Sprintf("%+v", filter), func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = 0
				for _, err := range h.AccessOn(b.Context(), day, filter) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n), "rows")
		})
	}
}
