package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/targets"
)

// change makes one change of the file while nobody else does. Where do fails, nothing is changed.
func (t *Target) change(ctx context.Context, kind access.ActionKind, whose string, do func(*document) error) error {
	met, err := t.meet(ctx, string(kind), whose)
	if err != nil {
		return err
	}
	return alone(ctx, t.path, func() error {
		d, err := load(t.path)
		if err != nil {
			return err
		}
		reach := d.reach()
		if f := reach.Allows(kind); f.Listed == access.No {
			return fmt.Errorf("the app takes no %s: %s", kind, fold.Clean(f.Why))
		}
		if err := do(d); err != nil || met.ignored {
			return err
		}
		return cmp.Or(d.save(t.path), met.unanswered)
	})
}

// Invite adds an account that waits to be accepted. An account with the address keeps its status and gets what it lacks.
func (t *Target) Invite(ctx context.Context, person targets.Invitation) (id string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	address, ok := fold.Email(person.Email)
	if !ok {
		return "", fmt.Errorf("%q is no address to invite: correct it in the roster", fold.Clean(person.Email))
	}
	err = t.change(ctx, access.Invite, address, func(d *document) (err error) {
		id, err = d.invite(address, person, access.DayOf(t.env.Now()))
		return err
	})
	if err != nil && !errors.Is(err, access.ErrAlready) {
		return "", err
	}
	return id, err
}

// invite returns the id of the account that has the address.
func (d *document) invite(address string, person targets.Invitation, today access.Date) (string, error) {
	var wanted []entitlement
	for _, key := range person.Entitlements {
		known, ok := access.ParseEntitlement(key, d.levels)
		if !ok {
			return "", fmt.Errorf("%q is no entitlement: write type:name", fold.Clean(key))
		}
		e := entitlement(known)
		if err := d.levelled(&e); e.Level != "" && err != nil {
			return "", err
		}
		if key != access.AccountType {
			wanted = append(wanted, e)
		}
	}
	i := slices.IndexFunc(d.accounts, func(a account) bool {
		return slices.ContainsFunc(a.Emails, func(e email) bool {
			known, _ := fold.Email(e.Address)
			return known == address
		})
	})
	already := i >= 0
	if !already {
		i = len(d.accounts)
		d.accounts = append(d.accounts, account{
			ID: d.nextID(), Login: address, Name: person.Name, EmployeeID: person.EmployeeID, Status: status(access.Invited),
			Emails: []email{{Address: person.Email}}, Created: today,
		})
	}
	a := &d.accounts[i]
	for _, e := range wanted {
		if id := d.idOf(e); a.held(id) < 0 {
			a.Holds, already = append(a.Holds, hold{Entitlement: id}), false
		}
	}
	if already {
		return a.ID, access.ErrAlready
	}
	return a.ID, nil
}

// nextID returns an id that no account has or had.
func (d *document) nextID() string {
	for {
		d.invited++
		id := fmt.Sprintf("invited-%d", d.invited)
		if !slices.ContainsFunc(d.accounts, func(a account) bool { return a.ID == id }) {
			return id
		}
	}
}

// idOf returns the id of an entitlement by its key, which the app gets to know if it doesn't.
func (d *document) idOf(e entitlement) string {
	if i := slices.IndexFunc(d.entitlements, func(known entitlement) bool { return known.key() == e.key() }); i >= 0 {
		return d.entitlements[i].ID
	}
	for e.ID = e.key(); slices.ContainsFunc(d.entitlements, func(known entitlement) bool { return known.ID == e.ID }); {
		e.ID += "+"
	}
	d.entitlements = append(d.entitlements, e)
	return e.ID
}

// held returns the place of a direct grant, -1 if there is none.
func (a *account) held(id string) int {
	return slices.IndexFunc(a.Holds, func(h hold) bool { return h.Entitlement == id && h.Via == "" })
}

// Enable reopens a suspended account.
func (t *Target) Enable(ctx context.Context, id string) error {
	return t.account(ctx, access.Enable, id, func(_ *document, a *account) error {
		switch access.Status(a.Status) {
		case access.Enabled:
			return access.ErrAlready
		case access.Invited:
			return fmt.Errorf("account %q is invited: only its holder can accept", fold.Clean(id))
		}
		a.Status, a.Reopenable, a.Suspended = status(access.Enabled), false, 0
		return nil
	})
}

// Suspend closes an account, also to its holder.
func (t *Target) Suspend(ctx context.Context, id string) error {
	return t.account(ctx, access.Suspend, id, func(_ *document, a *account) error {
		switch is := access.Status(a.Status); {
		case is == access.Suspended && !a.Reopenable:
			return access.ErrAlready
		case is == access.Invited:
			return fmt.Errorf("account %q is invited: remove it to withdraw the invitation", fold.Clean(id))
		}
		a.Status, a.Reopenable, a.Suspended = status(access.Suspended), false, access.DayOf(t.env.Now())
		return nil
	})
}

// Remove takes an account away with all it held.
func (t *Target) Remove(ctx context.Context, id string) error {
	return t.change(ctx, access.Remove, id, func(d *document) error {
		n := len(d.accounts)
		d.accounts = slices.DeleteFunc(d.accounts, func(a account) bool { return a.ID == id })
		if len(d.accounts) == n {
			return access.ErrAlready
		}
		return nil
	})
}

// Grant gives an account an entitlement that the app knows.
func (t *Target) Grant(ctx context.Context, id, entitlementID string) error {
	return t.account(ctx, access.GrantIt, id, func(d *document, a *account) error {
		e, err := d.find(entitlementID)
		switch {
		case err != nil:
			return err
		case a.held(e.ID) >= 0:
			return access.ErrAlready
		}
		a.Holds = append(a.Holds, hold{Entitlement: e.ID})
		return free(e, "")
	})
}

// Revoke takes a direct grant from an account.
func (t *Target) Revoke(ctx context.Context, id, entitlementID string) error {
	return t.account(ctx, access.Revoke, id, func(d *document, a *account) error {
		e, err := d.find(entitlementID)
		if err != nil {
			return err
		}
		at := a.held(e.ID)
		if at < 0 {
			return access.ErrAlready
		}
		manager := a.Holds[at].ManagedBy
		a.Holds = slices.Delete(a.Holds, at, at+1)
		return free(e, manager)
	})
}

// SetLevel replaces whatever levels an account directly holds an entitlement at. The id may be that of any level.
func (t *Target) SetLevel(ctx context.Context, id, entitlementID, level string) error {
	return t.account(ctx, access.SetLevel, id, func(d *document, a *account) error {
		e, err := d.find(entitlementID)
		if err != nil {
			return err
		}
		wanted := entitlement{Type: e.Type, Name: e.Name, Level: level}
		if err := d.levelled(&wanted); err != nil {
			return err
		}
		var kept []hold
		found, same := false, false
		for _, h := range a.Holds {
			switch had, err := d.find(h.Entitlement); {
			case err != nil:
				return err
			case h.Via != "" || had.Type != e.Type || had.Name != e.Name:
				kept = append(kept, h)
			case had.Level == level:
				kept, same = append(kept, h), true
			default:
				if err := free(had, h.ManagedBy); err != nil {
					return err
				}
				found = true
			}
		}
		switch {
		case !found && same:
			return access.ErrAlready
		case !found:
			return fmt.Errorf("account %q does not hold %s: grant it", fold.Clean(id), fold.Clean(e.Type+":"+e.Name))
		}
		if a.Holds = kept; !same {
			a.Holds = append(a.Holds, hold{Entitlement: d.idOf(wanted)})
		}
		return nil
	})
}

// levelled makes sure that the entitlement's type has its level.
func (d *document) levelled(e *entitlement) error {
	if order, ok := d.levels[e.Type]; !ok || len(order) > 0 && !slices.Contains(order, e.Level) {
		return fmt.Errorf("%q is no level of %s: there are %q", fold.Clean(e.Level), fold.Clean(e.Type+":"+e.Name), order)
	}
	return nil
}

// free refuses a change that is not the app's to make.
func free(e *entitlement, manager string) error {
	switch {
	case e.Fixed != "":
		return fmt.Errorf("%s can't be changed: %s", fold.Clean(e.key()), fold.Clean(e.Fixed))
	case manager != "":
		return fmt.Errorf("%s is managed by %s: change it there", fold.Clean(e.key()), fold.Clean(manager))
	}
	return nil
}

// find returns the entitlement with an id.
func (d *document) find(id string) (*entitlement, error) {
	for i := range d.entitlements {
		if d.entitlements[i].ID == id {
			return &d.entitlements[i], nil
		}
	}
	return nil, fmt.Errorf("there is no entitlement %q: read the target again", fold.Clean(id))
}

// account changes the account with an id.
func (t *Target) account(ctx context.Context, kind access.ActionKind, id string, do func(*document, *account) error) error {
	return t.change(ctx, kind, id, func(d *document) error {
		for i := range d.accounts {
			if d.accounts[i].ID == id {
				return do(d, &d.accounts[i])
			}
		}
		return unknown(id)
	})
}
