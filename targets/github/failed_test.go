package github_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/targets/github"
)

// beside answers for the organization of small, and a list beside.
func beside(path string, status int, text string) http.HandlerFunc {
	return small(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}
	})
}

const failedPath = "/orgs/acme/failed_invitations"

func TestInvitationsThatFailedAreToldOfAndAreNoAccounts(t *testing.T) {
	for name, c := range map[string]struct{ list, want string }{
		"none": {`[]`, ""},
		"one":  {`[{"id":4,"email":"fay@acme.example","failed_reason":"Invitation expired."}]`, "1 invitation failed: fay@acme.example (invitation expired)"},
		"the last first": {
			`[{"id":4,"email":"fay@acme.example","failed_at":"2026-05-01T12:00:00Z","failed_reason":null},
			  {"id":5,"login":"gus","email":"gus@acme.example","failed_at":"2026-05-02T12:00:00Z","failed_reason":"Expired"},
			  {"id":6,"login":null,"email":null,"failed_at":null,"failed_reason":""}]`,
			"3 invitations failed: gus (expired), fay@acme.example, number 6",
		},
		"who came after all": {`[{"id":4,"login":"Bob"},{"id":5,"login":"ANN"}]`, ""},
		"many": {
			`[{"id":1,"login":"a"},{"id":2,"login":"b"},{"id":3,"login":"c"},{"id":4,"login":"d"},{"id":5,"login":"e"},{"id":6,"login":"f"},{"id":7,"login":"g"}]`,
			"7 invitations failed: a, b, c, d, e, and 2 more",
		},
		"what would draw": {`[{"id":4,"login":"a\u001b[31m\nb"}]`, "1 invitation failed: a␛[31m␊b"},
	} {
		_, target := open(t, github.Options{Token: ref(t, "x")}, beside(failedPath, http.StatusOK, c.list))
		got := snapshot(t, target)
		if text := strings.Join(got.Remarks, "; "); text != c.want || len(got.Accounts) != 2 {
			t.Errorf("%s: %q, and %d accounts", name, text, len(got.Accounts))
		}
		if f := got.Reach.Sees("failed invitations"); f.Listed != access.Yes {
			t.Errorf("%s: the reach says %+v", name, f)
		}
	}
}

func TestAnInvitationThatFailedAndWasRepeatedIsNotToldOf(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/orgs/acme/invitations":
			fmt.Fprint(w, `[{"id":9,"email":"fay@acme.example"}]`)
		case failedPath:
			fmt.Fprint(w, `[{"id":4,"email":"Fay@acme.example"}]`)
		}
	}))
	if got := snapshot(t, target); len(got.Remarks) != 0 {
		t.Errorf("%q", got.Remarks)
	}
}

func TestFailedInvitationsThatCannotBeListedAreAHole(t *testing.T) {
	for status, why := range map[int]string{404: "GitHub has no list", 403: "the credential may not"} {
		_, target := open(t, github.Options{Token: ref(t, "x")}, beside(failedPath, status, `{"message":"no"}`))
		got := snapshot(t, target)
		if f := got.Reach.Sees("failed invitations"); f.Listed != access.No || !strings.HasPrefix(f.Why, why) || len(got.Remarks) != 0 {
			t.Errorf("%d: %+v, remarks %q", status, f, got.Remarks)
		}
		if f := got.Reach.Sees(access.FacetInvitations); f.Listed != access.Yes {
			t.Errorf("%d: pending ones: %+v", status, f)
		}
	}
	for name, c := range map[string]struct {
		status int
		text   string
		class  rest.Class
	}{
		"half": {200, `[{"id":4,`, rest.Decode}, "repeated": {200, `[{"id":4},{"id":4}]`, rest.Incomplete}, "an object": {200, `{}`, rest.Decode},
		"a fault": {500, `{"message":"no"}`, rest.Server},
	} {
		_, target := open(t, github.Options{Token: ref(t, "x")}, beside(failedPath, c.status, c.text))
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, c.class) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhereNobodyIsInvitedFailedInvitationsAreNotAskedFor(t *testing.T) {
	s, target := open(t, github.Options{Token: ref(t, "x")}, beside("/orgs/acme/invitations", 404, `{"message":"no"}`))
	got := snapshot(t, target)
	if f := got.Reach.Sees("failed invitations"); f.Listed != access.No || f.Why != got.Reach.Sees(access.FacetInvitations).Why {
		t.Errorf("%+v", f)
	}
	if slices.ContainsFunc(s.asked, func(asked string) bool { return strings.Contains(asked, failedPath) }) {
		t.Errorf("asked %q", s.asked)
	}
}
