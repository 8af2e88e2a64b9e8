package night

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/judge"
)

// Explain does a night and says of one person or account why their access is had, lacked or lost. The subject is a
// person's id, work e-mail or name, or TARGET/ACCOUNT with an account's id, login or e-mail.
func Explain(ctx context.Context, o Options, subject string) (*access.Explanation, error) {
	n, err := open(o)
	if err != nil {
		return nil, err
	}
	if err := n.look(ctx); err != nil {
		return nil, err
	}
	defer n.memory.close() //nolint:errcheck // nothing was written
	n.keep = true
	reads, err := n.targets(ctx, n.prepare(ctx))
	if err != nil {
		return nil, err
	}
	x := &access.Explanation{Subject: subject, AsOf: n.today, Accounts: []access.ExplainedAccount{}, Due: []access.ExplainedDue{}}
	person, account, err := n.subject(reads, subject)
	if err != nil {
		return nil, &Refusal{err}
	}
	held := judge.Holdings{}
	for _, r := range reads {
		held.Merge(r.holdings)
	}
	for _, r := range reads {
		n.explainTarget(x, r, held, person, account)
	}
	if person >= 0 {
		x.Person = n.explainPerson(person)
	}
	if err := n.explainHistory(ctx, x, account); err != nil {
		return nil, err
	}
	run := n.document(reads)
	x.Findings = slices.DeleteFunc(run.Findings, func(f access.Finding) bool {
		return !concerns(f.Target, f.Account, f.Person, x)
	})
	x.Actions = slices.DeleteFunc(run.Plan.Actions, func(a access.Action) bool {
		return !concerns(a.Target, a.Account, a.Person, x)
	})
	return x, nil
}

// concerns reports whether something is about the explained person, or one of the explained accounts.
func concerns(target string, account *access.AccountName, person *access.PersonName, x *access.Explanation) bool {
	if x.Person != nil && person != nil && person.ID == x.Person.ID {
		return true
	}
	if account == nil {
		return false
	}
	return slices.ContainsFunc(x.Accounts, func(a access.ExplainedAccount) bool {
		return a.Target == target && a.Account.ID == account.ID
	})
}

// accountIndex names an account by its read and its place there.
type accountIndex struct {
	read  *read
	index int
}

// subject finds whom or what to explain. An account of a person explains the person's account alone.
func (n *night) subject(reads []*read, subject string) (person int, account *accountIndex, err error) {
	if target, name, ok := strings.Cut(subject, "/"); ok && n.target(target) != nil {
		for _, r := range reads {
			if r.target.Name != target {
				continue
			}
			if r.judge.Snapshot == nil {
				return -1, nil, fmt.Errorf("%s was not read: %s", target, strings.Join(r.judge.Why, "; "))
			}
			i := findAccount(r.judge.Snapshot, name)
			if i < 0 {
				return -1, nil, fmt.Errorf("%s has no account %q by id, login or e-mail among its %d", target,
					fold.Clean(name), len(r.judge.Snapshot.Accounts))
			}
			person = -1
			if m := r.judge.Matches[i]; m.Class == access.Linked {
				person = int(m.Person)
			}
			return person, &accountIndex{r, i}, nil
		}
	}
	person, err = n.findPerson(subject)
	if err != nil && len(n.findPeople(subject)) == 0 {
		err = fmt.Errorf("%w; for an account write TARGET/ACCOUNT (targets: %s)", err, strings.Join(n.cfg.Rules.Targets(), ", "))
	}
	return person, nil, err
}

// findPerson looks up the one person that a text names.
func (n *night) findPerson(text string) (int, error) {
	found := n.findPeople(text)
	switch len(found) {
	case 0:
		return -1, fmt.Errorf("nobody on the roster has the id, work e-mail or name %q", fold.Clean(text))
	case 1:
		return found[0], nil
	default:
		ids := make([]string, len(found))
		for i, p := range found {
			ids[i] = n.roster.People[p].ID
		}
		return -1, fmt.Errorf("%q names several people: %s; give an id", fold.Clean(text), fold.Clean(strings.Join(ids, ", ")))
	}
}

// findAccount looks an account up by id, then login, then e-mail; -1 if there is none.
func findAccount(s *access.Snapshot, name string) int {
	key := fold.Key(name)
	for _, of := range []func(*access.Account) string{
		func(a *access.Account) string { return a.ID },
		func(a *access.Account) string { return a.Login },
		func(a *access.Account) string { return a.Email() },
	} {
		for i := range s.Accounts {
			if k := fold.Key(of(&s.Accounts[i])); k != "" && k == key {
				return i
			}
		}
	}
	return -1
}

// findPeople looks people up by id, then former id, then e-mail, then name: the first kind of key that finds any.
func (n *night) findPeople(text string) []int {
	key, name := fold.Key(text), fold.Text(text)
	for _, fits := range []func(*access.Person) bool{
		func(p *access.Person) bool { return fold.Key(p.ID) == key },
		func(p *access.Person) bool {
			return slices.ContainsFunc(p.FormerIDs, func(id string) bool { return fold.Key(id) == key })
		},
		func(p *access.Person) bool {
			return fold.Key(p.Email) == key || slices.ContainsFunc(p.Aliases, func(a string) bool { return fold.Key(a) == key })
		},
		func(p *access.Person) bool { return fold.Text(p.Name) == name },
	} {
		var found []int
		for i := range n.roster.People {
			if key != "" && fits(&n.roster.People[i]) {
				found = append(found, i)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// explainTarget adds what one target has of the subject.
func (n *night) explainTarget(x *access.Explanation, r *read, held judge.Holdings, person int, account *accountIndex) {
	if r.judge.Status != access.Complete {
		x.Holes = append(x.Holes, fmt.Sprintf("%s: %s: %s", r.target.Name, r.judge.Status, strings.Join(r.judge.Why, "; ")))
	}
	if r.judge.Snapshot == nil || account != nil && account.read != r {
		return
	}
	var accounts []int
	if account != nil {
		accounts = []int{account.index}
	} else {
		for i := range r.judge.Matches {
			m := &r.judge.Matches[i]
			claims := func(c access.Claim) bool { return int(c.Person) == person }
			if m.Class == access.Linked && int(m.Person) == person || m.Class == access.Disputed && slices.ContainsFunc(m.Claims, claims) {
				accounts = append(accounts, i)
			}
		}
	}
	explained := n.judge.Explain(r.judge, held, accounts)
	for i := range explained {
		explained[i].Keys = n.keys(r, accounts[i])
	}
	x.Accounts = append(x.Accounts, explained...)
	if person < 0 {
		return
	}
	for _, d := range n.judge.Due(r.judge, held, int32(person)) {
		d.Held = slices.ContainsFunc(explained, func(a access.ExplainedAccount) bool {
			return slices.ContainsFunc(a.Access, func(e access.ExplainedAccess) bool {
				return fold.Key(e.Key) == fold.Key(d.Key) || strings.HasPrefix(fold.Key(e.Key), fold.Key(d.Key)+"=")
			})
		})
		x.Due = append(x.Due, d)
	}
}

// keys words every key that has a word on whose account it is, the deciding one first.
func (n *night) keys(r *read, account int) []string {
	var keys []string
	for _, c := range n.index.Explain(r.judge.Snapshot, account, r.links) {
		keys = append(keys, fold.Clean(fmt.Sprintf("%s %s: %s", c.By, c.Value, n.roster.People[c.Person].ID)))
	}
	return keys
}

// explainPerson shows a person as the roster has them.
func (n *night) explainPerson(i int) *access.ExplainedPerson {
	p, s := &n.roster.People[i], &n.standings[i]
	x := &access.ExplainedPerson{
		ID: p.ID, Name: p.Name, Email: p.Email, Aliases: p.Aliases, State: s.State.String(), Basis: s.Basis,
		Employment: p.Employment.String(), Start: p.Start, End: p.End, Row: p.Place.String(), Quarantine: p.Quarantine,
		Attributes: map[string][]string{},
	}
	for _, name := range access.AttributeNames()[2:] {
		if v := p.Attribute(name); v != nil {
			x.Attributes[name] = v
		}
	}
	for name, v := range p.Attributes.Extra {
		x.Attributes[name] = v
	}
	for _, problem := range n.roster.Problems {
		if problem.Person == p.ID {
			x.Remarks = append(x.Remarks, problem.Place.String()+": "+problem.Text)
		}
	}
	return x
}
