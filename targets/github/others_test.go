package github_test

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
	"reconcile/targets/github"
)

func TestAnEmulatorOfOthersIsReadWhole(t *testing.T) {
	address := os.Getenv("GITHUB_EMULATOR")
	if address == "" {
		t.Skip("$GITHUB_EMULATOR names no server: .ci/github starts it")
	}
	ref, err := secret.ParseRef("env:GITHUB_TOKEN_READING")
	if err != nil {
		t.Fatal(err)
	}
	env := targets.Env{HTTP: &http.Client{Timeout: time.Minute}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	target, err := github.New(env, github.Options{Organization: "acme-apps", Token: ref, URL: option.URL(address), API: "auto"})
	if err != nil {
		t.Fatal(err)
	}
	checked, err := target.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owners, inTeam := 0, 0
	for _, a := range s.Accounts {
		for _, g := range a.Grants {
			switch s.Entitlements[g.Entitlement].Base() {
			case "role:owner":
				owners++
			case "team:members":
				inTeam++
			}
		}
	}
	t.Logf("%d accounts, %d owners, %d in the team, %d calls, holes %v", len(s.Accounts), owners, inTeam, s.Calls, s.Reach.Holes())
	if len(s.Accounts) != 1500 || owners != 3 || inTeam != 1500 {
		t.Errorf("%d accounts, %d owners, %d in the team", len(s.Accounts), owners, inTeam)
	}
	for _, name := range []string{access.FacetGuests, access.FacetInvitations, access.FacetBots} {
		if f := checked.Sees(name); f.Listed != access.No || f.Why == "" {
			t.Errorf("%s are not served there, and a check says %+v", name, f)
		}
	}
}
