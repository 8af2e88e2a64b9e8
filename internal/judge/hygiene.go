package judge

import (
	"fmt"

	"reconcile/internal/access"
)

// staleInvite is after how many days an unanswered invitation is a finding.
const staleInvite = 14

// hygiene finds what is wrong with an account beside its access: each has a verdict of its own.
func (p *pass) hygiene(i int, g *judgement) {
	a, m := &p.snap.Accounts[i], &p.read.Matches[i]
	if a.Status == access.Suspended {
		p.residual(i, a, m)
		return
	}
	if g.whole() {
		return
	}
	if a.Status == access.Invited {
		p.invite(i, a, g)
		return
	}
	human := a.Kind == access.Human || a.Kind == access.Guest
	if a.MFA == access.No && human && m.Class != access.Service {
		f := p.about(i, access.NoMFA, g.person)
		f.Reason = fmt.Sprintf("%s has no second factor in %s.", who(&f), p.read.Target)
		f.Action = "have a second factor set up"
		p.add(&f, i, g.person)
	}
	p.dormant(i, a, g)
}

// dormant finds a due account that is not used.
func (p *pass) dormant(i int, a *access.Account, g *judgement) {
	if p.settings.DormantAfter == 0 || a.LastActive.IsZero() || g.person < 0 || len(g.list) == 0 || g.list[0].class != isDue {
		return
	}
	latest := max(a.LastActive, a.Created, p.j.in.Roster.People[g.person].Start)
	today := p.j.in.Standings[g.person].Today
	if today.DaysSince(latest) < p.settings.DormantAfter {
		return
	}
	f := p.about(i, access.Dormant, g.person)
	f.Reason = fmt.Sprintf("%s has not used %s since %s; the limit is %d days.", who(&f), p.read.Target, latest,
		p.settings.DormantAfter)
	f.Action = "ask whether the account is still needed"
	f.CostMonth = p.settings.SeatCost.String()
	if p.takesSeat(a) {
		p.freed[a.ID] = true
	}
	p.add(&f, i, g.person)
}

// invite finds a due invitation that nobody answers.
func (p *pass) invite(i int, a *access.Account, g *judgement) {
	today := p.j.in.Today
	if a.Created.IsZero() || today.DaysSince(a.Created) <= staleInvite {
		return
	}
	f := p.about(i, access.StaleInvite, g.person)
	f.Reason = fmt.Sprintf("%s was invited to %s on %s and has not answered.", who(&f), p.read.Target, a.Created)
	f.Action = "send the invitation again, or withdraw it"
	p.add(&f, i, g.person)
}

// residual finds a leaver's suspended account that keeps privileged access or a paid seat.
func (p *pass) residual(i int, a *access.Account, m *access.Match) {
	if a.Reopenable || m.Class != access.Linked || p.j.in.Standings[m.Person].State != access.Left {
		return
	}
	f := p.about(i, access.Residual, m.Person)
	for _, grant := range a.Grants {
		if p.privileged[grant.Entitlement] {
			f.Privileged = true
			f.Includes = append(f.Includes, p.snap.Entitlements[grant.Entitlement].Key())
		}
	}
	f.Includes = distinct(f.Includes)
	paid := p.settings.SeatCost.Cents > 0 && a.Seat != access.No &&
		(p.settings.SuspendFreesSeat == access.No || a.Seat == access.Yes)
	switch {
	case f.Privileged:
		f.Reason = fmt.Sprintf("%s left; the suspended account in %s keeps privileged access: %s.", who(&f),
			p.read.Target, list(f.Includes))
		f.Action = "take the privileged access away"
	case paid:
		f.Reason = fmt.Sprintf("%s left; the suspended account in %s still takes a paid seat.", who(&f), p.read.Target)
		f.Action = "remove the account, or free its seat"
	default:
		return
	}
	if paid {
		f.CostMonth = p.settings.SeatCost.String()
		p.freed[a.ID] = true
	}
	p.add(&f, i, m.Person)
}

// add grades, seals and keeps a finding about an account.
func (p *pass) add(f *access.Finding, i int, person int32) {
	f.Severity = severity(f, p.gravity(i))
	p.j.seal(f, person)
	p.part.Findings = append(p.part.Findings, *f)
}

// gravity returns what the severity of a finding about an account depends on.
func (p *pass) gravity(i int) gravity {
	return gravity{criticality: p.settings.Criticality, number: p.snap.Accounts[i].EmployeeID != ""}
}
