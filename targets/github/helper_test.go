package github_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/github"
	"reconcile/targets/targettest"
)

// server answers in memory and keeps what was asked.
type server struct {
	mu      sync.Mutex
	clock   *targettest.Clock
	asked   []string
	tokens  []string
	handler http.Handler
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.String())
	s.tokens = append(s.tokens, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	s.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// open makes a target of options, its secrets in the environment.
func open(t *testing.T, o github.Options, handler http.HandlerFunc) (*server, *github.Target) {
	t.Helper()
	s := &server{handler: handler, clock: targettest.NewClock()}
	o.Organization = "acme"
	if o.URL == "" {
		o.URL = option.URL("https://api.github.com")
	}
	target, err := github.New(s.clock.Env(s), o)
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

// ref returns a reference to a secret.
func ref(t *testing.T, text string) secret.Ref {
	t.Helper()
	t.Setenv("RECONCILE_GITHUB_SECRET", text)
	r, err := secret.ParseRef("env:RECONCILE_GITHUB_SECRET")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func snapshot(t *testing.T, target *github.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// calls counts those of a path.
func calls(s *server, path string) int {
	n := 0
	for _, asked := range s.asked {
		if strings.Contains(asked, path) {
			n++
		}
	}
	return n
}

// body returns the body of a request.
func body(r *http.Request) string {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return string(text)
}

// none answers the lists beside members and teams: nothing there.
func none(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/installations"):
		fmt.Fprint(w, `{"total_count":0,"installations":[]}`)
	case strings.HasSuffix(r.URL.Path, "/organization-roles"):
		fmt.Fprint(w, `{"total_count":0,"roles":[]}`)
	case strings.HasSuffix(r.URL.Path, "/seats"):
		fmt.Fprint(w, `{"total_seats":0,"seats":[]}`)
	default:
		fmt.Fprint(w, `[]`)
	}
}
