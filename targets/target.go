// Package targets is the contract between the night and the apps: what every connector reads, what some can write, and
// what is to be known of each. Connectors live in the folders below; all.All lists them.
package targets

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"reconcile/internal/access"
)

// Target is one configured app. Its methods may be called from any goroutine. A Target is never wrapped: the optional
// interfaces below are found by type assertion, and a wrapper would hide them.
type Target interface {
	// Check makes sure that the credential or file works and says what it reaches. It changes nothing.
	Check(ctx context.Context) (access.Reach, error)
	// Snapshot reads all of the target's reach, or fails: never a part of it.
	Snapshot(ctx context.Context) (access.Snapshot, error)
}

// An AccountReader reads one account anew, as before and after each write.
type AccountReader interface {
	// ReadAccount returns the account with that vendor id, ErrNoAccount if there is none, and a snapshot's entitlements
	// for its grants.
	ReadAccount(ctx context.Context, id string) (access.Account, []access.Entitlement, error)
}

// ErrNoAccount is what is returned for an id that no account of the target has.
var ErrNoAccount = errors.New("there is no such account: read the target again")

// The write side: one small interface each. Every method is safe to repeat and returns access.ErrAlready where the
// target was already as asked. Entitlements are named by their vendor id. An id that no account has is ErrNoAccount; to
// a Remover, who can't tell it from one removed before, it is access.ErrAlready.

// An Inviter makes an account for a person or invites them, with what they are due there.
type Inviter interface {
	Invite(ctx context.Context, person Invitation) (accountID string, err error)
}

// Invitation is whom to invite to what.
type Invitation struct {
	Email, Name, EmployeeID string
	// Entitlements are keys: the vendor may know no id before the first holder.
	Entitlements []string
}

// An Enabler reopens a suspended account.
type Enabler interface {
	Enable(ctx context.Context, accountID string) error
}

// A Suspender closes an account so that it can be reopened with all it had.
type Suspender interface {
	Suspend(ctx context.Context, accountID string) error
}

// A Remover removes an account or withdraws an invitation; Info says what is lost.
type Remover interface {
	Remove(ctx context.Context, accountID string) error
}

// A Granter gives an account an entitlement.
type Granter interface {
	Grant(ctx context.Context, accountID, entitlementID string) error
}

// A Revoker takes a directly held entitlement from an account.
type Revoker interface {
	Revoke(ctx context.Context, accountID, entitlementID string) error
}

// A LevelSetter changes the level at which an account holds an entitlement.
type LevelSetter interface {
	SetLevel(ctx context.Context, accountID, entitlementID, level string) error
}

// Env is what a connector gets from the outside.
type Env struct {
	// HTTP is the client for all calls of this target.
	HTTP *http.Client
	// Now is the clock.
	Now func() time.Time
	// Log takes what an operator may want to know; never a secret.
	Log *slog.Logger
	// Sleep waits, or returns the context's error; nil waits by the system's clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Dir is the folder that relative references to secrets start at: the configuration's.
	Dir string
	// Writes: the run may change something. Without it a target behind a network refuses every write.
	Writes bool
}

// Info is what types cannot say of a connector: data for help, docs, checks and the generated matrix.
type Info struct {
	// Kind is the word after `kind:` in the configuration, Title the app's own name.
	Kind, Title string
	// Summary says in one sentence what is read.
	Summary string
	// Docs is the vendor's API documentation, Credentials the page where a human makes the credential; "" for files.
	Docs, Credentials string
	// ReadScopes and FixScopes are the least scopes.
	ReadScopes, FixScopes []string
	// File: the target is an export; nothing can be changed through it.
	File bool
	// The facts: what the app lets be known.
	Emails, LastActivity, MFA, ServiceAccounts, Guests, Invitations, SuspendFreesSeat access.Tri
	// Actions tells of each kind of action what comes with it.
	Actions map[access.ActionKind]ActionInfo
	// Verified is the day these facts were last checked against the vendor.
	Verified access.Date
}

// ActionInfo is what comes with an action.
type ActionInfo struct {
	Reversible access.Tri
	// Lost says what is gone for good.
	Lost string
}

// Kind is one entry of the registry: a connector that can be configured.
type Kind struct {
	Info Info
	// NewOptions returns a pointer to a zero Options struct of the connector, to be decoded into.
	NewOptions func() any
	// New makes a target from such options. It does no network and reads no file.
	New func(env Env, options any) (Target, error)
}

// KindOf ties a connector's typed constructor into a registry entry.
func KindOf[O any, T Target](info Info, construct func(Env, O) (T, error)) Kind {
	return Kind{
		Info:       info,
		NewOptions: func() any { return new(O) },
		New:        func(env Env, options any) (Target, error) { return construct(env, *options.(*O)) },
	}
}
