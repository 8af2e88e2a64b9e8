// Package memory is an app that exists in memory alone: the fake for tests, and the connector to copy for a real one. It
// reads everything that an app can tell and takes every change.
package memory

import (
	"context"
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Self string `option:"self" help:"The id of the account whose credential is used." example:"u1"`
}

// Target is an app, configured.
type Target struct {
	env     targets.Env
	options Options
	app     *App
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "memory", Title: "App in memory", Summary: "Reads and changes an app that exists in memory alone.",
		Emails: access.Yes, LastActivity: access.Yes, MFA: access.Yes, ServiceAccounts: access.Yes, Guests: access.Yes,
		Invitations: access.Yes, SuspendFreesSeat: access.Yes,
		Actions: map[access.ActionKind]targets.ActionInfo{
			access.Invite:   {Reversible: access.Yes},
			access.Enable:   {Reversible: access.Yes},
			access.GrantIt:  {Reversible: access.Yes},
			access.SetLevel: {Reversible: access.Yes},
			access.Suspend:  {Reversible: access.Yes},
			access.Remove:   {Reversible: access.No, Lost: "the account with its id and its history"},
			access.Revoke:   {Reversible: access.Yes},
		},
		Verified: access.DateOf(2026, 11, 24),
	}
}

// Kind returns the registry's entry. Where other connectors have an address among their options, this one has its app.
func (a *App) Kind() targets.Kind { return targets.KindOf(Info(), a.New) }

// New makes a target of options. It reads nothing.
func (a *App) New(env targets.Env, o Options) (*Target, error) {
	return &Target{env: env, options: o, app: a}, nil
}

// Check says what the app lets be seen and done.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	s, err := t.Snapshot(ctx)
	return s.Reach, err
}

// Snapshot reads the whole app.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	s, err := t.app.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s.Kind, s.Taken, s.Self = Info().Kind, taken, t.options.Self
	return s, nil
}

// ReadAccount reads one account.
func (t *Target) ReadAccount(ctx context.Context, id string) (access.Account, []access.Entitlement, error) {
	s, err := t.app.read(ctx)
	if err != nil {
		return access.Account{}, nil, err
	}
	a, err := find(&s, id)
	if err != nil {
		return access.Account{}, nil, err
	}
	return *a, s.Entitlements, nil
}

// find returns the account with an id.
func find(s *access.Snapshot, id string) (*access.Account, error) {
	for i := range s.Accounts {
		if s.Accounts[i].ID == id {
			return &s.Accounts[i], nil
		}
	}
	return nil, fmt.Errorf("account %q: %w", fold.Clean(id), targets.ErrNoAccount)
}

var (
	_ targets.Target        = (*Target)(nil)
	_ targets.AccountReader = (*Target)(nil)
	_ targets.Inviter       = (*Target)(nil)
	_ targets.Enabler       = (*Target)(nil)
	_ targets.Suspender     = (*Target)(nil)
	_ targets.Remover       = (*Target)(nil)
	_ targets.Granter       = (*Target)(nil)
	_ targets.Revoker       = (*Target)(nil)
	_ targets.LevelSetter   = (*Target)(nil)
)
