// Package googlefake is an organization at Google Workspace, faked after Google's discovery documents. Only tests import it.
package googlefake

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets/google"
	"reconcile/targets/targettest"
)

const (
	admin    = "ann@acme.example"
	customer = "C03az79cb"
	edition  = "Google Workspace Business Standard"
)

// Fakes returns an organization whose administrator sees everything, and one where the delegation lacks the scope of licences.
func Fakes() []targettest.Fake {
	without := map[targettest.Twist]string{targettest.EmptyEarly: "a page without a token for the next is the last"}
	return []targettest.Fake{
		{
			Name: "workspace", Options: options, Kept: key, Shows: shows, Without: without,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, true) },
		},
		{
			Name: "fewer-scopes", Options: options, Kept: key, Shows: showsNoLicences, Without: without,
			New: func(w targettest.World, twist targettest.Twist) http.Handler { return newApp(w, twist, false) },
		},
	}
}

func options(ref secret.Ref) any {
	return &google.Options{
		Key: ref, Admin: admin, Customer: "my_customer", URL: option.URL(targettest.Address), Licensing: option.URL(targettest.Address),
		Token: option.URL(targettest.Address + "/token"),
	}
}

// key makes a service account's key, in which the secret is the key's id.
func key() string {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err.Error()
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}
	text, err := json.Marshal(object{
		"type": "service_account", "client_email": "audit@acme-1.iam.gserviceaccount.com", "private_key_id": targettest.Secret,
		"private_key": string(pem.EncodeToMemory(block)), "token_uri": "https://evil.example/token",
	})
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// shows leaves out what Google does not tell: invitations, what is a bot or shared, products of others; and has everybody's
// address.
func shows(w targettest.World) targettest.World {
	w.Levels = map[string][]string{"group": {"member", "manager", "owner"}}
	w.Accounts = slices.DeleteFunc(slices.Clone(w.Accounts), func(a targettest.Account) bool { return a.Status == access.Invited })
	for i := range w.Accounts {
		a := &w.Accounts[i]
		var holds []string
		for _, key := range a.Holds {
			if name, ok := strings.CutPrefix(key, "team:"); ok {
				name, level, _ := strings.Cut(name, "=")
				holds = append(holds, "group:"+address(name)+"="+strings.ReplaceAll(level, "maintainer", "manager"))
			} else if key == "role:owner" && a.Kind != access.Guest {
				holds = append(holds, "role:super-admin")
			}
		}
		a.Holds = holds
		if a.Kind == access.Guest {
			a.Login, a.Name, a.MFA, a.Created, a.LastActive = a.Email(), "", access.Unknown, 0, 0
			continue
		}
		if a.Kind = access.Human; a.Email() == "" {
			a.Emails = []access.Email{{Address: a.Login + "@acme.example"}}
		}
		a.Emails = []access.Email{{Address: a.Email(), Verified: access.Yes}}
		if a.Login = a.Email(); a.Seat == access.Yes {
			a.Holds = append(a.Holds, "licence:"+edition)
		}
	}
	return w
}

func showsNoLicences(w targettest.World) targettest.World {
	w = shows(w)
	for i := range w.Accounts {
		a := &w.Accounts[i]
		a.Holds = slices.DeleteFunc(a.Holds, func(key string) bool { return key == "licence:"+edition })
		if a.Kind != access.Guest {
			a.Seat = access.Unknown
		}
	}
	return w
}

// address is a group's.
func address(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)) + "@acme.example"
}

type object map[string]any

// app keeps an organization.
type app struct {
	most  int // rows on a page
	twist targettest.Twist
	world targettest.World
	// licensing: the delegation has the scope of licences.
	licensing bool
	// groups are their addresses, one of them without members.
	groups []string
}

func newApp(w targettest.World, twist targettest.Twist, licensing bool) http.Handler {
	a := &app{most: w.PageSize(), twist: twist, world: shows(w), licensing: licensing, groups: []string{"nobody@acme.example"}}
	for _, account := range a.world.Accounts {
		for _, key := range account.Holds {
			if name, ok := strings.CutPrefix(key, "group:"); ok {
				name, _, _ = strings.Cut(name, "=")
				a.groups = append(a.groups, name)
			}
		}
	}
	slices.Sort(a.groups)
	a.groups = slices.Compact(a.groups)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", a.token)
	for pattern, part := range map[string]struct {
		scope  string
		answer http.HandlerFunc
	}{
		"GET /admin/directory/v1/users":                                {"u", a.users},
		"GET /admin/directory/v1/groups":                               {"g", a.listGroups},
		"GET /admin/directory/v1/groups/{id}/members":                  {"g", a.members},
		"GET /admin/directory/v1/customer/my_customer/roles":           {"r", a.roles},
		"GET /admin/directory/v1/customer/my_customer/roleassignments": {"r", a.assignments},
		"GET /apps/licensing/v1/product/Google-Apps/users":             {"l", a.licences},
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "+targettest.Secret+".")
			switch {
			case !ok:
				fail(w, http.StatusUnauthorized, "authError", "Invalid Credentials")
			case !strings.Contains(token, part.scope):
				fail(w, http.StatusForbidden, "insufficientPermissions", "Request had insufficient authentication scopes.")
			default:
				part.answer(w, r)
			}
		})
	}
	return mux
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(w).Encode(body)
}

// refuse is an error of the token's endpoint (RFC 6749, section 5.2).
func refuse(w http.ResponseWriter, status int, code, description string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"error": code, "error_description": description})
}

func fail(w http.ResponseWriter, status int, reason, message string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"error": object{
		"code": status, "message": message, "errors": []any{object{"message": message, "domain": "global", "reason": reason}},
	}})
}
