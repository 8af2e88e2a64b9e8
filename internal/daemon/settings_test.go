package daemon_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reconcile/internal/config"
	"reconcile/internal/daemon"
	"reconcile/internal/store"
)

func TestAScheduleNeedsCronExpressionsAndAStore(t *testing.T) {
	for want, cfg := range map[string]config.Config{
		"names no `schedule:`": {Store: "a.db"},
		"must remember":        {Schedule: []string{"30 2 * * *"}},
		"five fields":          {Schedule: []string{"30 2 * *"}, Store: "a.db"},
	} {
		cfg.Timezone = time.UTC
		if _, err := daemon.SettingsOf(&cfg, time.Now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestTheStoreRemembersTheSlotUnderTheLockOfANight(t *testing.T) {
	dir := t.TempDir()
	cfg := &config.Config{Dir: dir, Store: "acme.db", Schedule: []string{"30 2 * * *"}, Timezone: time.UTC}
	remember := func() daemon.Memory {
		s, err := daemon.SettingsOf(cfg, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return s.Memory
	}
	if slot, err := remember().Slot(t.Context()); err != nil || slot != "" {
		t.Errorf("at first the slot is %q, %v", slot, err)
	}
	if err := remember().SetSlot(t.Context(), "2026-11-28T02:30"); err != nil {
		t.Fatal(err)
	}
	if slot, err := remember().Slot(t.Context()); err != nil || slot != "2026-11-28T02:30" {
		t.Errorf("the slot is %q, %v", slot, err)
	}
	unlock, err := store.Lock(filepath.Join(dir, "acme.db"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, err := remember().Slot(t.Context()); !errors.Is(err, store.ErrLocked) {
		t.Errorf("beside a night the slot can be read: %v", err)
	}
	if err := remember().SetSlot(t.Context(), "2026-11-29T02:30"); !errors.Is(err, store.ErrLocked) {
		t.Errorf("beside a night the slot can be set: %v", err)
	}
}
