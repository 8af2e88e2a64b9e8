package memory_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/targets"
	"reconcile/targets/memory"
)

// content is an app with a team of two levels, a group that comes through it, and a team that Okta manages.
func content() access.Snapshot {
	return access.Snapshot{
		Entitlements: []access.Entitlement{
			access.AccountEntitlement(),
			{ID: "t1m", Type: "team", Name: "infra", Level: "member"},
			{ID: "t1a", Type: "team", Name: "infra", Level: "admin"},
			{ID: "g1", Type: "group", Name: "everybody"},
			{ID: "r1", Type: "role", Name: "owner", Fixed: "synchronised from Okta"},
		},
		Levels: map[string][]string{"team": {"member", "admin"}},
		Accounts: []access.Account{
			{ID: "2", Login: "bob", Emails: []access.Email{{Address: "bob@a.ex"}}, Grants: []access.Grant{{Entitlement: 4}}},
			{
				ID: "1", Login: "ann", LastActive: 7,
				Grants: []access.Grant{{Entitlement: 1}, {Entitlement: 3, Via: 1}, {Entitlement: 2, ManagedBy: "Okta"}},
			},
			{ID: "3", Login: "cyd", Status: access.Invited, Emails: []access.Email{{Address: "cyd@a.ex"}}},
			{ID: "4", Login: "dan", Status: access.Suspended, Reopenable: true, Grants: []access.Grant{{Entitlement: 1}, {Entitlement: 2}}},
		},
	}
}

func open(t *testing.T, app *memory.App) *memory.Target {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }
	target, err := app.New(targets.Env{Now: now}, memory.Options{Self: "1"})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func read(t *testing.T, target *memory.Target) access.Snapshot {
	t.Helper()
	s, err := target.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// held returns the keys that an account holds, with what they come through.
func held(s access.Snapshot, id string) string {
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

func TestASnapshotIsACopy(t *testing.T) {
	before := content()
	target := open(t, memory.NewApp(before))
	first := read(t, target)
	want := read(t, target)
	for _, s := range []access.Snapshot{before, first} {
		for i := range s.Accounts {
			a := &s.Accounts[i]
			a.Login = "mallory"
			for k := range a.Emails {
				a.Emails[k].Address = "mallory@a.ex"
			}
			for k := range a.Grants {
				a.Grants[k].Entitlement = 0
			}
		}
		s.Entitlements[1].Name, s.Levels["team"][0] = "changed", "changed"
		s.Levels["role"] = nil
	}
	first.Reach.Facets[0].Listed, first.Reach.Actions[0].Listed = access.No, access.No
	if diff := cmp.Diff(want, read(t, target)); diff != "" {
		t.Errorf("who changes a snapshot changes the app:\n%s", diff)
	}
}

func TestTheHashIsOfLastingFactsInWhateverOrder(t *testing.T) {
	want := read(t, open(t, memory.NewApp(content()))).Hash
	same := content()
	same.Accounts[0], same.Accounts[3] = same.Accounts[3], same.Accounts[0]
	same.Accounts[1].LastActive, same.Accounts[1].Row = 99, 5
	if got := read(t, open(t, memory.NewApp(same))).Hash; got != want {
		t.Error("order and last activity count")
	}
	turned := content()
	turned.Entitlements[3], turned.Entitlements[4] = turned.Entitlements[4], turned.Entitlements[3]
	turned.Accounts[0].Grants[0].Entitlement, turned.Accounts[1].Grants[1].Entitlement = 3, 4
	if got := read(t, open(t, memory.NewApp(turned))).Hash; got != want {
		t.Error("the order of entitlements counts")
	}
	for name, change := range map[string]func(*access.Snapshot){
		"a status": func(s *access.Snapshot) { s.Accounts[0].Status = access.Suspended },
		"a grant":  func(s *access.Snapshot) { s.Accounts[2].Grants = []access.Grant{{Entitlement: 1}} },
		"a name":   func(s *access.Snapshot) { s.Entitlements[3].Name = "nobody" },
		"levels":   func(s *access.Snapshot) { s.Levels["team"] = []string{"admin", "member"} },
	} {
		other := content()
		change(&other)
		if read(t, open(t, memory.NewApp(other))).Hash == want {
			t.Errorf("%s does not count", name)
		}
	}
}

func TestOnlyDirectGrantsOfTheAppItselfAreChanged(t *testing.T) {
	app := memory.NewApp(content())
	target := open(t, app)
	before := read(t, target)
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"an inherited grant is not held directly":   {target.Revoke(t.Context(), "1", "g1"), "already so"},
		"a managed grant names who manages it":      {target.Revoke(t.Context(), "1", "t1a"), "managed by Okta"},
		"a managed level names who manages it":      {target.SetLevel(t.Context(), "1", "t1m", "member"), "managed by Okta"},
		"a fixed entitlement says why, when taken":  {target.Revoke(t.Context(), "2", "r1"), "synchronised from Okta"},
		"a fixed entitlement says why, when given":  {target.Grant(t.Context(), "1", "r1"), "synchronised from Okta"},
		"an invitation is accepted by its holder":   {target.Enable(t.Context(), "3"), "is invited"},
		"an invitation is withdrawn, not suspended": {target.Suspend(t.Context(), "3"), "remove it"},
		"a level must be one of the type's":         {target.SetLevel(t.Context(), "4", "t1m", "boss"), "no level"},
		"a type without levels has none":            {target.SetLevel(t.Context(), "2", "r1", "boss"), "no level"},
		"the account itself is not granted":         {target.Grant(t.Context(), "1", "account"), "no entitlement"},
		"a level is set where something is held":    {target.SetLevel(t.Context(), "2", "t1m", "admin"), "grant it"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if diff := cmp.Diff(before, read(t, target)); diff != "" {
		t.Errorf("a refused change changed something:\n%s", diff)
	}
}

func TestASetLevelReplacesWhateverLevelsThereWere(t *testing.T) {
	target := open(t, memory.NewApp(content()))
	if err := target.SetLevel(t.Context(), "4", "t1a", "member"); err != nil {
		t.Fatal(err)
	}
	if got := held(read(t, target), "4"); got != "team:infra=member" {
		t.Errorf("got %s", got)
	}
}

func TestALevelThatNobodyHadIsAnEntitlementOfItsOwn(t *testing.T) {
	app := content()
	app.Levels["team"] = []string{"member", "admin", "owner"}
	target := open(t, memory.NewApp(app))
	if err := target.SetLevel(t.Context(), "1", "t1m", "owner"); err == nil {
		t.Fatal("a managed level was changed")
	}
	if err := target.SetLevel(t.Context(), "4", "t1m", "owner"); err != nil {
		t.Fatal(err)
	}
	s := read(t, target)
	ids := map[string]bool{}
	for _, e := range s.Entitlements {
		if ids[e.ID] {
			t.Errorf("the id %s stands twice", e.ID)
		}
		ids[e.ID] = true
	}
	if got := held(s, "4"); got != "team:infra=owner" {
		t.Errorf("got %s", got)
	}
}

func TestASuspensionTakesTheWayBackFromTheHolder(t *testing.T) {
	target := open(t, memory.NewApp(content()))
	if err := target.Suspend(t.Context(), "4"); err != nil {
		t.Fatal(err)
	}
	a, _, err := target.ReadAccount(t.Context(), "4")
	if err != nil || a.Open() || a.Suspended != access.DateOf(2026, 11, 24) {
		t.Errorf("got %+v, %v", a, err)
	}
	if err := target.Suspend(t.Context(), "4"); !errors.Is(err, access.ErrAlready) {
		t.Errorf("a second time: %v", err)
	}
}

func TestAnInvitationGivesWhatIsLacking(t *testing.T) {
	target := open(t, memory.NewApp(content()))
	id, err := target.Invite(t.Context(), targets.Invitation{Email: "BOB@a.ex", Entitlements: []string{"account", "team:infra=member", "site:new"}})
	if err != nil || id != "2" {
		t.Fatalf("a known address: %q, %v", id, err)
	}
	if got := held(read(t, target), "2"); got != "role:owner, site:new, team:infra=member" {
		t.Errorf("got %s", got)
	}
	for _, bad := range []targets.Invitation{
		{Email: "-"}, {Email: "eva@a.ex", Entitlements: []string{"infra"}}, {Email: "eva@a.ex", Entitlements: []string{"team:infra=boss"}},
	} {
		if id, err := target.Invite(t.Context(), bad); err == nil || id != "" {
			t.Errorf("%v: %q, %v", bad, id, err)
		}
	}
	if n := len(read(t, target).Accounts); n != 4 {
		t.Errorf("a refused invitation made an account: there are %d", n)
	}
}

func TestABrokenAppFailsInEveryCallUntilMended(t *testing.T) {
	app, fault := memory.NewApp(content()), errors.New("maintenance")
	target := open(t, app)
	app.Break(fault)
	if s, err := target.Snapshot(t.Context()); !errors.Is(err, fault) || s.Accounts != nil {
		t.Errorf("%d accounts, %v", len(s.Accounts), err)
	}
	if err := target.Suspend(t.Context(), "1"); !errors.Is(err, fault) {
		t.Errorf("a write: %v", err)
	}
	app.Break(nil)
	if s := read(t, target); s.Accounts[0].Status != access.Enabled {
		t.Error("a failed write changed something")
	}
}

func TestManyTargetsMayReadAndChangeOneAppAtATime(t *testing.T) {
	app := memory.NewApp(content())
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			target := open(t, app)
			address := fmt.Sprintf("new-%d@a.ex", i%5)
			id, err := target.Invite(t.Context(), targets.Invitation{Email: address, Entitlements: []string{"site:" + address}})
			if err != nil && !errors.Is(err, access.ErrAlready) {
				t.Error(err)
			}
			a, _, err := target.ReadAccount(t.Context(), id)
			if err != nil || a.Email() != address {
				t.Errorf("%s: %+v, %v", address, a, err)
			}
		})
	}
	wait.Wait()
	if s := read(t, open(t, app)); len(s.Accounts) != 9 || s.Total != 9 || len(s.Entitlements) != 10 {
		t.Errorf("%d accounts, %d entitlements", len(s.Accounts), len(s.Entitlements))
	}
}

func TestTheEmptyAppHasNothingButTheAccountItself(t *testing.T) {
	s := read(t, open(t, memory.NewApp(access.Snapshot{})))
	if diff := cmp.Diff([]access.Entitlement{access.AccountEntitlement()}, s.Entitlements, cmpopts.EquateEmpty()); diff != "" || s.Self != "1" {
		t.Errorf("self %q, entitlements:\n%s", s.Self, diff)
	}
}
