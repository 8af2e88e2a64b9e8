package judge

import (
	"fmt"
	"sort"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// nameOf names an account for a report.
func nameOf(a *access.Account) access.AccountName {
	return access.AccountName{ID: a.ID, Login: a.Login, Email: a.Email(), Name: a.Name}
}

// rowOf is where an account stands in its export, "" for an API.
func rowOf(s *access.Snapshot, a *access.Account) string {
	if a.Row == 0 {
		return ""
	}
	return access.Place{File: s.File, Row: int(a.Row)}.String()
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

// display names a person in a sentence.
func display(p *access.PersonName) string {
	if p.Name == "" {
		return fold.Clean(p.ID)
	}
	return fold.Clean(p.Name)
}

// who names whom a finding is about: the person, else the account.
func who(f *access.Finding) string {
	switch {
	case f.Person != nil:
		return display(f.Person)
	case f.Account == nil:
		return "nobody"
	case f.Account.Name != "":
		return fold.Clean(f.Account.Name)
	case f.Account.Login != "":
		return fold.Clean(f.Account.Login)
	case f.Account.Email != "":
		return fold.Clean(f.Account.Email)
	default:
		return fold.Clean(f.Account.ID)
	}
}

// list words several keys.
func list(keys []string) string { return fold.Clean(strings.Join(keys, ", ")) }

// distinct sorts keys and drops repetitions.
func distinct(keys []string) []string {
	sort.Strings(keys)
	out := keys[:0]
	for i, k := range keys {
		if i == 0 || k != keys[i-1] {
			out = append(out, k)
		}
	}
	return out
}

// about fills in the person of a finding.
func (j *Judge) about(f *access.Finding, person int32) {
	if person < 0 {
		return
	}
	p := &j.in.Roster.People[person]
	f.Person = &access.PersonName{ID: p.ID, Name: p.Name, Email: p.Email}
	f.Evidence.RosterRow = p.Place.String()
	f.Confidential = j.in.Standings[person].Leaving
}

// seal completes a finding: fingerprint, first seen, scope.
func (j *Judge) seal(f *access.Finding, person int32) {
	holder := ""
	if f.Account != nil && f.Verdict != access.Missing {
		holder = f.Account.ID
	} else if f.Person != nil {
		holder = f.Person.ID
	}
	f.Fingerprint = access.Fingerprint(f.Verdict, f.Target, holder, f.EntitlementID)
	j.since(f, person)
	j.open(f)
	f.OutOfScope = !j.scoped(f.Target, person)
}

// about opens a finding on an account.
func (p *pass) about(i int, verdict access.Verdict, person int32) access.Finding {
	a, m := &p.snap.Accounts[i], &p.read.Matches[i]
	name := nameOf(a)
	f := access.Finding{
		Verdict: verdict, Target: p.read.Target, Account: &name, Entitlement: access.AccountType,
		EntitlementID: access.AccountType, Provisional: !p.conclusive(),
		Hold: &access.Hold{Status: a.Status, Kind: a.Kind},
	}
	f.Evidence.AccountRow = rowOf(p.snap, a)
	p.j.about(&f, person)
	if person >= 0 {
		f.Evidence.MatchedBy = p.matchedBy(a, m)
	}
	return f
}

// matchedBy words the key that linked an account to its person.
func (p *pass) matchedBy(a *access.Account, m *access.Match) string {
	switch m.By {
	case access.ByIdentity:
		return m.By.String() + " " + p.j.in.Policy.Known.Identities[m.Known].At
	case access.ByEmployeeID:
		return m.By.String() + " " + fold.Clean(a.EmployeeID)
	case access.ByEmail, access.ByAlias:
		return m.By.String() + " " + fold.Clean(a.Emails[m.Email].Address)
	default:
		return m.By.String()
	}
}

// accountFinding is the finding on a whole account, with everything that goes with it.
func (p *pass) accountFinding(i int, g *judgement) access.Finding {
	d := &g.list[0]
	a, m := &p.snap.Accounts[i], &p.read.Matches[i]
	f := p.about(i, d.verdict, g.person)
	f.Cause = d.cause
	for k := 1; k < len(g.list); k++ {
		e := g.list[k].entitlement
		f.Includes = append(f.Includes, p.snap.Entitlements[e].Key())
		f.Privileged = f.Privileged || p.privileged[e]
	}
	sort.Strings(f.Includes)
	if d.verdict != access.DisputedAccount {
		f.CostMonth = p.settings.SeatCost.String()
	}
	weight := p.gravity(i)
	if d.verdict == access.DisputedAccount {
		p.dispute(&f, m)
		f.Severity = disputed(&f, weight, p.anyLeft(m))
	} else {
		p.explainAccount(&f, a, m, d)
		f.Severity = severity(&f, weight)
	}
	p.j.seal(&f, g.person)
	return f
}

// explainAccount words why an account should not be, and what would mend it.
func (p *pass) explainAccount(f *access.Finding, a *access.Account, m *access.Match, d *decision) {
	known := &p.j.in.Policy.Known
	state := "is still " + a.Status.String()
	if a.Status == access.Suspended {
		state = "can be reopened by its holder"
	}
	f.Action = "suspend the account"
	if a.Status == access.Invited {
		f.Action = "withdraw the invitation"
	}
	switch d.cause {
	case access.CauseLeaver:
		p.leaver(f, m, state)
	case access.CauseUnknown:
		f.Reason = fmt.Sprintf("%s is the account of nobody on the roster.", who(f))
		if a.EmployeeID != "" {
			f.Reason += fmt.Sprintf(" It carries the employee number %s.", fold.Clean(a.EmployeeID))
		} else if functional(a) {
			f.Action = asMailbox
		}
	case access.CauseGuest:
		f.Reason = fmt.Sprintf("%s is a guest whom nobody has registered.", who(f))
		f.Action = "register under `externals:`, or suspend"
	case access.CauseUnregistered:
		f.Reason = fmt.Sprintf("%s is a %s account that nobody answers for.", who(f), a.Kind)
		f.Action = "register under `service_accounts:` with an owner, or suspend"
		if a.Kind == access.Shared {
			f.Action = asMailbox
		}
	case access.CauseOwnerLeft:
		owner, where := p.registered(m)
		f.Reason = fmt.Sprintf("%s answers for %s (%s) and is not here any more.", p.ownerName(owner), who(f), where)
		f.Evidence.Rule, f.Action = where, "name a new owner, or suspend"
	case access.CauseReviewDue:
		_, where := p.registered(m)
		date := access.Date(0)
		if m.Class == access.Service {
			date = known.Services[m.Known].ReviewBy
		} else {
			date = known.Externals[m.Known].Until
		}
		f.Reason = fmt.Sprintf("The date of %s passed on %s (%s).", who(f), date, where)
		f.Evidence.Rule, f.Action = where, "review it and set a new date, or suspend"
	case access.CauseEarly:
		start := p.j.in.Roster.People[m.Person].Start
		f.Reason = fmt.Sprintf("%s starts on %s; the account is %s already.", who(f), start, a.Status)
		f.Action = "none: it is reported only"
	case access.CauseOnLeave:
		f.Reason = fmt.Sprintf("%s is on leave; the account is %s.", who(f), a.Status)
	case access.CauseDuplicate:
		f.Reason = fmt.Sprintf("%s has another account in %s; this one is %s.", who(f), p.read.Target, a.Status)
		f.Action = "declare it under `identities:` (admin, test), or close it"
	case access.CauseExceptionExpired:
		f.Reason = fmt.Sprintf("Nothing is due to %s in %s: %s.", who(f), p.read.Target, d.expired.why)
		f.Evidence.Rule = place(d.expired.entry.At.File, d.expired.entry.At.Line)
	default:
		f.Reason = fmt.Sprintf("Nothing is due to %s in %s; the account is %s.", who(f), p.read.Target, a.Status)
	}
}

// leaver words a leaver's account.
func (p *pass) leaver(f *access.Finding, m *access.Match, state string) {
	standing := &p.j.in.Standings[m.Person]
	f.Basis = standing.Basis
	when := ""
	if !standing.Since.IsZero() {
		last := standing.Since.Plus(-1)
		f.Days = standing.Today.DaysSince(last)
		when = " on " + last.String()
	}
	f.Reason = fmt.Sprintf("%s left%s (%s); the account %s.", who(f), when, standing.Basis, state)
	if p.j.in.SamePerson == nil {
		return
	}
	if other, ok := p.j.in.SamePerson()[int(m.Person)]; ok {
		same := &p.j.in.Roster.People[other]
		f.Notes = append(f.Notes, "maybe-same-person: "+same.ID)
		f.Reason += fmt.Sprintf(" Maybe the same person as %s, who started on %s: say so under `people:`.",
			fold.Clean(same.ID), same.Start)
	}
}

func (p *pass) registered(m *access.Match) (owner, at string) {
	if m.Class == access.Service {
		s := &p.j.in.Policy.Known.Services[m.Known]
		return s.Owner, s.At
	}
	x := &p.j.in.Policy.Known.Externals[m.Known]
	return x.Sponsor, x.At
}

func (p *pass) ownerName(id string) string {
	if i, known := p.j.named[nameKey(id)]; known && p.j.in.Roster.People[i].Name != "" {
		return fold.Clean(p.j.in.Roster.People[i].Name)
	}
	return fold.Clean(id)
}

// dispute words whose an account may be.
func (p *pass) dispute(f *access.Finding, m *access.Match) {
	var claims []string
	for _, c := range m.Claims {
		person := &p.j.in.Roster.People[c.Person]
		text := fmt.Sprintf("%s by %s", fold.Clean(person.ID), c.By)
		if c.Value != "" {
			text += " " + fold.Clean(c.Value)
		}
		if person.Quarantine != "" {
			text += " (quarantined: " + fold.Clean(person.Quarantine) + ")"
		}
		claims = append(claims, text)
	}
	sort.Strings(claims)
	f.Reason = fmt.Sprintf("It is not certain whose account %s is: %s.", who(f), strings.Join(claims, "; "))
	f.Action = "settle it with an entry under `identities:`, or mend the roster"
}

// anyLeft reports whether one of those who may own an account left, or can't be judged.
func (p *pass) anyLeft(m *access.Match) bool {
	for _, c := range m.Claims {
		if s := p.j.in.Standings[c.Person].State; s == access.Left || s == access.Quarantined {
			return true
		}
	}
	return false
}

// ruleOf is where a due is written, and who wrote it.
func ruleOf(d *rules.Due) (at, text string) {
	if d == nil || len(d.Sources) == 0 {
		return "", ""
	}
	c := d.Sources[0]
	return c.At, c.Kind + " " + fold.Clean(c.Name)
}

// dueKeys lists what is due to somebody here, as evidence.
func (n *needs) dueKeys() []string {
	if n == nil || n.account == nil {
		return nil
	}
	keys := []string{access.AccountType}
	for i := range n.list {
		keys = append(keys, n.list[i].parts.Key())
	}
	return distinct(keys)
}
