package night_test

import (
	"fmt"
	"path/filepath"
	"testing"

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
