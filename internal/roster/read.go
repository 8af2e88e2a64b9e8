package roster

import (
	"context"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

// ReadFile reads a file of people, all of it or not at all; how says how the file is written, its Fields and Columns
// are filled in. The error is a *table.Error, the context's, or says what the file lacks.
func ReadFile(ctx context.Context, path string, how table.Options, o Options) (access.Roster, error) {
	how.Fields, how.Columns = o.Fields(), o.Reading.Columns
	t, err := table.Open(path, how)
	if err != nil {
		return access.Roster{}, err
	}
	defer t.Close()
	return Read(ctx, t, o)
}

// Read reads the rows of an open table into one source's roster, all of them or none. The table was opened with
// Options.Fields.
func Read(ctx context.Context, t *table.Table, o Options) (access.Roster, error) {
	order := o.Reading.Order()
	b, err := NewBuilder(o, t.Columns(), func(cell string) (access.Date, error) { return t.Date(cell, order) })
	if err != nil {
		return access.Roster{}, err
	}
	for n := 0; t.Next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return access.Roster{}, ctx.Err()
		}
		b.people = slices.Grow(b.people, t.Expect())
		b.Add(t.Row(), t.Place(-1))
	}
	if err := t.Err(); err != nil {
		return access.Roster{}, err
	}
	if ctx.Err() != nil {
		return access.Roster{}, ctx.Err()
	}
	facts := t.Facts()
	return b.Roster(access.SourceRead{File: facts.File, Date: facts.Modified, Hash: facts.SHA256})
}
