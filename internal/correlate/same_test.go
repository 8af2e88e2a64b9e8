package correlate_test

import (
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
)

// TestMaybeTheSamePerson holds when a leaver is pointed out who may have come back under another id.
func TestMaybeTheSamePerson(t *testing.T) {
	name := func(name string) func(*access.Person) { return func(p *access.Person) { p.Name = name } }
	starts := func(date string) func(*access.Person) { return func(p *access.Person) { p.Start = day(date) } }
	ana := name("Ana Ruiz")
	for _, c := range []struct {
		policy string
		people *company
		want   []string
	}{
		{
			"an equal name and a start soon after the end",
			people(left("e1", "2026-05-01", ana), employed("e2", ana, starts("2026-05-15"))),
			[]string{"e1: e2"},
		},
		{
			"whatever the case, the accents and the white space of the name",
			people(left("e1", "2026-05-01", name("José  Peña")), employed("e2", name("jose pena"), starts("2026-05-15"))),
			[]string{"e1: e2"},
		},
		{
			"60 days after the end at most", people(left("e1", "2026-03-01", ana), employed("e2", ana, starts("2026-04-30"))),
			[]string{"e1: e2"},
		},
		{"not 61", people(left("e1", "2026-03-01", ana), employed("e2", ana, starts("2026-05-01"))), nil},
		{
			"or 60 days before it", people(left("e1", "2026-06-01", ana), employed("e2", ana, starts("2026-04-02"))),
			[]string{"e1: e2"},
		},
		{"not 61", people(left("e1", "2026-06-01", ana), employed("e2", ana, starts("2026-04-01"))), nil},
		{
			"another name is another person",
			people(left("e1", "2026-05-01", ana), employed("e2", name("Ana Ruis"), starts("2026-05-15"))), nil,
		},
		{"no name is nobody's", people(left("e1", "2026-05-01", name("")), employed("e2", name(""), starts("2026-05-15"))), nil},
		{
			"a record without a start, and one without an end, are left alone",
			people(left("e1", "2026-05-01", ana), employed("e2", ana, starts("2020-01-01"), func(p *access.Person) { p.Start = 0 }),
				employed("e3", ana, func(p *access.Person) { p.Employment = access.Terminated })),
			nil,
		},
		{
			"two leavers of one name point nowhere",
			people(left("e1", "2026-05-01", ana), left("e2", "2026-06-01", ana, starts("2026-05-02"))), nil,
		},
		{
			"of several, the one who started first, then the lowest id",
			people(left("e1", "2026-05-01", ana), employed("e4", ana, starts("2026-05-10")), employed("e3", ana, starts("2026-05-10")),
				employed("e2", ana, starts("2026-05-20"))),
			[]string{"e1: e3"},
		},
		{
			"a joiner to come counts", people(left("e1", "2026-06-01", ana), employed("e2", ana, starts("2026-07-01"))),
			[]string{"e1: e2"},
		},
		{
			"so does somebody quarantined: nothing is concluded of them",
			people(left("e1", "2026-05-01", ana), employed("e2", ana, starts("2026-05-15"), quarantined)),
			[]string{"e1: e2"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) {
			r, standings := c.people.roster()
			var got []string
			for i, k := range correlate.SamePerson(r, standings) {
				got = append(got, r.People[i].ID+": "+r.People[k].ID)
			}
			sort.Strings(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("same (-want +got):\n%s", diff)
			}
		})
	}
}
