package reports

import (
	"strconv"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// about writes what the run was: what an auditor asks of evidence.
func (b *workbook) about() error {
	head := &b.run.Run
	s := b.book.Add("Run", sheet.Layout{Widths: []float64{34, 72}, FrozenRows: 1, Tab: sheet.Pale})
	s.Line(sheet.Title, 2, "Run")
	s.Line(sheet.Note, 2, "What this workbook rests on. Times are in "+b.zoneName()+".")
	scope := head.Scope
	if scope == "" {
		scope = "nothing: no pilot"
	}
	facts := []sheet.Cell{
		{Style: sheet.Text, Value: head.ID},
		{Style: sheet.Text, Value: head.Company},
		{Style: sheet.Text, Value: head.Mode},
		{Style: sheet.Text, Value: string(head.Status)},
		{Style: sheet.Day, Value: head.AsOf},
		{Style: sheet.Text, Value: yes(head.InLine)},
		{Style: sheet.Moment, Value: b.local(head.Started)},
		{Style: sheet.Moment, Value: b.local(head.Finished)},
		{Style: sheet.Text, Value: strconv.FormatFloat(b.run.Metrics.Seconds, 'f', 1, 64)},
		{Style: sheet.Wrapped, Value: b.told(scope)},
		{Style: sheet.Text, Value: head.RulesHash},
		{Style: sheet.Text, Value: head.ConfigHash},
		{Style: sheet.Text, Value: b.run.Plan.Hash},
		{Style: sheet.Text, Value: head.Version},
		{Style: sheet.Fact, Value: b.run.Schema},
	}
	labels := []string{
		"Run", "Company", "Mode", "Outcome", "As of", "In line with the nights before", "Started", "Finished", "Seconds", "Limited to",
		"Rules (SHA-256)", "Configuration (SHA-256)", "Plan (SHA-256)", "Program", "Schema of the document",
	}
	s.Heads(texts("What", "Value")...)
	for i, fact := range facts {
		s.Write(as(sheet.Strong, labels[i]), fact)
	}
	s.Skip(1)
	b.counts(s)
	b.nights(s)
	return s.Close()
}

// counts writes the figures of the document, whatever may be shown of what they count.
func (b *workbook) counts(s *sheet.Sheet) {
	m, r := &b.run.Metrics, &b.run.Roster
	s.Line(sheet.Heading, 2, "Figures of the run, those shown in a confidential report only included")
	for _, f := range []struct {
		label string
		n     int
	}{
		{"Findings", m.Findings},
		{"Leavers still active", m.LeaversActive},
		{"Accounts", m.Accounts},
		{"Grants", m.Grants},
		{"Apps not read", m.TargetsUnread},
		{"Actions planned", m.Planned},
		{"Actions blocked", m.Blocked},
		{"Actions by hand", m.Manual},
		{"People on the roster", r.People},
		{"of them active", r.Active},
		{"joining", r.Joining},
		{"on leave", r.OnLeave},
		{"left", r.Left},
		{"not judged", r.Bad},
	} {
		s.Write(as(sheet.Strong, f.label), as(sheet.Fact, f.n))
	}
	for _, severity := range access.Severities() {
		s.Write(as(sheet.Strong, "Findings, "+severity.String()),
			as(sheet.Fact, m.BySeverity[severity.String()]))
	}
}

// nights writes what is known of earlier runs.
func (b *workbook) nights(s *sheet.Sheet) {
	s.Skip(1)
	s.Line(sheet.Heading, 2, "Earlier nights")
	m := b.run.Run.Memory
	if m == nil {
		s.Line(sheet.Note, 2, "There is no store: this audit knows nothing of earlier nights, and keeps no audit log.")
		return
	}
	for _, f := range []struct {
		label string
		cell  sheet.Cell
	}{
		{"Head of the audit log: number", as(sheet.Fact, m.AuditHead.Seq)},
		{"Head of the audit log: hash", as(sheet.Text, m.AuditHead.Hash)},
		{"Nights counted since", as(sheet.Day, m.Nights.Since)},
		{"Nights that were due", as(sheet.Fact, m.Nights.Due)},
		{"Nights that ran", as(sheet.Fact, m.Nights.Ran)},
	} {
		s.Write(as(sheet.Strong, f.label), f.cell)
	}
}
