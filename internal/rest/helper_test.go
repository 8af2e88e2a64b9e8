package rest_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
)

// token is the secret of all tests.
const token = "s3cret-t0ken"

// clock moves when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// server answers requests in memory, and keeps what came.
type server struct {
	clock  *clock
	log    bytes.Buffer
	mu     sync.Mutex
	asked  []*http.Request
	bodies []string
	// answer is called with the number of the request, from 1.
	answer func(n int, r *http.Request) (*http.Response, error)
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := ""
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(text)
	}
	s.asked, s.bodies = append(s.asked, r), append(s.bodies, body)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return s.answer(len(s.asked), r)
}

// reply is an answer in JSON; headers follow in pairs.
func reply(status int, body string, headers ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// scripted is an answer to come: an error in its place, or a body that breaks off.
type scripted struct {
	status  int
	body    string
	headers []string
	err     error
	broken  bool
}

// replies answers with each in turn, and with the last one from then on.
func replies(list ...scripted) func(int, *http.Request) (*http.Response, error) {
	return func(n int, _ *http.Request) (*http.Response, error) {
		s := list[min(n, len(list))-1]
		if s.err != nil {
			return nil, s.err
		}
		r := reply(s.status, s.body, s.headers...)
		if s.broken {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader(s.body), broken{}))
		}
		return r, nil
	}
}

func with(status int, body string, headers ...string) scripted {
	return scripted{status: status, body: body, headers: headers}
}

func fails(err error) scripted { return scripted{err: err} }

// broken is a connection that was reset.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, syscall.ECONNRESET }

// dial makes a session with a server in memory.
func dial(t *testing.T, change func(*rest.Env, *rest.Config), answer func(int, *http.Request) (*http.Response, error)) (*server, *rest.Session) {
	t.Helper()
	s := &server{clock: &clock{now: time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC)}, answer: answer}
	env := rest.Env{
		HTTP: &http.Client{Transport: s}, Now: s.clock.time, Sleep: s.clock.sleep,
		Log: slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	source := func(context.Context) (secret.String, error) { return secret.New(token), nil }
	config := rest.Config{App: "App", Base: "https://app.example/api/v1/", Auth: rest.Bearer(source)}
	if change != nil {
		change(&env, &config)
	}
	client, err := rest.New(env, config)
	if err != nil {
		t.Fatal(err)
	}
	return s, client.Session()
}

// list is the call of most tests.
func list() rest.Call { return rest.Call{Operation: "list members", Path: "members"} }

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
