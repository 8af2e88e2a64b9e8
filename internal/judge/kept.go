package judge

import (
	"maps"
	"slices"

	"reconcile/internal/access"
)

// kept tells of the further columns that rules ask for since when records hold them. A column is kept from the night on which
// rules name it first: in a record from before it is not empty, but unknown.
type kept map[string]access.Date

// keptColumns looks for the oldest record with a value of each of the columns that are asked for; those of nobody are left out.
func keptColumns(names []string, people []access.Person, past *access.Past) (columns []string, k kept) {
	standard := access.AttributeNames()
	columns = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(standard, name) })
	k = kept{}
	note := func(p *access.Person, since access.Date) {
		for _, name := range columns {
			if old, known := k[name]; len(p.Attribute(name)) > 0 && (!known || since < old) {
				k[name] = since
			}
		}
	}
	for i := 0; i < len(people) && len(columns) > 0; i++ {
		if before, since := past.Roster.Find(&people[i]); before != nil {
			note(before, since)
		}
	}
	for i := range past.Moves {
		note(&past.Moves[i].Before, past.Moves[i].Since)
	}
	return columns, k
}

// fill returns a record from before a day with tonight's values of the columns that were not kept then: nobody moved by their
// being read.
func (k kept) fill(columns []string, before, tonight *access.Person, day access.Date) *access.Person {
	filled := before
	for _, name := range columns {
		since, known := k[name]
		if known && since < day || len(tonight.Attribute(name)) == 0 {
			continue
		}
		if filled == before {
			record := *before
			record.Attributes.Extra = maps.Clone(before.Attributes.Extra)
			if record.Attributes.Extra == nil {
				record.Attributes.Extra = map[string][]string{}
			}
			filled = &record
		}
		filled.Attributes.Extra[name] = tonight.Attribute(name)
	}
	return filled
}
