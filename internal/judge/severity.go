package judge

import "reconcile/internal/access"

// gravity holds what the severity of a finding depends on besides the finding itself.
type gravity struct {
	criticality access.Severity
	// number: the account carries an employee number.
	number bool
	// started: a joiner's first day is here or past.
	started bool
}

// severity grades a finding. The first row that fits decides, gravest first.
func severity(f *access.Finding, g gravity) access.Severity {
	leaver := f.Verdict == access.Orphaned && f.Cause == access.CauseLeaver
	grave := g.criticality == access.Critical || g.criticality == access.High
	switch {
	case f.Verdict == access.Orphaned && f.Privileged,
		leaver && g.criticality == access.Critical:
		return access.Critical
	case leaver,
		f.Cause == access.CauseUnknown && (grave || g.number),
		f.Verdict == access.Excess && f.Privileged,
		f.Verdict == access.Conflict,
		f.Cause == access.CauseOwnerLeft,
		f.Verdict == access.Missing && f.Entitlement == access.AccountType && g.started:
		return access.High
	case f.Verdict == access.Missing:
		return access.Low
	default:
		return access.Medium
	}
}

// disputed grades an account that several people may own by the worst reading: that it belongs to the one who left.
func disputed(f *access.Finding, g gravity, someoneLeft bool) access.Severity {
	reading := access.Finding{
		Verdict: access.Orphaned, Cause: access.CauseUnknown, Privileged: f.Privileged, Entitlement: f.Entitlement,
	}
	if someoneLeft {
		reading.Cause = access.CauseLeaver
	}
	return severity(&reading, g)
}
