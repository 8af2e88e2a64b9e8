package history_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

func TestMergingTellsWhatIsNewWhatDiffersAndWhatIsGone(t *testing.T) {
	ids := rapid.MapOf(rapid.StringMatching("[ab]{1,3}"), rapid.Int64Range(0, 3))
	rapid.Check(t, func(t *rapid.T) {
		was, is := ids.Draw(t, "was"), ids.Draw(t, "is")
		complete := rapid.Bool().Draw(t, "complete")
		var open []history.Open
		for _, id := range slices.Sorted(maps.Keys(was)) {
			open = append(open, history.Open{ID: id, Facts: was[id] & 1, Holds: was[id] & 2})
		}
		var seen []history.Seen
		var want history.Changes
		for i, id := range slices.Sorted(maps.Keys(is)) {
			now := history.Seen{ID: id, Facts: is[id] & 1, Holds: is[id] & 2}
			seen = append(seen, now)
			k := slices.IndexFunc(open, func(o history.Open) bool { return o.ID == id })
			if k < 0 {
				want.Opened = append(want.Opened, i)
			} else if was[id] != is[id] {
				want.Changed = append(want.Changed, history.Change{
					Index: i, Was: open[k], Facts: open[k].Facts != now.Facts, Holds: open[k].Holds != now.Holds,
				})
			}
		}
		for _, o := range open {
			if _, there := is[o.ID]; !there && complete {
				want.Gone = append(want.Gone, o)
			}
		}
		got := history.Merge(slices.Values(open), seen, complete)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		if got.Empty() != (complete && maps.Equal(was, is) || len(want.Opened)+len(want.Changed)+len(want.Gone) == 0) {
			t.Fatal("Empty says otherwise")
		}
	})
}

func TestGrantsOpenedAndClosedTurnWhatWasHeldIntoWhatIsHeld(t *testing.T) {
	type place struct{ entitlement, via int64 }
	draw := rapid.MapOf(
		rapid.Custom(func(t *rapid.T) place {
			return place{rapid.Int64Range(1, 3).Draw(t, "entitlement"), rapid.Int64Range(0, 1).Draw(t, "via")}
		}),
		rapid.SampledFrom([]string{"", "okta"}))
	list := func(held map[place]string) []history.Grant {
		var grants []history.Grant
		for p, by := range held {
			grants = append(grants, history.Grant{Entitlement: p.entitlement, Via: p.via, ManagedBy: by})
		}
		slices.SortFunc(grants, history.Grant.Order)
		return grants
	}
	rapid.Check(t, func(t *rapid.T) {
		was, is := draw.Draw(t, "was"), draw.Draw(t, "is")
		complete := rapid.Bool().Draw(t, "complete")
		opened, closed := history.Grants(list(was), list(is), complete)
		result := maps.Clone(was)
		for _, g := range closed {
			if was[place{g.Entitlement, g.Via}] != g.ManagedBy {
				t.Fatalf("%v is closed and was not open", g)
			}
			delete(result, place{g.Entitlement, g.Via})
		}
		for _, g := range opened {
			if _, still := result[place{g.Entitlement, g.Via}]; still {
				t.Fatalf("%v is opened and still open", g)
			}
			result[place{g.Entitlement, g.Via}] = g.ManagedBy
		}
		want := maps.Clone(is)
		if !complete {
			want = maps.Clone(was)
			maps.Copy(want, is)
		}
		if diff := cmp.Diff(list(want), list(result), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		if maps.Equal(was, is) && len(opened)+len(closed) > 0 {
			t.Fatal("nothing differs, and something changes")
		}
	})
}

func TestFindingsAreResolvedOnlyWhereAbsenceMeansSomething(t *testing.T) {
	open := map[string]history.Known{
		"kept": {}, "recaused": {Cause: access.CauseMover}, "held": {Emptied: "a role is empty"}, "there": {}, "elsewhere": {},
	}
	found := []access.Finding{
		{Fingerprint: "kept"}, {Fingerprint: "new"}, {Fingerprint: "recaused", Cause: access.CauseLeaver}, {Fingerprint: "new"}, {Fingerprint: "held", Hold: &access.Hold{}},
	}
	got := history.Findings(open, found, func(fingerprint string) bool { return strings.HasPrefix(fingerprint, "there") })
	want := history.FindingChanges{Opened: []int{1}, Kept: []int{0, 2, 4}, Recaused: []int{2, 4}, Resolved: []string{"there"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want.Resolved = nil
	if diff := cmp.Diff(want, history.Findings(open, found, nil)); diff != "" {
		t.Errorf("nothing is concluded: (-want +got)\n%s", diff)
	}
}
