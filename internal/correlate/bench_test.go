package correlate_test

import (
	"fmt"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
)

// large is a company of n people, each with an account in code that is linked by the next of the keys in turn.
func large(n int) *company {
	c := &company{}
	for i := range n {
		id := fmt.Sprintf("e%06d", i)
		p := employed(id, alias(id+"@acme.io"))
		a := account("a"+id, login("login-"+id))
		switch i % 5 {
		case 0:
			a.EmployeeID = id
		case 1:
			a.Emails = []access.Email{{Address: id + "@acme.example", Verified: access.Yes}}
		case 2:
			a.Emails = []access.Email{{Address: "E" + id[1:] + "@ACME.io"}}
		case 3:
			p.Accounts = []access.AccountRef{{Target: "code", Account: "login-" + id}}
		default:
			a.Emails = []access.Email{{Address: id + "@other.example"}, {Address: id + "@acme.example"}}
		}
		c.people, c.accounts = append(c.people, p), append(c.accounts, a)
	}
	c.knowing(identity("e000000", "login-e000000", access.Admin), service("bot"), external("*@client.example"),
		external("*@agency.example"))
	return c
}

func BenchmarkMatch(b *testing.B) {
	c := large(100_000)
	x, _ := c.index()
	s := c.snapshot()
	b.ReportAllocs()
	for b.Loop() {
		x.Match(s, nil)
	}
}

func BenchmarkNewIndex(b *testing.B) {
	c := large(100_000)
	r, standings := c.roster()
	b.ReportAllocs()
	for b.Loop() {
		correlate.NewIndex(r, standings, &c.known, nil)
	}
}

func BenchmarkSamePerson(b *testing.B) {
	c := large(100_000)
	for i := range c.people {
		c.people[i].Name = fmt.Sprintf("Name %d", i/2)
		if i%2 == 0 {
			c.people[i].Employment, c.people[i].End = access.Terminated, day("2026-06-01")
		}
	}
	r, standings := c.roster()
	b.ReportAllocs()
	for b.Loop() {
		correlate.SamePerson(r, standings)
	}
}
