package night_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
)

func TestAReportToSomebodyWhoMayNotHaveItIsACriticalFinding(t *testing.T) {
	o, _, rewrite, next := remembering(t)
	rewrite("reconcile.yaml", func(s string) string {
		return s + "mail: {server: localhost, from: a@acme.example, security: none, allow: [auditor@firm.example]}\n" +
			"domain_aliases: [[acme.example, acme.io]]\n" +
			"reports:\n  - {to: [ana@acme.example, ana@acme.io, cy@acme.example, auditor@firm.example, who@elsewhere.example]}\n  - {to: owners}\n"
	})
	rewrite("reconcile.yaml", func(s string) string {
		return strings.Replace(s, "{kind: memory,", "{kind: memory, owner: boss@acme.example,", 1)
	})
	refused := func() (list []string) {
		r := run(t, o)
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Verdict == access.RefusedRecipient {
				if f.Severity != access.Critical || !strings.Contains(f.Evidence.Rule, "reconcile.yaml:") {
					t.Errorf("%+v", f)
				}
				list = append(list, f.Entitlement)
			}
		}
		return list
	}
	if got := strings.Join(refused(), " "); got != "mail:boss@acme.example mail:cy@acme.example mail:who@elsewhere.example" {
		t.Errorf("refused: %s", got)
	}
	next()
	rewrite("people.csv", func(s string) string {
		return strings.Replace(s, "e3,Cy,cy@acme.example,terminated,2020-01-01,2026-10-01", "e3,Cy,cy@acme.example,active,2026-11-01,", 1)
	})
	if got := strings.Join(refused(), " "); got != "mail:boss@acme.example mail:who@elsewhere.example" {
		t.Errorf("who works here again is refused: %s", got)
	}
}
