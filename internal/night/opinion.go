package night

import (
	"slices"
	"sync"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
	"reconcile/internal/judge"
	"reconcile/rules"
)

// opinion is a judgement of the night by one set of rules.
type opinion struct {
	policy *rules.Policy
	index  *correlate.Index
	judge  *judge.Judge
}

// side is what an opinion has of one target.
type side struct {
	judge    judge.Read
	holdings judge.Holdings
	part     judge.Part
}

// opinions readies the judgement by tonight's rules, and by those accepted last where they are others: what those would not
// remove is not removed.
func (n *night) opinions() {
	policies := []*rules.Policy{n.cfg.Rules}
	if n.accepted != nil {
		policies = append(policies, n.accepted)
	}
	all := make([]opinion, len(policies))
	same := sync.OnceValue(func() map[int]int { return correlate.SamePerson(&n.roster, n.standings) })
	var wait sync.WaitGroup
	for i, p := range policies {
		all[i].policy = p
		wait.Go(func() {
			all[i].index = correlate.NewIndex(&n.roster, n.standings, &p.Known, n.cfg.DomainAliases)
			same()
		})
		wait.Go(func() {
			all[i].judge = judge.New(judge.Input{
				Today: n.today, Roster: &n.roster, Standings: n.standings, Policy: p, Settings: n.cfg.Judge, Scope: n.cfg.Scope,
				SamePerson: same, Past: n.past, RulesAccepted: n.AcceptRules != "",
			})
		})
	}
	wait.Wait()
	n.opinion = all[0]
	if len(all) > 1 {
		n.other = &all[1]
	}
}

// acceptedRules reads the rules accepted last, nil where they are tonight's.
func (n *night) acceptedRules() *rules.Policy {
	if n.past == nil || n.AcceptRules != "" || n.past.Accepted.Hash == "" || n.past.Accepted.Hash == n.cfg.RulesHash {
		return nil
	}
	files := make([]rules.File, len(n.past.Accepted.Files))
	for i, f := range n.past.Accepted.Files {
		files[i] = rules.File{Name: f.Name, Data: []byte(f.Text)}
	}
	policy, err := rules.Parse(files, n.cfg.Rules.Targets())
	if err != nil {
		n.unjudged = err.Error()
		return nil
	}
	return policy
}

// match takes in one target's read, whose accounts are matched.
func (o *opinion) match(r judge.Read) side { return side{judge: r, holdings: o.judge.Holdings(r)} }

// waits reports whether a target's judgement needs the holdings of others.
func (n *night) waits(target string) bool {
	return len(n.judge.WaitsFor(target)) > 0 || n.other != nil && len(n.other.judge.WaitsFor(target)) > 0
}

// finish puts the findings of an opinion together.
func (o *opinion) finish(sides []*side) []access.Finding {
	held := judge.Holdings{}
	parts := make([]judge.Part, len(sides))
	for i, s := range sides {
		held.Merge(s.holdings)
		parts[i] = s.part
	}
	return o.judge.Finish(parts, held)
}

// findings are tonight's, with a mark at removals that the rules accepted last would not bring about.
func (n *night) findings(reads []*read) []access.Finding {
	own, other := make([]*side, len(reads)), make([]*side, len(reads))
	for i, r := range reads {
		own[i], other[i] = &r.side, r.other
	}
	findings := n.opinion.finish(own)
	switch {
	case n.other != nil:
		mark(findings, n.other.finish(other), short(n.past.Accepted.Hash))
		joined(findings, n.accepted.Known.Merges, n.cfg.Rules.Known.Merges, short(n.past.Accepted.Hash))
	case n.unjudged != "":
		for i := range findings {
			if f := &findings[i]; f.Hold != nil && f.Cause != access.CauseLeaver {
				f.Hold.RulesChanged = "the rules accepted last (" + short(n.past.Accepted.Hash) + ") can't be applied any more: " + n.unjudged
			}
		}
	}
	if refused := n.refusedRecipients(); refused != nil {
		findings = append(findings, refused...)
		judge.Sort(findings)
	}
	return findings
}

// removed names an access that a finding would have removed.
type removed struct{ target, account, entitlement string }

// mark marks the findings whose access would stay under other rules, by what those find.
func mark(findings, others []access.Finding, hash string) {
	removals := map[removed]bool{}
	for i := range others {
		if r, ok := removal(&others[i]); ok {
			removals[r] = true
		}
	}
	for i := range findings {
		f := &findings[i]
		r, ok := removal(f)
		if !ok || f.Hold == nil || removals[r] || removals[removed{r.target, r.account, access.AccountType}] {
			continue
		}
		f.Hold.RulesChanged = "under the rules accepted last (" + hash + ") it would stay: review the difference in the report"
	}
}

// joined marks the findings on people whose records only one of two sets of rules declares to be one human's, leavers too, and on
// what somebody answered for who is not here: the roster was joined by tonight's rules, and judged so by both.
func joined(findings []access.Finding, accepted, tonight []access.Merge, hash string) {
	concerned := map[string]bool{}
	was := func(of, not []access.Merge) {
		for _, m := range of {
			for _, id := range m.Was {
				if !slices.ContainsFunc(not, func(o access.Merge) bool { return o.Person == m.Person && slices.Contains(o.Was, id) }) {
					concerned[m.Person], concerned[id] = true, true
				}
			}
		}
	}
	was(accepted, tonight)
	was(tonight, accepted)
	if len(concerned) == 0 {
		return
	}
	for i := range findings {
		f := &findings[i]
		about := f.Cause == access.CauseOwnerLeft || f.Person != nil && concerned[f.Person.ID]
		if about && f.Hold != nil && f.Hold.RulesChanged == "" {
			f.Hold.RulesChanged = "the rules accepted last (" + hash + ") join other records of people (`people:`): review who is whom"
		}
	}
}

// removal returns what a finding would remove, and whether it would remove anything. Who is early, and a second account, are
// reported only.
func removal(f *access.Finding) (removed, bool) {
	if !slices.Contains([]access.Verdict{access.Excess, access.Orphaned}, f.Verdict) || f.Account == nil ||
		f.Cause == access.CauseEarly || f.Cause == access.CauseDuplicate {
		return removed{}, false
	}
	return removed{f.Target, f.Account.ID, f.EntitlementID}, true
}
