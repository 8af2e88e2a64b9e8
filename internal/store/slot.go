package store

import "context"

// Slot returns the slot of the schedule that was done last, as SetSlot was given it; "" where there is none.
func (s *Store) Slot(ctx context.Context) (string, error) {
	var slot string
	err := s.read(ctx, "read the last slot of the schedule", func(v *view) error {
		return v.get(&slot, "SELECT value FROM setting WHERE name = 'slot'")
	})
	return slot, err
}

// SetSlot remembers the slot of the schedule that was done last.
func (s *Store) SetSlot(ctx context.Context, slot string) error {
	return s.write(ctx, "remember the slot of the schedule", func(t *tx) error {
		return t.exec(`INSERT INTO setting (name, value) VALUES ('slot', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, slot)
	})
}
