// Package apispec holds every request that a connector sends, and every answer of its fake, against the vendor's own
// description of its API. The descriptions are in the folder that $API_SPECS names; without it nothing is held.
package apispec

import (
	"os"
	"testing"

	"reconcile/targets/all"
	"reconcile/targets/all/allfake"
	"reconcile/targets/targettest"
)

// description holds exchanges against what a vendor says: false for what it says nothing of.
type description interface {
	hold(t *testing.T, e *targettest.Exchange) bool
}

// descriptions are those of each kind, and why a fake is not held against them.
type descriptions struct {
	load    func(t *testing.T) []description
	without map[string]string
}

func described() map[string]descriptions {
	return map[string]descriptions{
		// one vendor's, as there is none of the protocol itself
		"scim": {
			load: func(t *testing.T) []description {
				return []description{load(t, "scim/scim-swagger-2.0.yaml", targettest.Address+"/scim/v2", correctSCIM)}
			},
			without: map[string]string{"cursor": "the description knows no cursors, and the fake is loose on purpose"},
		},
	}
}

func TestRequestsAndFakesAreAsTheVendorsDescribe(t *testing.T) {
	if os.Getenv("API_SPECS") == "" {
		t.Skip("$API_SPECS names no folder of API descriptions")
	}
	held := 0
	for _, kind := range all.All() {
		name := kind.Info.Kind
		fakes := allfake.All()[name]
		if len(fakes) == 0 {
			continue
		}
		d, ok := described()[name]
		if !ok {
			t.Errorf("no description of %s is named", name)
			continue
		}
		list := d.load(t)
		for _, fake := range fakes {
			if why, without := d.without[fake.Name]; without {
				t.Logf("%s, %s: not held: %s", name, fake.Name, why)
				continue
			}
			n, unknown := 0, map[string]int{}
			for _, e := range targettest.Record(t, kind, fake) {
				known := false
				for _, d := range list {
					known = known || d.hold(t, &e)
				}
				if known {
					n++
				} else {
					unknown[e.Request.Method+" "+e.Request.URL.Path]++
				}
			}
			t.Logf("%s, %s: %d exchanges held against the vendor's description, not described: %v", name, fake.Name, n, unknown)
			if n == 0 {
				t.Errorf("%s, %s: nothing was held against the description", name, fake.Name)
			}
			held += n
		}
	}
	t.Logf("%d exchanges in all", held)
	if held == 0 {
		t.Error("nothing was held against any description")
	}
}
