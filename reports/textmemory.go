package reports

// memory writes what changed in settings and rules.
func (p *page) memory(v *memoryView) {
	if v == nil {
		return
	}
	if len(v.Changes) > 0 {
		p.heading("SETTINGS CHANGED SINCE THE LAST RUN")
		for i, c := range v.Changes {
			if i == 2*mostRows {
				p.text(2, more(len(v.Changes)-i, "--format json"))
				break
			}
			p.text(2, c.Setting+": was "+c.Was+", is "+c.Is)
		}
	}
	if r := v.Rules; r != nil {
		p.heading("RULES NOT ACCEPTED YET")
		p.text(2, r.Lead)
		for i, row := range r.Rows {
			if i == 2*mostRows {
				p.text(2, more(len(r.Rows)-i+r.Left, "--format json"))
				break
			}
			p.text(2, row.words())
		}
	}
}

// words say one access that only one of two sets of rules makes due.
func (r *ruleRow) words() string {
	s := r.Way + ": " + r.Who + ", " + r.Target + ": " + r.Access
	if r.Rule != "" {
		s += " (" + r.Rule + ")"
	}
	return s
}

// clocks writes how long apps took to follow.
func (p *page) clocks(v *clocksView) {
	if v == nil {
		return
	}
	p.heading("CLOCKS: HOW LONG UNTIL ACCESS WAS GONE, OR THERE")
	p.clockGroup("leavers", &v.Leavers)
	p.clockGroup("joiners", &v.Joiners)
}

func (p *page) clockGroup(name string, g *clockGroup) {
	p.text(2, name+": "+g.Sum)
	for i := range g.Running {
		if i == mostRows {
			p.text(4, more(len(g.Running)-i, "--format json"))
			break
		}
		r := &g.Running[i]
		p.text(4, r.Who+", "+r.Target+": "+r.Took)
	}
}

// seats writes what the apps cost.
func (p *page) seats(rows []seatRow) {
	if len(rows) == 0 {
		return
	}
	p.heading("SEATS AND COST")
	g := grid{
		head: []string{"app", "bought", "taken", "freed", "a seat", "in all", "to spare"}, right: []bool{
			false, true, true, true, true, true, true,
		},
	}
	for i := range rows {
		r := &rows[i]
		g.rows = append(g.rows, []string{r.Name, r.Bought, r.Taken, r.Freed, r.Each, r.Month, r.Spare})
	}
	p.grid(2, g)
	p.text(2, seatsNote)
}
