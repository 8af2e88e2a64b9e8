package judge

import (
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// Explain judges single accounts of a target again and says why. The accounts are indexes of the snapshot's.
func (j *Judge) Explain(r Read, holdings Holdings, accounts []int) []access.ExplainedAccount {
	if !r.usable() {
		return nil
	}
	p := &pass{view: j.view(r, holdings)}
	var out []access.ExplainedAccount
	for _, i := range accounts {
		a, m := &p.snap.Accounts[i], &r.Matches[i]
		x := access.ExplainedAccount{
			Target: r.Target, Account: nameOf(a), Status: a.Status.String(), Kind: a.Kind.String(), Row: rowOf(p.snap, a),
			Link: m.Class.String(), Access: []access.ExplainedAccess{},
		}
		if m.Class == access.Linked {
			x.Role = m.Role.String()
		}
		g := p.view.account(i, nil)
		for k := range g.list {
			x.Access = append(x.Access, p.explainAccess(a, &g, &g.list[k]))
		}
		out = append(out, x)
	}
	return out
}

// Due returns what is due to a person in a target, whether or not they have an account there.
func (j *Judge) Due(r Read, holdings Holdings, person int32) []access.ExplainedDue {
	if j.setOf[person] == nil || r.Snapshot == nil {
		return nil
	}
	n := j.view(r, holdings).needsOf(person)
	if n.account == nil {
		return nil
	}
	out := []access.ExplainedDue{{Target: r.Target, Key: access.AccountType, Rules: causes(n.because...)}}
	for i := range n.list {
		out = append(out, access.ExplainedDue{Target: r.Target, Key: n.list[i].parts.Key(), Rules: causes(n.list[i].entry)})
	}
	return out
}

// causes words who says that access is due, each once, what is written for fewer people first.
func causes(dues ...*rules.Due) []string {
	var narrow, wide []string
	for _, d := range dues {
		for _, c := range d.Sources {
			list, text := &narrow, fmt.Sprintf("%s %s, %s", c.Kind, fold.Clean(c.Name), c.At)
			if c.Everybody {
				list = &wide
			}
			if !slices.Contains(*list, text) {
				*list = append(*list, text)
			}
		}
	}
	return append(narrow, wide...)
}

func (p *pass) explainAccess(a *access.Account, g *judgement, d *decision) access.ExplainedAccess {
	e := &p.snap.Entitlements[d.entitlement]
	x := access.ExplainedAccess{
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
	switch {
	case d.entitlement == 0 && entry != nil && g.needs != nil:
		x.Rules = causes(g.needs.because...)
	case entry != nil:
		x.Rules = causes(entry)
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
