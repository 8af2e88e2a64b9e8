package access

import "iter"

// Inventory says who had what on a date.
type Inventory struct {
	AsOf Date
	// Target and Person are what was asked for, "" for all; Person is an id.
	Target, Person string
	// Reads say, for each target, which read it rests on.
	Reads []InventoryRead
	// Name returns how a person is called, by id.
	Name func(id string) PersonName
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
}
