package sourcetest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/sources"
	"reconcile/targets/targettest"
)

// wired is a source with a fake behind it, a clock that moves when somebody waits, and a log that is kept.
type wired struct {
	source sources.Source
	log    *bytes.Buffer

	mu       sync.Mutex
	statuses []int
	now      time.Time
}

func (c *wired) seen(e targettest.Exchange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statuses = append(c.statuses, e.Status)
}

func (c *wired) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *wired) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

func (s suite) wire(t *testing.T, twist targettest.Twist, breach targettest.Breach) *wired {
	t.Helper()
	w := Company("") // an app keeps no files
	c := &wired{log: &bytes.Buffer{}, now: w.Now}
	app := targettest.NewApp(s.fake.New(w, twist), breach, c.seen)
	source, err := s.kind.New(sources.Env{
		Name: "people", HTTP: app.Client(), Now: c.time, Sleep: c.sleep, Day: w.Day(), MaxAge: 3,
		Log: slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, s.fake.Options(s.secret))
	if err != nil {
		t.Fatal(err)
	}
	c.source = source
	return c
}

// read reads the roster and holds whatever comes to what always holds.
func (c *wired) read(ctx context.Context, t *testing.T) (access.Roster, error) {
	t.Helper()
	r, err := c.source.Roster(ctx)
	if err != nil {
		equal(t, "what came beside an error", r, access.Roster{})
	}
	for name, text := range map[string]string{"error": fmt.Sprintf("%v %+v", err, err), "log": c.log.String()} {
		for _, private := range []string{
			targettest.Secret, base64.StdEncoding.EncodeToString([]byte(targettest.Secret + ":x")), "Authorization", targettest.Address,
			"ann@acme.example", "Ann O'Neill",
		} {
			if strings.Contains(text, private) {
				t.Errorf("%q shows in the %s: %s", private, name, text)
			}
		}
		if strings.ContainsAny(text, "\x1b\x00") {
			t.Errorf("the %s holds control characters: %q", name, text)
		}
	}
	if err != nil && strings.Contains(err.Error(), "\n") {
		t.Errorf("an error of several lines: %q", err)
	}
	return r, err
}

// clean is the roster without a fault, and the status of each request that it takes.
func (s suite) clean(t *testing.T) (access.Roster, []int) {
	t.Helper()
	c := s.wire(t, targettest.Straight, nil)
	r, err := c.read(t.Context(), t)
	if err != nil {
		t.Fatal(err)
	}
	return r, c.statuses
}

// bounded makes sure that what came are all people: a roster has no way to say that it is a part.
func bounded(t *testing.T, what string, got access.Roster, err error, clean *access.Roster) {
	t.Helper()
	if err != nil {
		return
	}
	if diff := cmp.Diff(clean.People, got.People); diff != "" {
		t.Errorf("%s: said to be all, and is not:\n%s", what, diff)
	}
}

func (s suite) twists(t *testing.T) {
	clean, _ := s.clean(t)
	for _, twist := range targettest.Twists() {
		if why, without := s.fake.Without[twist]; without {
			if why == "" {
				t.Errorf("nothing says why there can't be %s", twist)
			}
			continue
		}
		got, err := s.wire(t, twist, nil).read(t.Context(), t)
		bounded(t, string(twist), got, err, &clean)
		if (twist == targettest.EmptyLast) != (err == nil) {
			t.Errorf("%s: %v", twist, err)
		}
	}
}

// faults lets each fault befall each request of a read in turn.
func (s suite) faults(t *testing.T) {
	clean, statuses := s.clean(t)
	for _, f := range targettest.Faults(Company("").Now) {
		for n := 1; n <= len(statuses); n++ {
			got, err := s.wire(t, targettest.Straight, func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
				if i == n {
					return f.Answer(r, next)
				}
				return next.RoundTrip(r)
			}).read(t.Context(), t)
			what := fmt.Sprintf("%s at request %d of %d", f.Name, n, len(statuses))
			switch {
			case f.Survives && (err != nil || cmp.Diff(clean.People, got.People) != ""):
				t.Errorf("%s was not overcome: %v", what, err)
			case f.Fails && err == nil && statuses[n-1] == http.StatusOK:
				t.Errorf("%s went unnoticed", what)
			}
			bounded(t, what, got, err, &clean)
		}
	}
}

func (s suite) revoked(t *testing.T) {
	_, statuses := s.clean(t)
	for n := 1; n <= len(statuses); n++ {
		_, err := s.wire(t, targettest.Straight, func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if i >= n {
				r = r.Clone(r.Context())
				r.Header.Set("Authorization", "Bearer revoked")
			}
			return next.RoundTrip(r)
		}).read(t.Context(), t)
		if err == nil {
			t.Errorf("from request %d on it went unnoticed", n)
		}
	}
}

func (s suite) ended(t *testing.T) {
	_, statuses := s.clean(t)
	for n := 1; n <= len(statuses); n++ {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.wire(t, targettest.Straight, func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if i == n {
				cancel()
				return nil, ctx.Err()
			}
			return next.RoundTrip(r)
		}).read(ctx, t)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("at request %d: %v", n, err)
		}
		cancel()
	}
}

func (s suite) unauthorized(t *testing.T) {
	_, err := s.wire(t, targettest.Straight, func(_ int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Del("Authorization")
		return next.RoundTrip(r)
	}).read(t.Context(), t)
	if err == nil || !strings.Contains(err.Error(), "credential") {
		t.Errorf("%v", err)
	}
}

// Record returns every exchange of a read of the company, to be held against the vendor's description.
func Record(t *testing.T, kind sources.Kind, fake Fake) []targettest.Exchange {
	t.Helper()
	s := suite{kind: kind, fake: &fake, secret: keep(t)}
	var all []targettest.Exchange
	w := Company("")
	app := targettest.NewApp(fake.New(w, targettest.Straight), nil, func(e targettest.Exchange) { all = append(all, e) })
	source, err := kind.New(sources.Env{
		Name: "people", HTTP: app.Client(), Now: func() time.Time { return w.Now }, Day: w.Day(), Log: slog.New(slog.DiscardHandler),
		Extra: []string{"cost_center"}, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}, fake.Options(s.secret))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Roster(t.Context()); err != nil {
		t.Fatal(err)
	}
	return all
}
