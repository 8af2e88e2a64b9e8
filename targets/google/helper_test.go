package google_test

import (
	"crypto/rand"
	"crypto/rsa"
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
	"sync"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/google"
	"reconcile/targets/targettest"
)

// row is a row of a list.
type row = map[string]any

// workspace answers in memory and keeps what was asked.
type workspace struct {
	mu    sync.Mutex
	clock *targettest.Clock
	asked []string
	// claims are those of each assertion, private is the key that signs them.
	claims  []row
	private *rsa.PrivateKey
	// refused are scopes that the delegation lacks.
	refused []string

	users, groups, roles, assignments, own, licences []row
	members                                          map[string][]row
	// answer may answer in place of the rest, by saying so.
	answer func(w http.ResponseWriter, r *http.Request) bool
}

// person is an account of the organization.
func person(id, name string, cells ...any) row {
	return with(row{
		"id": id, "primaryEmail": name + "@acme.example", "customerId": "C0", "name": row{"fullName": name}, "isEnrolledIn2Sv": true,
		"isAdmin": name == "root",
	}, cells...)
}

func with(r row, cells ...any) row {
	for i := 0; i+1 < len(cells); i += 2 {
		r[cells[i].(string)] = cells[i+1]
	}
	return r
}

func inGroup(id, email, role, kind string) row {
	return row{"id": id, "email": email, "role": role, "type": kind}
}

func newGroup(id string, members int) row {
	return row{"id": id, "email": id + "@acme.example", "name": id, "directMembersCount": strconv.Itoa(members)}
}

// RoundTrip implements http.RoundTripper.
func (s *workspace) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.String())
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	if s.answer == nil || !s.answer(w, r) {
		s.serve(w, r)
	}
	return w.Result(), nil
}

func (s *workspace) serve(w http.ResponseWriter, r *http.Request) {
	path := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch last := path[len(path)-1]; {
	case last == "token":
		s.token(w, r)
	case path[0] == "apps":
		page(w, r, "licensing#licenseAssignmentList", "items", s.licences)
	case last == "users":
		all := s.users
		if email, ok := strings.CutPrefix(r.URL.Query().Get("query"), "email="); ok {
			all = slices.DeleteFunc(slices.Clone(all), func(u row) bool { return u["primaryEmail"] != email })
		}
		page(w, r, "admin#directory#users", "users", all)
	case last == "groups":
		page(w, r, "admin#directory#groups", "groups", s.groups)
	case last == "members":
		page(w, r, "admin#directory#members", "members", s.members[path[4]])
	case last == "roles":
		page(w, r, "admin#directory#roles", "items", s.roles)
	case r.URL.Query().Has("userKey"):
		page(w, r, "admin#directory#roleAssignments", "items", s.own)
	default:
		page(w, r, "admin#directory#roleAssignments", "items", s.assignments)
	}
}

func page(w http.ResponseWriter, r *http.Request, kind, field string, rows []row) {
	size, _ := strconv.Atoi(r.URL.Query().Get("maxResults"))
	from, _ := strconv.Atoi(r.URL.Query().Get("pageToken"))
	to := min(from+size, len(rows))
	body := row{"kind": kind}
	if to > from {
		body[field] = rows[from:to]
	}
	if to < len(rows) {
		body["nextPageToken"] = strconv.Itoa(to)
	}
	_ = json.NewEncoder(w).Encode(body)
}

func (s *workspace) token(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.FormValue("assertion"), ".")
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	claims := row{"assertion": r.FormValue("assertion")}
	_ = json.Unmarshal(raw, &claims)
	s.claims = append(s.claims, claims)
	for _, scope := range s.refused {
		if strings.Contains(claims["scope"].(string), scope) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens."}`)
			return
		}
	}
	fmt.Fprint(w, `{"access_token":"t0ken","expires_in":3599}`)
}

// open makes a target for an organization; the key is in the environment, or what is given in its place.
func open(t *testing.T, s *workspace, o google.Options, key ...string) *google.Target {
	t.Helper()
	if s.private == nil {
		var err error
		if s.private, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			t.Fatal(err)
		}
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(s.private)}
	text, err := json.Marshal(row{
		"type": "service_account", "client_email": "sa@x.iam.gserviceaccount.com", "private_key_id": "k1",
		"private_key": string(pem.EncodeToMemory(block)), "token_uri": "https://evil.example/token",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("RECONCILE_GOOGLE", strings.Join(append(key, string(text))[:1], ""))
	if o.Key, err = secret.ParseRef("env:RECONCILE_GOOGLE"); err != nil {
		t.Fatal(err)
	}
	if o.Admin == "" {
		o.Admin = "root@acme.example"
	}
	if o.Customer == "" {
		o.Customer = "my_customer"
	}
	o.URL, o.Licensing = option.URL("https://admin.googleapis.com"), option.URL("https://licensing.googleapis.com")
	o.Token = option.URL("https://oauth2.googleapis.com/token")
	s.clock = targettest.NewClock()
	target, err := google.New(s.clock.Env(s), o)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func snapshot(t *testing.T, s *workspace) access.Snapshot {
	t.Helper()
	got, err := open(t, s, google.Options{}).Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// account returns an account by its id.
func account(t *testing.T, s *access.Snapshot, id string) *access.Account {
	t.Helper()
	for i := range s.Accounts {
		if s.Accounts[i].ID == id {
			return &s.Accounts[i]
		}
	}
	t.Fatalf("there is no account %s", id)
	return nil
}

// held returns what an account holds, and through what, in one text.
func held(t *testing.T, s *access.Snapshot, id string) string {
	t.Helper()
	var list []string
	for _, g := range account(t, s, id).Grants {
		text := s.Entitlements[g.Entitlement].Key()
		if g.Via != 0 {
			text += " via " + s.Entitlements[g.Via].Key()
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return strings.ReplaceAll(strings.Join(list, ", "), "@acme.example", "")
}
