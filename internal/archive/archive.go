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
	names, departments, id, err := a.people(ctx, q)
	if err != nil {
		return nil, err
	}
	reads, err := a.store.ReadsOn(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	r := &access.Inventory{
		AsOf: q.AsOf, Target: q.Target, Person: id,
		Held: a.store.AccessOn(ctx, q.AsOf, store.AccessFilter{Target: q.Target, Person: id}),
		Name: func(id string) access.PersonName {
			if name, known := names[id]; known {
				return name
			}
			return access.PersonName{ID: id}
		},
		Department: func(id string) string { return departments[id] },
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

// people returns names and departments of all people on the day, and the id of the one asked for.
func (a *Archive) people(
	ctx context.Context, q Query,
) (names map[string]access.PersonName, departments map[string]string, id string, err error) {
	names, departments = map[string]access.PersonName{}, map[string]string{}
	var found [3][]string
	key, text := fold.Key(q.Person), fold.Text(q.Person)
	for p, err := range a.store.PeopleOn(ctx, q.AsOf) {
		if err != nil {
			return nil, nil, "", err
		}
		departments[p.ID] = strings.Join(p.Attributes.Department, ", ")
		names[p.ID] = access.PersonName{ID: p.ID, Name: p.Name, Email: p.Email}
		if key == "" {
			continue
		}
		mail := func(address string) bool { return fold.Key(address) == key }
		switch {
		case fold.Key(p.ID) == key || slices.ContainsFunc(p.FormerIDs, func(id string) bool { return fold.Key(id) == key }):
			found[0] = append(found[0], p.ID)
		case mail(p.Email) || slices.ContainsFunc(p.Aliases, mail):
			found[1] = append(found[1], p.ID)
		case fold.Text(p.Name) == text:
			found[2] = append(found[2], p.ID)
		}
	}
	if key == "" {
		return names, departments, "", nil
	}
	for _, ids := range found {
		switch len(ids) {
		case 0:
		case 1:
			return names, departments, ids[0], nil
		default:
			return nil, nil, "", fmt.Errorf("%q names several people: %s; give an id", fold.Clean(q.Person),
				fold.Clean(strings.Join(ids, ", ")))
		}
	}
	if len(names) == 0 {
		return nil, nil, "", fmt.Errorf("the store holds no good roster of %s or before: ask for a later day", q.AsOf)
	}
	return nil, nil, "", fmt.Errorf("nobody on the roster of %s has the id, work e-mail or name %q", q.AsOf, fold.Clean(q.Person))
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
