package night_test

import (
	"fmt"
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

// many is a company with a store over many nights: files that are written anew, apps in memory, a clock that is moved.
type many struct {
	t     *testing.T
	dir   string
	today time.Time
	apps  map[string]*memory.App
	o     night.Options
}

const manyConfig = `company: Acme
timezone: UTC
store: acme.db
source: {kind: csv, path: people.csv, max_age: 36500d}
targets:
  chat: {kind: chat, fix: {missing: apply, excess: apply, orphaned: apply}}
rules: [rules.yaml]
policy: {limits: {removals: 1000, removal_share: 100%, additions: 1000}}
`

const manyPeople = `id,name,work_email,status,department,start,end
e1,Ana,ana@acme.example,active,Eng,2020-01-01,
e2,Bob,bob@acme.example,active,Eng,2020-01-01,
e3,Cy,cy@acme.example,active,Ops,2020-01-01,
e4,Dee,dee@acme.example,active,Ops,2020-01-01,
`

const (
	manyRules = "roles:\n  - {name: all, grants: {chat: [account]}}\n"
	devsRule  = "  - {name: devs, when: {department: Eng}, grants: {chat: [\"team:dev\"]}}\n"
)

// nights is a company of these configuration, people and rules, with apps in memory, each of a kind of its name.
func nights(t *testing.T, configuration, people, rules string, apps ...string) *many {
	t.Helper()
	m := &many{t: t, dir: t.TempDir(), today: now(), apps: map[string]*memory.App{}}
	kinds := targetkinds.All()
	for _, name := range append(apps, "chat") {
		m.apps[name] = memory.NewApp(access.Snapshot{})
		kind := m.apps[name].Kind()
		kind.Info.Kind = name
		kinds = append([]targets.Kind{kind}, kinds...)
	}
	m.write("reconcile.yaml", configuration)
	m.write("people.csv", people)
	m.write("rules.yaml", rules)
	m.o = night.Options{
		ConfigPath: filepath.Join(m.dir, "reconcile.yaml"), By: "ana", Now: func() time.Time { return m.today },
		Kinds: config.KindsOf(sources.All(), kinds),
	}
	return m
}

// write writes a file.
func (m *many) write(name, text string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// has puts accounts into an app, each "u1 ana@acme.example team:dev team:ops"; "u1/suspended" is suspended.
func (m *many) has(app string, accounts ...string) {
	s := access.Snapshot{Entitlements: []access.Entitlement{access.AccountEntitlement()}}
	index := map[string]int32{}
	for _, text := range accounts {
		words := strings.Fields(text)
		id, status, _ := strings.Cut(words[0], "/")
		a := access.Account{ID: id, Login: id}
		if status != "" {
			a.Status = access.Suspended
		}
		for _, word := range words[1:] {
			if strings.Contains(word, "@") {
				a.Emails = append(a.Emails, access.Email{Address: word, Verified: access.Yes})
				continue
			}
			if index[word] == 0 {
				index[word] = int32(len(s.Entitlements))
				e, _ := access.ParseEntitlement(word, nil)
				s.Entitlements = append(s.Entitlements, e)
			}
			a.Grants = append(a.Grants, access.Grant{Entitlement: index[word]})
		}
		s.Accounts = append(s.Accounts, a)
	}
	m.apps[app].Put(s)
}

// run does a run, with options changed for it alone.
func (m *many) run(change ...func(*night.Options)) *access.Run {
	m.t.Helper()
	o := m.o
	for _, c := range change {
		c(&o)
	}
	return run(m.t, o)
}

// night does a run, and a day passes.
func (m *many) night(change ...func(*night.Options)) *access.Run {
	m.t.Helper()
	r := m.run(change...)
	m.today = m.today.AddDate(0, 0, 1)
	return r
}

func forPerson(id string) func(*night.Options) {
	return func(o *night.Options) { o.Person = id }
}

func forTarget(name string) func(*night.Options) {
	return func(o *night.Options) { o.Targets = []string{name} }
}

// removals lists what would be taken away, sorted, each with the guards that refuse it: "revoke u1 team:dev !rules-changed".
func removals(r *access.Run) string {
	var list []string
	for i := range r.Plan.Actions {
		a := &r.Plan.Actions[i]
		if !a.Removal {
			continue
		}
		text := fmt.Sprintf("%s %s %s", a.Kind, a.Account.ID, a.Entitlement)
		for _, b := range a.Blocked {
			text += " !" + string(b.Guard)
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// found is the finding of a verdict on a person or an account, which must be there.
func found(t *testing.T, r *access.Run, verdict access.Verdict, of string) *access.Finding {
	t.Helper()
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Verdict == verdict && (f.Person != nil && f.Person.ID == of || f.Account != nil && f.Account.ID == of) {
			return f
		}
	}
	t.Fatalf("no finding %s on %s: %s", verdict, of, verdicts(r))
	return nil
}
