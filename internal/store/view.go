package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"reconcile/internal/access"
)

// view is a read transaction: it sees the store as it was when it began, whatever is written meanwhile.
type view struct {
	*sqlx.Tx
	ctx context.Context
}

// read does f on one state of the store.
func (s *Store) read(ctx context.Context, what string, f func(*view) error) error {
	t, err := s.r.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.fault(what, err)
	}
	defer t.Rollback() //nolint:errcheck // nothing was written
	return s.fault(what, f(&view{t, ctx}))
}

// get reads one value; a missing row leaves it as it is.
func (v *view) get(into any, query string, args ...any) error {
	if err := v.GetContext(v.ctx, into, query, args...); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// list reads rows.
func (v *view) list(into any, query string, args ...any) error {
	return v.SelectContext(v.ctx, into, query, args...)
}

// each reads rows one by one; scan is told where to put them.
func (v *view) each(scan func(*sql.Rows) error, query string, args ...any) error {
	return each(v.ctx, v.Tx, scan, query, args...)
}

// each reads rows one by one.
func each(ctx context.Context, t *sqlx.Tx, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// days returns the local date of every run.
func (v *view) days() (map[int64]access.Date, error) {
	days := map[int64]access.Date{}
	return days, v.each(func(rows *sql.Rows) error {
		var id int64
		var day string
		err := rows.Scan(&id, &day)
		days[id] = date(day)
		return err
	}, "SELECT id, day FROM run")
}
