package night_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	"reconcile/targets"
	targetkinds "reconcile/targets/all"
	"reconcile/targets/memory"
)

// world is a company that lives from day to day: people come, move and go, and its apps are kept by hand, with some days'
// delay and some mistakes. chat and code are apps with an API, crm is an export.
type world struct {
	t     *testing.T
	rng   *rand.Rand
	dir   string
	today access.Date
	// people are everybody who ever was on the roster; departments are what theirs are called now.
	people      []*someone
	departments map[string]string
	apps        map[string]*memory.App
	accounts    map[string][]*login
	rules       string
	nobodies    int
}

// someone is a person of the company.
type someone struct {
	id, mail, department string
	start, end           access.Date
	terminated           bool
}

// login is an account: its id stays, whatever it is called.
type login struct {
	id, mail  string
	suspended bool
	teams     []string
}

const sixtyRules = `roles:
  - {name: all, grants: {chat: [account]}}
  - {name: eng, when: {department: Engineering}, grants: {code: ["team:eng"]}}
  - {name: ops, when: {department: Operations}, grants: {code: ["team:ops"]}}
  - {name: sales, when: {department: Sales}, grants: {crm: ["team:sales"]}}
`

const sixtyConfig = `company: Acme
timezone: UTC
store: acme.db
source: {kind: csv, path: people.csv}
targets:
  chat: {kind: chat, fix: {missing: apply, excess: apply, orphaned: apply}}
  code: {kind: code, govern: ["team:*"], fix: {missing: apply, excess: apply, orphaned: apply}}
  crm: {kind: csv, path: crm.csv, govern: ["team:*"], fix: {missing: apply, excess: apply, orphaned: apply}}
rules: [rules.yaml]
policy: {limits: {removals: 1000, removal_share: 100%, additions: 1000}}
`

// newWorld is a company of so many people in which everything is in order. The test may be nil in a process of its own.
func newWorld(t *testing.T, dir string, seed uint64, people int) *world {
	w := &world{
		t: t, rng: rand.New(rand.NewPCG(seed, 60)), dir: dir, today: access.DateOf(2026, time.March, 1), rules: sixtyRules,
		departments: map[string]string{"Engineering": "Engineering", "Operations": "Operations", "Sales": "Sales"},
		apps:        map[string]*memory.App{"chat": memory.NewApp(access.Snapshot{}), "code": memory.NewApp(access.Snapshot{})},
		accounts:    map[string][]*login{},
	}
	for range people {
		w.join(w.today.Plus(-100))
	}
	for _, p := range w.people {
		w.equip(p)
	}
	return w
}

// join adds somebody who starts on a day.
func (w *world) join(start access.Date) *someone {
	id := fmt.Sprintf("E%03d", len(w.people)+1)
	departments := []string{"Engineering", "Operations", "Sales"}
	p := &someone{id: id, mail: strings.ToLower(id) + "@acme.example", department: departments[w.rng.IntN(3)], start: start}
	w.people = append(w.people, p)
	return p
}

// due is what a person should have, by app: "" for an account alone.
func (w *world) due(p *someone) map[string]string {
	due := map[string]string{"chat": ""}
	switch p.department {
	case "Engineering":
		due["code"] = "team:eng"
	case "Operations":
		due["code"] = "team:ops"
	default:
		due["crm"] = "team:sales"
	}
	return due
}

// equip gives a person what they should have.
func (w *world) equip(p *someone) {
	due := w.due(p)
	for _, app := range slices.Sorted(maps.Keys(due)) {
		a := w.login(app, p)
		if a == nil {
			a = &login{id: fmt.Sprintf("%s-%03d", app, len(w.accounts[app])+1), mail: p.mail}
			w.accounts[app] = append(w.accounts[app], a)
		}
		a.suspended = false
		if team := due[app]; team != "" && !slices.Contains(a.teams, team) {
			a.teams = append(a.teams, team)
		}
	}
}

// strip takes from a person what they should not have.
func (w *world) strip(p *someone) {
	due := w.due(p)
	for app := range w.accounts {
		a := w.login(app, p)
		if a == nil {
			continue
		}
		team, fits := due[app]
		if p.terminated && p.end < w.today || !fits {
			a.suspended = true
		}
		a.teams = slices.DeleteFunc(a.teams, func(held string) bool { return held != team })
	}
}

// login is a person's account in an app, nil for none.
func (w *world) login(app string, p *someone) *login {
	i := slices.IndexFunc(w.accounts[app], func(a *login) bool { return strings.HasSuffix(a.mail, p.mail) })
	if i < 0 {
		return nil
	}
	return w.accounts[app][i]
}

// live lets a day pass: something happens to one person in a hundred, and somebody in IT looks after some.
func (w *world) live() {
	w.today++
	here := slices.DeleteFunc(slices.Clone(w.people), func(p *someone) bool { return p.terminated || p.end != 0 })
	for range 1 + len(here)/100 {
		p := here[w.rng.IntN(len(here))]
		switch w.rng.IntN(6) {
		case 0:
			w.join(w.today.Plus(w.rng.IntN(5)))
		case 1:
			p.terminated, p.end = true, w.today.Plus(-1-w.rng.IntN(3)) // told late
		case 2:
			p.end = w.today.Plus(5 + w.rng.IntN(5)) // told early
		case 3:
			p.department = []string{"Engineering", "Operations", "Sales"}[w.rng.IntN(3)]
		case 4:
			if a := w.login("code", p); a != nil {
				a.teams = append(a.teams, fmt.Sprintf("team:extra-%d", w.rng.IntN(3)))
				slices.Sort(a.teams)
				a.teams = slices.Compact(a.teams)
			}
		default:
			w.nobodies++
			id := fmt.Sprintf("chat-x%03d", w.nobodies)
			w.accounts["chat"] = append(w.accounts["chat"], &login{id: id, mail: id + "@elsewhere.example"})
		}
	}
	for _, p := range w.people {
		if p.end != 0 && p.end < w.today {
			p.terminated = true
		}
		if w.rng.IntN(4) > 0 || p.start > w.today {
			continue
		}
		if !p.terminated {
			w.equip(p)
		}
		w.strip(p)
	}
}

// rename gives every login another name and address; ids stay.
func (w *world) rename() {
	for _, list := range w.accounts {
		for _, a := range list {
			a.mail = "new-" + a.id + "." + a.mail
		}
	}
}

// snapshot is an app as it is.
func (w *world) snapshot(app string) access.Snapshot {
	s := access.Snapshot{Entitlements: []access.Entitlement{access.AccountEntitlement()}}
	index := map[string]int32{}
	for _, a := range w.accounts[app] {
		x := access.Account{ID: a.id, Login: a.mail, Emails: []access.Email{{Address: a.mail, Verified: access.Yes}}, Created: 700_000}
		if a.suspended {
			x.Status = access.Suspended
		}
		for _, key := range a.teams {
			if _, known := index[key]; !known {
				index[key] = int32(len(s.Entitlements))
				e, _ := access.ParseEntitlement(key, nil)
				s.Entitlements = append(s.Entitlements, e)
			}
			x.Grants = append(x.Grants, access.Grant{Entitlement: index[key]})
		}
		s.Accounts = append(s.Accounts, x)
	}
	return s
}

// holds is who has what in an app, as lines.
func (w *world) holds(app string) []string {
	var lines []string
	for _, a := range w.accounts[app] {
		if a.suspended {
			continue
		}
		lines = append(lines, app+" "+a.id+" account")
		for _, key := range a.teams {
			lines = append(lines, app+" "+a.id+" "+key)
		}
	}
	slices.Sort(lines)
	return lines
}

// exports is what can be wrong with what a night is given.
type exports struct {
	// roster is the share of the roster's rows that is there, of 100; stale leaves crm's export as old as it may not be.
	roster int
	stale  bool
	// broken and shrunken are apps that fail, or of which half is missing.
	broken, shrunken string
}

// write puts the company's files and apps as they are on the day.
func (w *world) write(x exports) {
	var people, crm strings.Builder
	people.WriteString("id,name,work_email,status,department,start,end\n")
	for i, p := range w.people {
		if 100*i >= x.roster*len(w.people) {
			break
		}
		status := "active"
		if p.terminated {
			status = "terminated"
		}
		fmt.Fprintf(&people, "%s,Person %s,%s,%s,%s,%s,%s\n", p.id, p.id, p.mail, status, w.departments[p.department], p.start, p.end)
	}
	crm.WriteString("id,email,status,entitlements\n")
	for _, a := range w.accounts["crm"] {
		status := "active"
		if a.suspended {
			status = "suspended"
		}
		fmt.Fprintf(&crm, "%s,%s,%s,%s\n", a.id, a.mail, status, strings.Join(a.teams, ";"))
	}
	for name, text := range map[string]string{
		"people.csv": people.String(), "crm.csv": crm.String(), "rules.yaml": w.rules, "reconcile.yaml": sixtyConfig,
	} {
		path := filepath.Join(w.dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
		age := w.now().Add(-time.Hour)
		if name == "crm.csv" && x.stale {
			age = age.AddDate(0, 0, -60)
		}
		if err := os.Chtimes(path, age, age); err != nil {
			w.t.Fatal(err)
		}
	}
	for name, app := range w.apps {
		s := w.snapshot(name)
		if name == x.shrunken {
			s.Accounts = s.Accounts[:len(s.Accounts)/3]
		}
		app.Put(s)
		app.Break(nil)
		if name == x.broken {
			app.Break(fmt.Errorf("%s does not answer", name))
		}
	}
}

// now is the time of tonight's run.
func (w *world) now() time.Time { return w.today.Time().Add(150 * time.Minute) }

// options are those of tonight's run.
func (w *world) options() night.Options {
	var kinds []targets.Kind
	for name, app := range w.apps {
		kind := app.Kind()
		kind.Info.Kind = name
		kinds = append(kinds, kind)
	}
	return night.Options{
		ConfigPath: filepath.Join(w.dir, "reconcile.yaml"), Now: w.now, By: "ana",
		Kinds: config.KindsOf(sources.All(), append(kinds, targetkinds.All()...)),
	}
}
