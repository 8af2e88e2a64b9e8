package roster

import (
	"math/rand"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

// rowsOf draws rows in which ids, names, periods and addresses often meet.
func rowsOf(t *rapid.T) ([]table.Column, [][]string) {
	var columns []table.Column
	for i, field := range []string{
		"id", "name", "work_email", "aliases", "status", "type", "department", "projects", "start", "end", "accounts.github", "",
	} {
		columns = append(columns, table.Column{Field: field, Header: field, Index: i})
	}
	columns[len(columns)-1].Header = "Cost center"
	pick := func(values ...string) *rapid.Generator[string] { return rapid.SampledFrom(values) }
	date := pick("", "2026-06-14", "2026-06-15", "2026-06-16", "2025-01-01", "2027-01-01", "soon")
	var rows [][]string
	for range rapid.IntRange(1, 8).Draw(t, "rows") {
		rows = append(rows, []string{
			pick("E1", "E2", "E3", "", "-").Draw(t, "id"), pick("Ann", "ANN", "Ann", "Bob", "").Draw(t, "name"),
			pick("ann@a.ex", "ANN@a.ex", "b@a.ex", "-", "@@").Draw(t, "email"), pick("", "c@a.ex", "c@a.ex; ann@a.ex").Draw(t, "aliases"),
			pick("active", "baja", "on leave", "active", "riddle").Draw(t, "status"), pick("", "temp", "odd").Draw(t, "type"),
			pick("", "IT", "Ops").Draw(t, "department"), pick("", "Zen", "Zen; Apollo").Draw(t, "projects"),
			date.Draw(t, "start"), date.Draw(t, "end"), pick("", "ann", "bob").Draw(t, "account"), pick("", "7", "8").Draw(t, "cost"),
		})
	}
	return columns, rows
}

func rosterOf(t *rapid.T, columns []table.Column, rows [][]string) access.Roster {
	o := options()
	o.Env.Extra = []string{"cost_center"}
	b, err := NewBuilder(o, columns, readDate)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		b.Add(row, access.Place{File: "hr.csv", Row: i + 2})
	}
	r, err := b.Roster(access.SourceRead{File: "hr.csv", Date: day.Time()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheOrderOfRowsMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows := rowsOf(t)
		first, _ := Merge([]access.Roster{rosterOf(t, columns, rows)}, nil, stand)
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		second, _ := Merge([]access.Roster{rosterOf(t, columns, rows)}, nil, stand)
		if diff := cmp.Diff(first.People, second.People, cmpopts.IgnoreTypes(access.Place{})); diff != "" {
			t.Fatalf("people differ:\n%s", diff)
		}
		if first.Sources[0].Quarantined != second.Sources[0].Quarantined || len(first.Problems) != len(second.Problems) {
			t.Fatalf("remarks differ:\n%v\n%v", first.Problems, second.Problems)
		}
	})
}

func TestNoRowIsDroppedInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows := rowsOf(t)
		r := rosterOf(t, columns, rows)
		judged := 0
		for i := range r.People {
			p := &r.People[i]
			if p.ID == "" || i > 0 && p.ID <= r.People[i-1].ID {
				t.Fatalf("ids are not sorted and distinct at %q", p.ID)
			}
			if p.Quarantine == "" {
				judged++
			}
		}
		joined := 0
		quarantined := map[int]bool{}
		for _, p := range r.Problems {
			if n, err := strconv.Atoi(leading(p.Text)); err == nil && p.Place.Row == 0 {
				joined = n
			}
			if p.Quarantined {
				quarantined[p.Place.Row] = true
			}
		}
		if got := judged + joined + len(quarantined); got != len(rows) || len(quarantined) != r.Sources[0].Quarantined {
			t.Fatalf("%d people judged, %d rows joined, %v quarantined, of %d rows: %v", judged, joined, quarantined, len(rows), r.Problems)
		}
	})
}

// leading returns the digits a text begins with.
func leading(text string) string {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[:n]
}
