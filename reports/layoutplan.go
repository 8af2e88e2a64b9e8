package reports

// sheetPlan is a plan summed up.
type sheetPlan struct {
	Total             int
	Sum, Hidden, Hash string
	States            []string
	Kinds             []sheetKind
	Guards            []sheetGuard
	MoreGuards        string
}

type sheetKind struct {
	Name   string
	Counts []string
	// All: it is the sum of the others.
	All bool
}

type sheetGuard struct {
	Name, Count string
	Reasons     []string
}

func (r *room) plan(p *planView) sheetPlan {
	s := sheetPlan{Total: p.total, Sum: shorten(p.sum(), longest), Hash: p.hash}
	if p.hidden > 0 {
		s.Hidden = count(p.hidden, "action is", "actions are") + " shown in a confidential report only."
	}
	for _, state := range p.states {
		s.States = append(s.States, r.cut(stateWord(state)))
	}
	for _, k := range p.kinds {
		s.Kinds = append(s.Kinds, newKind(r.cut(clean(string(k.kind))), k.counts))
	}
	if len(p.kinds) > 1 {
		sums := make([]int, len(p.states))
		for i := range sums {
			sums[i] = p.in(i)
		}
		all := newKind("all", sums)
		all.All = true
		s.Kinds = append(s.Kinds, all)
	}
	for i := range p.guards {
		if i == r.guards {
			s.MoreGuards = andMore(len(p.guards) - i)
			break
		}
		s.Guards = append(s.Guards, r.guard(&p.guards[i]))
	}
	return s
}

func newKind(name string, counts []int) sheetKind {
	k := sheetKind{Name: name}
	for _, n := range counts {
		k.Counts = append(k.Counts, unless(n))
	}
	return k
}

func (r *room) guard(v *guardView) sheetGuard {
	g := sheetGuard{Name: r.cut(v.guard), Count: number(v.count)}
	for i, reason := range v.reasons {
		if i == r.reasons {
			g.Reasons = append(g.Reasons, andMore(len(v.reasons)-i))
			break
		}
		why := r.cut(reason.why)
		if len(v.reasons) > 1 {
			why = number(reason.count) + ": " + why
		}
		g.Reasons = append(g.Reasons, why)
	}
	return g
}
