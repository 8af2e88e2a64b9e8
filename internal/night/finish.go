package night

import (
	"context"
	"maps"
	"slices"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/history"
	"reconcile/internal/store"
)

// nightsBack is over how many nights, tonight among them, it is counted on how many a run was finished.
const nightsBack = 30

// finish adds what the store knows to the document, and leaves all of it to later nights.
func (n *night) finish(ctx context.Context, run *access.Run, reads []*read) error {
	if n.memory == nil {
		return nil
	}
	controls := n.controls()
	m, err := n.remembered(ctx, controls)
	if err != nil {
		return err
	}
	run.Run.Memory = m
	if run.Clocks, err = n.clocks(ctx, run, reads); err != nil {
		return err
	}
	run.Run.Finished = n.Now()
	run.Metrics.Seconds = run.Run.Finished.Sub(run.Run.Started).Seconds()
	f := store.Finished{Document: run, Concluded: n.conclusions(reads).resolved, Rules: n.rulesText(), Controls: controls}
	if !n.limited() {
		f.Roster = &store.RosterRead{
			Hash: n.rosterHash(), Good: len(n.roster.Unsound) == 0,
			People: n.roster.People, Past: &n.past.Roster,
		}
	}
	_, err = n.memory.Finish(ctx, n.memory.run, f)
	if err != nil || n.cfg.Retain == 0 || !n.inLine() {
		return err
	}
	year, month, _ := n.date().Time().Date()
	return n.memory.Retain(ctx, access.DateOf(year, month-time.Month(n.cfg.Retain), 1))
}

// remembered is what the document says of earlier runs.
func (n *night) remembered(ctx context.Context, controls map[string]string) (*access.Memory, error) {
	m := &access.Memory{
		AuditHead: access.AuditHead{Seq: n.memory.head.Seq, Hash: n.memory.head.Hash}, First: n.past.LastDay.IsZero(),
	}
	since := n.date().Plus(1 - nightsBack)
	days, first, err := n.memory.Days(ctx, since)
	if err != nil {
		return nil, err
	}
	if n.inLine() && !n.limited() && !slices.Contains(days, n.date()) {
		days = append(days, n.date())
	}
	if first == 0 {
		first = n.date()
	}
	m.Nights = access.Nights{Since: max(since, first), Ran: len(days)}
	m.Nights.Due = n.date().DaysSince(m.Nights.Since) + 1
	if !m.First {
		m.Changes = changes(n.past.Controls, controls)
	}
	if n.other != nil {
		m.Rules = n.judge.Difference(n.other.judge)
		m.Rules.Accepted, m.Rules.Hash = n.past.Accepted.Hash, n.cfg.RulesHash
	}
	return m, nil
}

// changes lists the settings that are not what they were.
func changes(was, is map[string]string) []access.Change {
	names := slices.Sorted(maps.Keys(was))
	for name := range is {
		if _, known := was[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []access.Change
	for _, name := range names {
		if was[name] != is[name] {
			list = append(list, access.Change{Setting: name, Was: was[name], Is: is[name]})
		}
	}
	return list
}

// clocks are how long apps took to follow the roster.
func (n *night) clocks(ctx context.Context, run *access.Run, reads []*read) (*access.Clocks, error) {
	lately, err := n.memory.Lately(ctx, n.date().Plus(-history.ClockDays), n.cfg.Timezone)
	if err != nil {
		return nil, err
	}
	in := &history.ClockInput{
		Today: n.today, Ended: lately.Ended, Resolved: lately.Resolved, FirstRoster: lately.FirstRoster,
		Good: lately.Good, Due: func(person, target string) bool {
			i := n.roster.Find(person)
			return i >= 0 && n.judge.IsDue(int32(i), target)
		},
	}
	in.Open = n.stillOpen(run, n.conclusions(reads).resolved)
	concerned := n.events(in)
	if in.Records, err = n.memory.Records(ctx, concerned); err != nil {
		return nil, err
	}
	return history.Clocks(in), nil
}

// stillOpen are tonight's findings, and those from whose absence nothing is concluded. Those of an app that the configuration
// has no more will never be: they are nobody's.
func (n *night) stillOpen(run *access.Run, resolved func(*access.Finding) bool) []access.Finding {
	open := slices.Clone(run.Findings)
	found := make(map[string]bool, len(open))
	for i := range open {
		found[open[i].Fingerprint] = true
	}
	for fingerprint, f := range n.past.Open {
		if found[fingerprint] || f.Person == "" || f.Target != "" && n.target(f.Target) == nil {
			continue
		}
		missed := access.Finding{
			Verdict: f.Verdict, Cause: f.Cause, Target: f.Target, Person: &access.PersonName{ID: f.Person}, Fingerprint: fingerprint,
		}
		if f.Account != "" {
			missed.Account = &access.AccountName{ID: f.Account}
		}
		if !resolved(&missed) {
			open = append(open, missed)
		}
	}
	return open
}

// events finds the leavers and joiners whose clocks may be told, and returns their ids.
func (n *night) events(in *history.ClockInput) []string {
	left := map[string]bool{}
	for i := range in.Open {
		if p := in.Open[i].Person; p != nil {
			left[p.ID] = true
		}
	}
	for i := range in.Ended {
		left[in.Ended[i].Person] = true
	}
	var ids []string
	for i := range n.roster.People {
		p, s := &n.roster.People[i], &n.standings[i]
		name := access.PersonName{ID: p.ID, Name: p.Name}
		switch {
		case s.State == access.Left && s.Since != 0 && left[p.ID]:
			in.Leavers = append(in.Leavers, history.Event{Person: name, Day: s.Since.Plus(-1)})
		case s.Due && s.State != access.Joining && p.Start != 0 && p.Start >= n.today.Plus(-history.ClockDays):
			in.Joiners = append(in.Joiners, history.Event{Person: name, Day: p.Start})
		default:
			continue
		}
		ids = append(ids, p.ID)
	}
	return ids
}

// rulesText is tonight's rules as they are written.
func (n *night) rulesText() access.RulesText {
	text := access.RulesText{Hash: n.cfg.RulesHash}
	for _, f := range n.cfg.RulesFiles {
		text.Files = append(text.Files, access.RulesFile{Name: f.Name, Text: string(f.Data)})
	}
	return text
}
