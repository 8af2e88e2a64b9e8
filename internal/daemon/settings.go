package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/internal/schedule"
	"reconcile/internal/store"
)

// SettingsOf returns what a configuration says of the schedule, or what it lacks.
func SettingsOf(cfg *config.Config, now func() time.Time) (*Settings, error) {
	if len(cfg.Schedule) == 0 {
		return nil, fmt.Errorf("%s names no `schedule:`: set one, such as \"30 2 * * *\" for half past two each night", cfg.Path)
	}
	path := night.StorePath(cfg)
	if path == "" {
		return nil, fmt.Errorf("%s names no `store:`: a schedule must remember which night was done, or a restart would do it "+
			"again, or never", cfg.Path)
	}
	s, err := schedule.Parse(cfg.Schedule, cfg.Timezone)
	if err != nil {
		return nil, err
	}
	return &Settings{Schedule: s, Zone: cfg.Timezone.String(), Memory: kept{path, now}}, nil
}

// kept is a memory in the store. Each call opens the store under its lock, since a night opens it too.
type kept struct {
	path string
	now  func() time.Time
}

// Slot returns the last slot.
func (k kept) Slot(ctx context.Context) (slot schedule.Slot, err error) {
	err = k.open(ctx, func(s *store.Store) error {
		text, err := s.Slot(ctx)
		slot = schedule.Slot(text)
		return err
	})
	return slot, err
}

// SetSlot remembers the last slot.
func (k kept) SetSlot(ctx context.Context, slot schedule.Slot) error {
	return k.open(ctx, func(s *store.Store) error { return s.SetSlot(ctx, string(slot)) })
}

func (k kept) open(ctx context.Context, do func(*store.Store) error) (err error) {
	unlock, err := store.Lock(k.path, k.now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	s, err := store.Open(ctx, k.path, store.Options{Now: k.now})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}
