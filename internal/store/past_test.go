package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/history"
	"reconcile/internal/store"
)

func TestThePastOfANewStoreIsTheFirstNight(t *testing.T) {
	want := &access.Past{Targets: map[string]*access.PastTarget{}, Open: map[string]access.PastFinding{}}
	if diff := cmp.Diff(want, open(t).past(day)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestThePastTellsWhatNightsLeft(t *testing.T) {
	h := open(t)
	record := func(d access.Date, reads ...store.TargetRead) {
		t.Helper()
		run := h.begin(start(d))
		for _, r := range reads {
			if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
				t.Fatal(err)
			}
		}
		_, err := h.Finish(t.Context(), run, store.Finished{
			Document: document(d), Rules: access.RulesText{Hash: "rules", Files: []access.RulesFile{{Name: "a.yaml", Text: d.String()}}},
			Controls: map[string]string{"night": d.String()},
			Roster:   &store.RosterRead{Hash: "roster of " + d.String(), Good: d != day.Plus(2)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	first := complete(snapshot("github", "a", "b suspended"))
	first.Governed = []string{"team:dev", "team:ops"}
	record(day, first, complete(snapshot("slack", "s")))
	record(day, complete(snapshot("github", "a", "b", "c"))) // the same date again
	second := partial(snapshot("github", "a"))
	second.Governed = []string{"team:dev", "team:qa"}
	record(day.Plus(1), second, failed("slack"))
	notGood := complete(snapshot("github", "a", "b"))
	notGood.Good = false
	record(day.Plus(2), notGood, failed("slack"))

	past := h.past(day.Plus(3))
	want := &access.Past{
		LastDay: day.Plus(2),
		Targets: map[string]*access.PastTarget{
			"github": {
				GoodDays: []access.Date{day}, LastRead: day.Plus(2), LastHash: notGood.Snapshot.Hash, Enabled: 3,
				Governed: []string{"team:dev", "team:ops", "team:qa"},
			},
			"slack": {GoodDays: []access.Date{day}, LastRead: day, LastHash: "hash of s", Enabled: 1},
		},
		Open:     map[string]access.PastFinding{},
		Roster:   access.PastRoster{Hash: "roster of " + day.Plus(1).String(), Day: day.Plus(1)},
		Accepted: access.RulesText{Hash: "rules", Files: []access.RulesFile{{Name: "a.yaml", Text: day.String()}}},
		Controls: map[string]string{"night": day.Plus(2).String()},
	}
	if diff := cmp.Diff(want, past); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if days := h.past(day).Targets["github"].GoodDays; len(days) != 0 {
		t.Errorf("tonight is among the good days before: %v", days)
	}
}

func TestLinksAreThoseOfTheLastGoodRead(t *testing.T) {
	h := open(t)
	first := complete(snapshot("github", "a", "b", "c"))
	first.People[1], first.Primary[2] = "", false
	later := partial(snapshot("github", "a"))
	later.People[0] = "P-other"
	for n, r := range []store.TargetRead{first, later, failed("github")} {
		run := h.begin(start(day.Plus(n)))
		if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Finish(t.Context(), run, store.Finished{Document: document(day.Plus(n))}); err != nil {
			t.Fatal(err)
		}
	}
	aborted := complete(snapshot("github", "a", "d"))
	if _, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(3))), aborted); err != nil {
		t.Fatal(err)
	}
	links, err := h.Links(t.Context(), "github", day.Plus(4))
	if err != nil {
		t.Fatal(err)
	}
	want := []access.PastLink{{Account: "a", Person: "P-a", Primary: true}, {Account: "c", Person: "P-c"}}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if links, err := h.Links(t.Context(), "never read", day.Plus(4)); err != nil || links != nil {
		t.Errorf("links of a target never read: %v, %v", links, err)
	}
	if links, err := h.Links(t.Context(), "github", day); err != nil || links != nil {
		t.Errorf("tonight's own read is taken for an earlier one: %v, %v", links, err)
	}
}

func TestAcceptedRulesAreTheLastOnesAcceptedOrThoseOfTheFirstNight(t *testing.T) {
	h := open(t)
	night := func(n int, hash string) {
		begin := start(day.Plus(n))
		begin.RulesHash = hash
		if _, err := h.Finish(t.Context(), h.begin(begin), store.Finished{Document: document(day.Plus(n)), Rules: access.RulesText{Hash: hash}}); err != nil {
			t.Fatal(err)
		}
	}
	accepted := func(want string) {
		t.Helper()
		if got := h.past(day.Plus(9)).Accepted.Hash; got != want {
			t.Errorf("accepted are %q, want %q", got, want)
		}
	}
	accept := func(value string) {
		if err := h.Accept(t.Context(), store.AcceptRules, value, "ana"); err != nil {
			t.Fatal(err)
		}
	}
	night(0, "one")
	night(1, "two")
	accepted("one")
	accept("two")
	accepted("two")
	accept("unheard of")
	accepted("two")
	night(2, "one")
	accepted("two")
	accept("one")
	accepted("one")
	all, err := h.Accepted(t.Context())
	if err != nil || len(all) != 3 || all[0] != (store.Acceptance{Kind: store.AcceptRules, Value: "two", By: "ana", Time: clock()}) {
		t.Errorf("what was accepted: %v, %v", all, err)
	}
}

func TestOutcomesOfNinetyDaysAreToldAndIntentionsAreNot(t *testing.T) {
	h := open(t)
	action := func(d access.Date, state access.ActionState) access.PastAction {
		return access.PastAction{
			Time: at(d).Add(time.Microsecond), Day: d, Kind: access.Suspend, Target: "github", Account: "a", Person: "P", Entitlement: "account",
			Removal: true, Leaver: true, State: state,
		}
	}
	err := h.RecordActions(t.Context(), h.begin(start(day)), []access.PastAction{
		action(day.Plus(-91), access.Done), action(day.Plus(-1), access.Planned), action(day.Plus(-1), access.Failed), action(day.Plus(-90), access.Done),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []access.PastAction{action(day.Plus(-90), access.Done), action(day.Plus(-1), access.Failed)}
	if diff := cmp.Diff(want, h.past(day).Actions); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if head, err := h.Head(t.Context()); err != nil || head.Seq != 4 {
		t.Errorf("the audit log has %d entries of 4 actions, %v", head.Seq, err)
	}
}

func TestPeopleAreKeptAsTheLastGoodRosterHadThem(t *testing.T) {
	t.Run("told what the last roster was", func(t *testing.T) { keepsPeople(t, true) })
	t.Run("left to find it", func(t *testing.T) { keepsPeople(t, false) })
}

func keepsPeople(t *testing.T, told bool) {
	h := open(t)
	ana := access.Person{
		ID: "E1", Name: "Ana", Email: "ana@acme.example", Aliases: []string{"a@acme.example"}, FormerIDs: []string{"C1"},
		Accounts: []access.AccountRef{{Target: "github", Account: "ana"}}, Employment: access.OnLeave, TypeUnmapped: true,
		Attributes: access.Attributes{
			Type: []string{"employee"}, Department: []string{"Eng"}, Division: []string{"d"}, Team: []string{"t"}, Title: []string{"x"},
			Location: []string{"l"}, Manager: []string{"m"}, Projects: []string{"p", "q"}, Extra: map[string][]string{"cost": {"1"}},
		},
		Start: day - 9, End: day + 9,
	}
	placed := ana
	placed.Place = access.Place{File: "roster.csv", Row: 7}
	bob, bad := access.Person{ID: "E2", Name: "Bob"}, access.Person{ID: "E2", Name: "B?", Quarantine: "the end date is unreadable"}
	moved := placed
	moved.Place.Row = 8
	for n, step := range []struct {
		roster store.RosterRead
		counts history.Counts
		want   []access.Person
	}{
		{store.RosterRead{Hash: "1", Good: true, People: []access.Person{placed, bob}}, history.Counts{Opened: 2}, []access.Person{ana, bob}},
		{store.RosterRead{Hash: "1", Good: true, People: []access.Person{placed, bob}}, history.Counts{Same: told}, []access.Person{ana, bob}},
		{store.RosterRead{Hash: "2", Good: true, People: []access.Person{moved, bad}}, history.Counts{}, []access.Person{ana, bob}},
		{store.RosterRead{Hash: "3", Good: false, People: []access.Person{bob}}, history.Counts{}, []access.Person{ana, bob}},
		{store.RosterRead{Hash: "4", Good: true, People: []access.Person{bob}}, history.Counts{Closed: 1}, []access.Person{bob}},
		{
			store.RosterRead{Hash: "5", Good: true, People: []access.Person{{ID: "E2", Name: "Rob"}, {ID: "E3", Quarantine: "?"}}},
			history.Counts{Changed: 1},
			[]access.Person{{ID: "E2", Name: "Rob"}},
		},
	} {
		if told {
			step.roster.Past = &access.PastRoster{}
			if err := h.PastPeople(t.Context(), step.roster.People, step.roster.Past); err != nil {
				t.Fatal(err)
			}
		}
		f := store.Finished{Document: document(day.Plus(n)), Roster: &step.roster}
		finished, err := h.Finish(t.Context(), h.begin(start(day.Plus(n))), f)
		if err != nil {
			t.Fatal(err)
		}
		counts := finished.People
		for _, tonight := range [][]access.Person{nil, step.roster.People, {placed, bob}} {
			if diff := cmp.Diff(step.want, h.people(tonight)); diff != "" {
				t.Errorf("night %d: (-want +got)\n%s", n, diff)
			}
		}
		if counts != step.counts {
			t.Errorf("night %d: %+v, want %+v", n, counts, step.counts)
		}
	}
	trace, err := h.PersonHistory(t.Context(), "E1")
	want := []store.PersonSpan{{Interval: store.Interval{From: day, To: day.Plus(4)}, Person: ana}}
	if diff := cmp.Diff(want, trace.Records); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestAPlanIsKnownByItsHash(t *testing.T) {
	h := open(t)
	if err := h.RecordPlan(t.Context(), h.begin(start(day)), "abc"); err != nil {
		t.Fatal(err)
	}
	if made, err := h.PlanMade(t.Context(), "abc"); err != nil || !made.Equal(clock()) {
		t.Errorf("made %v, %v", made, err)
	}
	if made, err := h.PlanMade(t.Context(), "abd"); err != nil || !made.IsZero() {
		t.Errorf("a plan of another hash was made %v, %v", made, err)
	}
}

func TestOnlyTheLatestVolatileFactsAreKept(t *testing.T) {
	h := open(t)
	for n := range 3 {
		s, moved := snapshot("github", "user-1", "user-12", "zed"), min(n, 1)
		s.Accounts[0].LastActive, s.Accounts[1].LastActive = day.Plus(moved), day.Plus(-moved)
		s.Accounts[1].Seat = access.Yes
		if _, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(n))), complete(s)); err != nil {
			t.Fatal(err)
		}
	}
	if rows, err := h.Count(t.Context(), "volatile WHERE run = 2"); err != nil || rows != 1 {
		t.Errorf("facts that are as they were are written again: %v", err)
	}
	got, err := h.Volatile(t.Context(), "github")
	want := []store.Volatile{{Account: "user-1", LastActive: day.Plus(1)}, {Account: "user-12", LastActive: day.Plus(-1), Seat: access.Yes}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}
