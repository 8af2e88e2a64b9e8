package access

import (
	"iter"
	"slices"
)

// Inventory says who had what on a date.
type Inventory struct {
	AsOf Date
	// Target and Person are what was asked for, "" for all; Person is an id.
	Target, Person string
	// Reads say, for each target, which read it rests on.
	Reads []InventoryRead
	// Name returns how a person is called, Department where they work, by id.
	Name       func(id string) PersonName
	Department func(id string) string
	// Held lists the access by target and account, the account itself first.
	Held iter.Seq2[Held, error]
}

// InventoryRead is the read that says what a target was like on a date.
type InventoryRead struct {
	Target string `json:"target"`
	// Day is the local date of the last complete read on or before the date, no date if there was none: then nothing is known.
	Day Date `json:"day"`
	// Later is the status of the newest read on or before the date, where that is not the complete one.
	Later ReadStatus `json:"later,omitempty"`
	// Holes are what that read did not see, or may not have seen.
	Holes []Facet `json:"holes,omitempty"`
}

// Of reduces the inventory to some targets.
func (r *Inventory) Of(targets []string) *Inventory {
	part := *r
	part.Reads = slices.DeleteFunc(slices.Clone(r.Reads), func(read InventoryRead) bool {
		return !slices.Contains(targets, read.Target)
	})
	part.Held = func(yield func(Held, error) bool) {
		for h, err := range r.Held {
			if err == nil && !slices.Contains(targets, h.Target) {
				continue
			}
			if !yield(h, err) {
				return
			}
		}
	}
	return &part
}
