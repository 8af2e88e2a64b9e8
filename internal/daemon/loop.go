package daemon

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"reconcile/internal/fold"
	"reconcile/internal/schedule"
	"reconcile/internal/store"
)

// loop is a daemon at work.
type loop struct {
	Daemon
	// settings are those of the last sound configuration; broken is what is wrong with the present one, nil if it is sound.
	settings *Settings
	broken   error
	// last is the slot that was done last, known: the memory was asked for it once, unsaved: it could not be remembered yet.
	last           schedule.Slot
	known, unsaved bool
	// night is the night under way, nil for none; failed is about the one before.
	night  *running
	failed bool
	// waits says why a slot that is due can't begin, "" if none is; told is the status that was told last.
	waits, told string
}

// running is a night under way.
type running struct {
	slot   schedule.Slot
	began  time.Time
	cancel context.CancelFunc
	done   chan error
	// late: it was told to end because it took too long.
	late bool
}

// begin reads the configuration and the memory for the first time.
func (l *loop) begin(ctx context.Context) error {
	var err error
	if l.settings, err = l.Load(); err != nil {
		return err
	}
	if err := l.recall(ctx); err != nil && !errors.Is(err, store.ErrLocked) {
		return err
	}
	return nil
}

// look starts the night that is due, if one is and can begin.
func (l *loop) look(ctx context.Context) {
	l.load()
	if l.unsaved {
		l.save(ctx)
	}
	slot, _ := l.settings.Schedule.Due(l.last, l.Now())
	if l.known && slot == "" {
		l.waits = ""
		return
	}
	if l.broken != nil {
		l.wait(slot, l.broken)
		return
	}
	// another process may have done it
	if err := l.recall(ctx); err != nil {
		l.wait(slot, err)
		return
	}
	slot, missed := l.settings.Schedule.Due(l.last, l.Now())
	if l.waits = ""; slot != "" {
		l.start(ctx, slot, missed)
	}
}

// load reads the configuration anew. While it is broken, the last sound one says when nights are due.
func (l *loop) load() {
	settings, err := l.Load()
	switch {
	case err != nil && (l.broken == nil || l.broken.Error() != err.Error()):
		l.Log.Error("the configuration is broken: no night begins until it is mended", "error", plain(err))
	case err == nil && l.broken != nil:
		l.Log.Info("the configuration is sound again")
	}
	if l.broken = err; err == nil {
		l.settings = settings
	}
}

// recall asks the memory for the last slot. Where there is none, this is the first start: nothing was missed.
func (l *loop) recall(ctx context.Context) error {
	slot, err := l.settings.Memory.Slot(ctx)
	if err != nil {
		return err
	}
	first := !l.known && slot == ""
	l.known = true
	switch {
	case first:
		l.last = l.settings.Schedule.Latest(l.Now())
		l.save(ctx)
	case slot != "" && !l.unsaved:
		l.last = slot
	}
	return nil
}

// save remembers the last slot; where that fails, it is tried again at each look.
func (l *loop) save(ctx context.Context) {
	err := l.settings.Memory.SetSlot(ctx, l.last)
	if err != nil && !l.unsaved && !errors.Is(err, store.ErrLocked) {
		l.Log.Error("which night was done can't be remembered", "slot", l.last, "error", plain(err))
	}
	l.unsaved = err != nil
}

// wait tells once why a slot that is due can't begin yet.
func (l *loop) wait(slot schedule.Slot, err error) {
	what := "the schedule"
	if l.known {
		what = "the night " + string(slot)
	}
	if text := what + " waits: " + plain(err); l.waits != text {
		l.waits = text
		l.Log.Warn(text)
	}
}

// start begins a night. Whatever it does, it ends with an error or without, and the loop goes on.
func (l *loop) start(ctx context.Context, slot schedule.Slot, missed int) {
	ctx, cancel := context.WithCancel(ctx)
	n := &running{slot: slot, began: time.Now(), cancel: cancel, done: make(chan error, 1)}
	l.night = n
	l.Log.Info("a night begins", "slot", slot, "missed", missed)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				l.Log.Error("a defect of this program: please report it", "panic", p, "stack", string(debug.Stack()))
				n.done <- fmt.Errorf("panic: %v", p)
			}
		}()
		n.done <- l.Night(ctx)
	}()
}

// done is where the night under way says that it ended; nil where there is none.
func (l *loop) done() <-chan error {
	if l.night == nil {
		return nil
	}
	return l.night.done
}

// ended takes in how a night ended, and reports whether the clock is to be looked at at once.
func (l *loop) ended(ctx context.Context, err error) bool {
	n := l.night
	n.cancel()
	l.night = nil
	taken := time.Since(n.began).Round(time.Second)
	switch {
	case errors.Is(err, store.ErrLocked):
		l.wait(n.slot, err)
		return false
	case err != nil && ctx.Err() != nil:
		l.Log.Warn("the night was cut short, and is done again after the next start", "slot", n.slot, "error", plain(err))
		return true
	case err != nil:
		l.Log.Error("the night failed", "slot", n.slot, "after", taken, "error", plain(err))
	default:
		l.Log.Info("the night is done", "slot", n.slot, "after", taken)
	}
	l.failed, l.last = err != nil, n.slot
	l.save(context.WithoutCancel(ctx))
	return true
}

// tell tells the service manager that the loop lives, and what it does when that is something else than before.
func (l *loop) tell(next schedule.Slot) {
	if l.Watchdog > 0 {
		l.Notify("WATCHDOG=1")
	}
	if status := l.status(next); status != l.told {
		l.told = status
		l.Notify("STATUS=" + status)
		if l.night == nil && l.waits == "" && l.broken == nil {
			l.Log.Info(status)
		}
	}
}

func (l *loop) status(next schedule.Slot) string {
	switch {
	case l.night != nil:
		return fmt.Sprintf("the night %s is under way", l.night.slot)
	case l.waits != "":
		return l.waits
	case l.broken != nil:
		return "no night can begin, the configuration is broken: " + plain(l.broken)
	}
	text := "next run " + strings.Replace(string(next), "T", " ", 1) + " " + l.settings.Zone
	if l.failed {
		text += "; the last one failed"
	}
	return text
}

// plain is an error on one line, with text from outside made safe.
func plain(err error) string {
	return fold.Clean(strings.ReplaceAll(strings.TrimRight(err.Error(), "\n"), "\n", "; "))
}
