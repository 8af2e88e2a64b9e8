package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// seeing is a complete read that sees what its facets say.
func seeing(s *access.Snapshot, facets ...access.Facet) store.TargetRead {
	s.Reach.Facets = facets
	for _, f := range facets {
		s.Hash += f.Name + f.Listed.String()
	}
	return complete(s)
}

func facet(name string, listed access.Tri) access.Facet {
	return access.Facet{Name: name, Listed: listed}
}

func TestWhatACredentialSeesNoMoreIsNotGone(t *testing.T) {
	guest := func(s *access.Snapshot) *access.Snapshot {
		for i := range s.Accounts {
			if s.Accounts[i].ID == "guest" {
				s.Accounts[i].Kind = access.Guest
			}
		}
		return s
	}
	everything := []access.Facet{facet("members", access.Yes), facet("guests", access.Yes), facet("entitlements", access.Yes)}
	all := []string{"github a account since 0", "github a team:dev since 0", "github guest account since 0"}
	for _, c := range []struct {
		policy string
		facets []access.Facet
		lines  []string
		want   []string
	}{
		{"who is not listed any more is gone", everything, []string{"a team:dev"}, all[:2]},
		{"but not where guests are not listed at all", []access.Facet{facet("members", access.Yes), facet("guests", access.No)}, []string{"a team:dev"}, all},
		{"nor where they were listed and may not be now", []access.Facet{facet("members", access.Yes), facet("guests", access.Unknown)}, []string{"a team:dev"}, all},
		{"members are gone all the same", []access.Facet{facet("members", access.Yes), facet("guests", access.No)}, nil, all[2:]},
		{
			"a grant that is not listed is not lost",
			[]access.Facet{facet("members", access.Yes), facet("guests", access.Yes), facet("entitlements", access.No)},
			[]string{"a", "guest"},
			all,
		},
		{"one that would have been is", everything, []string{"a", "guest"}, []string{all[0], all[2]}},
	} {
		t.Run(c.policy, func(t *testing.T) {
			h := open(t)
			reads := []store.TargetRead{
				seeing(guest(snapshot("github", "a team:dev", "guest")), everything...),
				seeing(guest(snapshot("github", c.lines...)), c.facets...),
				seeing(guest(snapshot("github", c.lines...)), c.facets...), // and again: what was lost stays lost
			}
			for n, r := range reads {
				r.Snapshot.Hash += string(rune('0' + n))
				if _, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(n))), r); err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					continue
				}
				if diff := cmp.Diff(c.want, h.who(day.Plus(n), store.AccessFilter{})); diff != "" {
					t.Errorf("night %d (-want +got)\n%s", n, diff)
				}
			}
		})
	}
}

func TestWhatIsListedAgainAndIsNotThereIsGoneThoughTheRestIsTheSame(t *testing.T) {
	h := open(t)
	reads := []store.TargetRead{
		seeing(snapshot("github", "a", "guest"), facet("members", access.Yes), facet("guests", access.Yes)),
		seeing(snapshot("github", "a"), facet("members", access.Yes), facet("guests", access.No)),
		seeing(snapshot("github", "a"), facet("members", access.Yes), facet("guests", access.Yes)),
	}
	reads[0].Snapshot.Accounts[1].Kind = access.Guest
	reads[2].Snapshot.Hash = reads[1].Snapshot.Hash // of an API, which is of the content alone
	both := []string{"github a account since 0", "github guest account since 0"}
	for n, want := range [][]string{both, both, both[:1]} {
		if _, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(n))), reads[n]); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, h.who(day.Plus(n), store.AccessFilter{})); diff != "" {
			t.Errorf("night %d (-want +got)\n%s", n, diff)
		}
	}
}
