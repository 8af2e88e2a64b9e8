package plan_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// single are the guards that look at one action alone, each in the words of its own row.
func single(c *company, a *access.Action, f *access.Finding) []string {
	tg, s := c.target(a.Target), c.Settings.Targets[a.Target]
	mode := map[access.Verdict]plan.Mode{access.Missing: s.Fix.Missing, access.Excess: s.Fix.Excess, access.Orphaned: s.Fix.Orphaned}
	unknown := f.Cause == access.CauseUnknown || f.Cause == access.CauseGuest
	id := ""
	if a.Account != nil {
		id = a.Account.ID
	}
	covers := map[string]bool{"e2": id == "a-e2", "a-e*": strings.HasPrefix(id, "a-e") && !a.Leaver}
	var list []string
	for _, row := range []struct {
		guard   access.Guard
		refuses bool
	}{
		{access.GuardFixOff, mode[f.Verdict] == plan.Report},
		{access.GuardOutOfScope, f.OutOfScope},
		{access.GuardRosterUnsound, a.Removal && c.RosterUnsound != nil},
		{access.GuardReadUnsound, tg.Status != access.Complete},
		{access.GuardNotConfirmed, f.Basis == access.BasisDate && !c.Settings.DateOnly},
		{access.GuardProtected, slices.ContainsFunc(s.Protect, func(p string) bool { return covers[p] })},
		{access.GuardOwnAccount, id != "" && id == tg.Self || a.Person != nil && a.Person.ID == s.CredentialOf},
		{access.GuardPrivilegedGrant, f.Privileged && (a.Kind == access.Invite || a.Kind == access.GrantIt || a.Kind == access.SetLevel && !a.Removal) &&
			(f.Hold.RoleWithoutWhen || s.Fix.Privileged != plan.Apply)},
		{access.GuardUnlinked, f.Cause == access.CauseUnregistered || unknown && s.Fix.Orphaned != plan.ApplyUnknown || f.Notes != nil},
		{access.GuardUnlinkable, a.Kind == access.Invite && 100*tg.Linked < 80*tg.Humans},
	} {
		if row.refuses {
			list = append(list, string(row.guard))
		}
	}
	return list
}

// TestAnActionListsPreciselyTheGuardsThatRefuseIt compares the guards on single actions with their rows, for any company.
func TestAnActionListsPreciselyTheGuardsThatRefuseIt(t *testing.T) {
	sets := []string{
		string(access.GuardRemovalLimit), string(access.GuardAdditionLimit), string(access.GuardLastAdmins), string(access.GuardNoSeat),
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		made := plan.Make(c.Input)
		for i := range made.Actions {
			a := &made.Actions[i]
			f := &c.Findings[slices.IndexFunc(c.Findings, func(f access.Finding) bool { return f.Fingerprint == a.Finding })]
			got := slices.DeleteFunc(guards(a), func(g string) bool { return slices.Contains(sets, g) })
			want := single(c, a, f)
			slices.Sort(want)
			if diff := cmp.Diff(want, got, cmp.Transformer("none", func(l []string) string { return strings.Join(l, ",") })); diff != "" {
				rt.Fatalf("%s (-want +got):\n%s", line(a), diff)
			}
			if (a.State == access.Blocked) != (len(a.Blocked) > 0) {
				rt.Fatalf("%s is %s", line(a), a.State)
			}
		}
	})
}

// TestTheArithmeticOfEveryLimitIsRight counts again, in whole numbers, and holds the numbers in the refusals against it.
func TestTheArithmeticOfEveryLimitIsRight(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		made := plan.Make(c.Input)
		left := slices.DeleteFunc(slices.Clone(made.Actions), func(a access.Action) bool {
			f := &c.Findings[slices.IndexFunc(c.Findings, func(f access.Finding) bool { return f.Fingerprint == a.Finding })]
			return slices.ContainsFunc(single(c, &a, f), func(g string) bool { return g != string(access.GuardFixOff) })
		})
		accounts := 0
		for i := range c.Targets {
			tg := &c.Targets[i]
			n := tg.Enabled + tg.Invited
			if tg.Status == access.Complete {
				accounts += n
			}
			l := c.Settings.Targets[tg.Name].Limits
			here := slices.DeleteFunc(slices.Clone(left), func(a access.Action) bool { return a.Target != tg.Name })
			check(rt, here, "removal", "in "+tg.Name, l.Removals, l.RemovalShare, n, c.Allow[tg.Name])
			check(rt, here, "leaver", "in "+tg.Name, l.Leavers, 1, 0, 0)
			check(rt, here, "addition", "in "+tg.Name, l.Additions, l.AdditionShare, n, 0)
		}
		run := c.Settings.Run
		check(rt, left, "removal", "in the run", run.Removals, run.RemovalShare, accounts, 0)
		check(rt, left, "addition", "in the run", run.Additions, 1, 0, 0)
	})
}

// check counts the actions of a sort and holds their refusals against the limits.
func check(t *rapid.T, list []access.Action, what, where string, most int, share float64, accounts, allowed int) {
	n := 0
	var refusals []string
	for i := range list {
		a := &list[i]
		if what != map[bool]string{true: "leaver", false: map[bool]string{true: "removal", false: "addition"}[a.Removal]}[a.Leaver] {
			continue
		}
		n++
		for _, b := range a.Blocked {
			if strings.Contains(b.Why, " "+what) && strings.Contains(b.Why, " "+where+", limit ") {
				refusals = append(refusals, b.Why)
			}
		}
	}
	percents := int(math.Round(100 * share))
	byCount, byShare := n > most, accounts >= 20 && 100*n > percents*accounts
	if refused := (byCount || byShare) && n > allowed; !refused {
		if len(refusals) > 0 {
			t.Fatalf("%d %ss %s are within %d and %d %% of %d: %q", n, what, where, most, percents, accounts, refusals[0])
		}
		return
	}
	if len(refusals) != n {
		t.Fatalf("%d %ss %s, %d of them refused", n, what, where, len(refusals))
	}
	want := fmt.Sprintf("%d %s", n, what)
	if n != 1 {
		want += "s"
	}
	want += " " + where + ", limit "
	if byCount {
		want += strconv.Itoa(most)
	}
	if byCount && byShare {
		want += " and "
	}
	if byShare {
		want += fmt.Sprintf("%d %% of %d accounts (%d)", percents, accounts, percents*accounts/100)
	}
	if !strings.HasPrefix(refusals[0], want+": raise `") {
		t.Fatalf("%q, want %q", refusals[0], want)
	}
}
