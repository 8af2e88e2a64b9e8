package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"reconcile/internal/fold"
)

const (
	// headerRows is how many of the first rows may hold the header.
	headerRows = 30
	// sampleValues is how many values decide between fields, sampleRows how many rows are read to find them.
	sampleValues, sampleRows = 200, 2000
)

// search is what is looked for, folded.
type search struct {
	fields    []Field
	spellings [][]string
	columns   map[string]string
}

func newSearch(o Options) *search {
	s := &search{fields: o.Fields, columns: o.Columns}
	for _, f := range o.Fields {
		var folded []string
		for _, h := range f.Headers {
			folded = append(folded, fold.Header(h))
		}
		s.spellings = append(s.spellings, folded)
	}
	return s
}

// header is a row taken for the header.
type header struct {
	record
	folded []string
	// known counts the fields that it has; missing are the required or configured ones that it lacks.
	known   int
	missing []string
}

// consider reads a row as a header.
func (s *search) consider(r record) header {
	h := header{record: r.clone(), folded: make([]string, len(r.cells))}
	for i, c := range r.cells {
		h.folded[i] = fold.Header(c)
	}
	found := map[string]bool{}
	for i, f := range s.fields {
		if _, configured := s.columns[f.Name]; !configured && !found[f.Name] {
			found[f.Name] = slices.ContainsFunc(s.spellings[i], func(w string) bool { return w != "" && slices.Contains(h.folded, w) })
		}
	}
	for field, name := range s.columns {
		found[field] = len(h.named(name)) > 0
	}
	for field, ok := range found {
		if ok {
			h.known++
		} else if _, configured := s.columns[field]; configured || s.required(field) {
			h.missing = append(h.missing, field)
		}
	}
	slices.Sort(h.missing)
	return h
}

func (s *search) required(field string) bool {
	return slices.ContainsFunc(s.fields, func(f Field) bool { return f.Name == field && f.Required })
}

// named returns the columns with a configured header: as written, else as it is recognised.
func (h *header) named(name string) []int {
	if at := indices(h.cells, strings.TrimSpace(name)); len(at) > 0 {
		return at
	}
	return indices(h.folded, fold.Header(name))
}

// indices returns where a word stands in a list.
func indices(words []string, word string) []int {
	var at []int
	for i, w := range words {
		if w == word && w != "" {
			at = append(at, i)
		}
	}
	return at
}

// better reports whether h is the likelier header of two, neither of which has all that is required.
func (h *header) better(other *header) bool {
	if h.known != other.known {
		return h.known > other.known
	}
	return h.filled() > other.filled()
}

func (h *header) filled() int {
	n := 0
	for _, c := range h.cells {
		if c != "" {
			n++
		}
	}
	return n
}

// find reads rows until one has all that is required. ok is false if none of the first has; then the header is the
// likeliest row, or has no cells if there is no row at all.
func (s *search) find(rows reader) (best header, ok bool, err error) {
	for range headerRows {
		r, err := rows.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return best, false, err
		}
		if r.empty() {
			continue
		}
		h := s.consider(r)
		if len(h.missing) == 0 {
			return h, true, nil
		}
		if best.cells == nil || h.better(&best) {
			best = h
		}
	}
	return best, false, nil
}

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
	for field, name := range s.columns {
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
			"correct `columns:` in the configuration")
	}
	var spellings []string
	for _, f := range s.fields {
		if f.Name == field {
			spellings = append(spellings, f.Headers...)
		}
	}
	if len(spellings) > 6 {
		spellings = spellings[:6]
	}
	text := fmt.Sprintf("there is no column for %q: it is known by such headers as %s", field, list(spellings))
	if len(spellings) == 0 {
		text = fmt.Sprintf("there is no column for %q", field)
	}
	return inRow(h.number, text+"; the headers are "+list(headers),
		fmt.Sprintf("name its header in the configuration: `columns: {%s: ...}`", field))
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
