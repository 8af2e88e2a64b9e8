package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"reconcile/internal/access"
)

// hushed finds how people are called of whom nothing may be said, by the first word of each id, name and address.
type hushed map[string][]string

// hush collects how they are called. An id that is a number names nobody in a text, and much else.
func (b *workbook) hush() {
	b.hushed = hushed{}
	seen := map[string]bool{}
	for i := range b.run.Findings {
		f := &b.run.Findings[i]
		if f.Person == nil || !f.Confidential || !b.hides(f.Person.ID) {
			continue
		}
		for _, name := range nonEmpty(f.Person.ID, f.Person.Name, f.Person.Email) {
			if first := word(name); strings.ContainsFunc(name, unicode.IsLetter) && first != "" && !seen[name] {
				seen[name] = true
				b.hushed[first] = append(b.hushed[first], name)
			}
		}
	}
}

// tells reports whether a text names somebody who may not be shown: by a name of its own, not by a part of a longer one.
func (b *workbook) tells(text string) bool {
	if len(b.hushed) == 0 {
		return false
	}
	for at := 0; at < len(text); {
		first := word(text[at:])
		if first == "" {
			return false
		}
		at += strings.Index(text[at:], first)
		for _, name := range b.hushed[first] {
			from := at - strings.Index(name, first)
			if from >= 0 && strings.HasPrefix(text[from:], name) && !wordy(firstRune(text[from+len(name):])) {
				return true
			}
		}
		at += len(first)
	}
	return false
}

// word is the first run of letters and digits.
func word(s string) string {
	from := strings.IndexFunc(s, wordy)
	if from < 0 {
		return ""
	}
	s = s[from:]
	if to := strings.IndexFunc(s, func(r rune) bool { return !wordy(r) }); to >= 0 {
		return s[:to]
	}
	return s
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// wordy reports whether a rune goes on with a word.
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
func (b *workbook) clocks(all []access.Clock, shows func(*access.Clock) bool) []access.Clock {
	var list []access.Clock
	for i := range all {
		if shows(&all[i]) {
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
