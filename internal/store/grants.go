package store

import (
	"database/sql"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// regrant closes and opens grants of accounts that hold other ones, and makes their fingerprint what is open afterwards:
// after a partial read, more than was seen.
func (w *spanWriter) regrant(changed []history.Change, seen []history.Seen) error {
	var stays []int64
	for _, c := range changed {
		if c.Holds {
			stays = append(stays, c.Was.Ref)
		}
	}
	open, err := w.openGrants(stays)
	if err != nil {
		return err
	}
	for _, c := range changed {
		if !c.Holds {
			continue
		}
		opened, closed := history.Grants(open[c.Was.Ref], w.held(c.Index), w.complete)
		closed = w.seen(opened, closed)
		holds := c.Was.Holds
		for _, g := range closed {
			w.counts.GrantsClosed++
			holds -= w.marks.grant(w.vendor[g.Entitlement], w.via(g), g.ManagedBy)
			err := w.tx.exec(`UPDATE grant_span SET to_run = ? WHERE stay = ? AND entitlement = ? AND via = ? AND to_run IS NULL`,
				w.run, c.Was.Ref, g.Entitlement, g.Via)
			if err != nil {
				return err
			}
		}
		for _, g := range opened {
			holds += w.marks.grant(w.vendor[g.Entitlement], w.via(g), g.ManagedBy)
			if err := w.grant(c.Was.Ref, g); err != nil {
				return err
			}
		}
		seen[c.Index].Holds = holds
	}
	return nil
}

// seen leaves of the grants to be closed those that would have been seen: of an entitlement within reach, or held in
// another way now.
func (w *spanWriter) seen(opened, closed []history.Grant) []history.Grant {
	return slices.DeleteFunc(closed, func(g history.Grant) bool {
		again := slices.ContainsFunc(opened, func(o history.Grant) bool { return o.Order(g) == 0 })
		return !again && !w.sight.Access(w.bases[g.Entitlement])
	})
}

// via is the vendor's id of what a grant is held through.
func (w *spanWriter) via(g history.Grant) string {
	if g.Via == 0 {
		return access.AccountType
	}
	return w.vendor[g.Via]
}

// openGrants reads the open grants of some stays.
func (w *spanWriter) openGrants(stays []int64) (map[int64][]history.Grant, error) {
	open := make(map[int64][]history.Grant, len(stays))
	err := inBatches(stays, func(list string, args []any) error {
		return each(w.tx.ctx, w.tx.Tx, func(rows *sql.Rows) error {
			var stay int64
			var g history.Grant
			err := rows.Scan(&stay, &g.Entitlement, &g.Via, &g.ManagedBy)
			open[stay] = append(open[stay], g)
			return err
		}, `SELECT stay, entitlement, via, managed_by FROM grant_span WHERE to_run IS NULL AND stay IN `+list+`
			ORDER BY stay, entitlement, via`, args...)
	})
	return open, err
}

// grant opens an interval of a grant.
func (w *spanWriter) grant(stay int64, g history.Grant) error {
	w.counts.GrantsOpened++
	return w.grants.add(stay, g.Entitlement, g.Via, g.ManagedBy)
}

// held are the distinct grants of the account at i, in order.
func (w *spanWriter) held(i int) []history.Grant {
	grants := w.read.Snapshot.Accounts[i].Grants
	held := make([]history.Grant, 0, len(grants))
	for k, g := range grants {
		if distinct(grants, k) {
			held = append(held, history.Grant{
				Entitlement: w.entitlements[g.Entitlement], Via: w.entitlements[g.Via], ManagedBy: g.ManagedBy,
			})
		}
	}
	slices.SortFunc(held, history.Grant.Order)
	return held
}
