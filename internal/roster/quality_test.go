package roster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

func TestASourceWithoutRowsOrIDColumnGivesNoRoster(t *testing.T) {
	if _, err := NewBuilder(options(), []table.Column{{Field: "name", Header: "Name"}}, readDate); err == nil ||
		!strings.Contains(err.Error(), "columns: {id: ...}") {
		t.Errorf("without an id column: %v", err)
	}
	b, err := NewBuilder(options(), []table.Column{{Field: "id", Header: "ID"}}, readDate)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Roster(access.SourceRead{}); err == nil || !strings.Contains(err.Error(), "no rows") {
		t.Errorf("without rows: %v", err)
	}
}

func TestMoreThanThreeAndTwoPerCentOfQuarantinedRowsMakeARosterUnsound(t *testing.T) {
	for _, c := range []struct {
		rows, bad int
		unsound   bool
	}{{10, 3, false}, {10, 4, true}, {150, 3, false}, {200, 4, false}, {200, 5, true}, {249, 4, false}, {249, 5, true}} {
		var text strings.Builder
		text.WriteString("id | name | status")
		for i := range c.rows {
			status := "active"
			if i < c.bad {
				status = "riddle"
			}
			fmt.Fprintf(&text, "\nE%03d | Name %d | %s", i, i, status)
		}
		r := build(t, options(), text.String())
		if got := len(r.Unsound) > 0; got != c.unsound || r.Sources[0].Quarantined != c.bad {
			t.Errorf("%d of %d rows: %q, %d quarantined", c.bad, c.rows, r.Unsound, r.Sources[0].Quarantined)
		}
		if c.unsound && !strings.HasPrefix(r.Unsound[0], fmt.Sprintf("hr: %d of %d rows can't be judged, at most ", c.bad, c.rows)) {
			t.Errorf("no arithmetic in %q", r.Unsound[0])
		}
	}
}

func TestDataOlderThanMaxAgeMakesARosterUnsound(t *testing.T) {
	read := func(o Options, modified time.Time) access.Roster {
		b, err := NewBuilder(o, []table.Column{{Field: "id", Header: "ID"}}, readDate)
		if err != nil {
			t.Fatal(err)
		}
		b.Add([]string{"E1"}, access.Place{Row: 2})
		r, err := b.Roster(access.SourceRead{File: "hr.csv", Date: modified})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Run("three days old is young enough", func(t *testing.T) {
		equal(t, "unsound", read(options(), day.Plus(-3).Time()).Unsound, []string(nil))
	})
	t.Run("four days old is too old, with the arithmetic", func(t *testing.T) {
		equal(t, "unsound", read(options(), day.Plus(-4).Time()).Unsound, []string{
			"hr: hr.csv is of 2026-06-11, 4 days before this run, at most 3 may be (`max_age`): export it anew",
		})
	})
	t.Run("exported wins over the file's date", func(t *testing.T) {
		o := options()
		o.Env.Exported = day.Plus(-10)
		r := read(o, day.Time())
		equal(t, "unsound", r.Unsound, []string{
			"hr: hr.csv was exported on 2026-06-05, 10 days before this run, at most 3 may be (`max_age`): export it anew",
		})
		equal(t, "date", r.Sources[0].Date, o.Env.Exported.Time())
	})
	t.Run("the age is counted from the run's real start, whatever the date of judgement", func(t *testing.T) {
		o := options()
		o.Env.Day = day.Plus(-300)
		equal(t, "unsound", read(o, day.Time()).Unsound, []string(nil))
	})
	t.Run("a file dated ahead is remarked on", func(t *testing.T) {
		r := read(options(), day.Plus(2).Time())
		remarked(t, r, "hr.csv is of 2026-06-17, which is 2 days ahead of this run")
		equal(t, "unsound", r.Unsound, []string(nil))
	})
}

func TestARowWithoutIDIsListedAndItsAccountsStayDisputed(t *testing.T) {
	r := build(t, options(), `
id | name | work_email
   | Ann  | Ann@acme.example
-  | Bob  |
E3 | Cid  | cid@acme.example`)
	equal(t, "people", len(r.People), 2)
	p := person(t, r, "no-id:ann@acme.example")
	if p.Quarantine == "" || p.Email != "Ann@acme.example" {
		t.Errorf("got %+v", p)
	}
	equal(t, "quarantined rows", r.Sources[0].Quarantined, 2)
	equal(t, "remark", remarked(t, r, "the id is missing"), access.RosterProblem{
		Quarantined: true, Place: access.Place{File: "hr.csv", Row: 2, Column: "id"}, Text: "the id is missing",
	})
	if q := person(t, r, "E3").Quarantine; q != "" {
		t.Errorf("everybody else is judged: %s", q)
	}
}

func TestAnUnknownStatusQuarantinesThePersonWithARemedy(t *testing.T) {
	r := build(t, options(), "id | status\nE1 | on hold\nE2 |")
	if person(t, r, "E1").Quarantine == "" || person(t, r, "E2").Quarantine == "" {
		t.Errorf("got %+v", r.People)
	}
	p := remarked(t, r, `the status "on hold" is not known`)
	if !p.Quarantined || p.Person != "E1" || !strings.Contains(p.Text, "`statuses:`, such as {on hold: leave}") {
		t.Errorf("got %+v", p)
	}
	remarked(t, r, "the status is empty")
	t.Run("until the configuration says what it means", func(t *testing.T) {
		o := options()
		o.Reading.Statuses = map[string]StatusWord{"On Hold": StatusWord(access.OnLeave), "": StatusWord(access.Employed)}
		r := build(t, o, "id | status\nE1 | on hold\nE2 |")
		equal(t, "employment", person(t, r, "E1").Employment, access.OnLeave)
		equal(t, "quarantine", person(t, r, "E2").Quarantine, "")
	})
}

func TestAnUnreadableDateQuarantinesThePerson(t *testing.T) {
	r := build(t, options(), "id | start | end | status\nE1 | 31-31-2026 | soon | riddle\nE2 | - | n/a | active\nE3 | | Indefinido | active")
	p := person(t, r, "E1")
	for _, part := range []string{`"31-31-2026" is not a date`, `"soon" is not a date`, `"riddle" is not known`} {
		if !strings.Contains(p.Quarantine, part) {
			t.Errorf("%q is not in %q", part, p.Quarantine)
		}
	}
	equal(t, "one quarantine a row", r.Sources[0].Quarantined, 1)
	for _, id := range []string{"E2", "E3"} {
		if p := person(t, r, id); p.Quarantine != "" || p.Start != 0 || p.End != 0 {
			t.Errorf("a placeholder is no date: %+v", p)
		}
	}
}

func TestAStartAfterTheEndIsAWarning(t *testing.T) {
	r := build(t, options(), "id | start | end\nE1 | 2026-05-01 | 2026-03-01")
	p := remarked(t, r, "the start 2026-05-01 is after the end 2026-03-01")
	if p.Quarantined || only(t, r).Quarantine != "" {
		t.Errorf("got %+v", p)
	}
}

func TestWithoutAStatusColumnEverybodyListedIsEmployed(t *testing.T) {
	equal(t, "employment", only(t, build(t, options(), "id | end\nE1 | 2026-01-01")).Employment, access.Employed)
}

func TestAMissingTypeIsUnsetWithAWarning(t *testing.T) {
	t.Run("no column", func(t *testing.T) {
		r := build(t, options(), "id\nE1\nE2")
		remarked(t, r, "there is no column with the type of people")
		if p := r.People[0]; p.TypeUnmapped || p.Attributes.Type != nil {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("empty cells", func(t *testing.T) {
		r := build(t, options(), "id | type\nE1 | employee\nE2 |\nE3 |")
		p := remarked(t, r, "2 rows have no type")
		equal(t, "place", p.Place, access.Place{File: "hr.csv", Row: 3, Column: "type"})
	})
}

func TestAnUnmappedTypeIsUnknownWithAWarning(t *testing.T) {
	r := build(t, options(), "id | type\nE1 | Órbita\nE2 | Becaria\nE3 | contractor")
	p := person(t, r, "E1")
	equal(t, "unmapped", p.TypeUnmapped, true)
	equal(t, "value", p.Attributes.Type, []string{"orbita"})
	remarked(t, r, "`types:`, such as {Órbita: contractor}")
	equal(t, "known", person(t, r, "E2").Attributes.Type, []string{"intern"})
	equal(t, "exact", person(t, r, "E3").Attributes.Type, []string{"contractor"})
	o := options()
	o.Reading.Types = map[string]TypeWord{"orbita": "temp"}
	p = person(t, build(t, o, "id | type\nE1 | Órbita"), "E1")
	equal(t, "mapped", p.Attributes.Type, []string{"temp"})
	equal(t, "no longer unmapped", p.TypeUnmapped, false)
}

func TestSameIDAndNameInOverlappingPeriodsIsOnePersonWithLists(t *testing.T) {
	r := build(t, options(), `
id | name      | status     | type       | department | work_email   | projects   | start      | end        | accounts.github
E1 | Ann Díaz  | leave      | employee   | Sales      | ann@acme.ex  | Apollo     | 2025-03-01 |            | anndiaz
E1 | ANN DIAZ  | active     | contractor | IT         | diaz@acme.ex | Apollo; Zen| 2026-01-01 | 2026-12-31 |
E1 | Ann Diaz  | terminated | employee   | Sales      | ann@acme.ex  |            | 2024-01-01 | 2025-06-30 |`)
	p := only(t, r)
	equal(t, "department", p.Attributes.Department, []string{"IT", "Sales"})
	equal(t, "type", p.Attributes.Type, []string{"contractor", "employee"})
	equal(t, "projects", p.Attributes.Projects, []string{"Apollo", "Zen"})
	equal(t, "start", p.Start, access.DateOf(2024, 1, 1))
	equal(t, "end is open", p.End, access.Date(0))
	equal(t, "employment", p.Employment, access.Employed)
	equal(t, "addresses", append([]string{p.Email}, p.Aliases...), []string{"diaz@acme.ex", "ann@acme.ex"})
	equal(t, "accounts", p.Accounts, []access.AccountRef{{Target: "github", Account: "anndiaz"}})
	remarked(t, r, "2 rows repeat the id and name of another and were joined with it (rows 2, 4)")
}

func TestOfPeriodsApartTheOneThatHoldsIsTakenElseTheNextElseTheLast(t *testing.T) {
	const past = "E1 | Ann | terminated | Sales | old@acme.ex | 2020-01-01 | 2021-12-31"
	const last = "E1 | Ann | terminated | Legal | mid@acme.ex | 2023-01-01 | 2023-12-31"
	const now = "E1 | Ann | active | IT | ann@acme.ex | 2025-01-01 | "
	const next = "E1 | Ann | active | Ops | new@acme.ex | 2026-09-01 | "
	const later = "E1 | Ann | active | Board | far@acme.ex | 2027-09-01 | 2027-12-31"
	const next2 = "E1 | Ann | active | Ops | new@acme.ex | 2026-09-01 | 2026-12-31"
	for _, c := range []struct {
		name, rows, department string
		aliases                []string
	}{
		{"the one that holds today", past + "\n" + now, "IT", []string{"old@acme.ex"}},
		{"the next to come", past + "\n" + next, "Ops", []string{"old@acme.ex"}},
		{"the nearer of two to come", later + "\n" + next2 + "\n" + past, "Ops", []string{"far@acme.ex", "old@acme.ex"}},
		{"the last", past + "\n" + last, "Legal", []string{"old@acme.ex"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := only(t, build(t, options(), "id | name | status | department | work_email | start | end\n"+c.rows))
			equal(t, "department", p.Attributes.Department, []string{c.department})
			equal(t, "former addresses", p.Aliases, c.aliases)
		})
	}
	t.Run("an end before the start belongs to an employment before", func(t *testing.T) {
		p := only(t, build(t, options(), "id | name | start | end | team\nE1 | Ann | 2027-01-01 | 2026-03-31 | B\nE1 | Ann | 2020-01-01 | 2026-03-31 | A"))
		equal(t, "team", p.Attributes.Team, []string{"B"})
	})
}

func TestSameIDWithDifferentNamesQuarantinesBothRows(t *testing.T) {
	r := build(t, options(), "id | name | work_email\nE1 | Ann | ann@acme.ex\nE1 | Bob | bob@acme.ex\nE2 | Cid | cid@acme.ex")
	p := person(t, r, "E1")
	if !strings.Contains(p.Quarantine, "another name") {
		t.Errorf("quarantine %q", p.Quarantine)
	}
	equal(t, "both addresses stay known", append([]string{p.Email}, p.Aliases...), []string{"ann@acme.ex", "bob@acme.ex"})
	equal(t, "rows", r.Sources[0].Quarantined, 2)
}

func TestARowThatCantBeJudgedTakesTheOthersOfItsPersonAlong(t *testing.T) {
	r := build(t, options(), "id | name | end\nE1 | Ann | soon\nE1 | Ann | 2027-01-01")
	if p := only(t, r); !strings.Contains(p.Quarantine, `"soon" is not a date`) {
		t.Errorf("quarantine %q", p.Quarantine)
	}
	equal(t, "rows", r.Sources[0].Quarantined, 2)
}

func TestAPlaceholderIsNoAddress(t *testing.T) {
	for _, cell := range []string{"", "-", "n/a", "none", "pending", "N/A"} {
		r := build(t, options(), "id | work_email | aliases\nE1 | "+cell+" | none; a@b.example, A@b.example")
		p := only(t, r)
		equal(t, "e-mail for "+cell, p.Email, "")
		equal(t, "aliases", p.Aliases, []string{"a@b.example"})
	}
	r := build(t, options(), "id | work_email\nE1 | a@@b")
	equal(t, "address", only(t, r).Email, "")
	remarked(t, r, `"a@@b" is no e-mail address`)
}

func TestMostOfThoseCalledTerminatedWithALastDayToComeAreARemarkThatNamesNobody(t *testing.T) {
	r := build(t, options(), `
id | name | status     | start      | end
E1 | Ann  | terminated | 2020-01-31 | 2026-06-14
E2 | Bob  | terminated | 2020-01-31 | 2026-06-15
E3 | Cid  | terminated | 2020-01-31 | 2026-06-16
E4 | Dee  | terminated |            | 2026-12-09
E5 | Eve  | terminated | 2020-01-31 | 2026-12-10
E6 | Fay  | terminated | 2020-01-31 |
E7 | Gil  | active     | 2020-01-31 | 2026-12-09`)
	const text = "3 people are called terminated, and their last day is still to come: they count as employed until then; " +
		"are dates read in the right order? See `dates:`"
	equal(t, "remark", remarked(t, r, "called terminated"), access.RosterProblem{
		Place: access.Place{File: "hr.csv", Column: "end"}, Text: text,
	})
	equal(t, "unsound", r.Unsound, []string(nil))
	for id, state := range map[string]access.State{
		"E1": access.Left, "E2": access.Active, "E3": access.Active, "E4": access.Active, "E5": access.Active, "E6": access.Left,
	} {
		p := person(t, r, id)
		equal(t, id, stand(&p).State, state)
	}
}

func TestAFewWhoGaveNoticeAreNoRemark(t *testing.T) {
	for _, rows := range []string{
		"E1 | terminated | 2026-06-16\nE2 | terminated | 2026-06-17",
		"E1 | terminated | 2026-06-16\nE2 | terminated | 2026-06-17\nE3 | terminated | 2026-06-18\n" +
			"E4 | terminated | 2026-01-31\nE5 | terminated | 2026-01-31\nE6 | terminated | 2026-01-31\nE7 | terminated | 2026-01-31",
	} {
		for _, p := range build(t, options(), "id | status | end\n"+rows).Problems {
			if strings.Contains(p.Text, "called terminated") {
				t.Errorf("got %+v", p)
			}
		}
	}
}
