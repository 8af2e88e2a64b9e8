package reports

import (
	"slices"
	"strings"

	"reconcile/internal/access"
)

// gap is something that was not read, or not in whole.
type gap struct {
	// where is an app or "roster"; status is one word or two.
	where, status, why string
	// bad tells a read that went wrong from one that was not asked for, or that can't see more.
	bad bool
}

// mostRows is how many rows, remarks or reasons of one kind are shown.
const mostRows = 5

// gaps lists what was not read, the gravest first.
func (m *maker) gaps() []gap {
	var gaps []gap
	for _, why := range m.run.Roster.Unsound {
		gaps = append(gaps, gap{rosterName, "unsound", clean(why), true})
	}
	for _, status := range []access.ReadStatus{access.FailedRead, access.Partial} {
		for i := range m.run.Targets {
			if t := &m.run.Targets[i]; t.Status == status {
				gaps = append(gaps, gap{clean(t.Name), string(status), m.unread(t), true})
			}
		}
	}
	if len(m.run.Targets) == 0 {
		gaps = append(gaps, gap{"all apps", "not read", "no app was read", true})
	}
	gaps = append(gaps, m.quarantined()...)
	for i := range m.run.Targets {
		if t := &m.run.Targets[i]; t.MissingWithheld != "" && t.Status == access.Complete {
			gaps = append(gaps, gap{clean(t.Name), "in part", clean(t.MissingWithheld), false})
		}
	}
	gaps = append(gaps, m.together("in part", func(t *access.TargetResult) string {
		if !t.Unruled || !read(t) {
			return ""
		}
		return "no role grants anything there, so that only orphaned accounts, and what needs no rule, are judged"
	})...)
	gaps = append(gaps, m.together(string(access.SkippedRun), func(t *access.TargetResult) string {
		if read(t) || t.Status == access.FailedRead {
			return ""
		}
		return m.unread(t)
	})...)
	return append(gaps, m.together("beyond reach", func(t *access.TargetResult) string {
		if !read(t) {
			return ""
		}
		return strings.Join(holes(t), "; ")
	})...)
}

// consequences say what follows from a read that went wrong.
func (m *maker) consequences() []string {
	var list []string
	for i := range m.run.Targets {
		if s := m.run.Targets[i].Status; s == access.FailedRead || s == access.Partial {
			list = append(list, "In an app not read in whole nothing is concluded from absence, and nothing would be done.")
			break
		}
	}
	if len(m.run.Roster.Unsound) > 0 {
		list = append(list, "On the strength of an unsound roster nothing would be removed.")
	}
	if quarantined(m.run) > 0 {
		list = append(list, "For or against people who could not be judged nothing is concluded.")
	}
	return list
}

// unread says why an app was not read as it should be, and when it was.
func (m *maker) unread(t *access.TargetResult) string {
	return strings.Join(nonEmpty(reasons(t.Why), m.lastRead(t)), "; ")
}

func reasons(why []string) string {
	if len(why) == 0 {
		return "no reason was given"
	}
	return strings.Join(cleanAll(why), "; ")
}

// quarantined lists the rows of the roster that could not be judged.
func (m *maker) quarantined() []gap {
	var gaps []gap
	n := 0
	for i := range m.run.Roster.Warnings {
		w := &m.run.Roster.Warnings[i]
		if !w.Quarantined {
			continue
		}
		n++
		if !m.leaving[w.Person] && len(gaps) < mostRows {
			gaps = append(gaps, gap{rosterName, "not judged", problem(w), true})
		}
	}
	if left := max(n, m.run.Roster.Bad) - len(gaps); left > 0 {
		gaps = append(gaps, gap{rosterName, "not judged", count(left, "more record", "more records") + " in the JSON document", true})
	}
	return gaps
}

// problem words a remark on a row of the roster.
func problem(w *access.RosterProblem) string {
	s := clean(w.Place.String())
	if w.Person != "" {
		s += " (" + clean(w.Person) + ")"
	}
	return strings.TrimPrefix(s+": "+clean(w.Text), ": ")
}

// together groups the apps by why there is a gap; no reason is no gap.
func (m *maker) together(status string, why func(*access.TargetResult) string) []gap {
	var order []string
	names := map[string][]string{}
	for i := range m.run.Targets {
		t := &m.run.Targets[i]
		reason := why(t)
		if reason == "" {
			continue
		}
		if names[reason] == nil {
			order = append(order, reason)
		}
		names[reason] = append(names[reason], clean(t.Name))
	}
	var gaps []gap
	for _, reason := range order {
		apps := names[reason]
		if len(apps) == 1 {
			gaps = append(gaps, gap{apps[0], status, reason, false})
			continue
		}
		gaps = append(gaps, gap{count(len(apps), "app", "apps"), status, some(apps, 2*mostRows) + ": " + reason, false})
	}
	return gaps
}

// holes say what an app that was read does not show, or may not show, and why: facets of one reason together.
func holes(t *access.TargetResult) []string {
	if unseen := t.Reach.Sees(access.FacetEntitlements); t.File != "" && unseen.Listed == access.No {
		rest := access.Reach{Facets: slices.DeleteFunc(t.Reach.Holes(), func(f access.Facet) bool { return f.Name == unseen.Name })}
		return append([]string{accessUnseen(&t.Reach, clean(unseen.Why))}, facetHoles(&rest)...)
	}
	return facetHoles(&t.Reach)
}

// facetHoles words the holes of a reach.
func facetHoles(reach *access.Reach) []string {
	var said []string
	type reason struct {
		listed access.Tri
		why    string
	}
	var order []reason
	names := map[reason][]string{}
	for _, f := range reach.Holes() {
		r := reason{f.Listed, clean(f.Why)}
		if names[r] == nil {
			order = append(order, r)
		}
		names[r] = append(names[r], clean(f.Name))
	}
	for _, r := range order {
		words := some(names[r], mostRows) + " not certain"
		if r.listed == access.No {
			words = some(names[r], mostRows) + " not listed"
		}
		if r.why != "" {
			words += " (" + r.why + ")"
		}
		said = append(said, words)
	}
	return said
}

// accessUnseen says what is not judged of an export in which not everything stands that accounts hold, and what to do. Which
// columns it has is in the proof: many apps have this in common.
func accessUnseen(r *access.Reach, why string) string {
	holders := []string{access.FacetMembers, access.FacetGuests, access.FacetBots, access.FacetInvitations}
	for _, f := range r.Facets {
		if f.Listed != access.No && !slices.Contains(holders, f.Name) {
			return "accounts are judged, and of what they hold only what has a column in the export: name more of them under " +
				"`entitlement_columns:`"
		}
	}
	if why == "" {
		return "accounts are judged, and not what they hold"
	}
	return why
}
