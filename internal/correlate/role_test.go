package correlate_test

import (
	"testing"

	"reconcile/internal/access"
)

// TestWhichAccountIsPrimary holds which of several accounts receives what is due; the others are duplicates.
func TestWhichAccountIsPrimary(t *testing.T) {
	ana := employed("e1", mail("ana@acme.example"), alias("a.b@acme.example"), column("code", "octocat"))
	work, other := verified("ana@acme.example"), verified("a.b@acme.example")
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"the marked one", people(ana).with(account("1", work, created("2020-01-01")), account("2", other, created("2025-01-01"))).
				knowing(identity("e1", "2", access.Primary)),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by identities entry"},
		},
		{
			"else the one by work e-mail before one by alias",
			people(ana).with(account("1", other, created("2020-01-01")), account("2", work, created("2025-01-01"))),
			[]string{"1: linked e1 by e-mail alias, duplicate", "2: linked e1 by work e-mail"},
		},
		{
			"else the oldest", people(ana).with(account("1", work, created("2025-01-02")),
				account("2", number("e1"), created("2025-01-01"))),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by employee number"},
		},
		{
			"one of unknown age is no older than any", people(ana).with(account("1", work), account("2", work, created("2025-01-01"))),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by work e-mail"},
		},
		{
			"else the lowest id: the shorter, as numbers order", people(ana).with(account("10", work), account("9", work)),
			[]string{"10: linked e1 by work e-mail, duplicate", "9: linked e1 by work e-mail"},
		},
		{
			"then bytewise", people(ana).with(account("b", work), account("B", work)),
			[]string{"B: linked e1 by work e-mail", "b: linked e1 by work e-mail, duplicate"},
		},
		{
			"a suspended account is neither primary before an open one, nor a duplicate",
			people(ana).with(account("1", work, created("2020-01-01"), status(access.Suspended)), account("2", other)),
			[]string{"1: linked e1 by work e-mail", "2: linked e1 by e-mail alias"},
		},
		{
			"not even where it is the marked one",
			people(ana).with(account("1", work, status(access.Suspended)),
				account("2", other)).knowing(identity("e1", "1", access.Primary)),
			[]string{"1: linked e1 by identities entry", "2: linked e1 by e-mail alias"},
		},
		{
			"one that its holder alone can reopen is open",
			people(ana).with(account("1", work, status(access.Suspended), func(a *access.Account) { a.Reopenable = true }),
				account("2", work)),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by work e-mail"},
		},
		{
			"an enabled account comes before an older invitation",
			people(ana).with(account("1", work, status(access.Invited), created("2020-01-01")),
				account("2", other, created("2025-01-01"))),
			[]string{"1: linked e1 by work e-mail, duplicate", "2: linked e1 by e-mail alias"},
		},
		{
			"of three, two are duplicates", people(ana).with(account("1", work), account("2", work), account("3", login("octocat"))),
			[]string{
				"1: linked e1 by work e-mail", "2: linked e1 by work e-mail, duplicate", "3: linked e1 by roster column, duplicate",
			},
		},
		{
			"two suspended accounts are nobody's duplicates",
			people(ana).with(account("1", work, status(access.Suspended)), account("2", work, status(access.Suspended))),
			[]string{"1: linked e1 by work e-mail", "2: linked e1 by work e-mail"},
		},
		{
			"a disputed account duplicates nothing", people(ana, employed("e2")).
				with(account("1", work, number("e2")), account("2", work)),
			[]string{"1: disputed (e1 by work e-mail; e2 by employee number)", "2: linked e1 by work e-mail"},
		},
		{
			"each person has a primary of their own", people(ana, employed("e2")).
				with(account("1", work), account("2", number("e2")), account("3", number("e2"))),
			[]string{"1: linked e1 by work e-mail", "2: linked e2 by employee number", "3: linked e2 by employee number, duplicate"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestDeclaredSecondAccounts holds that an admin or a test account is no duplicate, and never the primary one.
func TestDeclaredSecondAccounts(t *testing.T) {
	people(employed("e1"), employed("e2")).
		with(account("1", number("e1")), account("2", login("e1-admin")), account("3", verified("e1+test@acme.example")),
			account("4", login("e2-admin"))).
		knowing(identity("e1", "e1-admin", access.Admin), identity("e1", "e1+test@acme.example", access.Test),
			identity("e2", "e2-admin", access.Admin)).
		expect(t, "1: linked e1 by employee number", "2: linked e1 by identities entry, admin",
			"3: linked e1 by identities entry, test",
			"4: linked e2 by identities entry, admin")
}
