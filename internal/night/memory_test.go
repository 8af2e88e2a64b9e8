package night_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/targets/memory"
)

// remembering is acme with a store, on some day.
func remembering(t *testing.T) (o night.Options, app *memory.App, rewrite func(name string, change func(string) string), next func()) {
	files, app := acme()
	files["reconcile.yaml"] = "store: acme.db\n" + strings.Replace(files["reconcile.yaml"], "{kind: memory}",
		"{kind: memory, fix: {missing: apply, excess: apply, orphaned: apply-unknown}}", 1)
	o = options(t, files, app)
	today := now()
	o.Now, o.By = func() time.Time { return today }, "ana"
	rewrite = func(name string, change func(string) string) {
		t.Helper()
		path := filepath.Join(filepath.Dir(o.ConfigPath), name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := change(string(text))
		if changed == string(text) {
			t.Fatalf("%s is not changed", name)
		}
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o, app, rewrite, func() { today = today.AddDate(0, 0, 1) }
}

func TestTheReportSaysWhatChangedInWhatControlsIt(t *testing.T) {
	o, _, rewrite, next := remembering(t)
	if m := run(t, o).Run.Memory; len(m.Changes) != 0 {
		t.Errorf("on the first night: %+v", m.Changes)
	}
	next()
	if m := run(t, o).Run.Memory; len(m.Changes) != 0 {
		t.Errorf("nothing was changed: %+v", m.Changes)
	}
	next()
	rewrite("reconcile.yaml", func(s string) string { return strings.Replace(s, "orphaned: apply-unknown", "orphaned: report", 1) })
	rewrite("reconcile.yaml", func(s string) string {
		return strings.Replace(s, "{kind: memory,", "{kind: memory, protect: [boss],", 1)
	})
	rewrite("rules.yaml", func(s string) string {
		return s + "exceptions: [{person: e2, target: chat, access: [\"team:x\"], until: 2027-01-01, reason: on call, approved_by: e1}]\n"
	})
	var got []string
	for _, c := range run(t, o).Run.Memory.Changes {
		got = append(got, c.Setting+": "+c.Was+" -> "+c.Is)
	}
	want := []string{
		"exception: e2 chat team:x:  -> until 2027-01-01, on call, approved by e1",
		"target chat: fix: missing apply, excess apply, orphaned apply-unknown, privileged report -> missing apply, excess apply, " +
			"orphaned report, privileged report",
		"target chat: protect:  -> boss",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOnlyARunBeforeWhichNoneWasFinishedIsTheFirst(t *testing.T) {
	o, _, _, next := remembering(t)
	rehearsal := o
	rehearsal.AsOf = access.DayOf(now()).Plus(1)
	run(t, rehearsal) // is no night
	for n, want := range []bool{true, false, false} {
		if n == 2 {
			next()
		}
		if got := run(t, o).Run.Memory.First; got != want {
			t.Errorf("run %d: first %t, want %t", n, got, want)
		}
	}
}

// blocked lists the guards that refuse the action on an account.
func blocked(r *access.Run, account string) string {
	var guards []string
	for i := range r.Plan.Actions {
		a := &r.Plan.Actions[i]
		if a.Account == nil || a.Account.ID != account {
			continue
		}
		for _, b := range a.Blocked {
			guards = append(guards, string(b.Guard))
		}
	}
	return strings.Join(guards, " ")
}

func TestATakenEntryOfAnAccountIsARulesChangeLikeARole(t *testing.T) {
	o, app, rewrite, next := remembering(t)
	app.Put(access.Snapshot{Accounts: []access.Account{
		{ID: "u2", Login: "bob", Emails: []access.Email{{Address: "bob@acme.example"}}},
		{ID: "bot", Login: "bot"},
		{ID: "x", Login: "x", Emails: []access.Email{{Address: "x@client.example"}}},
	}})
	const entries = `service_accounts: [{target: chat, account: bot, kind: bot, owner: e1, review_by: 2030-01-01}]
externals: [{target: chat, account: "*@client.example", sponsor: e1, access: [account], until: 2030-01-01}]
`
	rewrite("rules.yaml", func(s string) string { return s + entries })
	for range 2 {
		if r := run(t, o); verdicts(r) != "missing chat e1" {
			t.Fatalf("before anything was taken: %s", verdicts(r))
		}
		next()
	}
	rewrite("rules.yaml", func(s string) string { return strings.Replace(s, entries, "", 1) })
	for range 3 { // confirmed or not, it waits
		r := run(t, o)
		for _, account := range []string{"bot", "x"} {
			if guards := blocked(r, account); !strings.Contains(guards, "rules-changed") {
				t.Errorf("%s: %q", account, guards)
			}
		}
		if r.Run.Memory.Rules == nil {
			t.Error("the report does not say that the rules are others")
		}
		next()
	}
	o.AcceptRules = run(t, o).Run.RulesHash
	next()
	r := run(t, o)
	for _, account := range []string{"bot", "x"} {
		if guards := blocked(r, account); strings.Contains(guards, "rules-changed") {
			t.Errorf("accepted, and %s: %q", account, guards)
		}
	}
	if r.Run.Memory.Rules != nil {
		t.Errorf("accepted, and still others: %+v", r.Run.Memory.Rules)
	}
}

func TestRulesThatCanNoLongerBeAppliedHoldEverythingBackButLeavers(t *testing.T) {
	o, app, rewrite, next := remembering(t)
	rewrite("reconcile.yaml", func(s string) string { return strings.Replace(s, "rules:", "  old: {kind: memory}\nrules:", 1) })
	rewrite("rules.yaml", func(s string) string {
		return strings.Replace(s, "{chat: [account]}", "{chat: [account], old: [account]}", 1)
	})
	_ = app
	run(t, o)
	next()
	rewrite("reconcile.yaml", func(s string) string { return strings.Replace(s, "  old: {kind: memory}\n", "", 1) })
	rewrite("rules.yaml", func(s string) string { return strings.Replace(s, ", old: [account]", "", 1) })
	app.Put(access.Snapshot{Accounts: []access.Account{
		{ID: "u2", Login: "bob", Emails: []access.Email{{Address: "bob@acme.example"}}},
		{ID: "u3", Login: "cy", Emails: []access.Email{{Address: "cy@acme.example"}}},
		{ID: "who", Login: "who"},
	}})
	r := run(t, o)
	if guards := blocked(r, "who"); !strings.Contains(guards, "rules-changed") {
		t.Errorf("an account of nobody: %q", guards)
	}
	if guards := blocked(r, "u3"); strings.Contains(guards, "rules-changed") {
		t.Errorf("a leaver: %q", guards)
	}
}

func TestAFindingIsNotResolvedByACredentialThatSeesLess(t *testing.T) {
	o, app, _, next := remembering(t)
	guest := access.Account{ID: "g", Login: "g", Kind: access.Guest}
	app.Put(access.Snapshot{Accounts: []access.Account{guest}})
	run(t, o)
	next()
	less := access.Snapshot{Accounts: []access.Account{{ID: "u2", Login: "bob", Emails: []access.Email{{Address: "bob@acme.example"}}}}}
	less.Reach.Facets = []access.Facet{
		{Name: access.FacetMembers, Listed: access.Yes},
		{Name: access.FacetGuests, Listed: access.No, Why: "the token lost a scope"},
		{Name: access.FacetBots, Listed: access.Yes},
		{Name: access.FacetInvitations, Listed: access.Yes},
		{Name: access.FacetEntitlements, Listed: access.Yes},
	}
	app.Put(less)
	run(t, o)
	next()
	app.Put(access.Snapshot{Accounts: []access.Account{guest}})
	r := run(t, o)
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Account != nil && f.Account.ID == "g" && f.AgeDays != 2 {
			t.Errorf("it is open since %s: it was resolved by a read that could not see it", f.FirstSeen)
		}
	}
}

func TestARunForOneAppLeavesTheOthersAsTheyWere(t *testing.T) {
	o, _, rewrite, next := remembering(t)
	rewrite("reconcile.yaml", func(s string) string {
		return strings.Replace(s, "rules:", "  wiki: {kind: csv, path: wiki.csv, max_age: 36500d}\nrules:", 1)
	})
	wiki := filepath.Join(filepath.Dir(o.ConfigPath), "wiki.csv")
	if err := os.WriteFile(wiki, []byte("id,email\nw1,stranger@elsewhere.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := len(run(t, o).Findings)
	next()
	limited := o
	limited.Targets = []string{"chat"}
	if r := run(t, limited); !r.Run.InLine || len(r.Findings) >= before {
		t.Errorf("in line %t, %d findings", r.Run.InLine, len(r.Findings))
	}
	next()
	r := run(t, o)
	if r.Run.Memory.Nights.Ran != 2 || r.Run.Memory.Nights.Due != 3 {
		t.Errorf("nights: %+v; a run for one app is no night", r.Run.Memory.Nights)
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.AgeDays != 2 {
			t.Errorf("%s is known since %s", f.Reason, f.FirstSeen)
		}
	}
}

func TestWhoMovesOnADayThatTheRosterKnewHasMovedOnceThoughTheRosterIsTheSame(t *testing.T) {
	files, app := acme()
	app.Put(access.Snapshot{
		Total: -1, Entitlements: []access.Entitlement{access.AccountEntitlement(), {ID: "dev", Type: "team", Name: "dev"}},
		Accounts: []access.Account{{
			ID: "u2", Login: "bob", Emails: []access.Email{{Address: "bob@acme.example"}}, Grants: []access.Grant{{Entitlement: 1}},
		}},
	})
	files["people.csv"] = "id,name,work_email,status,department,start,end\n" +
		"e1,Ana,ana@acme.example,active,Eng,2020-01-01,\n" +
		"e2,Bob,bob@acme.example,active,Eng,2020-01-01,2026-11-25\n" +
		"e2,Bob,bob@acme.example,active,Ops,2026-11-26,\n"
	files["rules.yaml"] = "roles:\n  - {name: all, grants: {chat: [account]}}\n" +
		"  - {name: devs, when: {department: Eng}, grants: {chat: [\"team:dev\"]}}\n"
	files["reconcile.yaml"] = "store: acme.db\npolicy: {mover_grace: 2d}\n" + files["reconcile.yaml"]
	o := options(t, files, app)
	today := now()
	o.Now = func() time.Time { return today }
	for _, want := range []string{"", "", "", "", "excess chat e2", "excess chat e2"} {
		r := run(t, o)
		r.Findings = slices.DeleteFunc(r.Findings, func(f access.Finding) bool { return f.Verdict == access.Missing })
		if got := verdicts(r); got != want {
			t.Errorf("%s: %q, want %q", access.DayOf(today), got, want)
		}
		today = today.AddDate(0, 0, 1)
	}
}

func TestWhoMovesAsTheyGetAnotherIDHasTheWholeGrace(t *testing.T) {
	const before = "C-17,Bea,bea@acme.example,active,Eng,2020-01-01,\n"
	m := nights(t, strings.Replace(manyConfig, "policy: {", "policy: {mover_grace: 3d, ", 1), manyPeople+before, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example team:dev", "u3 cy@acme.example", "u4 dee@acme.example",
		"u17 bea@acme.example team:dev")
	for range 2 {
		m.night()
	}
	m.write("people.csv", manyPeople+"E203,Bea,bea@acme.example,active,Ops,2026-11-26,\n"+
		"C-17,Bea,bea@acme.example,terminated,Eng,2020-01-01,2026-11-25\n")
	m.write("rules.yaml", manyRules+devsRule+"people: [{person: E203, was: [C-17]}]\n")
	for i, want := range []string{"", "", "", "excess chat E203", "excess chat E203"} {
		r := m.night()
		if got := verdicts(r); got != want {
			t.Errorf("night %d: %q, want %q", i, got, want)
		}
		if want != "" && found(t, r, access.Excess, "E203").Cause != access.CauseMover {
			t.Errorf("night %d: the cause is %q", i, found(t, r, access.Excess, "E203").Cause)
		}
	}
}

func TestWhatOnlyARunForOnePersonFoundIsNotConfirmed(t *testing.T) {
	for name, opened := range map[string]func(m *many){
		"a run for the person":   func(m *many) { m.run(forPerson("e3")) },
		"no run but the night's": func(*many) {},
	} {
		t.Run(name, func(t *testing.T) {
			m := nights(t, manyConfig, manyPeople, manyRules+devsRule)
			m.has("chat", "u1 ana@acme.example", "u3 cy@acme.example")
			m.night()
			m.run()
			m.has("chat", "u1 ana@acme.example", "u3 cy@acme.example team:dev")
			opened(m)
			m.today = m.today.AddDate(0, 0, 1)
			for i, want := range []string{"revoke u3 team:dev !not-confirmed", "revoke u3 team:dev"} {
				if got := removals(m.night()); got != want {
					t.Errorf("night %d: %q, want %q", i, got, want)
				}
			}
		})
	}
}

func TestNobodyMovesByAColumnThatRulesNameForTheFirstTime(t *testing.T) {
	people := strings.Replace(manyPeople, "department", "cost_center", 1)
	m := nights(t, strings.Replace(manyConfig, "policy: {", "policy: {mover_grace: 2d, ", 1), people, manyRules)
	m.has("chat", "u1 ana@acme.example team:dev", "u2 bob@acme.example", "u3 cy@acme.example team:dev", "u4 dee@acme.example")
	for range 2 {
		m.night()
	}
	m.write("rules.yaml", manyRules+"  - {name: devs, unless: {cost_center: Ops}, grants: {chat: [\"team:dev\"]}}\n")
	for i := range 3 {
		r := m.night()
		if got, want := verdicts(r), "excess chat e3, missing chat e2"; got != want {
			t.Errorf("night %d: %q, want %q", i, got, want)
		}
		for k := range r.Findings {
			if f := &r.Findings[k]; f.Cause != "" {
				t.Errorf("night %d: %s, cause %s", i, f.Reason, f.Cause)
			}
		}
	}
	m.write("people.csv", strings.Replace(people, "ana@acme.example,active,Eng", "ana@acme.example,active,Ops", 1))
	for i, want := range []string{"excess chat e3, missing chat e2", "excess chat e3, missing chat e2", "excess chat e1, excess chat e3, missing chat e2"} {
		if got := verdicts(m.night()); got != want {
			t.Errorf("night %d after a move: %q, want %q", i, got, want)
		}
	}
}

func TestARunThatDidNotComeToItsEndConfirmsNothing(t *testing.T) {
	m := nights(t, strings.Replace(manyConfig, "policy: {", "policy: {confirm_after: 2, ", 1), manyPeople, manyRules+devsRule)
	m.has("chat", "u1 ana@acme.example", "u3 cy@acme.example team:dev")
	m.night()
	ctx, cancel := context.WithCancel(t.Context())
	aborted, commits := m.o, 0
	aborted.OnCommit = func() {
		const read = 4 // begun, and the read recorded: two calls each
		if commits++; commits == read {
			cancel()
		}
	}
	if _, err := night.Run(ctx, aborted); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	m.today = m.today.AddDate(0, 0, 1)
	for i, want := range []string{"revoke u3 team:dev !not-confirmed", "revoke u3 team:dev"} {
		if got := removals(m.night()); got != want {
			t.Errorf("night %d: %q, want %q", i, got, want)
		}
	}
}

func TestARosterIsAcceptedByAWholeNightAlone(t *testing.T) {
	for name, limit := range map[string]func(*night.Options){
		"--target": func(o *night.Options) { o.Targets = []string{"chat"} },
		"--person": func(o *night.Options) { o.Person = "e1" },
	} {
		o, _, _, _ := remembering(t)
		o.AcceptRoster = "0123456789ab"
		limit(&o)
		if _, err := night.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "only a whole night") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
