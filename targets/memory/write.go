package memory

import (
	"context"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/targets"
)

// Invite adds an account that waits to be accepted. An account with the address keeps its status and gets what it lacks.
func (t *Target) Invite(ctx context.Context, person targets.Invitation) (id string, err error) {
	address, ok := fold.Email(person.Email)
	if !ok {
		return "", fmt.Errorf("%q is no address to invite: correct it in the roster", fold.Clean(person.Email))
	}
	err = t.app.change(ctx, func(s *access.Snapshot) error {
		wanted := make([]access.Entitlement, 0, len(person.Entitlements))
		for _, key := range person.Entitlements {
			e, ok := access.ParseEntitlement(key, s.Levels)
			if !ok {
				return fmt.Errorf("%q is no entitlement: write type:name", fold.Clean(key))
			}
			if err := levelled(s, &e); e.Level != "" && err != nil {
				return err
			}
			wanted = append(wanted, e)
		}
		i := slices.IndexFunc(s.Accounts, func(a access.Account) bool {
			known, _ := fold.Email(a.Email())
			return known == address
		})
		already := i >= 0
		if !already {
			i = len(s.Accounts)
			t.app.invited++
			s.Accounts = append(s.Accounts, access.Account{
				ID: fmt.Sprintf("invited-%d", t.app.invited), Login: address, Name: person.Name, EmployeeID: person.EmployeeID,
				Status: access.Invited, Emails: []access.Email{{Address: person.Email}}, Created: access.DayOf(t.env.Now()),
			})
		}
		a := &s.Accounts[i]
		id = a.ID
		for _, e := range wanted {
			if at := index(s, e); at > 0 && give(a, at) {
				already = false
			}
		}
		if already {
			return access.ErrAlready
		}
		return nil
	})
	return id, err
}

// index returns the place of an entitlement by its key, which the app gets to know if it doesn't.
func index(s *access.Snapshot, e access.Entitlement) int32 {
	i := slices.IndexFunc(s.Entitlements, func(known access.Entitlement) bool { return known.Key() == e.Key() })
	if i < 0 {
		i = len(s.Entitlements)
		s.Entitlements = append(s.Entitlements, e)
	}
	return int32(i)
}

// give adds a direct grant and reports whether there was none.
func give(a *access.Account, entitlement int32) bool {
	if held(a, entitlement) >= 0 {
		return false
	}
	a.Grants = append(a.Grants, access.Grant{Entitlement: entitlement})
	return true
}

// held returns the place of a direct grant, -1 if there is none.
func held(a *access.Account, entitlement int32) int {
	return slices.IndexFunc(a.Grants, func(g access.Grant) bool { return g.Entitlement == entitlement && g.Via == 0 })
}

// Enable reopens a suspended account.
func (t *Target) Enable(ctx context.Context, id string) error {
	return t.account(ctx, id, func(a *access.Account) error {
		switch a.Status {
		case access.Enabled:
			return access.ErrAlready
		case access.Invited:
			return fmt.Errorf("account %q is invited: only its holder can accept", fold.Clean(id))
		}
		a.Status, a.Reopenable, a.Suspended = access.Enabled, false, 0
		return nil
	})
}

// Suspend closes an account, also to its holder.
func (t *Target) Suspend(ctx context.Context, id string) error {
	return t.account(ctx, id, func(a *access.Account) error {
		switch {
		case !a.Open():
			return access.ErrAlready
		case a.Status == access.Invited:
			return fmt.Errorf("account %q is invited: remove it to withdraw the invitation", fold.Clean(id))
		}
		a.Status, a.Reopenable, a.Suspended = access.Suspended, false, access.DayOf(t.env.Now())
		return nil
	})
}

// Remove takes an account away with all it held.
func (t *Target) Remove(ctx context.Context, id string) error {
	return t.app.change(ctx, func(s *access.Snapshot) error {
		n := len(s.Accounts)
		s.Accounts = slices.DeleteFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
		if len(s.Accounts) == n {
			return access.ErrAlready
		}
		return nil
	})
}

// Grant gives an account an entitlement that the app knows.
func (t *Target) Grant(ctx context.Context, id, entitlementID string) error {
	return t.holding(ctx, id, entitlementID, func(s *access.Snapshot, a *access.Account, entitlement int32) error {
		if held(a, entitlement) >= 0 {
			return access.ErrAlready
		}
		if err := free(s, access.Grant{Entitlement: entitlement}); err != nil {
			return err
		}
		give(a, entitlement)
		return nil
	})
}

// Revoke takes a direct grant from an account.
func (t *Target) Revoke(ctx context.Context, id, entitlementID string) error {
	return t.holding(ctx, id, entitlementID, func(s *access.Snapshot, a *access.Account, entitlement int32) error {
		at := held(a, entitlement)
		if at < 0 {
			return access.ErrAlready
		}
		if err := free(s, a.Grants[at]); err != nil {
			return err
		}
		a.Grants = slices.Delete(a.Grants, at, at+1)
		return nil
	})
}

// SetLevel replaces whatever levels an account directly holds an entitlement at. The id may be that of any level.
func (t *Target) SetLevel(ctx context.Context, id, entitlementID, level string) error {
	return t.holding(ctx, id, entitlementID, func(s *access.Snapshot, a *access.Account, entitlement int32) error {
		e := s.Entitlements[entitlement]
		e.Level = level
		if err := levelled(s, &e); err != nil {
			return err
		}
		kept, base := make([]access.Grant, 0, len(a.Grants)), e.Base()
		found, same := false, false
		for _, g := range a.Grants {
			switch had := &s.Entitlements[g.Entitlement]; {
			case g.Via != 0 || had.Base() != base:
				kept = append(kept, g)
			case had.Level == level:
				kept, same = append(kept, g), true
			default:
				if err := free(s, g); err != nil {
					return err
				}
				found = true
			}
		}
		switch {
		case !found && same:
			return access.ErrAlready
		case !found:
			return fmt.Errorf("account %q does not hold %s: grant it", fold.Clean(id), fold.Clean(base))
		}
		a.Grants, e.ID = kept, e.Key()
		give(a, index(s, e))
		return nil
	})
}

// levelled makes sure that the entitlement's type has its level.
func levelled(s *access.Snapshot, e *access.Entitlement) error {
	if order, ok := s.Levels[e.Type]; !ok || len(order) > 0 && !slices.Contains(order, e.Level) {
		return fmt.Errorf("%q is no level of %s: there are %q", fold.Clean(e.Level), fold.Clean(e.Base()), order)
	}
	return nil
}

// free refuses a change that is not the app's to make.
func free(s *access.Snapshot, g access.Grant) error {
	e := &s.Entitlements[g.Entitlement]
	switch {
	case e.Fixed != "":
		return fmt.Errorf("%s can't be changed: %s", fold.Clean(e.Key()), fold.Clean(e.Fixed))
	case g.ManagedBy != "":
		return fmt.Errorf("%s is managed by %s: change it there", fold.Clean(e.Key()), fold.Clean(g.ManagedBy))
	}
	return nil
}

// account changes the account with an id.
func (t *Target) account(ctx context.Context, id string, do func(*access.Account) error) error {
	return t.app.change(ctx, func(s *access.Snapshot) error {
		a, err := find(s, id)
		if err != nil {
			return err
		}
		return do(a)
	})
}

// holding changes what an account holds of an entitlement other than the account itself.
func (t *Target) holding(ctx context.Context, id, entitlementID string,
	do func(*access.Snapshot, *access.Account, int32) error,
) error {
	return t.app.change(ctx, func(s *access.Snapshot) error {
		a, err := find(s, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.Entitlements, func(e access.Entitlement) bool { return e.ID == entitlementID })
		if i <= 0 {
			return fmt.Errorf("there is no entitlement %q: read the target again", fold.Clean(entitlementID))
		}
		return do(s, a, int32(i))
	})
}
