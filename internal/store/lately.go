package store

import (
	"context"
	"database/sql"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// Lately is what ended since a day.
type Lately struct {
	Ended    []history.Ended
	Resolved []history.Resolved
	// FirstRoster is the local date of the first good roster ever.
	FirstRoster access.Date
}

// Lately returns the access that ended, and the missing access that was given, since a day.
func (s *Store) Lately(ctx context.Context, since access.Date) (Lately, error) {
	var l Lately
	err := s.read(ctx, "read what ended lately", func(v *view) error {
		var first string
		err := v.get(&first, "SELECT coalesce(min(day), '') FROM roster JOIN run ON run.id = run WHERE good = 1")
		if err != nil {
			return err
		}
		l.FirstRoster = date(first)
		err = v.each(func(rows *sql.Rows) error {
			var e history.Ended
			var day string
			err := rows.Scan(&e.Target, &e.Account.ID, &e.Account.Login, &e.Account.Email, &e.Account.Name, &e.Person, &day)
			e.Day = date(day)
			l.Ended = append(l.Ended, e)
			return err
		}, `SELECT target.name, account, login, email, old.name, person, day FROM account_span old
			JOIN run ON run.id = to_run JOIN target ON target.id = target
			WHERE to_run >= (SELECT min(id) FROM run WHERE day >= ?) AND access = 1 AND person <> ''
			AND NOT EXISTS (SELECT 1 FROM account_span new WHERE new.target = old.target AND new.account = old.account
				AND new.from_run = old.to_run AND new.access = 1)
			ORDER BY to_run, target, account`, since.String())
		if err != nil {
			return err
		}
		return v.each(func(rows *sql.Rows) error {
			var r history.Resolved
			var day string
			err := rows.Scan(&r.Target, &r.Person, &day)
			r.Day = date(day)
			l.Resolved = append(l.Resolved, r)
			return err
		}, `SELECT target, person, day FROM finding_span JOIN run ON run.id = to_run
			WHERE to_run >= (SELECT min(id) FROM run WHERE day >= ?) AND verdict = ? AND person <> '' ORDER BY to_run, fingerprint`,
			since.String(), string(access.Missing))
	})
	return l, err
}

// Records returns the records of some people over time, oldest first.
func (s *Store) Records(ctx context.Context, people []string) (map[string][]history.Record, error) {
	records := make(map[string][]history.Record, len(people))
	err := s.read(ctx, "read people's records", func(v *view) error {
		days, err := v.days()
		if err != nil {
			return err
		}
		return inBatches(people, func(list string, args []any) error {
			return v.each(func(rows *sql.Rows) error {
				var from int64
				p, err := scanPerson(rows, &from)
				records[p.ID] = append(records[p.ID], history.Record{From: days[from], Start: p.Start, End: p.End})
				return err
			}, "SELECT person, body, from_run FROM person_span WHERE person IN "+list+" ORDER BY person, from_run", args...)
		})
	})
	return records, err
}
