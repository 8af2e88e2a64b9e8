package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"

	"reconcile/internal/access"
)

// actionDays is for how many days outcomes are told.
const actionDays = 90

// moveDays is for how many days replaced records of people are told.
const moveDays = 30

// Past returns what earlier nights leave for tonight. The people of the last good roster are not in it: PastPeople reads
// them, Links whose the accounts are. Records of people are told that were replaced within the given days, 30 at least.
func (s *Store) Past(ctx context.Context, today access.Date, moved int) (*access.Past, error) {
	past := &access.Past{Targets: map[string]*access.PastTarget{}, Open: map[string]access.PastFinding{}}
	err := s.read(ctx, "read what earlier nights left", func(v *view) error {
		for _, part := range []func(*access.Past) error{
			v.lastRun, v.pastTargets, func(p *access.Past) error { return v.goodDays(p, today) }, v.governed, v.openFindings, v.unread,
			v.pastRoster, v.accepted, func(p *access.Past) error { return v.pastActions(p, today) },
			func(p *access.Past) error { return v.moves(p, today.Plus(-max(moved, moveDays))) },
		} {
			if err := part(past); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(past.Targets, func(_ string, t *access.PastTarget) bool { return t.LastRead == 0 && len(t.Governed) == 0 })
	return past, nil
}

// lastRun reads the date and the controls of the last run in line.
func (v *view) lastRun(p *access.Past) error {
	var row struct {
		AsOf     string        `db:"as_of"`
		Controls sql.NullInt64 `db:"controls"`
	}
	err := v.get(&row, "SELECT as_of, controls FROM run WHERE state = 'finished' AND in_line = 1 ORDER BY id DESC LIMIT 1")
	if err != nil || row.AsOf == "" {
		return err
	}
	p.LastDay = date(row.AsOf)
	if !row.Controls.Valid {
		return nil
	}
	text, err := v.content(row.Controls.Int64)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &p.Controls)
}

// pastTargets reads what the last reads of each target were.
func (v *view) pastTargets(p *access.Past) error {
	numbers := map[string]int64{}
	err := v.each(func(rows *sql.Rows) error {
		var name string
		var day, hash sql.NullString
		var id, enabled sql.NullInt64
		if err := rows.Scan(&id, &name, &day, &hash, &enabled); err != nil {
			return err
		}
		p.Targets[name] = &access.PastTarget{LastRead: date(day.String), LastHash: hash.String, Enabled: int(enabled.Int64)}
		numbers[name] = id.Int64
		return nil
	}, `SELECT id, name,
		(SELECT day FROM read JOIN run ON run.id = run WHERE target = target.id AND status IN ('complete', 'partial')
			ORDER BY run DESC LIMIT 1),
		(SELECT hash FROM read WHERE target = target.id AND status = 'complete' ORDER BY run DESC LIMIT 1),
		(SELECT enabled FROM read JOIN run ON run.id = run WHERE target = target.id AND good = 1 AND state = 'finished'
			ORDER BY run DESC LIMIT 1)
		FROM target`)
	for name, id := range numbers {
		if err == nil {
			p.Targets[name].Reach, err = v.reach(id)
		}
	}
	return err
}

// goodDays reads on which days before today each target was read well, by runs that came to their end: what another one found was
// never written down.
func (v *view) goodDays(p *access.Past, today access.Date) error {
	return v.each(func(rows *sql.Rows) error {
		var name, day string
		err := rows.Scan(&name, &day)
		if t := p.Targets[name]; t != nil {
			t.GoodDays = append(t.GoodDays, date(day))
		}
		return err
	}, `SELECT DISTINCT target.name, day FROM read JOIN run ON run.id = run JOIN target ON target.id = target
		WHERE good = 1 AND state = 'finished' AND day < ? ORDER BY target.name, day`, today.String())
}

// governed reads what was ever governed.
func (v *view) governed(p *access.Past) error {
	return v.each(func(rows *sql.Rows) error {
		var name, key string
		err := rows.Scan(&name, &key)
		if t := p.Targets[name]; t != nil {
			t.Governed = append(t.Governed, key)
		}
		return err
	}, "SELECT name, key FROM governed JOIN target ON id = target ORDER BY target, key")
}

// openFindings reads the open findings.
func (v *view) openFindings(p *access.Past) error {
	return v.each(func(rows *sql.Rows) error {
		var f access.PastFinding
		var fingerprint, opened string
		err := rows.Scan(&fingerprint, &opened, &f.Cause, &f.Emptied, &f.Verdict, &f.Target, &f.Account, &f.Person)
		f.Opened = date(opened)
		p.Open[fingerprint] = f
		return err
	}, `SELECT fingerprint, opened, cause, emptied, verdict, target, account, person FROM finding_span WHERE to_run IS NULL`)
}

// unread finds the open findings whose first good read was on another day than they were opened: a run for one person found them,
// a partial read, or one that was judged for another day.
func (v *view) unread(p *access.Past) error {
	return v.each(func(rows *sql.Rows) error {
		var fingerprint, day string
		err := rows.Scan(&fingerprint, &day)
		if p.Unread == nil {
			p.Unread = map[string]access.Date{}
		}
		p.Unread[fingerprint] = date(day)
		return err
	}, `WITH born AS (SELECT DISTINCT target, from_run FROM finding_span WHERE to_run IS NULL AND target <> ''),
		first AS (SELECT born.target, from_run, coalesce((SELECT day FROM read JOIN run ON run.id = run
			JOIN target ON target.id = read.target WHERE target.name = born.target AND good = 1 AND state = 'finished'
			AND run >= from_run ORDER BY run LIMIT 1), '') AS day FROM born)
		SELECT fingerprint, day FROM finding_span JOIN first USING (target, from_run) WHERE to_run IS NULL AND day <> opened`)
}

// moves reads the records of people that were replaced since a day. Who is gone altogether has not moved, unless somebody bears
// another id since: FormerMoves reads those.
func (v *view) moves(p *access.Past, since access.Date) error {
	return v.each(move(&p.Moves), `SELECT person, body, run.day, first.day FROM person_span old JOIN run ON run.id = to_run
		JOIN run first ON first.id = from_run
		WHERE to_run >= (SELECT min(id) FROM run WHERE day >= ?) AND run.day >= ?
		AND EXISTS (SELECT 1 FROM person_span new WHERE new.person = old.person AND new.from_run = old.to_run)
		ORDER BY to_run DESC, person`, since.String(), since.String())
}

// move reads one row into moves.
func move(moves *[]access.PastMove) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var day, since string
		before, err := scanPerson(rows, &day, &since)
		*moves = append(*moves, access.PastMove{Day: date(day), Since: date(since), Before: before})
		return err
	}
}

// FormerMoves returns the last records under ids that the roster knew and knows no more, as far as they ended within the given
// days, 30 at least.
func (s *Store) FormerMoves(ctx context.Context, ids []string, today access.Date, moved int) ([]access.PastMove, error) {
	var moves []access.PastMove
	since := today.Plus(-max(moved, moveDays)).String()
	err := s.read(ctx, "read records under former ids", func(v *view) error {
		return inBatches(ids, func(list string, args []any) error {
			return v.each(move(&moves), `SELECT person, body, run.day, first.day FROM person_span old JOIN run ON run.id = to_run
				JOIN run first ON first.id = from_run WHERE person IN `+list+` AND run.day >= ?
				AND NOT EXISTS (SELECT 1 FROM person_span new WHERE new.person = old.person AND new.from_run >= old.to_run)
				ORDER BY person`, append(args, since)...)
		})
	})
	return moves, err
}

// pastRoster reads which was the last good roster.
func (v *view) pastRoster(p *access.Past) error {
	var row struct {
		Hash string `db:"hash"`
		AsOf string `db:"as_of"`
	}
	err := v.get(&row, "SELECT hash, as_of FROM roster JOIN run ON run.id = run WHERE good = 1 ORDER BY run DESC LIMIT 1")
	p.Roster = access.PastRoster{Hash: row.Hash, Day: date(row.AsOf)}
	return err
}

// accepted reads the rules that count as accepted.
func (v *view) accepted(p *access.Past) error {
	id, err := v.acceptedRules()
	if err != nil || !id.Valid {
		return err
	}
	text, err := v.content(id.Int64)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &p.Accepted)
}

// acceptedRules finds the rules that were accepted last and are known, or else those of the first night.
func (v *view) acceptedRules() (id sql.NullInt64, err error) {
	err = v.get(&id, `SELECT rules FROM accepted JOIN run ON rules_hash = value WHERE kind = ? AND rules IS NOT NULL
		ORDER BY accepted.id DESC, run.id DESC LIMIT 1`, string(AcceptRules))
	if err == nil && !id.Valid {
		err = v.get(&id, "SELECT rules FROM run WHERE state = 'finished' AND in_line = 1 AND rules IS NOT NULL ORDER BY id LIMIT 1")
	}
	return id, err
}

// pastActions reads what became of actions lately.
func (v *view) pastActions(p *access.Past, today access.Date) error {
	return v.each(func(rows *sql.Rows) error {
		var a access.PastAction
		var when int64
		var day string
		err := rows.Scan(&when, &day, &a.Kind, &a.Target, &a.Account, &a.Person, &a.Entitlement, &a.Removal, &a.Leaver, &a.State)
		a.Time, a.Day = instant(when), date(day)
		p.Actions = append(p.Actions, a)
		return err
	}, `SELECT time, day, kind, target, account, person, entitlement, removal, leaver, state FROM outcome WHERE day >= ?
		ORDER BY time, id`, today.Plus(-actionDays).String())
}

// SameLinks reports whether the accounts of a read are whose those of the target's last good read before a day were, that of
// a finished run: the same accounts, the same people, found by the same keys.
func (s *Store) SameLinks(ctx context.Context, r *TargetRead, today access.Date) (bool, error) {
	var links string
	err := s.read(ctx, "read whose the accounts of "+r.Target+" were", func(v *view) error {
		return v.get(&links, `SELECT links FROM read JOIN target ON target.id = target JOIN run ON run.id = run
			WHERE target.name = ? AND good = 1 AND state = 'finished' AND day < ? ORDER BY run DESC LIMIT 1`, r.Target, today.String())
	})
	return err == nil && links != "" && links == r.links(), err
}

// Links returns whose a target's accounts were in its last good read before a day, that of a finished run, sorted by account;
// those of nobody are left out.
func (s *Store) Links(ctx context.Context, target string, today access.Date) ([]access.PastLink, error) {
	var links []access.PastLink
	err := s.read(ctx, "read whose the accounts of "+target+" were", func(v *view) error {
		var good struct {
			Target   int64 `db:"target"`
			Run      int64 `db:"run"`
			Accounts int   `db:"accounts"`
		}
		err := v.get(&good, `SELECT target, run, accounts FROM read JOIN target ON target.id = target JOIN run ON run.id = run
			WHERE target.name = ? AND good = 1 AND state = 'finished' AND day < ? ORDER BY run DESC LIMIT 1`, target, today.String())
		if err != nil || good.Run == 0 {
			return err
		}
		links = make([]access.PastLink, 0, good.Accounts)
		return v.each(func(rows *sql.Rows) error {
			var l access.PastLink
			err := rows.Scan(&l.Account, &l.Person, &l.Primary, &l.Entry)
			links = append(links, l)
			return err
		}, `SELECT account, person, main, matched = ? FROM account_span WHERE target = ? AND from_run <= ?
			AND (to_run IS NULL OR to_run > ?) AND person <> '' ORDER BY account`, access.ByIdentity.String(), good.Target, good.Run,
			good.Run)
	})
	return links, err
}
