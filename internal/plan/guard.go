package plan

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// guard lets every guard look at every action: those on single actions first, then those that count what is left.
func (p *planner) guard() {
	for i := range p.drafts {
		p.single(&p.drafts[i])
	}
	p.limits()
	p.lastAdmins()
	p.seats()
	for i := range p.drafts {
		if d := &p.drafts[i]; len(d.Blocked) > 0 {
			d.State = access.Blocked
		}
	}
}

// block notes a refusal. One by fix-off leaves the action in the counts: a dry run counts as a run that fixes.
func (d *draft) block(guard access.Guard, format string, args ...any) {
	d.Blocked = append(d.Blocked, access.Block{Guard: guard, Why: fmt.Sprintf(format, args...)})
	d.held = d.held || guard != access.GuardFixOff
}

// single asks the guards that look at one action alone.
func (p *planner) single(d *draft) {
	f := d.finding
	if key, mode := d.set.Fix.of(f.Verdict); mode == Report {
		d.block(access.GuardFixOff, "`fix: {%s: report}` in %s: set it to apply", key, d.Target)
	}
	if f.OutOfScope {
		d.block(access.GuardOutOfScope, "it is outside `scope:`: report only")
	}
	if d.Removal && len(p.RosterUnsound) > 0 {
		d.block(access.GuardRosterUnsound, "nothing is removed on the strength of this roster: %s", strings.Join(p.RosterUnsound, "; "))
	}
	if d.target.Status != access.Complete {
		d.block(access.GuardReadUnsound, "%s was not read in whole (%s): %s", d.Target, d.target.Status, strings.Join(d.target.Why, "; "))
	}
	if d.Leaver && f.Basis == access.BasisDate && !p.Settings.DateOnly {
		d.block(access.GuardNotConfirmed, "%s left by the end date only, and the roster still says employed: "+
			"have the roster say so, or set `policy: {date_only: apply}`", d.Person.ID)
	}
	p.protected(d)
	p.own(d)
	p.privileged(d)
	p.unlinked(d)
	if d.Kind == access.Invite {
		unlinkable(d)
	}
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

// protected refuses to touch accounts that are never to be touched. A glob never covers a leaver.
func (p *planner) protected(d *draft) {
	if d.Account == nil {
		return
	}
	for _, pattern := range d.set.Protect {
		glob, err := fold.CompileKeyGlob(pattern)
		if err != nil || d.Leaver && !glob.IsLiteral() {
			continue
		}
		if glob.Match(d.Account.ID) || glob.Match(d.Account.Login) || glob.Match(d.Account.Email) {
			d.block(access.GuardProtected, "`protect: [%s]` of %s covers it", fold.Clean(pattern), d.Target)
			return
		}
	}
	if p.Known == nil {
		return
	}
	for i := range p.Known.Services {
		s := &p.Known.Services[i]
		key := fold.Key(s.Account)
		if s.Target == d.Target && (key == fold.Key(d.Account.ID) || key == fold.Key(d.Account.Login) || key == fold.Key(d.Account.Email)) {
			d.block(access.GuardProtected, "it is a registered service account (%s): change it by hand", s.At)
			return
		}
	}
}

// own refuses to touch the accounts whose credential is in use.
func (p *planner) own(d *draft) {
	switch {
	case d.Account != nil && d.target.Self != "" && d.Account.ID == d.target.Self:
		d.block(access.GuardOwnAccount, "it is the account whose credential is in use")
	case d.Person != nil && d.set.CredentialOf != "" && d.Person.ID == d.set.CredentialOf:
		d.block(access.GuardOwnAccount, "`credential_of: %s`: the credential in use is theirs", fold.Clean(d.set.CredentialOf))
	}
}

// privileged refuses to grant privileged access unless that is asked for.
func (p *planner) privileged(d *draft) {
	f := d.finding
	if d.Removal || !f.Privileged || d.Kind == access.Enable {
		return
	}
	switch {
	case f.Hold != nil && f.Hold.RoleWithoutWhen:
		d.block(access.GuardPrivilegedGrant, "a role without `when` gives privileged access to everybody: give it a condition, or grant by hand")
	case d.set.Fix.Privileged != Apply:
		d.block(access.GuardPrivilegedGrant, "privileged access is granted by hand, unless `fix: {privileged: apply}` in %s", d.Target)
	}
}

// unlinked refuses to close the accounts of people it does not know.
func (p *planner) unlinked(d *draft) {
	switch f := d.finding; {
	case f.Verdict != access.Orphaned:
	case f.Cause == access.CauseUnregistered:
		d.block(access.GuardUnlinked, "a service account that nobody answers for is never closed by the tool: register it, or close it by hand")
	case (f.Cause == access.CauseUnknown || f.Cause == access.CauseGuest) && d.set.Fix.Orphaned != ApplyUnknown:
		d.block(access.GuardUnlinked, "its person is not known: link it under `identities:`, or set `fix: {orphaned: apply-unknown}` in %s", d.Target)
	case f.Cause == access.CauseLeaver && len(f.Notes) > 0:
		d.block(access.GuardUnlinked, "%s: settle it under `people:`, or rename one record", fold.Clean(strings.Join(f.Notes, "; ")))
	}
}

// unlinkable refuses invitations where people may have an account already, or can't be reached.
func unlinkable(d *draft) {
	if d.Person == nil || d.Person.Email == "" {
		d.block(access.GuardUnlinkable, "there is no work e-mail to invite to: enter it in the roster")
		return
	}
	if t := d.target; t.Humans > 0 && 100*t.Linked < 80*t.Humans {
		d.block(access.GuardUnlinkable, "%d of %d human accounts in %s are linked, less than 80 %%: the person may be among the others; link them first",
			t.Linked, t.Humans, d.Target)
	}
}
