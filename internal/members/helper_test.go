package members_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

// file writes an export as CSV.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// set changes a reading.
type set func(*members.Reading)

// options returns what the configuration fills in, changed.
func options(t testing.TB, changes ...set) members.Options {
	t.Helper()
	o := members.Options{Reading: members.Reading{Rows: "accounts", Separator: ";", Dates: "iso"}}
	for _, change := range changes {
		change(&o.Reading)
	}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	return o
}

func read(t testing.TB, text string, changes ...set) access.Snapshot {
	t.Helper()
	s, err := members.ReadFile(context.Background(), file(t, text), table.Options{}, options(t, changes...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refused reads an export that has a fault.
func refused(t testing.TB, text string, changes ...set) *table.Error {
	t.Helper()
	s, err := members.ReadFile(context.Background(), file(t, text), table.Options{}, options(t, changes...))
	var fault *table.Error
	if !errors.As(err, &fault) {
		t.Fatalf("got %d accounts and the error %v", len(s.Accounts), err)
	}
	equal(t, "what was read of a faulty file", s, access.Snapshot{})
	return fault
}

// account returns the account with an id.
func account(t testing.TB, s access.Snapshot, id string) access.Account {
	t.Helper()
	i := slices.IndexFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("there is no account %s in %+v", id, s.Accounts)
	}
	return s.Accounts[i]
}

// holds returns the keys that an account holds, in the order of its grants.
func holds(s access.Snapshot, a access.Account) string {
	var keys []string
	for _, g := range a.Grants {
		keys = append(keys, s.Entitlements[g.Entitlement].Key())
	}
	return strings.Join(keys, ", ")
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
