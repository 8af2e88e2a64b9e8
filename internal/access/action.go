package access

import "errors"

// ActionKind is what is to be done.
type ActionKind string

// The kinds. Suspend, Remove, Revoke, and a SetLevel downwards, are removals.
const (
	Invite   ActionKind = "invite"
	Enable   ActionKind = "enable"
	GrantIt  ActionKind = "grant"
	SetLevel ActionKind = "set-level"
	Suspend  ActionKind = "suspend"
	Remove   ActionKind = "remove"
	Revoke   ActionKind = "revoke"
)

// ActionKinds returns all kinds, giving before taking.
func ActionKinds() []ActionKind {
	return []ActionKind{Invite, Enable, GrantIt, SetLevel, Suspend, Remove, Revoke}
}

// ActionState is how far an action has come.
type ActionState string

// The states. A manual action is for a person to do.
const (
	Planned ActionState = "planned"
	Blocked ActionState = "blocked"
	Manual  ActionState = "manual"
	Done    ActionState = "done"
	Already ActionState = "already"
	Failed  ActionState = "failed"
	Skipped ActionState = "skipped"
)

// Action is one change that would remove a finding. It is data: nothing here does it.
type Action struct {
	Kind    ActionKind   `json:"kind"`
	Target  string       `json:"target"`
	Account *AccountName `json:"account,omitempty"`
	Person  *PersonName  `json:"person,omitempty"`
	// Entitlement is the key of what is granted, revoked or set, "account" for the account itself; EntitlementID is the
	// vendor's id.
	Entitlement   string `json:"entitlement"`
	EntitlementID string `json:"entitlement_id,omitempty"`
	// With are further keys the same action gives (an invitation with its teams) or takes.
	With []string `json:"with,omitempty"`
	// Removal: it takes access away.
	Removal bool `json:"removal"`
	// Leaver: it closes the account of somebody who left.
	Leaver bool `json:"leaver,omitempty"`
	// Finding is the fingerprint of the finding it would remove.
	Finding string `json:"finding"`
	// Expected is the state that must be found before it is done ("enabled", "absent", "level member").
	Expected string      `json:"expected"`
	State    ActionState `json:"state"`
	// Manual says where and why a person must do it.
	Manual string `json:"manual,omitempty"`
	// Blocked lists every guard that refuses it.
	Blocked []Block `json:"blocked_by,omitempty"`
}

// Block is a guard's refusal with its arithmetic and the way out.
type Block struct {
	Guard Guard  `json:"guard"`
	Why   string `json:"why"`
}

// Guard is a rule that refuses actions.
type Guard string

// The guards, those on single actions first.
const (
	GuardFixOff          Guard = "fix-off"
	GuardOutOfScope      Guard = "out-of-scope"
	GuardRosterUnsound   Guard = "roster-unsound"
	GuardReadUnsound     Guard = "read-unsound"
	GuardFirstRun        Guard = "first-run"
	GuardNotConfirmed    Guard = "not-confirmed"
	GuardRulesChanged    Guard = "rules-changed"
	GuardProtected       Guard = "protected"
	GuardOwnAccount      Guard = "own-account"
	GuardPrivilegedGrant Guard = "privileged-grant"
	GuardUnlinked        Guard = "unlinked"
	GuardUnlinkable      Guard = "unlinkable"
	GuardContested       Guard = "contested"
	GuardRemovalLimit    Guard = "removal-limit"
	GuardAdditionLimit   Guard = "addition-limit"
	GuardDailyLimit      Guard = "daily-limit"
	GuardLastAdmins      Guard = "last-admins"
	GuardNoSeat          Guard = "no-seat"
)

// Plan is the actions of a run, in the order in which they would be done.
type Plan struct {
	Hash    string   `json:"hash"`
	Actions []Action `json:"actions"`
}

// ErrAlready is what a write returns when the target was already as asked: a success.
var ErrAlready = errors.New("already so")
