package sandbox_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/targets"
	"reconcile/targets/sandbox"
)

// company is an app with a team of two levels, a group that comes through it, and a team that Okta manages.
const company = `{
  "sandbox": 1,
  "self": "1",
  "levels": {"team": ["member", "admin"]},
  "top": ["role:owner"],
  "entitlements": [
    {"id": "t1m", "type": "team", "name": "infra", "level": "member"},
    {"id": "t1a", "type": "team", "name": "infra", "level": "admin"},
    {"type": "role", "name": "owner", "privileged": true, "fixed": "synchronised from Okta"}
  ],
  "accounts": [
    {"id": "2", "login": "bob", "emails": ["bob@a.ex"], "seat": "yes", "holds": ["role:owner"]},
    {"id": "1", "login": "ann", "seat": "yes", "last_active": "2026-11-20", "holds": [
      "team:infra=member", {"entitlement": "group:all", "via": "t1m"}, {"entitlement": "t1a", "managed_by": "Okta"}
    ]},
    {"id": "3", "login": "cyd", "status": "invited", "emails": [{"address": "cyd@a.ex", "verified": "no"}]},
    {"id": "4", "login": "dan", "kind": "guest", "status": "suspended", "reopenable": true, "seat": "yes", "holds": ["t1m", "t1a"]}
  ]
}
`

// place puts text where an app is to be.
func place(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string, faults ...sandbox.Fault) *sandbox.Target {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }
	target, err := sandbox.New(targets.Env{Now: now}, sandbox.Options{Path: option.Path(path), Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func read(t *testing.T, target *sandbox.Target) access.Snapshot {
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
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

func account(t *testing.T, target *sandbox.Target, id string) access.Account {
	t.Helper()
	a, _, err := target.ReadAccount(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhatAnAccountHoldsIsNamedByIDOrKeyDeclaredOrNot(t *testing.T) {
	s := read(t, open(t, place(t, company)))
	for id, want := range map[string]string{
		"1": "group:all via team:infra=member, team:infra=admin, team:infra=member", "2": "role:owner", "3": "",
		"4": "team:infra=admin, team:infra=member",
	} {
		if got := held(s, id); got != want {
			t.Errorf("%s holds %s, not %s", id, got, want)
		}
	}
	var ids []string
	for _, e := range s.Entitlements {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff([]string{"account", "group:all", "role:owner", "t1a", "t1m"}, ids); diff != "" {
		t.Errorf("the ids of entitlements:\n%s", diff)
	}
	if s.Self != "1" || s.Accounts[2].Emails[0].Verified != access.No || s.Top[0] != "role:owner" || !s.Entitlements[2].Privileged {
		t.Errorf("got %+v", s)
	}
}

func TestAnySnapshotBecomesASandboxAndComesBack(t *testing.T) {
	want := read(t, open(t, place(t, company)))
	want.Reach.Facets = append(want.Reach.Facets, access.Facet{Name: "team", Listed: access.Yes})
	want.Reach.Facets[1] = access.Facet{Name: "guests", Listed: access.Unknown, Why: "the credential is no owner's"}
	want.Reach.Actions[5] = access.Facet{Name: "remove", Listed: access.No, Why: "the plan has no removals"}
	path := filepath.Join(t.TempDir(), "copy.json")
	if err := sandbox.Write(path, want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(t, open(t, path))); diff != "" {
		t.Errorf("what comes back is not what was written:\n%s", diff)
	}
}

func TestWhatAnExportCannotDoTheAppCan(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.json")
	export := access.Snapshot{File: "app.csv", Reach: access.Reach{
		Facets:  []access.Facet{{Name: access.FacetGuests, Why: "the export has no column of kinds"}},
		Actions: []access.Facet{{Name: "suspend", Listed: access.No, Why: "an export cannot be changed through"}},
	}, Accounts: []access.Account{{ID: "1", Row: 7}}}
	if err := sandbox.Write(path, export); err != nil {
		t.Fatal(err)
	}
	target := open(t, path)
	if err := target.Suspend(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if s := read(t, target); len(s.Reach.Holes()) > 0 || s.Accounts[0].Row != 0 || s.File != "" {
		t.Errorf("got %+v", s)
	}
}

func TestTheFileIsLegibleSortedAndItsOwnersAlone(t *testing.T) {
	path := place(t, company)
	target := open(t, path)
	if err := target.Suspend(t.Context(), "4"); err != nil {
		t.Fatal(err)
	}
	if _, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@a.ex", Name: "<Eva> & Ñandú"}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "sandbox": 1,
  "self": "1",
  "invited": 1,
  "levels": {"team":["member","admin"]},
  "top": ["role:owner"],
  "entitlements": [
    {"id":"group:all","type":"group","name":"all"},
    {"id":"role:owner","type":"role","name":"owner","privileged":true,"fixed":"synchronised from Okta"},
    {"id":"t1a","type":"team","name":"infra","level":"admin"},
    {"id":"t1m","type":"team","name":"infra","level":"member"}
  ],
  "accounts": [
    {"id":"1","login":"ann","seat":"yes","last_active":"2026-11-20",` +
		`"holds":["t1m",{"entitlement":"group:all","via":"t1m"},{"entitlement":"t1a","managed_by":"Okta"}]},
    {"id":"2","login":"bob","emails":["bob@a.ex"],"seat":"yes","holds":["role:owner"]},
    {"id":"3","login":"cyd","emails":[{"address":"cyd@a.ex","verified":"no"}],"status":"invited"},
    {"id":"4","login":"dan","status":"suspended","kind":"guest","seat":"yes","suspended":"2026-11-24","holds":["t1m","t1a"]},
    {"id":"invited-1","login":"eva@a.ex","name":"<Eva> & Ñandú","emails":["eva@a.ex"],"status":"invited","created":"2026-11-24"}
  ]
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestASuspendedAccountTakesASeatUnlessTheFileSaysThatItIsFreed(t *testing.T) {
	for text, want := range map[string]access.Tri{
		company: access.Yes,
		strings.Replace(company, `"sandbox": 1,`, `"sandbox": 1, "suspend_frees_seat": true,`, 1): access.No,
	} {
		target := open(t, place(t, text))
		if err := target.Suspend(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if got := account(t, target, "1").Seat; got != want {
			t.Errorf("suspended: %s, not %s", got, want)
		}
		if err := target.Enable(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if got := account(t, target, "1").Seat; got != access.Yes {
			t.Errorf("enabled again: %s", got)
		}
	}
}

func TestAnActionThatTheAppLacksIsRefusedWithItsReason(t *testing.T) {
	text := strings.Replace(company, `"sandbox": 1,`,
		`"sandbox": 1, "actions": [{"name": "suspend", "listed": "no", "why": "only on the business plan"}],`, 1)
	target := open(t, place(t, text))
	before := read(t, target)
	if f := before.Reach.Allows(access.Suspend); f.Listed != access.No || f.Why != "only on the business plan" {
		t.Errorf("the reach says %+v", f)
	}
	if err := target.Suspend(t.Context(), "1"); err == nil || !strings.Contains(err.Error(), "only on the business plan") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(before, read(t, target)); diff != "" {
		t.Errorf("a refused action changed something:\n%s", diff)
	}
	if err := target.Revoke(t.Context(), "1", "t1m"); err != nil {
		t.Errorf("another action: %v", err)
	}
}

func TestOnlyDirectGrantsOfTheAppItselfAreChanged(t *testing.T) {
	target := open(t, place(t, company))
	before := read(t, target)
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"an inherited grant is not held directly":   {target.Revoke(t.Context(), "1", "group:all"), "already so"},
		"a managed grant names who manages it":      {target.Revoke(t.Context(), "1", "t1a"), "managed by Okta"},
		"a managed level names who manages it":      {target.SetLevel(t.Context(), "1", "t1m", "member"), "managed by Okta"},
		"a fixed entitlement says why, when taken":  {target.Revoke(t.Context(), "2", "role:owner"), "synchronised from Okta"},
		"a fixed entitlement says why, when given":  {target.Grant(t.Context(), "1", "role:owner"), "synchronised from Okta"},
		"an invitation is accepted by its holder":   {target.Enable(t.Context(), "3"), "is invited"},
		"an invitation is withdrawn, not suspended": {target.Suspend(t.Context(), "3"), "remove it"},
		"a level must be one of the type's":         {target.SetLevel(t.Context(), "4", "t1m", "boss"), "no level"},
		"a type without levels has none":            {target.SetLevel(t.Context(), "2", "role:owner", "boss"), "no level"},
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
	target := open(t, place(t, company))
	if err := target.SetLevel(t.Context(), "4", "t1a", "member"); err != nil {
		t.Fatal(err)
	}
	if got := held(read(t, target), "4"); got != "team:infra=member" {
		t.Errorf("got %s", got)
	}
}

func TestALevelThatNobodyHadIsAnEntitlementWithAnIDOfItsOwn(t *testing.T) {
	text := strings.NewReplacer(`["member", "admin"]`, `["member", "admin", "owner"]`, `{"type": "role"`,
		`{"id": "team:infra=owner", "type": "site", "name": "x"}, {"type": "role"`).Replace(company)
	target := open(t, place(t, text))
	if err := target.SetLevel(t.Context(), "4", "t1m", "owner"); err != nil {
		t.Fatal(err)
	}
	if got := held(read(t, target), "4"); got != "team:infra=owner" {
		t.Errorf("got %s", got)
	}
}

func TestAnInvitationGivesWhatIsLackingAndNoIDComesTwice(t *testing.T) {
	path := place(t, company)
	target := open(t, path)
	id, err := target.Invite(t.Context(), targets.Invitation{
		Email: "BOB@a.ex", Entitlements: []string{"account", "team:infra=member", "site:new"},
	})
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
	first, err := target.Invite(t.Context(), targets.Invitation{Email: "eva@a.ex"})
	if err != nil {
		t.Fatal(err)
	}
	if err := target.Remove(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	again, err := open(t, path).Invite(t.Context(), targets.Invitation{Email: "eva@a.ex"})
	if err != nil || again == first {
		t.Errorf("invited anew: %q, %v", again, err)
	}
	if n := len(read(t, target).Accounts); n != 5 {
		t.Errorf("a refused invitation made an account: there are %d", n)
	}
}

func TestNobodyLosesTheChangesOfOthers(t *testing.T) {
	path := place(t, company)
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			target := open(t, path)
			address := fmt.Sprintf("new-%d@a.ex", i%10)
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
	if s := read(t, open(t, path)); len(s.Accounts) != 14 || len(s.Entitlements) != 15 {
		t.Errorf("%d accounts, %d entitlements", len(s.Accounts), len(s.Entitlements))
	}
}

func TestTwoProcessesDoNotLoseEachOthersChanges(t *testing.T) {
	const pathKey, nameKey = "RECONCILE_TEST_SANDBOX", "RECONCILE_TEST_PROCESS"
	if path := os.Getenv(pathKey); path != "" {
		for i := range 20 {
			address := fmt.Sprintf("%s-%d@a.ex", os.Getenv(nameKey), i)
			if _, err := open(t, path).Invite(t.Context(), targets.Invitation{Email: address}); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	path := place(t, company)
	var wait sync.WaitGroup
	for _, name := range []string{"one", "other"} {
		wait.Go(func() {
			process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
			process.Env = append(os.Environ(), pathKey+"="+path, nameKey+"="+name)
			if out, err := process.CombinedOutput(); err != nil {
				t.Errorf("%v:\n%s", err, out)
			}
		})
	}
	wait.Wait()
	if n := len(read(t, open(t, path)).Accounts); n != 44 {
		t.Errorf("there are %d accounts", n)
	}
}

func TestTheHashIsOfWhatIsThereInWhateverOrderItIsWritten(t *testing.T) {
	want := read(t, open(t, place(t, company))).Hash
	turned := strings.NewReplacer(`["t1m", "t1a"]`, `["team:infra=admin", "team:infra=member"]`, "2026-11-20", "2026-11-21",
		`"login": "cyd", "status": "invited"`, `"status": "invited",   "login": "cyd"`).Replace(company)
	if got := read(t, open(t, place(t, turned))).Hash; got != want {
		t.Error("order, white space or the last activity counts")
	}
	if got := read(t, open(t, place(t, strings.Replace(company, `"kind": "guest", `, "", 1)))).Hash; got == want {
		t.Error("a kind does not count")
	}
}
