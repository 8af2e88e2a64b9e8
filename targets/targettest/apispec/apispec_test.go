// Package apispec holds every request that a connector sends, and every answer of its fake, against the vendor's own
// description of its API. The descriptions are in the folder that $API_SPECS names; without it nothing is held.
package apispec

import (
	"net/http"
	"os"
	"testing"

	"reconcile/targets/all"
	"reconcile/targets/all/allfake"
	"reconcile/targets/targettest"
)

// description holds exchanges against what a vendor says; of some it says nothing.
type description interface {
	hold(e *targettest.Exchange) (known bool, faults []error)
}

// descriptions are those of each kind, and why a fake is not held against them.
type descriptions struct {
	load    func(t *testing.T) []description
	without map[string]string
}

func described() map[string]descriptions {
	return map[string]descriptions{
		// written after what Atlassian says, as its own file can't be had
		"atlassian": {load: func(t *testing.T) []description {
			file := "atlassian/organizations-admin.derived.openapi.json"
			return []description{load(t, file, targettest.Address+"/admin", correctAtlassian)}
		}},
		"github": {
			load: func(t *testing.T) []description {
				return []description{
					load(t, "github/ghec.openapi.json.gz", targettest.Address, nil), loadGraphQL(t, "github/schema.graphql", "/graphql"),
				}
			},
		},
		"jira": {load: func(t *testing.T) []description {
			return []description{load(t, "atlassian/jira-cloud-v3.2025-09.full.openapi.json.gz", targettest.Address, nil)}
		}},
		// one vendor's, as there is none of the protocol itself
		"scim": {
			load: func(t *testing.T) []description {
				return []description{load(t, "scim/scim-swagger-2.0.yaml", targettest.Address+"/scim/v2", correctSCIM)}
			},
			without: map[string]string{"cursor": "the description knows no cursors, and the fake is loose on purpose"},
		},
		"slack": {load: func(t *testing.T) []description {
			return []description{loadSlack(t, "/api/"), loadSlackSCIM(t, "/scim/v2/Users")}
		}},
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
				known, faults := hold(list, &e)
				for _, fault := range faults {
					t.Errorf("%s, %s: %v", name, fake.Name, fault)
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

// hold holds an exchange against the first description that knows it.
func hold(list []description, e *targettest.Exchange) (known bool, faults []error) {
	for _, d := range list {
		if known, faults := d.hold(e); known {
			return true, faults
		}
	}
	return false, nil
}

func TestWhatIsNotAsDescribedIsNoticed(t *testing.T) {
	if os.Getenv("API_SPECS") == "" {
		t.Skip("$API_SPECS names no folder of API descriptions")
	}
	for _, kind := range all.All() {
		fakes := allfake.All()[kind.Info.Kind]
		if len(fakes) == 0 {
			continue
		}
		list := described()[kind.Info.Kind].load(t)
		noticed := 0
		for _, e := range targettest.Record(t, kind, fakes[0]) {
			known, faults := hold(list, &e)
			if !known || len(faults) > 0 || e.Status != http.StatusOK {
				continue
			}
			e.Answer = []byte(`{"totalResults":"many","data":{"organization":7}}`)
			_, faults = hold(list, &e)
			noticed += min(len(faults), 1)
		}
		if noticed == 0 {
			t.Errorf("%s: nothing was noticed", kind.Info.Kind)
		}
	}
}
