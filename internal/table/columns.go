package table

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/fold"
)

// sampleValues is how many values decide between fields, sampleRows how many rows are read to find them.
const sampleValues, sampleRows = 200, 2000

// contested returns the columns whose header is claimed by a field that decides by values.
func (s *search) contested(h *header) []int {
	var at []int
	for i, f := range s.fields {
		if f.Accepts == nil {
			continue
		}
		for _, w := range s.spellings[i] {
			at = append(at, indices(h.folded, w)...)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// sample reads ahead until the columns have enough values. It returns the rows read and the values by column.
func sample(rows reader, columns []int) ([]record, map[int][]string, error) {
	values := map[int][]string{}
	var ahead []record
	for len(ahead) < sampleRows && slices.ContainsFunc(columns, func(c int) bool { return len(values[c]) < sampleValues }) {
		r, err := rows.read()
		if err != nil {
			return ahead, values, err
		}
		ahead = append(ahead, r.clone())
		for _, c := range columns {
			if c < len(r.cells) && r.cells[c] != "" && len(values[c]) < sampleValues {
				values[c] = append(values[c], r.cells[c])
			}
		}
	}
	return ahead, values, nil
}

// assign gives every field its column: the configured ones first, then in the order of Fields by the best spelling.
func (s *search) assign(h *header, values map[int][]string) (map[string]int, error) {
	at, taken := map[string]int{}, map[int]bool{}
	for _, field := range s.order() {
		name, configured := s.columns[field]
		if !configured {
			continue
		}
		columns := h.named(name)
		if len(columns) > 1 {
			return nil, h.twice(columns, field)
		}
		if len(columns) == 1 {
			at[field], taken[columns[0]] = columns[0], true
		}
	}
	for i, f := range s.fields {
		if _, done := at[f.Name]; done {
			continue
		}
		for _, w := range s.spellings[i] {
			columns := slices.DeleteFunc(indices(h.folded, w), func(c int) bool {
				return taken[c] || f.Accepts != nil && !f.Accepts(values[c])
			})
			if len(columns) > 1 {
				return nil, h.twice(columns, f.Name)
			}
			if len(columns) == 1 {
				at[f.Name], taken[columns[0]] = columns[0], true
				break
			}
		}
	}
	for _, f := range s.fields {
		if _, ok := at[f.Name]; f.Required && !ok {
			h.missing = append(h.missing, f.Name)
		}
	}
	if len(h.missing) > 0 {
		return nil, s.absent(h)
	}
	return at, nil
}

func (h *header) twice(columns []int, field string) problem {
	var letters []string
	for _, c := range columns {
		letters = append(letters, letter(c))
	}
	return inRow(h.number,
		fmt.Sprintf("the header %s of %q stands in the columns %s", list([]string{h.cells[columns[0]]}), field,
			strings.Join(letters, " and ")),
		"rename all of them but one, or name another header under `columns:`")
}

// absent says which fields a header lacks, what it has instead, and how to map it.
func (s *search) absent(h *header) problem {
	if h.cells == nil {
		return trouble("the file is empty: it has no header", "export it again")
	}
	headers := slices.DeleteFunc(slices.Clone(h.cells), func(c string) bool { return c == "" })
	field := h.missing[0]
	if name, configured := s.columns[field]; configured {
		return inRow(h.number,
			fmt.Sprintf("there is no header %s for %q%s; the headers are %s", list([]string{name}), field,
				fold.Suggest(name, headers), list(headers)),
			"correct it in the configuration")
	}
	var spellings []string
	for i, f := range s.fields {
		if f.Name != field {
			continue
		}
		spellings = append(spellings, f.Headers...)
		for _, w := range s.spellings[i] {
			if columns := indices(h.folded, w); len(columns) > 0 {
				return inRow(h.number,
					fmt.Sprintf("the header %s can be %q, but it is another field's, or its values do not fit",
						list([]string{h.cells[columns[0]]}), field), mapIt(field))
			}
		}
	}
	if len(spellings) > 6 {
		spellings = spellings[:6]
	}
	text := fmt.Sprintf("there is no column for %q: it is known by such headers as %s", field, list(spellings))
	if len(spellings) == 0 {
		text = fmt.Sprintf("there is no column for %q", field)
	}
	return inRow(h.number, text+"; the headers are "+list(headers), mapIt(field))
}

func mapIt(field string) string {
	return fmt.Sprintf("name its header in the configuration: `columns: {%s: ...}`", field)
}

// begin sets a table to the first row after its header.
func (t *Table) begin(s *search, h header, rows reader) error {
	for len(h.cells) > 0 && h.cells[len(h.cells)-1] == "" {
		h.cells, h.folded = h.cells[:len(h.cells)-1], h.folded[:len(h.folded)-1]
	}
	if len(h.faults) > 0 {
		return h.faults[0]
	}
	ahead, values, readErr := sample(rows, s.contested(&h))
	at, err := s.assign(&h, values)
	if err != nil {
		return err
	}
	t.rows, t.ahead, t.width, t.at = rows, ahead, len(h.cells), at
	if readErr != nil {
		t.rows = failed{readErr}
	}
	for i, c := range h.cells {
		t.columns = append(t.columns, Column{Header: c, Index: i})
	}
	for _, field := range s.order() {
		i, ok := at[field]
		if !ok {
			continue
		}
		if t.columns[i].Field != "" {
			at[field] = len(t.columns)
			t.columns = append(t.columns, Column{Field: field, Header: t.columns[i].Header, Index: i})
			continue
		}
		t.columns[i].Field = field
	}
	t.row = make([]string, len(t.columns))
	t.number = h.number
	return nil
}

// order returns the names of all fields, each once: those of Fields, then those that only the configuration names.
func (s *search) order() []string {
	var names []string
	for _, f := range s.fields {
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	var further []string
	for field := range s.columns {
		if !slices.Contains(names, field) {
			further = append(further, field)
		}
	}
	slices.Sort(further)
	return append(names, further...)
}

// failed is a reader that has come to its end.
type failed struct{ err error }

func (f failed) read() (record, error) { return record{}, f.err }
