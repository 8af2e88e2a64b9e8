package store

import (
	"context"
	"database/sql"
	"time"

	"reconcile/internal/access"
)

// Days returns the local dates since a day on which a whole night was finished, each once, oldest first, and the date of
// the first one ever; no date where there is none.
func (s *Store) Days(ctx context.Context, since access.Date) (days []access.Date, first access.Date, err error) {
	err = s.read(ctx, "list the nights since "+since.String(), func(v *view) error {
		const whole = "FROM run WHERE state = 'finished' AND in_line = 1 AND limited = 0"
		var text string
		if err := v.get(&text, "SELECT coalesce(min(day), '') "+whole); err != nil {
			return err
		}
		first = date(text)
		return v.each(func(rows *sql.Rows) error {
			var day string
			err := rows.Scan(&day)
			days = append(days, date(day))
			return err
		}, "SELECT DISTINCT day "+whole+" AND day >= ? ORDER BY day", since.String())
	})
	return days, first, err
}

// RunInfo is what a list of runs tells of one.
type RunInfo struct {
	ID string
	// AsOf is the date of judgement, Day the local date on which it ran.
	AsOf, Day access.Date
	// InLine, Limited: as when it began. Finished: it came to its end.
	InLine, Limited, Finished bool
	Mode                      string
	Started                   time.Time
	// Findings counts those of its document, -1 where there is none: it was aborted, or erased by retention.
	Findings int
	// Unread counts the apps that were not read, or not in whole; Unsound: its roster was no good one.
	Unread  int
	Unsound bool
}

// Runs lists the last runs, the newest first, at most so many.
func (s *Store) Runs(ctx context.Context, most int) ([]RunInfo, error) {
	var runs []RunInfo
	err := s.read(ctx, "list the runs", func(v *view) error {
		lists := map[int]sql.NullInt64{}
		err := v.each(func(rows *sql.Rows) error {
			var r RunInfo
			var asOf, day, state string
			var started int64
			var list sql.NullInt64
			err := rows.Scan(&r.ID, &asOf, &day, &r.InLine, &r.Limited, &r.Mode, &state, &started, &list, &r.Unread, &r.Unsound)
			r.AsOf, r.Day, r.Started, r.Finished, r.Findings = date(asOf), date(day), instant(started), state == runFinished, -1
			lists[len(runs)] = list
			runs = append(runs, r)
			return err
		}, `SELECT name, as_of, day, in_line, limited, mode, state, started, findings,
			(SELECT count(*) FROM read WHERE read.run = run.id AND status <> 'complete'),
			EXISTS (SELECT 1 FROM roster WHERE roster.run = run.id AND good = 0)
			FROM run LEFT JOIN run_document ON run_document.run = id ORDER BY id DESC LIMIT ?`, most)
		if err != nil {
			return err
		}
		for i, list := range lists {
			if !list.Valid {
				continue
			}
			ids, _, err := v.findingIDs(list.Int64)
			if err != nil {
				return err
			}
			runs[i].Findings = len(ids)
		}
		return nil
	})
	return runs, err
}

// Changed reports whether a run, or one before it and after another, opened or resolved any finding, in some targets only where
// these are not nil.
func (s *Store) Changed(ctx context.Context, after, run int64, targets []string) (bool, error) {
	n := 0
	err := s.read(ctx, "look for changes", func(v *view) error {
		const changed = "SELECT count(*) FROM finding_span WHERE (from_run > ?1 AND from_run <= ?2 OR to_run > ?1 AND to_run <= ?2)"
		if targets == nil {
			return v.get(&n, changed, after, run)
		}
		return inBatches(targets, func(list string, args []any) error {
			more := 0
			err := v.get(&more, changed+" AND target IN "+list, append([]any{after, run}, args...)...)
			n += more
			return err
		})
	})
	return n > 0, err
}

// Day returns the local date on which a run was made, by its name; no date where there is none.
func (s *Store) Day(ctx context.Context, id string) (day access.Date, err error) {
	var text string
	err = s.read(ctx, "look up the day of a run", func(v *view) error {
		return v.get(&text, "SELECT day FROM run WHERE state = 'finished' AND name = ?", id)
	})
	return date(text), err
}

// Number returns the number of a finished run by its name, 0 where there is none.
func (s *Store) Number(ctx context.Context, id string) (run int64, err error) {
	err = s.read(ctx, "look up a run", func(v *view) error {
		return v.get(&run, "SELECT id FROM run WHERE state = 'finished' AND name = ?", id)
	})
	return run, err
}
