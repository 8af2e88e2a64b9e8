// Package archive answers from the store alone: runs as they were reported, who had what on any day, and whether the audit
// log is what was written. No app is asked, and nothing is written.
package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/store"
)

// Archive is an open store that is only read.
type Archive struct {
	store *store.Store
	zone  *time.Location
	now   func() time.Time
}

// Open opens the store at path. The zone is that of its company: it says which day is today.
func Open(ctx context.Context, path string, zone *time.Location, now func() time.Time) (*Archive, error) {
	s, err := store.OpenReadOnly(ctx, path, store.Options{Now: now})
	if err != nil {
		return nil, err
	}
	return New(s, zone, now), nil
}

// New asks a store that is open already.
func New(s *store.Store, zone *time.Location, now func() time.Time) *Archive {
	return &Archive{s, zone, now}
}

// Close closes the store.
func (a *Archive) Close() error { return a.store.Close() }

// Run returns the document of a run by its name; "" is the last whole night.
func (a *Archive) Run(ctx context.Context, id string) (*access.Run, error) {
	if id == "" {
		id = store.Latest
	}
	run, err := a.store.Document(ctx, id)
	switch {
	case errors.Is(err, store.ErrNoRun) && id == store.Latest:
		return nil, errors.New("no whole night is finished yet: `reconcile run` does one")
	case errors.Is(err, store.ErrNoRun):
		return nil, fmt.Errorf("there is no finished run %q: `report show --list` lists them", fold.Clean(id))
	}
	return run, err
}

// Runs lists the last runs, the newest first.
func (a *Archive) Runs(ctx context.Context, most int) ([]store.RunInfo, error) {
	return a.store.Runs(ctx, most)
}

// Query says which access is asked for.
type Query struct {
	// AsOf is the day, no date for today. Target is a target's name, Person somebody's id, work e-mail or name; "" for all.
	AsOf           access.Date
	Target, Person string
}

// Access returns who had what on a day.
func (a *Archive) Access(ctx context.Context, q Query) (*access.Inventory, error) {
	today := access.DayOf(a.now().In(a.zone))
	if q.AsOf == 0 {
		q.AsOf = today
	}
	if q.AsOf > today {
		return nil, fmt.Errorf("%s has not come: name a day up to %s", q.AsOf, today)
	}
	return a.access(ctx, q)
}

// AccessOf returns who had what on the day of a run, which the run itself knows: what day it was depends on where one asks.
func (a *Archive) AccessOf(ctx context.Context, run *access.Run) (*access.Inventory, error) {
	day, err := a.store.Day(ctx, run.Run.ID)
	if err != nil {
		return nil, err
	}
	return a.access(ctx, Query{AsOf: day})
}

func (a *Archive) access(ctx context.Context, q Query) (*access.Inventory, error) {
	who, err := a.people(ctx, q)
	if err != nil {
		return nil, err
	}
	reads, err := a.store.ReadsOn(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	r := &access.Inventory{
		AsOf: q.AsOf, Target: q.Target, Person: who.asked,
		Held: who.held(a.store.AccessOn(ctx, q.AsOf, store.AccessFilter{Target: q.Target, People: who.ids()})),
		Name: func(id string) access.PersonName {
			if name, known := who.names[id]; known {
				return name
			}
			return access.PersonName{ID: id}
		},
		Department: func(id string) string { return who.departments[id] },
	}
	var targets []string
	for _, read := range reads {
		targets = append(targets, read.Target)
		if q.Target == "" || q.Target == read.Target {
			one := access.InventoryRead{Target: read.Target, Day: read.Day, Later: read.Later}
			if read.Reach != nil {
				one.Holes = read.Reach.Holes()
			}
			r.Reads = append(r.Reads, one)
		}
	}
	if q.Target != "" && !slices.Contains(targets, q.Target) {
		return nil, fmt.Errorf("%q was never read up to %s; these were: %s", fold.Clean(q.Target), q.AsOf, strings.Join(targets, ", "))
	}
	return r, nil
}

// Verified is what an audit log without a fault holds.
type Verified struct {
	// Entries counts the entries, Erased those whose payload retention erased, Documents the runs whose document was put
	// together again and is what was stored.
	Entries, Erased, Documents int
	Head                       access.AuditHead
}

// Verify checks the whole audit log, every payload and every document, and that the known heads are in it. The error names
// the first entry that is not as it was written.
func (a *Archive) Verify(ctx context.Context, known []access.AuditHead) (Verified, error) {
	heads := make([]store.Head, len(known))
	for i, h := range known {
		heads[i] = store.Head{Seq: h.Seq, Hash: h.Hash}
	}
	v, err := a.store.Verify(ctx, heads...)
	return Verified{
		Entries: int(v.Head.Seq), Erased: v.Erased, Documents: v.Documents, Head: access.AuditHead{Seq: v.Head.Seq, Hash: v.Head.Hash},
	}, err
}
