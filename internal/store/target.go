package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// TargetRead is one target's read as it is to be kept.
type TargetRead struct {
	Target string
	Status access.ReadStatus
	// Good: the run is in line, not for one person only, the roster file sound, the read complete.
	Good bool
	// Why lists why the read is not complete.
	Why []string
	// Snapshot is what was read, nil for a failed read.
	Snapshot *access.Snapshot
	// People, Primary and Matched are aligned with the snapshot's accounts: whose the account is ("" for nobody's), whether
	// it is their primary one, by which key it was found (the key's name, without a value).
	People  []string
	Primary []bool
	Matched []string
	// Governed are the folded keys of entitlements that were governed tonight.
	Governed []string

	// linked is the fingerprint of People, Primary and Matched once it was asked for.
	linked string
}

// RecordTarget keeps one target's read. A complete read closes what is gone, as far as it would have seen it; a partial one
// opens and changes what it saw; a failed one is noted. A rehearsal's reads are not kept.
func (s *Store) RecordTarget(ctx context.Context, run int64, r TargetRead) (history.Counts, error) {
	var counts history.Counts
	what := "record the read of " + r.Target
	if err := r.check(); err != nil {
		return counts, fmt.Errorf("%s: %w", what, err)
	}
	rec := &recorder{read: &r, run: run, marks: s.marker(), complete: r.Status == access.Complete}
	if r.Snapshot != nil {
		rec.sight.Now = &r.Snapshot.Reach
	}
	if r.Snapshot != nil {
		rec.links = r.links()
	}
	if err := s.prepare(ctx, what, rec); err != nil {
		return counts, err
	}
	err := s.write(ctx, what, func(t *tx) error {
		rec.tx = t
		head, err := t.open(run)
		if err != nil || !head.InLine {
			return err
		}
		if rec.target, err = t.target(r.Target); err != nil {
			return err
		}
		v := view{t.Tx, ctx}
		if rec.sight.Before, err = v.reach(rec.target); err != nil {
			return err
		}
		same, err := rec.same(t, head)
		if err != nil {
			return err
		}
		if err := rec.note(); err != nil {
			return err
		}
		if r.Snapshot == nil {
			return nil
		}
		if rec.complete && !rec.identical {
			if err := rec.volatile(); err != nil {
				return err
			}
		}
		if counts.Same = same; same {
			return nil
		}
		return rec.changes(&counts)
	})
	return counts, err
}

// prepare makes the fingerprints before the store is locked to be written, so that other targets are written meanwhile. An
// equal read needs none.
func (s *Store) prepare(ctx context.Context, what string, rec *recorder) error {
	if rec.read.Snapshot == nil {
		return nil
	}
	same := false
	err := s.read(ctx, what, func(v *view) error {
		head, err := runOf(v, rec.run)
		if err != nil {
			return err
		}
		same, err = rec.same(v, head)
		return err
	})
	if err != nil {
		return err
	}
	if !rec.identical {
		rec.facts = rec.read.volatile()
	}
	if !same {
		rec.seen = rec.marks.seen(rec.read)
	}
	return nil
}

// remembered is what the next read's reach is held against: what once was certainly listed, and may not be any more, counts
// as listed until it is certain that it is not.
func remembered(now []access.Facet, before *access.Reach) []access.Facet {
	kept := slices.Clone(now)
	for i := range kept {
		if f := &kept[i]; before != nil && f.Listed == access.Unknown && before.Sees(f.Name).Listed == access.Yes {
			f.Listed = access.Yes
		}
	}
	return kept
}

// check refuses a read that no target may give.
func (r *TargetRead) check() error {
	if r.Status != access.Complete && r.Status != access.Partial {
		r.Snapshot = nil
		return nil
	}
	if r.Snapshot == nil {
		return fmt.Errorf("a %s read has no snapshot", r.Status)
	}
	accounts := r.Snapshot.Accounts
	for i := 1; i < len(accounts); i++ {
		if accounts[i-1].ID >= accounts[i].ID {
			return fmt.Errorf("the accounts are not sorted by distinct ids at number %d", i+1)
		}
	}
	return nil
}

// target returns the number of a target.
func (t *tx) target(name string) (int64, error) {
	var id int64
	if err := t.get(&id, "SELECT id FROM target WHERE name = ?", name); err != nil || id != 0 {
		return id, err
	}
	id, err := t.next("target")
	if err != nil {
		return 0, err
	}
	return id, t.exec("INSERT INTO target (id, name, stays) VALUES (?, ?, 0)", id, name)
}

// recorder records one read.
type recorder struct {
	tx     *tx
	read   *TargetRead
	run    int64
	target int64
	links  string
	// content is the fingerprint of what is compared with the last read, facts are the volatile ones. identical: the read is of
	// the very bytes that the last one was of.
	content, facts string
	identical      bool
	marks          *marker
	complete       bool
	// sight says what absence means, against the last complete read.
	sight access.Sight
	// seen are the snapshot's accounts with their fingerprints, nil while they were not needed.
	seen []history.Seen
	// entitlements are the store's numbers of the snapshot's entitlements, 0 for the account itself; vendor are the
	// vendor's ids of all of the target's entitlements by number.
	entitlements []int64
	vendor       map[int64]string
	// bases are the base keys of the entitlements that were known, in lower case.
	bases map[int64]string
}

// same reports whether nothing can have changed since the last read: that was complete too, of the same content and the
// same links, and configuration and program, which say what the content means, are the same.
func (rec *recorder) same(g getter, head runRow) (bool, error) {
	s := rec.read.Snapshot
	if !rec.complete || s.Hash == "" {
		return false, nil
	}
	var last struct {
		Status  string `db:"status"`
		Hash    string `db:"hash"`
		Links   string `db:"links"`
		Content string `db:"content"`
		Config  string `db:"config_hash"`
		Version string `db:"version"`
	}
	err := g.get(&last, `SELECT status, hash, links, content, config_hash, version FROM read JOIN run ON run.id = read.run
		JOIN target ON target.id = target WHERE target.name = ? AND status IN ('complete', 'partial') ORDER BY run DESC LIMIT 1`,
		rec.read.Target)
	if err != nil {
		return false, err
	}
	known := last.Status == string(access.Complete) && last.Config == head.ConfigHash && last.Version == head.Version
	rec.identical = known && s.File != "" && last.Hash == s.Hash && last.Links == rec.links && last.Content != ""
	if rec.identical {
		rec.content = last.Content
	} else if rec.content == "" {
		rec.content = rec.read.content()
	}
	return known && last.Content == rec.content, nil
}

// note writes the row of the read, and what was governed.
func (rec *recorder) note() error {
	r, n := rec.read, 0
	err := rec.tx.get(&n, "SELECT count(*) FROM read WHERE target = ? AND run = ?", rec.target, rec.run)
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("run %d has recorded it already: begin another run", rec.run)
	}
	hash, file, taken, accounts, enabled, total, calls := "", "", int64(0), 0, 0, -1, 0
	var reach *int64
	if s := r.Snapshot; s != nil {
		if len(s.Reach.Facets) > 0 {
			if reach, err = rec.tx.kept(remembered(s.Reach.Facets, rec.sight.Before)); err != nil {
				return err
			}
		}
		hash, file, taken, accounts, total, calls = s.Hash, s.File, micros(s.Taken), len(s.Accounts), s.Total, s.Calls
		for i := range s.Accounts {
			if s.Accounts[i].Status == access.Enabled {
				enabled++
			}
		}
	}
	err = rec.tx.exec(`INSERT INTO read (run, target, status, good, why, hash, links, content, accounts, enabled, total, calls, file,
		taken, reach) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, rec.run, rec.target, string(r.Status),
		number(r.Good && rec.complete), strings.Join(r.Why, "\n"), hash, rec.links, rec.content, accounts, enabled, total, calls,
		file, taken, reach)
	if err != nil {
		return err
	}
	for _, key := range r.Governed {
		err := rec.tx.exec("INSERT INTO governed (target, key, from_run) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rec.target, key,
			rec.run)
		if err != nil {
			return err
		}
	}
	return nil
}
