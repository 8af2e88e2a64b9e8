package judge

import (
	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// class is what becomes of one access of an open account: precisely one of the four.
type class uint8

const (
	isDue class = iota
	found
	ungoverned
	excepted
)

// String names the class as `explain` does.
func (c class) String() string {
	return [...]string{"due", "found", "ungoverned", "excepted"}[c]
}

// decision is the judgement on one access: the account itself, or one entitlement at its highest level.
type decision struct {
	// entitlement indexes the snapshot's entitlements, 0 is the account.
	entitlement int32
	class       class
	verdict     access.Verdict
	cause       access.Cause
	// need is what is due of the same base, nil if nothing is.
	need *need
	// entry is the due that the account rests on, for entitlement 0.
	entry *rules.Due
	// expired is the exception that no longer covers it.
	expired *exception
	// why is set where the class needs a word of its own.
	why string
	// ends: it is due for the rest of a grace alone.
	ends bool
}

// judgement is all there is to say of one account's access.
type judgement struct {
	// list starts with the account itself; empty for an account that is not open.
	list []decision
	// person is the index of whoever it belongs to, -1 for nobody.
	person int32
	needs  *needs
}

// whole reports whether the finding is about the account, which takes everything it holds along.
func (g *judgement) whole() bool { return len(g.list) > 0 && g.list[0].class == found }

// account judges the access of one account. The list is appended to buf.
func (v *view) account(i int, buf []decision) judgement {
	a, m := &v.snap.Accounts[i], &v.read.Matches[i]
	g := judgement{list: buf, person: -1}
	if m.Class == access.Linked {
		g.person = m.Person
	}
	if !a.Open() {
		return g
	}
	switch m.Class {
	case access.Disputed:
		return v.all(g, a, decision{class: found, verdict: access.DisputedAccount})
	case access.Service:
		return v.service(g, a, m)
	case access.Outside:
		return v.external(g, a, m)
	case access.Linked:
		return v.person(g, a, m)
	default:
		return v.all(g, a, decision{class: found, verdict: access.Orphaned, cause: unknownCause(a.Kind)})
	}
}

func unknownCause(k access.Kind) access.Cause {
	switch k {
	case access.Guest:
		return access.CauseGuest
	case access.Bot, access.Shared:
		return access.CauseUnregistered
	default:
		return access.CauseUnknown
	}
}

// all gives the account and everything it holds the same decision.
func (v *view) all(g judgement, a *access.Account, d decision) judgement {
	d.entitlement = 0
	g.list = append(g.list, d)
	for _, e := range v.held(a) {
		inner := d
		inner.entitlement = e
		g.list = append(g.list, inner)
	}
	return g
}

// held returns the entitlements of an account, one for each base: the highest level. It is valid until the next call.
func (v *view) held(a *access.Account) []int32 {
	v.mark++
	v.holding = v.holding[:0]
	for _, grant := range a.Grants {
		e := grant.Entitlement
		b := v.base[e]
		if b == 0 {
			continue
		}
		if v.stamp[b] != v.mark {
			v.stamp[b] = v.mark
			v.slot[b] = int32(len(v.holding))
			v.holding = append(v.holding, e)
			continue
		}
		if at := v.slot[b]; v.higher(e, v.holding[at]) {
			v.holding[at] = e
		}
	}
	return v.holding
}

// higher orders two entitlements of one base; without an order the later key counts as the higher.
func (v *view) higher(a, b int32) bool {
	if v.rank[a] != v.rank[b] {
		return v.rank[a] > v.rank[b]
	}
	return v.snap.Entitlements[a].Level > v.snap.Entitlements[b].Level
}

// service judges a registered service account: all it has is excepted while somebody answers for it.
func (v *view) service(g judgement, a *access.Account, m *access.Match) judgement {
	s := &v.j.in.Policy.Known.Services[m.Known]
	d := decision{class: excepted, why: "registered service account, " + s.At}
	switch today := v.j.in.Today; {
	case !v.j.answers(s.Owner):
		d = decision{class: found, verdict: access.Orphaned, cause: access.CauseOwnerLeft}
	case today.After(s.ReviewBy):
		d = decision{class: found, verdict: access.Orphaned, cause: access.CauseReviewDue}
	}
	return v.all(g, a, d)
}

// external judges a registered account of somebody outside the company.
func (v *view) external(g judgement, a *access.Account, m *access.Match) judgement {
	x := &v.j.in.Policy.Known.Externals[m.Known]
	switch today := v.j.in.Today; {
	case !v.j.answers(x.Sponsor):
		return v.all(g, a, decision{class: found, verdict: access.Orphaned, cause: access.CauseOwnerLeft})
	case today.After(x.Until):
		return v.all(g, a, decision{class: found, verdict: access.Orphaned, cause: access.CauseReviewDue})
	}
	why := "registered external, " + x.At
	g.list = append(g.list, decision{class: excepted, why: why})
	glob, err := fold.CompileKeyGlob(x.Account)
	exact := err == nil && glob.IsLiteral()
	list := v.access(x.Access)
	for _, e := range v.held(a) {
		d := decision{entitlement: e, class: ungoverned}
		covered := v.covers(list, e) && (exact || !v.privileged[e])
		switch {
		case covered:
			d.class, d.why = excepted, why
		case v.governed[e]:
			d.class, d.verdict = found, access.Excess
			d.why = "beyond the `access:` of " + x.At
		}
		g.list = append(g.list, d)
	}
	return g
}

// access resolves the `access:` list of an identity or external.
func (v *view) access(keys []string) []access.Entitlement {
	var list []access.Entitlement
	for _, key := range keys {
		if e, ok := access.ParseEntitlement(key, v.snap.Levels); ok {
			list = append(list, e)
		}
	}
	return list
}

// covers reports whether a list of access allows an entitlement at its level: one without a level allows any.
func (v *view) covers(list []access.Entitlement, entitlement int32) bool {
	for i := range list {
		e := &list[i]
		if b, ok := v.byBase[fold.Key(e.Base())]; !ok || b != v.base[entitlement] {
			continue
		}
		if e.Level == "" || v.rank[entitlement] <= rank(v.snap.Levels[e.Type], e.Level) {
			return true
		}
	}
	return false
}

// person judges an account whose person is known.
func (v *view) person(g judgement, a *access.Account, m *access.Match) judgement {
	standing := &v.j.in.Standings[m.Person]
	switch {
	case standing.State == access.Left:
		return v.all(g, a, decision{class: found, verdict: access.Orphaned, cause: access.CauseLeaver})
	case v.unruled:
		return v.all(g, a, decision{class: ungoverned, why: "no role names " + v.read.Target})
	case standing.State == access.Joining && !standing.Due:
		return v.all(g, a, decision{class: found, verdict: access.Excess, cause: access.CauseEarly})
	case standing.State == access.Away && v.j.in.Settings.SuspendOnLeave && a.Status == access.Enabled:
		return v.all(g, a, decision{class: found, verdict: access.Excess, cause: access.CauseOnLeave})
	case m.Role == access.Duplicate:
		return v.all(g, a, decision{class: found, verdict: access.Excess, cause: access.CauseDuplicate})
	case m.Role == access.Admin:
		return v.admin(g, a, m)
	}
	g.needs = v.needsOf(m.Person)
	var extra []access.Entitlement
	why := ""
	if m.Role == access.Test {
		identity := &v.j.in.Policy.Known.Identities[m.Known]
		extra, why = v.access(identity.Access), "test account, "+identity.At
	}
	if g.needs.account == nil && m.Role != access.Test {
		d := decision{class: found, verdict: access.Excess}
		d.expired = v.expired(m.Person, 0)
		if d.expired != nil {
			d.cause = access.CauseExceptionExpired
		}
		if d = v.grace(d, m.Person); d.class == found {
			return v.all(g, a, d)
		}
		g.list = append(g.list, d)
	} else {
		g.list = append(g.list, decision{class: isDue, entry: g.needs.account, why: why})
	}
	for _, e := range v.held(a) {
		d := v.grace(v.entitlement(g.needs, e, m.Person), m.Person)
		if d.class == found && v.covers(extra, e) {
			d = decision{entitlement: e, class: excepted, why: why}
		}
		g.list = append(g.list, d)
	}
	return g
}

// admin judges a declared second account, which may hold its own list only.
func (v *view) admin(g judgement, a *access.Account, m *access.Match) judgement {
	identity := &v.j.in.Policy.Known.Identities[m.Known]
	why := "admin account, " + identity.At
	g.list = append(g.list, decision{class: excepted, why: why})
	list := v.access(identity.Access)
	for _, e := range v.held(a) {
		d := decision{entitlement: e, class: ungoverned}
		switch {
		case v.covers(list, e):
			d.class, d.why = excepted, why
		case v.governed[e]:
			d.class, d.verdict, d.why = found, access.Excess, "beyond the `access:` of "+identity.At
		}
		g.list = append(g.list, d)
	}
	return g
}

// entitlement judges one entitlement of a primary account whose person is due the account.
func (v *view) entitlement(n *needs, e, person int32) decision {
	standing := &v.j.in.Standings[person]
	d := decision{entitlement: e, class: isDue, need: n.find(v.base[e])}
	if standing.Grace && v.privileged[e] {
		d.class, d.verdict, d.cause = found, access.Excess, access.CauseLeaver
		return d
	}
	if d.need == nil {
		if !v.governed[e] {
			d.class = ungoverned
			return d
		}
		d.class, d.verdict = found, access.Excess
		if d.expired = v.expired(person, e); d.expired != nil {
			d.cause = access.CauseExceptionExpired
		}
		return d
	}
	switch level := v.snap.Entitlements[e].Level; {
	case d.need.level == "" && level != "" && v.privileged[e] && !v.basePrivileged[d.need.base]:
		d.class, d.verdict = found, access.Excess
	case d.need.level == "" || fold.Key(d.need.level) == fold.Key(level):
	case v.rank[e] >= 0 && d.need.rank >= 0 && v.rank[e] > d.need.rank:
		d.class, d.verdict = found, access.Excess
		if d.expired = v.expired(person, e); d.expired != nil {
			d.cause = access.CauseExceptionExpired
		}
	default:
		// what is held is due; the rest of it is missing
		d.verdict, d.cause = access.Missing, dueCause(standing)
	}
	return d
}

// dueCause is the cause of access that is missing to somebody.
func dueCause(s *access.Standing) access.Cause {
	if s.Joiner {
		return access.CauseJoiner
	}
	return ""
}

// needsOf returns what a person needs here: by their roles, by migrations that have not moved them, by exceptions.
func (v *view) needsOf(person int32) *needs {
	set := v.j.setOf[person]
	exceptions := v.j.excepted[person]
	moved, unmigrated := v.j.migrated(set, v.read.Target, person, v.holdings)
	if set == nil {
		return &needs{}
	}
	if len(exceptions) == 0 && !moved && !unmigrated {
		return v.setNeeds(set)
	}
	var dues []rules.Due
	for _, x := range exceptions {
		if !x.holds {
			continue
		}
		for _, grant := range x.entry.Grants {
			if grant.Target == v.read.Target {
				dues = append(dues, rules.Due{
					Want: grant.Want, Target: grant.Target, Key: grant.Key, Sources: []rules.Cause{{
						Kind: "exception", Name: x.entry.Reason, At: place(x.entry.At.File, x.entry.At.Line),
					}},
				})
			}
		}
	}
	var n *needs
	if moved {
		n = v.merge(dues)
	} else {
		n = v.merge(set.In(v.read.Target), dues)
	}
	n.unmigrated = unmigrated
	return n
}

// expired returns an exception that once covered an entitlement of this target (0: anything) and no longer does.
func (v *view) expired(person, entitlement int32) *exception {
	list := v.j.excepted[person]
	for i := range list {
		if list[i].holds {
			continue
		}
		for _, grant := range list[i].entry.Grants {
			if grant.Target != v.read.Target {
				continue
			}
			e, ok := access.ParseEntitlement(grant.Key, v.snap.Levels)
			if ok && (entitlement == 0 || v.byBase[fold.Key(e.Base())] == v.base[entitlement]) {
				return &list[i]
			}
		}
	}
	return nil
}
