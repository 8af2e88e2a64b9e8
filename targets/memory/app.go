package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"reconcile/internal/access"
)

// App is what a vendor keeps, made by NewApp. Any number of targets may read and change it at the same time.
type App struct {
	mu      sync.Mutex
	content access.Snapshot
	fault   error
	invited int
}

// NewApp returns an app with content as Put takes it.
func NewApp(content access.Snapshot) *App {
	a := &App{}
	a.Put(content)
	return a
}

// Put replaces all that is in the app by the reach, entitlements, levels, top access and accounts of a snapshot, as sound as
// that of any target. Without facets of reach everything is seen and taken; without entitlements there is `account`.
func (a *App) Put(content access.Snapshot) {
	c := clone(&content)
	if len(c.Entitlements) == 0 {
		c.Entitlements = []access.Entitlement{access.AccountEntitlement()}
	}
	if len(c.Reach.Facets) == 0 {
		c.Reach = everything()
	}
	c.Sort()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.content = c
}

// Break lets every call fail with err from now on; nil mends it.
func (a *App) Break(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fault = err
}

func everything() (r access.Reach) {
	for _, name := range []string{
		access.FacetMembers, access.FacetGuests, access.FacetBots, access.FacetInvitations, access.FacetEntitlements,
	} {
		r.Facets = append(r.Facets, access.Facet{Name: name, Listed: access.Yes})
	}
	for _, kind := range access.ActionKinds() {
		r.Actions = append(r.Actions, access.Facet{Name: string(kind), Listed: access.Yes})
	}
	return r
}

// read returns a copy of everything.
func (a *App) read(ctx context.Context) (s access.Snapshot, err error) {
	err = a.change(ctx, func(content *access.Snapshot) error {
		s = clone(content)
		return nil
	})
	s.Total, s.Rows = len(s.Accounts), len(s.Accounts)
	s.Hash = s.ContentHash()
	return s, err
}

// change runs do while nobody else reads or writes. Where do fails, it has changed nothing.
func (a *App) change(ctx context.Context, do func(*access.Snapshot) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := cmp.Or(ctx.Err(), a.fault); err != nil {
		return err
	}
	if err := do(&a.content); err != nil {
		return err
	}
	a.content.Sort()
	return nil
}

// clone copies what an app keeps of a snapshot; nothing is shared.
func clone(s *access.Snapshot) access.Snapshot {
	c := access.Snapshot{
		Reach:        access.Reach{Facets: slices.Clone(s.Reach.Facets), Actions: slices.Clone(s.Reach.Actions)},
		Entitlements: slices.Clone(s.Entitlements), Levels: maps.Clone(s.Levels), Top: slices.Clone(s.Top),
		Accounts: slices.Clone(s.Accounts),
	}
	for name, order := range c.Levels {
		c.Levels[name] = slices.Clone(order)
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		a.Emails, a.Grants = slices.Clone(a.Emails), slices.Clone(a.Grants)
	}
	return c
}
