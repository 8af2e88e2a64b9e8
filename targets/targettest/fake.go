package targettest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"reconcile/internal/secret"
	"reconcile/targets"
)

// Fake is a vendor's API, written from the vendor's description: a handler that keeps a world and answers in pages of 3.
type Fake struct {
	// Name tells the fakes of one kind apart.
	Name string
	// New returns a handler that keeps a world, takes the secret Secret alone, and pages as twisted.
	New func(w World, twist Twist) http.Handler
	// Options returns a target's options, as Kind.New takes them, for an app at Address and a secret that is kept at ref.
	Options func(ref secret.Ref) any
	// Kept returns what is kept at ref; nil: the secret itself. What is not the secret has it within.
	Kept func() string
	// Shows returns a world as the API lets it be seen: without what it does not tell, in its own words.
	Shows func(World) World
	// Without are the twists that the API has no place for, and why.
	Without map[Twist]string
}

// Address is where every fake answers, Secret what it takes for a credential.
const (
	Address = "https://app.example"
	Secret  = "fake-s3cret-0123456789"
)

// Twist is a way in which an app lists wrongly, or unusually.
type Twist string

// The twists. Of EmptyLast nothing is wrong, of Undercount the whole is read and yet the app says otherwise.
const (
	Straight     Twist = ""
	EmptyLast    Twist = "an empty last page"
	SameCursor   Twist = "the same cursor twice"
	Endless      Twist = "a list without end"
	Repeats      Twist = "every page repeats the first rows"
	Overcount    Twist = "a total above the rows"
	Undercount   Twist = "a total below the rows"
	EmptyEarly   Twist = "an empty page after a full one"
	HiddenSilent Twist = "a permission that hides rows"
)

// Twists returns all but the straight one.
func Twists() []Twist {
	return []Twist{EmptyLast, SameCursor, Endless, Repeats, Overcount, Undercount, EmptyEarly, HiddenSilent}
}

// Exchange is a request with its answer, both whole.
type Exchange struct {
	Request *http.Request
	Body    []byte
	Status  int
	Header  http.Header
	Answer  []byte
}

// app answers requests in memory, counts them, and lets a fault come between.
type app struct {
	handler http.Handler

	mu    sync.Mutex
	asked int
	// fault may answer the request of a number, from 1, in the handler's place.
	fault func(n int, r *http.Request, next http.RoundTripper) (*http.Response, error)
	// seen is called with every exchange, if there is a fault or not.
	seen func(Exchange)
}

func (a *app) client() *http.Client { return &http.Client{Transport: a} }

// RoundTrip implements http.RoundTripper.
func (a *app) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.asked++
	n, fault := a.asked, a.fault
	a.mu.Unlock()
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if fault != nil {
		return fault(n, r, answering{a})
	}
	return answering{a}.RoundTrip(r)
}

// answering lets the handler answer.
type answering struct{ *app }

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	w := httptest.NewRecorder()
	// a handler is no more safe for many callers than a world
	a.mu.Lock()
	a.handler.ServeHTTP(w, r)
	a.mu.Unlock()
	answer := w.Result()
	if a.seen != nil {
		a.seen(Exchange{Request: r, Body: body, Status: w.Code, Header: answer.Header, Answer: w.Body.Bytes()})
	}
	return answer, nil
}

// serve keeps a world in the fake.
func (s suite) serve(t *testing.T, w World, twist Twist) *app {
	t.Helper()
	return &app{handler: s.fake.New(w, twist)}
}

// keep puts a fake's secret into a file, and returns the reference to it.
func keep(t *testing.T, fake *Fake) secret.Ref {
	t.Helper()
	path, text := filepath.Join(t.TempDir(), "secret"), Secret
	if fake.Kept != nil {
		text = fake.Kept()
	}
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ref, err := secret.ParseRef("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// dial makes a target for the fake.
func (s suite) dial(t *testing.T, env targets.Env) targets.Target {
	t.Helper()
	target, err := s.kind.New(env, s.fake.Options(s.secret))
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// RunFake holds a kind of target that speaks HTTP to the contract, over a fake of its app, and to what comes over a wire.
func RunFake(t *testing.T, kind targets.Kind, fake Fake) {
	s := suite{kind: kind, fake: &fake, secret: keep(t, &fake)}
	run(t, s)
	t.Run("what pages give is all, or an error, or said not to be", s.twists)
	t.Run("what goes wrong between ends in all, or an error", s.faults)
	t.Run("a credential that ends half-way fails the read", s.revoked)
	t.Run("a read that is cancelled half-way gives nothing", s.ended)
	t.Run("a wrong credential is an error that says so", s.unauthorized)
}
