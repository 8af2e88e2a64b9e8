package judge

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Part is what judging one target came to.
type Part struct {
	Findings []access.Finding
	Result   access.TargetResult
	// Problems are rules that do not fit the target: a fault of the configuration.
	Problems []string
	// Governed are the folded base keys of entitlements that rules or globs govern tonight, sorted.
	Governed []string
	// Untold are verdicts that this read can't give, whatever is so: missing access that is withheld, second factors and activity
	// of which the app says nothing. Shielded are the ids of people to whom nothing is missing, as they may own a disputed account.
	Untold   []access.Verdict
	Shielded map[string]bool
}

// What a person has in a target, as far as missing access is concerned.
const (
	hasOpen = 1 << iota
	hasSuspended
	// shielded: an account may be theirs, or they are quarantined.
	shielded
)

// pass is the judgement of one target under way.
type pass struct {
	*view
	part Part
	// has is aligned with the roster's people; closed holds each one's suspended primary account.
	has    []uint8
	closed map[int32]int
	// missing are findings that may yet be withheld.
	missing []access.Finding
	// missingAccounts counts the accounts among them.
	missingAccounts int
	unmigrated      []string
	ending          []string
	// seated counts the accounts that take a seat; freed are those of them that findings would close.
	seated int
	freed  map[string]bool
	buf    []decision
}

// Target judges one target. The holdings are those of the targets it waits for.
func (j *Judge) Target(r Read, holdings Holdings) Part {
	p := &pass{part: Part{Result: result(&r, j.in.Settings.Targets[r.Target])}}
	if !r.usable() {
		return p.part
	}
	p.view = j.view(r, holdings)
	p.has, p.closed, p.freed = make([]uint8, len(j.in.Roster.People)), map[int32]int{}, map[string]bool{}
	for i := range p.snap.Accounts {
		p.account(i)
	}
	p.people()
	p.withhold()
	p.seats()
	p.finish()
	return p.part
}

// result states what is known of a read before judging it.
func result(r *Read, settings TargetSettings) access.TargetResult {
	t := access.TargetResult{
		Name: r.Target, Title: settings.Title, Owner: settings.Owner, Criticality: settings.Criticality,
		Status: r.Status, Why: r.Why,
	}
	s := r.Snapshot
	if s == nil {
		return t
	}
	t.Kind, t.Reach, t.File, t.Taken = s.Kind, s.Reach, s.File, s.Taken
	t.Accounts, t.Calls, t.Pages, t.Rows, t.Hash = len(s.Accounts), s.Calls, s.Pages, s.Rows, s.Hash
	t.Self, t.Remarks = s.Self, append([]string(nil), s.Remarks...)
	if s.Total >= 0 {
		total := s.Total
		t.ReportedTotal = &total
	}
	return t
}

// account judges one account: its findings, its hygiene, and what it counts for.
func (p *pass) account(i int) {
	a, m := &p.snap.Accounts[i], &p.read.Matches[i]
	p.count(a, m)
	g := p.view.account(i, p.buf[:0])
	p.buf = g.list[:0]
	p.note(i, a, m)
	switch {
	case g.whole():
		p.part.Findings = append(p.part.Findings, p.accountFinding(i, &g))
		if g.list[0].verdict != access.DisputedAccount && p.takesSeat(a) {
			p.freed[a.ID] = true
		}
	default:
		for k := range g.list {
			switch d := &g.list[k]; {
			case d.ends:
				p.ending = append(p.ending, p.j.in.Roster.People[g.person].ID+" "+p.snap.Entitlements[d.entitlement].Key())
			case d.class == found:
				p.part.Findings = append(p.part.Findings, p.accessFinding(i, d, &g))
			case d.verdict == access.Missing && p.lacks(i, &g):
				p.missing = append(p.missing, p.accessFinding(i, d, &g))
			}
		}
		p.lacking(i, &g)
	}
	p.census(&g)
	p.hygiene(i, &g)
}

// count adds an account to the target's figures.
func (p *pass) count(a *access.Account, m *access.Match) {
	t := &p.part.Result
	switch a.Status {
	case access.Enabled:
		t.Enabled++
	case access.Invited:
		t.Invited++
	default:
		t.Suspended++
	}
	if m.Linkable(a) {
		t.Humans++
		if m.Class == access.Linked {
			t.Linked++
		}
	}
	if a.Status == access.Enabled {
		p.topHolder(a, m)
	}
	if p.takesSeat(a) {
		p.seated++
	}
}

// takesSeat reports whether an account takes a paid seat, by what the app says of it, else by whether it is open.
func (p *pass) takesSeat(a *access.Account) bool {
	return a.Seat == access.Yes || a.Seat == access.Unknown && (a.Open() || p.settings.SuspendFreesSeat == access.No)
}

// topHolder notes a holder of the most privileged access.
func (p *pass) topHolder(a *access.Account, m *access.Match) {
	var ids []string
	for _, grant := range a.Grants {
		if p.top[grant.Entitlement] {
			ids = append(ids, p.snap.Entitlements[grant.Entitlement].ID)
			if grant.Via != 0 {
				// who loses what it is inherited through loses it too
				ids = append(ids, p.snap.Entitlements[grant.Via].ID)
			}
		}
	}
	if ids == nil {
		return
	}
	safe := m.Class == access.Linked && p.j.in.Standings[m.Person].State == access.Active ||
		m.Class == access.Service && p.j.in.Policy.Known.Services[m.Known].Kind == access.BreakGlass
	p.part.Result.Top = append(p.part.Result.Top, access.TopHolder{Account: a.ID, Entitlements: ids, Safe: safe})
}

// note remembers what an account means for what is missing to people.
func (p *pass) note(i int, a *access.Account, m *access.Match) {
	switch m.Class {
	case access.Disputed:
		for _, c := range m.Claims {
			p.has[c.Person] |= shielded
		}
	case access.Linked:
		if m.Role != access.Primary && m.Role != access.Duplicate {
			return
		}
		if a.Open() {
			p.has[m.Person] |= hasOpen
			return
		}
		p.has[m.Person] |= hasSuspended
		if old, ok := p.closed[m.Person]; !ok || m.Role == access.Primary && p.read.Matches[old].Role != access.Primary {
			p.closed[m.Person] = i
		}
	}
}

// census counts each access of an open account once.
func (p *pass) census(g *judgement) {
	c := &p.part.Result.Census
	privileged := false
	for k := range g.list {
		d := &g.list[k]
		switch d.class {
		case isDue:
			c.Due++
		case found:
			c.Found++
		case ungoverned:
			c.Ungoverned++
		default:
			c.Excepted++
		}
		if k == 0 {
			continue
		}
		p.part.Result.Grants++
		if p.governed[d.entitlement] {
			p.part.Result.Governed++
		}
		privileged = privileged || p.privileged[d.entitlement] && (d.class == isDue || d.class == excepted)
	}
	if privileged {
		p.part.Result.Privileged++
	}
}

// lacking finds the due entitlements that an enabled account does not hold.
func (p *pass) lacking(i int, g *judgement) {
	if g.needs != nil && g.needs.unmigrated {
		p.unmigrated = append(p.unmigrated, p.j.in.Roster.People[g.person].ID)
	}
	if !p.lacks(i, g) {
		return
	}
	standing := &p.j.in.Standings[g.person]
	for k := range g.needs.list {
		n := &g.needs.list[k]
		if p.holdsBase(g, n) || p.snap.Reach.SeesAccess(fold.Key(n.parts.Base())).Listed != access.Yes {
			continue
		}
		if standing.Grace && n.privileged {
			continue
		}
		p.missing = append(p.missing, p.lackFinding(i, g, n))
	}
}

// lacks reports whether something can be missing to an account: a primary, enabled one of somebody who is here.
func (p *pass) lacks(i int, g *judgement) bool {
	return g.needs != nil && p.snap.Accounts[i].Status == access.Enabled && p.conclusive() &&
		p.read.Matches[i].Role == access.Primary && p.j.in.Standings[g.person].State != access.Away
}

func (p *pass) holdsBase(g *judgement, n *need) bool {
	if n.base < 0 {
		return false
	}
	for k := range g.list {
		if k > 0 && p.base[g.list[k].entitlement] == n.base {
			return true
		}
	}
	return false
}

// conclusive reports whether absence means anything in this read.
func (p *pass) conclusive() bool { return p.read.Status == access.Complete }

// people finds accounts that are due and not there, or suspended.
func (p *pass) people() {
	if p.unruled || !p.conclusive() {
		return
	}
	members := p.snap.Reach.Sees(access.FacetMembers)
	for i := range p.j.in.Roster.People {
		person := int32(i)
		standing := &p.j.in.Standings[i]
		if !standing.Due || standing.State == access.Away || p.has[i]&(hasOpen|shielded) != 0 {
			continue
		}
		n := p.needsOf(person)
		if n.account == nil {
			continue
		}
		if p.has[i]&hasSuspended != 0 {
			p.missing = append(p.missing, p.suspendedFinding(person, p.closed[person], n))
			continue
		}
		if n.unmigrated {
			// the old access is tolerated until the new one is there, but nobody is given it any more
			continue
		}
		if members.Listed != access.Yes {
			continue
		}
		p.missing = append(p.missing, p.absentFinding(person, n))
		p.missingAccounts++
	}
}

// seats finds that more seats are taken and due than there are.
func (p *pass) seats() {
	t := &p.part.Result
	if p.settings.Seats == 0 || t.Enabled+t.Invited+p.missingAccounts <= p.settings.Seats {
		return
	}
	f := access.Finding{
		Verdict: access.NoSeat, Severity: access.Medium, Target: p.read.Target, Entitlement: access.AccountType,
		EntitlementID: access.AccountType, Provisional: !p.conclusive(),
		Reason: fmt.Sprintf("accounts enabled: %d, invited: %d, missing: %d; seats needed: %d, bought: %d.",
			t.Enabled, t.Invited, p.missingAccounts, t.Enabled+t.Invited+p.missingAccounts, p.settings.Seats),
		Action: "free seats or buy more",
	}
	p.j.seal(&f, -1)
	p.part.Findings = append(p.part.Findings, f)
}

// withhold drops missing access that can't be told, and says so.
func (p *pass) withhold() {
	t := &p.part.Result
	switch {
	case p.unruled:
		return
	case !p.conclusive():
		t.MissingWithheld = "the read is not complete: missing access is not reported"
	case t.Humans > 0 && 2*t.Linked < t.Humans:
		t.MissingWithheld = fmt.Sprintf("only %d of %d human accounts are linked to a person: missing access is not "+
			"reported; link them under `identities:`, or map a column with employee numbers or e-mails", t.Linked, t.Humans)
	case p.snap.Reach.Sees(access.FacetMembers).Listed != access.Yes:
		t.MissingWithheld = "members are not certainly listed: missing accounts are not reported"
		return
	default:
		return
	}
	p.missing, p.missingAccounts = nil, 0
	p.part.Untold = append(p.part.Untold, access.Missing, access.NoSeat) // seats are counted with what is missing
}

// finish completes the target's figures.
func (p *pass) finish() {
	t := &p.part.Result
	t.Unruled = p.unruled
	if t.Grants > 0 {
		t.GovernedShare = float64(t.Governed) / float64(t.Grants)
	}
	p.part.Findings = append(p.part.Findings, p.missing...)
	t.Remarks = append(t.Remarks, p.unknownDues()...)
	t.Remarks = append(t.Remarks, p.idle()...)
	if len(p.unmigrated) > 0 {
		t.Remarks = append(t.Remarks, fmt.Sprintf("not migrated yet: %d people (%s)", len(p.unmigrated), some(p.unmigrated)))
	}
	if len(p.ending) > 0 {
		t.Remarks = append(t.Remarks, fmt.Sprintf("ending by `mover_grace`: %d accesses (%s)", len(p.ending), some(p.ending)))
	}
	if s := p.settings; s.Seats > 0 || s.SeatCost.Cents > 0 {
		t.Seats = &access.Seats{
			Bought: s.Seats, Taken: p.seated, Freed: len(p.freed), CostCents: s.SeatCost.Cents, Currency: s.SeatCost.Currency,
		}
	}
	p.part.Problems, p.part.Governed = p.problems, p.governs()
	p.untold()
}

// untold notes what the read could not tell of anybody.
func (p *pass) untold() {
	factors, activity := false, false
	for i := range p.snap.Accounts {
		factors = factors || p.snap.Accounts[i].MFA != access.Unknown
		activity = activity || p.snap.Accounts[i].LastActive != 0
	}
	if !factors {
		p.part.Untold = append(p.part.Untold, access.NoMFA)
	}
	if !activity && p.settings.DormantAfter != 0 {
		p.part.Untold = append(p.part.Untold, access.Dormant)
	}
	p.part.Shielded = map[string]bool{}
	for i, has := range p.has {
		if has&shielded != 0 {
			p.part.Shielded[p.j.in.Roster.People[i].ID] = true
		}
	}
}

// some words the first few of a list.
func some(items []string) string {
	const few = 5
	if len(items) <= few {
		return fold.Clean(strings.Join(items, ", "))
	}
	return fold.Clean(strings.Join(items[:few], ", ")) + fmt.Sprintf(" and %d more", len(items)-few)
}
