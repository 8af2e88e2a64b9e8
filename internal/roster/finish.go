package roster

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/permute"
)

// Roster returns what the rows came to. Of read it takes File, Date and Hash and fills in the rest. It fails where no
// row was added. The builder is used up.
func (b *Builder) Roster(read access.SourceRead) (access.Roster, error) {
	if b.rows == 0 {
		const text = ": there are no rows of people; check that the export is whole"
		return access.Roster{}, errors.New(strings.TrimPrefix(read.File+text, ": "))
	}
	people, repeated := b.joinRows()
	b.columnRemarks(read.File, repeated)
	b.leavingRemark(people)
	read.Name, read.Kind, read.CurrentOnly, read.Prefix = b.o.Env.Name, b.o.Kind, b.o.Env.CurrentOnly, b.o.Env.Prefix
	read.Rows, read.Mapped, read.Discarded = b.rows, b.mapped, b.discarded
	for i := range b.problems {
		if b.problems[i].Quarantined {
			read.Quarantined++
		}
	}
	unsound := b.o.unsound(&read, &b.problems)
	sortProblems(b.problems)
	return access.Roster{
		People: people, Sources: []access.SourceRead{read}, Problems: b.problems, Unsound: unsound,
	}, nil
}

// joinRows returns the people sorted by id, one for all rows with the same id, and the places of the rows that stand in
// no record of their own. The rows are let go.
func (b *Builder) joinRows() (people []access.Person, repeated []access.Place) {
	order := b.sorted()
	rows := make([]*access.Person, len(order))
	distinct := 0
	for i, at := range order {
		if rows[i] = &b.people[at]; i == 0 || rows[i].ID != rows[i-1].ID {
			distinct++
		}
	}
	if distinct == len(rows) {
		people, b.people = b.people, nil
		permute.Apply(people, order)
		return people, nil
	}
	people = make([]access.Person, 0, distinct)
	for i, j := 0, 0; i < len(rows); i = j {
		for j = i + 1; j < len(rows) && rows[j].ID == rows[i].ID; j++ {
		}
		if j-i == 1 {
			people = append(people, *rows[i])
			continue
		}
		group := make([]access.Person, 0, j-i)
		for _, row := range rows[i:j] {
			group = append(group, *row)
		}
		if b.contradict(group) {
			people = append(people, quarantined(group))
			continue
		}
		for k := range group[1:] {
			repeated = append(repeated, group[k+1].Place)
		}
		people = append(people, onePerson(group, b.o.dayOf))
	}
	b.people = nil
	return people, repeated
}

// sorted returns where the rows' records are, in the order of compare.
func (b *Builder) sorted() []int32 {
	order := make([]int32, len(b.people))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return b.compare(&b.people[x], &b.people[y]) })
	return order
}

// compare orders people by id, then the more present first, then by all of their content; the row comes last and tells
// nothing but equal rows apart.
func (b *Builder) compare(x, y *access.Person) int {
	if c := cmp.Compare(x.ID, y.ID); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(x.Employment, y.Employment), cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End),
		cmp.Compare(x.Email, y.Email), cmp.Compare(x.Name, y.Name), slices.Compare(x.Aliases, y.Aliases),
		cmp.Compare(x.Quarantine, y.Quarantine)); c != 0 {
		return c
	}
	for _, a := range b.attributes {
		if c := slices.Compare(*x.Attributes.Field(a.name), *y.Attributes.Field(a.name)); c != 0 {
			return c
		}
	}
	for _, e := range b.extras {
		if c := slices.Compare(x.Attributes.Extra[e.name], y.Attributes.Extra[e.name]); c != 0 {
			return c
		}
	}
	return cmp.Or(slices.CompareFunc(x.Accounts, y.Accounts, func(x, y access.AccountRef) int {
		return cmp.Or(cmp.Compare(x.Target, y.Target), cmp.Compare(x.Account, y.Account))
	}), cmp.Compare(x.Place.Row, y.Place.Row))
}

// columnRemarks notes what the columns of the whole source lack, and how many rows were joined.
func (b *Builder) columnRemarks(file string, repeated []access.Place) {
	note := func(text string, at access.Place) {
		b.problems = append(b.problems, access.RosterProblem{Place: at, Text: text})
	}
	whole := b.o.whole(file)
	switch header, has := b.mapped[fieldType]; {
	case !has:
		note("there is no column with the type of people: `unless: {type: ...}` excludes nobody from this source", whole)
	case b.untyped > 0:
		at := b.untypedAt
		at.Column = header
		note(count(b.untyped, "row has", "rows have")+" no type, this the first: `unless: {type: ...}` excludes none of them", at)
	}
	if len(repeated) > 0 {
		slices.SortFunc(repeated, func(x, y access.Place) int { return cmp.Compare(x.Row, y.Row) })
		note(count(len(repeated), "row repeats", "rows repeat")+" the id and name of another and "+
			plural(len(repeated), "was", "were")+" joined with it"+rowList(repeated), whole)
	}
}

// suspectEnds is from how many people on a remark is made of last days to come.
const suspectEnds = 3

// leavingRemark notes that most of those called terminated count as employed, as their last day is still to come: so read,
// dates in the wrong order hide leavers. A few are people who gave notice, and of those nothing is said here: remarks stand in
// every report, and who is leaving in confidential ones alone. Neither is a row named.
func (b *Builder) leavingRemark(people []access.Person) {
	leaving, gone, at := 0, 0, access.Place{}
	for i := range people {
		p := &people[i]
		switch {
		case p.Employment != access.Terminated || p.Quarantine != "" || b.o.Env.Day == 0:
		case !p.Start.After(b.o.Env.Day) && p.End.After(b.o.Env.Day):
			leaving++
			at.File, at.Sheet = p.Place.File, p.Place.Sheet
		default:
			gone++
		}
	}
	if leaving < suspectEnds || leaving < gone {
		return
	}
	at.Column = b.headers[b.end]
	b.problems = append(b.problems, access.RosterProblem{
		Place: at,
		Text: count(leaving, "person is", "people are") + " called terminated, and their last day is still to come: they count as" +
			" employed until then; are dates read in the right order? See `dates:`",
	})
}

// rowList names the first of some rows, "" where they have no numbers.
func rowList(places []access.Place) string {
	const most = 10
	var rows []string
	for _, p := range places {
		if p.Row == 0 || len(rows) == most {
			break
		}
		rows = append(rows, strconv.Itoa(p.Row))
	}
	switch {
	case len(rows) == 0:
		return ""
	case len(rows) < len(places):
		return " (rows " + strings.Join(rows, ", ") + " ...)"
	}
	return " (" + plural(len(rows), "row ", "rows ") + strings.Join(rows, ", ") + ")"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func count(n int, one, many string) string { return strconv.Itoa(n) + " " + plural(n, one, many) }

// sortProblems brings the remarks of one source into the order of its rows, those about all of it first.
func sortProblems(problems []access.RosterProblem) {
	slices.SortFunc(problems, func(x, y access.RosterProblem) int {
		return cmp.Or(cmp.Compare(x.Place.Row, y.Place.Row), cmp.Compare(x.Person, y.Person),
			cmp.Compare(x.Place.Column, y.Place.Column), cmp.Compare(x.Text, y.Text))
	})
}
