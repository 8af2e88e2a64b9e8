package roster

import (
	"strings"
	"testing"

	"reconcile/internal/access"
)

// source makes a part of the roster under a name and prefix.
func source(t *testing.T, name, prefix, text string) access.Roster {
	t.Helper()
	o := options()
	o.Env.Name, o.Env.Prefix = name, prefix
	return build(t, o, text)
}

func merge(t *testing.T, parts ...access.Roster) access.Roster {
	t.Helper()
	r, problems := Merge(parts, nil, stand)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for i := 1; i < len(r.People); i++ {
		if r.People[i-1].ID >= r.People[i].ID {
			t.Fatalf("ids are not sorted and distinct: %s, %s", r.People[i-1].ID, r.People[i].ID)
		}
	}
	return r
}

func TestAWorkAddressOnALeftAndANotLeftRowBelongsToTheNotLeftOne(t *testing.T) {
	r := merge(t, build(t, options(), `
id | name | status     | work_email
E1 | Ann  | terminated | ann@acme.ex
E2 | Ana  | active     | Ann@ACME.ex`))
	equal(t, "the leaver's", person(t, r, "E1").Email, "")
	equal(t, "the other's", person(t, r, "E2").Email, "Ann@ACME.ex")
	p := remarked(t, r, `the work e-mail "ann@acme.ex" now belongs to E2, who has not left`)
	equal(t, "who is warned", p.Person, "E1")
}

func TestAWorkAddressOnTwoNotLeftRowsStaysWithBothAndWarnsBoth(t *testing.T) {
	r := merge(t, build(t, options(), "id | work_email\nE1 | it@acme.ex\nE2 | it@acme.ex"))
	var warned []string
	for _, p := range r.Problems {
		if strings.Contains(p.Text, "accounts under it are disputed") {
			warned = append(warned, p.Person)
		}
	}
	equal(t, "warned", warned, []string{"E1", "E2"})
	for _, p := range r.People {
		equal(t, "address", p.Email, "it@acme.ex")
	}
}

func TestAPersonWhoCantBeJudgedKeepsASharedAddressDisputed(t *testing.T) {
	r := merge(t, build(t, options(), "id | status | work_email\nE1 | riddle | it@acme.ex\nE2 | active | it@acme.ex"))
	equal(t, "address", person(t, r, "E1").Email, "it@acme.ex")
	remarked(t, r, "accounts under it are disputed")
}

func TestAPersonInTwoSourcesIsOneAndTheEarlierSourceWinsPerField(t *testing.T) {
	hr := source(t, "hr", "", "id | name | work_email | department | status | start\nE1 | Ann | ann@acme.ex | Sales | leave |")
	agency := source(t, "agency", "C-", `
id | name    | work_email  | department | team | status | start      | accounts.github | type
17 | Ann D.  | ANN@acme.ex | Ops        | Red  | active | 2026-01-01 | annd            | temp
18 | Bob     | bob@acme.ex | Ops        | Red  | active | 2026-01-01 |                 | temp`)
	r := merge(t, hr, agency)
	equal(t, "people", len(r.People), 2)
	p := person(t, r, "E1")
	equal(t, "name", p.Name, "Ann")
	equal(t, "department", p.Attributes.Department, []string{"Sales"})
	equal(t, "team", p.Attributes.Team, []string{"Red"})
	equal(t, "type", p.Attributes.Type, []string{"temp"})
	equal(t, "status", p.Employment, access.OnLeave)
	equal(t, "start", p.Start, access.DateOf(2026, 1, 1))
	equal(t, "former ids", p.FormerIDs, []string{"C-17"})
	equal(t, "accounts", p.Accounts, []access.AccountRef{{Target: "github", Account: "annd"}})
	remarked(t, r, "agency: 1 person stands in an earlier source too and was joined with it")
	person(t, r, "C-18")
	equal(t, "sources", len(r.Sources), 2)
}

func TestASourceWithoutStatusLeavesItToALaterOne(t *testing.T) {
	founders := source(t, "founders", "F-", "id | work_email\n1 | ann@acme.ex")
	hr := source(t, "hr", "", "id | work_email | status\nE1 | ann@acme.ex | leave")
	equal(t, "employment", only(t, merge(t, founders, hr)).Employment, access.OnLeave)
}

func TestAPersonWhoLeftOneSourceAndNotTheOtherIsTwoRecords(t *testing.T) {
	hr := source(t, "hr", "", "id | work_email | status\nE1 | ann@acme.ex | terminated")
	agency := source(t, "agency", "C-", "id | work_email | status\n17 | ann@acme.ex | active")
	r := merge(t, hr, agency)
	equal(t, "the left one's address", person(t, r, "E1").Email, "")
	equal(t, "the other's", person(t, r, "C-17").Email, "ann@acme.ex")
}

func TestTwoRecordsOfOneSourceAreNeverJoinedByAddress(t *testing.T) {
	hr := source(t, "hr", "", "id | work_email\nE1 | it@acme.ex\nE2 | it@acme.ex")
	agency := source(t, "agency", "C-", "id | work_email\n17 | it@acme.ex")
	r := merge(t, hr, agency)
	equal(t, "people", len(r.People), 3)
}

func TestTheSameIDInTwoSources(t *testing.T) {
	t.Run("is one person where the name is the same", func(t *testing.T) {
		a := source(t, "a", "", "id | name | team\n1 | Ann Díaz |")
		b := source(t, "b", "", "id | name | team\n1 | ann diaz | Red")
		p := only(t, merge(t, a, b))
		equal(t, "team", p.Attributes.Team, []string{"Red"})
		equal(t, "former ids", p.FormerIDs, []string(nil))
	})
	t.Run("can't be judged where it is not, and asks for a prefix", func(t *testing.T) {
		a := source(t, "a", "", "id | name | work_email\n1 | Ann | ann@acme.ex")
		b := source(t, "b", "", "id | name | work_email\n1 | Bob | bob@acme.ex")
		r := merge(t, a, b)
		p := only(t, r)
		if !strings.Contains(p.Quarantine, "`prefix:`") {
			t.Errorf("quarantine %q", p.Quarantine)
		}
		equal(t, "addresses", append([]string{p.Email}, p.Aliases...), []string{"ann@acme.ex", "bob@acme.ex"})
	})
	t.Run("of many different people makes the roster unsound", func(t *testing.T) {
		a := source(t, "a", "", "id | name\n1 | A\n2 | B\n3 | C\n4 | D")
		b := source(t, "b", "", "id | name\n1 | E\n2 | F\n3 | G\n4 | H")
		if r := merge(t, a, b); len(r.Unsound) != 1 {
			t.Errorf("unsound: %q", r.Unsound)
		}
	})
}

func TestDeclaredRecordsAreOneHuman(t *testing.T) {
	const text = `
id   | name | status     | work_email   | aliases     | accounts.github
E203 | Ann  | active     | ann@acme.ex  |             | ann
C-17 | Ann  | terminated | ann@acme.ex  | a@acme.ex   | ann-temp
C-18 | Bob  | active     | bob@acme.ex  |             |`
	t.Run("with the addresses and accounts of both", func(t *testing.T) {
		r, problems := Merge([]access.Roster{build(t, options(), text)}, []access.Merge{{Person: "E203", Was: []string{"C-17"}, At: "people.yaml:2"}}, stand)
		equal(t, "problems", problems, []Problem(nil))
		p := person(t, r, "E203")
		equal(t, "people", len(r.People), 2)
		equal(t, "former ids", p.FormerIDs, []string{"C-17"})
		equal(t, "aliases", p.Aliases, []string{"a@acme.ex"})
		equal(t, "accounts", p.Accounts, []access.AccountRef{{Target: "github", Account: "ann"}, {Target: "github", Account: "ann-temp"}})
		equal(t, "employment", p.Employment, access.Employed)
	})
	t.Run("whose shared address is no remark", func(t *testing.T) {
		r, _ := Merge([]access.Roster{build(t, options(), text)}, []access.Merge{{Person: "E203", Was: []string{"C-17"}}}, stand)
		for _, p := range r.Problems {
			if strings.Contains(p.Text, "work e-mail") {
				t.Errorf("remark %q", p.Text)
			}
		}
	})
	for _, c := range []struct {
		name   string
		merges []access.Merge
		want   []Problem
		former []string
	}{
		{
			"an unknown person",
			[]access.Merge{{Person: "e-203", Was: []string{"C-17"}, At: "p:1"}},
			[]Problem{{"p:1", `nobody on the roster has the id "e-203", did you mean "E203"?`}},
			nil,
		},
		{
			"an unknown former id, which is kept",
			[]access.Merge{{Person: "E203", Was: []string{"C017", "X9"}, At: "p:1"}},
			[]Problem{
				{"p:1", `nobody on the roster has the id "C017", did you mean "C-17"?`},
				{"p:1", `nobody on the roster has the id "X9"`},
			},
			[]string{"C017", "X9"},
		},
		{
			"a chain, in either order",
			[]access.Merge{{Person: "E203", Was: []string{"C-17"}}, {Person: "C-17", Was: []string{"C-18"}}},
			nil,
			[]string{"C-17", "C-18"},
		},
		{
			"a circle",
			[]access.Merge{{Person: "E203", Was: []string{"C-17"}}, {Person: "C-17", Was: []string{"E203"}, At: "p:2"}},
			[]Problem{{"p:2", `"E203" can't have been themselves before: name each id of a human once`}},
			[]string{"C-17"},
		},
		{
			"a record of two people",
			[]access.Merge{{Person: "E203", Was: []string{"C-17"}}, {Person: "C-18", Was: []string{"C-17"}, At: "p:2"}},
			[]Problem{{"p:2", `"C-17" is part of "E203" already: a record belongs to one human`}},
			[]string{"C-17"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, problems := Merge([]access.Roster{build(t, options(), text)}, c.merges, stand)
			equal(t, "problems", problems, c.want)
			equal(t, "former ids", person(t, r, "E203").FormerIDs, c.former)
		})
	}
}
