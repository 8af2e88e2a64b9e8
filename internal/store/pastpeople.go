package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"reconcile/internal/access"
)

// PastPeople adds its people to the last good roster. tonight are people sorted by id: of those whose record is still the
// same nothing more is read.
func (s *Store) PastPeople(ctx context.Context, tonight []access.Person, r *access.PastRoster) error {
	marks := make([]int64, len(tonight))
	var marked sync.WaitGroup
	marked.Go(func() { s.bodyMarks(tonight, marks) })
	defer marked.Wait()
	r.IDs, r.Since, r.Changed = make([]string, 0, len(tonight)), make([]access.Date, 0, len(tonight)), map[string]*access.Person{}
	return s.read(ctx, "read the last good roster", func(v *view) error {
		days, err := v.days()
		if err != nil {
			return err
		}
		type same struct {
			at   int32 // of tonight, -1 for somebody who is absent
			mark int64
		}
		known := make([]same, 0, len(tonight))
		i := 0
		err = v.each(func(rows *sql.Rows) error {
			var raw sql.RawBytes
			var mark, from int64
			if err := rows.Scan(&raw, &mark, &from); err != nil {
				return err
			}
			for i < len(tonight) && tonight[i].ID < string(raw) {
				i++
			}
			r.Since = append(r.Since, days[from])
			if i < len(tonight) && tonight[i].ID == string(raw) && tonight[i].Quarantine == "" {
				r.IDs, known = append(r.IDs, tonight[i].ID), append(known, same{int32(i), mark})
				return nil
			}
			r.IDs, known = append(r.IDs, string(raw)), append(known, same{-1, mark})
			return nil
		}, "SELECT person, mark, from_run FROM person_span WHERE to_run IS NULL ORDER BY person")
		if err != nil {
			return err
		}
		marked.Wait()
		var changed []string
		for k, id := range r.IDs {
			if known[k].at < 0 || marks[known[k].at] != known[k].mark {
				changed = append(changed, id)
			}
		}
		return inBatches(changed, func(list string, args []any) error {
			return v.each(func(rows *sql.Rows) error {
				p, err := scanPerson(rows)
				r.Changed[p.ID] = &p
				return err
			}, "SELECT person, body FROM person_span WHERE to_run IS NULL AND person IN "+list, args...)
		})
	})
}

// Knew tells which of some ids a good roster had, as a person's or as a former one of the others.
func (s *Store) Knew(ctx context.Context, ids []string) (map[string]bool, error) {
	known := map[string]bool{}
	err := s.read(ctx, "look for ids on earlier rosters", func(v *view) error {
		return inBatches(ids, func(list string, args []any) error {
			return v.each(func(rows *sql.Rows) error {
				p, err := scanPerson(rows)
				known[p.ID] = true
				for _, id := range p.FormerIDs {
					known[id] = true
				}
				return err
			}, "SELECT person, body FROM person_span WHERE person IN "+list, args...)
		})
	})
	return known, err
}

// bodyMarks makes the fingerprints of people's records.
func (s *Store) bodyMarks(people []access.Person, marks []int64) {
	var wait sync.WaitGroup
	for part := range slices.Chunk(people, len(people)/2+1) {
		into := marks[:len(part)]
		marks = marks[len(part):]
		wait.Go(func() {
			m, enc := s.marker(), newEncoder()
			for i := range part {
				if body, err := enc.person(&part[i]); err == nil { // of plain data there is no error
					into[i] = m.body(body)
				}
			}
		})
	}
	wait.Wait()
}
