package roster

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/table"
	"reconcile/sources"
)

var day = access.DateOf(2026, 6, 15)

func options() Options {
	return Options{Kind: "test", Env: sources.Env{
		Name: "hr", Day: day, MaxAge: 3, Targets: []string{"github"},
		Now: func() time.Time { return day.Time().Add(2 * time.Hour) },
	}}
}

// build makes a roster of a text with a line for each row: the fields first, cells split by " | ".
func build(t *testing.T, o Options, text string) access.Roster {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	var columns []table.Column
	for i, field := range split(lines[0]) {
		c := table.Column{Header: field, Index: i}
		if field[0] >= 'a' && field[0] <= 'z' {
			c.Field = field
		}
		columns = append(columns, c)
	}
	b, err := NewBuilder(o, columns, readDate)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines[1:] {
		b.Add(split(line), access.Place{File: "hr.csv", Row: i + 2})
	}
	r, err := b.Roster(access.SourceRead{File: "hr.csv", Date: day.Time()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func readDate(cell string) (access.Date, error) {
	if cell == "" {
		return 0, nil
	}
	return access.ParseDate(cell)
}

func split(line string) []string {
	cells := strings.Split(line, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// only returns the roster's one person.
func only(t *testing.T, r access.Roster) access.Person {
	t.Helper()
	if len(r.People) != 1 {
		t.Fatalf("%d people, want 1: %+v", len(r.People), r.People)
	}
	return r.People[0]
}

// person returns the person with that id.
func person(t *testing.T, r access.Roster, id string) access.Person {
	t.Helper()
	i := r.Find(id)
	if i < 0 {
		t.Fatalf("nobody has the id %s in %+v", id, r.People)
	}
	return r.People[i]
}

// remarked makes sure that a remark contains the text, and returns it.
func remarked(t *testing.T, r access.Roster, text string) access.RosterProblem {
	t.Helper()
	for _, p := range r.Problems {
		if strings.Contains(p.Text, text) {
			return p
		}
	}
	t.Fatalf("no remark contains %q: %+v", text, r.Problems)
	return access.RosterProblem{}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func stand(p *access.Person) access.Standing {
	return access.Stand(p, day, access.StandingPolicy{JoinerLead: 1})
}
