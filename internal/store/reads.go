package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"

	"reconcile/internal/access"
)

// ReadOn is the read that says what a target was like on a date.
type ReadOn struct {
	Target string
	// Day is the local date of the last complete read on or before the date, no date if there was none.
	Day access.Date
	// Later is the status of the newest read on or before the date, where that is not the complete one.
	Later access.ReadStatus
	// Run is the complete read's run.
	Run int64
	// Reach is what it could see, nil where that is not known.
	Reach *access.Reach

	id int64
}

// ReadsOn returns, for every target read on or before a date, the read that says what it was like: what was not looked at
// must not look like nothing found.
func (s *Store) ReadsOn(ctx context.Context, day access.Date) ([]ReadOn, error) {
	var reads []ReadOn
	err := s.read(ctx, "list the reads on "+day.String(), func(v *view) (err error) {
		if reads, err = v.reads(day); err != nil {
			return err
		}
		for i := range reads {
			r := &reads[i]
			if r.Reach, err = v.reachUntil(r.id, r.Run); err != nil {
				return err
			}
			unremember(r.Reach)
		}
		return nil
	})
	return reads, err
}

// unremember undoes what remembered does: what is certain to be listed needs no reason, so that a facet with one is not.
func unremember(r *access.Reach) {
	if r == nil {
		return
	}
	for i := range r.Facets {
		if f := &r.Facets[i]; f.Listed == access.Yes && f.Why != "" {
			f.Listed = access.Unknown
		}
	}
}

// reach reads what the last complete read of a target could see, nil where that is not known.
func (v *view) reach(target int64) (*access.Reach, error) { return v.reachUntil(target, math.MaxInt64) }

// reachUntil reads what the last complete read of a target up to a run could see, nil where that is not known.
func (v *view) reachUntil(target, run int64) (*access.Reach, error) {
	var content sql.NullInt64
	err := v.get(&content, "SELECT reach FROM read WHERE target = ? AND run <= ? AND status = 'complete' ORDER BY run DESC LIMIT 1",
		target, run)
	if err != nil || !content.Valid {
		return nil, err
	}
	text, err := v.content(content.Int64)
	if err != nil {
		return nil, err
	}
	r := &access.Reach{}
	return r, json.Unmarshal(text, &r.Facets)
}

// reads lists the targets by name with their last complete read on or before a date.
func (v *view) reads(day access.Date) ([]ReadOn, error) {
	days, err := v.days()
	if err != nil {
		return nil, err
	}
	var reads []ReadOn
	err = v.each(func(rows *sql.Rows) error {
		var r ReadOn
		var status string
		var complete sql.NullInt64
		if err := rows.Scan(&r.id, &r.Target, &complete, &status); err != nil {
			return err
		}
		if r.Run = complete.Int64; r.Run != 0 {
			r.Day = days[r.Run]
		}
		if status != string(access.Complete) {
			r.Later = access.ReadStatus(status)
		}
		reads = append(reads, r)
		return nil
	}, `SELECT target.id, target.name, newest.complete, read.status FROM target
		JOIN (SELECT target, max(run) AS run, max(CASE WHEN status = 'complete' THEN run END) AS complete
			FROM read JOIN run ON run.id = read.run WHERE run.day <= ? GROUP BY target) newest ON newest.target = target.id
		JOIN read ON read.target = target.id AND read.run = newest.run ORDER BY target.name`, day.String())
	return reads, err
}
