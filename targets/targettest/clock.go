package targettest

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"reconcile/targets"
)

// Clock is the time in a test: nobody waits, and whoever sleeps moves it on.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

// NewClock returns a clock that stands at a summer night of 2026.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Forward moves the clock on.
func (c *Clock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Sleep is sleeping by this clock.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.Forward(d)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// Slept lists for how long was slept.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}

// Env is that of a target whose calls all go one way, by this clock.
func (c *Clock) Env(calls http.RoundTripper) targets.Env {
	return targets.Env{HTTP: &http.Client{Transport: calls}, Now: c.Now, Sleep: c.Sleep, Log: slog.New(slog.DiscardHandler)}
}
