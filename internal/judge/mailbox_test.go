package judge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
)

func TestWhoeverFindsASharedAccountIsToldHowToRegisterIt(t *testing.T) {
	const mailbox = "register under `service_accounts:` as `kind: shared mailbox` with an owner, or suspend"
	for _, c := range []struct {
		policy, address string
		kind            access.Kind
		want            string
	}{
		{"a shared account is one of the company's, or to be closed", "x@acme.example", access.Shared, mailbox},
		{"so is one that is called after a function", "Info@acme.example", access.Human, mailbox},
		{"in Spanish", "facturación@acme.example", access.Human, mailbox},
		{"or begins with one", "support-eu@acme.example", access.Human, mailbox},
		{"or is written with a hyphen", "no-reply@acme.example", access.Human, mailbox},
		{"a function within a name is somebody's name", "ana.sales@acme.example", access.Human, "suspend the account"},
		{"or a part of one", "infante@acme.example", access.Human, "suspend the account"},
		{"whom the app marks as a guest is an external", "billing@client.example", access.Guest, "register under `externals:`, or suspend"},
		{"a bot is none", "support@acme.example", access.Bot, "register under `service_accounts:` with an owner, or suspend"},
	} {
		t.Run(c.policy, func(t *testing.T) {
			a := stranger("x", c.kind)
			a.Login, a.Emails = "", []access.Email{{Address: c.address}}
			o := one(employee("e1", "Ana"), &target{accounts: []access.Account{of("e1"), a}}).judge(t)
			if len(o.findings) != 1 || o.findings[0].Action != c.want {
				t.Errorf("want %s: %+v", c.want, o.findings)
			}
		})
	}
}

func TestTheNameOfAFunctionDecidesNothingButTheAdvice(t *testing.T) {
	found := func(login string) access.Finding {
		a := stranger("x", access.Human)
		a.Login = login
		tg := &target{accounts: []access.Account{of("e1"), a}, criticality: "high", holds: map[string][]string{"x": {"team:dev"}}}
		o := one(employee("e1", "Ana"), tg).judge(t)
		if len(o.findings) != 1 {
			t.Fatalf("%s: %+v", login, o.findings)
		}
		return o.findings[0]
	}
	shared, other := found("support"), found("stranger")
	if !strings.Contains(shared.Action, "shared mailbox") || shared.Fingerprint == "" {
		t.Errorf("%+v", shared)
	}
	if diff := cmp.Diff(other, shared, cmpopts.IgnoreFields(access.Finding{}, "Action", "Reason", "Account")); diff != "" {
		t.Errorf("it makes a difference:\n%s", diff)
	}
}
