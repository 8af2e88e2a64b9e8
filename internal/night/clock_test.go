package night_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
)

func TestClocksStopAtTheDateOfTheExportAndNotWhenItIsRead(t *testing.T) {
	configuration := strings.Replace(manyConfig, "rules:", "  crm: {kind: csv, path: crm.csv}\nrules:", 1)
	m := nights(t, configuration, manyPeople, "roles: [{name: all, grants: {chat: [account], crm: [account]}}]\n")
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example", "u4 dee@acme.example")
	export := func(rows string) {
		m.write("crm.csv", "id,email,status\nc1,ana@acme.example,active\nc2,bob@acme.example,active\nc3,cy@acme.example,active\n"+rows)
		if err := os.Chtimes(filepath.Join(m.dir, "crm.csv"), m.today, m.today); err != nil {
			t.Fatal(err)
		}
	}
	told := func(r *access.Run) string {
		var list []string
		for _, c := range slices.Concat(r.Clocks.Leavers, r.Clocks.Joiners) {
			if c.Target == "crm" {
				list = append(list, strings.TrimSpace(fmt.Sprintf("%s %d days %s", c.Person.ID, c.Days, c.Done)))
			}
		}
		return strings.Join(list, ", ")
	}
	export("c4,dee@acme.example,active\n")
	m.night()
	people := strings.Replace(manyPeople, "dee@acme.example,active,Ops,2020-01-01,", "dee@acme.example,terminated,Ops,2020-01-01,2026-11-24", 1)
	m.write("people.csv", people+"e5,Eve,eve@acme.example,active,Ops,2026-11-25,\n")
	if got, want := told(m.night()), "e4 1 days, e5 0 days"; got != want {
		t.Errorf("clocks run: %q, want %q", got, want)
	}
	export("c4,dee@acme.example,suspended\nc5,eve@acme.example,active\n")
	m.today = m.today.AddDate(0, 0, 10)
	if got, want := told(m.night()), "e4 2 days 2026-11-26, e5 1 days 2026-11-26"; got != want {
		t.Errorf("read ten days after it was exported: %q, want %q", got, want)
	}
}

func TestNoClockRunsForAnAppThatIsConfiguredNoMore(t *testing.T) {
	people := strings.Replace(manyPeople, "dee@acme.example,active,Ops,2020-01-01,", "dee@acme.example,terminated,Ops,2020-01-01,2026-11-20", 1)
	m := nights(t, strings.Replace(manyConfig, "rules:", "  old: {kind: old}\nrules:", 1), people,
		"roles: [{name: all, grants: {chat: [account], old: [account]}}]\n", "old")
	m.has("chat", "u1 ana@acme.example", "u2 bob@acme.example", "u3 cy@acme.example")
	m.has("old", "o1 ana@acme.example", "o4 dee@acme.example")
	if c := m.night().Clocks.Leavers; len(c) != 1 || !c[0].Running() {
		t.Fatalf("clocks: %+v", c)
	}
	m.write("reconcile.yaml", manyConfig)
	m.write("rules.yaml", manyRules)
	if c := m.night().Clocks.Leavers; len(c) != 0 {
		t.Errorf("clocks: %+v", c)
	}
}
