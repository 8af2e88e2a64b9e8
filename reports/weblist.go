package reports

import (
	"iter"
	"strconv"

	"reconcile/internal/access"
)

// mostListed is how many findings a page lists: what a browser filters without a pause.
const mostListed = 5000

// listing is the table of findings, which can be filtered by what occurs in it.
type listing struct {
	Total                      int
	Sum, Cut                   string
	Severities, Verdicts, Apps []choice
	// Rows are made one by one, while they are written.
	Rows iter.Seq[listRow]
}

// choice is a value by which rows can be filtered.
type choice struct {
	Value int
	Label string
}

// listRow is a finding as a row.
type listRow struct {
	// Severity, Verdict and App are the values to filter by; Class is the severity's name.
	Severity, Verdict, App, Age int
	Class, Open, State, Reason  string
	Line                        sheetLine
	Facts                       []fact
}

// list makes the table of the gravest findings.
func (m *maker) list() listing {
	findings := m.shown[:min(len(m.shown), mostListed)]
	t := listing{Total: len(m.shown), Sum: number(len(m.shown)) + ", the gravest first"}
	if len(m.shown) < 2 {
		t.Sum = number(len(m.shown))
	}
	if len(m.shown) > len(findings) {
		t.Cut = "There are " + number(len(m.shown)) + " findings. This page shows the gravest " + number(len(findings)) +
			"; all of them are in the workbook, the CSV and the JSON document."
	}
	var verdicts []access.Verdict
	var apps []string
	seenVerdict, seenApp, severities := map[access.Verdict]int{}, map[string]int{}, map[access.Severity]bool{}
	for _, f := range findings {
		severities[min(f.Severity, access.Low)] = true
		if _, ok := seenVerdict[f.Verdict]; !ok {
			seenVerdict[f.Verdict] = 0
			verdicts = append(verdicts, f.Verdict)
		}
		if _, ok := seenApp[f.Target]; !ok {
			seenApp[f.Target] = 0
			apps = append(apps, f.Target)
		}
	}
	for _, s := range access.Severities() {
		if severities[s] {
			t.Severities = append(t.Severities, choice{int(s), s.String()})
		}
	}
	for i, v := range known(access.Verdicts(), verdicts) {
		seenVerdict[v] = i
		t.Verdicts = append(t.Verdicts, choice{i, clean(string(v))})
	}
	for i, name := range known(m.targetNames(), apps) {
		seenApp[name] = i
		label := clean(name)
		if name == "" {
			label = rosterName
		}
		t.Apps = append(t.Apps, choice{i, label})
	}
	t.Rows = func(yield func(listRow) bool) {
		for _, f := range findings {
			r := m.listRow(f)
			r.Verdict, r.App = seenVerdict[f.Verdict], seenApp[f.Target]
			if !yield(r) {
				return
			}
		}
	}
	return t
}

func (m *maker) listRow(f *access.Finding) listRow {
	l := m.line(f)
	if l.who == "" {
		l.who = l.target
	}
	severity := min(f.Severity, access.Low)
	r := listRow{
		Severity: int(severity), Age: f.AgeDays, Class: severity.String(), State: l.state, Reason: l.reason, Line: l.listed(),
		Facts: m.facts(f),
	}
	if f.AgeDays > 0 {
		r.Open = strconv.Itoa(f.AgeDays) + " d"
	}
	if r.Line.Said == r.Reason {
		r.Reason = ""
	}
	return r
}

// targetNames are the names of the apps in the order of the run.
func (m *maker) targetNames() []string {
	names := make([]string, len(m.run.Targets))
	for i := range m.run.Targets {
		names[i] = m.run.Targets[i].Name
	}
	return names
}
