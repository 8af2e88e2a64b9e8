package rest_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reconcile/internal/rest"
)

func TestNothingIsSentWhileTheAppTakesNothing(t *testing.T) {
	now := time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		headers []string
		want    []time.Duration
	}{
		"seconds since 1970":      {[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1781490642"}, []time.Duration{42 * time.Second}},
		"milliseconds since 1970": {[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1781490642000"}, []time.Duration{42 * time.Second}},
		"a time of the day":       {[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2026-06-15T02:30:42Z"}, []time.Duration{42 * time.Second}},
		"seconds to wait":         {[]string{"RateLimit-Remaining", "0", "RateLimit-Reset", "42"}, []time.Duration{42 * time.Second}},
		"the draft's one field":   {[]string{"RateLimit", `"default";r=0;t=42`}, []time.Duration{42 * time.Second}},
		"the older draft's":       {[]string{"RateLimit", "limit=100, remaining=0, reset=42"}, []time.Duration{42 * time.Second}},
		"something is left":       {[]string{"X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "1781490642"}, nil},
		"the draft, with some":    {[]string{"RateLimit", `"default";r=5;t=42`}, nil},
		"nothing says when":       {[]string{"X-RateLimit-Remaining", "0"}, nil},
		"it has begun anew":       {[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1781490000"}, nil},
		"nonsense":                {[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "-1"}, nil},
	} {
		s, session := dial(t, nil, replies(with(200, "{}", c.headers...), with(200, "{}")))
		if s.clock.now != now {
			t.Fatal("the clock is another")
		}
		for range 2 {
			if _, err := session.Get(t.Context(), list(), nil); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(s.clock.slept, c.want) {
			t.Errorf("%s: slept %v", name, s.clock.slept)
		}
	}
}

func TestALimitThatIsFarOffEndsTheRunInsteadOfHangingIt(t *testing.T) {
	s, session := dial(t, nil, replies(with(200, "{}", "RateLimit-Remaining", "0", "RateLimit-Reset", "3000"), with(200, "{}")))
	if _, err := session.Get(t.Context(), list(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := session.Get(t.Context(), list(), nil)
	if !rest.Is(err, rest.RateLimited) || !strings.Contains(err.Error(), "50m0s") || len(s.asked) != 1 || s.clock.slept != nil {
		t.Errorf("%v, %d requests, slept %v", err, len(s.asked), s.clock.slept)
	}
}

func TestRequestsAreSpacedAsConfigured(t *testing.T) {
	s, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Rate, c.Burst = 2, 3 }, replies(with(200, "{}")))
	for range 6 {
		if _, err := session.Get(t.Context(), list(), nil); err != nil {
			t.Fatal(err)
		}
	}
	half := 500 * time.Millisecond
	if !slices.Equal(s.clock.slept, []time.Duration{half, half, half}) {
		t.Errorf("slept %v", s.clock.slept)
	}
}

// gauge answers only when as many requests as wanted are under way at once, or nobody else comes.
type gauge struct {
	under, most atomic.Int64
	once        sync.Once
	full        chan struct{}
	want        int64
}

func (g *gauge) RoundTrip(r *http.Request) (*http.Response, error) {
	n := g.under.Add(1)
	defer g.under.Add(-1)
	for {
		most := g.most.Load()
		if n <= most || g.most.CompareAndSwap(most, n) {
			break
		}
	}
	if n == g.want {
		g.once.Do(func() { close(g.full) })
	}
	select {
	case <-g.full:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return reply(200, "{}"), nil
}

func TestNoMoreRequestsAreUnderWayThanConfiguredAndNoFewer(t *testing.T) {
	g := &gauge{full: make(chan struct{}), want: 3}
	_, session := dial(t, func(e *rest.Env, c *rest.Config) {
		e.HTTP = &http.Client{Transport: g}
		c.Concurrent = 3
	}, nil)
	err := rest.Each(t.Context(), session, make([]int, 50), func(ctx context.Context, _ int, _ int) error {
		_, err := session.Get(ctx, list(), nil)
		return err
	})
	if err != nil || g.most.Load() != 3 || session.Calls() != 50 {
		t.Errorf("%d at once, %d calls, %v", g.most.Load(), session.Calls(), err)
	}
}

func TestWhatTheAppAsksOfOneRequestItAsksOfAllAndTheyWaitOnce(t *testing.T) {
	var s *server
	var session *rest.Session
	var at []time.Time
	other := true
	s, session = dial(t, func(e *rest.Env, c *rest.Config) {
		c.Limits.Waiting = 100 * time.Second
		sleep := e.Sleep
		e.Sleep = func(ctx context.Context, d time.Duration) error {
			if other { // another request comes while the first one waits
				other = false
				if _, err := session.Get(ctx, list(), nil); err != nil {
					return err
				}
			}
			return sleep(ctx, d)
		}
	}, func(n int, _ *http.Request) (*http.Response, error) {
		if n == 1 {
			return reply(429, "{}", "Retry-After", "90"), nil
		}
		at = append(at, s.clock.time())
		return reply(200, "{}"), nil
	})
	until := s.clock.time().Add(90 * time.Second)
	if _, err := session.Get(t.Context(), list(), nil); err != nil || len(at) != 2 {
		t.Fatalf("%v, answered at %v", err, at)
	}
	if at[0].Before(until) {
		t.Errorf("the other request was sent at %s, and the app takes none before %s", at[0], until)
	}
}
