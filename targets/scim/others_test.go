package scim_test

import (
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/scim"
)

// other opens a server that .ci/scim has started.
func other(t *testing.T, variable string) *scim.Target {
	t.Helper()
	address := os.Getenv(variable)
	if address == "" {
		t.Skipf("$%s names no server: .ci/scim starts it", variable)
	}
	ref, err := secret.ParseRef("env:SCIM_TOKEN")
	if err != nil {
		t.Fatal(err)
	}
	env := targets.Env{HTTP: &http.Client{Timeout: time.Minute}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	target, err := scim.New(env, scim.Options{URL: option.URL(address), Token: ref, Lists: "everybody"})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestServersOfOthersAreReadWhole(t *testing.T) {
	for variable, floor := range map[string]int{
		// its configuration, users in pages of 100, groups, and for each list an empty page, as nothing is known of the server
		"SCIM_BETTER_AUTH": 1 + 3 + 1 + 1 + 1, "SCIM_SCIMMY": 1 + 1 + 1 + 1 + 1,
	} {
		t.Run(variable, func(t *testing.T) {
			target := other(t, variable)
			reach, err := target.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if f := reach.Sees("group"); f.Listed != access.Yes {
				t.Errorf("groups: %+v", f)
			}
			s, err := target.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d accounts, %d entitlements, %d calls", len(s.Accounts), len(s.Entitlements), s.Calls)
			if len(s.Accounts) != 250 || s.Total != 250 || s.Calls > floor {
				t.Errorf("%d accounts of %d in %d calls, the floor is %d", len(s.Accounts), s.Total, s.Calls, floor)
			}
			suspended, numbered, grants := 0, 0, map[string]int{}
			for _, a := range s.Accounts {
				if a.Status == access.Suspended {
					suspended++
				}
				if strings.HasPrefix(a.EmployeeID, "E-") && a.Email() != "" {
					numbered++
				}
				for _, g := range a.Grants {
					grants[s.Entitlements[g.Entitlement].Key()]++
				}
			}
			if suspended != 25 || numbered != 250 || grants["group:everybody"] != 250 || grants["group:some"] != 7 {
				t.Errorf("%d suspended, %d with number and address, groups %v", suspended, numbered, grants)
			}
		})
	}
}

func TestServersOfOthersThatIgnorePagingAreNotTakenForSmallOnes(t *testing.T) {
	target := other(t, "SCIM_SCIMMY_BROKEN")
	s, err := target.Snapshot(t.Context())
	if err == nil || len(s.Accounts) != 0 || !strings.Contains(err.Error(), "comes twice") {
		t.Fatalf("%d accounts, %v", len(s.Accounts), err)
	}
	t.Log(err)
}
