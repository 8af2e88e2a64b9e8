package reports

import (
	"slices"

	"reconcile/internal/access"
)

// view is what a report says, in words and in order, made once from a run: a format only lays it out. All of its texts
// are clean.
type view struct {
	headline string
	// intro says of when and of what the report is.
	intro []string
	// gaps are what was not read, or not in whole; consequences say what follows from it.
	gaps         []gap
	consequences []string
	// hidden counts the findings on people who are leaving, which are not shown.
	hidden int
	urgent urgent
	apps   []app
	// table has a row for each app, and one for all where there are several.
	table []appRow
	plan  planView
	// memory and clocks are nil without a store; seats are empty where no app has seats or a price.
	memory *memoryView
	clocks *clocksView
	seats  []seatRow
	// remarks are on rules, configuration and roster.
	remarks []string
	proof   []proof
	// proofNote says what the proofs rest on: hashes of rules, configuration and program.
	proofNote string
}

// line is a finding in the words of a report.
type line struct {
	severity access.Severity
	verdict  access.Verdict
	target   string
	// who is the person, else the account; account is the login.
	who, account string
	// what is the access; why is the cause, with its day.
	what, why string
	// with is what goes with an account; open is since when the finding is known.
	with, open string
	reason     string
	// todo is what would mend it; progress is how far the plan has come with that, state the same in a word.
	todo, progress, state string
	// marks are "privileged", "provisional" and the like.
	marks []string
	notes []string
}

// maker makes the view of a run.
type maker struct {
	run *access.Run
	// shown are the findings that the reader may see, leaving all other people aside.
	shown []*access.Finding
	// actions finds the action for a finding by its fingerprint.
	actions map[string]*access.Action
	// leaving are the ids of people who may not be shown, hiding the fingerprints of their findings.
	leaving, hiding map[string]bool
	hidden          int
}

func newMaker(run *access.Run, o Options) *maker {
	m := &maker{run: run, actions: map[string]*access.Action{}, leaving: map[string]bool{}, hiding: map[string]bool{}}
	for i := range run.Findings {
		f := &run.Findings[i]
		if f.Confidential && !o.Confidential && f.Person != nil {
			m.leaving[f.Person.ID] = true
		}
	}
	for i := range run.Findings {
		f := &run.Findings[i]
		if f.Confidential && !o.Confidential || f.Person != nil && m.leaving[f.Person.ID] {
			m.hidden++
			m.hiding[f.Fingerprint] = true
			continue
		}
		m.shown = append(m.shown, f)
	}
	slices.SortStableFunc(m.shown, func(a, b *access.Finding) int { return int(a.Severity) - int(b.Severity) })
	for i := range run.Plan.Actions {
		a := &run.Plan.Actions[i]
		if m.actions[a.Finding] == nil {
			m.actions[a.Finding] = a
		}
	}
	return m
}

// shows reports whether an action may be shown.
func (m *maker) shows(a *access.Action) bool {
	return !m.hiding[a.Finding] && (a.Person == nil || !m.leaving[a.Person.ID])
}

// newView puts a run into words.
func newView(run *access.Run, o Options) *view {
	return newMaker(run, o).view(o)
}

func (m *maker) view(o Options) *view {
	v := &view{
		headline: Headline(m.run), intro: m.intro(), hidden: m.hidden, urgent: m.urgent(), apps: m.apps(), plan: m.plan(),
		remarks: m.remarks(), proof: m.proofs(), proofNote: m.proofNote(), gaps: m.gaps(), consequences: m.consequences(),
		memory: m.memory(), clocks: m.clocks(o), seats: m.seats(),
	}
	v.table = m.table(v.apps)
	return v
}
