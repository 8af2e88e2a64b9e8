package store

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/history"
)

// named compares the snapshot's entitlements with the known ones and gives each its number. An entitlement is the same one
// under another name: the vendor's id decides.
func (rec *recorder) named() error {
	all := rec.read.Snapshot.Entitlements
	order := make([]int, 0, len(all))
	for i := 1; i < len(all); i++ {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(all[a].ID, all[b].ID) })
	seen := make([]history.Seen, len(order))
	for k, i := range order {
		if k > 0 && seen[k-1].ID == all[i].ID {
			return fmt.Errorf("the entitlement %q stands twice in the snapshot", all[i].Key())
		}
		seen[k] = history.Seen{ID: all[i].ID, Facts: rec.marks.entitlement(&all[i])}
	}
	var known []struct {
		ID     int64  `db:"id"`
		Vendor string `db:"vendor_id"`
		Mark   *int64 `db:"mark"`
		Type   string `db:"type"`
		Name   string `db:"name"`
	}
	err := rec.tx.list(&known, `SELECT id, vendor_id, mark, coalesce(type, '') AS type, coalesce(name, '') AS name FROM entitlement
		LEFT JOIN entitlement_span ON entitlement = id AND to_run IS NULL WHERE target = ? ORDER BY vendor_id`, rec.target)
	if err != nil {
		return err
	}
	rec.vendor = make(map[int64]string, len(known)+len(order))
	rec.bases = make(map[int64]string, len(known))
	numbers := make(map[string]int64, len(known)+len(order))
	var open []history.Open
	for _, k := range known {
		rec.vendor[k.ID], numbers[k.Vendor] = k.Vendor, k.ID
		rec.bases[k.ID] = strings.ToLower(k.Type + ":" + k.Name)
		if k.Mark != nil {
			open = append(open, history.Open{ID: k.Vendor, Ref: k.ID, Facts: *k.Mark})
		}
	}
	changes := history.Merge(slices.Values(open), seen, rec.complete)
	next, err := rec.tx.next("entitlement")
	if err != nil {
		return err
	}
	fresh := rec.tx.insert("entitlement (id, target, vendor_id)", "(@, #1, @)", rec.target)
	spans := rec.tx.insert(`entitlement_span (entitlement, from_run, to_run, type, name, level, title, privileged, fixed, mark)`,
		"(@, #1, NULL, @, @, @, @, @, @, @)", rec.run)
	span := func(id int64, k int) error {
		e := &all[order[k]]
		return spans.add(id, e.Type, e.Name, e.Level, e.Title, number(e.Privileged), e.Fixed, seen[k].Facts)
	}
	closing := func(id int64) error {
		return rec.tx.exec("UPDATE entitlement_span SET to_run = ? WHERE entitlement = ? AND to_run IS NULL", rec.run, id)
	}
	for _, k := range changes.Opened {
		id := seen[k].ID
		if numbers[id] == 0 {
			numbers[id], rec.vendor[next] = next, id
			if err := fresh.add(next, id); err != nil {
				return err
			}
			next++
		}
		if err := span(numbers[id], k); err != nil {
			return err
		}
	}
	for _, c := range changes.Changed {
		if err := closing(c.Was.Ref); err != nil {
			return err
		}
		if err := span(c.Was.Ref, c.Index); err != nil {
			return err
		}
	}
	for _, gone := range changes.Gone {
		if !rec.sight.Access(rec.bases[gone.Ref]) {
			continue
		}
		if err := closing(gone.Ref); err != nil {
			return err
		}
	}
	rec.entitlements = make([]int64, len(all))
	for i := 1; i < len(all); i++ {
		rec.entitlements[i] = numbers[all[i].ID]
	}
	if err := fresh.end(); err != nil {
		return err
	}
	return spans.end()
}
