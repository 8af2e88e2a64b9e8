package history

// Counts is what recording one read of a target changed.
type Counts struct {
	// Opened, Changed and Closed count accounts; a changed one has other facts, another person or other grants.
	Opened, Changed, Closed int
	// GrantsOpened and GrantsClosed count grants, those of opened and closed accounts too.
	GrantsOpened, GrantsClosed int
	// Same: the read was equal to the one before, and nothing was compared.
	Same bool
}

// FindingCounts is what a run's findings changed.
type FindingCounts struct {
	// Opened were never found before, Reopened were found, resolved, and are back; Kept were open already.
	Opened, Reopened, Kept int
	// Resolved are no longer found, where that could be concluded.
	Resolved int
}
