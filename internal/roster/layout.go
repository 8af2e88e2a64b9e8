package roster

import (
	"errors"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// layout says in which column of a source each thing stands; -1 for nowhere.
type layout struct {
	id, name, first, last, secondLast, email, aliases, status, start, end int

	attributes []attributeColumn
	accounts   []accountColumn
	extras     []extraColumn
	// headers are all headers, by column.
	headers []string
	// mapped and discarded are those of access.SourceRead.
	mapped    map[string]string
	discarded []string
}

// attributeColumn is a standard attribute's column with the values met so far by cell.
type attributeColumn struct {
	name   string
	column int
	met    map[string][]string
}

type accountColumn struct {
	target string
	column int
}

// extraColumn is a further column under the name that the rules use.
type extraColumn struct {
	name   string
	column int
}

// newLayout finds the fields, accounts and further columns that are to be kept among a source's columns.
func newLayout(o *Options, columns []table.Column) (layout, error) {
	at := map[string]int{}
	l := layout{headers: make([]string, len(columns)), mapped: map[string]string{}}
	for i, c := range columns {
		l.headers[i] = fold.Clean(c.Header)
		if _, taken := at[c.Field]; c.Field != "" && !taken {
			at[c.Field] = i
			l.mapped[c.Field] = l.headers[i]
		}
	}
	find := func(field string) int {
		if i, ok := at[field]; ok {
			return i
		}
		return -1
	}
	l.id, l.name, l.email, l.aliases = find(fieldID), find(fieldName), find(fieldEmail), find(fieldAliases)
	l.first, l.last, l.secondLast = find(fieldFirst), find(fieldLast), find(fieldSecondLast)
	l.status, l.start, l.end = find(fieldStatus), find(fieldStart), find(fieldEnd)
	if l.id < 0 {
		return layout{}, errors.New("there is no column with the ids of people: name it under `columns: {id: ...}`")
	}
	if l.first < 0 && l.last >= 0 && l.name >= 0 && bareName(l.headers[l.name]) {
		l.first, l.name = l.name, -1
	}
	for _, name := range access.AttributeNames() {
		if name != fieldID && name != fieldName && find(name) >= 0 {
			l.attributes = append(l.attributes, attributeColumn{name: name, column: find(name), met: map[string][]string{}})
		}
	}
	for _, target := range o.Env.Targets {
		if i := find(accountsPrefix + target); i >= 0 {
			l.accounts = append(l.accounts, accountColumn{target: target, column: i})
		}
	}
	l.addExtras(o.Env.Extra, columns)
	for i, c := range columns {
		kept := c.Field != "" && at[c.Field] == i || slices.ContainsFunc(l.extras, func(e extraColumn) bool { return e.column == i })
		if !kept && c.Header != "" {
			l.discarded = append(l.discarded, l.headers[i])
		}
	}
	return l, nil
}

// addExtras finds the columns that rules name: by header, or else by field. The rules may so ask for what is a field
// under its own header.
func (l *layout) addExtras(names []string, columns []table.Column) {
	for _, name := range names {
		if slices.Contains(access.AttributeNames(), name) {
			continue
		}
		wanted := fold.Header(name)
		i := slices.IndexFunc(columns, func(c table.Column) bool { return c.Header != "" && fold.Header(c.Header) == wanted })
		if i < 0 {
			i = slices.IndexFunc(columns, func(c table.Column) bool { return c.Field != "" && fold.Header(c.Field) == wanted })
		}
		if i >= 0 {
			l.extras = append(l.extras, extraColumn{name: name, column: i})
			l.mapped[name] = l.headers[i]
		}
	}
}

// cell returns a row's cell, "" for a column there is not.
func cell(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return row[column]
}
