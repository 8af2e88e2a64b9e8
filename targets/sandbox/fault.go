package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// ErrSimulated is in every error that a fault makes.
var ErrSimulated = errors.New("simulated fault")

// Fault is something that is to go wrong.
type Fault struct {
	Operation string        `option:"operation,required" help:"Where; change is any change." enum:"check,snapshot,read,change,invite,enable,grant,set-level,suspend,remove,revoke"`
	Effect    string        `option:"effect" help:"How: fail; ignore, to take a change and not make it; unanswered, to make it and fail; partial, to leave an account out of a snapshot; slow." enum:"fail,ignore,unanswered,partial,slow" default:"fail"`
	Account   string        `option:"account" help:"Whose account alone, by its id or the address that is invited; the one that a partial snapshot leaves out."`
	Times     int           `option:"times" help:"How often at first, counted anew in each run; 0 is every time." default:"0" example:"2"`
	Message   string        `option:"message" help:"What a failure says." default:"as the sandbox was told" example:"rate limited"`
	Delay     time.Duration `option:"delay" help:"How long slow is." default:"1s" example:"30s"`
}

// The effects of a fault.
const (
	Fail       = "fail"
	Ignore     = "ignore"
	Unanswered = "unanswered"
	Partial    = "partial"
	Slow       = "slow"
)

// change is the operation that stands for every kind of action.
const change = "change"

// check refuses what cannot happen; without an effect the fault is to fail.
func (f *Fault) check() error {
	changes := f.Operation == change || slices.Contains(access.ActionKinds(), access.ActionKind(f.Operation))
	whole := f.Operation == "check" || f.Operation == "snapshot"
	switch f.Effect {
	case "", Fail, Slow:
		if whole && f.Account != "" {
			return fmt.Errorf("a %s is of no single account: leave `account` out", f.Operation)
		}
	case Ignore, Unanswered:
		if !changes {
			return fmt.Errorf("only a change can be %s: correct `operation`, or let it fail", f.Effect)
		}
	case Partial:
		if f.Operation != "snapshot" {
			return errors.New("only a snapshot can be partial: correct `operation`, or let it fail")
		}
	default:
		return fmt.Errorf("there is no effect %q: write fail, ignore, unanswered, partial or slow", fold.Clean(f.Effect))
	}
	if !changes && !whole && f.Operation != "read" {
		return fmt.Errorf("there is no operation %q: write check, snapshot, read, change or a kind of action", fold.Clean(f.Operation))
	}
	if f.Times < 0 || f.Delay < 0 {
		return errors.New("`times` and `delay` must not be negative: leave them out")
	}
	return nil
}

// fate is what becomes of an operation.
type fate struct {
	ignored, partial bool
	// lacks is the account that a partial snapshot leaves out.
	lacks string
	// unanswered is the error after the change was made.
	unanswered error
}

// meet lets an operation meet the faults that wait for it, in their order. A cancelled operation meets none.
func (t *Target) meet(ctx context.Context, operation, account string) (fate, error) {
	var met fate
	for i := range t.faults {
		if err := ctx.Err(); err != nil {
			return fate{}, err
		}
		f := &t.faults[i]
		if !f.waitsFor(operation, account) || t.met[i].Add(1) > int64(f.Times) && f.Times > 0 {
			continue
		}
		failure := fmt.Errorf("%w: %s", ErrSimulated, fold.Clean(f.Message))
		switch f.Effect {
		case Ignore:
			met.ignored = true
		case Unanswered:
			met.unanswered = failure
		case Partial:
			met.partial, met.lacks = true, f.Account
		case Slow:
			pause(ctx, f.Delay)
		default:
			return fate{}, failure
		}
	}
	return met, ctx.Err()
}

func (f *Fault) waitsFor(operation, account string) bool {
	same := f.Operation == operation ||
		f.Operation == change && slices.Contains(access.ActionKinds(), access.ActionKind(operation))
	return same && (f.Account == "" || f.Effect == Partial || fold.Key(f.Account) == fold.Key(account))
}

// pause waits, at most until the operation is cancelled.
func pause(ctx context.Context, delay time.Duration) {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
