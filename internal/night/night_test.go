package night_test

import (
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// congress is the worked example: a real roster and two real apps.
func congress(t *testing.T) night.Options {
	t.Helper()
	day, err := access.ParseDate("2026-06-15")
	if err != nil {
		t.Fatal(err)
	}
	return night.Options{
		ConfigPath: "../../examples/congress/reconcile.yaml", AsOf: day, Version: "test",
		Kinds: config.KindsOf(sources.All(), targets.All()),
	}
}

func TestTheWorkedExampleFindsWhatTheElectionChanged(t *testing.T) {
	run, err := night.Run(t.Context(), congress(t))
	if err != nil {
		t.Fatal(err)
	}
	got := map[access.Verdict]int{}
	byTarget := map[string]int{}
	for i := range run.Findings {
		f := &run.Findings[i]
		got[f.Verdict]++
		byTarget[f.Target+" "+string(f.Verdict)]++
	}
	for verdict, want := range map[access.Verdict]int{
		access.Missing: 234, access.Excess: 180, access.Orphaned: 154, access.NoAddress: 1,
	} {
		if got[verdict] != want {
			t.Errorf("%s: %d, docs/congress.md says %d", verdict, got[verdict], want)
		}
	}
	if byTarget["committees orphaned"] != 82 || byTarget["social orphaned"] != 72 {
		t.Errorf("orphaned accounts: %v", byTarget)
	}
	for i := range run.Plan.Actions {
		if a := &run.Plan.Actions[i]; a.State != access.Blocked {
			t.Errorf("without `fix:` nothing may be %s: %+v", a.State, a)
		}
	}
}

func TestExplainTellsForAnyPersonAndAnyAccountWhy(t *testing.T) {
	run, err := night.Run(t.Context(), congress(t))
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]*access.Finding{}
	for i := 0; i < len(run.Findings); i += 23 {
		f := &run.Findings[i]
		switch {
		case f.Account != nil:
			subjects[f.Target+"/"+f.Account.ID] = f
		case f.Person != nil:
			subjects[f.Person.ID] = f
		}
	}
	// and some who have no finding
	for _, subject := range []string{"S000148", "Charles E. Schumer", "committees/c-S000148", "social/SenSchumer"} {
		subjects[subject] = nil
	}
	for subject, finding := range subjects {
		x, err := night.Explain(t.Context(), congress(t), subject)
		if err != nil {
			t.Errorf("%s: %v", subject, err)
			continue
		}
		if x.Person == nil && len(x.Accounts) != 1 {
			t.Errorf("%s: neither a person nor one account: %+v", subject, x)
		}
		if finding != nil && !hasFinding(x, finding.Fingerprint) {
			t.Errorf("%s: the finding %s is not explained", subject, finding.Reason)
		}
		for _, a := range x.Accounts {
			for _, one := range a.Access {
				if one.Class == "" || one.Why == "" && len(one.Rules) == 0 {
					t.Errorf("%s: %s of %s is %q, and nothing says why", subject, one.Key, a.Account.ID, one.Class)
				}
			}
		}
		for _, d := range x.Due {
			if len(d.Rules) == 0 || !strings.Contains(d.Rules[0], "rules.yaml:") {
				t.Errorf("%s: %s is due in %s by no line: %q", subject, d.Key, d.Target, d.Rules)
			}
		}
	}
}

func hasFinding(x *access.Explanation, fingerprint string) bool {
	for i := range x.Findings {
		if x.Findings[i].Fingerprint == fingerprint {
			return true
		}
	}
	return false
}

func TestTwoRunsOverTheSameFilesAreEqual(t *testing.T) {
	first, err := night.Run(t.Context(), congress(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := night.Run(t.Context(), congress(t))
		if err != nil {
			t.Fatal(err)
		}
		if len(again.Findings) != len(first.Findings) || again.Plan.Hash != first.Plan.Hash {
			t.Fatalf("%d findings, plan %s; then %d, plan %s", len(first.Findings), first.Plan.Hash, len(again.Findings), again.Plan.Hash)
		}
		for i := range first.Findings {
			if first.Findings[i].Fingerprint != again.Findings[i].Fingerprint {
				t.Fatalf("finding %d is another", i)
			}
		}
	}
}
