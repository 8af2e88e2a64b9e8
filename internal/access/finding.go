package access

import (
	"crypto/sha256"
	"encoding/hex"
)

// Finding is one difference between the access that is and the access that should be.
type Finding struct {
	Verdict  Verdict      `json:"verdict"`
	Cause    Cause        `json:"cause,omitempty"`
	Severity Severity     `json:"severity"`
	Target   string       `json:"target,omitempty"`
	Account  *AccountName `json:"account,omitempty"`
	Person   *PersonName  `json:"person,omitempty"`
	// Entitlement is the key of the access the finding is about: "account" for the account itself.
	Entitlement string `json:"entitlement,omitempty"`
	// EntitlementID is the vendor's id of it, for the fingerprint and for actions.
	EntitlementID string `json:"entitlement_id,omitempty"`
	// Includes are the keys of the access that goes with the account this finding is about.
	Includes []string `json:"includes,omitempty"`
	// Privileged: the access, or some of what it includes, is privileged.
	Privileged  bool   `json:"privileged"`
	Fingerprint string `json:"fingerprint"`
	// FirstSeen and AgeDays say since when it is found; without a store, since today.
	FirstSeen Date `json:"first_seen"`
	AgeDays   int  `json:"age_days"`
	// Days is how long ago the event was that the cause names: days since a leaver's last working day, or a joiner's
	// first (negative before it). No meaning for other causes.
	Days int `json:"days,omitempty"`
	// Basis is on what a leaver counts as left.
	Basis Basis `json:"basis,omitempty"`
	// Reason is the whole story in one or two sentences, with dates and without anything that changes from day to day.
	Reason   string   `json:"reason"`
	Evidence Evidence `json:"evidence"`
	// Notes are remarks such as "maybe-same-person: E203".
	Notes []string `json:"notes,omitempty"`
	// Provisional: seen in a read that was not complete.
	Provisional bool `json:"provisional,omitempty"`
	// OutOfScope: outside `scope:`, to be reported only.
	OutOfScope bool `json:"out_of_scope,omitempty"`
	// Confidential: the person is leaving and may not be known to.
	Confidential bool `json:"confidential,omitempty"`
	// Action is what would mend it, in words.
	Action string `json:"action,omitempty"`
	// CostMonth is what the seat costs a month, "" if nothing is known or freed.
	CostMonth string `json:"cost_month,omitempty"`
	// Hold is what an action on the access must know about how it is held; nil where there is no such access.
	Hold *Hold `json:"hold,omitempty"`
}

// Hold is how access is held, and what a change of it would have to respect.
type Hold struct {
	// Status is the account's.
	Status Status `json:"status"`
	// Kind is the account's.
	Kind Kind `json:"kind"`
	// Via is the key of the entitlement the access is inherited through, "" for a direct grant.
	Via string `json:"via,omitempty"`
	// ManagedBy is the identity provider that manages it, "" for the app.
	ManagedBy string `json:"managed_by,omitempty"`
	// Fixed says why it can't be changed here.
	Fixed string `json:"fixed,omitempty"`
	// Level is the level held, Due the level due (or "" for none), where the finding is about a level.
	Level string `json:"level,omitempty"`
	Due   string `json:"due_level,omitempty"`
	// RoleWithoutWhen: the access is due by a role that fits everybody.
	RoleWithoutWhen bool `json:"role_without_when,omitempty"`
	// EndKnown: an earlier good roster knew the end date while it was still ahead.
	EndKnown bool `json:"end_known,omitempty"`
	// RulesChanged says why the access would not be removed under the rules that were accepted last, "" if it would.
	RulesChanged string `json:"rules_changed,omitempty"`
	// Emptied says why nobody has what gave the access any more: a value that was renamed is not a person who moved. "" for
	// all others.
	Emptied string `json:"emptied,omitempty"`
	// Rehire: the account was suspended before the person's new start.
	Rehire bool `json:"rehire,omitempty"`
}

// AccountName is how a report names an account.
type AccountName struct {
	ID    string `json:"id"`
	Login string `json:"login,omitempty"`
	Email string `json:"email,omitempty"`
	Name  string `json:"name,omitempty"`
}

// PersonName is how a report names a person.
type PersonName struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Email is the work address, for an invitation.
	Email string `json:"email,omitempty"`
}

// Evidence is where the facts of a finding stand.
type Evidence struct {
	// Rule is the role, exception or entry as file:line.
	Rule string `json:"rule,omitempty"`
	// RosterRow is the person's row in the roster.
	RosterRow string `json:"roster_row,omitempty"`
	// AccountRow is the account's row in an export.
	AccountRow string `json:"account_row,omitempty"`
	// MatchedBy is the key that linked account and person, with its value.
	MatchedBy string `json:"matched_by,omitempty"`
	// Due is what is due to the person in the target, as keys.
	Due []string `json:"due,omitempty"`
}

// Verdict is the kind of a finding.
type Verdict string

// The three verdicts about access, then hygiene.
const (
	Missing  Verdict = "missing"
	Excess   Verdict = "excess"
	Orphaned Verdict = "orphaned"

	DisputedAccount Verdict = "disputed"
	Conflict        Verdict = "conflict"
	Dormant         Verdict = "dormant"
	NoMFA           Verdict = "no-mfa"
	StaleInvite     Verdict = "stale-invite"
	Residual        Verdict = "residual"
	NoAddress       Verdict = "no-address"
	NoSeat          Verdict = "no-seat"
	// RefusedRecipient: a report would be mailed to somebody who may not have it.
	RefusedRecipient Verdict = "recipient"
)

// Verdicts returns all verdicts, access before hygiene.
func Verdicts() []Verdict {
	return []Verdict{
		Missing, Excess, Orphaned, DisputedAccount, Conflict, Dormant, NoMFA, StaleInvite, Residual, NoAddress, NoSeat,
		RefusedRecipient,
	}
}

// Cause says why a finding came about, "" where nothing is known of it.
type Cause string

// The causes.
const (
	CauseJoiner           Cause = "joiner"
	CauseMover            Cause = "mover"
	CauseSuspended        Cause = "suspended"
	CauseExceptionExpired Cause = "exception expired"
	CauseEarly            Cause = "early"
	CauseOnLeave          Cause = "on leave"
	CauseDuplicate        Cause = "duplicate"
	CauseLeaver           Cause = "leaver"
	CauseUnknown          Cause = "unknown"
	CauseGuest            Cause = "guest"
	CauseUnregistered     Cause = "unregistered-service-account"
	CauseOwnerLeft        Cause = "owner-left"
	CauseReviewDue        Cause = "review-due"
)

// Causes returns all causes.
func Causes() []Cause {
	return []Cause{
		CauseJoiner, CauseMover, CauseSuspended, CauseExceptionExpired, CauseEarly, CauseOnLeave, CauseDuplicate,
		CauseLeaver, CauseUnknown, CauseGuest, CauseUnregistered, CauseOwnerLeft, CauseReviewDue,
	}
}

// Severity orders findings by how soon they need a person. Lower is graver, so that sorting puts the gravest first.
type Severity uint8

// The severities.
const (
	Critical Severity = iota
	High
	Medium
	Low
)

// String returns the severity's name.
func (s Severity) String() string {
	switch s {
	case Critical:
		return "critical"
	case High:
		return "high"
	case Medium:
		return "medium"
	default:
		return "low"
	}
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, bool) {
	for _, s := range Severities() {
		if s.String() == name {
			return s, true
		}
	}
	return Low, false
}

// Severities returns the severities, gravest first. Criticality of a target is written in the same order as critical,
// high, normal, low.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low} }

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Fingerprint identifies a finding from night to night: verdict, target, account id (or, where there is no account, the
// person's id) and entitlement id, but neither cause nor text. It is 16 hexadecimal digits.
func Fingerprint(verdict Verdict, target, holder, entitlement string) string {
	h := sha256.New()
	for _, part := range []string{string(verdict), target, holder, entitlement} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
