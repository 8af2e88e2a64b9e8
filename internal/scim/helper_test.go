package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/scim"
)

// server answers by path and query: a status and a body.
type server struct {
	mu     sync.Mutex
	asked  []string
	answer func(path string, query map[string]string) (int, string)
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	query := map[string]string{}
	for name := range r.URL.Query() {
		query[name] = r.URL.Query().Get(name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/scim/v2/")
	s.asked = append(s.asked, path+"?"+r.URL.RawQuery)
	status, body := s.answer(path, query)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/scim+json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// open makes a reader of a server.
func open(t *testing.T, p scim.Profile, answer func(path string, query map[string]string) (int, string)) (*server, *scim.Reader) {
	t.Helper()
	s := &server{answer: answer}
	env := rest.Env{
		HTTP: &http.Client{Transport: s}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	client, err := rest.New(env, rest.Config{App: p.Title, Base: "https://app.example/scim/v2"})
	if err != nil {
		t.Fatal(err)
	}
	return s, &scim.Reader{Session: client.Session(), Profile: p}
}

// fixed answers whole lists, which know no pages but the first.
func fixed(users, groups string) func(string, map[string]string) (int, string) {
	return func(path string, query map[string]string) (int, string) {
		rows, known := map[string]string{"Users": users, "Groups": groups}[path]
		var list []json.RawMessage
		if !known || json.Unmarshal([]byte("["+rows+"]"), &list) != nil {
			return 404, "{}"
		}
		if start := query["startIndex"]; start != "" && start != "1" {
			rows = ""
		}
		return 200, fmt.Sprintf(`{"totalResults":%d,"Resources":[%s]}`, len(list), rows)
	}
}

// read reads a server of fixed lists.
func read(t *testing.T, p scim.Profile, users, groups string) access.Snapshot {
	t.Helper()
	_, r := open(t, p, fixed(users, groups))
	d, err := r.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d.Snapshot(&p, scim.ByEither)
}

// held returns what an account holds, with what it comes through.
func held(s *access.Snapshot, id string) string {
	var keys []string
	for _, a := range s.Accounts {
		for _, g := range a.Grants {
			if a.ID != id {
				continue
			}
			key := s.Entitlements[g.Entitlement].Key()
			if g.Via != 0 {
				key += " via " + s.Entitlements[g.Via].Key()
			}
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, ", ")
}
