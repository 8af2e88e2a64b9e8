package plan

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// guard lets every guard look at every action. Those on single actions come first. Those that count then count what is
// left, and none of them sees what another of them refuses: in whatever order they are asked, they refuse the same, and
// an action lists all that refuse it. Only the seats ask what is really freed.
func (p *planner) guard() {
	shields := p.shields()
	for _, d := range p.drafts {
		p.single(d)
		shields[d.Target].protect(d)
		d.counts = !d.refused()
	}
	p.limits()
	p.lastAdmins()
	p.seats()
	for _, d := range p.drafts {
		if len(d.Blocked) > 0 {
			d.State = access.Blocked
		}
	}
}

// block notes a refusal, with its arithmetic and the way out.
func (d *draft) block(guard access.Guard, format string, args ...any) {
	d.Blocked = append(d.Blocked, access.Block{Guard: guard, Why: fold.Clean(fmt.Sprintf(format, args...))})
}

// refused reports whether a guard refuses an action for its own sake. That fixing is off takes no action out of a count:
// a dry run counts as a run that fixes.
func (d *draft) refused() bool {
	return slices.ContainsFunc(d.Blocked, func(b access.Block) bool { return b.Guard != access.GuardFixOff })
}

// single asks the guards that look at one action alone.
func (p *planner) single(d *draft) {
	f := d.finding
	if key, mode := d.set.Fix.of(f.Verdict); mode == Report {
		way := "set it to apply"
		if can := d.target.Reach.Allows(d.Kind); can.Listed == access.No && can.Why != "" {
			way = "a person does it, as " + can.Why
		}
		d.block(access.GuardFixOff, "`fix: {%s: report}` in %s: %s", key, d.Target, way)
	}
	if f.OutOfScope {
		d.block(access.GuardOutOfScope, "it is outside `scope:`, where everything is reported only: widen the scope")
	}
	if d.Removal && len(p.RosterUnsound) > 0 {
		d.block(access.GuardRosterUnsound, "nothing is removed on the strength of this roster: %s", strings.Join(p.RosterUnsound, "; "))
	}
	if d.target.Status != access.Complete {
		d.block(access.GuardReadUnsound, "%s was not read in whole, and nothing is changed there until it is: %s", d.Target,
			strings.Join(append([]string{string(d.target.Status)}, d.target.Why...), "; "))
	}
	if f.Cause == access.CauseLeaver && f.Basis == access.BasisDate && !p.Settings.DateOnly {
		d.block(access.GuardNotConfirmed, "%s left by the end date only, and the roster still says employed: "+
			"have the roster say so, or set `policy: {date_only: apply}`", person(d))
	}
	p.remembered(d)
	d.own()
	d.privileged()
	d.unlinked()
	d.unlinkable()
}

// of returns the key and mode of the policy for a verdict.
func (f *Fix) of(v access.Verdict) (string, Mode) {
	switch v {
	case access.Missing:
		return "missing", f.Missing
	case access.Orphaned:
		return "orphaned", f.Orphaned
	default:
		return "excess", f.Excess
	}
}

// own refuses to touch the accounts whose credential is in use.
func (d *draft) own() {
	switch {
	case d.Account != nil && d.Account.ID == d.target.Self:
		d.block(access.GuardOwnAccount, "it is the account whose credential is in use: change it by hand")
	case d.Person != nil && fold.Key(d.Person.ID) == fold.Key(d.set.CredentialOf):
		d.block(access.GuardOwnAccount, "`credential_of: %s`: the credential in use is theirs, change it by hand", d.set.CredentialOf)
	}
}

// privileged refuses to grant privileged access unless that is asked for.
func (d *draft) privileged() {
	f := d.finding
	if d.Removal || !f.Privileged || d.Kind == access.Enable {
		return
	}
	switch {
	case f.Hold != nil && f.Hold.RoleWithoutWhen:
		d.block(access.GuardPrivilegedGrant, "a role without `when` gives privileged access to everybody: give it a condition, or "+
			"grant by hand")
	case d.set.Fix.Privileged != Apply:
		d.block(access.GuardPrivilegedGrant, "privileged access is granted by hand, unless `fix: {privileged: apply}` in %s", d.Target)
	}
}

// unlinked refuses to close the accounts of people it does not know.
func (d *draft) unlinked() {
	f := d.finding
	switch {
	case f.Verdict != access.Orphaned:
	case f.Cause == access.CauseUnregistered:
		d.block(access.GuardUnlinked, "a service account that nobody answers for is never closed by the tool: register it under "+
			"`service_accounts:`, or close it by hand")
	case (f.Cause == access.CauseUnknown || f.Cause == access.CauseGuest) && d.set.Fix.Orphaned != ApplyUnknown:
		d.block(access.GuardUnlinked, "its person is not known: link it under `identities:`, or set "+
			"`fix: {orphaned: apply-unknown}` in %s", d.Target)
	case f.Cause == access.CauseLeaver:
		for _, note := range f.Notes {
			if strings.HasPrefix(note, "maybe-same-person") {
				d.block(access.GuardUnlinked, "%s: settle it under `people:`, or rename one record", note)
			}
		}
	}
}

// unlinkable refuses invitations where people may have an account already, or can't be reached.
func (d *draft) unlinkable() {
	if d.Kind != access.Invite {
		return
	}
	usable := false
	if d.Person != nil {
		_, usable = fold.Email(d.Person.Email)
	}
	if !usable {
		d.block(access.GuardUnlinkable, "there is no work e-mail to invite to: enter it in the roster")
	}
	if t := d.target; 100*t.Linked < 80*t.Humans {
		d.block(access.GuardUnlinkable, "%d of %d human accounts in %s are linked, less than 80 %%: the person may be among the "+
			"others; link them first under `identities:`", t.Linked, t.Humans, d.Target)
	}
}
