package night_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"reconcile/bench/company"
	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

func TestTheResultDoesNotDependOnTheOrderOfRowsTargetsRolesOrEntries(t *testing.T) {
	outcome := func(seed uint64) []string {
		c, err := company.New(company.Options{People: 400, Apps: 13, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		shuffle(c, seed)
		dir := t.TempDir()
		if err := c.Write(dir); err != nil {
			t.Fatal(err)
		}
		run, err := night.Run(t.Context(), night.Options{
			ConfigPath: filepath.Join(dir, "reconcile.yaml"), AsOf: company.AsOf(), Kinds: config.KindsOf(sources.All(), targets.All()),
		})
		if err != nil {
			t.Fatal(err)
		}
		return essence(run)
	}
	want := outcome(0)
	if len(want) < 100 {
		t.Fatalf("only %d findings and actions: the company says nothing", len(want))
	}
	for seed := range uint64(5) {
		if got := outcome(seed + 1); !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("in order %d, line %d of %d (%d):\n got %s\nwant %s", seed+1, i, len(got), len(want), got[min(i, len(got)-1)], want[i])
				}
			}
			t.Fatalf("in order %d there are %d lines, not %d", seed+1, len(got), len(want))
		}
	}
}

// shuffle puts all of a company's files in another order; 0 leaves it.
func shuffle(c *company.Company, seed uint64) {
	if seed == 0 {
		return
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	mix(rng, c.People)
	mix(rng, c.Apps)
	for i := range c.Apps {
		mix(rng, c.Apps[i].Accounts)
	}
	mix(rng, c.Roles)
	mix(rng, c.Exceptions)
	mix(rng, c.Services)
	mix(rng, c.Externals)
	mix(rng, c.Identities)
}

func mix[T any](rng *rand.Rand, list []T) {
	rng.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
}

// essence is all that a run says, but for where it stands in the files: findings and actions in their order.
func essence(run *access.Run) []string {
	var lines []string
	for i := range run.Findings {
		f := &run.Findings[i]
		lines = append(lines, fmt.Sprint(f.Fingerprint, f.Verdict, f.Cause, f.Severity, f.Target, name(f.Account), person(f.Person),
			f.Entitlement, f.Includes, f.Reason, f.Days, f.Basis, f.Notes, f.Provisional, f.OutOfScope))
	}
	for i := range run.Plan.Actions {
		a := &run.Plan.Actions[i]
		lines = append(lines, fmt.Sprint(a.Kind, a.Target, name(a.Account), person(a.Person), a.Entitlement, a.With, a.State, a.Expected,
			a.Manual, a.Blocked))
	}
	place := regexp.MustCompile(`[\w/]+\.(yaml|csv)(:\d+|, row \d+)`)
	for i := range lines {
		lines[i] = place.ReplaceAllString(lines[i], "@")
	}
	return lines
}

func name(a *access.AccountName) string {
	if a == nil {
		return "-"
	}
	return a.ID
}

func person(p *access.PersonName) string {
	if p == nil {
		return "-"
	}
	return p.ID
}
