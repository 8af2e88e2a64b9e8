package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

// tx is a write transaction.
type tx struct {
	*sqlx.Tx
	ctx context.Context
}

// errReadOnly is for a write to a store that was opened for reports.
var errReadOnly = errors.New("the store was opened to be read")

// write does f in one write transaction: all of it is stored, or nothing.
func (s *Store) write(ctx context.Context, what string, f func(*tx) error) error {
	if s.w == nil {
		return fmt.Errorf("%s: %w", what, errReadOnly)
	}
	t, err := s.w.BeginTxx(ctx, nil)
	if err != nil {
		return s.fault(what, err)
	}
	if err := f(&tx{t, ctx}); err != nil {
		return errors.Join(s.fault(what, err), quiet(t.Rollback()))
	}
	s.onCommit()
	if err := t.Commit(); err != nil {
		return errors.Join(s.fault(what, err), quiet(t.Rollback()))
	}
	s.onCommit()
	return nil
}

// quiet drops the error of a rollback that came too late: the transaction ended by itself.
func quiet(err error) error {
	if errors.Is(err, sql.ErrTxDone) || err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil
	}
	return err
}

// exec runs a statement.
func (t *tx) exec(query string, args ...any) error {
	_, err := t.ExecContext(t.ctx, query, args...)
	return err
}

// get reads one value; a missing row leaves it as it is.
func (t *tx) get(into any, query string, args ...any) error {
	if err := t.GetContext(t.ctx, into, query, args...); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// list reads rows.
func (t *tx) list(into any, query string, args ...any) error {
	return t.SelectContext(t.ctx, into, query, args...)
}

// next returns the next free id of a table.
func (t *tx) next(table string) (int64, error) {
	var id int64
	err := t.get(&id, "SELECT coalesce(max(id), 0) + 1 FROM "+table)
	return id, err
}

// rowsAtOnce is how many rows one statement inserts; within the limit of 32,766 variables, and more gain nothing.
const rowsAtOnce = 64

// bulk inserts many rows, several in each statement. What is equal in all rows is bound once for each statement.
type bulk struct {
	tx *tx
	// into is `table (columns)`, row the values of one row: @ is a value of its own, #1 the first of the constants.
	into, row string
	columns   int
	constants []any
	args      []any
	full      *sql.Stmt
}

// insert starts a bulk insert.
func (t *tx) insert(into, row string, constants ...any) *bulk {
	return &bulk{
		tx: t, into: into, row: row, columns: strings.Count(row, "@"), constants: constants,
		args: constants[:len(constants):len(constants)],
	}
}

// add adds a row.
func (b *bulk) add(values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args)-len(b.constants) < rowsAtOnce*b.columns {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.tx.PrepareContext(b.tx.ctx, b.statement(rowsAtOnce)); err != nil {
			return err
		}
	}
	err := b.run(b.full)
	b.args = b.args[:len(b.constants)]
	return err
}

// run executes a statement as a query of no rows: the driver of SQLite hands over the values of a query in one call, and
// those of an execution in a call for each.
func (b *bulk) run(s *sql.Stmt) error {
	rows, err := s.QueryContext(b.tx.ctx, b.args...)
	if err != nil {
		return err
	}
	err = rows.Err()
	return errors.Join(err, rows.Close())
}

// end inserts what is left.
func (b *bulk) end() error {
	if b.full != nil {
		defer b.full.Close() //nolint:errcheck // it ends with the transaction
	}
	rows := (len(b.args) - len(b.constants)) / max(b.columns, 1)
	if rows == 0 {
		return nil
	}
	return b.tx.exec(b.statement(rows), b.args...)
}

// statement is the insert of some rows.
func (b *bulk) statement(rows int) string {
	var q strings.Builder
	q.WriteString("INSERT INTO " + b.into + " VALUES ")
	n := len(b.constants)
	row := strings.ReplaceAll(b.row, "#", "?")
	for i := range rows {
		if i > 0 {
			q.WriteByte(',')
		}
		parts := strings.Split(row, "@")
		q.WriteString(parts[0])
		for _, part := range parts[1:] {
			n++
			q.WriteString("?" + strconv.Itoa(n) + part)
		}
	}
	return q.String()
}

// inBatches calls f with batches of ids and the text `(?,?,...)` that takes them.
func inBatches[T any](ids []T, f func(list string, args []any) error) error {
	const batch = 500
	for len(ids) > 0 {
		n := min(batch, len(ids))
		args := make([]any, n)
		for i := range n {
			args[i] = ids[i]
		}
		if err := f("("+strings.Repeat("?,", n-1)+"?)", args); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
