package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"reconcile/internal/access"
)

// RunStart is what is known of a run when it begins.
type RunStart struct {
	// ID is the run's name in its document.
	ID string
	// AsOf is the date of judgement, Day the local date on which it really runs.
	AsOf, Day access.Date
	// InLine: its as-of is not before the last one in line and not after today. Any other run is a rehearsal: its document
	// is stored, and it changes nothing else.
	InLine bool
	// Limited: the run is for some apps only, or for one person. It is no whole night.
	Limited bool
	// Mode is "dry-run" or "fix".
	Mode                           string
	Started                        time.Time
	RulesHash, ConfigHash, Version string
}

// The states of a run.
const (
	runOpen     = "open"
	runFinished = "finished"
)

// Begin starts a run and returns its number and its name: the ID, with a number behind it where another run has that.
func (s *Store) Begin(ctx context.Context, r RunStart) (run int64, id string, err error) {
	if r.AsOf.IsZero() || r.Day.IsZero() {
		return 0, "", errors.New("begin run: it has no date")
	}
	err = s.write(ctx, "begin run", func(t *tx) error {
		if run, err = t.next("run"); err != nil {
			return err
		}
		var last string
		err = t.get(&last, "SELECT as_of FROM run WHERE state = ? AND in_line = 1 ORDER BY id DESC LIMIT 1", runFinished)
		if err != nil {
			return err
		}
		if r.InLine && r.AsOf.Before(date(last)) {
			return fmt.Errorf("a run as of %s is not in line after one as of %s: it is a rehearsal", r.AsOf, last)
		}
		if id, err = t.unnamed(r.ID); err != nil {
			return err
		}
		return t.exec(`INSERT INTO run (id, name, as_of, day, in_line, limited, mode, state, started, finished, rules_hash,
			config_hash, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`, run, id, r.AsOf.String(), r.Day.String(),
			number(r.InLine), number(r.Limited), r.Mode, runOpen, micros(r.Started), r.RulesHash, r.ConfigHash, r.Version)
	})
	return run, id, err
}

// unnamed returns a name that no run has.
func (t *tx) unnamed(id string) (string, error) {
	for n, name := 2, id; ; n++ {
		taken := 0
		if err := t.get(&taken, "SELECT count(*) FROM run WHERE name = ?", name); err != nil || taken == 0 {
			return name, err
		}
		name = fmt.Sprintf("%s-%d", id, n)
	}
}

// runRow is a run as it is stored.
type runRow struct {
	ID         int64  `db:"id"`
	Name       string `db:"name"`
	AsOf       string `db:"as_of"`
	Day        string `db:"day"`
	InLine     bool   `db:"in_line"`
	State      string `db:"state"`
	ConfigHash string `db:"config_hash"`
	RulesHash  string `db:"rules_hash"`
	Version    string `db:"version"`
}

// getter reads one value; a missing row leaves it as it is.
type getter interface {
	get(into any, query string, args ...any) error
}

// runOf returns a run, the zero one where there is none.
func runOf(g getter, run int64) (runRow, error) {
	var r runRow
	err := g.get(&r, "SELECT id, name, as_of, day, in_line, state, config_hash, rules_hash, version FROM run WHERE id = ?", run)
	return r, err
}

// open returns a run that is under way.
func (t *tx) open(run int64) (runRow, error) {
	r, err := runOf(t, run)
	switch {
	case err != nil:
		return r, err
	case r.ID == 0:
		return r, fmt.Errorf("there is no run %d: begin it first", run)
	case r.State != runOpen:
		return r, fmt.Errorf("run %d is finished: begin another one", run)
	}
	return r, nil
}
