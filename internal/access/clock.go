package access

// Clocks are how long apps took to follow what happened to people, from what the store remembers: those that ran on the
// night, and those that stopped within the 90 days before it.
type Clocks struct {
	Leavers []Clock `json:"leavers"`
	Joiners []Clock `json:"joiners"`
}

// Clock is the time from an event of a person's employment until one app had followed it.
type Clock struct {
	Person PersonName `json:"person"`
	Target string     `json:"target"`
	// Account is the one concerned, nil where there is none yet.
	Account *AccountName `json:"account,omitempty"`
	// Event is a leaver's last working day, or a joiner's first.
	Event Date `json:"event"`
	// Known is the day from which on the roster had the date, as far as it was read; no date where that is not known.
	Known Date `json:"known"`
	// Done is the date of the first good read without access (leaver), or with everything due (joiner); no date while the
	// clock runs.
	Done Date `json:"done"`
	// Days run from the event to Done, or to the date of the run; 0 where it was done in time. HRDays are those of them
	// before the roster had the date.
	Days   int `json:"days"`
	HRDays int `json:"hr_days"`
}

// Running reports whether the app has not followed yet.
func (c *Clock) Running() bool { return c.Done == 0 }
