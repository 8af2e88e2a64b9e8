// Package daemon stays up and starts a night whenever one is due: one at a time, each slot once, whatever the clock, the
// configuration and the night itself do.
package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"reconcile/internal/schedule"
)

// Settings are what a configuration says of the schedule.
type Settings struct {
	Schedule *schedule.Schedule
	// Zone names the clock, for people.
	Zone string
	// Memory keeps the last slot.
	Memory Memory
}

// Memory keeps the slot that was done last from one start to the next. An error that is store.ErrLocked is no fault:
// another run is under way.
type Memory interface {
	// Slot returns the last slot, "" where there was none yet.
	Slot(context.Context) (schedule.Slot, error)
	SetSlot(context.Context, schedule.Slot) error
}

// Daemon is what a loop needs from outside. The zero values of Notify, Watchdog and Limit are none.
type Daemon struct {
	// Load reads the configuration anew. It is called at least each minute, and right before each night.
	Load func() (*Settings, error)
	// Night does a night. It must end when its context does. An error that is store.ErrLocked says that it could not begin.
	Night func(context.Context) error
	// Now is the clock on the wall; it may jump.
	Now func() time.Time
	Log *slog.Logger
	// Notify tells the service manager, in the words of sd_notify(3).
	Notify func(state string)
	// Watchdog is within what time the service manager wants to hear of the loop.
	Watchdog time.Duration
	// Limit is how long a night may take before it is ended.
	Limit time.Duration
}

const (
	// look is how often the loop looks at the clock, which may have jumped, and at the configuration.
	look = time.Minute
	// grace is how long a night may take to end when it is told to.
	grace = time.Minute
)

// Run starts nights until the context ends, then ends the one under way, and returns nil: what was cut short is done
// again after the next start. The configuration must be sound and the memory readable at first; later faults are told
// and waited out. It returns an error too when a night does not end though it was told to: then only the end of the
// process helps.
//
// A night that fails is not repeated before the next slot. One that could not begin, since another run was under way or
// the configuration was broken, is begun as soon as it can be.
func (d Daemon) Run(ctx context.Context) error {
	l := &loop{Daemon: d}
	if l.Notify == nil {
		l.Notify = func(string) {}
	}
	if err := l.begin(ctx); err != nil {
		return err
	}
	l.Notify("READY=1")
	return l.run(ctx)
}

func (l *loop) run(ctx context.Context) error {
	for looks := true; ; {
		if looks && l.night == nil && ctx.Err() == nil {
			l.look(ctx)
		}
		slot, at := l.settings.Schedule.Next(l.Now())
		l.tell(slot)
		timer := time.NewTimer(l.pause(at))
		select {
		case <-ctx.Done():
			timer.Stop()
			return l.stop(ctx)
		case <-timer.C:
			looks = true
			if err := l.overdue(); err != nil {
				return err
			}
		case err := <-l.done():
			timer.Stop()
			// a slot that could not be begun is tried again at the next look, not at once
			looks = l.ended(ctx, err)
		}
	}
}

// pause is for how long nothing is to be done, where the next slot comes at some time.
func (l *loop) pause(next time.Time) time.Duration {
	d := look
	if l.Watchdog > 0 {
		d = min(d, l.Watchdog/2)
	}
	if l.night == nil && !next.IsZero() {
		d = min(d, next.Sub(l.Now()))
	}
	return max(d, time.Millisecond)
}

// overdue ends a night that takes too long, and gives up on one that does not end.
func (l *loop) overdue() error {
	n := l.night
	if n == nil || l.Limit <= 0 {
		return nil
	}
	switch taken := time.Since(n.began); {
	case taken >= l.Limit+grace:
		return fmt.Errorf("the night %s was to end after %s and does not: the process ends in its place", n.slot, l.Limit)
	case taken >= l.Limit && !n.late:
		n.late = true
		l.Log.Error("the night takes too long and is ended", "slot", n.slot, "limit", l.Limit)
		n.cancel()
	}
	return nil
}

// stop waits for the night under way, which was told to end by its context.
func (l *loop) stop(ctx context.Context) error {
	l.Notify("STOPPING=1")
	l.Log.Info("told to stop")
	if l.night == nil {
		return nil
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case err := <-l.done():
		l.ended(ctx, err)
		return nil
	case <-timer.C:
		return fmt.Errorf("the night %s was told to end and does not: the process ends in its place", l.night.slot)
	}
}
