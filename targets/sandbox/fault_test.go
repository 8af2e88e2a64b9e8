package sandbox_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/targets"
	"reconcile/targets/sandbox"
)

func simulated(t *testing.T, what string, err error, message string) {
	t.Helper()
	if !errors.Is(err, sandbox.ErrSimulated) || !strings.Contains(err.Error(), message) {
		t.Errorf("%s: %v", what, err)
	}
}

func TestTheFirstSnapshotsFailAsOftenAsWasSaid(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "snapshot", Times: 2, Message: "rate \x1blimited"})
	for range 2 {
		s, err := target.Snapshot(t.Context())
		simulated(t, "a snapshot", err, "rate ␛limited")
		if diff := cmp.Diff(access.Snapshot{}, s); diff != "" {
			t.Errorf("a failed snapshot:\n%s", diff)
		}
		if _, err := target.Check(t.Context()); err != nil {
			t.Errorf("a check: %v", err)
		}
	}
	read(t, target)
}

func TestACancelledCallUsesUpNoFault(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "snapshot", Times: 1})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := target.Snapshot(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	_, err := target.Snapshot(t.Context())
	simulated(t, "the first real one", err, "")
}

func TestAFaultOfOneAccountSparesTheOthers(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "suspend", Account: "2"},
		sandbox.Fault{Operation: "invite", Account: "Eva@a.ex"}, sandbox.Fault{Operation: "read", Account: "3"})
	simulated(t, "its suspension", target.Suspend(t.Context(), "2"), "")
	_, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@A.ex"})
	simulated(t, "the invitation of its address", err, "")
	_, _, err = target.ReadAccount(t.Context(), "3")
	simulated(t, "its reading", err, "")
	if err := target.Suspend(t.Context(), "1"); err != nil {
		t.Errorf("another's suspension: %v", err)
	}
	if err := target.Remove(t.Context(), "2"); err != nil {
		t.Errorf("its removal: %v", err)
	}
	if account(t, target, "1").Status != access.Suspended || len(read(t, target).Accounts) != 3 {
		t.Error("what had no fault was not done")
	}
}

func TestAnyChangeMayFail(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "change", Message: "maintenance"})
	before := read(t, target)
	_, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@a.ex"})
	for name, err := range map[string]error{
		"invite": err, "enable": target.Enable(t.Context(), "4"), "suspend": target.Suspend(t.Context(), "1"),
		"remove": target.Remove(t.Context(), "1"), "grant": target.Grant(t.Context(), "2", "t1m"),
		"revoke": target.Revoke(t.Context(), "4", "t1m"), "set-level": target.SetLevel(t.Context(), "4", "t1m", "admin"),
	} {
		simulated(t, name, err, "maintenance")
	}
	if diff := cmp.Diff(before, read(t, target)); diff != "" {
		t.Errorf("a failed change changed something:\n%s", diff)
	}
}

func TestAnIgnoredChangeLooksDoneAndIsNot(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "change", Effect: sandbox.Ignore})
	before := read(t, target)
	id, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@a.ex"})
	if err != nil || id == "" {
		t.Errorf("an invitation: %q, %v", id, err)
	}
	if err := target.Suspend(t.Context(), "1"); err != nil {
		t.Errorf("a suspension: %v", err)
	}
	if err := target.Suspend(t.Context(), "nobody"); !errors.Is(err, targets.ErrNoAccount) {
		t.Errorf("what would be refused: %v", err)
	}
	if diff := cmp.Diff(before, read(t, target)); diff != "" {
		t.Errorf("an ignored change changed something:\n%s", diff)
	}
}

func TestAnUnansweredChangeFailsAndIsDone(t *testing.T) {
	target := open(t, place(t, company), sandbox.Fault{Operation: "change", Effect: sandbox.Unanswered, Times: 2})
	simulated(t, "a suspension", target.Suspend(t.Context(), "1"), "")
	id, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@a.ex"})
	if simulated(t, "an invitation", err, ""); id != "" {
		t.Errorf("without an answer there is an id: %q", id)
	}
	if s := read(t, target); s.Accounts[0].Status != access.Suspended || len(s.Accounts) != 5 {
		t.Errorf("got %+v", s.Accounts)
	}
	if err := target.Suspend(t.Context(), "1"); !errors.Is(err, access.ErrAlready) {
		t.Errorf("once more: %v", err)
	}
}

func TestAPartialSnapshotLacksAnAccountThatTheAppCounts(t *testing.T) {
	for account, want := range map[string]string{"": "1 2 3", "2": "1 3 4"} {
		target := open(t, place(t, company), sandbox.Fault{Operation: "snapshot", Effect: sandbox.Partial, Account: account, Times: 1})
		partial := read(t, target)
		var ids []string
		for _, a := range partial.Accounts {
			ids = append(ids, a.ID)
		}
		if strings.Join(ids, " ") != want || partial.Total != 4 || partial.Rows != 3 {
			t.Errorf("without %q: %q of %d", account, ids, partial.Total)
		}
		if whole := read(t, target); len(whole.Accounts) != 4 || whole.Total != 4 || whole.Hash == partial.Hash {
			t.Errorf("the next one is not whole: %d of %d", len(whole.Accounts), whole.Total)
		}
	}
}

func TestASlowCallTakesItsTimeAndEndsWhenCancelled(t *testing.T) {
	path := place(t, company)
	synctest.Test(t, func(t *testing.T) {
		target := open(t, path, sandbox.Fault{Operation: "snapshot", Effect: sandbox.Slow, Delay: time.Minute})
		begin := time.Now()
		read(t, target)
		if took := time.Since(begin); took != time.Minute {
			t.Errorf("it took %s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin = time.Now()
		if _, err := target.Snapshot(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("cancelled after %s: %v", time.Since(begin), err)
		}
	})
}

func TestAFaultThatCannotHappenIsRefused(t *testing.T) {
	for want, fault := range map[string]sandbox.Fault{
		"faults[1]: only a change can be ignore":       {Operation: "snapshot", Effect: sandbox.Ignore},
		"faults[1]: only a change can be unanswered":   {Operation: "read", Effect: sandbox.Unanswered},
		"faults[1]: only a snapshot can be partial":    {Operation: "suspend", Effect: sandbox.Partial},
		"faults[1]: a check is of no single account":   {Operation: "check", Account: "1"},
		"faults[1]: there is no operation \"delete\"":  {Operation: "delete"},
		"faults[1]: there is no effect \"explode\"":    {Operation: "check", Effect: "explode"},
		"faults[1]: `times` and `delay` must not be":   {Operation: "check", Times: -1},
		"faults[1]: `times` and `delay` must not be n": {Operation: "check", Delay: -1},
	} {
		_, err := sandbox.New(targets.Env{}, sandbox.Options{Faults: []sandbox.Fault{{Operation: "change"}, fault}})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v", fault, err)
		}
	}
}

func TestEveryOperationAndEffectThatTheConfigurationKnowsIsTaken(t *testing.T) {
	fields := option.Declare(sandbox.Fault{})
	operations, effects := fields[0].Enum, fields[1].Enum
	for _, operation := range operations {
		if _, err := sandbox.New(targets.Env{}, sandbox.Options{Faults: []sandbox.Fault{{Operation: operation}}}); err != nil {
			t.Error(err)
		}
	}
	for _, kind := range access.ActionKinds() {
		if !slices.Contains(operations, string(kind)) {
			t.Errorf("no fault of %s can be configured", kind)
		}
	}
	for _, effect := range effects {
		_, once := sandbox.New(targets.Env{}, sandbox.Options{Faults: []sandbox.Fault{{Operation: "snapshot", Effect: effect}}})
		_, twice := sandbox.New(targets.Env{}, sandbox.Options{Faults: []sandbox.Fault{{Operation: "change", Effect: effect}}})
		if once != nil && twice != nil {
			t.Errorf("%s: %v, %v", effect, once, twice)
		}
	}
}
