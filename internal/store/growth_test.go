package store_test

import (
	"fmt"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// TestAQuietNightAddsLessThanAPage holds what nights without changes take: the run, its reads, a small document.
func TestAQuietNightAddsLessThanAPage(t *testing.T) {
	h := open(t)
	var lines []string
	var findings []access.Finding
	for i := range 2000 {
		lines = append(lines, fmt.Sprintf("user%04d team:dev", i))
		if i < 200 {
			findings = append(findings, finding("github", fmt.Sprintf("user%04d", i), day))
		}
	}
	night := func(n int) {
		d := day.Plus(n)
		s := snapshot("github", lines...)
		s.Hash = d.String()
		run := h.begin(start(d))
		if _, err := h.RecordTarget(t.Context(), run, complete(s)); err != nil {
			t.Fatal(err)
		}
		doc := document(d, aged(day, d, findings...)...)
		if _, err := h.Finish(t.Context(), run, store.Finished{Document: doc, Concluded: everywhere}); err != nil {
			t.Fatal(err)
		}
	}
	size := func() int64 {
		n, err := h.Size(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	const nights = 40
	night(0)
	first := size()
	for n := range nights {
		night(n + 1)
	}
	if perNight := (size() - first) / nights; perNight > 4096 {
		t.Errorf("a quiet night adds %d bytes to %d", perNight, first)
	}
}
