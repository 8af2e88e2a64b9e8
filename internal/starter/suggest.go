package starter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// suggestion is a role that could be a rule: what most people of a department, or most of all, have.
type suggestion struct {
	// when is the department, "" for everybody.
	when string
	// grants are the keys by app, in the order of the apps.
	grants []grant
}

// grant is what a role gives in one app, with the share of its people who have it.
type grant struct {
	app  string
	keys []string
	note string
}

// holders says of every access in an app which people have it, by their place in the roster.
type holders map[string]map[int32]bool

// holdersOf lists who has what in an app: of accounts in use alone, privileged access aside.
func (a *app) holdersOf() holders {
	h := holders{}
	put := func(key string, person int32) {
		if h[key] == nil {
			h[key] = map[int32]bool{}
		}
		h[key][person] = true
	}
	for i := range a.snapshot.Accounts {
		acc := &a.snapshot.Accounts[i]
		if a.matches[i].Class != access.Linked || !acc.Open() {
			continue
		}
		put(access.AccountType, a.matches[i].Person)
		for _, g := range acc.Grants {
			e := &a.snapshot.Entitlements[g.Entitlement]
			if !slices.Contains(a.privileged, e.Base()) && (e.Level == "" || power(e.Level) == 0) {
				put(e.Base(), a.matches[i].Person)
			}
		}
	}
	return h
}

// shares are of how many in a hundred most have something, and how many people a department needs for most to mean anything.
const (
	mostOfAll        = 80
	mostOfDepartment = 80
	leastPeople      = 3
)

// everyone returns the apps in which most people who work here have an account.
func everyone(apps []*app, working map[int32]bool) suggestion {
	var s suggestion
	for _, a := range apps {
		n := overlap(a.held[access.AccountType], working)
		if len(working) > 0 && 100*n >= mostOfAll*len(working) {
			s.grants = append(s.grants, grant{a.name, []string{access.AccountType}, fmt.Sprintf("%d of %d have it", n, len(working))})
		}
	}
	return s
}

// departments returns for each department what most of its people have and not most of all do; the departments by name.
func departments(apps []*app, r *access.Roster, working map[int32]bool, all *suggestion) []suggestion {
	people := map[string]map[int32]bool{}
	for i := range working {
		for _, d := range r.People[i].Attributes.Department {
			if people[d] == nil {
				people[d] = map[int32]bool{}
			}
			people[d][i] = true
		}
	}
	var list []suggestion
	for _, d := range sortedKeys(people) {
		if len(people[d]) < leastPeople {
			continue
		}
		s := suggestion{when: d}
		for _, a := range apps {
			given := slices.ContainsFunc(all.grants, func(g grant) bool { return g.app == a.name })
			if g := a.shared(people[d], working, given); len(g.keys) > 0 {
				s.grants = append(s.grants, g)
			}
		}
		if len(s.grants) > 0 {
			list = append(list, s)
		}
	}
	return list
}

// shared returns what most of some people have in an app and most of all don't; the bare account where nothing tells more,
// unless everybody is given it.
func (a *app) shared(some, all map[int32]bool, given bool) grant {
	const most = 6
	g, held := grant{app: a.name}, a.held
	for _, key := range sortedKeys(held) {
		n, common := overlap(held[key], some), overlap(held[key], all)
		if key != access.AccountType && 100*n >= mostOfDepartment*len(some) && 100*common < mostOfAll*len(all) {
			g.keys = append(g.keys, key)
		}
	}
	if len(g.keys) > most {
		slices.SortStableFunc(g.keys, func(x, y string) int { return cmp.Compare(overlap(held[y], some), overlap(held[x], some)) })
		g.keys = g.keys[:most]
	}
	n := overlap(held[access.AccountType], some)
	if len(g.keys) == 0 && !given && 100*n >= mostOfDepartment*len(some) {
		g.keys = []string{access.AccountType}
	}
	g.note = fmt.Sprintf("%d of %d have an account", n, len(some))
	return g
}

func overlap(a, b map[int32]bool) int {
	n := 0
	for i := range a {
		if b[i] {
			n++
		}
	}
	return n
}

// powerful is privileged access of an app with the titles of those who have it and work here.
type powerful struct {
	app, key string
	titles   []string
}

// powerfulOf lists who has the privileged access of today, by title; access of nobody with a title is left out.
func powerfulOf(apps []*app, r *access.Roster, working map[int32]bool) []powerful {
	const most = 5
	var list []powerful
	for _, a := range apps {
		for _, key := range a.privileged {
			p := powerful{app: a.name, key: key}
			for i := range a.snapshot.Accounts {
				m := &a.matches[i]
				if m.Class != access.Linked || !working[m.Person] || !a.holds(i, key) {
					continue
				}
				for _, title := range r.People[m.Person].Attributes.Title {
					if !slices.Contains(p.titles, title) {
						p.titles = append(p.titles, title)
					}
				}
			}
			if slices.Sort(p.titles); len(p.titles) > 0 && len(p.titles) <= most && !strings.Contains(key, "*") {
				list = append(list, p)
			}
		}
	}
	return list
}

// holds reports whether an account in use has an access.
func (a *app) holds(account int, key string) bool {
	acc := &a.snapshot.Accounts[account]
	return acc.Open() && slices.ContainsFunc(acc.Grants, func(g access.Grant) bool {
		return a.snapshot.Entitlements[g.Entitlement].Base() == key
	})
}

// rulesFile writes the first rules: what everybody has is a rule, what departments and the powerful have is only proposed.
func rulesFile(all *suggestion, proposed []suggestion, power []powerful) []byte {
	l := &lines{}
	l.add("# Who should have what. What is due to somebody is the sum of all roles that fit; no rule, no missing access.")
	if len(all.grants) == 0 {
		l.add("# No app is had by most people, so there is no rule yet: accounts of leavers and of nobody are found all the same.")
		l.add("# Once there is one here, take away the # before `rules:` in " + Config + " too.")
		l.add("#roles:")
	} else {
		l.add("roles:")
		l.add("  - name: everyone")
		l.add("    grants:")
		for _, g := range all.grants {
			l.set("      ", setting{word(g.app), accessList(g.keys), g.note})
		}
	}
	if len(proposed)+len(power) == 0 {
		return []byte(l.b.String())
	}
	l.add("")
	l.add("# What follows is how things are today. It is no rule until you say so: take away the #, and leave out what is only")
	l.add("# habit. What a rule names is excess with whoever it is not due to.")
	if len(proposed) > 0 {
		l.add("#")
		l.add("# What most people of a department have:")
	}
	for _, s := range proposed {
		l.add("#  - name: " + word(strings.ToLower(s.when)))
		l.add("#    when: {department: " + word(globFree(s.when)) + "}")
		l.add("#    grants:")
		for _, g := range s.grants {
			keys := make([]string, len(g.keys))
			for i, k := range g.keys {
				keys[i] = globFree(k)
			}
			l.set("#      ", setting{word(g.app), accessList(keys), g.note})
		}
	}
	if len(power) > 0 {
		l.add("#")
		l.add("# Who has privileged access; without a rule it is excess:")
	}
	for _, p := range power {
		titles := make([]string, len(p.titles))
		for i, t := range p.titles {
			titles[i] = word(globFree(t))
		}
		l.add("#  - name: " + word(p.key+" of "+p.app))
		l.add("#    when: {title: [" + strings.Join(titles, ", ") + "]}")
		l.add("#    grants: {" + word(p.app) + ": " + accessList([]string{globFree(p.key)}) + "}")
	}
	return []byte(l.b.String())
}

// globFree takes from * and ? and \ the meaning that they have in rules.
func globFree(text string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`).Replace(text)
}
