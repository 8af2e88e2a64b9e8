package reports

import (
	"io"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// Explain writes for a terminal why somebody has, lacks or loses access: who they are, each of their accounts with the
// judgement on everything it holds, what is due and not held, and what would be done.
func Explain(w io.Writer, x *access.Explanation, o Options) error {
	p := newPage(o)
	p.styled(0, bold, explainTitle(x))
	asked := "As of " + x.AsOf.String()
	if x.AsOf.IsZero() {
		asked = "As of no known date"
	}
	p.text(0, asked+", asked for: "+clean(x.Subject))
	if len(x.Holes) > 0 {
		p.heading("NOT READ, OR NOT IN WHOLE")
		for _, hole := range x.Holes {
			p.styled(2, notice, clean(hole))
		}
		p.text(2, "Nothing is concluded from absence there.")
	}
	if x.Person != nil {
		p.explainPerson(x.Person, o)
	}
	p.explainAccounts(x)
	p.explainDue(x)
	p.explainFindings(x)
	p.explainActions(x)
	p.explainHistory(x)
	return p.flush(w)
}

// explainHistory tells what earlier runs saw change.
func (p *page) explainHistory(x *access.Explanation) {
	if len(x.History) == 0 {
		return
	}
	p.heading("WHAT EARLIER RUNS SAW")
	for _, e := range x.History {
		p.labelled(2, len("2006-01-02")+2, plain, e.Day.String(), clean(e.Text))
	}
}

// explainTitle names the person with their state, or the account with whose it is.
func explainTitle(x *access.Explanation) string {
	if x.Person != nil {
		s := nameAndID(clean(x.Person.Name), clean(x.Person.ID)) + ": " + clean(x.Person.State)
		if x.Person.Basis != "" {
			s += " (" + clean(string(x.Person.Basis)) + ")"
		}
		return s
	}
	if len(x.Accounts) == 0 {
		return clean(x.Subject) + ": nobody known, and no account"
	}
	a := &x.Accounts[0]
	return clean(a.Target) + "/" + accountLabel(&a.Account) + ": " + clean(a.Link) + ", of nobody on the roster"
}

// factsWidth is the column of what is said of a person, the gap included.
const factsWidth = 14

func (p *page) explainPerson(x *access.ExplainedPerson, o Options) {
	p.heading("WHO")
	fact := func(name, value string) {
		if value != "" {
			p.labelled(2, factsWidth, plain, name, value)
		}
	}
	fact("roster row", clean(x.Row))
	if x.Quarantine != "" {
		p.labelled(2, factsWidth, notice, "not judged", clean(x.Quarantine))
	}
	fact("e-mail", clean(x.Email))
	fact("also", strings.Join(cleanAll(x.Aliases), ", "))
	fact("start", x.Start.String())
	// an end date or a dismissal must not show by being left out: of nobody who has not left are they said
	if o.Confidential || x.State == access.Left.String() {
		fact("end", x.End.String())
		fact("employment", clean(x.Employment))
	} else {
		fact("end", "shown in a confidential report only")
	}
	for _, name := range attributeOrder(x.Attributes) {
		fact(clean(name), strings.Join(cleanAll(x.Attributes[name]), ", "))
	}
	for _, remark := range x.Remarks {
		fact("remark", clean(remark))
	}
}

// attributeOrder puts the attributes every roster has before further ones.
func attributeOrder(attributes map[string][]string) []string {
	var names []string
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.DeleteFunc(known(access.AttributeNames(), names), func(name string) bool {
		return len(attributes[name]) == 0
	})
}

func (p *page) explainAccounts(x *access.Explanation) {
	p.heading("ACCOUNTS (" + number(len(x.Accounts)) + ")")
	if len(x.Accounts) == 0 {
		p.text(2, "none in what was read")
	}
	for i := range x.Accounts {
		a := &x.Accounts[i]
		link := clean(a.Link)
		if a.Role != "" {
			link += " as " + clean(a.Role)
		}
		p.styled(2, bold, clean(a.Target)+"/"+accountLabel(&a.Account)+": "+sentence(clean(a.Status), clean(a.Kind), link))
		p.text(4, sentence("id "+clean(a.Account.ID), clean(a.Account.Name), clean(a.Account.Email), clean(a.Row)))
		for k, key := range a.Keys {
			switch {
			case a.Link != access.Linked.String():
				p.text(4, "claimed by "+clean(key))
			case k == 0:
				p.text(4, "matched by "+clean(key))
			default:
				p.text(4, "other key: "+clean(key))
			}
		}
		if len(a.Access) == 0 {
			p.text(4, "closed: nothing in it counts as access")
		}
		p.explainAccess(a.Access)
	}
}

// explainAccess writes the judgement on each access of an account.
func (p *page) explainAccess(list []access.ExplainedAccess) {
	var keys []string
	for i := range list {
		keys = append(keys, clean(list[i].Key))
	}
	width := min(widest(max(30, p.width/3), keys...), (p.width-4)/2)
	for i := range list {
		e := &list[i]
		style := plain
		if e.Verdict != "" {
			style = notice
		}
		p.labelled(4, width, style, keys[i], accessWords(e))
		if columns(keys[i]) >= width {
			p.text(6, "in full: "+keys[i])
		}
		if len(e.Rules) > 0 {
			p.text(4+width, "by "+strings.Join(cleanAll(e.Rules), "; "))
		}
	}
}

// accessWords says how one access was judged, why, and how it is held.
func accessWords(e *access.ExplainedAccess) string {
	judged := clean(e.Class)
	if e.Verdict != "" {
		judged = clean(string(e.Verdict))
	}
	if e.Cause != "" {
		judged += " (" + clean(string(e.Cause)) + ")"
	}
	if e.Privileged {
		judged += ", privileged"
	}
	if e.Via != "" {
		judged += ", through " + clean(e.Via)
	}
	if e.ManagedBy != "" {
		judged += ", managed by " + clean(e.ManagedBy)
	}
	if e.Since != 0 {
		judged += ", since " + e.Since.String()
	}
	if e.Why != "" {
		judged += ": " + clean(e.Why)
	}
	if e.Title != "" && e.Title != e.Key {
		judged += " [" + clean(e.Title) + "]"
	}
	return judged
}

// explainDue writes what is due and not held; what is held and due stands with its account.
func (p *page) explainDue(x *access.Explanation) {
	var lacking []access.ExplainedDue
	for _, d := range x.Due {
		if !d.Held {
			lacking = append(lacking, d)
		}
	}
	if x.Person == nil {
		return
	}
	p.heading("DUE AND NOT HELD (" + number(len(lacking)) + " of " + number(len(x.Due)) + ")")
	if len(x.Due) == 0 {
		p.text(2, "nothing is due in what was read")
	}
	for _, d := range lacking {
		p.text(2, clean(d.Target)+": "+clean(d.Key))
		if len(d.Rules) > 0 {
			p.text(4, "by "+strings.Join(cleanAll(d.Rules), "; "))
		}
	}
}

func (p *page) explainFindings(x *access.Explanation) {
	p.heading("FINDINGS (" + number(len(x.Findings)) + ")")
	m := &maker{}
	for i := range x.Findings {
		f := &x.Findings[i]
		l := m.line(f)
		p.labelled(2, severityWidth, severityStyle(f.Severity), f.Severity.String(), l.place()+clean(string(f.Verdict))+": "+l.reason)
		p.context(2+severityWidth, &l)
		if where := evidence(&f.Evidence); where != "" {
			p.text(2+severityWidth, "see "+where)
		}
	}
}

// evidence says where the facts of a finding stand.
func evidence(e *access.Evidence) string {
	return sentence(clean(e.Rule), clean(e.RosterRow), clean(e.AccountRow))
}

func (p *page) explainActions(x *access.Explanation) {
	if len(x.Actions) == 0 {
		return
	}
	p.heading("WHAT WOULD BE DONE (" + number(len(x.Actions)) + ")")
	for i := range x.Actions {
		a := &x.Actions[i]
		s := newStep(i+1, a)
		p.text(2, s.kind+" in "+s.target+": "+strings.Join(nonEmpty(s.who, s.what, stateWord(a.State)), ", "))
		if len(s.facts) > 0 {
			p.text(4, strings.Join(s.facts, "; "))
		}
		if len(a.Blocked) == 0 && s.held != "" {
			p.text(4, s.held)
		}
		for _, b := range a.Blocked {
			p.text(4, "blocked by "+clean(string(b.Guard))+": "+clean(b.Why))
		}
	}
}
