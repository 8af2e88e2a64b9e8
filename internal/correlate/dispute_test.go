package correlate_test

import "testing"

// TestDisputes holds when it is not certain whose account it is.
func TestDisputes(t *testing.T) {
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"different persons from different keys", people(employed("e1"), employed("e2")).
				with(account("1", number("e1"), verified("e2@acme.example"))),
			[]string{"1: disputed (e1 by employee number; e2 by work e-mail)"},
		},
		{
			"different persons from two addresses", people(employed("e1"), employed("e2")).
				with(account("1", verified("e2@acme.example"), verified("e1@acme.example"))),
			[]string{"1: disputed (e1 by work e-mail; e2 by work e-mail)"},
		},
		{
			"two persons from one key: HR gave two people one address",
			people(employed("e1", mail("info@acme.example")), employed("e2", mail("info@acme.example"))).
				with(account("1", verified("info@acme.example"))),
			[]string{"1: disputed (e1 by work e-mail; e2 by work e-mail)"},
		},
		{
			"two people whose column names one account",
			people(employed("e1", column("code", "octocat")), employed("e2", column("code", "1"))).
				with(account("1", login("octocat"))),
			[]string{"1: disputed (e1 by roster column; e2 by roster column)"},
		},
		{
			"two ids that differ in case only", people(employed("e1"), employed("E1")).with(account("1", number("e1"))),
			[]string{"1: disputed (E1 by employee number; e1 by employee number)"},
		},
		{
			"a third key is not outvoted", people(employed("e1", column("code", "1")), employed("e2")).
				with(account("1", number("e1"), verified("e2@acme.example"))),
			[]string{"1: disputed (e1 by roster column; e2 by work e-mail)"},
		},
		{
			"two entries that name different people for one account", people(employed("e1"), employed("e2")).
				with(account("1", login("octocat"))).knowing(identity("e1", "1", 0), identity("e2", "octocat", 0)),
			[]string{"1: disputed (e1 by identities entry; e2 by identities entry)"},
		},
		{
			"two entries that name the same person agree", people(employed("e1", formerly("c-17"))).
				with(account("1", login("octocat"))).knowing(identity("e1", "1", 0), identity("c-17", "octocat", 0)),
			[]string{"1: linked e1 by identities entry"},
		},
		{
			"a quarantined person's account, for nobody knows what they are", people(employed("e1", quarantined)).
				with(account("1", number("e1"))),
			[]string{"1: disputed (e1 by employee number)"},
		},
		{
			"also where an entry names them, and then with what the other keys say", people(employed("e1", quarantined), employed("e2")).
				with(account("1", number("e2"))).knowing(identity("e1", "1", 0)),
			[]string{"1: disputed (e1 by identities entry; e2 by employee number)"},
		},
		{
			"an external's glob settles no dispute", people(employed("e1"), employed("e2")).
				with(account("1", number("e1"), verified("e2@acme.example"))).knowing(external("*")),
			[]string{"1: disputed (e1 by employee number; e2 by work e-mail)"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestARecycledAddress holds that an address belongs to who is here, unless another key says otherwise.
func TestARecycledAddress(t *testing.T) {
	const shared = "ana@acme.example"
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"the work e-mail of somebody who left and of somebody who is here is the latter's",
			people(left("e1", "2026-01-01", mail(shared)), employed("e2", mail(shared))).with(account("1", verified(shared))),
			[]string{"1: linked e2 by work e-mail"},
		},
		{
			"in whatever order they come",
			people(employed("e1", mail(shared)), left("e2", "2026-01-01", mail(shared))).with(account("1", verified(shared))),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"also where it is only an alias of the one who is here",
			people(left("e1", "2026-01-01", mail(shared)), employed("e2", alias(shared))).with(account("1", verified(shared))),
			[]string{"1: linked e2 by e-mail alias"},
		},
		{
			"the leaver's account that carries their number is disputed, and so nobody's to close",
			people(left("e1", "2026-01-01", mail(shared)), employed("e2", mail(shared))).
				with(account("1", number("e1"), verified(shared))),
			[]string{"1: disputed (e1 by employee number; e2 by work e-mail)"},
		},
		{
			"of several who left it is uncertain whose it was",
			people(left("e1", "2026-01-01", mail(shared)), left("e2", "2026-03-01", mail(shared))).with(account("1", verified(shared))),
			[]string{"1: disputed (e1 by work e-mail; e2 by work e-mail)"},
		},
		{
			"of two who are here too, whoever left besides",
			people(left("e1", "2026-01-01", mail(shared)), employed("e2", mail(shared)), employed("e3", alias(shared))).
				with(account("1", verified(shared))),
			[]string{"1: disputed (e2 by work e-mail; e3 by e-mail alias)"},
		},
		{
			"a quarantined person has not left",
			people(employed("e1", mail(shared), quarantined), left("e2", "2026-01-01", mail(shared))).with(account("1", verified(shared))),
			[]string{"1: disputed (e1 by work e-mail)"},
		},
		{
			"one person's address that is their alias too is one claim",
			people(employed("e1", alias("e1@acme.example", "E1@acme.example"))).
				with(account("1", verified("e1@acme.example"))),
			[]string{"1: linked e1 by work e-mail"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}
