package correlate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
)

// TestAccountsWithoutARosterRow holds what the policy files know of them.
func TestAccountsWithoutARosterRow(t *testing.T) {
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"a service account is named exactly, by id, login or e-mail", people().
				with(account("1", login("acme-bot"), kind(access.Bot)), account("2", login("acme-bot-2"), kind(access.Bot)),
					account("B7"), account("4", at("it@acme.example"), kind(access.Shared))).
				knowing(service("ACME-bot"), service("b7"), service("it@acme.example")),
			[]string{
				"1: service account ACME-bot", "2: unlinked", "4: service account it@acme.example", "B7: service account b7",
			},
		},
		{
			"a bot that nobody registered is unlinked", people(employed("e1")).with(account("1", login("e1-bot"), kind(access.Bot))),
			[]string{"1: unlinked"},
		},
		{
			"an external is covered by a glob over id, login or any address", people().
				with(account("ext-1"), account("2", login("ext-bo")), account("3", at("me@home.example"), at("cy@client.example")),
					account("4", at("cy@client.example.evil.example"))).
				knowing(external("ext-*"), external("*@client.example")),
			[]string{"2: external ext-*", "3: external *@client.example", "4: unlinked", "ext-1: external ext-*"},
		},
		{
			"who is on the roster is no external", people(employed("e1", mail("e1@client.example"))).
				with(account("1", verified("e1@client.example"))).knowing(external("*@client.example")),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"who left is none either", people(left("e1", "2026-01-01", mail("e1@client.example"))).
				with(account("1", verified("e1@client.example"))).knowing(external("*@client.example")),
			[]string{"1: linked e1 by work e-mail"},
		},
		{
			"of several globs the longest is the most specific", people().with(account("1", at("cy@client.example"))).
				knowing(external("*@client.example"), external("c*@client.example"), external("*.example")),
			[]string{"1: external c*@client.example"},
		},
		{
			"a name is more specific than any glob, since it alone covers privileged access", people().
				with(account("U1", at("cy@client.example"))).knowing(external("*@client.example"), external("u1")),
			[]string{"U1: external u1"},
		},
		{
			"entries of another app say nothing here", people().with(account("1")).
				knowing(access.ServiceAccount{Target: "chat", Account: "1"}, access.External{Target: "chat", Account: "*"}),
			[]string{"1: unlinked"},
		},
		{
			"a registered service account is one, whatever else would cover it", people().with(account("1", login("ext-bot"))).
				knowing(external("ext-*"), service("ext-bot")),
			[]string{"1: service account ext-bot"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestOfEqualGlobsTheContentDecides holds that the order of the files makes no difference.
func TestOfEqualGlobsTheContentDecides(t *testing.T) {
	with := func(glob, sponsor, at string) access.External {
		return access.External{Target: "code", Account: glob, Sponsor: sponsor, At: at}
	}
	for _, c := range []struct{ first, second access.External }{
		{with("*@a.example", "e9", "z"), with("x@*.example", "e1", "a")},
		{with("*@a.example", "e1", "z"), with("*@a.example", "e2", "a")},
		{with("*@a.example", "e1", "a"), with("*@a.example", "e1", "b")},
	} {
		for _, entries := range [][]any{{c.first, c.second}, {c.second, c.first}} {
			company := people().with(account("1", at("x@a.example"))).knowing(entries...)
			x, _ := company.index()
			got := company.known.Externals[x.Match(company.snapshot(), nil)[0].Known]
			if diff := cmp.Diff(c.first, got); diff != "" {
				t.Errorf("entry (-want +got):\n%s", diff)
			}
		}
	}
}

// TestProblems holds that an entry that can't mean anything is said to.
func TestProblems(t *testing.T) {
	c := people(employed("e1", formerly("c-17")), employed("x1"), employed("X1")).knowing(
		identity("e1", "1", 0), identity("C-17", "2", 0), identity("e9\x1b[31m", "3", 0), identity("x1", "4", 0),
		identity("e2", "5", 0),
		identity("Xı", "6", 0), external(`bad\`))
	x, _ := c.index()
	want := []string{
		"rules.yaml:1 3: identity of 3: nobody on the roster has the id e9␛[31m",
		"rules.yaml:1 5: identity of 5: nobody on the roster has the id e2",
		"rules.yaml:1 6: identity of 6: nobody on the roster has the id Xı",
		"rules.yaml:3 bad\\: external bad\\ covers nobody: the pattern ends with a single \\: write \\\\ for the character itself",
	}
	if diff := cmp.Diff(want, x.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if _, r := c.index(); r.Find("x1") < 0 {
		t.Fatal("no x1")
	}
	c.with(account("4")).expect(t, "4: linked x1 by identities entry")
}

// TestAnIdThatCaseAloneTellsApartIsAmbiguous holds that an entry is not guessed at.
func TestAnIdThatCaseAloneTellsApartIsAmbiguous(t *testing.T) {
	c := people(employed("xy"), employed("XY")).with(account("1")).knowing(identity("Xy", "1", 0))
	c.expect(t, "1: unlinked")
	x, _ := c.index()
	want := []string{"rules.yaml:1 1: identity of 1: several people on the roster have the id Xy but for its case: write it as " +
		"the roster does"}
	if diff := cmp.Diff(want, x.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestAbsentAccounts holds that an entry for an account that the app does not have is said to be one.
func TestAbsentAccounts(t *testing.T) {
	c := people(employed("e1")).
		with(account("1", login("octocat")), account("2", verified("me@home.example")), account("3", unverified("cy@home.example"))).
		knowing(identity("e1", "OctoCat", 0), identity("e9", "2", 0), identity("e1", "gone", 0), identity("e1", "cy@home.example", 0),
			service("me@home.example"), service("Old-Bot"), access.ServiceAccount{Target: "chat", Account: "x", At: "chat"})
	x, _ := c.index()
	s := c.snapshot()
	want := []string{
		"rules.yaml:1 cy@home.example: code has no account cy@home.example, by id, login or an e-mail that it has verified",
		"rules.yaml:1 gone: code has no account gone, by id, login or an e-mail that it has verified",
		"rules.yaml:2 Old-Bot: code has no account Old-Bot, by id, login or an e-mail that it has verified",
	}
	if diff := cmp.Diff(want, x.Absent(s, x.Match(s, nil))); diff != "" {
		t.Errorf("absent (-want +got):\n%s", diff)
	}
	s.Target = "mail"
	if got := x.Absent(s, x.Match(s, nil)); got != nil {
		t.Errorf("of an app without entries: %q", got)
	}
}

// TestExplainNamesEveryKey holds that the one that decides is named first.
func TestExplainNamesEveryKey(t *testing.T) {
	c := people(employed("e1", column("code", "octocat"), alias("a.b@acme.example")), employed("e2")).
		with(account("1", login("octocat"), number("e1"), verified("a.b@acme.example"), verified("e1@acme.example"))).
		knowing(identity("e2", "octocat", 0))
	x, r := c.index()
	var got []string
	for _, claim := range x.Explain(c.snapshot(), 0, nil) {
		got = append(got, r.People[claim.Person].ID+" by "+claim.By.String()+": "+claim.Value)
	}
	want := []string{
		"e2 by identities entry: rules.yaml:1 octocat", "e1 by roster column: octocat", "e1 by employee number: e1",
		"e1 by work e-mail: e1@acme.example", "e1 by e-mail alias: a.b@acme.example",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}
