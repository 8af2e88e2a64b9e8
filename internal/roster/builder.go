package roster

import (
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// Builder makes one source's roster out of its rows. Add each row once, then call Roster. The order of the rows makes no
// difference but for the places in remarks.
type Builder struct {
	o Options
	layout
	date     func(cell string) (access.Date, error)
	statuses map[string]access.Employment
	types    map[string]string

	// Cells met so far and what they mean; extraSets holds the sets of further columns.
	metStatus map[string]access.Employment
	metDate   map[string]access.Date
	metType   map[string]kind
	extraSets map[string]map[string][]string
	scratch   []byte

	// people holds a record for each row.
	people   []access.Person
	problems []access.RosterProblem
	rows     int
	// untyped counts rows whose type cell is empty, from untypedAt on.
	untyped   int
	untypedAt access.Place
}

// kind is the meaning of a cell of the type column.
type kind struct {
	values   []string
	unmapped bool
}

// NewBuilder prepares for rows with those columns; date reads a date as the source writes it, "" as no date. The error
// says that there is no column with ids, or that the options name a field there is not.
func NewBuilder(o Options, columns []table.Column, date func(cell string) (access.Date, error)) (*Builder, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	l, err := newLayout(&o, columns)
	if err != nil {
		return nil, err
	}
	return &Builder{
		o: o, layout: l, date: date, statuses: o.statusWords(), types: o.typeWords(),
		metStatus: map[string]access.Employment{}, metDate: map[string]access.Date{}, metType: map[string]kind{},
		extraSets: map[string]map[string][]string{},
	}, nil
}

// Add takes one row, cells by column. The row is not kept, and of its cells only what the roster holds.
func (b *Builder) Add(row []string, place access.Place) {
	b.rows++
	p := b.next()
	p.Place = place
	id, email := clean(cell(row, b.id)), clean(cell(row, b.email))
	if blank(id) {
		id = ""
	}
	if email = b.address(email, p); id != "" {
		id = b.o.Env.Prefix + id
	}
	p.ID, p.Name, p.Email = keep(id, b.fullName(row), email)
	b.addAliases(p, cell(row, b.aliases))
	b.addAccounts(p, row)
	b.addStatus(p, cell(row, b.status))
	p.Start = b.day(p, row, b.start)
	p.End = b.day(p, row, b.end)
	if p.Start.After(p.End) {
		b.warn(p, b.headers[b.start], "the start "+p.Start.String()+" is after the end "+p.End.String())
	}
	b.addAttributes(p, row)
	b.addExtra(p, row)
	if id != "" {
		return
	}
	b.bad(p, b.headers[b.id], "the id is missing")
	if p.ID = nameless(p); p.ID == "" {
		b.people = b.people[:len(b.people)-1]
	}
}

// next returns a new record, to be filled in before the next one.
func (b *Builder) next() *access.Person {
	b.people = append(b.people, access.Person{})
	return &b.people[len(b.people)-1]
}

// nameless returns the id under which a row without one still holds its accounts, so that they are disputed and not
// taken for nobody's; "" for a row that no account could be linked to.
func nameless(p *access.Person) string {
	const prefix = "no-id:"
	switch {
	case p.Email != "":
		return prefix + strings.ToLower(p.Email)
	case len(p.Aliases) > 0:
		return prefix + strings.ToLower(p.Aliases[0])
	case len(p.Accounts) > 0:
		return prefix + p.Accounts[0].Target + "/" + p.Accounts[0].Account
	}
	return ""
}

func (b *Builder) fullName(row []string) string {
	name := cell(row, b.name)
	if name == "" {
		name = cell(row, b.first)
		for _, column := range [2]int{b.last, b.secondLast} {
			if part := cell(row, column); part != "" && name != "" {
				name += " " + part
			} else if part != "" {
				name = part
			}
		}
	}
	return clean(name)
}

// address returns the cell of the work address if it is one, "" otherwise.
func (b *Builder) address(cell string, p *access.Person) string {
	if cell == "" {
		return ""
	}
	if _, ok := fold.Email(cell); ok {
		return cell
	}
	if strings.Contains(cell, "@") {
		b.warn(p, b.headers[b.email], quote(cell)+" is no e-mail address and counts as none")
	}
	return ""
}

func (b *Builder) addAliases(p *access.Person, cell string) {
	for part := range list(cell) {
		if _, ok := fold.Email(part); ok {
			p.Aliases = appendAddress(p.Aliases, p.Email, strings.Clone(part))
		} else if strings.Contains(part, "@") {
			b.warn(p, b.headers[b.aliases], quote(part)+" is no e-mail address and counts as none")
		}
	}
}

func (b *Builder) addAccounts(p *access.Person, row []string) {
	for _, a := range b.accounts {
		for part := range list(cell(row, a.column)) {
			if !blank(part) {
				p.Accounts = appendNew(p.Accounts, access.AccountRef{Target: a.target, Account: strings.Clone(part)})
			}
		}
	}
}

func (b *Builder) addStatus(p *access.Person, cell string) {
	if b.status < 0 {
		return
	}
	meaning, met := b.metStatus[cell]
	if !met {
		if meaning, met = b.statuses[fold.Text(cell)]; met && len(b.metStatus) < maxMet {
			b.metStatus[strings.Clone(cell)] = meaning
		}
	}
	switch {
	case met:
		p.Employment = meaning
	case cell == "":
		b.bad(p, b.headers[b.status], "the status is empty: fill it in, or say what that means, such as `statuses: {\"\": active}`")
	default:
		b.bad(p, b.headers[b.status], "the status "+quote(cell)+" is not known: say what it means under `statuses:`, such as {"+
			cut(clean(cell))+": leave} (active, leave or terminated)")
	}
}

// day reads a date; one that cannot be read makes the row unfit for judgement.
func (b *Builder) day(p *access.Person, row []string, column int) access.Date {
	text := cell(row, column)
	if text == "" {
		return 0
	}
	if d, met := b.metDate[text]; met {
		return d
	}
	d, err := b.date(text)
	switch {
	case err == nil:
		if len(b.metDate) < maxMet {
			b.metDate[strings.Clone(text)] = d
		}
		return d
	case !blank(text) && (column != b.end || !endless(text)):
		b.bad(p, b.headers[column], clean(err.Error())+"; write it as 2026-03-31, or say in which order dates are under `dates:`")
	}
	return 0
}

// warn notes something about a row that is judged all the same.
func (b *Builder) warn(p *access.Person, header, text string) {
	place := p.Place
	place.Column = header
	b.problems = append(b.problems, access.RosterProblem{Person: p.ID, Place: place, Text: text})
}

// bad quarantines a row.
func (b *Builder) bad(p *access.Person, header, text string) {
	place := p.Place
	place.Column = header
	if p.Quarantine != "" {
		p.Quarantine += "; " + text
		last := &b.problems[len(b.problems)-1]
		for i := len(b.problems) - 1; !last.Quarantined; i-- {
			last = &b.problems[i]
		}
		last.Text = p.Quarantine
		last.Place.Column = ""
		return
	}
	p.Quarantine = text
	b.problems = append(b.problems, access.RosterProblem{Quarantined: true, Person: p.ID, Place: place, Text: text})
}
