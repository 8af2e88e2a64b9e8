package night_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"reconcile/bench/company"
	"reconcile/internal/config"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// BenchmarkRun is a whole audit of a made-up company, from its files to the plan.
func BenchmarkRun(b *testing.B) {
	for _, size := range []company.Options{{People: 500, Apps: 13, Seed: 1}, {People: 20_000, Apps: 8, Seed: 1}, {People: 100_000, Apps: 8, Seed: 1}} {
		b.Run(fmt.Sprintf("%d people", size.People), func(b *testing.B) {
			c, err := company.New(size)
			if err != nil {
				b.Fatal(err)
			}
			dir := b.TempDir()
			if err := c.Write(dir); err != nil {
				b.Fatal(err)
			}
			want := c.Expected.Total
			c = nil
			o := night.Options{
				ConfigPath: filepath.Join(dir, "reconcile.yaml"), AsOf: company.AsOf(),
				Kinds: config.KindsOf(sources.All(), targets.All()),
			}
			b.ReportAllocs()
			for b.Loop() {
				run, err := night.Run(b.Context(), o)
				if err != nil {
					b.Fatal(err)
				}
				if len(run.Findings) != want {
					b.Fatalf("%d findings, %d were planted", len(run.Findings), want)
				}
			}
		})
	}
}

// BenchmarkNight is a night of 100,000 people with a store: the first one, one with equal files, and one whose files hold
// the same in other bytes. All judge the same day, so that nothing changes by the passing of time.
func BenchmarkNight(b *testing.B) {
	c, err := company.New(company.Options{People: 100_000, Apps: 8, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	if err := c.Write(dir); err != nil {
		b.Fatal(err)
	}
	c = nil
	path, db := filepath.Join(dir, "reconcile.yaml"), filepath.Join(dir, "acme.db")
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("store: acme.db\n"), text...), 0o600); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "exports", "*.csv"))
	if err != nil {
		b.Fatal(err)
	}
	day := company.AsOf()
	night := func(b *testing.B) {
		at := day.Time().Add(150 * time.Minute)
		o := night.Options{
			ConfigPath: path, AsOf: company.AsOf(), Now: func() time.Time { return at },
			Kinds: config.KindsOf(sources.All(), targets.All()),
		}
		if _, err := night.Run(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
	size := func() float64 {
		info, err := os.Stat(db)
		if err != nil {
			b.Fatal(err)
		}
		return float64(info.Size()) / 1e6
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			_ = os.Remove(db)
			night(b)
			b.ReportMetric(size(), "MB")
		}
	})
	night(b)
	day++
	night(b) // what waited for a first good read waits no more
	b.Run("equal", func(b *testing.B) {
		for b.Loop() {
			day++
			night(b)
		}
	})
	b.Run("quiet", func(b *testing.B) {
		before := size()
		for b.Loop() {
			day++
			for _, name := range append(files, filepath.Join(dir, "roster.csv")) {
				f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := f.WriteString("\n"); err != nil {
					b.Fatal(err)
				}
				if err := f.Close(); err != nil {
					b.Fatal(err)
				}
			}
			night(b)
		}
		b.ReportMetric((size()-before)/float64(b.N), "MB/night")
	})
}
