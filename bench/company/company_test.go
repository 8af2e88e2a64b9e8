package company

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
)

func made(t *testing.T, o Options) *Company {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func content(t *testing.T, c *Company) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, write := range c.files() {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = b.String()
	}
	return all
}

func TestEqualOptionsGiveEqualFiles(t *testing.T) {
	o := Options{People: 800, Apps: 13, Seed: 7}
	if diff := cmp.Diff(content(t, made(t, o)), content(t, made(t, o))); diff != "" {
		t.Error(diff)
	}
}

func TestAnotherSeedGivesAnotherCompany(t *testing.T) {
	a, b := content(t, made(t, Options{People: 200, Apps: 8, Seed: 1})), content(t, made(t, Options{People: 200, Apps: 8, Seed: 2}))
	if a["roster.csv"] == b["roster.csv"] {
		t.Error("two seeds, one roster")
	}
}

func TestACompanyHasAtLeastAHundredPeopleAndEightOrThirteenApps(t *testing.T) {
	for _, o := range []Options{{People: 99, Apps: 8}, {People: 500, Apps: 9}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestIDsAndAddressesAreDistinct(t *testing.T) {
	c := made(t, Options{People: 3000, Apps: 13, Seed: 3})
	people, addresses := map[string]bool{}, map[string]*Person{}
	for i := range c.People {
		p := &c.People[i]
		if people[p.ID] {
			t.Errorf("two people have the id %s", p.ID)
		}
		people[p.ID] = true
		for _, address := range []string{p.Email, p.Former} {
			if other := addresses[address]; address != "" && other != nil && p.state != replaced {
				t.Errorf("%s is the address of %s and %s", address, p.ID, other.ID)
			}
			addresses[address] = p
		}
	}
	for a := range c.Apps {
		ids, logins := map[string]bool{}, map[string]bool{}
		for _, x := range c.Apps[a].Accounts {
			if ids[x.ID] || x.Login != "" && logins[x.Login] {
				t.Errorf("%s: the id %s or the login %s is there twice", c.Apps[a].Name, x.ID, x.Login)
			}
			ids[x.ID], logins[x.Login] = true, true
		}
	}
}

// holder finds the person of an account by its number or address, by the rows alone; nil for nobody or more than one.
func holder(c *Company, a *Account) *Person {
	var found []*Person
	for i := range c.People {
		p := &c.People[i]
		mail := a.Email != "" && (p.Email == a.Email || p.Former == a.Email)
		if a.EmployeeID == p.ID || mail && p.state != replaced {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// hasLeft reads the state off the row, as it is not known from elsewhere.
func hasLeft(p *Person) bool {
	over := p.End.Before(AsOf())
	return p.Status == "terminated" && (over || p.End.IsZero() || p.Start.After(AsOf())) || over && !p.Start.After(p.End)
}

func TestTheOpenAccountsOfLeaversAreAsManyAsPlanted(t *testing.T) {
	c := made(t, Options{People: 1500, Apps: 8, Seed: 5})
	sum := 0
	for a := range c.Apps {
		app, n := &c.Apps[a], 0
		for i := range app.Accounts {
			if p := holder(c, &app.Accounts[i]); p != nil && app.Accounts[i].Status != "suspended" && hasLeft(p) {
				n++
			}
		}
		if want := c.Expected.Findings[app.Name]["orphaned/leaver"]; n != want {
			t.Errorf("%s: %d open accounts of leavers, %d planted", app.Name, n, want)
		}
		sum += n
	}
	if sum == 0 {
		t.Error("no leaver has an open account: nothing was tested")
	}
}

func TestTheMissingAccountsAreAsManyAsPlanted(t *testing.T) {
	c := made(t, Options{People: 1500, Apps: 8, Seed: 6})
	sum := 0
	for a := range c.Apps {
		app := &c.Apps[a]
		n := lacking(c, app) + lost(c, app)
		planted := c.Expected.Findings[app.Name]
		if want := planted["missing"] + planted["missing/joiner"] + planted["missing/suspended"]; n != want {
			t.Errorf("%s: %d missing, %d planted", app.Name, n, want)
		}
		sum += n
	}
	if sum == 0 {
		t.Error("nothing is missing: nothing was tested")
	}
}

// lacking counts who is due an account of the app and has no open one.
func lacking(c *Company, app *App) int {
	open := map[string]bool{}
	for _, x := range c.Identities {
		open[x.Person] = open[x.Person] || x.App == app.Name
	}
	for i := range app.Accounts {
		if p := holder(c, &app.Accounts[i]); p != nil && app.Accounts[i].Status != "suspended" {
			open[p.ID] = true
		}
	}
	n := 0
	for i := range c.People {
		p := &c.People[i]
		present := !hasLeft(p) && p.Status != "leave" && p.Start <= AsOf().Plus(1)
		if present && c.entitled(p)[c.app(app.Name)].account && !open[p.ID] {
			n++
		}
	}
	return n
}

// lost counts the entitlements that are due to enabled accounts and not held.
func lost(c *Company, app *App) int {
	n := 0
	for i := range app.Accounts {
		x := &app.Accounts[i]
		p := holder(c, x)
		if p == nil || x.Status != "active" || hasLeft(p) || p.Status == "leave" || p.Start > AsOf().Plus(1) {
			continue
		}
		for _, key := range c.entitled(p)[c.app(app.Name)].keys {
			if !slices.Contains(x.Entitlements, key) && !duplicate(app, x, p) {
				n++
			}
		}
	}
	return n
}

// duplicate reports whether the account is the second one of its person: at the former address, beside one at the present.
func duplicate(app *App, x *Account, p *Person) bool {
	return x.Email == p.Former && slices.ContainsFunc(app.Accounts, func(other Account) bool { return other.Email == p.Email })
}

func TestEveryGlobOfTheRolesFitsATitle(t *testing.T) {
	var titles []string
	for _, d := range departments() {
		titles = append(titles, d.titles...)
	}
	for _, r := range roles(append(firstApps(), moreApps()...)) {
		for _, glob := range r.When.Titles {
			if !slices.ContainsFunc(titles, func(title string) bool { return fitsGlob(glob, title) }) {
				t.Errorf("role %s: %s fits nobody", r.Name, glob)
			}
		}
	}
}

func TestAlmostAllKindsOfFindingsArePlantedInALargeCompany(t *testing.T) {
	c := made(t, Options{People: 20000, Apps: 8, Seed: 1})
	kinds := map[string]int{}
	for _, byKind := range c.Expected.Findings {
		for kind, n := range byKind {
			kinds[kind] += n
		}
	}
	for _, want := range []string{
		Kind(string(access.Missing), ""), "missing/joiner", "missing/suspended", "excess", "excess/duplicate", "excess/early",
		"excess/exception expired", "orphaned/leaver", "orphaned/unknown", "orphaned/guest",
		"orphaned/unregistered-service-account", "orphaned/owner-left", "orphaned/review-due", "disputed", "dormant", "no-mfa",
		"stale-invite", "residual", "no-address",
	} {
		if kinds[want] == 0 {
			t.Errorf("no %s is planted", want)
		}
	}
	if leavers := float64(c.Expected.Left) / float64(c.Expected.People); leavers < 0.04 || leavers > 0.06 {
		t.Errorf("%.1f %% of the people have left, which is not realistic", 100*leavers)
	}
}
