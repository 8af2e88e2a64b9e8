package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"reconcile/internal/rest"
)

func TestEveryStatusHasItsDecision(t *testing.T) {
	// what is repeated whether the app says when to come back or not, and what only if it does
	always, told := []int{429, 502, 504}, []int{429, 502, 503, 504}
	classes := map[int]rest.Class{
		401: rest.Unauthorized, 402: rest.Forbidden, 403: rest.Forbidden, 404: rest.NotFound, 409: rest.Conflict, 410: rest.NotFound,
		412: rest.Conflict, 423: rest.Conflict, 429: rest.RateLimited,
	}
	for status := range 1000 {
		want, named := classes[status]
		switch {
		case named:
		case 200 <= status && status < 300:
			want = rest.OK
		case 500 <= status && status < 600:
			want = rest.Server
		default:
			want = rest.Invalid
		}
		plain, timed := rest.Decide(status, 0, false), rest.Decide(status, time.Minute, true)
		if plain.Class != want || timed.Class != want {
			t.Errorf("%d is %q, not %q", status, plain.Class, want)
		}
		if plain.Retry != slices.Contains(always, status) || timed.Retry != slices.Contains(told, status) {
			t.Errorf("%d is repeated: %t, and when told: %t", status, plain.Retry, timed.Retry)
		}
		if timed.Retry != (timed.Wait == time.Minute) || plain.Wait != 0 {
			t.Errorf("%d is repeated after %s", status, timed.Wait)
		}
	}
}

func TestAReadIsRepeatedAsTheTableSaysAndAWriteOnlyIfItMayBe(t *testing.T) {
	for _, c := range []struct {
		name                string
		first               scripted
		read, write, safely int
	}{
		{"429", with(429, "{}"), 2, 1, 2},
		{"429 with seconds", with(429, "{}", "Retry-After", "7"), 2, 1, 2},
		{"502", with(502, "{}"), 2, 1, 2},
		{"503", with(503, "{}"), 1, 1, 1},
		{"503 with seconds", with(503, "{}", "Retry-After", "7"), 2, 1, 2},
		{"503 with nonsense", with(503, "{}", "Retry-After", "soon"), 1, 1, 1},
		{"500", with(500, "{}", "Retry-After", "7"), 1, 1, 1},
		{"403", with(403, "{}", "Retry-After", "7"), 1, 1, 1},
		{"a reset", fails(syscall.ECONNRESET), 2, 1, 2},
		{"an end before the answer", fails(io.EOF), 2, 1, 2},
		{"half a header", fails(fmt.Errorf("read: %w", io.ErrUnexpectedEOF)), 2, 1, 2},
		{"a refused connection", fails(syscall.ECONNREFUSED), 1, 1, 1},
		{"an answer that breaks off", scripted{status: 200, body: `{"a":`, broken: true}, 1, 1, 1},
	} {
		for _, way := range []struct {
			name string
			want int
			send func(*rest.Session) error
		}{
			{"read", c.read, func(s *rest.Session) error {
				_, err := s.Get(t.Context(), list(), nil)
				return err
			}},
			{"query", c.read, func(s *rest.Session) error {
				_, err := s.Query(t.Context(), list(), nil)
				return err
			}},
			{"write", c.write, func(s *rest.Session) error {
				_, err := s.Write(t.Context(), http.MethodPost, list(), nil)
				return err
			}},
			{"repeatable write", c.safely, func(s *rest.Session) error {
				call := list()
				call.Repeatable = true
				_, err := s.Write(t.Context(), http.MethodPut, call, nil)
				return err
			}},
		} {
			s, session := dial(t, func(e *rest.Env, _ *rest.Config) { e.Writes = true }, replies(c.first, with(200, "{}")))
			err := way.send(session)
			if len(s.asked) != way.want || session.Calls() != way.want || (err == nil) != (way.want == 2) {
				t.Errorf("%s, %s: %d requests, %v", c.name, way.name, len(s.asked), err)
			}
		}
	}
}

func TestAPauseIsAsLongAsTheAppAsks(t *testing.T) {
	at := time.Date(2026, 6, 15, 2, 30, 42, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"7": 7 * time.Second, "1.5": 1500 * time.Millisecond, at.Format(http.TimeFormat): 42 * time.Second,
	} {
		s, session := dial(t, nil, replies(with(429, "{}", "Retry-After", value), with(200, "{}")))
		if _, err := session.Get(t.Context(), list(), nil); err != nil || !slices.Equal(s.clock.slept, []time.Duration{want}) {
			t.Errorf("%s: slept %v, %v", value, s.clock.slept, err)
		}
	}
}

func TestWithoutAWordOfTheAppPausesGrow(t *testing.T) {
	s, session := dial(t, nil, replies(with(502, "{}")))
	_, err := session.Get(t.Context(), list(), nil)
	if !rest.Is(err, rest.Server) || !strings.Contains(err.Error(), "often enough") || len(s.clock.slept) != 4 {
		t.Fatalf("%v, slept %v", err, s.clock.slept)
	}
	for i, d := range s.clock.slept {
		if top := time.Second << i; d < top/2 || d > top {
			t.Errorf("pause %d is %s, not between %s and %s", i+1, d, top/2, top)
		}
	}
}

func TestARunHasABudgetForRepeating(t *testing.T) {
	for name, c := range map[string]struct {
		limits rest.Limits
		after  string
		want   string
	}{
		"repetitions":  {rest.Limits{Retries: 3}, "1", "repeated 3 requests"},
		"one pause":    {rest.Limits{Wait: time.Minute}, "61", "pause of 1m1s"},
		"pauses added": {rest.Limits{Waiting: 2 * time.Minute}, "50", "waited for 1m40s"},
	} {
		s, session := dial(t, func(_ *rest.Env, c2 *rest.Config) { c2.Limits = c.limits }, func(n int, _ *http.Request) (*http.Response, error) {
			if n%2 == 1 {
				return reply(429, "{}", "Retry-After", c.after), nil
			}
			return reply(200, "{}"), nil
		})
		var err error
		for range 10 {
			if _, err = session.Get(t.Context(), list(), nil); err != nil {
				break
			}
		}
		if !rest.Is(err, rest.RateLimited) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v after %d requests", name, err, len(s.asked))
		}
	}
}

func TestWhatIsSpecialWithAVendorIsData(t *testing.T) {
	classify := func(r *rest.Response) (rest.Decision, bool) {
		if r.Status == 200 && strings.Contains(string(r.Body), `"ratelimited"`) {
			return rest.Decision{Class: rest.RateLimited, Retry: true, Wait: 30 * time.Second}, true
		}
		if r.Status == 403 && strings.Contains(string(r.Body), "secondary rate limit") {
			return rest.Decision{Class: rest.RateLimited, Retry: true}, true
		}
		return rest.Decision{}, false
	}
	set := func(_ *rest.Env, c *rest.Config) { c.Classify = classify }
	s, session := dial(t, set, replies(with(200, `{"ok":false,"error":"ratelimited"}`),
		with(403, `{"message":"You have exceeded a secondary rate limit"}`, "Retry-After", "9"), with(200, `{"ok":true}`)))
	var out struct{ OK bool }
	if _, err := session.Get(t.Context(), list(), &out); err != nil || !out.OK {
		t.Errorf("%+v, %v", out, err)
	}
	if want := []time.Duration{30 * time.Second, 9 * time.Second}; !slices.Equal(s.clock.slept, want) {
		t.Errorf("slept %v", s.clock.slept)
	}
	_, session = dial(t, set, replies(with(403, `{"message":"no"}`)))
	if _, err := session.Get(t.Context(), list(), nil); !rest.Is(err, rest.Forbidden) {
		t.Errorf("what is not special: %v", err)
	}
}

func TestACancelledCallEndsAtOnceAlsoInAPause(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, session := dial(t, nil, func(int, *http.Request) (*http.Response, error) {
		cancel()
		return reply(429, "{}"), nil
	})
	if _, err := session.Get(ctx, list(), nil); !errors.Is(err, context.Canceled) || len(s.asked) != 1 {
		t.Errorf("%v after %d requests", err, len(s.asked))
	}
	if _, err := session.Get(ctx, list(), nil); !errors.Is(err, context.Canceled) || len(s.asked) != 1 {
		t.Errorf("%v after %d requests", err, len(s.asked))
	}
}
