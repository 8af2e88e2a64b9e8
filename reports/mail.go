package reports

import (
	"bytes"
	"fmt"
	"io"

	"reconcile/internal/access"
)

// Mail writes the report as the HTML body of a mail, for a phone and a reader with two minutes: the headline, what was not
// read, what needs a person today, the apps in figures, and what all of it rests on. Styles are inline, bars are cells of
// tables, and nothing is asked of anybody: there is no image, no script and no link.
//
// It is never longer than 100,000 bytes: beyond 102 kB Gmail hides the end. What there is no room for is counted.
// The plain alternative is Text with a width of 72, the subject is Subject.
func Mail(w io.Writer, run *access.Run, o Options) error {
	m := newMaker(run, o)
	v := m.view(o)
	r := room{gaps: 8, entries: 10, lines: 6, apps: 20, guards: 6, reasons: 2, remarks: 4, columns: 240}
	for {
		var b bytes.Buffer
		if err := render(&b, "mail.gohtml", m.mail(v, o, r)); err != nil {
			return err
		}
		if b.Len() <= longestMail || !r.halve() {
			if _, err := w.Write(b.Bytes()); err != nil {
				return fmt.Errorf("write the mail: %w", err)
			}
			return nil
		}
	}
}

// longestMail is the length of a mail in bytes that no reader's program cuts.
const longestMail = 100_000

// halve leaves half the room, and reports whether there was any to leave.
func (r *room) halve() bool {
	if r.columns <= leastWidth {
		return false
	}
	for _, n := range []*int{&r.gaps, &r.entries, &r.lines, &r.apps, &r.guards, &r.remarks} {
		*n = (*n + 1) / 2
	}
	r.reasons = 1
	r.columns = max(leastWidth, r.columns/2)
	return true
}

// mailSheet is what the mail is made from.
type mailSheet struct {
	*layout
	// Preview is what a list of mails shows beside the subject.
	Preview string
	// Elsewhere says where the rest is.
	Elsewhere   string
	Changes     []change
	MoreChanges string
	Rules       []string
	Clocks      []fact
	Complete    []fact
}

func (m *maker) mail(v *view, o Options, r room) *mailSheet {
	s := &mailSheet{layout: m.layout(v, r), Preview: r.cut(v.headline), Elsewhere: elsewhere(m.run, o)}
	s.Title, s.Lead, s.Rest, s.ProofNote = r.cut(s.Title), r.cut(s.Lead), shorten(s.Rest, longest), shorten(s.ProofNote, longest)
	if mem := v.memory; mem != nil {
		for i, c := range mem.Changes {
			if i == r.remarks {
				s.MoreChanges = andMore(len(mem.Changes) - i)
				break
			}
			s.Changes = append(s.Changes, change{r.cut(c.Setting), r.cut(c.Was), r.cut(c.Is)})
		}
		s.Rules = r.rules(mem.Rules)
	}
	if c := v.clocks; c != nil {
		s.Clocks = []fact{{"Leavers", c.Leavers.Sum}, {"Joiners", c.Joiners.Sum}}
	}
	for i, p := range v.proof {
		if i == r.apps {
			s.Complete = append(s.Complete, fact{andMore(len(v.proof) - i), ""})
			break
		}
		s.Complete = append(s.Complete, fact{r.cut(p.name), r.cut(p.first())})
	}
	return s
}

// rules words how the rules differ, with the first of the access that only one of both makes due.
func (r *room) rules(v *rulesView) []string {
	if v == nil {
		return nil
	}
	words := []string{v.Lead}
	for i := range v.Rows {
		if i == r.remarks {
			return append(words, andMore(len(v.Rows)-i+v.Left))
		}
		words = append(words, r.cut(v.Rows[i].words()))
	}
	return words
}

// elsewhere says where everything is that a mail has no room for.
func elsewhere(run *access.Run, o Options) string {
	const whole = "Every finding with its evidence, the whole plan and all that was read: "
	if o.Attached != "" {
		return whole + clean(o.Attached) + ", attached."
	}
	return whole + "report show " + shorten(clean(run.Run.ID), leastWidth)
}
