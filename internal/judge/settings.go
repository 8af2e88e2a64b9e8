package judge

import "reconcile/internal/access"

// Settings is what the configuration says to the judgement.
type Settings struct {
	Standing access.StandingPolicy
	// MoverGrace is for how many days after a change of attributes what the old ones gave stays due.
	MoverGrace int
	// SuspendOnLeave: the policy is `leave: suspend`.
	SuspendOnLeave bool
	// Targets are settings by target name.
	Targets map[string]TargetSettings
	// ScopeTargets limits a pilot to these targets; empty means all. The people in scope are a condition of Input.
	ScopeTargets []string
}

// TargetSettings is what the configuration says of one target.
type TargetSettings struct {
	Title, Owner string
	// Criticality is one of Critical, High, Medium (written `normal`) and Low.
	Criticality access.Severity
	// SeatCost is what one seat costs a month; the zero Money is "not known".
	SeatCost Money
	// Seats is the number of seats bought, 0 if not known.
	Seats int
	// SuspendFreesSeat is the connector's word on it.
	SuspendFreesSeat access.Tri
	// DormantAfter is in days, 0 if dormancy is not judged.
	DormantAfter int
	// Privileged and Govern are globs over entitlement keys.
	Privileged, Govern []string
}

// Money is an amount of a currency per month.
type Money struct {
	// Cents is the amount in hundredths.
	Cents int64
	// Currency is an ISO 4217 code.
	Currency string
}
