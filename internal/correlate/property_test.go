package correlate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
)

// world draws a company at random: few names, so that everything collides with everything.
func world(t *rapid.T) *company {
	c := &company{}
	id := func(label string) string {
		return rapid.SampledFrom([]string{"e1", "e2", "e3", "E1", "c4"}).Draw(t, label)
	}
	box := func(label string) string {
		return rapid.SampledFrom([]string{"a@acme.com", "b@acme.com", "a@acme.io", "B@ACME.io", "a@client.example", "n/a", ""}).Draw(t,
			label)
	}
	name := func(label string) string {
		return rapid.SampledFrom([]string{"1", "2", "octocat", "Bot", "a@acme.com", "b@acme.io"}).Draw(t, label)
	}
	target := func() string { return rapid.SampledFrom([]string{"code", "code", "code", "chat"}).Draw(t, "target") }
	for i, who := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"e1", "e2", "e3", "E1", "c5"}), 1, 5, rapid.ID).Draw(t,
		"people") {
		p := employed(who, mail(box("work")), alias(rapid.SliceOfN(rapid.SampledFrom([]string{"a@acme.io", "b@acme.com"}), 0,
			2).Draw(t, "aliases")...))
		p.Employment = rapid.SampledFrom([]access.Employment{access.Employed, access.Employed, access.Terminated}).Draw(t, "employment")
		if rapid.IntRange(0, 5).Draw(t, "quarantined") == 0 {
			p.Quarantine = "unreadable"
		}
		if i == 0 && rapid.Bool().Draw(t, "was another") {
			p.FormerIDs = []string{"c4"}
		}
		if rapid.IntRange(0, 3).Draw(t, "column") == 0 {
			p.Accounts = []access.AccountRef{{Target: target(), Account: name("column")}}
		}
		c.people = append(c.people, p)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "accounts") {
		a := account(fmt.Sprint(i))
		a.Status = access.Status(rapid.IntRange(0, 2).Draw(t, "status"))
		a.Reopenable = rapid.Bool().Draw(t, "reopenable")
		a.Login = rapid.SampledFrom([]string{"", "Octocat", "bot", "a@acme.io"}).Draw(t, "login")
		a.Created = access.Date(rapid.SampledFrom([]int{0, 100, 200}).Draw(t, "created"))
		if rapid.IntRange(0, 2).Draw(t, "number") == 0 {
			a.EmployeeID = id("employee number")
		}
		for range rapid.IntRange(0, 2).Draw(t, "addresses") {
			a.Emails = append(a.Emails, access.Email{
				Address:  box("address"),
				Verified: access.Tri(rapid.IntRange(0, 2).Draw(t, "verified")),
			})
		}
		c.accounts = append(c.accounts, a)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "identities") {
		c.knowing(access.Identity{
			Person: id("entry for"), Target: target(), Account: name("entry"), At: fmt.Sprint("identity ", i),
			Role: access.AccountRole(rapid.IntRange(0, 2).Draw(t, "role")),
		})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "services") {
		c.knowing(access.ServiceAccount{Target: target(), Account: name("service"), At: fmt.Sprint("service ", i)})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "externals") {
		glob := rapid.SampledFrom([]string{"*@client.example", "a@*", "octo*", "3"}).Draw(t, "glob")
		c.knowing(access.External{Target: target(), Account: glob, At: fmt.Sprint("external ", i)})
	}
	if rapid.Bool().Draw(t, "aliased") {
		c.aliases = [][]string{{"acme.com", "acme.io"}}
	}
	return c
}

// TestTheMatchesDoNotDependOnAnyOrder shuffles people and accounts, against the word of whoever hands them over that
// they are sorted.
func TestTheMatchesDoNotDependOnAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		match := func(people []access.Person, accounts []access.Account) []string {
			r := &access.Roster{People: people}
			standings := make([]access.Standing, len(people))
			for i := range people {
				standings[i] = access.Stand(&people[i], today, access.StandingPolicy{})
			}
			x := correlate.NewIndex(r, standings, &c.known, c.aliases)
			s := &access.Snapshot{Target: "code", Accounts: accounts}
			matches := x.Match(s, nil)
			lines := append(x.Problems(), x.Absent(s, matches)...)
			for i := range matches {
				slices.SortFunc(matches[i].Claims, func(a, b access.Claim) int {
					return strings.Compare(people[a.Person].ID, people[b.Person].ID)
				})
				lines = append(lines, accounts[i].ID+": "+c.words(r, &matches[i]))
			}
			slices.Sort(lines)
			return lines
		}
		before := match(c.people, c.accounts)
		after := match(rapid.Permutation(c.people).Draw(rt, "people order"), rapid.Permutation(c.accounts).Draw(rt, "account order"))
		if diff := cmp.Diff(before, after); diff != "" {
			rt.Fatalf("another order, other matches:\n%s", diff)
		}
	})
}

// TestEveryAccountHasPreciselyOneClassAndWhatGoesWithIt holds the shape that the judgement relies on.
func TestEveryAccountHasPreciselyOneClassAndWhatGoesWithIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		x, r := c.index()
		s := c.snapshot()
		matches := x.Match(s, nil)
		if len(matches) != len(s.Accounts) {
			rt.Fatalf("%d matches for %d accounts", len(matches), len(s.Accounts))
		}
		primaries := map[int32]int{}
		for i := range matches {
			m := &matches[i]
			linked, byEntry := m.Class == access.Linked, m.By == access.ByIdentity
			switch {
			case linked != (m.Person >= 0), linked != (m.By != access.ByNothing):
				rt.Fatalf("%s: person %d by %s", m.Class, m.Person, m.By)
			case (m.Known >= 0) != (byEntry || m.Class == access.Service || m.Class == access.Outside):
				rt.Fatalf("%s by %s: entry %d", m.Class, m.By, m.Known)
			case m.Role != access.Primary && !linked, m.Role == access.Duplicate && !s.Accounts[i].Open():
				rt.Fatalf("%s: role %s", m.Class, m.Role)
			case m.Class == access.Disputed && len(m.Claims) == 0, m.Class == access.Unlinked && len(m.Claims) > 0:
				rt.Fatalf("%s with %d claims", m.Class, len(m.Claims))
			case linked && r.People[m.Person].Quarantine != "":
				rt.Fatalf("linked to somebody quarantined")
			case m.Class == access.Disputed && len(m.Claims) == 1 && r.People[m.Claims[0].Person].Quarantine == "":
				rt.Fatalf("disputed by one alone")
			}
			claimed := map[int32]bool{}
			for _, claim := range m.Claims {
				if claimed[claim.Person] || linked && claim.Person == m.Person {
					rt.Fatalf("%s is claimed twice for one person: %+v", m.Class, m.Claims)
				}
				claimed[claim.Person] = true
			}
			if linked && m.Role == access.Primary && s.Accounts[i].Open() {
				primaries[m.Person]++
			}
		}
		for person, n := range primaries {
			if n > 1 {
				rt.Fatalf("%s has %d primary accounts that are open", r.People[person].ID, n)
			}
		}
	})
}

// TestAnUnverifiedAddressChangesNothing takes such addresses away: the matches stay.
func TestAnUnverifiedAddressChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		before := c.lines()
		for i := range c.accounts {
			c.accounts[i].Emails = slices.DeleteFunc(slices.Clone(c.accounts[i].Emails),
				func(e access.Email) bool { return e.Verified == access.No })
		}
		if diff := cmp.Diff(before, c.lines()); diff != "" {
			rt.Fatalf("without them:\n%s", diff)
		}
	})
}

// TestExplainAgreesWithTheMatch holds that the key that decides is the first of the evidence.
func TestExplainAgreesWithTheMatch(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		x, _ := c.index()
		s := c.snapshot()
		for i, m := range x.Match(s, nil) {
			claims := x.Explain(s, i, nil)
			people := map[int32]bool{}
			for _, claim := range claims {
				people[claim.Person] = true
			}
			switch {
			case m.Class == access.Linked && (len(claims) == 0 || claims[0].Person != m.Person || claims[0].By != m.By):
				rt.Fatalf("linked to %d by %s, explained by %+v", m.Person, m.By, claims)
			case m.Class == access.Linked && len(people) != len(m.Claims)+1, m.Class != access.Linked && len(people) != len(m.Claims):
				rt.Fatalf("%s: claimed for %d people, explained for %d", m.Class, len(m.Claims), len(people))
			}
		}
	})
}
