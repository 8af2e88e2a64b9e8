package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/store"
)

// posted is a store with one whole night and a message of it to each of some people.
func posted(t *testing.T, to ...string) *house {
	h := open(t)
	h.finish(day, store.Finished{Document: document(day)})
	var messages []store.Message
	for _, recipient := range to {
		messages = append(messages, store.Message{Kind: "night", Recipient: recipient, Subject: "s", Body: []byte("to " + recipient)})
	}
	if run, id, err := h.Unqueued(t.Context()); err != nil || run != 1 || id == "" {
		t.Fatalf("to be mailed: run %d, %q, %v", run, id, err)
	}
	for range 2 { // however often it is tried
		if err := h.Enqueue(t.Context(), 1, messages); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) outbox() []store.Message {
	h.t.Helper()
	messages, err := h.Outbox(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return messages
}

func TestAMessageIsPutIntoTheOutboxOnce(t *testing.T) {
	h := posted(t, "ana@acme.example", "bob@acme.example")
	want := []store.Message{
		{ID: 1, Run: 1, Kind: "night", Recipient: "ana@acme.example", Subject: "s", Queued: clock(), Due: clock()},
		{ID: 2, Run: 1, Kind: "night", Recipient: "bob@acme.example", Subject: "s", Queued: clock(), Due: clock()},
	}
	if diff := cmp.Diff(want, h.outbox()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if run, _, err := h.Unqueued(t.Context()); err != nil || run != 0 {
		t.Errorf("run %d is to be queued again, %v", run, err)
	}
	if last, run, err := h.LastQueued(t.Context(), "night", "ana@acme.example"); err != nil || !last.Equal(clock()) || run != 1 {
		t.Errorf("queued last %v, %v", last, err)
	}
	if last, _, err := h.LastQueued(t.Context(), "week", "ana@acme.example"); err != nil || !last.IsZero() {
		t.Errorf("of another kind %v, %v", last, err)
	}
}

func TestAMessageLeavesTheOutboxWhenItWasSentOrGivenUp(t *testing.T) {
	h := posted(t, "ana@acme.example", "bob@acme.example", "cy@acme.example")
	for id := range int64(3) {
		body, err := h.Claim(t.Context(), id+1)
		if err != nil || len(body) == 0 {
			t.Fatalf("%q, %v", body, err)
		}
	}
	if len(h.outbox()) != 3 {
		t.Error("what is being sent is not in the outbox: who is killed meanwhile would lose it")
	}
	if err := h.Sent(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	later := clock().Add(time.Hour)
	if err := h.Postpone(t.Context(), 2, later, "451 later"); err != nil {
		t.Fatal(err)
	}
	if err := h.GiveUp(t.Context(), 3, "550 unknown"); err != nil {
		t.Fatal(err)
	}
	waiting := h.outbox()
	if len(waiting) != 1 || waiting[0].ID != 2 || waiting[0].Attempts != 1 || waiting[0].Error != "451 later" || !waiting[0].Due.Equal(later) {
		t.Errorf("waiting: %+v", waiting)
	}
	if _, err := h.Claim(t.Context(), 1); err == nil {
		t.Error("a message that was sent is sent again")
	}
	failed, err := h.Undelivered(t.Context())
	if err != nil || len(failed) != 1 || failed[0].Error != "550 unknown" {
		t.Errorf("given up: %+v, %v", failed, err)
	}
	h.finish(day.Plus(1), store.Finished{Document: document(day.Plus(1))})
	if failed, err := h.Undelivered(t.Context()); err != nil || len(failed) != 0 {
		t.Errorf("the next run has told of it, and it is told again: %+v, %v", failed, err)
	}
	if _, err := h.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAMailThatWasGivenUpIsToldByTheNextWholeNightThatKnewOfIt(t *testing.T) {
	h := posted(t, "ana@acme.example")
	now := clock()
	s, err := store.Open(t.Context(), h.path, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	waits := func(when string, want int) {
		t.Helper()
		if failed, err := s.Undelivered(t.Context()); err != nil || len(failed) != want {
			t.Errorf("%s %d mails are still to be told of, %v", when, len(failed), err)
		}
	}
	began := h.begin(start(day.Plus(1)))
	now = at(day.Plus(1)).Add(time.Minute) // while the night is under way
	if err := s.GiveUp(t.Context(), 1, "550 unknown"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Finish(t.Context(), began, store.Finished{Document: document(day.Plus(1))}); err != nil {
		t.Fatal(err)
	}
	waits("after a night that began before", 1)
	limited := start(day.Plus(2))
	limited.Limited = true
	if _, err := h.Finish(t.Context(), h.begin(limited), store.Finished{Document: document(day.Plus(2))}); err != nil {
		t.Fatal(err)
	}
	waits("after a run that is not mailed", 1)
	h.finish(day.Plus(3), store.Finished{Document: document(day.Plus(3))})
	waits("after a night that told of it", 0)
}

func TestAMailIsQueuedWhileANightWrites(t *testing.T) {
	h := posted(t, "ana@acme.example")
	other := reopen(t, h.path)
	queued := false
	h.OnCommit(func() {
		if queued {
			return
		}
		queued = true
		// the night has something to commit, and others wait for it
		if messages := other.outbox(); len(messages) != 1 {
			t.Errorf("outbox: %v", messages)
		}
	})
	run := h.begin(start(day.Plus(1)))
	if _, err := h.RecordTarget(t.Context(), run, complete(snapshot("github", "a"))); err != nil {
		t.Fatal(err)
	}
	if err := other.Enqueue(t.Context(), 1, []store.Message{{Kind: "again", Recipient: "bob@acme.example", Body: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Finish(t.Context(), run, store.Finished{Document: document(day.Plus(1))}); err != nil {
		t.Fatal(err)
	}
	if messages := h.outbox(); len(messages) != 2 {
		t.Errorf("outbox: %v", messages)
	}
}
