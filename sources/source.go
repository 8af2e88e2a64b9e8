// Package sources is the contract between the night and where the roster comes from. Connectors live in the folders
// below; all.All lists them.
package sources

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"reconcile/internal/access"
)

// Source is one configured origin of people.
type Source interface {
	// Roster reads everybody, or fails: never a part. Rows that could not be understood are in the roster's Problems,
	// none is dropped in silence.
	Roster(ctx context.Context) (access.Roster, error)
}

// Env is what a source gets from the outside.
type Env struct {
	// Name is the source's name in the configuration; it opens every remark.
	Name string
	// HTTP is the client for all calls of this source.
	HTTP *http.Client
	// Now is the clock, Day the date of judgement. DayOf is that of a person, which decides between two periods of theirs, for
	// locations that have a time zone of their own; nil is Day for everybody.
	Now   func() time.Time
	Day   access.Date
	DayOf func(*access.Person) access.Date
	// Prefix opens the ids of this source's people.
	Prefix string
	// CurrentOnly: the source lists current staff only.
	CurrentOnly bool
	// MaxAge is after how many days the data is too old to remove anything on the strength of it.
	MaxAge int
	// Exported is the day a file was exported; no date: the file's own.
	Exported access.Date
	// Extra are the further columns to keep, because the rules name them.
	Extra []string
	// Targets are the configured targets' names, for `accounts.TARGET` columns.
	Targets []string
	// Sleep waits, or returns the context's error; nil waits by the system's clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Dir is the folder that relative references to secrets start at: the configuration's.
	Dir string
	// Log takes what an operator may want to know; never a secret, never a person's data.
	Log *slog.Logger
}

// Info is what types cannot say of a source.
type Info struct {
	Kind, Title, Summary string
	// Docs is the vendor's API documentation, Credentials the page where a human makes the credential; "" for files.
	Docs, Credentials string
	ReadScopes        []string
	File              bool
	Verified          access.Date
}

// Kind is one entry of the registry: a source that can be configured.
type Kind struct {
	Info Info
	// NewOptions returns a pointer to a zero Options struct of the source, to be decoded into.
	NewOptions func() any
	// New makes a source from such options. It does no network and reads no file.
	New func(env Env, options any) (Source, error)
}

// KindOf ties a source's typed constructor into a registry entry.
func KindOf[O any, S Source](info Info, construct func(Env, O) (S, error)) Kind {
	return Kind{
		Info:       info,
		NewOptions: func() any { return new(O) },
		New:        func(env Env, options any) (Source, error) { return construct(env, *options.(*O)) },
	}
}
