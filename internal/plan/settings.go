package plan

import (
	"fmt"

	"reconcile/internal/access"
)

// Settings is what the configuration says to the plan.
type Settings struct {
	// Run limits the whole run.
	Run Limits
	// DateOnly: the policy is `date_only: apply`; otherwise who left only by a date is never acted on.
	DateOnly bool
	// ConfirmAfter is in how many earlier good reads a removal must have been found.
	ConfirmAfter int
	// Targets are settings by target name.
	Targets map[string]TargetSettings
}

// TargetSettings is what the configuration says of one target.
type TargetSettings struct {
	Criticality access.Severity
	// First: joiners get this target before others (the mailbox).
	First bool
	Fix   Fix
	// RemoveAllowed: `remove: allow`, where the app cannot suspend.
	RemoveAllowed bool
	// Protect are globs over account ids, logins and e-mails.
	Protect []string
	// CredentialOf is the id of the person whose token is in use, "" if none is named.
	CredentialOf string
	Limits       Limits
	// MinAdmins is how many holders of the top privileged access must stay.
	MinAdmins int
	// Seats is the number of seats bought, 0 if not known.
	Seats int
	// CanSuspend is the connector's word on suspending; for No, removing is what is left.
	CanSuspend access.Tri
	// SuspendFreesSeat is the connector's word on whether a suspended account gives its seat back.
	SuspendFreesSeat access.Tri
	// Lost says what removing an account loses, from the connector's Info.
	Lost string
	// Place says where a person would make a change by hand ("the export has no API").
	Place string
}

// Fix says per verdict whether the tool may act.
type Fix struct {
	Missing, Excess, Orphaned Mode
	// Privileged: privileged grants may be given.
	Privileged Mode
}

// Mode is what may be done about a verdict. The zero value is Report.
type Mode uint8

// The modes. ApplyUnknown, for orphaned accounts only, includes accounts of nobody known.
const (
	Report Mode = iota
	Apply
	ApplyUnknown
)

// Limits bound what one run may do. Counts are absolute, shares are fractions of 1.
type Limits struct {
	Removals      int
	RemovalShare  float64
	Leavers       int
	Additions     int
	AdditionShare float64
}

// DefaultTargetLimits are the limits of a target that sets none.
func DefaultTargetLimits() Limits {
	return Limits{Removals: 5, RemovalShare: 0.10, Leavers: 10, Additions: 10, AdditionShare: 0.10}
}

// DefaultRunLimits are the limits of a run that sets none. A run has no limit of leavers and no share of additions.
func DefaultRunLimits() Limits {
	return Limits{Removals: 20, RemovalShare: 0.20, Additions: 30}
}

// DefaultMinAdmins is how many holders of the top privileged access stay unless a target says otherwise.
const DefaultMinAdmins = 2

// String names the mode as the configuration does.
func (m Mode) String() string {
	switch m {
	case Apply:
		return "apply"
	case ApplyUnknown:
		return "apply-unknown"
	default:
		return "report"
	}
}

// String words what may be done, by verdict.
func (f Fix) String() string {
	return fmt.Sprintf("missing %s, excess %s, orphaned %s, privileged %s", f.Missing, f.Excess, f.Orphaned, f.Privileged)
}
