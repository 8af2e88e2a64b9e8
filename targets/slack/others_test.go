package slack_test

import (
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/slack"
)

func TestAnEmulatorOfOthersIsReadWhole(t *testing.T) {
	address := os.Getenv("SLACK_EMULATOR")
	if address == "" {
		t.Skip("$SLACK_EMULATOR names no server: .ci/slack starts it")
	}
	ref, err := secret.ParseRef("env:SLACK_TOKEN_READING")
	if err != nil {
		t.Fatal(err)
	}
	env := targets.Env{HTTP: &http.Client{Timeout: time.Minute}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	target, err := slack.New(env, slack.Options{Token: ref, URL: option.URL(address)})
	if err != nil {
		t.Fatal(err)
	}
	checked, err := target.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := snapshot(t, target)
	admins, addresses := 0, map[string]bool{}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		addresses[a.Email()] = true
		if held(t, &s, a.ID) == "role:admin" {
			admins++
		}
	}
	t.Logf("%d accounts, %d addresses, %d admins, %d calls, holes %v", len(s.Accounts), len(addresses), admins, s.Calls, s.Reach.Holes())
	// its own admin is there beside ours
	if len(s.Accounts) != 1500 || len(addresses) != 1500 || admins != 3 || s.Calls != 2+2 {
		t.Errorf("%d accounts, %d addresses, %d admins, %d calls", len(s.Accounts), len(addresses), admins, s.Calls)
	}
	for _, name := range []string{"usergroup", "second factors"} {
		if f := checked.Sees(name); f.Listed != access.No || f.Why == "" {
			t.Errorf("%s are not served there, and a check says %+v", name, f)
		}
	}
}
