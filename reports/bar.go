package reports

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
)

// segment is a part of a bar: where it begins and how wide it is, in per cent of the whole. Class is its colour.
type segment struct {
	Class, Label, Count string
	X, Width            string
	// Cells is the width in whole per cent, at least 1, for bars made of table cells.
	Cells int
}

// amount is what a segment stands for.
type amount struct {
	class, label string
	n            int
}

// bar lays amounts out along a bar that stands for whole. Nothing makes no segment.
func bar(whole int, amounts ...amount) []segment {
	var bar []segment
	at := 0
	for _, a := range amounts {
		if a.n <= 0 || whole <= 0 {
			continue
		}
		percent := func(n int) string { return fmt.Sprintf("%.2f", 100*float64(n)/float64(whole)) }
		bar = append(bar, segment{
			Class: a.class, Label: a.label, Count: number(a.n), X: percent(at), Width: percent(a.n),
			Cells: max(1, int(100*int64(a.n)/int64(whole))),
		})
		at += a.n
	}
	return bar
}

// rest is what the cells of a bar leave of it, in per cent.
func rest(bar []segment) int {
	left := 100
	for _, s := range bar {
		left -= s.Cells
	}
	return max(0, left)
}

// severityBar is the shown findings by severity, also in words with their sum.
func (m *maker) severityBar() (segments []segment, words string) {
	counts := map[access.Severity]int{}
	for _, f := range m.shown {
		counts[min(f.Severity, access.Low)]++
	}
	var amounts []amount
	var said []string
	for _, s := range access.Severities() {
		amounts = append(amounts, amount{s.String(), s.String(), counts[s]})
		if counts[s] > 0 {
			said = append(said, number(counts[s])+" "+s.String())
		}
	}
	return bar(len(m.shown), amounts...), count(len(m.shown), "finding", "findings") + ": " + strings.Join(said, ", ")
}

// amounts are an app's findings by what they are about.
func (a *app) amounts() []amount {
	return []amount{
		{"missing", "missing", a.counts[access.Missing]},
		{"excess", "excess", a.counts[access.Excess]},
		{"orphaned", "orphaned", a.counts[access.Orphaned]},
		{"hygiene", "hygiene", a.hygiene()},
	}
}
