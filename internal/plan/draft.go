package plan

import (
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// draft is an action with what the order and the guards ask of it.
type draft struct {
	access.Action
	finding *access.Finding
	target  *access.TargetResult
	set     *TargetSettings
	// phase and late are its place in the order.
	phase phase
	late  bool
	// counts: no guard on single actions refuses it, fix-off aside.
	counts bool
}

// draft returns the action that would mend a finding, nil if there is none. Only the verdicts about access have one;
// hygiene is for a person to judge.
func (p *planner) draft(f *access.Finding) *draft {
	target := p.targets[f.Target]
	if target == nil {
		return nil
	}
	d := &draft{finding: f, target: target, set: p.settings[f.Target], Action: access.Action{
		Target: f.Target, Account: f.Account, Person: f.Person, Entitlement: f.Entitlement, EntitlementID: f.EntitlementID,
		Finding: f.Fingerprint, State: access.Planned, With: f.Includes,
	}}
	switch f.Verdict {
	case access.Missing:
		d.give()
	case access.Excess:
		if f.Cause == access.CauseEarly || f.Cause == access.CauseDuplicate {
			return nil
		}
		d.take()
	case access.Orphaned:
		d.closeAccount()
		d.Leaver = f.Cause == access.CauseLeaver
	default:
		return nil
	}
	d.possible()
	return d
}

// give plans for missing access.
func (d *draft) give() {
	f := d.finding
	switch {
	case f.Cause == access.CauseSuspended:
		d.Kind, d.Expected = access.Enable, access.Suspended.String()
		if f.Hold == nil || !f.Hold.Rehire {
			d.manual("somebody closed it on purpose: ask before it is opened again")
		}
	case f.Account == nil:
		d.Kind, d.Expected = access.Invite, "absent"
	case f.Hold != nil && f.Hold.Due != "":
		d.Kind, d.Expected = access.SetLevel, level(f.Hold.Level)
	default:
		d.Kind, d.Expected = access.GrantIt, "not held"
	}
}

// take plans for access that is not due.
func (d *draft) take() {
	switch h := d.finding.Hold; {
	case d.finding.Entitlement == access.AccountType:
		d.closeAccount()
	case h != nil && (h.Level != "" || h.Due != ""):
		d.lower(h)
	default:
		d.Kind, d.Removal, d.Expected = access.Revoke, true, "held"
	}
}

// lower plans for a level that is too high. The finding names the level held, the action the one to be set; the vendor's
// id stays that of what is held, as nothing else is known to be there.
func (d *draft) lower(h *access.Hold) {
	d.Kind, d.Removal, d.Expected = access.SetLevel, true, level(h.Level)
	if h.Due == "" {
		d.manual("which level is due instead is not known: set it by hand, or name it in the rule")
		return
	}
	d.Entitlement = strings.TrimSuffix(d.Entitlement, "="+h.Level) + "=" + h.Due
}

// closeAccount plans for a whole account that should not be. Who is on leave is suspended or left alone, never removed.
func (d *draft) closeAccount() {
	d.Kind, d.Removal, d.Expected = access.Suspend, true, access.Enabled.String()
	invited := false
	if h := d.finding.Hold; h != nil {
		d.Expected, invited = h.Status.String(), h.Status == access.Invited
	}
	if !invited && d.set.CanSuspend != access.No || d.finding.Cause == access.CauseOnLeave {
		return
	}
	d.Kind = access.Remove
	switch {
	case d.set.RemoveAllowed:
	case invited:
		d.manual("set `remove: allow` to let the tool withdraw invitations here")
	case d.set.Lost != "":
		d.manual("set `remove: allow` to let the tool remove accounts here; lost for good: " + d.set.Lost)
	default:
		d.manual("set `remove: allow` to let the tool remove accounts here")
	}
}

// level words the level that must be found before another is set.
func level(name string) string {
	if name == "" {
		name = "none"
	}
	return "level " + name
}

// manual leaves an action to a person. The first reason is kept.
func (d *draft) manual(why string) {
	if d.State != access.Manual {
		d.State, d.Manual = access.Manual, fold.Clean(why)
	}
}

// possible leaves to a person what no call can do.
func (d *draft) possible() {
	if h := d.finding.Hold; h != nil && (d.Kind == access.Revoke || d.Kind == access.SetLevel || d.Kind == access.GrantIt) {
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
