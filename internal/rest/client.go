// Package rest is the one HTTP client for the APIs of vendors. It holds their limits, repeats only what is named in its
// table of decisions, follows pages without walking in circles, refuses to change anything in a dry run and to send a
// credential elsewhere, and words every failure without address, body or secret.
package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Env is what a client gets from the outside. A connector converts its own: rest.Env(env).
type Env struct {
	HTTP *http.Client
	Now  func() time.Time
	Log  *slog.Logger
	// Sleep waits, or returns the context's error; nil waits by the system's clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Dir is the folder that relative references to secrets start at.
	Dir string
	// Writes: the run may change something. Without it every write is refused before the network.
	Writes bool
}

// Config is what is to be known of a vendor's API.
type Config struct {
	// App is the app's name in errors.
	App string
	// Base is the address that paths are joined to: https, or http on this machine itself.
	Base string
	// Auth gives the credential, nil for none.
	Auth Auth
	// Header is sent with each request.
	Header map[string]string
	// Rate is how many requests a second are sent at most, 0 for no limit of our own; Burst how many at once after a pause.
	Rate  float64
	Burst int
	// Concurrent is how many requests may be under way, 4 unless set.
	Concurrent int
	// Classify decides on answers of which the vendor's meaning is special; false leaves them to the table. May be nil.
	Classify func(*Response) (Decision, bool)
	// Messages are further fields of an error in which the vendor explains it, as dotted paths.
	Messages []string
	// Explain words an error that the vendor spreads over several fields; "" leaves it to Messages. May be nil.
	Explain func(*Response) string
	// Limits are those of one run; what is 0 has its default.
	Limits Limits
}

// Limits bound what one session does.
type Limits struct {
	// Attempts is how often one request is sent, 5 unless set; Retries how often any may be repeated, 100 unless set.
	Attempts, Retries int
	// Wait is the longest single pause, 15 minutes unless set; Waiting the longest in all, an hour unless set.
	Wait, Waiting time.Duration
	// Pages is how long a list may be, 5,000 pages unless set.
	Pages int
	// Body is how large an answer may be once unpacked, 64 MiB unless set.
	Body int64
}

// Client is for one target. It may be used from any goroutine.
type Client struct {
	env    Env
	config Config
	base   *url.URL
	limit  *limiter
	// jitter returns a number in [0, 1).
	jitter func() float64

	mu sync.Mutex
	// hidden are the secrets sent, to be hidden in what a vendor echoes.
	hidden []string
}

// New makes a client. It does no network.
func New(env Env, c Config) (*Client, error) {
	base, err := parseBase(c.Base)
	if err != nil {
		return nil, err
	}
	if env.HTTP == nil || env.Now == nil || env.Log == nil {
		return nil, errors.New("make a client: HTTP, Now and Log are needed")
	}
	if env.Sleep == nil {
		env.Sleep = sleep
	}
	c.Concurrent = cmp.Or(c.Concurrent, 4)
	l := &c.Limits
	l.Attempts, l.Retries = cmp.Or(l.Attempts, 5), cmp.Or(l.Retries, 100)
	l.Wait, l.Waiting = cmp.Or(l.Wait, 15*time.Minute), cmp.Or(l.Waiting, time.Hour)
	l.Pages, l.Body = cmp.Or(l.Pages, 5000), cmp.Or(l.Body, 64<<20)
	return &Client{
		env: env, config: c, base: base, limit: newLimiter(c.Rate, c.Burst, c.Concurrent),
		jitter: rand.Float64,
	}, nil
}

// sleep waits by the system's clock.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Session is the calls of one check or one snapshot: it counts them, and has one budget for repeating them.
type Session struct {
	client *Client
	http   *http.Client
	calls  atomic.Int64
	pages  atomic.Int64

	mu      sync.Mutex
	retries int
	waited  time.Duration
	// until is when the last pause that was counted ends.
	until time.Time
}

// Session begins a run.
func (c *Client) Session() *Session {
	s := &Session{client: c}
	h := *c.env.HTTP
	h.Transport = &transport{session: s, next: h.Transport}
	if h.Transport.(*transport).next == nil {
		h.Transport.(*transport).next = http.DefaultTransport
	}
	h.CheckRedirect, h.Jar = s.redirect, nil
	s.http = &h
	return s
}

// Calls returns how many requests were sent, Pages how many pages of lists came back.
func (s *Session) Calls() int { return int(s.calls.Load()) }

// Pages returns how many pages of lists were read.
func (s *Session) Pages() int { return int(s.pages.Load()) }

// spend takes repetitions and a pause out of the budget, and says why that can't be. Requests that wait at the same time
// wait once.
func (s *Session) spend(repeat int, now, until time.Time) error {
	l := &s.client.config.Limits
	if wait := until.Sub(now); wait > l.Wait {
		return fmt.Errorf("it asks for a pause of %s, and the limit is %s", wait.Round(time.Second), l.Wait)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until.After(now) {
		now = s.until
	}
	wait := max(until.Sub(now), 0)
	switch {
	case s.waited+wait > l.Waiting:
		return fmt.Errorf("the run has waited for %s, and the limit is %s", s.waited.Round(time.Second), l.Waiting)
	case s.retries+repeat > l.Retries:
		return fmt.Errorf("the run has repeated %d requests, which is the limit", s.retries)
	}
	s.retries += repeat
	s.waited += wait
	s.until = now.Add(wait)
	return nil
}
