package slack_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/slack"
	"reconcile/targets/targettest"
)

// methods answer by the method's name; what is not there is no method.
type methods map[string]func(r *http.Request) string

// server answers in memory and keeps what was asked.
type server struct {
	mu      sync.Mutex
	clock   *targettest.Clock
	asked   []string
	methods methods
	header  http.Header
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	s.asked = append(s.asked, name)
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	answer, known := s.methods[name]
	text := `{"ok":false,"error":"unknown_method"}`
	if known {
		text = answer(r)
	}
	for name, values := range s.header {
		w.Header()[name] = values
	}
	s.header = nil
	fmt.Fprint(w, text)
	return w.Result(), nil
}

// calls counts how often a method was asked.
func (s *server) calls(name string) int {
	n := 0
	for _, asked := range s.asked {
		if asked == name {
			n++
		}
	}
	return n
}

// open makes a target of options, its secrets in the environment. What the methods do not answer, a small workspace does.
func open(t *testing.T, o slack.Options, m methods) (*server, *slack.Target) {
	t.Helper()
	s := &server{methods: small(), clock: targettest.NewClock()}
	for name, answer := range m {
		s.methods[name] = answer
	}
	o.Token, o.URL = ref(t), option.URL("https://slack.com/api")
	target, err := slack.New(s.clock.Env(s), o)
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

// ref returns a reference to a secret.
func ref(t *testing.T) secret.Ref {
	t.Helper()
	t.Setenv("RECONCILE_SLACK_SECRET", "xoxb-hidden")
	r, err := secret.ParseRef("env:RECONCILE_SLACK_SECRET")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func says(text string) func(*http.Request) string { return func(*http.Request) string { return text } }

// small answers for ann, an admin, and bob; the token is an app's.
func small() methods {
	return methods{
		"auth.test": says(`{"ok":true,"user_id":"UAPP","team_id":"T1"}`),
		"users.list": says(`{"ok":true,"members":[
			{"id":"UANN","team_id":"T1","name":"ann","is_admin":true,"profile":{"real_name":"Ann","email":"ann@acme.example"}},
			{"id":"UBOB","team_id":"T1","name":"bob","profile":{"email":"bob@acme.example"}},
			{"id":"UAPP","team_id":"T1","name":"app","is_bot":true,"profile":{}}]}`),
		"usergroups.list": says(`{"ok":true,"usergroups":[]}`),
	}
}

func snapshot(t *testing.T, target *slack.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// account returns an account by its id.
func account(t *testing.T, s *access.Snapshot, id string) access.Account {
	t.Helper()
	i := slices.IndexFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("there is no %s", id)
	}
	return s.Accounts[i]
}

// held returns what an account holds, as keys.
func held(t *testing.T, s *access.Snapshot, id string) string {
	t.Helper()
	var keys []string
	for _, g := range account(t, s, id).Grants {
		keys = append(keys, s.Entitlements[g.Entitlement].Key())
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}
