package night

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// explainHistory adds what earlier runs saw of the subject: since when each access is held, and what changed.
func (n *night) explainHistory(ctx context.Context, x *access.Explanation, account *accountIndex) error {
	if n.memory == nil {
		return nil
	}
	var trace store.Trace
	var err error
	switch {
	case account != nil:
		trace, err = n.memory.History(ctx, account.read.judge.Target, x.Accounts[0].Account.ID)
	case x.Person != nil:
		trace, err = n.memory.PersonHistory(ctx, x.Person.ID)
	}
	if err != nil {
		return err
	}
	x.History = story(&trace)
	for i := range x.Accounts {
		a := &x.Accounts[i]
		since := map[string]access.Date{}
		filter := store.AccessFilter{Target: a.Target, Account: a.Account.ID}
		for held, err := range n.memory.AccessOn(ctx, n.date(), filter) {
			if err != nil {
				return err
			}
			if old, known := since[held.Entitlement]; !known || held.Since < old {
				since[held.Entitlement] = held.Since
			}
		}
		for k := range a.Access {
			a.Access[k].Since = since[a.Access[k].Key]
		}
	}
	return nil
}

// story tells a trace as events, oldest first.
func story(trace *store.Trace) []access.ExplainedEvent {
	var t teller
	t.records(trace.Records)
	t.accounts(trace.Accounts)
	t.grants(trace.Grants)
	for _, f := range trace.Findings {
		text := strings.TrimSpace(strings.Join([]string{string(f.Verdict), f.Target, f.Account, f.Entitlement}, " "))
		if f.Cause != "" {
			text += " (" + string(f.Cause) + ")"
		}
		t.tell(f.From, "found: "+text)
		t.tell(f.To, "resolved: "+text)
	}
	for _, r := range trace.Rules[min(1, len(trace.Rules)):] {
		t.tell(r.From, "other rules: "+short(r.Hash))
	}
	slices.SortStableFunc(t.events, func(a, b access.ExplainedEvent) int { return int(a.Day - b.Day) })
	return t.events
}

// teller collects events.
type teller struct{ events []access.ExplainedEvent }

func (t *teller) tell(day access.Date, text string) {
	if day != 0 && text != "" {
		t.events = append(t.events, access.ExplainedEvent{Day: day, Text: text})
	}
}

// records tells what changed in a person's record.
func (t *teller) records(spans []store.PersonSpan) {
	for i := range spans {
		s := &spans[i]
		if i == 0 || spans[i-1].To != s.From {
			t.tell(s.From, "on the roster: "+strings.Join(recordWords(&s.Person), ", "))
		} else {
			t.tell(s.From, "roster: "+strings.Join(differences(recordWords(&spans[i-1].Person), recordWords(&s.Person)), "; "))
		}
		if s.To != 0 && (i+1 == len(spans) || spans[i+1].From != s.To) {
			t.tell(s.To, "gone from the roster")
		}
	}
}

// recordWords says what a record holds, each part with its name.
func recordWords(p *access.Person) []string {
	words := []string{
		"name " + p.Name, p.Employment.String(), "start " + p.Start.String(), "end " + p.End.String(), "e-mail " + p.Email,
		"absent since the roster of " + p.Absent.String(),
	}
	for _, name := range access.AttributeNames()[2:] {
		words = append(words, name+" "+strings.Join(p.Attribute(name), ", "))
	}
	for _, a := range p.Accounts {
		words = append(words, "account "+a.Target+" "+a.Account)
	}
	return slices.DeleteFunc(words, func(w string) bool { return strings.HasSuffix(w, " ") })
}

// differences says what went and what came between two lists.
func differences(was, is []string) []string {
	var list []string
	for _, w := range was {
		if !slices.Contains(is, w) {
			list = append(list, "was "+w)
		}
	}
	for _, w := range is {
		if !slices.Contains(was, w) {
			list = append(list, "now "+w)
		}
	}
	if list == nil {
		list = []string{"another record"}
	}
	return list
}

// accounts tells what became of accounts.
func (t *teller) accounts(spans []store.AccountSpan) {
	for i := range spans {
		s := &spans[i]
		name := s.Target + "/" + s.Account
		follows := i > 0 && spans[i-1].Target == s.Target && spans[i-1].Account == s.Account && spans[i-1].To == s.From
		switch {
		case follows:
			t.tell(s.From, name+": "+strings.Join(differences(accountWords(&spans[i-1]), accountWords(s)), "; "))
		default:
			t.tell(s.From, name+": seen first, "+strings.Join(accountWords(s), ", "))
		}
		goesOn := i+1 < len(spans) && spans[i+1].Target == s.Target && spans[i+1].Account == s.Account && spans[i+1].From == s.To
		if s.To != 0 && !goesOn {
			t.tell(s.To, name+": gone, or another's")
		}
	}
}

func accountWords(s *store.AccountSpan) []string {
	link := "of nobody known"
	if s.Person != "" {
		link = "of " + s.Person + " by " + s.Matched
	}
	words := []string{s.Status, s.Kind, link, "login " + s.Login, "e-mail " + s.Email, "name " + s.Name}
	return slices.DeleteFunc(words, func(w string) bool { return strings.HasSuffix(w, " ") })
}

// grants tells what accounts were given and lost, all of a day in one line.
func (t *teller) grants(spans []store.GrantSpan) {
	type at struct {
		day  access.Date
		name string
	}
	given, taken := map[at][]string{}, map[at][]string{}
	var order []at
	add := func(to map[at][]string, day access.Date, s *store.GrantSpan) {
		key := s.Entitlement
		if s.Via != "" {
			key += " through " + s.Via
		}
		a := at{day, s.Target + "/" + s.Account}
		if given[a] == nil && taken[a] == nil {
			order = append(order, a)
		}
		to[a] = append(to[a], key)
	}
	for i := range spans {
		add(given, spans[i].From, &spans[i])
		if spans[i].To != 0 {
			add(taken, spans[i].To, &spans[i])
		}
	}
	for _, a := range order {
		var parts []string
		if given[a] != nil {
			parts = append(parts, "given "+strings.Join(given[a], ", "))
		}
		if taken[a] != nil {
			parts = append(parts, "lost "+strings.Join(taken[a], ", "))
		}
		t.tell(a.day, fmt.Sprintf("%s: %s", a.name, strings.Join(parts, "; ")))
	}
}
