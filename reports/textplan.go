package reports

import (
	"io"
	"strconv"
	"strings"

	"reconcile/internal/access"
)

// PlanText writes the plan for a terminal: every action in its order, by state, and every guard with its arithmetic.
func PlanText(w io.Writer, run *access.Run, o Options) error {
	v := newView(run, o)
	p := newPage(o)
	title := "Plan: " + v.plan.sum()
	if company := clean(run.Run.Company); company != "" {
		title = shorten(company, leastWidth) + ": plan of " + v.plan.sum()
	}
	p.styled(0, bold, title)
	for _, s := range v.intro {
		p.text(0, s)
	}
	if v.plan.hash != "" {
		p.text(0, "Plan "+v.plan.hash+"; numbers are the order in which it would be done.")
	}
	p.hiddenActions(&v.plan)
	if len(v.consequences) > 0 {
		p.gaps(v)
	}
	if v.plan.total == 0 {
		p.blank()
		p.text(0, "There is nothing to do about what was found.")
	}
	for _, state := range v.plan.states {
		p.steps(&v.plan, state)
	}
	if len(v.plan.guards) > 0 {
		p.heading("GUARDS")
		p.guards(&v.plan, len(v.plan.steps))
	}
	return p.flush(w)
}

// hiddenActions says that there is more than is shown.
func (p *page) hiddenActions(v *planView) {
	if v.hidden > 0 {
		p.text(0, count(v.hidden, "action is", "actions are")+" shown in a confidential report only.")
	}
}

// steps writes the actions in one state.
func (p *page) steps(v *planView, state access.ActionState) {
	heading, width := strings.ToUpper(stateWord(state)), 0
	var list []*step
	for i := range v.steps {
		if s := &v.steps[i]; s.state == state {
			list = append(list, s)
			width = max(width, len(strconv.Itoa(s.number))+2)
		}
	}
	p.heading(heading + " (" + number(len(list)) + ")")
	for _, s := range list {
		p.labelled(2, width, plain, strconv.Itoa(s.number), s.kind+" in "+s.target+": "+strings.Join(nonEmpty(s.who, s.what), ", "))
		if len(s.facts) > 0 {
			p.text(2+width, strings.Join(s.facts, "; "))
		}
		if s.held != "" {
			p.text(2+width, s.held)
		}
	}
}

// guards writes each guard with the number of actions it refuses and its reasons, of each at most so many.
func (p *page) guards(v *planView, most int) {
	var labels []string
	for i := range v.guards {
		labels = append(labels, v.guards[i].guard+" ("+number(v.guards[i].count)+")")
	}
	width := widest(24, labels...)
	for i := range v.guards {
		g := &v.guards[i]
		label := labels[i]
		for k, r := range g.reasons {
			s := r.why
			if k == most {
				s = more(len(g.reasons)-k, "--format json")
			} else if len(g.reasons) > 1 {
				s = number(r.count) + ": " + s
			}
			p.labelled(2, width, plain, label, s)
			if k == most {
				break
			}
			label = ""
		}
	}
}

// planSummary writes how many actions of each kind there are, and what holds them back.
func (p *page) planSummary(v *planView) {
	if v.total == 0 && v.hidden == 0 {
		return
	}
	p.heading("PLAN: " + count(v.total, "action", "actions"))
	p.hiddenActions(v)
	if v.total == 0 {
		return
	}
	g := grid{head: []string{"to do"}, right: []bool{false}}
	for _, state := range v.states {
		g.head, g.right = append(g.head, stateWord(state)), append(g.right, true)
	}
	for _, k := range v.kinds {
		row := []string{clean(string(k.kind))}
		for _, n := range k.counts {
			row = append(row, unless(n))
		}
		g.rows = append(g.rows, row)
	}
	if len(v.kinds) > 1 {
		row := []string{"all"}
		for i := range v.states {
			row = append(row, number(v.in(i)))
		}
		g.rows = append(g.rows, row)
	}
	p.grid(2, g)
	if len(v.guards) > 0 {
		p.text(2, "Held back:")
		p.guards(v, mostRows)
	}
}
