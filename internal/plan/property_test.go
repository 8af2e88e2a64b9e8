package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// by returns the findings whose actions a guard refuses.
func by(made access.Plan, guard access.Guard) map[string]bool {
	set := map[string]bool{}
	for i := range made.Actions {
		for _, b := range made.Actions[i].Blocked {
			if b.Guard == guard {
				set[made.Actions[i].Finding] = true
			}
		}
	}
	return set
}

// TestThePlanDoesNotDependOnAnyOrder shuffles findings and targets.
func TestThePlanDoesNotDependOnAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		before := plan.Make(c.Input)
		c.Findings = rapid.Permutation(c.Findings).Draw(rt, "finding order")
		c.Targets = rapid.Permutation(c.Targets).Draw(rt, "target order")
		after := plan.Make(c.Input)
		for i := range before.Actions {
			sortBlocks(before.Actions[i].Blocked)
			sortBlocks(after.Actions[i].Blocked)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			rt.Fatalf("another order, another plan:\n%s", diff)
		}
	})
}

func sortBlocks(list []access.Block) {
	slices.SortFunc(list, func(a, b access.Block) int { return strings.Compare(string(a.Guard)+a.Why, string(b.Guard)+b.Why) })
}

// TestNoGuardLetsThroughWhatAnotherOrderWouldStop takes the other counting guards away from each: asked alone it refuses
// nothing that it does not refuse among them.
func TestNoGuardLetsThroughWhatAnotherOrderWouldStop(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		all := plan.Make(c.Input)
		noLimits := *c
		noLimits.Settings.Targets = map[string]plan.TargetSettings{}
		for name, s := range c.Settings.Targets {
			noLimits.Settings.Targets[name] = s
		}
		noLimits.unlimited()
		only := plan.Make(noLimits.Input)
		if diff := cmp.Diff(by(all, access.GuardLastAdmins), by(only, access.GuardLastAdmins)); diff != "" {
			rt.Fatalf("last-admins (-with limits +without):\n%s", diff)
		}
		for finding := range by(only, access.GuardNoSeat) {
			if !by(all, access.GuardNoSeat)[finding] {
				rt.Fatalf("no-seat lets %s through because of a limit", finding)
			}
		}
		for name, s := range c.Settings.Targets {
			s.MinAdmins, s.Seats = 0, 0
			c.Settings.Targets[name] = s
		}
		only = plan.Make(c.Input)
		for _, guard := range []access.Guard{access.GuardRemovalLimit, access.GuardAdditionLimit} {
			if diff := cmp.Diff(by(all, guard), by(only, guard)); diff != "" {
				rt.Fatalf("%s (-with others +alone):\n%s", guard, diff)
			}
		}
	})
}

// TestWhatIsLeftKeepsEveryPromise looks at what a plan lets pass, as it would be done.
func TestWhatIsLeftKeepsEveryPromise(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		made := plan.Make(c.Input)
		for i := range c.Targets {
			tg := &c.Targets[i]
			s := c.Settings.Targets[tg.Name]
			taken, invited, passes := map[string]bool{}, 0, 0
			used := tg.Enabled + tg.Invited
			for k := range made.Actions {
				a := &made.Actions[k]
				if a.Target != tg.Name || !passesButForFixing(a) {
					continue
				}
				passes++
				closing := a.Kind == access.Suspend || a.Kind == access.Remove
				if closing && a.Expected != "suspended" && (a.Kind == access.Remove || s.SuspendFreesSeat == access.Yes) {
					used--
				}
				if a.Kind == access.Invite || a.Kind == access.Enable {
					invited++
				}
				if a.Removal && (closing || a.EntitlementID == "role:owner") && a.Account != nil {
					taken[a.Account.ID] = true
				}
			}
			safe, touched := 0, false
			for _, holder := range tg.Top {
				touched = touched || taken[holder.Account]
				if holder.Safe && !taken[holder.Account] {
					safe++
				}
			}
			if touched && safe < s.MinAdmins {
				rt.Fatalf("%s: %d admins stay of at least %d", tg.Name, safe, s.MinAdmins)
			}
			if s.Seats > 0 && invited > max(0, s.Seats-used) {
				rt.Fatalf("%s: %d invitations for %d seats, %d taken", tg.Name, invited, s.Seats, used)
			}
			if passes > 0 && tg.Status != access.Complete {
				rt.Fatalf("%s was not read in whole, and is changed", tg.Name)
			}
		}
	})
}

func passesButForFixing(a *access.Action) bool {
	return !slices.ContainsFunc(a.Blocked, func(b access.Block) bool { return b.Guard != access.GuardFixOff })
}

// TestWhereNoGuardHasAnythingToSayEverythingIsPlannedOrManual takes away all that guards object to.
func TestWhereNoGuardHasAnythingToSayEverythingIsPlannedOrManual(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		c.RosterUnsound, c.Settings.DateOnly = nil, true
		for i := range c.Targets {
			tg := &c.Targets[i]
			tg.Status, tg.Linked, tg.Self = access.Complete, tg.Humans, ""
			c.set(tg.Name, func(s *plan.TargetSettings) {
				s.Fix = plan.Fix{Missing: plan.Apply, Excess: plan.Apply, Orphaned: plan.ApplyUnknown, Privileged: plan.Apply}
				s.Protect, s.CredentialOf, s.Seats, s.MinAdmins = nil, "", 0, 0
			})
		}
		c.unlimited()
		for i := range c.Findings {
			f := &c.Findings[i]
			f.OutOfScope, f.Notes, f.Hold.RoleWithoutWhen = false, nil, false
			if f.Cause == access.CauseUnregistered {
				f.Cause = access.CauseUnknown
			}
		}
		made := plan.Make(c.Input)
		for i := range made.Actions {
			if s := made.Actions[i].State; s != access.Planned && s != access.Manual {
				rt.Fatalf("%s", line(&made.Actions[i]))
			}
		}
	})
}

// TestFewerFindingsNeverTurnARemovalDown removes findings one at a time.
func TestFewerFindingsNeverTurnARemovalDown(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		if len(c.Findings) == 0 {
			return
		}
		before := by(plan.Make(c.Input), access.GuardRemovalLimit)
		gone := rapid.IntRange(0, len(c.Findings)-1).Draw(rt, "gone")
		c.Findings = slices.Delete(slices.Clone(c.Findings), gone, gone+1)
		for finding := range by(plan.Make(c.Input), access.GuardRemovalLimit) {
			if !before[finding] {
				rt.Fatalf("%s is refused now that there is less to remove", finding)
			}
		}
	})
}

// TestTheOrderOfAnyPlan holds the sentences on order over every pair of actions.
func TestTheOrderOfAnyPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		made := plan.Make(c.Input)
		conflict := map[string]bool{}
		for i := range c.Findings {
			if c.Findings[i].Verdict == access.Conflict {
				conflict[c.Findings[i].Person.ID] = true
			}
		}
		wanted := map[string]int{}
		for i := range made.Actions {
			if k := made.Actions[i].Kind; k == access.Invite || k == access.Enable {
				wanted[made.Actions[i].Target]++
			}
		}
		frees := func(a *access.Action) bool {
			s, tg := c.Settings.Targets[a.Target], c.target(a.Target)
			return s.Seats > 0 && wanted[a.Target] > s.Seats-tg.Enabled-tg.Invited && a.Expected != "suspended" &&
				(a.Kind == access.Remove || a.Kind == access.Suspend && s.SuspendFreesSeat == access.Yes)
		}
		for i := range made.Actions {
			for k := range i {
				a, b := &made.Actions[k], &made.Actions[i]
				same := a.Person != nil && b.Person != nil && a.Person.ID == b.Person.ID
				first, second := c.Settings.Targets[a.Target], c.Settings.Targets[b.Target]
				switch {
				case !a.Leaver && b.Leaver:
					rt.Fatalf("%s before the leaver %s", line(a), line(b))
				case a.Leaver && b.Leaver && first.Criticality > second.Criticality:
					rt.Fatalf("the less critical %s before %s", line(a), line(b))
				case !frees(a) && !a.Leaver && frees(b) && a.Target == b.Target && (a.Kind == access.Invite || a.Kind == access.Enable):
					rt.Fatalf("%s before the seat that %s frees", line(a), line(b))
				case !same || a.Leaver || frees(a):
				case a.Removal != conflict[a.Person.ID] && b.Removal == conflict[a.Person.ID]:
					rt.Fatalf("%s before %s", line(a), line(b))
				case !a.Removal && !b.Removal && !first.First && second.First:
					rt.Fatalf("%s before the mailbox's %s", line(a), line(b))
				}
			}
		}
	})
}
