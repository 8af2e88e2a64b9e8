package reports

import (
	"cmp"
	"slices"

	"reconcile/internal/access"
)

// clocksView is how long apps took to follow what happened to people. It is nil without a store.
type clocksView struct{ Leavers, Joiners clockGroup }

// clockGroup is the clocks of leavers or of Joiners: the running ones first, the longest of them at the top, then the
// stopped ones, the latest at the top.
type clockGroup struct {
	// Sum says how many run and how long it took where they stopped.
	Sum              string
	Running, Stopped []clockRow
}

// clockRow is one clock in words and days.
type clockRow struct {
	Who, Target, Account, Event, Known, Done string
	// Days is how long it took or takes, HR how many of them the roster did not have the date; Took says both.
	Days, HR int
	Took     string
	done     access.Date
}

func (m *maker) clocks(o Options) *clocksView {
	c := m.run.Clocks
	if c == nil {
		return nil
	}
	return &clocksView{
		Leavers: m.clockGroup(c.Leavers, m.showsLeaver(o)), Joiners: m.clockGroup(c.Joiners, m.showsJoiner),
	}
}

// showsLeaver reports of a leaver's clock whether it may be shown: one of a last day that has not passed tells who is leaving.
func (m *maker) showsLeaver(o Options) func(*access.Clock) bool {
	return func(c *access.Clock) bool {
		return o.Confidential || c.Event < m.run.Run.AsOf && !m.leaving[c.Person.ID]
	}
}

func (m *maker) showsJoiner(c *access.Clock) bool { return !m.leaving[c.Person.ID] }

func (m *maker) clockGroup(list []access.Clock, shows func(*access.Clock) bool) clockGroup {
	var g clockGroup
	for i := range list {
		switch c := &list[i]; {
		case !shows(c):
		case c.Running():
			g.Running = append(g.Running, newClockRow(c))
		default:
			g.Stopped = append(g.Stopped, newClockRow(c))
		}
	}
	slices.SortStableFunc(g.Running, func(a, b clockRow) int { return cmp.Compare(b.Days, a.Days) })
	slices.SortStableFunc(g.Stopped, func(a, b clockRow) int { return cmp.Compare(b.done, a.done) })
	g.Sum = g.words()
	return g
}

func newClockRow(c *access.Clock) clockRow {
	r := clockRow{
		Who: personLabel(&c.Person), Target: clean(c.Target), Account: accountLabel(c.Account), Event: c.Event.String(),
		Known: c.Known.String(), Done: c.Done.String(), Days: max(0, c.Days), HR: min(max(0, c.HRDays), max(0, c.Days)), done: c.Done,
	}
	switch {
	case r.Days == 0 && c.Running():
		r.Took = "from today on"
	case r.Days == 0:
		r.Took = "in time"
	default:
		r.Took = count(r.Days, "day", "days")
	}
	if c.Known.IsZero() {
		r.Known = "not known"
	}
	if r.HR > 0 {
		r.Took += ", " + number(r.HR) + " of them before the roster had the date"
	}
	return r
}

// words sum a group up.
func (g *clockGroup) words() string {
	s := "none running"
	if n := len(g.Running); n > 0 {
		s = number(n) + " running"
		if days := g.Running[0].Days; days > 0 {
			s += ", the longest for " + count(days, "day", "days")
		}
	}
	if len(g.Stopped) == 0 {
		return s + "; none stopped in the last 90 days"
	}
	days := make([]int, len(g.Stopped))
	for i := range g.Stopped {
		days[i] = g.Stopped[i].Days
	}
	slices.Sort(days)
	s += "; " + number(len(days)) + " stopped in the last 90 days, "
	if last := days[len(days)-1]; last == 0 {
		return s + "all in time"
	}
	return s + "half of them within " + count(days[(len(days)-1)/2], "day", "days") + ", the slowest after " +
		count(days[len(days)-1], "day", "days")
}
