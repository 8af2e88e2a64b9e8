package jira_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/jira"
	"reconcile/targets/targettest"
)

// answers give the body of a request by the end of its path; a status before it where it is another than 200.
type answers map[string]func(r *http.Request) (int, string)

// server answers in memory and keeps what was asked.
type server struct {
	mu      sync.Mutex
	asked   []string
	answers answers
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, "/rest/api/3/")
	s.asked = append(s.asked, path)
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	status, text := 404, `{}`
	if answer := s.answers[path]; answer != nil {
		status, text = answer(r)
	}
	w.WriteHeader(status)
	fmt.Fprint(w, text)
	return w.Result(), nil
}

func says(text string) func(*http.Request) (int, string) {
	return func(*http.Request) (int, string) { return 200, text }
}

// list answers a counted list of rows, as it is asked for.
func list(n int, row string) func(*http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		start, size := number(r, "startAt"), min(number(r, "maxResults"), 50)
		return 200, fmt.Sprintf(`{"total":%d,"isLast":%t,"values":[%s]}`, n, start+size >= n, rows(start, min(start+size, n), row))
	}
}

func number(r *http.Request, name string) int {
	n, _ := strconv.Atoi(r.URL.Query().Get(name))
	return n
}

func rows(from, to int, row string) string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf(row, i))
	}
	return strings.Join(all, ",")
}

// accounts answers a bare list of rows, as it is asked for.
func accounts(n int, row string) func(*http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		start := number(r, "startAt")
		return 200, "[" + rows(min(start, n), min(start+number(r, "maxResults"), n), row) + "]"
	}
}

const row = `{"accountId":"%d","accountType":"atlassian","active":true}`

// open makes a target; what is not answered, a site of one account does.
func open(t *testing.T, more answers) (*server, *jira.Target) {
	t.Helper()
	s := &server{answers: answers{
		"myself":          says(`{"accountId":"0"}`),
		"mypermissions":   says(`{"permissions":{"USER_PICKER":{"havePermission":true},"ADMINISTER":{"havePermission":true}}}`),
		"users/search":    accounts(1, row),
		"group/bulk":      list(0, ""),
		"applicationrole": says(`[]`),
	}}
	for path, answer := range more {
		s.answers[path] = answer
	}
	t.Setenv("RECONCILE_JIRA_SECRET", "hidden")
	ref, err := secret.ParseRef("env:RECONCILE_JIRA_SECRET")
	if err != nil {
		t.Fatal(err)
	}
	target, err := jira.New(targettest.NewClock().Env(s), jira.Options{URL: option.URL("https://acme.atlassian.net"), Email: "it@acme.example", Token: ref})
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

func snapshot(t *testing.T, target *jira.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// held returns what an account holds, as keys, with what it holds them through.
func held(s *access.Snapshot, id string) string {
	i := slices.IndexFunc(s.Accounts, func(a access.Account) bool { return a.ID == id })
	var keys []string
	for _, g := range s.Accounts[i].Grants {
		key := s.Entitlements[g.Entitlement].Key()
		if g.Via != 0 {
			key += " via " + s.Entitlements[g.Via].Key()
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

func TestASiteIsReadInAsFewCallsAsJiraAllows(t *testing.T) {
	for n, want := range map[int]int{1: 1 + 1, 1000: 1 + 1, 1500: 2 + 1} {
		s, target := open(t, answers{
			"users/search": accounts(n, row), "group/bulk": list(120, `{"groupId":"g%d","name":"G%[1]d"}`),
			"group/member": func(r *http.Request) (int, string) {
				if r.URL.Query().Get("groupId") == "g0" { // the one with everybody
					return list(n, row)(r)
				}
				return list(0, "")(r)
			},
		})
		got := snapshot(t, target)
		// accounts in thousands and the empty page that ends them; groups in fifties, members in fifties; account, permissions, products
		want += 3 + max((n+49)/50, 1) + 119 + 3
		if len(got.Accounts) != n || got.Calls != want || len(s.asked) != want {
			t.Errorf("%d accounts of %d in %d calls, not %d", len(got.Accounts), n, got.Calls, want)
		}
		if held(&got, strconv.Itoa(n-1)) != "group:G0" {
			t.Errorf("the last one holds %s", held(&got, strconv.Itoa(n-1)))
		}
	}
}

func TestATokenFromWhichAccountsAreHiddenIsRefused(t *testing.T) {
	s, target := open(t, answers{"mypermissions": says(`{"permissions":{"USER_PICKER":{"havePermission":false},"ADMINISTER":{"havePermission":false}}}`)})
	_, checked := target.Check(t.Context())
	_, read := target.Snapshot(t.Context())
	for name, err := range map[string]error{"a check": checked, "a read": read} {
		if !rest.Is(err, rest.Forbidden) || !strings.Contains(err.Error(), "Browse users and groups") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if slices.Contains(s.asked, "users/search") {
		t.Errorf("asked %q", s.asked)
	}
}

func TestProductsAreHeldThroughTheirGroups(t *testing.T) {
	more := answers{
		"users/search": accounts(2, row),
		"group/bulk":   list(1, `{"groupId":"g%d","name":"site-admins"}`),
		"group/member": list(1, row),
		"applicationrole": says(`[{"key":"jira-software","name":"Jira Software","groupDetails":[{"groupId":"g0"},{"groupId":"gone"}]},
			{"key":"jira-core","groupDetails":[]}]`),
	}
	_, target := open(t, more)
	got := snapshot(t, target)
	if a, b := held(&got, "0"), held(&got, "1"); a != "group:site-admins, product:jira-software via group:site-admins" || b != "" {
		t.Errorf("%s; %s", a, b)
	}
	if got.Accounts[0].Seat != access.Yes || got.Accounts[1].Seat != access.No || !got.Entitlements[1].Privileged {
		t.Errorf("%+v, %+v", got.Accounts, got.Entitlements)
	}
	for name, answer := range map[string]answers{
		"no admin": {"mypermissions": says(`{"permissions":{"USER_PICKER":{"havePermission":true},"ADMINISTER":{"havePermission":false}}}`)},
		"no scope": {"applicationrole": func(*http.Request) (int, string) { return 403, `{}` }},
	} {
		for path, a := range more {
			if answer[path] == nil {
				answer[path] = a
			}
		}
		_, target := open(t, answer)
		got := snapshot(t, target)
		if f := got.Reach.Sees("product"); f.Listed != access.No || !strings.Contains(f.Why, "Administer Jira") || got.Accounts[0].Seat != access.Unknown {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestAnAccountIsWhatJiraSays(t *testing.T) {
	_, target := open(t, answers{"users/search": func(r *http.Request) (int, string) {
		if number(r, "startAt") > 0 {
			return 200, `[]`
		}
		return 200, `[{"accountId":"0","active":true,"emailAddress":"a@acme.example"},{"accountId":"1","active":false},{"accountId":"2","accountType":"app","active":true},
			{"accountId":"3","active":true,"emailAddress":"x@serviceaccount.atlassian.com"},{"accountId":"4","accountType":"customer","active":true},
			{"accountId":"unknown","active":false},{"accountId":"unknown","active":false}]`
	}})
	got := snapshot(t, target)
	var words []string
	for _, a := range got.Accounts {
		words = append(words, fmt.Sprintf("%s %s %s %d", a.ID, a.Kind, a.Status, len(a.Emails)))
	}
	if have := strings.Join(words, " "); have != "0 human enabled 1 1 human suspended 0 2 bot enabled 0 3 bot enabled 1" {
		t.Error(have)
	}
	if len(got.Remarks) != 2 || got.Self != "0" {
		t.Errorf("%q, %s", got.Remarks, got.Self)
	}
}

func TestWhatTheListOfAccountsLacksOpensAHole(t *testing.T) {
	for name, more := range map[string]answers{
		"a member of a group":   {"group/bulk": list(1, `{"groupId":"g%d","name":"G"}`), "group/member": list(2, row)},
		"the token's own":       {"myself": says(`{"accountId":"9"}`)},
		"more groups than said": {"group/bulk": says(`{"total":0,"isLast":true,"values":[{"groupId":"g","name":"G"}]}`), "group/member": list(0, "")},
	} {
		_, target := open(t, more)
		got := snapshot(t, target)
		facet := access.FacetMembers
		if strings.HasPrefix(name, "more") {
			facet = "group"
		}
		if f := got.Reach.Sees(facet); f.Listed != access.Unknown || f.Why == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestATokenWithoutTheRightScopesIsToldFromOneThatIsNone(t *testing.T) {
	for body, class := range map[string]rest.Class{
		`{"code":401,"message":"Unauthorized; scope does not match"}`: rest.Forbidden,
		`{"errorMessages":["Client must be authenticated"]}`:          rest.Unauthorized,
		`<html>`: rest.Unauthorized,
	} {
		_, target := open(t, answers{"mypermissions": func(*http.Request) (int, string) { return 401, body }})
		if _, err := target.Check(t.Context()); !rest.Is(err, class) || !strings.Contains(err.Error(), "permissions") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAListThatIsShorterThanItsCountFailsTheRead(t *testing.T) {
	for name, more := range map[string]answers{
		"groups":                 {"group/bulk": says(`{"total":2,"isLast":true,"values":[{"groupId":"g","name":"G"}]}`), "group/member": list(0, "")},
		"members":                {"group/bulk": list(1, `{"groupId":"g%d","name":"G"}`), "group/member": says(`{"total":1,"isLast":true,"values":[]}`)},
		"an account of no state": {"users/search": says(`[{"accountId":"0"}]`)},
	} {
		_, target := open(t, more)
		if got, err := target.Snapshot(t.Context()); err == nil {
			t.Errorf("%s: %d accounts", name, len(got.Accounts))
		}
	}
}

func TestWhoeverLeavesAGroupWhileItIsReadTakesNobodyWithThem(t *testing.T) {
	_, target := open(t, answers{
		"users/search": accounts(60, row), "group/bulk": list(1, `{"groupId":"g%d","name":"G"}`),
		// after the first page, its first member is gone: the others move up
		"group/member": func(r *http.Request) (int, string) {
			if number(r, "startAt") == 0 {
				return list(60, row)(r)
			}
			return 200, `{"total":59,"isLast":true,"values":[` + rows(51, 60, row) + `]}`
		},
	})
	if got, err := target.Snapshot(t.Context()); err == nil {
		t.Errorf("one of %d accounts is not in the group, and that is all that Jira has: %+v", len(got.Accounts), got.Reach.Holes())
	}
}

func TestOptionsNameAToken(t *testing.T) {
	if _, err := jira.New(targets.Env{}, jira.Options{URL: "https://acme.atlassian.net"}); err == nil || !strings.Contains(err.Error(), "`token:`") {
		t.Error(err)
	}
}
