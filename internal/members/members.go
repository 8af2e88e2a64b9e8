// Package members turns the member export of any app, a table with a row for each account or membership, into a snapshot.
package members

import (
	"context"
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

// Check opens an export, finds its columns and says what they let be seen. It reads no row.
func Check(path string, how table.Options, o Options) (access.Reach, error) {
	t, err := open(path, how, &o)
	if err != nil {
		return access.Reach{}, err
	}
	defer t.Close()
	return newLayout(&o, t).reach(&o), nil
}

// ReadFile reads an export whole, or fails. Of how, the caller sets how the file is written, its Fields and Columns are
// filled in. The error is a *table.Error or the context's.
func ReadFile(ctx context.Context, path string, how table.Options, o Options) (access.Snapshot, error) {
	t, err := open(path, how, &o)
	if err != nil {
		return access.Snapshot{}, err
	}
	defer t.Close()
	b := newBuilder(&o, t)
	for n := 0; t.Next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return access.Snapshot{}, ctx.Err()
		}
		if err := b.add(); err != nil {
			return access.Snapshot{}, err
		}
	}
	if err := t.Err(); err != nil {
		return access.Snapshot{}, err
	}
	if ctx.Err() != nil {
		return access.Snapshot{}, ctx.Err()
	}
	if len(b.accounts) == 0 {
		return access.Snapshot{}, &table.Error{
			Place: t.Place(-1), Text: "there are no rows of accounts",
			Remedy: "check that the export is whole; leave out an app that nobody uses",
		}
	}
	return b.snapshot()
}

// open opens an export that has a column of ids, or else one of logins or addresses to name accounts by.
func open(path string, how table.Options, o *Options) (*table.Table, error) {
	how.Fields, how.Columns = o.Fields(), o.Named()
	t, err := table.Open(path, how)
	if err == nil || how.Columns[fieldID] != "" {
		return t, err
	}
	for _, stand := range []string{fieldLogin, fieldEmail} {
		for i := range how.Fields {
			if name := how.Fields[i].Name; name == fieldID || name == fieldLogin || name == fieldEmail {
				how.Fields[i].Required = name == stand
			}
		}
		if t, second := table.Open(path, how); second == nil {
			return t, nil
		}
	}
	return nil, err
}

// fault is what is wrong at a cell of the present row.
func (b *builder) fault(column int, remedy, format string, args ...any) error {
	return &table.Error{Place: b.table.Place(column), Text: fmt.Sprintf(format, args...), Remedy: remedy}
}
