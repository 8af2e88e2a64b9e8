package reports_test

import (
	"fmt"
	"io"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

// BenchmarkReports writes the reports of a night with 100,000 findings.
func BenchmarkReports(b *testing.B) {
	run := acmeRun()
	for i := range 100_000 {
		f := run.Findings[i%20]
		f.Fingerprint = fmt.Sprintf("%016x", i)
		run.Findings = append(run.Findings, f)
		run.Plan.Actions = append(run.Plan.Actions, access.Action{
			Kind: access.Suspend, Target: f.Target, Account: f.Account, Person: f.Person, Finding: f.Fingerprint, State: access.Blocked,
			Blocked: []access.Block{{Guard: access.GuardFixOff, Why: "`fix: {orphaned: report}` in github: set it to apply"}},
		})
	}
	for name, write := range map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return reports.Text(w, run, reports.Options{}) },
		"plan": func(w io.Writer) error { return reports.PlanText(w, run, reports.Options{}) },
		"page": func(w io.Writer) error { return reports.Page(w, run, reports.Options{}) },
		"mail": func(w io.Writer) error { return reports.Mail(w, run, reports.Options{}) },
		"json": func(w io.Writer) error { return reports.JSON(w, run) },
		"csv":  func(w io.Writer) error { return reports.CSV(w, run) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
