package correlate_test

import (
	"testing"

	"reconcile/internal/access"
)

// TestWhoseAccountItIs holds each key by itself.
func TestWhoseAccountItIs(t *testing.T) {
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"an identities entry links by vendor id, login or e-mail, in any case",
			people(employed("e1"), employed("e2"), employed("e3")).
				with(account("U1"), account("2", login("OctoCat")), account("3", verified("Home@Cat.example"))).
				knowing(identity("e1", "u1", 0), identity("e2", "octocat", 0), identity("e3", "home@cat.example", 0)),
			[]string{
				"2: linked e2 by identities entry", "3: linked e3 by identities entry", "U1: linked e1 by identities entry",
			},
		},
		{
			"an identities entry finds a person by a former id", people(employed("e1", formerly("c-17"))).
				with(account("1")).knowing(identity("C-17", "1", 0)),
			[]string{"1: linked e1 by identities entry"},
		},
		{
			"an identities entry of another app says nothing here", people(employed("e1")).with(account("1")).
				knowing(access.Identity{Person: "e1", Target: "chat", Account: "1"}),
			[]string{"1: unlinked"},
		},
		{
			"the roster's own column links by vendor id, login or e-mail",
			people(employed("e1", column("code", "U1")), employed("e2", column("code", "octocat ")),
				employed("e3", column("code", "HOME@cat.example"))).
				with(account("u1"), account("2", login("Octocat")), account("3", at("home@cat.example"))),
			[]string{"2: linked e2 by roster column", "3: linked e3 by roster column", "u1: linked e1 by roster column"},
		},
		{
			"the roster's column of another app says nothing here",
			people(employed("e1", column("chat", "1"))).with(account("1")),
			[]string{"1: unlinked"},
		},
		{
			"the employee number that the app keeps links", people(employed("E1")).with(account("1", number(" e1 "))),
			[]string{"1: linked E1 by employee number"},
		},
		{
			"so does a former number", people(employed("e1", formerly("C-17"))).with(account("1", number("c-17"))),
			[]string{"1: linked e1 by employee number"},
		},
		{
			"a work e-mail links, after trim and in any case", people(employed("e1", mail(" Ana@Acme.Example "))).
				with(account("1", verified("ANA@acme.example "))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"an alias or a former work e-mail links", people(employed("e1", alias("ana@acme.example", "ana@old.example"))).
				with(account("1", verified("ana@old.example"))),
			[]string{"1: linked e1 by e-mail alias"},
		},
		{
			"any of the account's addresses does", people(employed("e1")).
				with(account("1", verified("me@home.example"), verified("e1@acme.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"the work e-mail counts before an alias, whichever the app names first",
			people(employed("e1", alias("ana@acme.example"))).
				with(account("1", verified("ana@acme.example"), verified("e1@acme.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"an internationalised domain is the same in both of its spellings", people(employed("e1", mail("ana@bücher.example"))).
				with(account("1", verified("ana@xn--bcher-kva.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"a joiner without an e-mail is found by the number", people(employed("e1", mail(""))).with(account("1", number("e1"))),
			[]string{"1: linked e1 by employee number"},
		},
		{
			"names never link", people(employed("e1", mail(""))).with(account("1", func(a *access.Account) { a.Name = "Name of e1" })),
			[]string{"1: unlinked"},
		},
		{
			"a login that is somebody's id is no employee number", people(employed("e1")).with(account("e1", login("e1"))),
			[]string{"e1: unlinked"},
		},
		{
			"a placeholder is nobody's address", people(employed("e1", mail("n/a")), employed("e2", mail("-"))).
				with(account("1", verified("n/a")), account("2", verified("-")), account("3", verified(""))),
			[]string{"1: unlinked", "2: unlinked", "3: unlinked"},
		},
		{
			"an account of a person who left is theirs", people(left("e1", "2026-06-01")).with(account("1", number("e1"))),
			[]string{"1: linked e1 by employee number"},
		},
		{
			"a guest and a bot are linked like anybody", people(employed("e1")).
				with(account("1", number("e1"), kind(access.Guest)),
					account("2", at("e1@acme.example"), kind(access.Bot), status(access.Suspended))),
			[]string{"1: linked e1 by employee number", "2: linked e1 by work e-mail"},
		},
		{
			"a guest with a client's address is nobody's", people(employed("e1")).
				with(account("1", verified("e1@client.example"), kind(access.Guest))),
			[]string{"1: unlinked"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestTheOrderOfTheKeys holds which key is named where several say the same, and which decides alone.
func TestTheOrderOfTheKeys(t *testing.T) {
	all := func(changes ...func(*access.Person)) *company {
		return people(employed("e1", append(changes, column("code", "octocat"))...), employed("e2")).
			with(account("1", login("octocat"), number("e1"), verified("e1@acme.example")))
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"the entry comes first", all().knowing(identity("e1", "octocat", 0)), []string{"1: linked e1 by identities entry"}},
		{"then the roster's column", all(), []string{"1: linked e1 by roster column"}},
		{
			"then the employee number", people(employed("e1")).with(account("1", number("e1"), verified("e1@acme.example"))),
			[]string{"1: linked e1 by employee number"},
		},
		{
			"an entry decides alone, and the other keys are noted", all().knowing(identity("e2", "octocat", 0)),
			[]string{"1: linked e2 by identities entry (e1 by roster column)"},
		},
		{
			"so does a service account's", all().knowing(service("octocat")), []string{"1: service account octocat (e1 by roster column)"},
		},
		{
			"an identity counts before a service account", all().knowing(service("1"), identity("e2", "octocat", 0)),
			[]string{"1: linked e2 by identities entry (e1 by roster column)"},
		},
		{
			"of two entries for one person, the one by vendor id says which account it is",
			all().knowing(identity("e2", "octocat", access.Test), identity("e2", "1", access.Admin)),
			[]string{"1: linked e2 by identities entry, admin (e1 by roster column)"},
		},
		{
			"an entry for nobody on the roster decides nothing", all().knowing(identity("e9", "octocat", 0)),
			[]string{"1: linked e1 by roster column"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestWhichAddressesCount holds what an address must be to link.
func TestWhichAddressesCount(t *testing.T) {
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"an address that the app has not verified is only claimed",
			people(employed("e1")).with(account("1", unverified("e1@acme.example"))),
			[]string{"1: unlinked"},
		},
		{
			"one of which nothing is known counts, as in an export", people(employed("e1")).with(account("1", at("e1@acme.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"an unverified address disputes nothing", people(employed("e1"), employed("e2")).
				with(account("1", verified("e1@acme.example"), unverified("e2@acme.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"nor does it make an account what an entry, a column or a glob means",
			people(employed("e1", column("code", "me@home.example"))).
				with(account("1", unverified("me@home.example")), account("2", unverified("bot@acme.example")),
					account("3", unverified("x@client.example")), account("4", unverified("admin@acme.example"))).
				knowing(service("bot@acme.example"), external("*@client.example"), identity("e1", "admin@acme.example", access.Admin)),
			[]string{"1: unlinked", "2: unlinked", "3: unlinked", "4: unlinked"},
		},
		{
			"an address that equals only after compatibility folding is another one", people(employed("e1", mail("fine@acme.example"))).
				with(account("1", verified("ﬁne@acme.example")), account("2", verified("fine@ａcme.example"))),
			[]string{"1: unlinked", "2: unlinked"},
		},
		{
			"an accent makes another address", people(employed("e1", mail("jose@acme.example"))).
				with(account("1", verified("josé@acme.example"))),
			[]string{"1: unlinked"},
		},
		{
			"a plus and a dot are part of the address", people(employed("e1", mail("ana.b@acme.example"))).
				with(account("1", verified("ana.b+x@acme.example")), account("2", verified("anab@acme.example"))),
			[]string{"1: unlinked", "2: unlinked"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestDomainAliases holds that configured domains are one.
func TestDomainAliases(t *testing.T) {
	c := people(employed("e1", mail("ana@acme.com")), employed("e2", mail("bo@acme.io")), employed("e3", mail("cy@other.example"))).
		with(account("1", verified("ana@ACME.io")), account("2", verified("bo@acme.com")), account("3", verified("ana@acme.net")),
			account("4", verified("cy@bücher.example")), account("5", verified("bot@acme.com")), account("6", verified("me@acme.com"))).
		knowing(service("bot@acme.io"), identity("e3", "me@acme.io", access.Test))
	c.aliases = [][]string{{"acme.com", "Acme.IO"}, {"other.example", "xn--bcher-kva.example"}}
	c.expect(t, "1: linked e1 by work e-mail", "2: linked e2 by work e-mail", "3: unlinked", "4: linked e3 by work e-mail",
		"5: service account bot@acme.io", "6: linked e3 by identities entry, test")
	c.aliases = nil
	c.expect(t, "1: unlinked", "2: unlinked", "3: unlinked", "4: unlinked", "5: unlinked", "6: unlinked")
}
