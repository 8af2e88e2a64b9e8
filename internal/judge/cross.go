package judge

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// terms are the pieces of access that concern more than their own target: what conflicts and migrations ask for.
type terms struct {
	// list holds each once; byTarget are their numbers.
	list     []rules.Grant
	byTarget map[string][]int
	// conflicts and migrations name their terms by number.
	conflicts  [][]int
	migrations [][]int
}

func newTerms(p *rules.Policy) terms {
	t := terms{byTarget: map[string][]int{}}
	number := func(g rules.Grant) int {
		for i := range t.list {
			if t.list[i].Target == g.Target && t.list[i].Key == g.Key {
				return i
			}
		}
		t.list = append(t.list, g)
		t.byTarget[g.Target] = append(t.byTarget[g.Target], len(t.list)-1)
		return len(t.list) - 1
	}
	for _, c := range p.Conflicts {
		var numbers []int
		for _, g := range c.AllOf {
			numbers = append(numbers, number(g))
		}
		t.conflicts = append(t.conflicts, numbers)
	}
	for _, m := range p.Migrations {
		var numbers []int
		for _, g := range m.Access {
			numbers = append(numbers, number(g))
		}
		t.migrations = append(t.migrations, numbers)
	}
	return t
}

// Holdings say who holds the access that conflicts and migrations ask for. Those of all targets are merged before the
// targets that depend on them are judged.
type Holdings map[int]map[int32]holding

// holding is where a person holds a term.
type holding struct {
	account     access.AccountName
	row         string
	entitlement string
	status      access.Status
	provisional bool
}

// Merge adds the holdings of another target.
func (h Holdings) Merge(other Holdings) {
	for term, people := range other {
		h[term] = people
	}
}

// Holdings finds who holds, in one target, what conflicts and migrations ask for.
func (j *Judge) Holdings(r Read) Holdings {
	h := Holdings{}
	numbers := j.terms.byTarget[r.Target]
	if len(numbers) == 0 || !r.usable() {
		return h
	}
	s := r.Snapshot
	for _, number := range numbers {
		people := map[int32]holding{}
		h[number] = people
		glob, err := fold.CompileKeyGlob(j.terms.list[number].Key)
		if err != nil {
			continue
		}
		fits := make([]bool, len(s.Entitlements))
		for i := range s.Entitlements {
			e := &s.Entitlements[i]
			fits[i] = glob.MatchFolded(fold.Key(e.Key())) || glob.MatchFolded(fold.Key(e.Base()))
		}
		for i := range s.Accounts {
			a, m := &s.Accounts[i], &r.Matches[i]
			if m.Class != access.Linked || !a.Open() || !holds(a, fits) {
				continue
			}
			if _, known := people[m.Person]; known && m.Role != access.Primary {
				continue
			}
			people[m.Person] = holding{
				account: nameOf(a), row: rowOf(s, a), entitlement: j.terms.list[number].Key, status: a.Status,
				provisional: r.Status != access.Complete,
			}
		}
	}
	return h
}

func holds(a *access.Account, fits []bool) bool {
	if fits[0] {
		return true
	}
	for _, g := range a.Grants {
		if fits[g.Entitlement] {
			return true
		}
	}
	return false
}

// WaitsFor returns the targets whose holdings must be known before a target is judged.
func (j *Judge) WaitsFor(target string) []string {
	var others []string
	for _, m := range j.in.Policy.Migrations {
		if m.From == target {
			others = append(others, m.To)
		}
	}
	return others
}

// migrated reports whether migrations have moved a person out of a target (what roles give there is due no more), or
// should have and have not, because the new access is not held.
func (j *Judge) migrated(set *rules.Set, target string, person int32, held Holdings) (moved, unmigrated bool) {
	if set == nil {
		return false, false
	}
	for _, i := range set.Migrated {
		if j.in.Policy.Migrations[i].From != target {
			continue
		}
		all := true
		for _, number := range j.terms.migrations[i] {
			h, holds := held[number][person]
			all = all && holds && !h.provisional
		}
		if all {
			moved = true
		} else {
			unmigrated = true
		}
	}
	return moved && !unmigrated, unmigrated
}

// conflicts finds people who hold together what one of them may not: one finding for each person and rule.
func (j *Judge) conflicts(held Holdings) []access.Finding {
	var findings []access.Finding
	for i := range j.in.Policy.Conflicts {
		c := &j.in.Policy.Conflicts[i]
		numbers := j.terms.conflicts[i]
		if len(numbers) < 2 {
			continue
		}
		for person, first := range held[numbers[0]] {
			if j.in.Standings[person].State == access.Left || j.in.Standings[person].State == access.Quarantined {
				continue
			}
			f := access.Finding{
				Verdict: access.Conflict, Severity: access.High, Target: c.AllOf[0].Target, Entitlement: c.Name,
				EntitlementID: c.Name, Provisional: first.provisional,
			}
			all := true
			for k, number := range numbers {
				h, ok := held[number][person]
				if !ok {
					all = false
					break
				}
				f.Provisional = f.Provisional || h.provisional
				f.Includes = append(f.Includes, c.AllOf[k].Target+" "+h.entitlement)
			}
			if !all {
				continue
			}
			account := first.account
			f.Account = &account
			j.about(&f, person)
			f.Evidence.AccountRow = first.row
			f.Evidence.Rule = place(c.At.File, c.At.Line)
			f.Reason = fmt.Sprintf("%s holds together what no single person may (%s): %s.",
				display(f.Person), fold.Clean(c.Name), list(f.Includes))
			f.Action = "decide which of them to take away"
			j.seal(&f, person)
			findings = append(findings, f)
		}
	}
	return findings
}
