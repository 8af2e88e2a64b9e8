package reports_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

// acmeMemory is that of a month in which one night did not run, somebody changed settings, and the rules are new.
func acmeMemory() *access.Memory {
	return &access.Memory{
		AuditHead: access.AuditHead{Seq: 1204, Hash: "d00d6d1c9a8e7f605142332415060718293a4b5c6d7e8f90a1b2c3d4e5f60718"},
		Nights:    access.Nights{Since: today().Plus(-29), Due: 30, Ran: 29},
		Changes: []access.Change{
			{Setting: "targets.github.protect", Was: "acme-bot", Is: "acme-bot, acme-*"},
			{Setting: "policy.limits.removals", Was: "20", Is: "200"},
			{Setting: "scope", Is: "people as in reconcile.yaml:41"},
		},
		Rules: &access.RulesChange{
			Accepted: "11110c7be2d94b1388c1a04e6f7d2b90c3e1f6a8d5b7094213fe88ac01d2e3f4",
			Hash:     "5a1f0c7be2d94b1388c1a04e6f7d2b90c3e1f6a8d5b7094213fe88ac01d2e3f4", Given: 2, Taken: 1002,
			Access: []access.RulesAccess{
				{Person: *person("e1001", "Ada Lovelace"), Target: "github", Entitlement: "team:payments", Rule: "rules/eng.yaml:14"},
				{
					Person: *person("e1020", "Barbara Liskov"), Target: "github", Entitlement: "team:core=maintainer", Given: true,
					Rule: "rules/eng.yaml:20",
				},
				{Person: *person("e1060", "Larry Leaving"), Target: "github", Entitlement: "team:legacy", Rule: "rules/eng.yaml:9"},
				{Person: *person("e2002", "山田 太郎"), Target: "slack", Entitlement: "account", Given: true, Rule: "rules/all.yaml:2"},
			},
		},
	}
}

// acmeClocks run and stopped, for people who left, who joined, and for one who is still here.
func acmeClocks() *access.Clocks {
	stopped := func(id, name, target string, event, days, hr int) access.Clock {
		return access.Clock{
			Person: *person(id, name), Target: target, Account: account("x"+id, "was-"+id), Event: today().Plus(event),
			Known: today().Plus(event + hr), Done: today().Plus(event + days), Days: days, HRDays: hr,
		}
	}
	return &access.Clocks{
		Leavers: []access.Clock{
			stopped("e1002", "Alan Turing", "github", -80, 0, 0),
			{
				Person: *person("e1012", "Edsger W. Dijkstra"), Target: "figma", Account: account("F9", "edsger"),
				Event: today().Plus(-2), Days: 2,
			},
			{
				Person: *person("e1007", "Grace Hopper"), Target: "github", Account: account("4711", "ghopper"),
				Event: today().Plus(-24), Known: today().Plus(-3), Days: 24, HRDays: 21,
			},
			stopped("e1004", "Radia Perlman", "github", -30, 9, 6),
			{
				Person: *person("e1060", "Larry Leaving"), Target: "github", Account: account("4799", "leaving-larry"),
				Event: today().Plus(20), Known: today().Plus(-3),
			},
			{
				Person: *person("e1061", "Lucy Leaving"), Target: "slack", Account: account("U99", "leaving-lucy"), Event: today(),
				Known: today().Plus(-3),
			},
			stopped("e1006", "Frances Allen", "slack", -10, 1, 0),
		},
		Joiners: []access.Clock{
			{
				Person: *person("e2001", "Zoë Ñandú"), Target: "google", Event: today().Plus(-1), Known: today().Plus(-20), Days: 1,
			},
			stopped("e2000", "Ken Thompson", "google", -7, 0, 0),
		},
	}
}

func TestEveryReportSaysHowManyOfTheDueNightsRan(t *testing.T) {
	run := acmeRun()
	run.Run.Memory.First = true
	for want, nights := range map[string]access.Nights{
		"It ran on 29 of 30 nights due since 2026-10-26: 1 did not run.": {Since: today().Plus(-29), Due: 30, Ran: 29},
		"It ran on 30 of 30 nights due since 2026-10-26.":                {Since: today().Plus(-29), Due: 30, Ran: 30},
		"It ran on 0 of 1 night due: 1 did not run.":                     {Due: 1},
		"This is the first night.":                                       {Since: today(), Due: 1, Ran: 1},
	} {
		run.Run.Memory.Nights = nights
		for name, s := range every(t, run, reports.Options{}) {
			if name != "plan" && !strings.Contains(flat(s), want) {
				t.Errorf("%s does not say: %s", name, want)
			}
		}
	}
}

func TestASecondRunOnTheFirstDayIsNotCalledTheFirstNight(t *testing.T) {
	run := acmeRun()
	run.Run.Memory.First, run.Run.Memory.Nights = false, access.Nights{Since: today(), Due: 1, Ran: 1}
	for name, s := range every(t, run, reports.Options{}) {
		said := strings.Contains(flat(s), "This is not the first run, but no whole night of an earlier date is stored yet.")
		if name != "plan" && !said || strings.Contains(s, "first night") {
			t.Errorf("%s says that it is the first night, or not that it is none", name)
		}
	}
}

func TestWhatChangedInSettingsAndRulesIsSaid(t *testing.T) {
	for name, s := range every(t, acmeRun(), reports.Options{Confidential: true}) {
		if name == "plan" {
			continue
		}
		for _, want := range []string{"targets.github.protect", "acme-bot, acme-*", "they make 2 accesses due", "team:payments"} {
			if !strings.Contains(flat(s), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

func TestAnAppThatWasNotReadSaysWhenItWas(t *testing.T) {
	run := acmeRun()
	for name, s := range every(t, run, reports.Options{}) {
		if !strings.Contains(flat(s), "last read 3 nights ago") {
			t.Errorf("%s does not say when jira was read last", name)
		}
	}
	run.Targets[3].LastRead = 0
	if s := flat(asText(t, run, reports.Options{})); !strings.Contains(s, "never read before") {
		t.Error("jira was never read, and it is not said")
	}
}

func TestTheHeadOfTheAuditLogStandsWholeInEveryReport(t *testing.T) {
	run := acmeRun()
	for name, s := range every(t, run, reports.Options{}) {
		if name != "plan" && !strings.Contains(flat(s), "audit log at entry 1,204, sha256 "+run.Run.Memory.AuditHead.Hash) {
			t.Errorf("%s does not hold the head", name)
		}
	}
}

func TestClocksAreSummedUp(t *testing.T) {
	run := acmeRun()
	for want, list := range map[string][]access.Clock{
		"leavers: none running; none stopped in the last 90 days":                                 nil,
		"leavers: 1 running; none stopped in the last 90 days":                                    {{Event: 5}},
		"leavers: 2 running, the longest for 24 days; 1 stopped in the last 90 days, all in time": {{Days: 2}, {Days: 24}, {Done: 9}},
		"leavers: none running; 3 stopped in the last 90 days, half of them within 2 days, the slowest after 9 days": {
			{Days: 9, Done: 9}, {Done: 9}, {Days: 2, Done: 3},
		},
	} {
		run.Clocks = &access.Clocks{Leavers: list}
		if s := flat(asText(t, run, reports.Options{Confidential: true})); !strings.Contains(s, want) {
			t.Errorf("not said: %s", want)
		}
	}
}

func TestMoneyIsCountedByCurrency(t *testing.T) {
	s := flat(asText(t, acmeRun(), reports.Options{}))
	for _, want := range []string{
		"github 58 61 6 21.00 USD 1,218.00 USD 126.00 USD", // a seat more is taken than bought
		"slack 100 66 4 8.75 USD 875.00 USD 332.50 USD",
		"figma - 20 2 15.00 EUR 300.00 EUR 30.00 EUR",
		"all in USD 2,093.00 USD 458.50 USD",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("not said: %s", want)
		}
	}
	if strings.Contains(s, "all in EUR") {
		t.Error("a single app is summed up")
	}
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
