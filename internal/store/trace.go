package store

import (
	"context"
	"database/sql"

	"reconcile/internal/access"
)

// Interval is from when to when something was so, by local dates of reads: To is the first day on which it was no more, no
// date while it lasts.
type Interval struct{ From, To access.Date }

// AccountSpan is an account over a time in which its facts did not change.
type AccountSpan struct {
	Interval
	Target, Account, Person, Matched string
	Primary                          bool
	Login, Email, Name, Status, Kind string
}

// GrantSpan is an entitlement held over a time, by the key it has now, or had last.
type GrantSpan struct {
	Interval
	Target, Account, Entitlement, Via, ManagedBy string
}

// PersonSpan is a person's record over a time in which it did not change.
type PersonSpan struct {
	Interval
	Person access.Person
}

// FindingSpan is a finding over the time in which it was open.
type FindingSpan struct {
	Interval
	Verdict                              access.Verdict
	Cause                                access.Cause
	Target, Account, Person, Entitlement string
}

// RulesSpan says from when on which rules were applied.
type RulesSpan struct {
	From access.Date
	Hash string
}

// Trace is all that is known of an account or a person over time.
type Trace struct {
	Records  []PersonSpan
	Accounts []AccountSpan
	Grants   []GrantSpan
	Findings []FindingSpan
	// Rules are all that were applied, whomever they concern.
	Rules []RulesSpan
}

// History returns all that is known of an account over time, oldest first.
func (s *Store) History(ctx context.Context, target, account string) (Trace, error) {
	var trace Trace
	err := s.read(ctx, "read the history of an account", func(v *view) error {
		if err := v.findingSpans(&trace, "target = ? AND account = ?", target, account); err != nil {
			return err
		}
		return v.trace(&trace, "target.name = ? AND account = ?", target, account)
	})
	return trace, err
}

// PersonHistory returns all that is known of a person over time, oldest first: their records, the accounts while they were
// theirs, and what those held.
func (s *Store) PersonHistory(ctx context.Context, person string) (Trace, error) {
	var trace Trace
	err := s.read(ctx, "read the history of a person", func(v *view) error {
		days, err := v.days()
		if err != nil {
			return err
		}
		err = v.each(func(rows *sql.Rows) error {
			var from int64
			var to sql.NullInt64
			p, err := scanPerson(rows, &from, &to)
			trace.Records = append(trace.Records, PersonSpan{interval(days, from, to), p})
			return err
		}, "SELECT person, body, from_run, to_run FROM person_span WHERE person = ? ORDER BY from_run", person)
		if err != nil {
			return err
		}
		if err := v.findingSpans(&trace, "person = ?", person); err != nil {
			return err
		}
		return v.trace(&trace, "person = ?", person)
	})
	return trace, err
}

// findingSpans reads the findings that fit, and which rules were applied when.
func (v *view) findingSpans(trace *Trace, where string, args ...any) error {
	days, err := v.days()
	if err != nil {
		return err
	}
	err = v.each(func(rows *sql.Rows) error {
		var f FindingSpan
		var from int64
		var to sql.NullInt64
		err := rows.Scan(&f.Verdict, &f.Cause, &f.Target, &f.Account, &f.Person, &f.Entitlement, &from, &to)
		f.Interval = interval(days, from, to)
		trace.Findings = append(trace.Findings, f)
		return err
	}, "SELECT verdict, cause, target, account, person, entitlement, from_run, to_run FROM finding_span WHERE "+where+
		" ORDER BY from_run, fingerprint", args...)
	if err != nil {
		return err
	}
	return v.each(func(rows *sql.Rows) error {
		var r RulesSpan
		var day string
		err := rows.Scan(&r.Hash, &day)
		r.From = date(day)
		if n := len(trace.Rules); n == 0 || trace.Rules[n-1].Hash != r.Hash {
			trace.Rules = append(trace.Rules, r)
		}
		return err
	}, "SELECT rules_hash, day FROM run WHERE state = 'finished' AND in_line = 1 ORDER BY id")
}

func interval(days map[int64]access.Date, from int64, to sql.NullInt64) Interval {
	i := Interval{From: days[from]}
	if to.Valid {
		i.To = days[to.Int64]
	}
	return i
}

// trace reads the accounts that fit, and their grants.
func (v *view) trace(trace *Trace, where string, args ...any) error {
	days, err := v.days()
	if err != nil {
		return err
	}
	stays := map[int64]AccountSpan{}
	var order []int64
	err = v.each(func(rows *sql.Rows) error {
		var a AccountSpan
		var stay, from int64
		var to sql.NullInt64
		err := rows.Scan(&a.Target, &a.Account, &stay, &from, &to, &a.Person, &a.Primary, &a.Matched, &a.Login, &a.Email, &a.Name,
			&a.Status, &a.Kind)
		a.Interval = interval(days, from, to)
		trace.Accounts = append(trace.Accounts, a)
		if _, known := stays[stay]; !known {
			order = append(order, stay)
		}
		stays[stay] = a
		return err
	}, `SELECT target.name, account, stay, from_run, to_run, person, main, matched, login, email, account_span.name, status, kind
		FROM account_span JOIN target ON target.id = target WHERE `+where+` ORDER BY target.name, account, from_run`, args...)
	if err != nil {
		return err
	}
	return inBatches(order, func(list string, args []any) error {
		return v.each(func(rows *sql.Rows) error {
			var g GrantSpan
			var stay, from int64
			var to sql.NullInt64
			var e, via access.Entitlement
			var through sql.NullString
			err := rows.Scan(&stay, &from, &to, &g.ManagedBy, &e.Type, &e.Name, &e.Level, &through, &via.Name, &via.Level)
			g.Target, g.Account, g.Entitlement, g.Interval = stays[stay].Target, stays[stay].Account, e.Key(), interval(days, from, to)
			if through.Valid {
				via.Type = through.String
				g.Via = via.Key()
			}
			trace.Grants = append(trace.Grants, g)
			return err
		}, `SELECT stay, g.from_run, g.to_run, managed_by, e.type, e.name, e.level, w.type, coalesce(w.name, ''), coalesce(w.level, '')
			FROM grant_span g
			JOIN entitlement_span e ON e.entitlement = g.entitlement
				AND e.from_run = (SELECT max(from_run) FROM entitlement_span WHERE entitlement = g.entitlement)
			LEFT JOIN entitlement_span w ON w.entitlement = via
				AND w.from_run = (SELECT max(from_run) FROM entitlement_span WHERE entitlement = via)
			WHERE stay IN `+list+` ORDER BY stay, g.from_run, g.entitlement, via`, args...)
	})
}
