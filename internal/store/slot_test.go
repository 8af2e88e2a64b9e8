package store_test

import (
	"testing"

	"reconcile/internal/store"
)

func TestTheLastSlotIsRememberedByTheNextProcess(t *testing.T) {
	h := open(t)
	if slot, err := h.Slot(t.Context()); err != nil || slot != "" {
		t.Errorf("a new store has the slot %q, %v", slot, err)
	}
	for _, slot := range []string{"2026-10-25T02:30", "2026-10-26T02:30"} {
		if err := h.SetSlot(t.Context(), slot); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := store.OpenReadOnly(t.Context(), h.path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if slot, err := reader.Slot(t.Context()); err != nil || slot != "2026-10-26T02:30" {
		t.Errorf("the slot is %q, %v", slot, err)
	}
	if err := reader.SetSlot(t.Context(), "2026-10-27T02:30"); err == nil {
		t.Error("who only reads sets a slot")
	}
}
