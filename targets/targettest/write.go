package targettest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"reconcile/internal/access"
	"reconcile/targets"
)

// can returns what a target can do, by its interfaces.
func can(target targets.Target) map[access.ActionKind]bool {
	_, invite := target.(targets.Inviter)
	_, enable := target.(targets.Enabler)
	_, suspend := target.(targets.Suspender)
	_, remove := target.(targets.Remover)
	_, grant := target.(targets.Granter)
	_, revoke := target.(targets.Revoker)
	_, level := target.(targets.LevelSetter)
	return map[access.ActionKind]bool{
		access.Invite: invite, access.Enable: enable, access.Suspend: suspend, access.Remove: remove, access.GrantIt: grant,
		access.Revoke: revoke, access.SetLevel: level,
	}
}

// capabilities holds types, Info and Reach against each other: the interfaces are the upper bound.
func (s suite) capabilities(t *testing.T) {
	_, target := s.open(t, nil)
	reach := snapshot(t, target).Reach
	writes := false
	var named []access.ActionKind
	for _, f := range reach.Actions {
		named = append(named, access.ActionKind(f.Name))
	}
	equal(t, "actions in the reach", named, access.ActionKinds())
	for kind, able := range can(target) {
		writes = writes || able
		info, told := s.kind.Info.Actions[kind]
		if told != able {
			t.Errorf("%s: the target can is %t, its Info tells of it is %t", kind, able, told)
		}
		if told && info.Reversible == access.No && info.Lost == "" {
			t.Errorf("%s: it can't be undone, and Info does not say what is lost", kind)
		}
		if f := reach.Allows(kind); f.Listed == access.Yes && !able {
			t.Errorf("%s: the reach allows what the target can't do", kind)
		}
	}
	if writes && s.kind.Info.File {
		t.Error("nothing can be changed through an export")
	}
	if _, reads := target.(targets.AccountReader); writes && !reads {
		t.Error("a target that changes accounts must read one before and after")
	}
}

// change is one write: on whom, and what it is to make of the account.
type change struct {
	name string
	kind access.ActionKind
	// account is an id of the world, entitlement a key held by somebody there.
	account, entitlement string
	do                   func(ctx context.Context, target targets.Target, account, entitlement string) error
	// effect changes the account as the world has it; nil removes it.
	effect func(*Account)
}

const (
	person, bystander, closed, invited = "9007199254740992", "9007199254740993", "9", "10"
)

func changes() []change {
	return []change{
		{
			"a suspension closes the account and leaves what it holds", access.Suspend, person, "",
			func(ctx context.Context, target targets.Target, account, _ string) error {
				return target.(targets.Suspender).Suspend(ctx, account)
			},
			func(a *Account) { a.Status = access.Suspended },
		},
		{
			"an account is enabled with what it held", access.Enable, closed, "",
			func(ctx context.Context, target targets.Target, account, _ string) error {
				return target.(targets.Enabler).Enable(ctx, account)
			},
			func(a *Account) { a.Status = access.Enabled },
		},
		{"a removed account is gone", access.Remove, person, "", remove, nil},
		{"a removed invitation is gone", access.Remove, invited, "", remove, nil},
		{
			"what is granted is held", access.GrantIt, person, "role:owner",
			func(ctx context.Context, target targets.Target, account, entitlement string) error {
				return target.(targets.Granter).Grant(ctx, account, entitlement)
			},
			func(a *Account) { a.Holds = append(a.Holds, "role:owner") },
		},
		{
			"what is revoked is not held", access.Revoke, person, "product:jira",
			func(ctx context.Context, target targets.Target, account, entitlement string) error {
				return target.(targets.Revoker).Revoke(ctx, account, entitlement)
			},
			func(a *Account) { a.Holds = []string{"team:infra=member"} },
		},
		{"a level is raised", access.SetLevel, person, "team:infra=member", setLevel("maintainer"), func(a *Account) {
			a.Holds = []string{"product:jira", "team:infra=maintainer"}
		}},
		{"a level is lowered", access.SetLevel, bystander, "team:infra=maintainer", setLevel("member"), func(a *Account) {
			a.Holds = []string{"role:owner", "team:Web, design & Ñandú=member", "team:infra=member"}
		}},
	}
}

func remove(ctx context.Context, target targets.Target, account, _ string) error {
	return target.(targets.Remover).Remove(ctx, account)
}

func setLevel(level string) func(context.Context, targets.Target, string, string) error {
	return func(ctx context.Context, target targets.Target, account, entitlement string) error {
		return target.(targets.LevelSetter).SetLevel(ctx, account, entitlement, level)
	}
}

// writes holds what a target can do to the contract, each thing on a world of its own.
func (s suite) writes(t *testing.T) {
	_, target := s.open(t, nil)
	able := can(target)
	for _, c := range changes() {
		if able[c.kind] {
			t.Run(c.name, func(t *testing.T) { s.change(t, &c) })
		}
	}
	if able[access.Invite] {
		t.Run("who is invited has an account with what is due", s.invite)
	}
	if _, ok := target.(targets.AccountReader); ok {
		t.Run("an account is read alone as in a snapshot", s.readAccount)
	}
}

func (s suite) change(t *testing.T, c *change) {
	w, target := s.open(t, nil)
	before := snapshot(t, target)
	entitlement := ""
	if c.entitlement != "" {
		entitlement = id(t, &before, c.entitlement)
	}
	s.refused(t, target, c, entitlement)
	equal(t, "after refused changes", snapshot(t, target), before)
	if err := c.do(t.Context(), target, c.account, entitlement); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(w.Accounts, func(a Account) bool { return a.ID == c.account })
	if c.effect == nil {
		w.Accounts = slices.Delete(w.Accounts, i, i+1)
	} else {
		c.effect(&w.Accounts[i])
	}
	after := snapshot(t, target)
	sound(t, &after)
	compare(t, &w, &after)
	if after.Hash == before.Hash {
		t.Error("the hash is that of before")
	}
	if err := c.do(t.Context(), target, c.account, entitlement); !errors.Is(err, access.ErrAlready) {
		t.Errorf("a second time: %v", err)
	}
	again := snapshot(t, target)
	compare(t, &w, &again)
}

// refused makes sure that a change of what there is not, or of what is cancelled, is an error.
func (s suite) refused(t *testing.T, target targets.Target, c *change, entitlement string) {
	t.Helper()
	want := targets.ErrNoAccount
	if c.kind == access.Remove {
		want = access.ErrAlready
	}
	if err := c.do(t.Context(), target, "no-such-account", entitlement); !errors.Is(err, want) {
		t.Errorf("an unknown account: %v", err)
	}
	if c.entitlement != "" {
		err := c.do(t.Context(), target, c.account, "no-such-entitlement")
		if err == nil || errors.Is(err, access.ErrAlready) || errors.Is(err, targets.ErrNoAccount) {
			t.Errorf("an unknown entitlement: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.do(ctx, target, c.account, entitlement); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled change: %v", err)
	}
}

// id returns the vendor's id of an entitlement.
func id(t *testing.T, s *access.Snapshot, key string) string {
	t.Helper()
	for _, e := range s.Entitlements {
		if e.Key() == key {
			return e.ID
		}
	}
	t.Fatalf("nothing has the key %s", key)
	return ""
}

func (s suite) invite(t *testing.T) {
	_, target := s.open(t, nil)
	inviter := target.(targets.Inviter)
	before := snapshot(t, target)
	whom := targets.Invitation{
		Email: "fay@acme.example", Name: "Fay Kim", EmployeeID: "E-6", Entitlements: []string{"team:infra=member", "product:jira"},
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if id, err := inviter.Invite(ctx, whom); !errors.Is(err, context.Canceled) || id != "" {
		t.Errorf("cancelled: %q, %v", id, err)
	}
	if id, err := inviter.Invite(t.Context(), targets.Invitation{Name: "Nobody"}); err == nil || id != "" {
		t.Errorf("without an address: %q, %v", id, err)
	}
	equal(t, "after refused invitations", snapshot(t, target), before)
	first, err := inviter.Invite(t.Context(), whom)
	if err != nil {
		t.Fatal(err)
	}
	second, err := inviter.Invite(t.Context(), whom)
	if !errors.Is(err, access.ErrAlready) || second != first {
		t.Errorf("a second time: account %q, not %q, %v", second, first, err)
	}
	after := snapshot(t, target)
	sound(t, &after)
	i := slices.IndexFunc(after.Accounts, func(a access.Account) bool { return a.ID == first })
	if i < 0 || len(after.Accounts) != len(before.Accounts)+1 {
		t.Fatalf("account %q is not the one that came", first)
	}
	got := bare(&after.Accounts[i], after.Entitlements)
	if !got.Open() || got.Email() != whom.Email {
		t.Errorf("got %+v", got)
	}
	equal(t, "what is held", got.Holds, []string{"product:jira", "team:infra=member"})
}

func (s suite) readAccount(t *testing.T) {
	_, target := s.open(t, nil)
	reader := target.(targets.AccountReader)
	all := snapshot(t, target)
	for i := range all.Accounts {
		a, entitlements, err := reader.ReadAccount(t.Context(), all.Accounts[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "account", bare(&a, entitlements), bare(&all.Accounts[i], all.Entitlements))
	}
	if a, _, err := reader.ReadAccount(t.Context(), "no-such-account"); !errors.Is(err, targets.ErrNoAccount) || a.ID != "" {
		t.Errorf("an unknown account: %+v, %v", a, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, _, err := reader.ReadAccount(ctx, person); !errors.Is(err, context.Canceled) || a.ID != "" {
		t.Errorf("cancelled: %+v, %v", a, err)
	}
}
