package roster

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// maxMet bounds each memory of cells met: a column in which hardly a cell is met twice gains nothing from it.
const maxMet = 1 << 16

// addAttributes fills the standard attributes. People with equal cells share one slice.
func (b *Builder) addAttributes(p *access.Person, row []string) {
	typed := false
	for i := range b.attributes {
		a := &b.attributes[i]
		text := cell(row, a.column)
		if text == "" {
			continue
		}
		if a.name == fieldType {
			typed = true
			b.addType(p, text)
			continue
		}
		values, met := a.met[text]
		if !met {
			values = valuesOf(a.name, text)
			if len(a.met) < maxMet {
				a.met[strings.Clone(text)] = values
			}
		}
		*p.Attributes.Field(a.name) = values
	}
	if !typed {
		if b.untyped == 0 || p.Place.Row < b.untypedAt.Row {
			b.untypedAt = p.Place
		}
		b.untyped++
	}
}

func (b *Builder) addType(p *access.Person, text string) {
	k, met := b.metType[text]
	if !met {
		folded := fold.Text(text)
		meaning, known := b.types[folded]
		if k = (kind{values: []string{meaning}}); !known {
			k = kind{values: []string{strings.Clone(clean(folded))}, unmapped: true}
		}
		if len(b.metType) < maxMet {
			b.metType[strings.Clone(text)] = k
		}
	}
	p.Attributes.Type, p.TypeUnmapped = k.values, k.unmapped
	if k.unmapped {
		b.warn(p, b.mapped[fieldType], "the type "+quote(text)+" is not known: say what it means under `types:`, such as {"+
			cut(clean(text))+": contractor}")
	}
}

// addExtra keeps the further columns. People with the same cells in all of them share one map.
func (b *Builder) addExtra(p *access.Person, row []string) {
	key, some := b.scratch[:0], false
	for _, e := range b.extras {
		text := cell(row, e.column)
		some = some || text != ""
		key = append(append(key, text...), 0)
	}
	b.scratch = key
	if !some {
		return
	}
	set, met := b.extraSets[string(key)]
	if !met {
		set = make(map[string][]string, len(b.extras))
		for _, e := range b.extras {
			if text := cell(row, e.column); text != "" {
				set[e.name] = []string{strings.Clone(clean(text))}
			}
		}
		if len(b.extraSets) < maxMet {
			b.extraSets[string(key)] = set
		}
	}
	p.Attributes.Extra = set
}

// valuesOf returns the values of an attribute's cell: one, but for projects.
func valuesOf(name, cell string) []string {
	if name != fieldProjects {
		return []string{strings.Clone(clean(cell))}
	}
	var values []string
	for part := range list(cell) {
		values = appendNew(values, strings.Clone(part))
	}
	return values
}

// list splits a cell on semicolon, comma, bar and line break, without empty parts.
func list(cell string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for cell != "" {
			part := cell
			if i := strings.IndexAny(cell, ";,|\n\r"); i >= 0 {
				part, cell = cell[:i], cell[i+1:]
			} else {
				cell = ""
			}
			if part = clean(strings.TrimSpace(part)); part != "" && !yield(part) {
				return
			}
		}
	}
}

// clean returns text that is safe to show, on one line.
func clean(text string) string { return fold.Line(text) }

// cut shortens long text from outside for a message.
func cut(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// quote makes text from outside fit for a message.
func quote(text string) string { return strconv.Quote(cut(text)) }

// keep copies the texts that are a person's own into one piece of memory, so that the row they were cut from can go.
func keep(id, name, email string) (string, string, string) {
	var b strings.Builder
	b.Grow(len(id) + len(name) + len(email))
	b.WriteString(id)
	b.WriteString(name)
	b.WriteString(email)
	all := b.String()
	return all[:len(id)], all[len(id) : len(id)+len(name)], all[len(id)+len(name):]
}

// appendNew appends what is not in the list yet, to a list of the caller's own.
func appendNew[T comparable](list []T, more ...T) []T {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// appendAddress appends addresses that are neither the work address nor in the list yet.
func appendAddress(list []string, email string, more ...string) []string {
	for _, address := range more {
		if address != "" && !sameAddress(address, email) &&
			!slices.ContainsFunc(list, func(have string) bool { return sameAddress(have, address) }) {
			list = append(list, address)
		}
	}
	return list
}

// sameAddress compares addresses as correlation does.
func sameAddress(a, b string) bool {
	if a == b {
		return true
	}
	a, aOK := fold.Email(a)
	b, bOK := fold.Email(b)
	return aOK && bOK && a == b
}
