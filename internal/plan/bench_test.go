package plan_test

import (
	"fmt"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

func BenchmarkMake(b *testing.B) {
	c := given()
	for i := range 100_000 {
		who := fmt.Sprintf("e%06d", i)
		switch i % 4 {
		case 0:
			c.Findings = append(c.Findings, leaver("code", who, privileged))
		case 1:
			c.Findings = append(c.Findings, absent("mail", who))
		case 2:
			c.Findings = append(c.Findings, excess("code", who, "team:dev"))
		default:
			c.Findings = append(c.Findings, stranger("mail", who, access.CauseUnknown))
		}
	}
	for i := range 1000 {
		c.target("code").Top = append(c.target("code").Top, access.TopHolder{Account: fmt.Sprintf("a-e%06d", i), Safe: true})
		c.Known.Services = append(c.Known.Services, access.ServiceAccount{Target: "code", Account: fmt.Sprint("bot-", i)})
	}
	c.set("code", func(s *plan.TargetSettings) { s.Protect, s.Seats = []string{"acme-bot", "breakglass-*"}, 100_000 })
	b.ReportAllocs()
	for b.Loop() {
		plan.Make(c.Input)
	}
}
