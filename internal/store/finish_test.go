package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/history"
	"reconcile/internal/store"
)

// finding is an orphaned account, with every kind of field that a document may hold.
func finding(target, account string, d access.Date) access.Finding {
	return access.Finding{
		Verdict: access.Orphaned, Cause: access.CauseLeaver, Severity: access.High, Target: target,
		Account: &access.AccountName{ID: account, Login: account}, Person: &access.PersonName{ID: "P-" + account},
		Entitlement: "account", Fingerprint: access.Fingerprint(access.Orphaned, target, account, "account"),
		FirstSeen: d, Days: 3, Basis: access.BasisTerminated, Reason: "left <3 & gone> \xff\u2028\ufffd \\ufffd", Action: "suspend",
		Hold: &access.Hold{Status: access.Suspended, Kind: access.Guest, Level: "owner"},
	}
}

// document is a run's document on a day with findings, and an action for each.
func document(d access.Date, findings ...access.Finding) *access.Run {
	run := &access.Run{
		Schema: access.SchemaVersion,
		Run: access.RunHead{
			ID: at(d).Format("20060102T150405Z"), AsOf: d, InLine: true, Mode: "dry-run", Status: access.RunFindings,
			Started: at(d).In(time.FixedZone("", 3600)), Finished: at(d).Add(time.Second),
		},
		Targets:  []access.TargetResult{{Name: "github", Status: access.Complete, Seconds: 0.125}},
		Findings: findings,
		Metrics:  access.Metrics{ByVerdict: map[string]int{"orphaned": len(findings)}},
	}
	for _, f := range findings {
		run.Plan.Actions = append(run.Plan.Actions, access.Action{
			Kind: access.Suspend, Target: f.Target, Account: f.Account, Person: f.Person, Finding: f.Fingerprint, State: access.Blocked,
			Blocked: []access.Block{{Guard: access.GuardFixOff, Why: "the policy says report"}},
		})
	}
	return run
}

// aged sets since when findings are found.
func aged(first, today access.Date, findings ...access.Finding) []access.Finding {
	for i := range findings {
		findings[i].FirstSeen, findings[i].AgeDays = first, today.DaysSince(first)
		findings[i].Days = 3 + findings[i].AgeDays
	}
	return findings
}

// opened is a finding as it is remembered.
func opened(f access.Finding, d access.Date) access.PastFinding {
	return access.PastFinding{
		Opened: d, Cause: f.Cause, Verdict: f.Verdict, Target: f.Target, Account: f.Account.ID, Person: f.Person.ID,
		Emptied: f.Hold.Emptied,
	}
}

func everywhere(*access.Finding) bool { return true }

// finish ends a run in line on a day with a document.
func (h *house) finish(d access.Date, f store.Finished) history.FindingCounts {
	h.t.Helper()
	counts, err := h.Finish(h.t.Context(), h.begin(start(d)), f)
	if err != nil {
		h.t.Fatal(err)
	}
	return counts.Findings
}

// past is what is left for a day.
func (h *house) past(d access.Date) *access.Past {
	h.t.Helper()
	past, err := h.Past(h.t.Context(), d, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return past
}

func canonical(t testing.TB, run *access.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := store.Canonical(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFindingsAreOpenedKeptResolvedAndReopened(t *testing.T) {
	h := open(t)
	a, b := finding("github", "a", day), finding("slack", "b", day)
	step := func(n int, concluded func(*access.Finding) bool, want history.FindingCounts, findings ...access.Finding) {
		t.Helper()
		got := h.finish(day.Plus(n), store.Finished{Document: document(day.Plus(n), findings...), Concluded: concluded})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("night %d: (-want +got)\n%s", n, diff)
		}
	}
	step(0, everywhere, history.FindingCounts{Opened: 2}, a, b)
	step(1, everywhere, history.FindingCounts{Kept: 2}, a, b)
	github := func(f *access.Finding) bool { return f.Target == "github" }
	step(2, github, history.FindingCounts{Resolved: 1})
	if _, open := h.past(day.Plus(3)).Open[b.Fingerprint]; !open {
		t.Error("a finding was resolved where nothing was concluded")
	}
	step(3, nil, history.FindingCounts{})
	step(4, everywhere, history.FindingCounts{Reopened: 1, Kept: 1}, a, b)
	want := map[string]access.PastFinding{
		a.Fingerprint: opened(a, day.Plus(4)), b.Fingerprint: opened(b, day),
	}
	if diff := cmp.Diff(want, h.past(day.Plus(5)).Open); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAFindingIsRememberedWithTheCauseItWasLastFoundWith(t *testing.T) {
	h := open(t)
	f := finding("github", "a", day)
	h.finish(day, store.Finished{Document: document(day, f)})
	f.Cause = access.CauseOnLeave
	f.Hold = &access.Hold{Emptied: "the role is empty"}
	h.finish(day.Plus(1), store.Finished{Document: document(day.Plus(1), f)})
	want := map[string]access.PastFinding{f.Fingerprint: opened(f, day)}
	if diff := cmp.Diff(want, h.past(day.Plus(2)).Open); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestConcludedIsToldWhatTheOpenFindingIsAbout(t *testing.T) {
	h := open(t)
	f := finding("github", "a", day)
	h.finish(day, store.Finished{Document: document(day, f)})
	var told []access.Finding
	h.finish(day.Plus(1), store.Finished{Document: document(day.Plus(1)), Concluded: func(f *access.Finding) bool {
		told = append(told, *f)
		return false
	}})
	want := []access.Finding{{
		Fingerprint: f.Fingerprint, FirstSeen: day, Verdict: f.Verdict, Cause: f.Cause, Target: "github", Entitlement: "account",
		Account: &access.AccountName{ID: "a"}, Person: &access.PersonName{ID: "P-a"},
		Hold: &access.Hold{},
	}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestADocumentComesBackAsItWasStored(t *testing.T) {
	h := open(t)
	var stored []*access.Run
	for n := range 3 {
		d := day.Plus(n)
		doc := document(d, aged(day, d, finding("github", "a", day), finding("slack", "b", day))...)
		h.finish(d, store.Finished{Document: doc})
		stored = append(stored, doc)
	}
	empty := document(day.Plus(3))
	h.finish(day.Plus(3), store.Finished{Document: empty})
	for _, want := range append(stored, empty) {
		got, err := h.Document(t.Context(), want.Run.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(canonical(t, want), canonical(t, got)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", want.Run.ID, diff)
		}
	}
	got, err := h.Document(t.Context(), stored[1].Run.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := stored[1].Findings
	for i := range want {
		want[i].Reason = strings.ToValidUTF8(want[i].Reason, "\ufffd")
	}
	if diff := cmp.Diff(want, got.Findings); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
	latest, err := h.Document(t.Context(), store.Latest)
	if err != nil || latest.Run.ID != empty.Run.ID {
		t.Errorf("the latest run is %v, %v", latest, err)
	}
	if _, err := h.Document(t.Context(), "another"); !errors.Is(err, store.ErrNoRun) {
		t.Errorf("got %v for a run that never was", err)
	}
}

func TestCanonicalIsTheJSONOfTheDocument(t *testing.T) {
	doc := document(day, finding("github", "a", day), finding("slack", "b", day))
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	for i := range doc.Findings {
		doc.Findings[i].Reason = "left <3 & gone>"
	}
	if err := enc.Encode(doc); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(want.String()), canonical(t, doc)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestARunIsSeenOnceItIsFinished(t *testing.T) {
	h := open(t)
	h.begin(start(day))
	if _, err := h.Document(t.Context(), store.Latest); !errors.Is(err, store.ErrNoRun) {
		t.Errorf("got %v for a run under way", err)
	}
	if past := h.past(day); past.LastDay != 0 {
		t.Errorf("a run under way counts as the last one, of %s", past.LastDay)
	}
}

func TestAFinishedRunTakesNothingMore(t *testing.T) {
	h := open(t)
	run := h.begin(start(day))
	if _, err := h.Finish(t.Context(), run, store.Finished{Document: document(day)}); err != nil {
		t.Fatal(err)
	}
	const want = "run 1 is finished: begin another one"
	_, read := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a")))
	_, finish := h.Finish(t.Context(), run, store.Finished{Document: document(day)})
	for _, err := range []error{read, finish} {
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestARehearsalLeavesItsDocumentAndNothingElse(t *testing.T) {
	h := open(t)
	first := store.Finished{
		Document: document(day, finding("github", "a", day)), Rules: access.RulesText{Hash: "rules"}, Controls: map[string]string{"fix": "off"},
	}
	run := h.begin(start(day))
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a"))); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Finish(t.Context(), run, first); err != nil {
		t.Fatal(err)
	}
	before := h.past(day.Plus(9))

	begin := start(day.Plus(5))
	begin.InLine, begin.ID = false, "rehearsal"
	run = h.begin(begin)
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "b"))); err != nil {
		t.Fatal(err)
	}
	roster := &store.RosterRead{Hash: "r", Good: true, People: []access.Person{{ID: "E1"}}}
	doc := document(day.Plus(5), finding("slack", "b", day))
	doc.Run.ID, doc.Run.InLine = "rehearsal", false
	counts, err := h.Finish(t.Context(), run, store.Finished{
		Document: doc, Concluded: everywhere, Rules: access.RulesText{Hash: "others"}, Controls: map[string]string{"fix": "on"},
		Roster: roster,
	})
	if err != nil || counts != (store.FinishCounts{}) {
		t.Errorf("a rehearsal changed findings: %+v, %v", counts, err)
	}
	if diff := cmp.Diff(before, h.past(day.Plus(9))); diff != "" {
		t.Errorf("a rehearsal changed what is left (-before +after)\n%s", diff)
	}
	if got, err := h.Document(t.Context(), "rehearsal"); err != nil || canonical(t, got) != canonical(t, doc) {
		t.Errorf("the rehearsal's document: %v", err)
	}
	if latest, err := h.Document(t.Context(), store.Latest); err != nil || latest.Run.ID != first.Document.Run.ID {
		t.Errorf("a rehearsal became the latest run: %v", err)
	}
}
