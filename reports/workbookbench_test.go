package reports_test

import (
	"fmt"
	"io"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

// bigRun is a night with so many findings, each with an action.
func bigRun(findings int) *access.Run {
	run := storedRun()
	for i := range findings {
		f := run.Findings[i%20]
		f.Account = account(fmt.Sprint(100_000+i), fmt.Sprintf("account-%d", i))
		f.Person = person(fmt.Sprintf("e%06d", i/3), fmt.Sprintf("Person Number %d", i/3))
		f.Fingerprint = fmt.Sprintf("%016x", i)
		run.Findings = append(run.Findings, f)
		run.Plan.Actions = append(run.Plan.Actions, access.Action{
			Kind: access.Suspend, Target: f.Target, Account: f.Account, Person: f.Person, Entitlement: f.Entitlement,
			Finding: f.Fingerprint, State: access.Blocked,
			Blocked: []access.Block{{Guard: access.GuardFixOff, Why: "`fix: {orphaned: report}` in github: set it to apply"}},
		})
	}
	return run
}

// manyHeld are the accesses of so many accounts, of which each fifth has two more.
func manyHeld(accounts int) *reports.Holdings {
	return &reports.Holdings{All: func(yield func(access.Held, error) bool) {
		for i := range accounts {
			h := access.Held{
				Target: fmt.Sprint("app", i/60_000), Account: *account(fmt.Sprintf("%07d", i), fmt.Sprintf("account-%d", i)),
				Person: fmt.Sprintf("e%06d", i/5), Status: "enabled", Entitlement: access.AccountType, Since: today(), Read: today(),
			}
			if !yield(h, nil) {
				return
			}
			for _, key := range []string{"team:developers", "role:owner"}[:(i%5)/2] {
				h.Entitlement, h.Privileged = key, key == "role:owner" && i%25 == 4
				if !yield(h, nil) {
					return
				}
			}
		}
	}}
}

// BenchmarkWorkbook writes the workbook of a company of 100,000 people with 490,000 accounts, and one of 500 people, in which
// all access is listed.
func BenchmarkWorkbook(b *testing.B) {
	for _, company := range []struct {
		name               string
		findings, accounts int
	}{{"people=500", 500, 4_000}, {"people=100000", 60_000, 490_000}} {
		run, held := bigRun(company.findings), manyHeld(company.accounts)
		b.Run(company.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var size counter
				if err := reports.Workbook(&size, run, held, reports.Options{}); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(size)/1e6, "MB/book")
			}
		})
	}
	run := bigRun(60_000)
	b.Run("findings=60000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := reports.FindingsWorkbook(io.Discard, run, reports.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
