package correlate_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
)

// today is the date of judgement of every test.
var today = day("2026-06-15")

func day(s string) access.Date {
	d, err := access.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// company is a small world to be correlated: people, what the policy files know, and the accounts of the target code.
type company struct {
	people   []access.Person
	known    access.Known
	aliases  [][]string
	accounts []access.Account
	past     []access.PastLink
}

// employed is somebody who works here, with a work e-mail of their id, and changes.
func employed(id string, changes ...func(*access.Person)) access.Person {
	p := access.Person{ID: id, Name: "Name of " + id, Email: id + "@acme.example", Start: day("2020-01-01")}
	for _, change := range changes {
		change(&p)
	}
	return p
}

// left is somebody who worked here until that day.
func left(id, end string, changes ...func(*access.Person)) access.Person {
	return employed(id, append([]func(*access.Person){func(p *access.Person) {
		p.Employment, p.End = access.Terminated, day(end)
	}}, changes...)...)
}

func mail(address string) func(*access.Person) {
	return func(p *access.Person) { p.Email = address }
}

func alias(addresses ...string) func(*access.Person) {
	return func(p *access.Person) { p.Aliases = addresses }
}

func formerly(ids ...string) func(*access.Person) {
	return func(p *access.Person) { p.FormerIDs = ids }
}

// column is the roster's own word on the person's account.
func column(target, account string) func(*access.Person) {
	return func(p *access.Person) {
		p.Accounts = append(p.Accounts, access.AccountRef{Target: target, Account: account})
	}
}

func quarantined(p *access.Person) { p.Quarantine = "the status is unreadable" }

// account is an enabled account that carries nothing but its id, with changes.
func account(id string, changes ...func(*access.Account)) access.Account {
	a := access.Account{ID: id}
	for _, change := range changes {
		change(&a)
	}
	return a
}

func login(name string) func(*access.Account) { return func(a *access.Account) { a.Login = name } }

func number(id string) func(*access.Account) { return func(a *access.Account) { a.EmployeeID = id } }

func status(s access.Status) func(*access.Account) { return func(a *access.Account) { a.Status = s } }

func kind(k access.Kind) func(*access.Account) { return func(a *access.Account) { a.Kind = k } }

func created(date string) func(*access.Account) {
	return func(a *access.Account) { a.Created = day(date) }
}

// verified and unverified are addresses of which the app says so; at is one of which nothing is known, as in an export.
func verified(text string) func(*access.Account) { return address(text, access.Yes) }

func unverified(text string) func(*access.Account) { return address(text, access.No) }

func at(text string) func(*access.Account) { return address(text, access.Unknown) }

func address(text string, verified access.Tri) func(*access.Account) {
	return func(a *access.Account) {
		a.Emails = append(a.Emails, access.Email{Address: text, Verified: verified})
	}
}

// identity, service and external are entries of the policy files for the target code.
func identity(person, account string, role access.AccountRole) access.Identity {
	return access.Identity{Person: person, Target: "code", Account: account, Role: role, At: "rules.yaml:1 " + account}
}

func service(account string) access.ServiceAccount {
	return access.ServiceAccount{Target: "code", Account: account, Kind: "bot", At: "rules.yaml:2 " + account}
}

func external(glob string) access.External {
	return access.External{Target: "code", Account: glob, At: "rules.yaml:3 " + glob}
}

// roster and standings are the people as the roster gives them: sorted by id.
func (c *company) roster() (*access.Roster, []access.Standing) {
	r := &access.Roster{People: append([]access.Person(nil), c.people...)}
	sort.Slice(r.People, func(i, k int) bool { return r.People[i].ID < r.People[k].ID })
	standings := make([]access.Standing, len(r.People))
	for i := range r.People {
		standings[i] = access.Stand(&r.People[i], today, access.StandingPolicy{})
	}
	return r, standings
}

func (c *company) index() (*correlate.Index, *access.Roster) {
	r, standings := c.roster()
	return correlate.NewIndex(r, standings, &c.known, c.aliases), r
}

// snapshot holds the accounts as a read gives them: sorted by id.
func (c *company) snapshot() *access.Snapshot {
	s := &access.Snapshot{Target: "code", Accounts: append([]access.Account(nil), c.accounts...)}
	sort.Slice(s.Accounts, func(i, k int) bool { return s.Accounts[i].ID < s.Accounts[k].ID })
	return s
}

// lines words each match: "account: class person by key [role] [claims]".
func (c *company) lines() []string {
	x, r := c.index()
	s := c.snapshot()
	var lines []string
	for i, m := range x.Match(s, c.past) {
		lines = append(lines, s.Accounts[i].ID+": "+c.words(r, &m))
	}
	return lines
}

func (c *company) words(r *access.Roster, m *access.Match) string {
	text := m.Class.String()
	switch m.Class {
	case access.Linked:
		text += fmt.Sprintf(" %s by %s", r.People[m.Person].ID, m.By)
		if m.Role != access.Primary {
			text += ", " + m.Role.String()
		}
	case access.Service:
		text += " " + c.known.Services[m.Known].Account
	case access.Outside:
		text += " " + c.known.Externals[m.Known].Account
	}
	var claims []string
	for _, claim := range m.Claims {
		claims = append(claims, fmt.Sprintf("%s by %s", r.People[claim.Person].ID, claim.By))
	}
	if claims != nil {
		text += " (" + strings.Join(claims, "; ") + ")"
	}
	return text
}

// expect compares the matches, in the order of the accounts' ids, with the lines wanted.
func (c *company) expect(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, c.lines()); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
}

// people is a company of these people.
func people(list ...access.Person) *company { return &company{people: list} }

// with adds accounts.
func (c *company) with(accounts ...access.Account) *company {
	c.accounts = append(c.accounts, accounts...)
	return c
}

// knowing adds entries of the policy files.
func (c *company) knowing(entries ...any) *company {
	for _, entry := range entries {
		switch e := entry.(type) {
		case access.Identity:
			c.known.Identities = append(c.known.Identities, e)
		case access.ServiceAccount:
			c.known.Services = append(c.known.Services, e)
		case access.External:
			c.known.Externals = append(c.known.Externals, e)
		}
	}
	return c
}
