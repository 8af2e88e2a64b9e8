package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"reconcile/internal/access"
)

// hush collects how people are called who are leaving, of whom nothing may be said.
func (b *workbook) hush() {
	for i := range b.run.Findings {
		f := &b.run.Findings[i]
		if f.Person == nil || !b.m.leaving[f.Person.ID] || !f.Confidential {
			continue
		}
		b.hushed = known(nil, append(b.hushed, nonEmpty(f.Person.ID, f.Person.Name, f.Person.Email)...))
	}
}

// tells reports whether a text names somebody who may not be shown.
func (b *workbook) tells(text string) bool {
	for _, name := range b.hushed {
		if naming(text, name) {
			return true
		}
	}
	return false
}

// naming reports whether a name stands in a text by itself, and not as a part of a longer one.
func naming(text, name string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(name):])
		if !wordy(before) && !wordy(after) {
			return true
		}
		from = i + len(name)
	}
}

// wordy reports whether a rune goes on with a name.
func wordy(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// hides reports whether a person may not be shown.
func (b *workbook) hides(id string) bool { return id != "" && b.m.leaving[id] }

// actions are those that may be shown, with their place in the plan.
func (b *workbook) actions(yield func(plannedStep) bool) {
	for i := range b.run.Plan.Actions {
		if a := &b.run.Plan.Actions[i]; b.m.shows(a) && !yield(plannedStep{i + 1, a}) {
			return
		}
	}
}

// planned counts them.
func (b *workbook) planned() int {
	n := 0
	for range b.actions {
		n++
	}
	return n
}

// plannedStep is an action and its place in the plan, from 1.
type plannedStep struct {
	order int
	*access.Action
}

// clocks leaves out those of people who may not be shown.
func (b *workbook) clocks(all []access.Clock) []access.Clock {
	var list []access.Clock
	for i := range all {
		if !b.hides(all[i].Person.ID) {
			list = append(list, all[i])
		}
	}
	return list
}

// warnings leaves out those that tell of people who may not be shown.
func (b *workbook) warnings() (roster []access.RosterProblem, others []string) {
	for _, w := range b.run.Roster.Warnings {
		if !b.hides(w.Person) && !b.tells(w.Text) {
			roster = append(roster, w)
		}
	}
	for _, w := range b.run.Run.Warnings {
		if !b.tells(w) {
			others = append(others, w)
		}
	}
	return roster, others
}

// untold is what stands for a text that tells of people who may not be shown.
const untold = "shown in a confidential report only"

// told replaces such a text.
func (b *workbook) told(text string) string {
	if b.tells(text) {
		return untold
	}
	return text
}
