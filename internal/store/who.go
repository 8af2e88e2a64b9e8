package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// AccessFilter limits what is asked for; an empty field asks for all.
type AccessFilter struct {
	Target string
	// People are the ids of one person, under all of which reads may know them.
	People []string
	// Account is an account's id.
	Account string
}

// ErrErased says that the history asked for was erased by retention.
var ErrErased = errors.New("the history of that day was erased by retention")

// errStop ends a loop early.
var errStop = errors.New("stop")

// AccessOn returns who had what on a date, from each target's last complete read on or before it: by target and account,
// the account itself first. Suspended accounts are no access, unless their holder could reopen them. A target without a
// complete read until then gives nothing: ReadsOn tells.
func (s *Store) AccessOn(ctx context.Context, day access.Date, filter AccessFilter) iter.Seq2[access.Held, error] {
	return func(yield func(access.Held, error) bool) {
		err := s.read(ctx, "read who had access on "+day.String(), func(v *view) error {
			if err := v.kept(day); err != nil {
				return err
			}
			days, err := v.days()
			if err != nil {
				return err
			}
			reads, err := v.reads(day)
			if err != nil {
				return err
			}
			for _, r := range reads {
				if r.Run == 0 || filter.Target != "" && filter.Target != r.Target {
					continue
				}
				w := &who{view: v, read: r, days: days, filter: filter, yield: yield}
				if err := w.all(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !stopped(err) {
			yield(access.Held{}, err)
		}
	}
}

// kept refuses a date whose history was erased.
func (v *view) kept(day access.Date) error {
	var from string
	if err := v.get(&from, "SELECT value FROM setting WHERE name = 'kept_from'"); err != nil {
		return err
	}
	if day.Before(date(from)) {
		return fmt.Errorf("%w: ask for %s or later", ErrErased, from)
	}
	return nil
}

// who reads the access in one target at one read.
type who struct {
	*view
	read         ReadOn
	days         map[int64]access.Date
	filter       AccessFilter
	entitlements map[int64]access.Entitlement
	yield        func(access.Held, error) bool
}

func (w *who) all() error {
	if err := w.names(); err != nil {
		return err
	}
	query, args := "", []any{w.read.Run, w.read.Run, w.read.id, w.read.Run, w.read.Run}
	if n := len(w.filter.People); n > 0 {
		query = " AND person IN (" + strings.Repeat("?, ", n-1) + "?)"
		for _, id := range w.filter.People {
			args = append(args, id)
		}
	}
	if w.filter.Account != "" {
		query, args = query+" AND account = ?", append(args, w.filter.Account)
	}
	account, since := access.Held{}, int64(0)
	var grants []access.Held
	flush := func() error {
		slices.SortFunc(grants, func(a, b access.Held) int {
			return cmp.Or(strings.Compare(a.Entitlement, b.Entitlement), strings.Compare(a.Via, b.Via))
		})
		for _, a := range grants {
			if !w.yield(a, nil) {
				return errStop
			}
		}
		grants = grants[:0]
		return nil
	}
	err := w.each(func(rows *sql.Rows) error {
		a := access.Held{Target: w.read.Target, Read: w.read.Day}
		var entitlement, via, from sql.NullInt64
		var began int64
		var managedBy sql.NullString
		n := &a.Account
		err := rows.Scan(&n.ID, &n.Login, &n.Email, &n.Name, &a.Person, &a.Status, &began, &entitlement, &via, &from, &managedBy)
		if err != nil {
			return err
		}
		if account.Account.ID != n.ID {
			if err := flush(); err != nil {
				return err
			}
			account, since = a, began
			a.Entitlement, a.Since = access.AccountType, w.days[since]
			if !w.yield(a, nil) {
				return errStop
			}
		}
		if entitlement.Valid {
			e, through := w.entitlements[entitlement.Int64], w.entitlements[via.Int64]
			a.Entitlement, a.Privileged, a.ManagedBy = e.Key(), e.Privileged, managedBy.String
			if via.Int64 != 0 {
				a.Via = through.Key()
			}
			a.Since = w.days[max(from.Int64, since)]
			grants = append(grants, a)
		}
		return nil
	}, `SELECT account, login, email, name, person, status, since_run, entitlement, via, g.from_run, g.managed_by FROM account_span a
		LEFT JOIN grant_span g ON g.stay = a.stay AND g.from_run <= ? AND (g.to_run IS NULL OR g.to_run > ?)
		WHERE a.target = ? AND a.from_run <= ? AND (a.to_run IS NULL OR a.to_run > ?) AND access = 1`+query+`
		ORDER BY account`, args...)
	if err != nil {
		return err
	}
	return flush()
}

// names reads what the target's entitlements were called at the read.
func (w *who) names() error {
	w.entitlements = map[int64]access.Entitlement{}
	return w.each(func(rows *sql.Rows) error {
		var id int64
		var e access.Entitlement
		err := rows.Scan(&id, &e.ID, &e.Type, &e.Name, &e.Level, &e.Title, &e.Privileged, &e.Fixed)
		w.entitlements[id] = e
		return err
	}, `SELECT id, vendor_id, type, name, level, title, privileged, fixed FROM entitlement
		JOIN entitlement_span ON entitlement = id WHERE target = ? AND from_run <= ? AND (to_run IS NULL OR to_run > ?)`,
		w.read.id, w.read.Run, w.read.Run)
}

// stopped reports whether a loop ended because nobody wanted more.
func stopped(err error) bool { return errors.Is(err, errStop) }
