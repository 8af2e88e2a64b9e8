package company

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
)

// planter fills the exports. A person has at most one fault in an app, so that each planted fault is one finding.
type planter struct {
	*Company
	rng *rand.Rand
	app *App
	ids ids
	// governed are the app's entitlements that rules name; settled are people whose account here is without fault.
	governed []string
	settled  []int
}

// plant fills the export of every app.
func plant(c *Company, rng *rand.Rand) {
	memo := map[string][]due{}
	dues := make([][]due, len(c.People))
	for i := range c.People {
		p := &c.People[i]
		key := strings.Join(append(p.Projects, p.Department, p.Team, p.Title, p.Type, p.Location), "\x00")
		if memo[key] == nil {
			memo[key] = c.entitled(p)
		}
		dues[i] = memo[key]
	}
	for a := range c.Apps {
		l := &planter{Company: c, rng: rng, app: &c.Apps[a], ids: ids{form: c.Apps[a].form}}
		l.governed = c.governed(l.app.Name)
		for i := range c.People {
			l.person(i, &dues[i][a])
		}
		l.strangers()
		l.disputes()
		l.outsiders()
		l.services()
	}
}

// governed lists what roles name in an app, besides the account and what is privileged.
func (c *Company) governed(app string) []string {
	var keys []string
	for i := range c.Roles {
		for _, g := range c.Roles[i].Grants {
			if g.App == app && g.Key != account && !strings.HasPrefix(g.Key, "role:") && !slices.Contains(keys, g.Key) {
				keys = append(keys, g.Key)
			}
		}
	}
	return keys
}

// person plants what one person has in the app.
func (l *planter) person(i int, d *due) {
	p := &l.People[i]
	switch {
	case p.state == replaced:
	case p.state.gone():
		l.gone(p, d)
	case p.state == coming:
		if d.account && p.Email != "" && chance(l.rng, 20) {
			l.add(l.own(p, d.keys))
			l.found("excess", "early")
		}
	case p.state == onLeave:
		l.away(p, d)
	case !d.account:
		if chance(l.rng, 3) {
			l.add(l.own(p, nil))
			l.found("excess", "")
		}
	default:
		l.here(i, d)
	}
}

// gone plants what is left of somebody who left: mostly nothing, or a suspended account.
func (l *planter) gone(p *Person, d *due) {
	if !d.account {
		return
	}
	n := l.rng.IntN(1000)
	open := n >= 985
	if p.state == forgotten {
		// nobody told anybody
		open = n >= 500
	}
	a := l.own(p, d.keys)
	switch {
	case open:
		l.add(a)
		l.found("orphaned", "leaver")
	case n < 150:
		a.Status = "suspended"
		a.Entitlements = slices.DeleteFunc(a.Entitlements, privileged)
		l.add(a)
	case n < 156:
		a.Status = "suspended"
		a.Entitlements = append(slices.DeleteFunc(a.Entitlements, privileged), "role:admin")
		l.add(a)
		l.found("residual", "")
	}
}

// away plants the accounts of people on leave, of which nothing is missing.
func (l *planter) away(p *Person, d *due) {
	if !d.account || chance(l.rng, 50) {
		return
	}
	a := l.own(p, d.keys)
	if chance(l.rng, 100) {
		a.Status = "suspended"
	}
	l.add(a)
}

// here plants the account of somebody to whom it is due, in one of a thousand ways.
func (l *planter) here(i int, d *due) {
	p := &l.People[i]
	cause := ""
	n := l.rng.IntN(1000)
	if p.state.joiner() {
		cause = "joiner"
		if n >= 900 {
			// a joiner's account is often late
			l.found("missing", cause)
			return
		}
	}
	a := l.own(p, d.keys)
	switch {
	case n < 4:
		l.found("missing", cause)
		return
	case n < 6:
		a.Status = "suspended"
		l.found("missing", "suspended")
	case n < 10 && len(d.keys) > 0:
		at := l.rng.IntN(len(d.keys))
		a.Entitlements = slices.DeleteFunc(a.Entitlements, func(key string) bool { return key == d.keys[at] })
		l.found("missing", cause)
	case n < 15:
		l.excess(a, p, d, n)
	case n == 15 && !slices.Contains(d.keys, "role:admin"):
		a.Entitlements = append(a.Entitlements, "role:admin")
		l.found("excess", "")
	case n < 20 && p.Former != "" && a.Email == p.Email:
		second := l.own(p, nil)
		second.Login += "-old"
		second.Email, second.EmployeeID, second.Created = p.Former, "", day(l.rng, 1, 20)
		a.Created = second.Created.Plus(-100)
		l.add(second)
		l.found("excess", "duplicate")
	case n == 20:
		a.Status, a.Created, a.LastActive = "invited", day(l.rng, 15, 60), 0
		l.found("stale-invite", "")
	case n == 21:
		a.Status, a.Created, a.LastActive = "invited", day(l.rng, 0, 13), 0
	case n < 25 && l.app.DormantAfter > 0 && p.Start < AsOf().Plus(-400):
		a.LastActive, a.Created = day(l.rng, l.app.DormantAfter, 300), AsOf().Plus(-380)
		l.found("dormant", "")
	case n < 30 && l.app.mfa:
		a.MFA = "no"
		l.found("no-mfa", "")
	case n == 30 && l.app.login && a.EmployeeID == "":
		a.Email = ""
		l.Identities = append(l.Identities, Identity{Person: p.ID, App: l.app.Name, Account: a.Login})
	case n > 40:
		l.settled = append(l.settled, i)
	}
	l.add(a)
}

// excess gives an account something that rules name and that is not due: without leave, or by an exception.
func (l *planter) excess(a *Account, p *Person, d *due, n int) {
	if len(l.governed) == 0 {
		return
	}
	key := l.governed[l.rng.IntN(len(l.governed))]
	if slices.Contains(d.keys, key) {
		return
	}
	a.Entitlements = append(a.Entitlements, key)
	x := Exception{Person: p.ID, App: l.app.Name, Key: key, ApprovedBy: l.People[0].ID, Until: AsOf().Plus(200)}
	switch {
	case n < 13 || p.ID == x.ApprovedBy:
		l.found("excess", "")
	case n < 14:
		x.Until = AsOf().Plus(-1)
		l.Exceptions = append(l.Exceptions, x)
		l.found("excess", "exception expired")
	default:
		l.Exceptions = append(l.Exceptions, x)
	}
}

// own makes a sound, enabled account of a person.
func (l *planter) own(p *Person, keys []string) *Account {
	a := l.blank(p.Name)
	a.Email = p.Email
	if p.Former != "" && chance(l.rng, 200) {
		a.Email = p.Former
	}
	a.Login, _, _ = strings.Cut(p.Email, "@")
	if l.app.employee {
		a.EmployeeID = p.ID
		if l.app.hidden > 0 && chance(l.rng, l.app.hidden) {
			a.Email = ""
		}
	}
	a.Created = max(p.Start, AsOf().Plus(-2000))
	if a.Created > AsOf() {
		a.Created = AsOf()
	}
	a.Entitlements = slices.Clone(keys)
	if chance(l.rng, l.app.loose) {
		a.Entitlements = append(a.Entitlements, l.app.free[l.rng.IntN(len(l.app.free))])
	}
	return a
}

// blank makes an enabled account of nobody.
func (l *planter) blank(name string) *Account {
	a := &Account{ID: l.ids.next(l.rng), Name: name, Status: "active", Kind: "human", LastActive: day(l.rng, 0, 60)}
	a.Created = day(l.rng, 61, 900)
	if l.app.mfa {
		a.MFA = "yes"
	}
	return a
}

// add puts an account into the export, with what the app lists of it.
func (l *planter) add(a *Account) {
	if !l.app.login {
		a.Login = ""
	}
	if !l.app.name {
		a.Name = ""
	}
	if !l.app.activity {
		a.LastActive = 0
	}
	if !l.app.created && a.Status != "invited" && l.app.DormantAfter == 0 {
		a.Created = 0
	}
	l.app.Accounts = append(l.app.Accounts, *a)
}

func (l *planter) found(verdict, cause string) { l.Expected.add(l.app.Name, Kind(verdict, cause)) }

func privileged(key string) bool { return strings.HasPrefix(key, "role:") }

// day returns a day from least to most days ago.
func day(rng *rand.Rand, least, most int) access.Date {
	return AsOf().Plus(-least - rng.IntN(most-least+1))
}

// share returns one for so many people, and at least one.
func (l *planter) share(people int) int { return 1 + len(l.People)/people }

func (l *planter) word() string { return strconv.Itoa(len(l.app.Accounts)) }
