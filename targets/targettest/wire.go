package targettest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/targets"
)

// wired is a target with a fake behind it, a clock that moves when somebody waits, and a log that is kept.
type wired struct {
	app    *app
	target targets.Target
	log    *bytes.Buffer
}

func (s suite) wire(t *testing.T, twist Twist) *wired {
	t.Helper()
	w := Company("") // an app keeps no files
	c := &wired{app: s.serve(t, w, twist), log: &bytes.Buffer{}}
	clock := &Clock{now: w.Now}
	env := targets.Env{
		HTTP: c.app.client(), Log: slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: clock.Now, Sleep: clock.Sleep,
	}
	c.target = s.dial(t, env)
	return c
}

// read takes a snapshot and holds whatever comes to what always holds.
func (c *wired) read(ctx context.Context, t *testing.T) (access.Snapshot, error) {
	t.Helper()
	s, err := c.target.Snapshot(ctx)
	if err != nil {
		equal(t, "what came beside an error", s, access.Snapshot{})
	}
	c.silent(t, err)
	return s, err
}

// silent makes sure that errors and log hold no secret, no address and nobody's data.
func (c *wired) silent(t *testing.T, err error) {
	t.Helper()
	for name, text := range map[string]string{"error": fmt.Sprintf("%v %+v", err, err), "log": c.log.String()} {
		for _, private := range []string{
			Secret, base64.StdEncoding.EncodeToString([]byte(Secret)), "Authorization", Address, "ann@acme.example", "Ann O'Neill",
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
}

// same reports how two snapshots differ, but for how and when they were read.
func same(a, b access.Snapshot) string {
	return cmp.Diff(a, b, cmpopts.IgnoreFields(access.Snapshot{}, "Calls", "Pages", "Taken"))
}

// clean is the snapshot without a fault, and the status of each request that it takes: apps say of what they do not have that
// it is not found.
func (s suite) clean(t *testing.T) (access.Snapshot, []int) {
	t.Helper()
	c := s.wire(t, Straight)
	var mu sync.Mutex
	var statuses []int
	c.app.seen = func(e Exchange) {
		mu.Lock()
		defer mu.Unlock()
		statuses = append(statuses, e.Status)
	}
	got, err := c.read(t.Context(), t)
	if err != nil {
		t.Fatal(err)
	}
	if got.Calls != c.app.asked || got.Pages < 2 || got.Pages > got.Calls {
		t.Errorf("%d calls and %d pages of %d requests; the company takes several pages of 3", got.Calls, got.Pages, c.app.asked)
	}
	return got, statuses
}

// bounded makes sure that what came is all, or says that it is not: by an error, by the app's own total, or by its reach.
func bounded(t *testing.T, what string, got access.Snapshot, err error, clean *access.Snapshot) {
	t.Helper()
	if err != nil || got.Total >= 0 && got.Total != len(got.Accounts) {
		return
	}
	if diff := cmp.Diff(clean.Reach, got.Reach); diff == "" {
		if diff := same(*clean, got); diff != "" {
			t.Errorf("%s: said to be all, and is not:\n%s", what, diff)
		}
		return
	}
	accounts := map[string]Account{}
	for i := range got.Accounts {
		a := bare(&got.Accounts[i], got.Entitlements)
		accounts[a.ID] = a
	}
	for i := range clean.Accounts {
		a := bare(&clean.Accounts[i], clean.Entitlements)
		there, ok := accounts[a.ID]
		if !ok {
			if facet := facetOf(&a.Account); got.Reach.Sees(facet).Listed == access.Yes {
				t.Errorf("%s: %s are said to be all, and %s is not there", what, facet, a.ID)
			}
			continue
		}
		for _, key := range a.Holds {
			e, _ := access.ParseEntitlement(key, clean.Levels)
			if !slices.Contains(there.Holds, key) && got.Reach.SeesAccess(fold.Key(e.Base())).Listed == access.Yes {
				t.Errorf("%s: access is said to be all, and %s has no %s", what, a.ID, key)
			}
		}
	}
}

// facetOf names the facet that an account belongs to.
func facetOf(a *access.Account) string {
	switch {
	case a.Status == access.Invited:
		return access.FacetInvitations
	case a.Kind == access.Guest:
		return access.FacetGuests
	case a.Kind == access.Bot:
		return access.FacetBots
	default:
		return access.FacetMembers
	}
}

func (s suite) twists(t *testing.T) {
	clean, _ := s.clean(t)
	for _, twist := range Twists() {
		if why, without := s.fake.Without[twist]; without {
			if why == "" {
				t.Errorf("nothing says why there can't be %s", twist)
			}
			continue
		}
		c := s.wire(t, twist)
		got, err := c.read(t.Context(), t)
		bounded(t, string(twist), got, err, &clean)
		equals := err == nil && same(clean, got) == ""
		if (twist == EmptyLast) != equals {
			t.Errorf("%s: equal to the straight one is %t, %v", twist, equals, err)
		}
	}
}

// fault is what may go wrong with one request.
type fault struct {
	name string
	// survives: it is to be repeated; fails: it is to fail the read. With neither, what came must say what it is.
	survives, fails bool
	answer          func(r *http.Request, next http.RoundTripper) (*http.Response, error)
}

func faults(now time.Time) []fault {
	problem := `{"detail":"no","message":"no","error":"no"}`
	answer := func(status int, kind, body string, headers ...string) func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
			h := http.Header{"Content-Type": {kind}}
			for i := 0; i+1 < len(headers); i += 2 {
				h.Set(headers[i], headers[i+1])
			}
			return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		}
	}
	const json = "application/json"
	list := []fault{
		{name: "429 with seconds", survives: true, answer: answer(429, json, problem, "Retry-After", "3")},
		{name: "429 with a date", survives: true, answer: answer(429, json, problem, "Retry-After", now.Add(time.Minute).Format(http.TimeFormat))},
		{name: "429 without a word", survives: true, answer: answer(429, "text/html", "<html>slow down</html>")},
		{name: "503 with seconds", survives: true, answer: answer(503, json, problem, "Retry-After", "3")},
		{name: "502", survives: true, answer: answer(502, "text/html", "<html>")},
		{name: "a reset before the answer", survives: true, answer: func(*http.Request, http.RoundTripper) (*http.Response, error) {
			return nil, &opError{syscall.ECONNRESET}
		}},
		{name: "503", fails: true, answer: answer(503, json, problem)},
		{name: "500", fails: true, answer: answer(500, json, problem)},
		{name: "401", fails: true, answer: answer(401, "text/html", "<html>sign in</html>")},
		{name: "a web page", fails: true, answer: answer(200, "text/html", "<html>sign in</html>")},
		{name: "a web page that is called JSON", fails: true, answer: answer(200, json, "<html>sign in</html>")},
		{name: "nothing", fails: true, answer: answer(200, json, "")},
		{name: "a number", fails: true, answer: answer(200, json, "1")},
		{name: "half the answer", fails: true, answer: cut(nil)},
		{name: "a reset within the answer", fails: true, answer: cut(syscall.ECONNRESET)},
		{name: "the credential echoed", answer: func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			told := strings.ReplaceAll(r.Header.Get("Authorization"), `"`, "") + ` \u001b[31m`
			return answer(400, json, fmt.Sprintf(`{"detail":"%s","message":"%[1]s","error":"%[1]s"}`, told))(r, next)
		}},
		{name: "a redirect elsewhere", answer: answer(302, json, "", "Location", "https://evil.example/")},
		{name: "an empty object", answer: answer(200, json, "{}")},
	}
	for _, status := range []int{400, 403, 404, 409, 410, 422, 451, 501} {
		list = append(list, fault{name: fmt.Sprint(status), answer: answer(status, json, problem)})
	}
	return list
}

// opError is how a system's error comes out of net/http.
type opError struct{ err error }

func (e *opError) Error() string { return "read tcp: " + e.err.Error() }
func (e *opError) Unwrap() error { return e.err }

// cut lets only half of an answer through, and then an error or the end.
func cut(end error) func(*http.Request, http.RoundTripper) (*http.Response, error) {
	return func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		answer, err := next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		whole, err := io.ReadAll(answer.Body)
		if err != nil {
			return nil, err
		}
		half := io.Reader(bytes.NewReader(whole[:len(whole)/2]))
		if end != nil {
			half = io.MultiReader(half, failing{end})
		}
		answer.Body = io.NopCloser(half)
		return answer, nil
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// faults lets each fault befall each request of a read in turn, and those of a check.
func (s suite) faults(t *testing.T) {
	clean, statuses := s.clean(t)
	requests := len(statuses)
	// a check begins as a snapshot does; what an app does not have is no place for a fault
	first := slices.Index(statuses, http.StatusOK) + 1
	for _, f := range faults(Company("").Now) {
		for n := 1; n <= requests; n++ {
			c := s.wire(t, Straight)
			c.app.fault = func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
				if i == n {
					return f.answer(r, next)
				}
				return next.RoundTrip(r)
			}
			what := fmt.Sprintf("%s at request %d of %d", f.name, n, requests)
			got, err := c.read(t.Context(), t)
			switch {
			case f.survives && (err != nil || same(clean, got) != ""):
				t.Errorf("%s was not overcome: %v", what, err)
			case f.survives && got.Calls != clean.Calls+1:
				t.Errorf("%s: %d calls, not one more than %d", what, got.Calls, clean.Calls)
			case f.fails && err == nil && statuses[n-1] == http.StatusOK:
				t.Errorf("%s went unnoticed", what)
			}
			bounded(t, what, got, err, &clean)
		}
		c := s.wire(t, Straight)
		c.app.fault = func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if i == first {
				return f.answer(r, next)
			}
			return next.RoundTrip(r)
		}
		_, err := c.target.Check(t.Context())
		c.silent(t, err)
		if f.survives && err != nil || f.fails && err == nil {
			t.Errorf("%s at a check: %v", f.name, err)
		}
	}
}

func (s suite) revoked(t *testing.T) {
	_, statuses := s.clean(t)
	for n := 1; n <= len(statuses); n++ {
		c := s.wire(t, Straight)
		c.app.fault = func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if i >= n {
				r = r.Clone(r.Context())
				r.Header.Set("Authorization", "Bearer revoked")
			}
			return next.RoundTrip(r)
		}
		if _, err := c.read(t.Context(), t); err == nil {
			t.Errorf("from request %d on it went unnoticed", n)
		}
	}
}

func (s suite) ended(t *testing.T) {
	_, statuses := s.clean(t)
	for n := 1; n <= len(statuses); n++ {
		ctx, cancel := context.WithCancel(t.Context())
		c := s.wire(t, Straight)
		c.app.fault = func(i int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if i == n {
				cancel()
				return nil, ctx.Err()
			}
			return next.RoundTrip(r)
		}
		if _, err := c.read(ctx, t); !errors.Is(err, context.Canceled) {
			t.Errorf("at request %d: %v", n, err)
		}
		cancel()
	}
}

func (s suite) unauthorized(t *testing.T) {
	c := s.wire(t, Straight)
	c.app.fault = func(_ int, r *http.Request, next http.RoundTripper) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Del("Authorization")
		return next.RoundTrip(r)
	}
	for name, call := range map[string]func() error{
		"a check":    func() error { _, err := c.target.Check(t.Context()); return err },
		"a snapshot": func() error { _, err := c.target.Snapshot(t.Context()); return err },
	} {
		if err := call(); err == nil || !strings.Contains(err.Error(), "credential") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Record returns every exchange of a check and a snapshot of the company, to be held against the vendor's description.
func Record(t *testing.T, kind targets.Kind, fake Fake) []Exchange {
	t.Helper()
	s := suite{kind: kind, fake: &fake, secret: keep(t, &fake)}
	c := s.wire(t, Straight)
	var all []Exchange
	var mu sync.Mutex
	c.app.seen = func(e Exchange) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, e)
	}
	if _, err := c.target.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.target.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	return all
}
