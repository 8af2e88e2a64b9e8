package reports

import (
	"io"
	"strings"

	"reconcile/internal/access"
)

// Text writes the report for a terminal, made for a reader with two minutes: what was not read, what needs a person
// today, then app by app, the plan, and what all of it rests on.
func Text(w io.Writer, run *access.Run, o Options) error {
	v := newView(run, o)
	p := newPage(o)
	p.opening(v)
	p.gaps(v)
	p.urgent(v)
	p.figures(v)
	for i := range v.apps {
		p.app(&v.apps[i])
	}
	p.quiet(v)
	p.planSummary(&v.plan)
	p.memory(v.memory)
	p.clocks(v.clocks)
	p.seats(v.seats)
	p.remarks(v)
	p.proofs(v)
	return p.flush(w)
}

// opening says the verdict, of when it is, and what it is about.
func (p *page) opening(v *view) {
	p.styled(0, bold, v.headline)
	for _, s := range v.intro {
		p.text(0, s)
	}
}

// gaps says what was not read before anything that was found.
func (p *page) gaps(v *view) {
	if len(v.gaps) == 0 {
		p.blank()
		p.text(0, "Everything was read in whole.")
	} else {
		p.heading("NOT READ, OR NOT IN WHOLE")
		var names []string
		for _, g := range v.gaps {
			names = append(names, g.where)
		}
		width := widest(20, names...)
		for _, g := range v.gaps {
			style := plain
			if g.bad {
				style = notice
			}
			p.labelled(2, width, style, g.where, g.status+": "+g.why)
		}
		for _, s := range v.consequences {
			p.text(2, s)
		}
	}
	if v.found() == 0 {
		p.blank()
		p.styled(0, bold, v.nothing())
	}
}

// found counts the findings that are shown.
func (v *view) found() int {
	n := 0
	for i := range v.apps {
		n += v.apps[i].total
	}
	return n
}

// nothing says that nothing was found, and in what.
func (v *view) nothing() string {
	var targets []*access.TargetResult
	for i := range v.apps {
		if t := v.apps[i].target; t != nil {
			targets = append(targets, t)
		}
	}
	return nothingFound(v.hidden, targets)
}

// nothingFound says that nothing was found besides what is hidden, and in what.
func nothingFound(hidden int, targets []*access.TargetResult) string {
	s := "Nothing was found in what was read"
	if hidden > 0 {
		s = "Nothing else was found in what was read"
	}
	var unread []string
	for _, t := range targets {
		if t.Status != access.Complete {
			unread = append(unread, clean(t.Name))
		}
	}
	switch {
	case len(targets) == 0:
		return s + ": and no app was read."
	case unread != nil:
		return s + ". Not read in whole: " + some(unread, mostRows) + "."
	default:
		return s + "."
	}
}

// quiet names the apps in which nothing was found, although they were read.
func (p *page) quiet(v *view) {
	var names []string
	for i := range v.apps {
		a := &v.apps[i]
		switch t := a.target; {
		case t == nil || a.total > 0 || t.Status != access.Complete:
		case t.Unruled:
			names = append(names, a.name+" (orphaned accounts alone were looked for)")
		case !judged(t):
			names = append(names, a.name+" (missing access was not looked for)")
		default:
			names = append(names, a.name)
		}
	}
	if names != nil && v.found() > 0 {
		p.blank()
		p.text(0, "Read in whole, and nothing found: "+strings.Join(names, ", ")+".")
	}
}

// remarks lists what deserves a look in rules, configuration and roster.
func (p *page) remarks(v *view) {
	if len(v.remarks) == 0 {
		return
	}
	p.heading("REMARKS ON ROSTER, RULES AND CONFIGURATION")
	for i, remark := range v.remarks {
		if i == 2*mostRows {
			p.text(2, more(len(v.remarks)-i, "--format json"))
			break
		}
		p.text(2, remark)
	}
}

// proofs says what the report rests on.
func (p *page) proofs(v *view) {
	p.heading("WHAT WAS READ")
	for _, proof := range v.proof {
		p.text(2, proof.name)
		p.text(4, proof.first())
		for _, s := range proof.lines[1:] {
			p.text(4, s)
		}
	}
	p.text(2, v.proofNote)
}
