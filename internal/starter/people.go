package starter

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/roster"
	"reconcile/internal/table"
	"reconcile/sources"
)

// rosterAge is for how many days a roster is fresh, the default of `max_age:`.
const rosterAge = 3

// people is a roster with what was found out about its file.
type people struct {
	*survey
	path    string
	options roster.Options
	dates   order
	roster  access.Roster
	// standings are aligned with the roster's people.
	standings []access.Standing
	// current: nobody in the file has left.
	current bool
	// guessed are the fields found by what stands in their columns, with the ground.
	guessed map[string]string
	// statuses and types are words that mean nothing to the reader.
	statuses, types []string
	// swapped is an export that looks like the roster, while most rows of this file can't be judged; "" for none.
	swapped string
}

// readPeople reads a roster, and finds the columns that no header tells by what stands in them.
func readPeople(ctx context.Context, path string, targets []string, now time.Time) (*people, error) {
	p := &people{path: path, guessed: map[string]string{}, options: roster.Options{
		Env: sources.Env{
			Name: "roster", Now: func() time.Time { return now }, Day: access.DayOf(now), MaxAge: rosterAge, Targets: targets,
		},
		Reading: roster.Reading{Columns: map[string]string{}},
	}}
	var err error
	if p.survey, err = look(ctx, path, p.options.Fields(), "id", "work_email", "name", "start", ""); err != nil {
		return nil, err
	}
	p.options.Kind = p.kind
	if err := p.findID(); err != nil {
		return nil, err
	}
	p.findFields()
	// a kind of contract in the column of statuses says that somebody is employed, as in BambooHR's reports
	p.options.Reading.Statuses = map[string]roster.StatusWord{}
	for _, w := range p.unknown("status") {
		contract := len(p.unknownOf("type", []string{w})) == 0
		if contract && strings.TrimSpace(w) != "" && fold.Text(visible(w)) == fold.Text(w) {
			p.options.Reading.Statuses[w] = roster.StatusWord(access.Employed)
		}
	}
	p.dates = p.orderOfDates()
	p.options.Reading.Dates = p.dates.word
	if err := p.read(ctx); err != nil {
		return nil, err
	}
	p.statuses, p.types = p.unknown("status"), p.unknown("type")
	return p, nil
}

// read reads the roster as the run will.
func (p *people) read(ctx context.Context) (err error) {
	if p.roster, err = roster.ReadFile(ctx, p.path, table.Options{Format: formatOf(p.kind)}, p.options); err != nil {
		return err
	}
	gone := 0 // or perhaps gone
	p.standings = make([]access.Standing, len(p.roster.People))
	for i := range p.roster.People {
		p.standings[i] = access.Stand(&p.roster.People[i], p.options.Env.Day, access.StandingPolicy{JoinerLead: 1})
		if s := p.standings[i].State; s == access.Left || s == access.Quarantined {
			gone++
		}
	}
	p.current = gone == 0 && len(p.roster.People) > 0
	return nil
}

// column returns the column of a field, also of one that was guessed; nil if there is none.
func (p *people) column(field string) *column {
	if header, ok := p.options.Reading.Columns[field]; ok {
		if i := slices.IndexFunc(p.columns, func(c column) bool { return c.header == header }); i >= 0 {
			return &p.columns[i]
		}
	}
	return p.of(field)
}

// guess takes a column for a field.
func (p *people) guess(field string, c *column, why string) {
	p.options.Reading.Columns[field] = c.header
	p.guessed[field] = why
	if c.field == "" {
		c.field = field
	}
}

// findID finds what names people where no header says so: a column that differs from row to row, else the work address.
func (p *people) findID() error {
	if p.of("id") != nil {
		return nil
	}
	if c := p.ids(); c != nil {
		p.guess("id", c, "every row has one, no two the same")
		return nil
	}
	for _, field := range []string{"work_email", "name"} {
		if c := p.of(field); c != nil && c.nameable && len(c.distinct()) == len(c.cells) {
			p.guess("id", c, "there is no column of ids, and no two are the same")
			p.options.Reading.Columns[field] = c.header
			return nil
		}
	}
	_, err := table.Open(p.path, table.Options{Format: formatOf(p.kind), Fields: p.options.Fields()})
	if err == nil {
		err = fmt.Errorf("%s has no column that tells its rows apart: add one with the ids of people", p.path)
	}
	return err
}

// findFields finds the address and the dates where no header tells them.
func (p *people) findFields() {
	for _, c := range p.free() {
		switch {
		case p.column("work_email") == nil && c.addresses() && !privateMail(c.header):
			p.guess("work_email", c, "it holds addresses")
		case p.column("start") == nil && says(c.header, "start", "from", "inicio", "alta", "since", "hired") && p.survey.dates(c):
			p.guess("start", c, "it holds dates, and its name says start")
		case p.column("end") == nil && says(c.header, "end", "until", "fin", "baja", "hasta", "expires") && p.survey.dates(c):
			p.guess("end", c, "it holds dates, and its name says end")
		}
	}
}

// unknown returns the words of the status or type column that the reader does not know: it is asked about each of them.
func (p *people) unknown(field string) []string {
	c := p.column(field)
	if c == nil {
		return nil
	}
	const most = 100
	words := c.distinct()
	return p.unknownOf(field, words[:min(most, len(words))])
}

// unknownOf returns those of some words that the reader does not know for a status or type.
func (p *people) unknownOf(field string, words []string) []string {
	var list []string
	for _, w := range words {
		if person, ok := p.asked(field, w); ok && (person.Quarantine != "" || person.TypeUnmapped) {
			list = append(list, w)
		}
	}
	return list
}

// asked returns what the reader makes of somebody with a word in the field.
func (p *people) asked(field, word string) (person access.Person, ok bool) {
	o := p.options
	o.Reading.Columns = nil
	columns := []table.Column{{Field: "id", Header: "id"}, {Field: field, Header: field}}
	b, err := roster.NewBuilder(o, columns, func(string) (access.Date, error) { return 0, nil })
	if err != nil {
		return person, false
	}
	b.Add([]string{"1", word}, access.Place{})
	r, err := b.Roster(access.SourceRead{})
	if err != nil || len(r.People) != 1 {
		return person, false
	}
	return r.People[0], true
}

// meanings returns what the words of the status column mean, those that the reader knows.
func (p *people) meanings() map[string]access.Employment {
	known := map[string]access.Employment{}
	if c := p.column("status"); c != nil {
		const most = 100
		words := c.distinct()
		for _, w := range words[:min(most, len(words))] {
			if person, ok := p.asked("status", w); ok && person.Quarantine == "" {
				known[w] = person.Employment
			}
		}
	}
	return known
}

// domain returns the mail domain that most people have, "" if there is none.
func (p *people) domain() string {
	count := map[string]int{}
	for i := range p.roster.People {
		if mail, ok := fold.Email(p.roster.People[i].Email); ok {
			_, domain, _ := strings.Cut(mail, "@")
			count[domain]++
		}
	}
	best := ""
	for _, domain := range slices.Sorted(maps.Keys(count)) {
		if count[domain] > count[best] {
			best = domain
		}
	}
	return best
}

// accountColumn finds the column that names people's accounts in a target, by what stands in it: half of the export's logins
// or ids, at least three.
func (p *people) accountColumn(s *access.Snapshot) *column {
	known := map[string]bool{}
	for i := range s.Accounts {
		known[fold.Key(s.Accounts[i].ID)], known[fold.Key(s.Accounts[i].Login)] = true, true
	}
	delete(known, "")
	for _, c := range p.free() {
		met := 0
		for _, cell := range c.distinct() {
			if known[fold.Key(cell)] {
				met++
			}
		}
		if met >= 3 && 2*met >= len(s.Accounts) {
			return c
		}
	}
	return nil
}

// mostlyUnread reports whether at least half of the rows can't be judged, so that few accounts can be anybody's.
func (p *people) mostlyUnread() bool {
	read := &p.roster.Sources[0]
	return read.Quarantined > 0 && 2*read.Quarantined >= read.Rows
}

// findSwapped looks whether an export has the columns of a roster that this file lacks.
func (p *people) findSwapped(ctx context.Context, apps []*app) {
	if !p.mostlyUnread() || p.column("start") != nil || p.column("department") != nil {
		return
	}
	for _, a := range apps {
		s, err := lookFor(ctx, a.path, p.options.Fields())
		if err == nil && s.of("status") != nil && (s.of("start") != nil || s.of("department") != nil) {
			p.swapped = a.name
			return
		}
	}
}
