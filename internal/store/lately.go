package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// Lately is what ended since a day. What an export showed is of the export's date, not of the day on which it was read.
type Lately struct {
	Ended    []history.Ended
	Resolved []history.Resolved
	// Good are the dates of which good reads were, by target, oldest first, each once.
	Good map[string][]access.Date
	// FirstRoster is the local date of the first good roster ever.
	FirstRoster access.Date
}

// shown is the date of what a read showed, by the day of its run: of an export its own, in a time zone.
func shown(day, file string, taken int64, zone *time.Location) access.Date {
	if file == "" || taken == 0 {
		return date(day)
	}
	return min(date(day), access.DayOf(instant(taken).In(zone)))
}

// Lately returns the access that ended, and the missing access that was given, since a day.
func (s *Store) Lately(ctx context.Context, since access.Date, zone *time.Location) (Lately, error) {
	l := Lately{Good: map[string][]access.Date{}}
	err := s.read(ctx, "read what ended lately", func(v *view) error {
		var first string
		err := v.get(&first, "SELECT coalesce(min(day), '') FROM roster JOIN run ON run.id = run WHERE good = 1")
		if err != nil {
			return err
		}
		l.FirstRoster = date(first)
		err = v.each(func(rows *sql.Rows) error {
			var e history.Ended
			var day, file string
			var taken int64
			err := rows.Scan(&e.Target, &e.Account.ID, &e.Account.Login, &e.Account.Email, &e.Account.Name, &e.Person, &day, &file, &taken)
			e.Day = shown(day, file, taken, zone)
			l.Ended = append(l.Ended, e)
			return err
		}, `SELECT target.name, account, login, email, old.name, person, day, file, taken FROM account_span old
			JOIN run ON run.id = to_run JOIN target ON target.id = old.target JOIN read ON read.target = old.target AND read.run = to_run
			WHERE to_run >= (SELECT min(id) FROM run WHERE day >= ?) AND access = 1 AND person <> ''
			AND NOT EXISTS (SELECT 1 FROM account_span new WHERE new.target = old.target AND new.account = old.account
				AND new.from_run = old.to_run AND new.access = 1)
			ORDER BY to_run, old.target, account`, since.String())
		if err != nil {
			return err
		}
		err = v.each(func(rows *sql.Rows) error {
			var target, day, file string
			var taken int64
			err := rows.Scan(&target, &day, &file, &taken)
			l.Good[target] = append(l.Good[target], shown(day, file, taken, zone))
			return err
		}, `SELECT target.name, day, file, taken FROM read JOIN run ON run.id = run JOIN target ON target.id = read.target
			WHERE good = 1`)
		if err != nil {
			return err
		}
		for target, days := range l.Good {
			slices.Sort(days)
			l.Good[target] = slices.Compact(days)
		}
		return v.each(func(rows *sql.Rows) error {
			var r history.Resolved
			var day, file string
			var taken int64
			err := rows.Scan(&r.Target, &r.Person, &day, &file, &taken)
			r.Day = shown(day, file, taken, zone)
			l.Resolved = append(l.Resolved, r)
			return err
		}, `SELECT f.target, person, day, coalesce(file, ''), coalesce(taken, 0) FROM finding_span f JOIN run ON run.id = to_run
			LEFT JOIN target ON target.name = f.target LEFT JOIN read ON read.target = target.id AND read.run = to_run
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
