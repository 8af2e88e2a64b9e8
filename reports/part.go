package reports

import (
	"slices"
	"strings"

	"reconcile/internal/access"
)

// Part reduces a document to some apps, for a person who answers for no others: only their reads, findings, actions, clocks
// and differences of rules are in it, and its figures are counted anew. The roster's figures stay, remarks on people, rules
// and the run do not, nor do settings of other apps. A remark says that it is a part. The run itself is not changed.
//
// Guards were evaluated over all apps, and the hash of the plan is that of the whole one.
func Part(run *access.Run, targets []string) *access.Run {
	part := *run
	in := func(target string) bool { return slices.Contains(targets, target) }
	part.Targets = keep(run.Targets, func(t *access.TargetResult) bool { return in(t.Name) })
	part.Findings = keep(run.Findings, func(f *access.Finding) bool { return in(f.Target) })
	part.Plan.Actions = keep(run.Plan.Actions, func(a *access.Action) bool { return in(a.Target) })
	part.Roster.Warnings = keep(run.Roster.Warnings, func(w *access.RosterProblem) bool { return w.Person == "" })
	if c := run.Clocks; c != nil {
		its := func(c *access.Clock) bool { return in(c.Target) }
		part.Clocks = &access.Clocks{Leavers: keep(c.Leavers, its), Joiners: keep(c.Joiners, its)}
	}
	if mem := run.Run.Memory; mem != nil {
		m := *mem
		m.Changes = keep(mem.Changes, func(c *access.Change) bool { return !concernsOther(run, c.Setting, in) })
		m.Rules = partOfRules(mem.Rules, in)
		part.Run.Memory = &m
	}
	var names []string
	for i := range part.Targets {
		names = append(names, part.Targets[i].Name)
	}
	part.Run.Warnings = []string{
		"This is a part of the report: " + some(names, 2*mostRows) + ", of " + count(len(run.Targets), "app", "apps") + ".",
	}
	part.Measure()
	return &part
}

// keep returns those of a list that fit, in a list of its own.
func keep[T any](list []T, fits func(*T) bool) []T {
	out := []T{}
	for i := range list {
		if fits(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// concernsOther reports whether a setting is one of an app that is not in the part, of one that the run has no more too.
func concernsOther(run *access.Run, setting string, in func(string) bool) bool {
	if name := appOf(setting); name != "" {
		return !in(name)
	}
	words := strings.FieldsFunc(setting, func(r rune) bool { return strings.ContainsRune(".:/[] ", r) })
	for i := range run.Targets {
		if name := run.Targets[i].Name; !in(name) && slices.Contains(words, name) {
			return true
		}
	}
	return false
}

// appOf names the app that a setting is of by how settings are called (`target github: fix`, `identity: github ana`,
// `exception: e1 github team:dev`), "" for one of none.
func appOf(setting string) string {
	kind, of, _ := strings.Cut(setting, ": ")
	if name, found := strings.CutPrefix(kind, "target "); found {
		return name
	}
	words := strings.Fields(of)
	switch kind {
	case "service account", "external", "identity", "release":
		return append(words, "")[0]
	case "exception":
		for i, word := range words {
			if i >= 2 && (word == access.AccountType || strings.Contains(word, ":")) {
				return words[i-1]
			}
		}
	}
	return ""
}

// partOfRules counts what is listed: of what the document does not list it is not known which app it is about.
func partOfRules(r *access.RulesChange, in func(string) bool) *access.RulesChange {
	if r == nil {
		return nil
	}
	part := *r
	part.Access = keep(r.Access, func(a *access.RulesAccess) bool { return in(a.Target) })
	if len(r.Access) < r.Given+r.Taken {
		return &part
	}
	part.Given, part.Taken = 0, 0
	for i := range part.Access {
		if part.Access[i].Given {
			part.Given++
		} else {
			part.Taken++
		}
	}
	return &part
}
