package plan_test

import (
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// TestProtectedAccounts holds what is never touched.
func TestProtectedAccounts(t *testing.T) {
	protect := func(c *company, patterns ...string) *company {
		return c.set("code", func(s *plan.TargetSettings) { s.Protect = patterns })
	}
	registered := func(c *company, account string) *company {
		c.Known.Services = append(c.Known.Services, access.ServiceAccount{
			Target: "code", Account: account, Kind: "bot", At: "rules.yaml:4",
		})
		return c
	}
	const refused = "blocked suspend code a-e1 account by protected"
	const planned = "planned suspend code a-e1 account"
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"by id", protect(given(excess("code", "e1", "account")), "A-E1"), []string{refused}},
		{"by login", protect(given(excess("code", "e1", "account")), "e1"), []string{refused}},
		{"by e-mail", protect(given(excess("code", "e1", "account")), "e1@acme.example"), []string{refused}},
		{"by a glob", protect(given(excess("code", "e1", "account")), "x", "a-*"), []string{refused}},
		{"nobody else", protect(given(excess("code", "e1", "account")), "e2", "b-*"), []string{planned}},
		{"an account without a login is not covered by what fits nothing", protect(given(found(access.Finding{
			Verdict: access.Excess, Target: "code", Account: &access.AccountName{ID: "1"}, Entitlement: "account",
		}, nil)), "bot*", ""), []string{"planned suspend code 1 account"}},
		{
			"nothing is granted to them either", protect(given(lacks("code", "e1", "team:dev")), "e1"),
			[]string{"blocked grant code a-e1 team:dev by protected"},
		},
		{"a glob never covers a leaver", protect(given(leaver("code", "e1")), "*", "e?", "a-*"), []string{planned}},
		{"a name does", protect(given(leaver("code", "e1")), "e1"), []string{refused}},
		{
			"a pattern that can't be understood protects everything", protect(given(excess("code", "e1", "account")), `x\`),
			[]string{refused},
		},
		{"in their own target only", protect(given(leaver("mail", "e1")), "e1"), []string{"planned suspend mail a-e1 account"}},
		{"a registered service account", registered(given(leaver("code", "e1")), "E1@acme.example"), []string{refused}},
		{
			"a service account of an app that is not in the run changes nothing",
			func() *company {
				c := given(leaver("code", "e1"))
				c.Known.Services = []access.ServiceAccount{{Target: "chat", Account: "e1", At: "rules.yaml:4"}}
				return c
			}(),
			[]string{planned},
		},
		{
			"a registered service account is its target's", registered(given(leaver("mail", "e1")), "e1"),
			[]string{"planned suspend mail a-e1 account"},
		},
		{
			"a service account registered by an address that the finding does not name",
			registered(given(stranger("code", "e1", access.CauseOwnerLeft, func(f *access.Finding) {
				f.Evidence.Rule = "rules.yaml:4"
			})), "bot@acme.example"),
			[]string{refused},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// TestTheToolDoesNotTouchItself holds the guard of the credential in use.
func TestTheToolDoesNotTouchItself(t *testing.T) {
	self := given(excess("code", "e1", "team:dev"), excess("code", "e2", "team:dev"))
	self.target("code").Self = "a-e1"
	self.expect(t, "blocked revoke code a-e1 team:dev by own-account", "planned revoke code a-e2 team:dev")

	of := given(leaver("code", "e1"), absent("code", "e2"), leaver("mail", "e1")).set("code", func(s *plan.TargetSettings) {
		s.CredentialOf = "E1"
	})
	of.expect(t, "blocked suspend code a-e1 account by own-account", "planned suspend mail a-e1 account",
		"planned invite code e2 account")
}
