// Package apispec holds every request that a connector sends, and every answer of its fake, against the vendor's own
// description of its API. The descriptions are in the folder that $API_SPECS names; without it nothing is held.
package apispec

import (
	"net/http"
	"os"
	"testing"

	sources "reconcile/sources/all"
	sourcefakes "reconcile/sources/all/allfake"
	"reconcile/sources/sourcetest"
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
		"bamboohr": {
			load: func(t *testing.T) []description {
				return []description{load(t, "bamboohr/public.yaml", targettest.Address, nil)}
			},
		},
		"github": {
			load: func(t *testing.T) []description {
				return []description{
					load(t, "github/ghec.openapi.json.gz", targettest.Address, nil), loadGraphQL(t, "github/schema.graphql", "/graphql"),
				}
			},
		},
		"google": {
			load: func(t *testing.T) []description {
				return []description{
					loadDiscovery(t, "google-workspace/admin-directory_v1.discovery.json"),
					loadDiscovery(t, "google-workspace/licensing_v1.discovery.json"),
				}
			},
		},
		"jira": {load: func(t *testing.T) []description {
			return []description{load(t, "atlassian/jira-cloud-v3.2025-09.full.openapi.json.gz", targettest.Address, nil)}
		}},
		// those of vendors, as there is none of the protocol itself; the first has no groups
		"scim": {
			load: func(t *testing.T) []description {
				return []description{
					load(t, "scim/scim-swagger-2.0.yaml", targettest.Address+"/scim/v2", correctSCIM),
					load(t, "github/ghec.openapi.json.gz", targettest.Address, nil),
					load(t, "atlassian/user-provisioning-scim.2022-08.openapi.json", targettest.Address, nil),
					load(t, "miro/spec.json", targettest.Address+"/api/v1/scim", nil),
				}
			},
			without: map[string]string{"cursor": "the description knows no cursors, and the fake is loose on purpose"},
		},
		"slack": {load: func(t *testing.T) []description {
			return []description{loadSlack(t, "/api/"), loadSlackSCIM(t, "/scim/v2/Users")}
		}},
	}
}

// recorded is what a connector and one of its fakes said to each other.
type recorded struct {
	kind, fake string
	exchanges  []targettest.Exchange
}

// recordings returns those of every connector.
func recordings(t *testing.T) []recorded {
	t.Helper()
	var list []recorded
	for _, kind := range sources.All() {
		for _, fake := range sourcefakes.All()[kind.Info.Kind] {
			list = append(list, recorded{kind.Info.Kind, fake.Name, sourcetest.Record(t, kind, fake)})
		}
	}
	for _, kind := range all.All() {
		for _, fake := range allfake.All()[kind.Info.Kind] {
			list = append(list, recorded{kind.Info.Kind, fake.Name, targettest.Record(t, kind, fake)})
		}
	}
	return list
}

func TestRequestsAndFakesAreAsTheVendorsDescribe(t *testing.T) {
	if os.Getenv("API_SPECS") == "" {
		t.Skip("$API_SPECS names no folder of API descriptions")
	}
	held, unheld := 0, 0
	loaded := map[string][]description{}
	for _, r := range recordings(t) {
		d, ok := described()[r.kind]
		if !ok {
			t.Errorf("no description of %s is named", r.kind)
			continue
		}
		if why, without := d.without[r.fake]; without {
			t.Logf("%s, %s: not held: %s", r.kind, r.fake, why)
			continue
		}
		if loaded[r.kind] == nil {
			loaded[r.kind] = d.load(t)
		}
		n, unknown := 0, map[string]int{}
		for _, e := range r.exchanges {
			known, faults := hold(loaded[r.kind], &e)
			for _, fault := range faults {
				t.Errorf("%s, %s: %v", r.kind, r.fake, fault)
			}
			if known {
				n++
			} else {
				unknown[e.Request.Method+" "+e.Request.URL.Path]++
				unheld++
			}
		}
		t.Logf("%s, %s: %d exchanges held against the vendor's description, not described: %v", r.kind, r.fake, n, unknown)
		if n == 0 {
			t.Errorf("%s, %s: nothing was held against the description", r.kind, r.fake)
		}
		held += n
	}
	t.Logf("%d exchanges in all, and %d that are not described", held, unheld)
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
	loaded := map[string][]description{}
	for _, r := range recordings(t) {
		if described()[r.kind].without[r.fake] != "" {
			continue
		}
		if loaded[r.kind] == nil {
			loaded[r.kind] = described()[r.kind].load(t)
		}
		noticed := 0
		for _, e := range r.exchanges {
			known, faults := hold(loaded[r.kind], &e)
			if !known || len(faults) > 0 || e.Status != http.StatusOK {
				continue
			}
			e.Answer = []byte(`{"totalResults":"many","data":{"organization":7}}`)
			_, faults = hold(loaded[r.kind], &e)
			noticed += min(len(faults), 1)
		}
		if noticed == 0 {
			t.Errorf("%s, %s: nothing was noticed", r.kind, r.fake)
		}
	}
}
