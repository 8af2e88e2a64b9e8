package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"reconcile/internal/access"
)

// retainPayload is what the audit log says of an erasure.
type retainPayload struct {
	Before access.Date `json:"before"`
	// Payloads is the newest audit entry whose payload was erased.
	Payloads int64 `json:"payloads"`
}

// Retain erases what is older than a date: documents, payloads of the audit log, outcomes, intervals that ended, people who
// are gone. What it leaves still answers for every day from that date on, and still verifies: the audit log says what was
// erased. The last run in line stays.
func (s *Store) Retain(ctx context.Context, before access.Date) error {
	what := "erase what is older than " + before.String()
	err := s.write(ctx, what, func(t *tx) error {
		var last struct {
			ID  int64  `db:"id"`
			Day string `db:"day"`
		}
		err := t.get(&last, "SELECT id, day FROM run WHERE state = 'finished' AND in_line = 1 ORDER BY id DESC LIMIT 1")
		if err != nil {
			return err
		}
		if before.IsZero() || !before.Before(date(last.Day)) {
			return fmt.Errorf("the last run was on %q: name a day before it", last.Day)
		}
		if done, err := t.erased(before); err != nil || done {
			return err
		}
		for _, erase := range []func() error{
			func() error { return t.eraseRuns(s.now(), before.String(), last.ID) },
			func() error { return t.eraseAccess(before.String()) },
			t.unreferenced,
			func() error { return t.keptFrom(before) },
		} {
			if err := erase(); err != nil {
				return err
			}
		}
		var newest int64
		if err := t.get(&newest, "SELECT coalesce(max(seq), 0) FROM audit WHERE time < ?", micros(before.Time())); err != nil {
			return err
		}
		if err := t.exec("DELETE FROM audit_payload WHERE seq <= ?", newest); err != nil {
			return err
		}
		return t.audit(s.now(), auditRetain, retainPayload{before, newest})
	})
	if err != nil {
		return err
	}
	// what was erased stands in the log of writes until that is written back
	_, err = s.w.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return s.fault(what, err)
}

// erased reports whether there is nothing older than a day: it was erased, or never there.
func (t *tx) erased(before access.Date) (bool, error) {
	var from string
	err := t.get(&from, "SELECT value FROM setting WHERE name = 'kept_from'")
	if err != nil || from != "" && !date(from).Before(before) {
		return true, err
	}
	n := 0
	err = t.get(&n, "SELECT count(*) FROM run WHERE day < ? AND (day >= ? OR ? = '')", before.String(), from, from)
	return n == 0, err
}

// eraseMails erases the mails of old runs. When a kind of mail was made last for somebody stays for a year, or what is mailed
// once a year would be mailed as often as retention comes by.
func (t *tx) eraseMails(now time.Time, old, day string, last int64) error {
	const newest = "id IN (SELECT max(id) FROM outbox GROUP BY kind, recipient) AND queued >= ?"
	since := micros(now.AddDate(-1, 0, -1))
	err := t.exec("DELETE FROM outbox WHERE run "+old+" AND run <> ? AND NOT ("+newest+")", day, last, since)
	if err != nil {
		return err
	}
	return t.exec("UPDATE outbox SET state = CASE state WHEN ? THEN state ELSE ? END, body = '', subject = '', error = '' "+
		"WHERE run "+old+" AND run <> ?", outSent, outTold, day, last)
}

// eraseRuns erases what belongs to runs before a day. The rules that were accepted last stay, and so does the last run.
func (t *tx) eraseRuns(now time.Time, day string, last int64) error {
	v := view{t.Tx, t.ctx}
	rules, err := v.acceptedRules()
	if err != nil {
		return err
	}
	const old = "IN (SELECT id FROM run WHERE day < ?)"
	for _, query := range []string{
		"DELETE FROM run_document WHERE run " + old + " AND run <> ?",
		"UPDATE run SET controls = NULL WHERE day < ? AND id <> ?",
		"DELETE FROM plan_hash WHERE run " + old + " AND run <> ?",
	} {
		if err := t.exec(query, day, last); err != nil {
			return err
		}
	}
	if err := t.eraseMails(now, old, day, last); err != nil {
		return err
	}
	if err := t.exec("UPDATE run SET rules = NULL WHERE day < ? AND id <> ? AND rules <> ?", day, last, rules.Int64); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM outcome WHERE day < ?",
		"DELETE FROM finding_span WHERE to_run " + old,
		"DELETE FROM person_span WHERE to_run " + old,
	} {
		if err := t.exec(query, day); err != nil {
			return err
		}
	}
	return nil
}

// eraseAccess erases the intervals that ended up to the read that speaks for the day: the last complete one until then.
func (t *tx) eraseAccess(day string) error {
	var reads []struct {
		Target int64 `db:"target"`
		Run    int64 `db:"run"`
	}
	err := t.list(&reads, `SELECT target, max(run) AS run FROM read JOIN run ON run.id = run
		WHERE status = 'complete' AND day <= ? GROUP BY target`, day)
	if err != nil {
		return err
	}
	for _, r := range reads {
		for _, query := range []string{
			"DELETE FROM grant_span WHERE stay BETWEEN ?1 << 40 AND (?1 + 1) << 40 AND to_run <= ?2",
			"DELETE FROM account_span WHERE target = ?1 AND to_run <= ?2",
			`DELETE FROM entitlement_span WHERE entitlement IN (SELECT id FROM entitlement WHERE target = ?1) AND to_run <= ?2
				AND entitlement NOT IN (SELECT entitlement FROM grant_span UNION SELECT via FROM grant_span)`,
		} {
			if err := t.exec(query, r.Target, r.Run); err != nil {
				return err
			}
		}
	}
	return t.exec("DELETE FROM entitlement WHERE id NOT IN (SELECT entitlement FROM entitlement_span)")
}

// keptFrom writes down since when the store answers.
func (t *tx) keptFrom(before access.Date) error {
	var was string
	if err := t.get(&was, "SELECT value FROM setting WHERE name = 'kept_from'"); err != nil || before.Before(date(was)) {
		return err
	}
	return t.exec(`INSERT INTO setting (name, value) VALUES ('kept_from', ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, before.String())
}

// unreferenced deletes the texts and bodies that no document and no run refers to any more.
func (t *tx) unreferenced() error {
	err := t.exec(`DELETE FROM content WHERE id NOT IN (SELECT findings FROM run_document UNION SELECT actions FROM run_document
		UNION SELECT rules FROM run WHERE rules IS NOT NULL UNION SELECT controls FROM run WHERE controls IS NOT NULL
		UNION SELECT reach FROM read WHERE reach IS NOT NULL)`)
	if err != nil {
		return err
	}
	var lists struct{ findings, actions []int64 }
	if err := t.list(&lists.findings, "SELECT DISTINCT findings FROM run_document"); err != nil {
		return err
	}
	if err := t.list(&lists.actions, "SELECT DISTINCT actions FROM run_document"); err != nil {
		return err
	}
	v := view{t.Tx, t.ctx}
	used := map[int64]bool{}
	for _, list := range lists.findings {
		ids, _, err := v.findingIDs(list)
		if err != nil {
			return err
		}
		for _, id := range ids {
			used[id] = true
		}
	}
	for _, list := range lists.actions {
		ids, err := v.actionIDs(list)
		if err != nil {
			return err
		}
		for _, id := range ids {
			used[id] = true
		}
	}
	var all []int64
	if err := t.list(&all, "SELECT id FROM body"); err != nil {
		return err
	}
	unused := slices.DeleteFunc(all, func(id int64) bool { return used[id] })
	return inBatches(unused, func(list string, args []any) error {
		return t.exec("DELETE FROM body WHERE id IN "+list, args...)
	})
}
