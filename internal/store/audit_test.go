package store_test

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// logged is a store with four audit entries: two runs, what was accepted, a plan.
func logged(t *testing.T) *house {
	h := open(t)
	h.finish(day, store.Finished{Document: document(day, finding("github", "a", day))})
	if err := h.Accept(t.Context(), store.AcceptShrink, "github", "ana"); err != nil {
		t.Fatal(err)
	}
	if err := h.RecordPlan(t.Context(), 1, "abc"); err != nil {
		t.Fatal(err)
	}
	h.finish(day.Plus(1), store.Finished{Document: document(day.Plus(1), finding("github", "b", day))})
	return h
}

func TestAnUntouchedLogVerifiesUpToItsHead(t *testing.T) {
	h := logged(t)
	head, err := h.Head(t.Context())
	if err != nil || head.Seq != 4 {
		t.Fatalf("head %v, %v", head, err)
	}
	got, err := h.Verify(t.Context(), head)
	if err != nil || got != (store.Verified{Head: head, Documents: 2}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := open(t).Verify(t.Context()); err != nil || got != (store.Verified{}) {
		t.Errorf("an empty log: %+v, %v", got, err)
	}
}

func TestVerifyNamesTheFirstEntryThatIsNotAsItWasWritten(t *testing.T) {
	for _, c := range []struct {
		name, tamper string
		seq          int64
		what         string
	}{
		{"an entry changed", "UPDATE audit SET kind = 'plan' WHERE seq = 2", 2, "it was changed"},
		{"an entry's time changed", "UPDATE audit SET time = time + 1 WHERE seq = 3", 3, "it was changed"},
		{"an entry deleted", "DELETE FROM audit WHERE seq = 2", 2, "it is missing"},
		{"the first entry deleted", "DELETE FROM audit WHERE seq = 1", 1, "it is missing"},
		{"an entry that leads elsewhere", "UPDATE audit SET previous = hash WHERE seq = 3", 3, "it does not follow from the entry before"},
		{"a payload changed", "UPDATE audit_payload SET payload = replace(payload, 'ana', 'bob') WHERE seq = 2", 2, "its payload was changed"},
		{"a payload deleted", "DELETE FROM audit_payload WHERE seq = 2", 2, "its payload is missing, and retention did not erase it"},
		{"a document exchanged", "UPDATE run_document SET sha256 = 'x' WHERE run = 2", 4, "the document of its run is another one"},
		{"a finding changed", "UPDATE body SET json = replace(json, 'P-b', 'P-c')", 4, "the document of its run can't be put together again"},
		{"a list of findings changed", "UPDATE content SET body = '' WHERE id = (SELECT findings FROM run_document WHERE run = 1)", 1, "the document of its run can't be put together again"},
		{"the rest of a document changed", "UPDATE run_document SET rest = (SELECT rest FROM run_document WHERE run = 1) WHERE run = 2", 4, "the document of its run can't be put together again"},
		{"a document deleted", "DELETE FROM run_document WHERE run = 1", 1, "the document of its run is missing"},
		{
			"the log cut at its end", "DELETE FROM audit WHERE seq = 4", 4,
			"it was reported and is missing: the log was cut",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := logged(t)
			head, err := h.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Exec(t.Context(), c.tamper); err != nil {
				t.Fatal(err)
			}
			_, err = h.Verify(t.Context(), head)
			var broken *store.BrokenError
			if !errors.As(err, &broken) || *broken != (store.BrokenError{Seq: c.seq, What: c.what}) {
				t.Errorf("got %v, want entry %d: %s", err, c.seq, c.what)
			}
		})
	}
}

func TestADocumentThatNoEntryVouchesForIsNoneThatWasWritten(t *testing.T) {
	for name, tamper := range map[string]string{
		"the log cut at its end":  "DELETE FROM audit WHERE seq = 4",
		"its payload cut with it": "DELETE FROM audit_payload WHERE seq = 4; DELETE FROM audit WHERE seq = 4",
		"a document put in":       "INSERT INTO run_document SELECT 9, sha256, rest, findings, actions FROM run_document WHERE run = 2",
	} {
		h := logged(t)
		for query := range strings.SplitSeq(tamper, "; ") {
			if err := h.Exec(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		var broken *store.BrokenError
		if v, err := h.Verify(t.Context()); !errors.As(err, &broken) {
			t.Errorf("%s, and it verifies: %+v, %v", name, v, err)
		}
	}
}

func TestALogWrittenAnewIsNotTheOneThatWasReported(t *testing.T) {
	head, err := logged(t).Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := open(t)
	for _, value := range []string{"w", "x", "y", "z"} {
		if err := h.Accept(t.Context(), store.AcceptShrink, value, "ana"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Verify(t.Context()); err != nil {
		t.Errorf("by itself the new log is sound: %v", err)
	}
	var broken *store.BrokenError
	if _, err := h.Verify(t.Context(), head); !errors.As(err, &broken) || broken.Seq != 4 {
		t.Errorf("got %v, want entry 4", err)
	}
}

func TestADocumentThatWasChangedIsNotShown(t *testing.T) {
	for _, tamper := range []string{
		"UPDATE body SET json = replace(json, 'suspend', 'nothing')", "DELETE FROM body", "UPDATE content SET body = ''",
		"UPDATE run_document SET findings = actions", "UPDATE run_document SET sha256 = 'x'",
	} {
		h := logged(t)
		if err := h.Exec(t.Context(), tamper); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Document(t.Context(), store.Latest); err == nil {
			t.Errorf("after %s it is shown", tamper)
		}
	}
}

func TestRetentionErasesWhatIsOldAndTheRestStillAnswersAndVerifies(t *testing.T) {
	h := open(t)
	clock := at(day)
	s, err := store.Open(t.Context(), h.path, store.Options{Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	h = &house{t, h.path, s}
	t.Cleanup(func() { _ = s.Close() })
	reads := []store.TargetRead{
		complete(snapshot("github", "gone team:old", "stays team:dev")), complete(snapshot("github", "stays team:dev team:ops")),
		partial(snapshot("github", "stays team:qa")), failed("github"), complete(snapshot("github", "new", "stays team:dev")),
	}
	people := [][]access.Person{{{ID: "E1", Name: "Gone"}, {ID: "E2"}}, {{ID: "E2"}}, {{ID: "E2"}}, {{ID: "E2"}}, {{ID: "E2"}}}
	findings := [][]access.Finding{{finding("github", "gone", day)}, nil, nil, nil, {finding("github", "new", day)}}
	var who [][]string
	for n, r := range reads {
		d := day.Plus(n)
		clock = at(d)
		run := h.begin(start(d))
		if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
			t.Fatal(err)
		}
		_, err := h.Finish(t.Context(), run, store.Finished{
			Document: document(d, findings[n]...), Concluded: everywhere, Rules: access.RulesText{Hash: "rules", Files: nil},
			Controls: map[string]string{"night": d.String()},
			Roster:   &store.RosterRead{Good: true, People: people[n]},
		})
		if err != nil {
			t.Fatal(err)
		}
		who = append(who, h.who(d, store.AccessFilter{}))
	}
	clock = at(day.Plus(5))
	head, err := h.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := h.past(day.Plus(9))
	for range 2 { // erasing again changes nothing
		if err := h.Retain(t.Context(), day.Plus(3)); err != nil {
			t.Fatal(err)
		}
		for n := 3; n < len(reads); n++ {
			if got := h.who(day.Plus(n), store.AccessFilter{}); !equal(got, who[n]) {
				t.Errorf("day %d: %v, was %v", n, got, who[n])
			}
		}
		if got := h.past(day.Plus(9)); !equal(got, before) {
			t.Errorf("the past is %+v, was %+v", got, before)
		}
		verified, err := h.Verify(t.Context(), head)
		if err != nil || verified.Erased != 3 {
			t.Errorf("%+v, %v", verified, err)
		}
		for _, err := range h.AccessOn(t.Context(), day.Plus(2), store.AccessFilter{}) {
			if !errors.Is(err, store.ErrErased) {
				t.Errorf("got %v for an erased day", err)
			}
		}
		if _, err := h.Document(t.Context(), document(day).Run.ID); !errors.Is(err, store.ErrErased) {
			t.Errorf("got %v for an erased document", err)
		}
		if _, err := h.Document(t.Context(), document(day.Plus(3)).Run.ID); err != nil {
			t.Errorf("a kept document: %v", err)
		}
	}
	for from, want := range map[string]int{
		"account_span WHERE account = 'gone'": 0, "person_span WHERE person = 'E1'": 0, "body WHERE json LIKE '%P-gone%'": 0,
		"finding_span WHERE account = 'gone'": 0, "entitlement WHERE vendor_id = 'team:old'": 0, "run_document": 2,
	} {
		if n, err := h.Count(t.Context(), from); err != nil || n != want {
			t.Errorf("%s: %d rows, want %d, %v", from, n, want, err)
		}
	}
	if err := h.Retain(t.Context(), day.Plus(4)); err == nil {
		t.Error("the last run was erased")
	}
	if err := h.Exec(t.Context(), "DELETE FROM audit_payload WHERE seq = 4"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Verify(t.Context()); err == nil {
		t.Error("what retention did not erase may be missing")
	}
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

func TestWhatIsErasedIsGoneFromTheFile(t *testing.T) {
	h := open(t)
	const secret = "a-name-nobody-else-has"
	for n, accounts := range [][]string{{secret, "b"}, {"b"}, {"b"}, {"b"}} {
		d := day.Plus(n)
		run := h.begin(start(d))
		read := complete(snapshot("github", accounts...))
		read.Snapshot.Hash = d.String()
		if _, err := h.RecordTarget(t.Context(), run, read); err != nil {
			t.Fatal(err)
		}
		doc := document(d)
		if n == 0 {
			doc = document(d, finding("github", secret, d))
		}
		if _, err := h.Finish(t.Context(), run, store.Finished{Document: doc, Concluded: everywhere}); err != nil {
			t.Fatal(err)
		}
	}
	there := func() bool {
		for _, name := range []string{h.path, h.path + "-wal"} {
			if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte(secret)) {
				return true
			}
		}
		return false
	}
	if !there() {
		t.Fatal("it was never in the file")
	}
	if err := h.Retain(t.Context(), day.Plus(2)); err != nil {
		t.Fatal(err)
	}
	if there() {
		t.Error("it is still in the file")
	}
}
