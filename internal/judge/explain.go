package judge

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// Account is the whole judgement on one account, for `explain`.
type Account struct {
	Target string
	Name   access.AccountName
	Status access.Status
	Kind   access.Kind
	Row    string
	Match  access.Match
	// Person is the index of its person, -1 for nobody.
	Person int32
	// Access is the account itself, then each entitlement; empty for an account that is closed.
	Access []Access
	// Due lists what is due to its person here, with who says so.
	Due []rules.Due
}

// Access is the judgement on one access.
type Access struct {
	Key        string
	Title      string
	Via        string
	ManagedBy  string
	Privileged bool
	// Class is due, found, ungoverned or excepted.
	Class   string
	Verdict access.Verdict
	Cause   access.Cause
	// Why is the reason in words, Rules where it is written.
	Why   string
	Rules []rules.Cause
}

// Explain judges single accounts of a target again and says why. The accounts are indexes of the snapshot's.
func (j *Judge) Explain(r Read, holdings Holdings, accounts []int) []Account {
	if !r.usable() {
		return nil
	}
	p := &pass{view: j.view(r, holdings)}
	var out []Account
	for _, i := range accounts {
		a, m := &p.snap.Accounts[i], &r.Matches[i]
		x := Account{
			Target: r.Target, Name: nameOf(a), Status: a.Status, Kind: a.Kind, Row: rowOf(p.snap, a), Match: *m, Person: -1,
		}
		g := p.view.account(i, nil)
		x.Person = g.person
		if g.person >= 0 {
			x.Due = j.dues(p.view, g.person)
		}
		for k := range g.list {
			x.Access = append(x.Access, p.explainAccess(a, &g, &g.list[k]))
		}
		out = append(out, x)
	}
	return out
}

// Due returns what is due to a person in a target, whether or not they have an account there.
func (j *Judge) Due(r Read, holdings Holdings, person int32) []rules.Due {
	if !r.usable() {
		return nil
	}
	return j.dues(j.view(r, holdings), person)
}

func (j *Judge) dues(v *view, person int32) []rules.Due {
	if j.setOf[person] == nil {
		return nil
	}
	n := v.needsOf(person)
	if n.account == nil {
		return nil
	}
	out := []rules.Due{{Target: v.read.Target, Key: access.AccountType, Sources: n.account.Sources}}
	for i := range n.list {
		out = append(out, *n.list[i].entry)
	}
	return out
}

func (p *pass) explainAccess(a *access.Account, g *judgement, d *decision) Access {
	e := &p.snap.Entitlements[d.entitlement]
	x := Access{
		Key: e.Key(), Title: e.Title, Privileged: p.privileged[d.entitlement], Class: d.class.String(),
		Verdict: d.verdict, Cause: d.cause, Why: fold.Clean(d.why),
	}
	var hold access.Hold
	p.hold(&hold, a, d.entitlement)
	x.Via, x.ManagedBy = hold.Via, hold.ManagedBy
	entry := d.entry
	if d.need != nil {
		entry = d.need.entry
	}
	if entry != nil {
		x.Rules = entry.Sources
	}
	if x.Why != "" {
		return x
	}
	switch {
	case d.expired != nil:
		x.Why = d.expired.why
	case d.class == ungoverned:
		x.Why = "no rule speaks of it, and it is neither privileged nor under `govern:`"
	case d.class == found && d.entitlement != 0 && g.whole():
		x.Why = "goes with the account"
	case d.class == found && d.need != nil:
		x.Why = fmt.Sprintf("only %s is due", fold.Clean(d.need.parts.Key()))
	case d.class == found:
		x.Why = "nothing says it is due"
	case d.verdict == access.Missing:
		x.Why = fmt.Sprintf("%s is due", fold.Clean(d.need.parts.Key()))
	}
	return x
}
