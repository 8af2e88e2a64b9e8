package github_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/targets"
	"reconcile/targets/github"
)

// predefined are the roles that GitHub has in every organization.
func predefined() []string {
	return []string{
		"all_repo_read", "all_repo_triage", "all_repo_write", "all_repo_maintain", "all_repo_admin", "security_manager", "ci_cd_admin",
		"app_manager", "open_source_license_manager",
	}
}

// large answers GraphQL for an organization of members and teams; the first team has everybody, and no role anybody.
func large(members, teams int) http.HandlerFunc {
	page := func(n int, after string, row func(i int) string, name string) string {
		start, _ := strconv.Atoi(after)
		var rows []string
		for i := start; i < min(start+100, n); i++ {
			rows = append(rows, row(i))
		}
		return fmt.Sprintf(`{"totalCount":%d,"pageInfo":{"hasNextPage":%t,"endCursor":"%d"},"%s":[%s]}`, n, start+100 < n, start+100, name, strings.Join(rows, ","))
	}
	inTeam := func(n int, after string) string {
		return page(n, after, func(i int) string { return fmt.Sprintf(`{"role":"MEMBER","node":{"databaseId":%d}}`, i+1) }, "edges")
	}
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/organization-roles"):
			var rows []string
			for i, name := range predefined() {
				rows = append(rows, fmt.Sprintf(`{"id":%d,"name":%q,"source":"Predefined","organization":null}`, i+1, name))
			}
			fmt.Fprintf(w, `{"total_count":%d,"roles":[%s]}`, len(rows), strings.Join(rows, ","))
			return
		case r.Method != http.MethodPost:
			none(w, r)
			return
		}
		var q struct {
			Query     string
			Variables struct{ After string }
		}
		_ = json.Unmarshal([]byte(body(r)), &q)
		after := q.Variables.After
		switch {
		case strings.Contains(q.Query, "membersWithRole("):
			fmt.Fprintf(w, `{"data":{"viewer":{"databaseId":1},"organization":{"viewerIsAMember":true,"viewerCanAdminister":true,"samlIdentityProvider":null,
				"membersWithRole":%s}}}`, page(members, after, func(i int) string {
				return fmt.Sprintf(`{"role":"MEMBER","hasTwoFactorEnabled":true,"node":{"databaseId":%d,"login":"m%[1]d","name":null,"email":""}}`, i+1)
			}, "edges"))
		case strings.Contains(q.Query, "team(slug:"):
			fmt.Fprintf(w, `{"data":{"organization":{"team":{"members":%s}}}}`, inTeam(members, after))
		default:
			fmt.Fprintf(w, `{"data":{"organization":{"teams":%s}}}`, page(teams, after, func(i int) string {
				n := 0
				if i == 0 {
					n = members
				}
				return fmt.Sprintf(`{"databaseId":%d,"slug":"t%[1]d","name":"T","parentTeam":null,"members":%s}`, i+1, inTeam(n, ""))
			}, "nodes"))
		}
	}
}

func TestAnOrganizationIsReadInAsFewCallsAsGitHubAllows(t *testing.T) {
	for _, c := range []struct{ members, teams, want int }{
		// members in hundreds, teams in hundreds with their first hundred members, six lists beside, and the holders of nine roles
		{1, 1, 1 + 1 + 6 + 9}, {100, 100, 1 + 1 + 6 + 9}, {101, 1, 2 + 1 + 1 + 6 + 9}, {1500, 230, 15 + 3 + 14 + 6 + 9},
	} {
		s, target := open(t, github.Options{Token: ref(t, "x"), API: "auto"}, large(c.members, c.teams))
		got := snapshot(t, target)
		if len(got.Accounts) != c.members || got.Total != c.members || got.Calls != c.want || len(s.asked) != c.want {
			t.Errorf("%d members, %d teams: %d accounts of %d in %d calls, not %d", c.members, c.teams, len(got.Accounts), got.Total, got.Calls, c.want)
		}
		holders := 0
		for _, a := range got.Accounts {
			if slices.ContainsFunc(a.Grants, func(g access.Grant) bool { return got.Entitlements[g.Entitlement].Key() == "team:t1=member" }) {
				holders++
			}
		}
		if holders != c.members {
			t.Errorf("%d of %d are in the team", holders, c.members)
		}
	}
}

// small answers REST for ann, an owner, and bob; GraphQL is not served.
func small(extra http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch q := r.URL.Query(); {
		case extra != nil && handled(w, r, extra):
		case r.Method == http.MethodPost:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"Not Found"}`)
		case r.URL.Path == "/user":
			fmt.Fprint(w, `{"login":"ann","id":1}`)
		case r.URL.Path == "/orgs/acme/memberships/ann":
			fmt.Fprint(w, `{"state":"active","role":"admin"}`)
		case r.URL.Path != "/orgs/acme/members":
			none(w, r)
		case q.Get("filter") == "2fa_disabled":
			fmt.Fprint(w, `[{"id":2}]`)
		case q.Get("role") == "admin":
			fmt.Fprint(w, `[{"id":1}]`)
		default:
			fmt.Fprint(w, `[{"id":2,"login":"bob"},{"id":1,"login":"ann"}]`)
		}
	}
}

// handled lets a handler answer first, if it does.
func handled(w http.ResponseWriter, r *http.Request, extra http.HandlerFunc) bool {
	t := &tracked{ResponseWriter: w}
	extra(t, r)
	return t.wrote
}

type tracked struct {
	http.ResponseWriter
	wrote bool
}

func (t *tracked) Write(b []byte) (int, error) { t.wrote = true; return t.ResponseWriter.Write(b) }
func (t *tracked) WriteHeader(status int)      { t.wrote = true; t.ResponseWriter.WriteHeader(status) }

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

func TestTheMembersOfATeamAreMembersOfThoseAboveIt(t *testing.T) {
	s, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/orgs/acme/teams":
			fmt.Fprint(w, `[{"id":7,"slug":"all","name":"All"},{"id":8,"slug":"some","name":"Some","parent":{"slug":"all"}},
				{"id":9,"slug":"few","name":"Few","parent":{"slug":"some"}}]`)
		case "/orgs/acme/teams/all/members":
			fmt.Fprint(w, `[{"id":2,"role":"member","inherited":true}]`)
		case "/orgs/acme/teams/some/members":
			fmt.Fprint(w, `[{"id":1,"role":"maintainer","inherited":false},{"id":2,"role":"member","inherited":true}]`)
		case "/orgs/acme/teams/few/members":
			fmt.Fprint(w, `[{"id":2,"role":"maintainer","inherited":false}]`)
		}
	}))
	got := snapshot(t, target)
	want := map[string]string{
		"1": "role:owner, team:all=member via team:some=maintainer, team:some=maintainer",
		"2": "team:all=member via team:few=maintainer, team:some=member via team:few=maintainer, team:few=maintainer",
	}
	for id, keys := range want {
		if h := held(&got, id); h != keys {
			t.Errorf("%s holds %s", id, h)
		}
	}
	if got.Accounts[0].MFA != access.Yes || got.Accounts[1].MFA != access.No || got.Self != "1" {
		t.Errorf("accounts %+v, asked %q", got.Accounts, s.asked)
	}
	if f := got.Reach.Sees("names and addresses"); f.Listed != access.No {
		t.Errorf("REST gives no addresses, and the reach says %+v", f)
	}
}

func TestAServerThatSaysNoRolesIsAskedForMaintainers(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/orgs/acme/teams":
			fmt.Fprint(w, `[{"id":7,"slug":"all","name":"All"}]`)
		case r.URL.Path == "/orgs/acme/teams/all/members" && r.URL.Query().Get("role") == "maintainer":
			fmt.Fprint(w, `[{"id":2}]`)
		case r.URL.Path == "/orgs/acme/teams/all/members":
			fmt.Fprint(w, `[{"id":1},{"id":2}]`)
		}
	}))
	got := snapshot(t, target)
	if a, b := held(&got, "1"), held(&got, "2"); a != "role:owner, team:all=member" || b != "team:all=maintainer" {
		t.Errorf("%s; %s", a, b)
	}
}

func TestSeatsOfCopilotAreHeldThroughTheirTeam(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/orgs/acme/teams":
			fmt.Fprint(w, `[{"id":7,"slug":"all","name":"All"}]`)
		case strings.HasSuffix(r.URL.Path, "/seats"):
			fmt.Fprint(w, `{"seats":[{"assignee":{"id":1},"created_at":"a"},{"assignee":{"id":2},"assigning_team":{"slug":"all"}},
				{"assignee":null,"created_at":"b"}]}`)
		}
	}))
	got := snapshot(t, target)
	if a, b := held(&got, "1"), held(&got, "2"); a != "product:copilot, role:owner" || b != "product:copilot via team:all=member" {
		t.Errorf("%s; %s", a, b)
	}
}

func TestSeatsThatWaitForTheirHoldersAreManyAtOneTime(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "t0ken"), API: "rest"}, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/user":
			fmt.Fprint(w, `{"id":1,"login":"ada"}`)
		case strings.Contains(r.URL.Path, "/memberships/"):
			fmt.Fprint(w, `{"state":"active","role":"admin"}`)
		case strings.HasSuffix(r.URL.Path, "/orgs/acme/members"):
			fmt.Fprint(w, `[{"id":1,"login":"ada"}]`)
		case strings.HasSuffix(r.URL.Path, "/seats"):
			fmt.Fprint(w, `{"total_seats":3,"seats":[{"assignee":null,"created_at":"2026-06-01T08:00:00Z"},
				{"assignee":null,"created_at":"2026-06-01T08:00:00Z"},{"assignee":{"id":1},"created_at":"2026-06-01T08:00:00Z"}]}`)
		default:
			none(w, r)
		}
	})
	got := snapshot(t, target)
	if len(got.Accounts) != 1 || len(got.Accounts[0].Grants) != 2 {
		t.Errorf("%+v", got.Accounts)
	}
}

func TestACredentialThatSeesPublicMembersAloneIsRefused(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"by REST, a stranger": small(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/memberships/") {
				w.WriteHeader(http.StatusNotFound)
			}
		}),
		"by REST, invited": small(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/memberships/") {
				fmt.Fprint(w, `{"state":"pending","role":"member"}`)
			}
		}),
		"by GraphQL": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"data":{"viewer":{"databaseId":1},"organization":{"viewerIsAMember":false,"membersWithRole":{"totalCount":1,
				"pageInfo":{"hasNextPage":false},"edges":[{"role":"MEMBER","node":{"databaseId":5}}]}}}}`)
		},
	} {
		_, target := open(t, github.Options{Token: ref(t, "x")}, handler)
		for what, call := range map[string]func() error{
			"a check": func() error { _, err := target.Check(t.Context()); return err }, "a read": func() error { _, err := target.Snapshot(t.Context()); return err },
		} {
			if err := call(); err == nil || !strings.Contains(err.Error(), "public members") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func TestWhoIsNoOwnerSeesNoSecretTeamsAndNoSecondFactors(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/memberships/") {
			fmt.Fprint(w, `{"state":"active","role":"member"}`)
		}
		if r.URL.Query().Get("filter") != "" {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
	}))
	got := snapshot(t, target)
	if f := got.Reach.Sees("team"); f.Listed != access.Unknown || f.Why == "" {
		t.Errorf("teams: %+v", f)
	}
	if f := got.Reach.Sees("second factors"); f.Listed != access.No || got.Accounts[0].MFA != access.Unknown {
		t.Errorf("second factors: %+v", f)
	}
}

func TestGitHubsOwnLimitsAreWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		headers []string
		want    time.Duration
	}{
		"primary":           {403, `{"message":"API rate limit exceeded"}`, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1781490642"}, 42 * time.Second},
		"secondary, told":   {403, `{"message":"You have exceeded a secondary rate limit."}`, []string{"Retry-After", "7"}, 7 * time.Second},
		"secondary, untold": {403, `{"message":"You have exceeded a secondary rate limit."}`, nil, time.Minute},
		"GraphQL":           {200, `{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}`, nil, time.Minute},
	} {
		first := true
		s, target := open(t, github.Options{Token: ref(t, "x")}, func(w http.ResponseWriter, r *http.Request) {
			if !first {
				large(1, 1)(w, r)
				return
			}
			first = false
			for i := 0; i+1 < len(c.headers); i += 2 {
				w.Header().Set(c.headers[i], c.headers[i+1])
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		before := s.clock.Now()
		snapshot(t, target)
		if waited := s.clock.Now().Sub(before); waited < c.want || waited > c.want+2*time.Second {
			t.Errorf("%s: waited %s: %v", name, waited, s.clock.Slept())
		}
	}
}

func TestAnErrorOfGraphQLFailsTheReadWhateverItsStatus(t *testing.T) {
	for kind, class := range map[string]rest.Class{
		"NOT_FOUND": rest.NotFound, "FORBIDDEN": rest.Forbidden, "INSUFFICIENT_SCOPES": rest.Forbidden, "": rest.Invalid,
	} {
		s, target := open(t, github.Options{Token: ref(t, "x")}, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"data":{"organization":{"membersWithRole":{"pageInfo":{"hasNextPage":false},"edges":[]}}},"errors":[{"type":%q,"message":"no"}]}`, kind)
		})
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, class) || !strings.Contains(err.Error(), `the app says "no"`) || len(s.asked) != 1 {
			t.Errorf("%s: %v after %q", kind, err, s.asked)
		}
	}
}

func TestAListOfGraphQLThatIsNotWholeFailsTheRead(t *testing.T) {
	for name, c := range map[string][2]string{
		"fewer members than counted":       {`"totalCount":2,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"edges":[{"role":"MEMBER","hasTwoFactorEnabled"`, `"totalCount":3,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"edges":[{"role":"MEMBER","hasTwoFactorEnabled"`},
		"fewer teams than counted":         {`"totalCount":1,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"nodes"`, `"totalCount":2,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"nodes"`},
		"fewer in a team than counted":     {`"totalCount":2,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"edges":[{"role":"MEMBER","node"`, `"totalCount":3,"pageInfo":{"hasNextPage":false,"endCursor":"100"},"edges":[{"role":"MEMBER","node"`},
		"a next page without a cursor":     {`"hasNextPage":false,"endCursor":"100"},"nodes"`, `"hasNextPage":true,"endCursor":null},"nodes"`},
		"a list without a page":            {`"pageInfo":{"hasNextPage":false,"endCursor":"100"},"nodes"`, `"nodes"`},
		"members of a team without a page": {`"pageInfo":{"hasNextPage":false,"endCursor":"100"},"edges":[{"role":"MEMBER","node"`, `"edges":[{"role":"MEMBER","node"`},
	} {
		changed := false
		_, target := open(t, github.Options{Token: ref(t, "x")}, func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			large(2, 1)(answer, r)
			text := answer.Body.String()
			changed = changed || strings.Contains(text, c[0])
			fmt.Fprint(w, strings.Replace(text, c[0], c[1], 1))
		})
		if s, err := target.Snapshot(t.Context()); err == nil || !changed {
			t.Errorf("%s: %d accounts, changed is %t", name, len(s.Accounts), changed)
		}
	}
}

func TestAMemberOfATeamWhomTheListOfMembersLacksOpensAHole(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "x")}, small(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/orgs/acme/teams":
			fmt.Fprint(w, `[{"id":7,"slug":"all","name":"All"}]`)
		case "/orgs/acme/teams/all/members":
			fmt.Fprint(w, `[{"id":3,"role":"member","inherited":false}]`)
		}
	}))
	got := snapshot(t, target)
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Unknown || f.Why == "" {
		t.Errorf("members: %+v", f)
	}
}

func TestAnOwnerWhomTheListOfMembersLacksOpensAHole(t *testing.T) {
	_, target := open(t, github.Options{Token: ref(t, "t0ken"), API: "rest"}, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/user":
			fmt.Fprint(w, `{"id":1,"login":"ada"}`)
		case strings.Contains(r.URL.Path, "/memberships/"):
			fmt.Fprint(w, `{"state":"active","role":"admin"}`)
		case r.URL.Query().Get("role") == "admin":
			fmt.Fprint(w, `[{"id":1,"login":"ada"},{"id":2,"login":"bob"}]`)
		case strings.HasSuffix(r.URL.Path, "/orgs/acme/members") && !r.URL.Query().Has("filter"):
			fmt.Fprint(w, `[{"id":1,"login":"ada"}]`)
		default:
			none(w, r)
		}
	})
	got := snapshot(t, target)
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Unknown || f.Why == "" {
		t.Errorf("members: %+v", f)
	}
}

func TestAServerOfOnesOwnHasGraphQLBesideItsREST(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.github.com": "https://api.github.com/graphql", "https://github.acme.example/api/v3/": "https://github.acme.example/api/graphql",
		"https://api.acme.ghe.com": "https://api.acme.ghe.com/graphql", "http://localhost:4000": "http://localhost:4000/graphql",
	} {
		s, target := open(t, github.Options{Token: ref(t, "x"), URL: option.URL(base), API: "graphql"}, large(1, 1))
		snapshot(t, target)
		if s.asked[0] != "POST "+want {
			t.Errorf("%s: asked %s", base, s.asked[0])
		}
	}
}

func TestAnAppSignsForTokensAndMakesNewOnesBeforeTheyEnd(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	made := 0
	var s *server
	s, target := open(t, github.Options{App: github.AppOptions{ID: "Iv1.x", Installation: "77", Key: ref(t, text)}}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/app/installations/77/access_tokens" {
			made++
			w.WriteHeader(http.StatusCreated)
			fmt.Fprintf(w, `{"token":"tok-%d","expires_at":%q}`, made, s.clock.Now().Add(time.Hour).Format(time.RFC3339))
			return
		}
		if r.Method == http.MethodPost && strings.Contains(body(r), "viewer{") {
			t.Error("an app is nobody, and asked who it is")
		}
		large(1, 1)(w, r)
	})
	for range 2 {
		got := snapshot(t, target)
		if got.Self != "" || len(got.Accounts) != 1 {
			t.Errorf("%+v", got.Accounts)
		}
	}
	s.clock.Forward(56 * time.Minute)
	snapshot(t, target)
	if made != 2 || s.tokens[1] != "tok-1" || s.tokens[len(s.tokens)-1] != "tok-2" {
		t.Errorf("%d tokens were made: %q", made, s.tokens)
	}
	parts := strings.Split(s.tokens[0], ".")
	if len(parts) != 3 {
		t.Fatalf("no JWT: %q", s.tokens[0])
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], signature) != nil {
		t.Error("the signature is wrong")
	}
	var claims struct {
		Iss      string
		Iat, Exp int64
	}
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	if err := json.Unmarshal(raw, &claims); err != nil || claims.Iss != "Iv1.x" || claims.Exp-claims.Iat != 600 {
		t.Errorf("claims %s, %v", raw, err)
	}
}

func TestAKeyThatIsNoneIsAnErrorWithoutIt(t *testing.T) {
	for name, text := range map[string]string{
		"no PEM": "hidden", "no key": "-----BEGIN RSA PRIVATE KEY-----\naGlkZGVu\n-----END RSA PRIVATE KEY-----\n",
	} {
		s, target := open(t, github.Options{App: github.AppOptions{ID: "1", Installation: "2", Key: ref(t, text)}}, large(1, 1))
		_, err := target.Snapshot(t.Context())
		if !rest.Is(err, rest.Unauthorized) || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "aGlkZGVu") || len(s.asked) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptionsNameOneCredential(t *testing.T) {
	token, key := ref(t, "x"), ref(t, "x")
	for name, o := range map[string]github.Options{
		"none":           {Organization: "acme"},
		"both":           {Organization: "acme", Token: token, App: github.AppOptions{ID: "1", Installation: "2", Key: key}},
		"half an app":    {Organization: "acme", App: github.AppOptions{ID: "1", Key: key}},
		"nothing to see": {Organization: " ", Token: token},
		"an app for licences": {
			Organization: "acme", App: github.AppOptions{ID: "1", Installation: "2", Key: key}, Enterprise: "acme",
		},
	} {
		o.URL = "https://api.github.com"
		if _, err := github.New(targets.Env{}, o); err == nil || !strings.Contains(err.Error(), "`") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
