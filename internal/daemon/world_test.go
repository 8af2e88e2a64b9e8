package daemon_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"reconcile/internal/daemon"
	"reconcile/internal/schedule"
)

// world is a machine with a clock of its own, in the time of a synctest bubble: nothing really waits.
type world struct {
	t    *testing.T
	zone *time.Location

	// mu guards what follows: tests change it by change, and read it when everything waits.
	mu sync.Mutex
	// offset is by how much the clock on the wall is off from the bubble's.
	offset      time.Duration
	expressions []string
	parsed      string
	settings    *daemon.Settings
	// broken is what is wrong with the configuration, locked makes the memory's lock be held by somebody else.
	broken, locked error
	slot           schedule.Slot
	saves          int
	// ran are the nights, each by its slot at the time it began.
	ran []time.Time
	// night is what a night does, nil for nothing.
	night  func(context.Context) error
	states []string
	log    strings.Builder

	cancel context.CancelFunc
	ended  chan error
	daemon daemon.Daemon
}

// newWorld is a machine whose clock shows a local time, with a daemon that is not started yet.
func newWorld(t *testing.T, zone, now string, expressions ...string) *world {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, zone: place, expressions: expressions}
	w.set(now)
	w.daemon = daemon.Daemon{
		Load: w.load, Night: w.run, Now: w.now, Limit: 6 * time.Hour, Notify: w.notify,
		Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	return w
}

// set puts the clock to a local time.
func (w *world) set(local string) {
	w.t.Helper()
	at := w.at(local)
	w.change(func() { w.offset = time.Until(at) })
}

// change changes the world while the daemon may run.
func (w *world) change(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what()
}

// at is the instant of a local time.
func (w *world) at(local string) time.Time {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", local, w.zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return at
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.offset)
}

// until lets time pass until the clock shows a local time.
func (w *world) until(local string) {
	w.t.Helper()
	time.Sleep(w.at(local).Sub(w.now()))
	synctest.Wait()
}

func (w *world) load() (*daemon.Settings, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return nil, w.broken
	}
	if text := strings.Join(w.expressions, ";"); w.parsed != text {
		s, err := schedule.Parse(w.expressions, w.zone)
		if err != nil {
			return nil, err
		}
		w.parsed, w.settings = text, &daemon.Settings{Schedule: s, Zone: w.zone.String(), Memory: w}
	}
	return w.settings, nil
}

func (w *world) Slot(context.Context) (schedule.Slot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.slot, w.locked
}

func (w *world) SetSlot(ctx context.Context, slot schedule.Slot) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := errors.Join(w.locked, ctx.Err()); err != nil {
		return err
	}
	w.slot = slot
	w.saves++
	return nil
}

func (w *world) run(ctx context.Context) error {
	now := w.now().In(w.zone)
	w.mu.Lock()
	w.ran = append(w.ran, now)
	night := w.night
	w.mu.Unlock()
	if night == nil {
		return nil
	}
	return night(ctx)
}

func (w *world) notify(state string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.states = append(w.states, state)
}

// start starts the daemon.
func (w *world) start() {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel, w.ended = cancel, make(chan error, 1)
	go func() { w.ended <- w.daemon.Run(ctx) }()
	synctest.Wait()
}

// stop stops the daemon, as SIGTERM does, and returns how it ended.
func (w *world) stop() error {
	w.cancel()
	return <-w.ended
}

// nights are the local times at which nights began.
func (w *world) nights() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, at := range w.ran {
		list = append(list, at.Format("01-02 15:04"))
	}
	return strings.Join(list, ", ")
}

// status is what the service manager was told last.
func (w *world) status() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.states) - 1; i >= 0; i-- {
		if text, ok := strings.CutPrefix(w.states[i], "STATUS="); ok {
			return text
		}
	}
	return ""
}

// want compares what should be with what is.
func (w *world) want(what string, got, want any) {
	w.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s: %v, not %v\n%s", what, got, want, w.log.String())
	}
}
