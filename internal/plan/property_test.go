package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// world draws a company at random: small, and with every kind of finding, setting and hindrance in it.
func world(t *rapid.T) *company {
	c := given()
	c.Settings.DateOnly = rapid.Bool().Draw(t, "date only")
	if rapid.IntRange(0, 4).Draw(t, "roster") == 0 {
		c.RosterUnsound = []string{"too old"}
	}
	c.Settings.Run = limits(t)
	c.Allow = map[string]int{}
	for i := range c.Targets {
		drawTarget(t, c, &c.Targets[i])
	}
	seen := map[string]bool{}
	for range rapid.IntRange(0, 25).Draw(t, "findings") {
		if f := finding(t); !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			c.Findings = append(c.Findings, f)
		}
	}
	return c
}

// limits are small, so that they are often passed. Shares are whole percents.
func limits(t *rapid.T) plan.Limits {
	return plan.Limits{
		Removals: rapid.IntRange(0, 8).Draw(t, "removals"), RemovalShare: percent(t, "removal share"),
		Leavers: rapid.IntRange(0, 5).Draw(t, "leavers"), Additions: rapid.IntRange(0, 8).Draw(t, "additions"),
		AdditionShare: percent(t, "addition share"),
	}
}

func percent(t *rapid.T, label string) float64 {
	return float64(rapid.IntRange(0, 40).Draw(t, label)) / 100
}

func drawTarget(t *rapid.T, c *company, tg *access.TargetResult) {
	tg.Status = rapid.SampledFrom([]access.ReadStatus{access.Complete, access.Complete, access.Complete, access.Partial}).Draw(t, "status")
	tg.Enabled, tg.Invited = rapid.IntRange(0, 60).Draw(t, "enabled"), rapid.IntRange(0, 3).Draw(t, "invited")
	tg.Humans = rapid.IntRange(0, 50).Draw(t, "humans")
	tg.Linked = min(tg.Humans, rapid.IntRange(20, 50).Draw(t, "linked"))
	tg.Self = rapid.SampledFrom([]string{"", "a-e1"}).Draw(t, "self")
	for i := range rapid.IntRange(0, 4).Draw(t, "admins") {
		tg.Top = append(tg.Top, access.TopHolder{
			Account: fmt.Sprintf("a-e%d", i), Entitlements: []string{"role:owner"}, Safe: rapid.Bool().Draw(t, "safe"),
		})
	}
	for i := range tg.Reach.Actions {
		tg.Reach.Actions[i].Listed = access.Tri(rapid.SampledFrom([]int{1, 1, 1, 0, 2}).Draw(t, "listed"))
	}
	mode := func(of ...plan.Mode) plan.Mode { return rapid.SampledFrom(of).Draw(t, "mode") }
	if rapid.Bool().Draw(t, "allow") {
		c.Allow[tg.Name] = rapid.IntRange(0, 9).Draw(t, "allowed")
	}
	c.Settings.Targets[tg.Name] = plan.TargetSettings{
		Criticality: access.Severity(rapid.IntRange(0, 3).Draw(t, "criticality")), First: rapid.Bool().Draw(t, "first"),
		Fix: plan.Fix{
			Missing: mode(plan.Report, plan.Apply), Excess: mode(plan.Report, plan.Apply),
			Orphaned: mode(plan.Report, plan.Apply, plan.ApplyUnknown), Privileged: mode(plan.Report, plan.Apply),
		},
		RemoveAllowed: rapid.Bool().Draw(t, "remove"), CanSuspend: access.Tri(rapid.IntRange(0, 2).Draw(t, "can suspend")),
		SuspendFreesSeat: access.Tri(rapid.IntRange(0, 2).Draw(t, "frees")), Limits: limits(t),
		Protect: rapid.SampledFrom([][]string{nil, nil, {"e2"}, {"a-e*"}}).Draw(t, "protect"),
		Seats:   rapid.SampledFrom([]int{0, tg.Enabled, tg.Enabled + 3}).Draw(t, "seats"), MinAdmins: rapid.IntRange(0, 3).Draw(t, "min"),
		CredentialOf: rapid.SampledFrom([]string{"", "", "e3"}).Draw(t, "credential"),
	}
}

// finding draws any finding about one of a few people.
func finding(t *rapid.T) access.Finding {
	target := rapid.SampledFrom([]string{"code", "mail"}).Draw(t, "target")
	who := fmt.Sprintf("e%d", rapid.IntRange(0, 9).Draw(t, "who"))
	key := rapid.SampledFrom([]string{"team:dev", "role:owner", "team:ops=admin"}).Draw(t, "key")
	change := func(f *access.Finding) {
		f.Privileged = f.Entitlement == "role:owner" || rapid.IntRange(0, 4).Draw(t, "privileged") == 0
		f.EntitlementID = rapid.SampledFrom([]string{"", "", "", "another of that name"}).Draw(t, "id")
		f.OutOfScope = rapid.IntRange(0, 6).Draw(t, "scope") == 0
		f.Hold.Status = access.Status(rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "account status"))
		f.Hold.Rehire, f.Hold.RoleWithoutWhen = rapid.Bool().Draw(t, "rehire"), rapid.Bool().Draw(t, "everybody")
		f.Hold.Via = rapid.SampledFrom([]string{"", "", "group:all"}).Draw(t, "via")
		if f.Entitlement == "team:ops=admin" {
			f.Hold.Level, f.Hold.Due = "admin", "member"
		}
	}
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		return absent(target, who, change)
	case 1:
		return lacks(target, who, key, change)
	case 2:
		return lacks(target, who, "account", because(access.CauseSuspended), change)
	case 3:
		return excess(target, who, key, change)
	case 4:
		cause := rapid.SampledFrom([]access.Cause{"", access.CauseOnLeave, access.CauseEarly, access.CauseDuplicate}).Draw(t, "cause")
		return excess(target, who, "account", because(cause), change)
	case 5:
		return leaver(target, who, change, func(f *access.Finding) {
			f.Basis = rapid.SampledFrom([]access.Basis{access.BasisTerminated, access.BasisDate}).Draw(t, "basis")
			f.Notes = rapid.SampledFrom([][]string{nil, nil, {"maybe-same-person: e9"}}).Draw(t, "notes")
		})
	case 6:
		return stranger(target, "x"+who, rapid.SampledFrom([]access.Cause{
			access.CauseUnknown, access.CauseGuest, access.CauseUnregistered, access.CauseOwnerLeft,
		}).Draw(t, "cause"), change)
	default:
		return excess(target, who, "pay and approve", change, func(f *access.Finding) { f.Verdict = access.Conflict })
	}
}

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
