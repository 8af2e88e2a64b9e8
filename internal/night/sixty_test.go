package night_test

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/internal/store"
)

var seeds = flag.Int("seeds", 3, "how many companies live through sixty nights")

// The nights on which something happens on purpose.
const (
	rulesChange  = 20 // the role ops is taken out of the rules
	rulesAccept  = 25 // and somebody accepts that
	rulesBack    = 28 // it is put back
	rosterCut    = 31 // half of the roster's rows are missing
	rulesEmptied = 35 // the rules file is empty
	renamed      = 40 // all logins, and a department, are called otherwise
	renameAccept = 46 // and somebody accepts what that takes away
)

// witness sees what each night is given, and what must follow.
type witness struct {
	*world
	// seen are who has what by target and day of a complete read; good are the days of good reads.
	seen map[string]map[access.Date][]string
	good map[string][]access.Date
	// opened are the open findings, since when and where; emptied are those that are held back for a renamed department.
	opened  map[string]access.Date
	where   map[string]string
	emptied map[string]bool
	// sales are the people of the department that is renamed, as of the night before.
	sales map[string]bool
	// fired counts what guards refused.
	fired map[access.Guard]int
}

func TestSixtyNightsOfACompany(t *testing.T) {
	fired := map[access.Guard]int{}
	for seed := range *seeds {
		t.Run(fmt.Sprintf("company %d", seed), func(t *testing.T) {
			w := &witness{
				world: newWorld(t, t.TempDir(), uint64(seed), 60), seen: map[string]map[access.Date][]string{}, good: map[string][]access.Date{},
				opened: map[string]access.Date{}, where: map[string]string{}, emptied: map[string]bool{}, fired: fired,
			}
			for range 5 {
				w.live() // so that the first night finds something
			}
			for n := range 60 {
				w.night(n)
				w.sales = map[string]bool{}
				for _, p := range w.people {
					w.sales[p.id] = p.department == "Sales"
				}
				w.live()
			}
			w.everyDay()
		})
	}
	for _, g := range []access.Guard{
		access.GuardFirstRun, access.GuardNotConfirmed, access.GuardRosterUnsound, access.GuardReadUnsound,
		access.GuardRulesChanged,
	} {
		if fired[g] == 0 {
			t.Errorf("in all nights of all companies the guard %s refused nothing", g)
		}
	}
}

// night is one night: perhaps runs that must leave no trace, then the run itself.
func (w *witness) night(n int) {
	x := exports{roster: 100}
	o := w.options()
	switch n {
	case rulesChange:
		w.rules = strings.Replace(sixtyRules, "{name: ops, when: {department: Operations}, grants: {code: [\"team:ops\"]}}",
			"{name: ops, when: {department: Operations}, grants: {chat: [account]}}", 1)
	case rulesBack:
		w.rules = sixtyRules
	case rosterCut:
		x.roster = 50
	case renamed:
		w.rename()
		w.departments["Sales"] = "Commercial"
	default:
		switch w.rng.IntN(12) {
		case 0:
			x.broken = "chat"
		case 1:
			x.stale = true
		case 2:
			if n > 0 {
				x.shrunken = "code"
			}
		}
	}
	if n == rulesEmptied {
		w.emptyRules(x)
	}
	w.write(x)
	if n == rulesAccept || n == renameAccept || n == rulesBack {
		o.AcceptRules = w.rulesHash(o)
	}
	w.asides(n, o)
	run, err := night.Run(w.t.Context(), o)
	if err != nil {
		w.t.Fatalf("night %d: %v", n, err)
	}
	w.check(n, run, x)
}

// emptyRules makes sure that an empty rules file is no rules, and no run.
func (w *witness) emptyRules(x exports) {
	rules := w.rules
	w.rules = "# nothing\n"
	w.write(x)
	var refused *night.Refusal
	if _, err := night.Run(w.t.Context(), w.options()); !errors.As(err, &refused) {
		w.t.Errorf("an empty rules file: %v", err)
	}
	w.rules = rules
}

// rulesHash asks a rehearsal for tonight's rules.
func (w *witness) rulesHash(o night.Options) string {
	o.AsOf = w.today.Plus(1)
	run, err := night.Run(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	return run.Run.RulesHash[:12]
}

// asides are runs that change nothing for the others: rehearsals, and runs for one app or one person.
func (w *witness) asides(n int, o night.Options) {
	if n == 0 || o.AcceptRules != "" {
		return
	}
	kind := w.rng.IntN(8)
	if n == renamed {
		kind = 2 // it must not take the new names for known
	}
	switch kind {
	case 0:
		o.AsOf = w.today.Plus(10)
	case 1:
		o.AsOf = w.today.Plus(-2)
	case 2:
		o.Person = w.people[0].id
	default:
		return
	}
	run, err := night.Run(w.t.Context(), o)
	if err != nil {
		w.t.Fatalf("night %d, aside: %v", n, err)
	}
	if o.AsOf != 0 && run.Run.InLine {
		w.t.Errorf("night %d: a rehearsal as of %s is in line", n, o.AsOf)
	}
	for i := range run.Findings {
		// what concerns the person is found on this night, and known to the next run
		if f := &run.Findings[i]; o.Person != "" {
			w.open(n, f)
		}
	}
}

// check holds a run against what the night was given.
func (w *witness) check(n int, run *access.Run, x exports) {
	complete := map[string]bool{}
	for i := range run.Targets {
		r := &run.Targets[i]
		want := access.Complete
		switch {
		case r.Name == x.broken:
			want = access.FailedRead
		case r.Name == x.shrunken, r.Name == "crm" && x.stale:
			want = access.Partial
		}
		if r.Status != want {
			w.t.Errorf("night %d: %s is %s (%q), want %s", n, r.Name, r.Status, r.Why, want)
		}
		if complete[r.Name] = r.Status == access.Complete; complete[r.Name] {
			if w.seen[r.Name] == nil {
				w.seen[r.Name] = map[access.Date][]string{}
			}
			w.seen[r.Name][w.today] = w.holds(r.Name)
		}
	}
	w.findings(n, run, complete)
	w.actions(n, run, complete)
	for name, ok := range complete {
		if ok {
			w.good[name] = append(w.good[name], w.today)
		}
	}
}

// findings makes sure that each is known since the night that found it first.
func (w *witness) findings(n int, run *access.Run, complete map[string]bool) {
	found := map[string]bool{}
	for i := range run.Findings {
		f := &run.Findings[i]
		found[f.Fingerprint] = true
		w.open(n, f)
		if f.FirstSeen != w.opened[f.Fingerprint] {
			w.t.Errorf("night %d: %s, known since %s, and it says %s", n, f.Reason, w.opened[f.Fingerprint], f.FirstSeen)
		}
	}
	for fingerprint := range w.opened {
		if !found[fingerprint] && complete[w.where[fingerprint]] {
			delete(w.opened, fingerprint)
			delete(w.emptied, fingerprint)
		}
	}
}

// open notes a finding that was found.
func (w *witness) open(n int, f *access.Finding) {
	if w.opened[f.Fingerprint] == 0 {
		w.opened[f.Fingerprint], w.where[f.Fingerprint] = w.today, f.Target
	}
	if n == renamed && f.Target == "crm" && f.Verdict == access.Excess && f.Person != nil && w.sales[f.Person.ID] {
		w.emptied[f.Fingerprint] = true
	}
}

// actions makes sure that each guard that rests on memory refuses what it should, and nothing else.
func (w *witness) actions(n int, run *access.Run, complete map[string]bool) {
	findings := map[string]*access.Finding{}
	for i := range run.Findings {
		findings[run.Findings[i].Fingerprint] = &run.Findings[i]
	}
	for i := range run.Plan.Actions {
		a := &run.Plan.Actions[i]
		f := findings[a.Finding]
		refused := map[access.Guard]bool{}
		for _, b := range a.Blocked {
			refused[b.Guard] = true
			w.fired[b.Guard]++
		}
		want := map[access.Guard]bool{
			access.GuardFirstRun:      len(w.good[a.Target]) == 0,
			access.GuardReadUnsound:   !complete[a.Target],
			access.GuardRosterUnsound: a.Removal && n == rosterCut,
			access.GuardNotConfirmed:  a.Removal && !w.confirmed(f),
			access.GuardRulesChanged:  a.Removal && w.unaccepted(n, f),
		}
		for guard, should := range want {
			if refused[guard] != should {
				w.t.Errorf("night %d: %s %s in %s (%s): %s refuses it: %t, and should: %t\n%+v", n, a.Kind, a.Entitlement, a.Target,
					f.Reason, guard, refused[guard], should, a.Blocked)
			}
		}
	}
}

// confirmed says whether a removal needs no further night.
func (w *witness) confirmed(f *access.Finding) bool {
	if f.Cause == access.CauseLeaver && (f.Basis == access.BasisTerminated || f.Basis == access.BasisNeverCame) {
		return true
	}
	if f.Cause == access.CauseLeaver && f.Basis == access.BasisDate {
		return false // the policy says report
	}
	return slices.ContainsFunc(w.good[f.Target], func(d access.Date) bool { return d >= f.FirstSeen && d < w.today })
}

// unaccepted says whether a removal comes from rules, or from a renamed department, that nobody accepted.
func (w *witness) unaccepted(n int, f *access.Finding) bool {
	if f.Person == nil || f.Verdict != access.Excess {
		return false
	}
	p := w.people[slices.IndexFunc(w.people, func(p *someone) bool { return p.id == f.Person.ID })]
	switch {
	case n >= rulesChange && n < rulesAccept:
		return f.Target == "code" && p.department == "Operations" && (f.Entitlement == "team:ops" || f.Entitlement == access.AccountType)
	case n >= renamed && n < renameAccept:
		return w.emptied[f.Fingerprint]
	default:
		return false
	}
}

// everyDay makes sure that the store still knows, for every day, what the last complete read until then saw, and that its
// log is whole.
func (w *witness) everyDay() {
	s, err := store.OpenReadOnly(w.t.Context(), filepath.Join(w.dir, "acme.db"), store.Options{Now: w.now})
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	var last [3][]string
	first := w.today.Plus(-60)
	for d := first; d < w.today; d++ {
		var want []string
		for i, target := range []string{"chat", "code", "crm"} {
			if lines, read := w.seen[target][d]; read {
				last[i] = lines
			}
			want = append(want, last[i]...)
		}
		var got []string
		for h, err := range s.AccessOn(w.t.Context(), d, store.AccessFilter{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			got = append(got, h.Target+" "+h.Account.ID+" "+h.Entitlement)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			w.t.Fatalf("on %s (-read then +stored)\n%s", d, diff)
		}
	}
	if v, err := s.Verify(w.t.Context()); err != nil || v.Documents < 60 {
		w.t.Errorf("the log: %+v, %v", v, err)
	}
}
