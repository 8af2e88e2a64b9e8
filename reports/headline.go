package reports

import (
	"strings"

	"reconcile/internal/access"
)

// Headline is a run in one line, for a subject or a log: who is still in, what else was found, and what was not read.
func Headline(run *access.Run) string {
	parts, held := verdict(run)
	return titled(run, strings.Join(nonEmpty(append(parts, held)...), ", "))
}

// longestSubject is how many columns of a subject are worth sending.
const longestSubject = 150

// Subject is the headline as the subject of a mail: one line of at most 150 columns without control characters. Leavers
// that guards hold back stand before what a line has no room for.
func Subject(run *access.Run) string {
	parts, held := verdict(run)
	if whole := Headline(run); columns(whole) <= longestSubject {
		return whole
	}
	parts = nonEmpty(append([]string{parts[0], held}, parts[1:]...)...)
	line := titled(run, parts[0])
	for _, part := range parts[1:] {
		if columns(line)+len(", ")+columns(part)+columns(ellipsis) > longestSubject {
			return line + ellipsis
		}
		line += ", " + part
	}
	return line
}

// titled puts the company before what is said of it.
func titled(run *access.Run, line string) string {
	if company := clean(run.Run.Company); company != "" {
		return shorten(company, leastWidth) + ": " + line
	}
	return line
}

// verdict is what a run comes to, the gravest first, and the leavers whom guards hold back, "" for none.
func verdict(run *access.Run) (parts []string, held string) {
	leavers, others := tally(run)
	unread := unreadWords(run)
	if leavers > 0 {
		parts = append(parts, count(leavers, "leaver", "leavers")+" still active")
	}
	switch {
	case leavers > 0 && others > 0:
		parts = append(parts, count(others, "other finding", "other findings"))
	case others > 0:
		parts = append(parts, count(others, "finding", "findings"))
	case leavers == 0 && (len(unread) > 0 || nothingRead(run)):
		parts = append(parts, "nothing found in what was read")
	case leavers == 0:
		parts = append(parts, "nothing found")
	}
	if n := leaversHeld(run); n > 0 {
		held = count(n, "leaver", "leavers") + " held back by guards"
	}
	return append(parts, unread...), held
}

// tally counts the people who left and still have an open account, and the findings on anything else.
func tally(run *access.Run) (leavers, others int) {
	seen := map[string]bool{}
	for i := range run.Findings {
		switch f := &run.Findings[i]; {
		case f.Verdict != access.Orphaned || f.Cause != access.CauseLeaver:
			others++
		case f.Person != nil:
			seen[f.Person.ID] = true
		default:
			leavers++
		}
	}
	return leavers + len(seen), others
}

func nothingRead(run *access.Run) bool {
	for i := range run.Targets {
		if s := run.Targets[i].Status; s == access.Complete || s == access.Partial {
			return false
		}
	}
	return true
}

// unreadWords counts what was not read as it should be.
func unreadWords(run *access.Run) []string {
	var parts []string
	statuses := map[access.ReadStatus]int{}
	for i := range run.Targets {
		statuses[run.Targets[i].Status]++
	}
	for _, s := range []struct {
		status access.ReadStatus
		words  string
	}{
		{access.FailedRead, " not read"}, {access.Partial, " not read in whole"}, {access.SkippedRun, " left out"},
	} {
		if n := statuses[s.status]; n > 0 {
			parts = append(parts, count(n, "app", "apps")+s.words)
		}
	}
	if len(run.Roster.Unsound) > 0 {
		parts = append(parts, "the roster unsound")
	}
	if n := quarantined(run); n > 0 {
		parts = append(parts, count(n, "roster row", "roster rows")+" not judged")
	}
	return parts
}

// quarantined counts the rows of the roster that could not be judged.
func quarantined(run *access.Run) int {
	n := 0
	for i := range run.Roster.Warnings {
		if run.Roster.Warnings[i].Quarantined {
			n++
		}
	}
	return max(n, run.Roster.Bad)
}

// leaversHeld counts leavers with an account that guards keep open. In a dry run nothing is switched on to begin with, so
// that fix-off alone says nothing.
func leaversHeld(run *access.Run) int {
	held := map[string]bool{}
	for i := range run.Plan.Actions {
		a := &run.Plan.Actions[i]
		if !a.Leaver || a.State != access.Blocked || a.Person == nil {
			continue
		}
		for _, b := range a.Blocked {
			if b.Guard != access.GuardFixOff || run.Run.Mode == modeFix {
				held[a.Person.ID] = true
			}
		}
	}
	return len(held)
}

// modeFix is the mode of a run that may write.
const modeFix = "fix"
