package atlassian_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/atlassian"
	"reconcile/targets/targettest"
)

// server answers in memory by the end of the path, and keeps what was asked.
type server struct {
	mu    sync.Mutex
	asked []string
	// answers give status and body.
	answers map[string]func(path, body string) (int, string)
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
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	for end, answer := range s.answers {
		if strings.HasSuffix(r.URL.Path, end) {
			status, text := answer(r.URL.Path, body)
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}
	}
	return w.Result(), nil
}

func says(status int, text string) func(string, string) (int, string) {
	return func(string, string) (int, string) { return status, text }
}

// users answers for rows of accounts, which it counts.
func users(rows ...string) map[string]func(string, string) (int, string) {
	return map[string]func(string, string) (int, string){
		"/users/search": says(200, `{"data":[`+strings.Join(rows, ",")+`],"links":{}}`),
		"/users/count":  says(200, fmt.Sprintf(`{"count":%d}`, len(rows))),
	}
}

// open makes a target of options. What is not answered, an organization with one directory and without groups does.
func open(t *testing.T, o atlassian.Options, answers ...map[string]func(string, string) (int, string)) (*server, *atlassian.Target) {
	t.Helper()
	s := &server{answers: users(`{"accountId":"1","groups":[],"productAccess":[]}`)}
	s.answers["/directories"] = says(200, `{"data":[{"directoryId":"d1","name":"Acme"}]}`)
	s.answers["/groups/search"] = says(200, `{"data":[]}`)
	for _, more := range answers {
		for end, answer := range more {
			s.answers[end] = answer
		}
	}
	t.Setenv("RECONCILE_ATLASSIAN_SECRET", "hidden")
	ref, err := secret.ParseRef("env:RECONCILE_ATLASSIAN_SECRET")
	if err != nil {
		t.Fatal(err)
	}
	o.Organization, o.Token, o.URL = "o1", ref, option.URL("https://api.atlassian.com/admin")
	target, err := atlassian.New(targettest.NewClock().Env(s), o)
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

func snapshot(t *testing.T, target *atlassian.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// held returns what an account holds, as keys.
func held(t *testing.T, s *access.Snapshot, id string) string {
	t.Helper()
	i := slices.IndexFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("there is no %s", id)
	}
	var keys []string
	for _, g := range s.Accounts[i].Grants {
		keys = append(keys, s.Entitlements[g.Entitlement].Key())
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}
