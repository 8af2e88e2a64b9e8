package night

import (
	"fmt"
	"testing"

	"reconcile/internal/access"
)

func TestAReadIsSuspectByFarFewerEnabledAccountsThanBefore(t *testing.T) {
	snapshot := func(enabled int) *access.Snapshot {
		s := &access.Snapshot{Target: "chat"}
		for i := range enabled {
			s.Accounts = append(s.Accounts, access.Account{ID: fmt.Sprint(i)})
		}
		return s
	}
	for _, c := range []struct {
		policy        string
		before, now   int
		closed        int
		accepted      string
		suspect, none bool
	}{
		{policy: "a fifth fewer is no suspect", before: 100, now: 80},
		{policy: "more than a fifth is", before: 100, now: 79, suspect: true},
		{policy: "five fewer never are", before: 6, now: 1},
		{policy: "six of six and more are", before: 8, now: 2, suspect: true},
		{policy: "what this tool closed does not count", before: 100, now: 75, closed: 5},
		{policy: "empty after non-empty always is", before: 1, now: 0, suspect: true},
		{policy: "an accepted one is not", before: 100, now: 10, accepted: "chat"},
		{policy: "the acceptance of another target is none", before: 100, now: 10, accepted: "wiki", suspect: true},
		{policy: "growing is none", before: 10, now: 100},
		{policy: "without a good read before there is nothing to compare with", none: true, now: 0},
	} {
		n := &night{past: &access.Past{Targets: map[string]*access.PastTarget{}}}
		if !c.none {
			n.past.Targets["chat"] = &access.PastTarget{Enabled: c.before, GoodDays: []access.Date{100}}
		}
		for range c.closed {
			n.past.Actions = append(n.past.Actions, access.PastAction{
				Day: 100, Target: "chat", Kind: access.Suspend, State: access.Done,
			})
		}
		if c.accepted != "" {
			n.AcceptShrink = []string{c.accepted}
		}
		if got := n.suspect(snapshot(c.now)) != ""; got != c.suspect {
			t.Errorf("%s: %v", c.policy, got)
		}
	}
}
