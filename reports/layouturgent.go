package reports

import (
	"strings"
	"unicode"
)

// sheetUrgent is what needs a person today.
type sheetUrgent struct {
	Sum, Together string
	Entries       []sheetEntry
	More          string
}

// sheetEntry is one leaver, with the groups of their accounts, or one finding.
type sheetEntry struct {
	Severity, Leaver string
	Groups           []sheetGroup
	More             string
}

// sheetGroup is lines for which the same is to be done.
type sheetGroup struct {
	Lines  []sheetLine
	Advice string
}

// sheetLine is a finding in two texts: what is said of it first, and what beside.
type sheetLine struct {
	Verdict, Target, Who, Said, Context, Advice string
	Notes                                       []string
}

func (r *room) urgent(u *urgent) sheetUrgent {
	s := sheetUrgent{Sum: u.sum(), Together: u.together()}
	for i := range u.entries {
		if i == r.entries {
			break
		}
		s.Entries = append(s.Entries, r.entry(&u.entries[i]))
	}
	if n := len(u.entries) - len(s.Entries) + u.left; n > 0 {
		s.More = andMore(n)
	}
	return s
}

func (r *room) entry(e *entry) sheetEntry {
	s := sheetEntry{Severity: e.severity.String(), Leaver: r.cut(e.leaver)}
	if e.leaver == "" {
		l := &e.lines[0]
		line := sheetLine{Target: r.cut(l.target), Said: r.cut(l.reason), Context: r.cut(l.beside()), Notes: r.all(l.notes)}
		s.Groups = []sheetGroup{{Lines: []sheetLine{line}, Advice: r.cut(l.advice())}}
		return s
	}
	left := e.left
	for _, g := range e.groups() {
		group := sheetGroup{Advice: r.cut(g.advice)}
		for _, l := range g.lines {
			if linesOf(s.Groups)+len(group.Lines) == r.lines {
				left++
				continue
			}
			group.Lines = append(group.Lines, sheetLine{Target: r.cut(l.target), Said: r.cut(l.still()), Notes: r.all(l.notes)})
		}
		if group.Lines != nil {
			s.Groups = append(s.Groups, group)
		}
	}
	if left > 0 {
		s.More = andMore(left)
	}
	return s
}

func linesOf(groups []sheetGroup) int {
	n := 0
	for i := range groups {
		n += len(groups[i].Lines)
	}
	return n
}

// listed words a finding for a row of a table: access in short, hygiene in its own words.
func (l *line) listed() sheetLine {
	s := sheetLine{
		Verdict: string(l.verdict), Target: l.target, Who: l.who, Said: l.what, Advice: l.advice(),
		Context: strings.Join(append(nonEmpty(l.with, l.why), l.marks...), "; "),
	}
	if l.target == "" {
		s.Target = rosterName
	}
	if !shows(s.Said) || hygienic(l.verdict) {
		s.Said, s.Context = l.reason, strings.Join(l.marks, "; ")
	}
	if !shows(s.Said) {
		s.Said = string(l.verdict) // what is opened by its words has some
	}
	return s
}

// shows reports whether there is anything to be seen of a text, or heard: spaces, marks and formats alone are not.
func shows(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) })
}
