package correlate_test

import (
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
)

// was is the link of an account in the last good read.
func was(account, person string) access.PastLink {
	return access.PastLink{Account: account, Person: person}
}

func wasPrimary(account, person string) access.PastLink {
	return access.PastLink{Account: account, Person: person, Primary: true}
}

// since gives a company the links of the last good read.
func (c *company) since(links ...access.PastLink) *company {
	slices.SortFunc(links, func(a, b access.PastLink) int { return strings.Compare(a.Account, b.Account) })
	c.past = links
	return c
}

// TestLinksOfTheLastGoodRead holds what yesterday's links say of accounts.
func TestLinksOfTheLastGoodRead(t *testing.T) {
	ana, bob := employed("e1"), employed("e2")
	anas, bobs := verified("e1@acme.example"), verified("e2@acme.example")
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"an account that no key names any more is its person's still", people(ana).with(account("u1")).since(was("u1", "e1")),
			[]string{"u1: linked e1 by link of the last good read"},
		},
		{
			"by a former id of theirs too", people(employed("e1", formerly("c-1"))).with(account("u1")).since(was("u1", "c-1")),
			[]string{"u1: linked e1 by link of the last good read"},
		},
		{
			"not where the person is on the roster no more", people(ana).with(account("u1")).since(was("u1", "e9")),
			[]string{"u1: unlinked"},
		},
		{
			"not where they are quarantined", people(employed("e1", quarantined)).with(account("u1")).since(was("u1", "e1")),
			[]string{"u1: unlinked"},
		},
		{
			"it comes before an external's glob", people(ana).with(account("u1", at("x@client.example"))).
				knowing(external("*@client.example")).since(was("u1", "e1")),
			[]string{"u1: linked e1 by link of the last good read"},
		},
		{
			"not before a service account", people(ana).with(account("u1")).knowing(service("u1")).since(was("u1", "e1")),
			[]string{"u1: service account u1"},
		},
		{
			"keys that name the same person as last night's agree", people(ana).with(account("u1", anas)).since(was("u1", "e1")),
			[]string{"u1: linked e1 by work e-mail"},
		},
		{
			"keys that name another person than last night's dispute it, for a login may be used again",
			people(ana, bob).with(account("u1", bobs)).since(was("u1", "e1")),
			[]string{"u1: disputed (e1 by link of the last good read; e2 by work e-mail)"},
		},
		{
			"an entry decides alone all the same",
			people(ana, bob).with(account("u1")).knowing(identity("e2", "u1", access.Primary)).since(was("u1", "e1")),
			[]string{"u1: linked e2 by identities entry"},
		},
		{
			"of two accounts the primary one of last night stays it", people(ana).with(account("1", anas), account("2", anas)).
				since(was("1", "e1"), wasPrimary("2", "e1")),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by work e-mail"},
		},
		{
			"unless the other is the marked one now", people(ana).with(account("1", anas), account("2", anas)).
				knowing(identity("e1", "1", access.Primary)).since(wasPrimary("2", "e1")),
			[]string{"1: linked e1 by identities entry", "2: linked e1 by work e-mail, duplicate"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) {
			if got := c.given.lines(); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
