// Package company makes up companies of any size with planted faults: a roster, the member exports of its apps, and the
// rules. Equal options give equal bytes. What must be found in it is counted while it is planted.
package company

import (
	"fmt"
	"math/rand/v2"

	"reconcile/internal/access"
)

// Options say what to make up.
type Options struct {
	// People is the number of rows of the roster, at least 100.
	People int
	// Apps is the number of apps: 8 or 13.
	Apps int
	// Seed distinguishes companies of one size.
	Seed uint64
}

// AsOf is the day everything is made up for.
func AsOf() access.Date { return access.DateOf(2026, 6, 15) }

// Company is a made-up company with all its files' content.
type Company struct {
	People []Person
	Apps   []App
	Roles  []Role
	// Exceptions, Services, Externals and Identities are the other entries of the rules.
	Exceptions []Exception
	Services   []Service
	Externals  []External
	Identities []Identity
	Expected   Expected
}

// New makes up a company.
func New(o Options) (*Company, error) {
	if o.People < 100 {
		return nil, fmt.Errorf("a company of %d people is too small: at least 100", o.People)
	}
	if o.Apps != len(firstApps()) && o.Apps != len(firstApps())+len(moreApps()) {
		return nil, fmt.Errorf("there are companies of %d and %d apps, not of %d", len(firstApps()),
			len(firstApps())+len(moreApps()), o.Apps)
	}
	rng := rand.New(rand.NewPCG(o.Seed, uint64(o.People)))
	c := &Company{Apps: firstApps()}
	if o.Apps > len(c.Apps) {
		c.Apps = append(c.Apps, moreApps()...)
	}
	c.Roles = roles(c.Apps)
	c.Expected = Expected{AsOf: AsOf().String(), Findings: map[string]map[string]int{}}
	c.People = people(o.People, rng, &c.Expected)
	plant(c, rng)
	for i := range c.Apps {
		accounts := c.Apps[i].Accounts
		rng.Shuffle(len(accounts), func(a, b int) { accounts[a], accounts[b] = accounts[b], accounts[a] })
		c.Expected.count(&c.Apps[i])
	}
	return c, nil
}
