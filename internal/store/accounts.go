package store

import (
	"database/sql"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// stayBits is how many bits number the stays of one target; the target's number stands above them, so that a target's
// grants lie together.
const stayBits = 40

// changes compares the snapshot with the open intervals, and writes what differs.
func (rec *recorder) changes(counts *history.Counts) error {
	if err := rec.named(); err != nil {
		return err
	}
	if rec.seen == nil { // somebody recorded another read between
		rec.seen = rec.marks.seen(rec.read)
	}
	seen := rec.seen
	c, err := rec.compare(seen)
	if err != nil {
		return err
	}
	if c.Gone, err = rec.gone(c.Gone); err != nil || c.Empty() {
		return err
	}
	*counts = history.Counts{Opened: len(c.Opened), Changed: len(c.Changed), Closed: len(c.Gone)}
	w := rec.writer(counts)
	for _, step := range []func() error{
		func() error { return w.close(c.Gone) },
		func() error { return w.change(c.Changed, seen) },
		func() error { return w.open(c.Opened, seen) },
		w.spans.end, w.grants.end,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// compare merges the open accounts with the seen ones.
func (rec *recorder) compare(seen []history.Seen) (history.Changes, error) {
	var err error
	c := history.Merge(func(yield func(history.Open) bool) {
		err = each(rec.tx.ctx, rec.tx.Tx, func(rows *sql.Rows) error {
			var o history.Open
			err := rows.Scan(&o.ID, &o.Ref, &o.Facts, &o.Holds)
			if err == nil && !yield(o) {
				err = errStop
			}
			return err
		}, `SELECT account, stay, mark, holds FROM account_span WHERE target = ? AND to_run IS NULL ORDER BY account`, rec.target)
	}, seen, rec.complete)
	return c, err
}

// gone leaves of the accounts that were not seen those that would have been.
func (rec *recorder) gone(unseen []history.Open) ([]history.Open, error) {
	var gone []history.Open
	for _, o := range unseen {
		var a struct {
			Status string `db:"status"`
			Kind   string `db:"kind"`
		}
		err := rec.tx.get(&a, "SELECT status, kind FROM account_span WHERE target = ? AND account = ? AND to_run IS NULL", rec.target,
			o.ID)
		if err != nil {
			return nil, err
		}
		kind := word(a.Kind, access.Human, access.Guest, access.Bot, access.Shared)
		if rec.sight.Holder(kind, word(a.Status, access.Enabled, access.Invited, access.Suspended)) {
			gone = append(gone, o)
		}
	}
	return gone, nil
}

// spanWriter writes the intervals of one read.
type spanWriter struct {
	*recorder
	counts        *history.Counts
	spans, grants *bulk
	facts         []byte
}

func (rec *recorder) writer(counts *history.Counts) *spanWriter {
	return &spanWriter{
		recorder: rec, counts: counts,
		spans: rec.tx.insert(`account_span (target, account, from_run, to_run, stay, since_run, access, person, main, matched, login,
			email, name, status, kind, facts, mark, holds)`, "(#1, @, #2, NULL, @, @, @, @, @, @, @, @, @, @, @, @, @, @)", rec.target,
			rec.run),
		grants: rec.tx.insert("grant_span (stay, entitlement, via, from_run, to_run, managed_by)", "(@, @, @, #1, NULL, @)", rec.run),
	}
}

// span opens an interval of the account at i.
func (w *spanWriter) span(i int, stay, since int64, seen *history.Seen) error {
	a, l := &w.read.Snapshot.Accounts[i], w.read.link(i)
	w.facts = appendFacts(w.facts[:0], a)
	return w.spans.add(a.ID, stay, since, number(a.Open()), l.person, number(l.main), l.matched, a.Login, a.Email(), a.Name,
		a.Status.String(), a.Kind.String(), string(w.facts), seen.Facts, seen.Holds)
}

// open opens the accounts that were not known.
func (w *spanWriter) open(opened []int, seen []history.Seen) error {
	var stays int64
	if err := w.tx.get(&stays, "SELECT stays FROM target WHERE id = ?", w.target); err != nil {
		return err
	}
	for _, i := range opened {
		stays++
		stay := w.target<<stayBits | stays
		if err := w.span(i, stay, w.run, &seen[i]); err != nil {
			return err
		}
		for _, g := range w.held(i) {
			if err := w.grant(stay, g); err != nil {
				return err
			}
		}
	}
	return w.tx.exec("UPDATE target SET stays = ? WHERE id = ?", stays, w.target)
}

// change closes and opens the intervals of accounts whose facts differ, and of grants.
func (w *spanWriter) change(changed []history.Change, seen []history.Seen) error {
	if err := w.regrant(changed, seen); err != nil {
		return err
	}
	for _, c := range changed {
		now := &seen[c.Index]
		if !c.Facts {
			err := w.tx.exec("UPDATE account_span SET holds = ? WHERE target = ? AND account = ? AND to_run IS NULL", now.Holds,
				w.target, now.ID)
			if err != nil {
				return err
			}
			continue
		}
		var was struct {
			Since  int64 `db:"since_run"`
			Access bool  `db:"access"`
		}
		err := w.tx.get(&was, `UPDATE account_span SET to_run = ? WHERE target = ? AND account = ? AND to_run IS NULL
			RETURNING since_run, access`, w.run, w.target, now.ID)
		if err != nil {
			return err
		}
		if was.Access != w.read.Snapshot.Accounts[c.Index].Open() {
			was.Since = w.run
		}
		if err := w.span(c.Index, c.Was.Ref, was.Since, now); err != nil {
			return err
		}
	}
	return nil
}

// close closes the accounts that are gone, and what they held.
func (w *spanWriter) close(gone []history.Open) error {
	stays := make([]int64, len(gone))
	for i, o := range gone {
		stays[i] = o.Ref
		err := w.tx.exec("UPDATE account_span SET to_run = ? WHERE target = ? AND account = ? AND to_run IS NULL", w.run, w.target,
			o.ID)
		if err != nil {
			return err
		}
	}
	return inBatches(stays, func(list string, args []any) error {
		result, err := w.tx.ExecContext(w.tx.ctx, "UPDATE grant_span SET to_run = ? WHERE to_run IS NULL AND stay IN "+list,
			append([]any{w.run}, args...)...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		w.counts.GrantsClosed += int(n)
		return err
	})
}
