// Package plan turns findings into what would be done about them, and lets the guards refuse. A plan is data; the same
// findings give the same plan in whatever order they come.
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sort"

	"reconcile/internal/access"
)

// Input is everything a plan rests on.
type Input struct {
	Findings []access.Finding
	Targets  []access.TargetResult
	Settings Settings
	// RosterUnsound says why nothing may be removed on the strength of the roster.
	RosterUnsound []string
	Known         *access.Known
	// Allow raises the removal limit of a target, for this once.
	Allow map[string]int
}

// Make plans the actions for the findings, in the order in which they would be done, each with every guard that refuses
// it.
func Make(in Input) access.Plan {
	p := &planner{Input: in, targets: map[string]*access.TargetResult{}}
	for i := range in.Targets {
		p.targets[in.Targets[i].Name] = &in.Targets[i]
	}
	for i := range in.Findings {
		if d, ok := p.draft(&in.Findings[i]); ok {
			p.drafts = append(p.drafts, d)
		}
	}
	p.order()
	p.guard()
	plan := access.Plan{Actions: make([]access.Action, len(p.drafts))}
	for i := range p.drafts {
		plan.Actions[i] = p.drafts[i].Action
	}
	plan.Hash = hash(plan.Actions)
	return plan
}

// planner is a plan in the making.
type planner struct {
	Input
	targets map[string]*access.TargetResult
	drafts  []draft
}

// draft is an action with what the guards ask of it.
type draft struct {
	access.Action
	finding *access.Finding
	target  *access.TargetResult
	set     *TargetSettings
	// held: some guard other than fix-off refuses it, so it is out of the counts.
	held bool
}

// draft returns the action that would mend a finding; not every finding has one.
func (p *planner) draft(f *access.Finding) (draft, bool) {
	target, settings := p.targets[f.Target], p.Settings.Targets[f.Target]
	if target == nil {
		return draft{}, false
	}
	d := draft{finding: f, target: target, set: &settings, Action: access.Action{
		Target: f.Target, Account: f.Account, Person: f.Person, Entitlement: f.Entitlement, EntitlementID: f.EntitlementID,
		Finding: f.Fingerprint, State: access.Planned, With: f.Includes,
	}}
	ok := false
	switch f.Verdict {
	case access.Missing:
		ok = d.give()
	case access.Excess:
		ok = d.take()
	case access.Orphaned:
		ok = d.closeAccount()
		d.Leaver = f.Cause == access.CauseLeaver
	}
	return d, ok
}

// give plans for missing access.
func (d *draft) give() bool {
	f := d.finding
	switch {
	case f.Cause == access.CauseSuspended:
		d.Kind, d.Expected = access.Enable, "suspended"
		if f.Hold == nil || !f.Hold.Rehire {
			d.manual("somebody closed it on purpose: ask before it is opened again")
		}
	case f.Account == nil:
		d.Kind, d.Expected = access.Invite, "absent"
	case f.Hold != nil && f.Hold.Due != "":
		d.Kind, d.Expected = access.SetLevel, "level "+level(f.Hold.Level)
	default:
		d.Kind, d.Expected = access.GrantIt, "not held"
	}
	d.possible()
	return true
}

// take plans for access that is not due.
func (d *draft) take() bool {
	f := d.finding
	switch {
	case f.Cause == access.CauseEarly || f.Cause == access.CauseDuplicate:
		return false
	case f.Entitlement == access.AccountType:
		return d.closeAccount()
	case f.Hold != nil && (f.Hold.Level != "" || f.Hold.Due != ""):
		d.Kind, d.Expected = access.SetLevel, "level "+level(f.Hold.Level)
	default:
		d.Kind, d.Expected = access.Revoke, "held"
	}
	d.Removal = true
	d.possible()
	return true
}

// closeAccount plans for a whole account that should not be.
func (d *draft) closeAccount() bool {
	d.Kind, d.Removal, d.Expected = access.Suspend, true, "enabled"
	invited := false
	if h := d.finding.Hold; h != nil {
		d.Expected, invited = h.Status.String(), h.Status == access.Invited
	}
	if (invited || d.set.CanSuspend == access.No) && d.finding.Cause != access.CauseOnLeave {
		d.Kind = access.Remove
		if !d.set.RemoveAllowed {
			why := "set `remove: allow` to let the tool remove accounts here"
			if d.set.Lost != "" {
				why += "; lost for good: " + d.set.Lost
			}
			d.manual(why)
		}
	}
	d.possible()
	return true
}

func level(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// manual leaves an action to a person.
func (d *draft) manual(why string) {
	if d.State != access.Manual {
		d.State, d.Manual = access.Manual, why
	}
}

// possible leaves to a person what no call can do.
func (d *draft) possible() {
	if h := d.finding.Hold; h != nil && (d.Kind == access.Revoke || d.Kind == access.SetLevel) {
		switch {
		case h.ManagedBy != "":
			d.manual("it is managed by " + h.ManagedBy + ": change it there")
		case h.Via != "":
			d.manual("it comes through " + h.Via + ": change that")
		case h.Fixed != "":
			d.manual(h.Fixed)
		}
	}
	if f := d.target.Reach.Allows(d.Kind); f.Listed != access.Yes {
		why := f.Why
		if why == "" {
			why = d.set.Place
		}
		if why == "" {
			why = "the app takes no such change through this connection"
		}
		d.manual(why)
	}
}

// order sorts the actions as they would be done: leavers first, critical targets first; then per person gives before
// takes, a joiner's first targets before the others, and removals before the invitations that need their seats.
func (p *planner) order() {
	sort.SliceStable(p.drafts, func(i, k int) bool { return less(&p.drafts[i], &p.drafts[k]) })
}

func less(a, b *draft) bool {
	if a.Leaver != b.Leaver {
		return a.Leaver
	}
	if a.Leaver && a.set.Criticality != b.set.Criticality {
		return a.set.Criticality < b.set.Criticality
	}
	if x, y := person(a), person(b); x != y {
		return x < y
	}
	if a.Removal != b.Removal {
		return !a.Removal
	}
	if a.set.First != b.set.First {
		return a.set.First
	}
	for _, pair := range [][2]string{
		{a.Target, b.Target}, {account(a), account(b)}, {string(a.Kind), string(b.Kind)}, {a.Entitlement, b.Entitlement},
	} {
		if pair[0] != pair[1] {
			return pair[0] < pair[1]
		}
	}
	return a.Finding < b.Finding
}

func person(d *draft) string {
	if d.Person == nil {
		return ""
	}
	return d.Person.ID
}

func account(d *draft) string {
	if d.Account == nil {
		return ""
	}
	return d.Account.ID
}

// hash is the SHA-256 of the actions' JSON, in hexadecimal.
func hash(actions []access.Action) string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(actions); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}
