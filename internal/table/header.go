package table

import (
	"errors"
	"io"
	"slices"
	"strings"

	"reconcile/internal/fold"
)

// headerRows is how many of the first rows may hold the header.
const headerRows = 30

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
