package reports

import (
	"html/template"
	"io"

	"reconcile/internal/access"
)

// Page writes the report as one HTML file for a browser, to be kept beside a run: it opens offline, and its own
// Content-Security-Policy lets it ask for nothing. The rows are all in it; its script hides and sorts them, and nothing
// is lost where no script runs. Above 5,000 findings it holds the gravest 5,000 and says so.
func Page(w io.Writer, run *access.Run, o Options) error {
	m := newMaker(run, o)
	v := m.view(o)
	style, styleSource, err := inline("style", "page.css")
	if err != nil {
		return err
	}
	script, scriptSource, err := inline("script", "page.js")
	if err != nil {
		return err
	}
	p := webPage{
		layout: m.layout(v, room{
			gaps: 500, entries: mostUrgent, lines: mostOfOne, apps: 500, guards: 50, reasons: 20, remarks: 1000, columns: longest * 4,
		}),
		Policy: "default-src 'none'; style-src " + styleSource + "; script-src " + scriptSource +
			"; base-uri 'none'; form-action 'none'",
		Style: style, Script: script, Table: m.list(), Seats: v.seats, SeatsNote: seatsNote, Proofs: newSheetProofs(run, v.proof),
	}
	for i := range v.apps {
		if a := &v.apps[i]; a.target != nil {
			p.About = append(p.About, about{a.name, append([]string{a.state}, a.notes...)})
		}
	}
	if c := v.clocks; c != nil {
		p.Clocks = []clockSheet{newClockSheet("Leavers", "Last day", &c.Leavers), newClockSheet("Joiners", "First day", &c.Joiners)}
	}
	p.Sections = p.sections()
	return render(w, "page.gohtml", &p)
}

// webPage is what the page is made from.
type webPage struct {
	*layout
	Policy        string
	Style, Script template.HTML
	Sections      []section
	About         []about
	Table         listing
	Clocks        []clockSheet
	Seats         []seatRow
	SeatsNote     string
	Proofs        []sheetProof
}

// section is an entry of the page's contents.
type section struct{ ID, Title string }

// about is what a reader of an app's figures should know.
type about struct {
	Name  string
	Lines []string
}

// sections are those that the page has, in its order.
func (p *webPage) sections() []section {
	var list []section
	add := func(there bool, id, title string) {
		if there {
			list = append(list, section{id, title})
		}
	}
	add(len(p.Gaps) > 0, "unread", "Not read")
	add(len(p.Urgent.Entries) > 0, "today", "Today")
	add(len(p.Figures) > 0, "apps", "By app")
	add(true, "findings", "Findings")
	add(p.Plan.Total > 0 || p.Plan.Hidden != "", "plan", "Plan")
	add(p.Memory != nil, "memory", "Nights and settings")
	add(len(p.Clocks) > 0, "clocks", "Clocks")
	add(len(p.Seats) > 0, "seats", "Seats and cost")
	add(len(p.Remarks) > 0, "remarks", "Remarks")
	add(true, "proof", "Completeness")
	return list
}

// sheetProof is a proof as a template reads it.
type sheetProof struct {
	Name  string
	Lines []string
	Hash  string
}

// newSheetProofs lists what was read, then what it was judged by.
func newSheetProofs(run *access.Run, proofs []proof) []sheetProof {
	var list []sheetProof
	for _, p := range proofs {
		list = append(list, sheetProof{p.name, p.lines, p.hash})
	}
	head := &run.Run
	return append(list, sheetProof{"rules", nil, clean(head.RulesHash)}, sheetProof{"configuration", nil, clean(head.ConfigHash)})
}
