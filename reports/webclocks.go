package reports

// clockSheet is the clocks of leavers or joiners.
type clockSheet struct {
	Name, Sum        string
	Running, Stopped clockTable
}

// clockTable is clocks with a bar for each, which is as long as the longest of them.
type clockTable struct {
	Label, Event string
	// Stopped: the rows have a day on which they stopped.
	Stopped bool
	Rows    []clockBar
	More    string
}

type clockBar struct {
	clockRow
	Bar []segment
}

// mostClocks is how many running and how many stopped clocks the page lists.
const mostClocks = 200

func newClockSheet(name, event string, g *clockGroup) clockSheet {
	longest := 0
	for _, list := range [][]clockRow{g.Running, g.Stopped} {
		for i := range list {
			longest = max(longest, list[i].Days)
		}
	}
	return clockSheet{
		Name: name, Sum: g.Sum, Running: newClockTable(name+", running", event, longest, false, g.Running),
		Stopped: newClockTable(name+", stopped", event, longest, true, g.Stopped),
	}
}

func newClockTable(label, event string, longest int, stopped bool, rows []clockRow) clockTable {
	t := clockTable{Label: label, Event: event, Stopped: stopped}
	for i := range rows {
		if i == mostClocks {
			t.More = andMore(len(rows)-i) + " in the JSON document"
			break
		}
		r := rows[i]
		t.Rows = append(t.Rows, clockBar{r, bar(longest, amount{"hr", "", r.HR}, amount{"days", "", r.Days - r.HR})})
	}
	return t
}
