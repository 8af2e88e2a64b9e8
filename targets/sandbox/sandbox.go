// Package sandbox is an app simulated in one local file, for trying out fixing and for tests of nights. It can be read and
// changed like a real one, by several processes at a time, and fails on demand.
//
// The file is JSON. Only `sandbox`, the version of its form, and the ids of accounts are required:
//
//	{
//	  "sandbox": 1,
//	  "suspend_frees_seat": true,
//	  "actions": [{"name": "remove", "listed": "no", "why": "the plan has no removals"}],
//	  "levels": {"team": ["member", "admin"]},
//	  "top": ["role:owner"],
//	  "entitlements": [
//	    {"id": "t1", "type": "team", "name": "infra", "level": "admin", "fixed": "synchronised from Okta"}
//	  ],
//	  "accounts": [
//	    {"id": "1", "login": "ann", "emails": ["ann@acme.example"], "seat": "yes", "holds": ["team:infra=admin", "role:owner"]},
//	    {"id": "2", "login": "bot", "kind": "bot", "holds": [{"entitlement": "group:all", "via": "t1", "managed_by": "Okta"}]}
//	  ]
//	}
//
// What an account holds is named by id or key; an entitlement that nothing declares has its key for an id. The app lets
// everything be seen and done but what `facets` and `actions` say otherwise.
package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/option"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Path   option.Path `option:"path,required" help:"The JSON file that is the app." example:"sandbox/github.json"`
	Faults []Fault     `option:"faults" help:"What is to go wrong." example:"[{operation: suspend, account: u1, effect: ignore}]"`
}

// Target is a configured sandbox.
type Target struct {
	env    targets.Env
	path   string
	faults []Fault
	// met counts for each fault how often its operation came.
	met []atomic.Int64
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "sandbox", Title: "Sandbox",
		Summary: "Reads and changes an app simulated in one local file, which fails on demand: for trying out, and for tests.",
		Emails:  access.Yes, LastActivity: access.Yes, MFA: access.Yes, ServiceAccounts: access.Yes, Guests: access.Yes,
		Invitations: access.Yes,
		// the file says, and each account's seat
		SuspendFreesSeat: access.Unknown,
		Actions: map[access.ActionKind]targets.ActionInfo{
			access.Invite:   {Reversible: access.Yes},
			access.Enable:   {Reversible: access.Yes},
			access.GrantIt:  {Reversible: access.Yes},
			access.SetLevel: {Reversible: access.Yes},
			access.Suspend:  {Reversible: access.Yes},
			access.Remove:   {Reversible: access.No, Lost: "the account's line in the file"},
			access.Revoke:   {Reversible: access.Yes},
		},
		Verified: access.DateOf(2026, 11, 24),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It reads no file.
func New(env targets.Env, o Options) (*Target, error) {
	for i := range o.Faults {
		if err := o.Faults[i].check(); err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return &Target{
		env: env, path: string(o.Path), faults: slices.Clone(o.Faults), met: make([]atomic.Int64, len(o.Faults)),
	}, nil
}

// Check says what the file lets be seen and done.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	if _, err := t.meet(ctx, "check", ""); err != nil {
		return access.Reach{}, err
	}
	d, err := load(t.path)
	if err != nil {
		return access.Reach{}, err
	}
	return d.reach(), nil
}

// Snapshot reads the whole file.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	f, err := t.meet(ctx, "snapshot", "")
	if err != nil {
		return access.Snapshot{}, err
	}
	d, err := load(t.path)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := d.snapshot()
	s.Kind, s.Taken = Info().Kind, taken
	s.Total = len(s.Accounts)
	if f.partial {
		lack(&s, f.lacks)
		s.Total = len(s.Accounts) + 1
	}
	s.Rows, s.Hash = len(s.Accounts), s.ContentHash()
	return s, nil
}

// lack leaves out the account with an id, the last one where no id is given.
func lack(s *access.Snapshot, id string) {
	if n := len(s.Accounts); id == "" && n > 0 {
		id = s.Accounts[n-1].ID
	}
	s.Accounts = slices.DeleteFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
}

// ReadAccount reads one account.
func (t *Target) ReadAccount(ctx context.Context, id string) (access.Account, []access.Entitlement, error) {
	if _, err := t.meet(ctx, "read", id); err != nil {
		return access.Account{}, nil, err
	}
	d, err := load(t.path)
	if err != nil {
		return access.Account{}, nil, err
	}
	s := d.snapshot()
	for i := range s.Accounts {
		if s.Accounts[i].ID == id {
			return s.Accounts[i], s.Entitlements, nil
		}
	}
	return access.Account{}, nil, unknown(id)
}

func unknown(id string) error {
	return fmt.Errorf("account %q: %w", fold.Clean(id), targets.ErrNoAccount)
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
