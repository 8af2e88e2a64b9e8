package starter

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// survey is a file read whole, column by column, to see what its columns are.
type survey struct {
	// kind is the connector's: csv or excel.
	kind    string
	columns []column
	// numbers are the rows' numbers in the file.
	numbers []int
	// date reads a cell as the reader would.
	date func(cell string, order table.Order) (access.Date, error)
}

// column is one column of a file. Its field is "" for a header that is not recognised.
type column struct {
	field, header string
	// nameable: a configuration can name the header, and means no other column by it.
	nameable bool
	cells    []string
}

// look reads a file whose header has one of the fields, the first one rather than the others; "" takes the first row for the
// header, whatever it says. The error is the reader's own about the first.
func look(ctx context.Context, path string, fields []table.Field, needs ...string) (*survey, error) {
	var first error
	for _, need := range needs {
		asked := slices.Clone(fields)
		for i := range asked {
			asked[i].Required = asked[i].Name == need
		}
		s, err := lookFor(ctx, path, asked)
		if err == nil {
			return s, nil
		}
		first = cmp.Or(first, err)
	}
	return nil, first
}

func lookFor(ctx context.Context, path string, fields []table.Field) (*survey, error) {
	s := &survey{kind: kindOf(path)}
	t, err := table.Open(path, table.Options{Format: formatOf(s.kind), Fields: fields})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	for _, c := range t.Columns() {
		s.columns = append(s.columns, column{field: c.Field, header: c.Header})
	}
	for n := 0; t.Next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.numbers = append(s.numbers, t.Number())
		for i, cell := range t.Row() {
			s.columns[i].cells = append(s.columns[i].cells, strings.Clone(cell))
		}
	}
	s.date = t.Date
	s.name()
	return s, t.Err()
}

// name marks the columns that a configuration can name and mean no other by it. A header of several hundred letters helps
// nobody.
func (s *survey) name() {
	const most = 200
	same := map[string]int{}
	key := func(header string) string { return cmp.Or(fold.Header(header), "as written: "+header) }
	for i := range s.columns {
		same[key(s.columns[i].header)]++
	}
	for i := range s.columns {
		header := s.columns[i].header
		name := strings.TrimSpace(visible(header))
		s.columns[i].nameable = name != "" && len(name) <= most && key(name) == key(header) && same[key(header)] == 1
	}
}

// kindOf tells workbooks from CSV, by name or else by what the file begins with.
func kindOf(path string) string {
	const excel, csv = "excel", "csv"
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx", ".xlsm", ".xls":
		return excel
	}
	file, err := os.Open(path)
	if err != nil {
		return csv
	}
	defer file.Close()
	start := make([]byte, 4)
	if _, err := io.ReadFull(file, start); err == nil && bytes.Equal(start, []byte("PK\x03\x04")) {
		return excel
	}
	return csv
}

func formatOf(kind string) table.Format {
	if kind == "excel" {
		return table.Excel
	}
	return table.CSV
}

// of returns the column of a field, nil if there is none.
func (s *survey) of(field string) *column {
	i := slices.IndexFunc(s.columns, func(c column) bool { return c.field == field })
	if i < 0 {
		return nil
	}
	return &s.columns[i]
}

// titled returns the column that an error names, nil if there is none.
func (s *survey) titled(header string) *column {
	i := slices.IndexFunc(s.columns, func(c column) bool { return fold.Clean(c.header) == header })
	if i < 0 {
		return nil
	}
	return &s.columns[i]
}

// free returns the columns that can be named and are no field's.
func (s *survey) free() []*column {
	var list []*column
	for i := range s.columns {
		if c := &s.columns[i]; c.field == "" && c.nameable {
			list = append(list, c)
		}
	}
	return list
}

// cell returns what stands in a row, by the row's number in the file.
func (s *survey) cell(c *column, number int) (text string, ok bool) {
	i, ok := slices.BinarySearch(s.numbers, number)
	if !ok {
		return "", false
	}
	return c.cells[i], true
}

// spanish reports whether the headers are Spanish, and so the dates likely those of a country that puts the day first.
func (s *survey) spanish() bool {
	words := []string{"fecha", "correo", "nombre", "apellidos", "estado", "situacion", "puesto", "departamento", "usuario", "ultimo"}
	return slices.ContainsFunc(s.columns, func(c column) bool {
		return slices.ContainsFunc(tokens(c.header), func(w string) bool { return slices.Contains(words, w) })
	})
}

// filled returns the cells that say something.
func (c *column) filled() []string {
	return slices.DeleteFunc(slices.Clone(c.cells), func(cell string) bool {
		t := fold.Text(cell)
		return t == "" || t == "-" || t == "n/a"
	})
}

// distinct returns the different cells that say something, the commonest first.
func (c *column) distinct() []string {
	count := map[string]int{}
	var list []string
	for _, cell := range c.filled() {
		if count[cell]++; count[cell] == 1 {
			list = append(list, cell)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	return list
}

// identifies reports whether every row has a cell, no two the same, and none of them is prose.
func (c *column) identifies() bool {
	values := c.distinct()
	return len(values) > 0 && len(values) == len(c.cells) &&
		!slices.ContainsFunc(values, func(v string) bool { return len(v) > 64 || strings.ContainsAny(v, " \t\n") })
}

// most reports whether something holds of at least nine in ten of the cells that say something, and of one at least.
func (c *column) most(holds func(cell string) bool) bool {
	n, all := 0, c.filled()
	for _, cell := range all {
		if holds(cell) {
			n++
		}
	}
	return n > 0 && 10*n >= 9*len(all)
}

// addresses reports whether the column holds e-mail addresses.
func (c *column) addresses() bool {
	return c.most(func(cell string) bool { _, ok := fold.Email(cell); return ok })
}

// ids returns the column that can name the rows where no header says so: one called so rather than another.
func (s *survey) ids() *column {
	var found *column
	for _, c := range s.free() {
		if !c.identifies() {
			continue
		}
		if says(c.header, "id", "code", "key", "number", "no", "ref", "codigo", "numero", "clave") {
			return c
		}
		if found == nil {
			found = c
		}
	}
	return found
}

// tokens returns the words of a header, folded.
func tokens(header string) []string { return strings.Fields(fold.Header(header)) }

// says reports whether a header or a value has one of the words.
func says(text string, words ...string) bool {
	return slices.ContainsFunc(tokens(text), func(t string) bool { return slices.Contains(words, t) })
}
