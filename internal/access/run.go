package access

import "time"

// ReadStatus is how far a target's read may be relied upon.
type ReadStatus string

// The statuses of a read. On a partial or failed one nothing is concluded from absence, and nothing is done.
const (
	Complete   ReadStatus = "complete"
	Partial    ReadStatus = "partial"
	FailedRead ReadStatus = "failed"
	SkippedRun ReadStatus = "skipped"
)

// Run is one run's document, from which every report is made. It is complete in itself: no report asks anything else.
type Run struct {
	Schema   int            `json:"schema"`
	Run      RunHead        `json:"run"`
	Roster   RosterSummary  `json:"roster"`
	Targets  []TargetResult `json:"targets"`
	Findings []Finding      `json:"findings"`
	Plan     Plan           `json:"plan"`
	// Clocks are nil without a store.
	Clocks  *Clocks `json:"clocks,omitempty"`
	Metrics Metrics `json:"metrics"`
}

// SchemaVersion is the version of the run document's JSON.
const SchemaVersion = 1

// RunHead says what was run, when and under which rules.
type RunHead struct {
	ID      string `json:"id"`
	Company string `json:"company,omitempty"`
	// Mode is "dry-run" or "fix".
	Mode     string    `json:"mode"`
	AsOf     Date      `json:"as_of"`
	InLine   bool      `json:"in_line"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// Status is clean, findings, partial or failed.
	Status     RunStatus `json:"status"`
	RulesHash  string    `json:"rules_hash"`
	ConfigHash string    `json:"config_hash"`
	Version    string    `json:"version"`
	// Warnings are remarks on configuration and rules that belong to no target.
	Warnings []string `json:"warnings,omitempty"`
	// Scope says what a pilot is limited to, "" for everything.
	Scope string `json:"scope,omitempty"`
	// Memory is what the run knows of earlier ones, nil without a store.
	Memory *Memory `json:"memory,omitempty"`
}

// Memory is what a run knows of earlier ones.
type Memory struct {
	// AuditHead is the newest entry of the audit log when the run began. Who holds it can tell a log that was written anew.
	AuditHead AuditHead `json:"audit_head"`
	// First: no run in line was finished before this one.
	First bool `json:"first,omitempty"`
	// Nights counts the nights of the last 30 days.
	Nights Nights `json:"nights"`
	// Changes are what changed, since the last run in line, in the settings that change what is done.
	Changes []Change `json:"changes,omitempty"`
	// Rules is what other rules than the accepted ones make due, nil where these are the accepted ones.
	Rules *RulesChange `json:"rules,omitempty"`
}

// AuditHead is an entry of the audit log: its number and its hash.
type AuditHead struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Nights counts the nights on which a run was due, each local date once, tonight's among them, and on how many of them one
// was finished.
type Nights struct {
	// Since is the first of them: 30 days ago, or the first run.
	Since Date `json:"since"`
	Due   int  `json:"due"`
	Ran   int  `json:"ran"`
}

// Change is a setting that is not what it was in the last run in line.
type Change struct {
	Setting string `json:"setting"`
	// Was and Is are the values as text, "" for none.
	Was string `json:"was"`
	Is  string `json:"is"`
}

// RulesChange is how tonight's rules differ, for tonight's people, from those that were accepted last.
type RulesChange struct {
	// Accepted and Hash are the hashes of the accepted rules and of tonight's.
	Accepted string `json:"accepted"`
	Hash     string `json:"hash"`
	// Given and Taken count the accesses that are due under tonight's rules alone, and under the accepted ones alone.
	Given int `json:"given"`
	Taken int `json:"taken"`
	// Access lists them by person, the first thousand.
	Access []RulesAccess `json:"access"`
}

// RulesAccess is one access that only one of two sets of rules makes due.
type RulesAccess struct {
	Person      PersonName `json:"person"`
	Target      string     `json:"target"`
	Entitlement string     `json:"entitlement"`
	// Given: tonight's rules make it due; otherwise the accepted ones do.
	Given bool `json:"given"`
	// Rule is where that is written, file:line.
	Rule string `json:"rule"`
}

// RunStatus is the outcome of a run.
type RunStatus string

// The outcomes.
const (
	RunClean    RunStatus = "clean"
	RunFindings RunStatus = "findings"
	RunPartial  RunStatus = "partial"
	RunFailed   RunStatus = "failed"
)

// RosterSummary is what the roster came to.
type RosterSummary struct {
	// Source names the sources read.
	Source   string          `json:"source"`
	Sources  []SourceRead    `json:"sources"`
	People   int             `json:"people"`
	Active   int             `json:"active"`
	Joining  int             `json:"joining"`
	OnLeave  int             `json:"leave"`
	Left     int             `json:"left"`
	Bad      int             `json:"quarantined"`
	Unsound  []string        `json:"unsound,omitempty"`
	Warnings []RosterProblem `json:"warnings"`
}

// TargetResult is what reading and judging one target came to.
type TargetResult struct {
	Name        string     `json:"name"`
	Kind        string     `json:"kind"`
	Title       string     `json:"title,omitempty"`
	Owner       string     `json:"owner,omitempty"`
	Criticality Severity   `json:"-"`
	Status      ReadStatus `json:"status"`
	// Why lists why the read is not complete.
	Why   []string `json:"why,omitempty"`
	Reach Reach    `json:"reach"`
	// File is the export read, Taken the time the data is of.
	File  string    `json:"file,omitempty"`
	Taken time.Time `json:"taken"`
	// Accounts counts all accounts; Enabled, Invited and Suspended split them.
	Accounts  int `json:"accounts"`
	Enabled   int `json:"enabled"`
	Invited   int `json:"invited"`
	Suspended int `json:"suspended"`
	// Humans counts the accounts that the app takes for human, Linked those of them that have a person.
	Humans int `json:"humans"`
	Linked int `json:"linked"`
	// Grants counts what enabled and invited accounts hold besides `account`; Governed those that rules govern.
	Grants        int     `json:"grants"`
	Governed      int     `json:"governed"`
	GovernedShare float64 `json:"governed_share"`
	// Privileged counts open accounts with privileged access held by right: an inventory.
	Privileged int `json:"privileged"`
	// Unruled: no role names the target, so only orphaned accounts are judged.
	Unruled bool `json:"unruled,omitempty"`
	// MissingWithheld says why missing access is not reported, "" if it is.
	MissingWithheld string `json:"missing_withheld,omitempty"`
	// Census counts every access of every open account, each once.
	Census Census `json:"census"`

	Calls   int     `json:"calls"`
	Pages   int     `json:"pages"`
	Rows    int     `json:"rows"`
	Seconds float64 `json:"seconds"`
	Hash    string  `json:"hash,omitempty"`
	// ReportedTotal is the app's own count of accounts, nil if it gives none.
	ReportedTotal *int     `json:"reported_total"`
	Remarks       []string `json:"remarks,omitempty"`
	// Self is the account of the credential in use.
	Self string `json:"self,omitempty"`
	// LastRead is, for a target that was not read tonight, the date of the last read that was; no date where there is none.
	LastRead Date `json:"last_read,omitzero"`
	// Seats is nil where neither `seats` nor `seat_cost` is set.
	Seats *Seats `json:"seats,omitempty"`
	// Top are the holders of the target's most privileged access, for the guard of the last admins.
	Top []TopHolder `json:"-"`
}

// Seats is what an app costs.
type Seats struct {
	// Bought is 0 where it is not known. Taken counts the accounts that take a seat, as far as that is known.
	Bought int `json:"bought,omitempty"`
	Taken  int `json:"taken"`
	// Freed counts the seats that would be free if every finding were mended.
	Freed int `json:"freed"`
	// CostCents is what a seat costs a month, in hundredths of a currency (ISO 4217); 0 where it is not known.
	CostCents int64  `json:"cost_cents,omitempty"`
	Currency  string `json:"currency,omitempty"`
}

// Census splits the access of a target's open accounts: each access is counted in precisely one of them.
type Census struct {
	Due        int `json:"due"`
	Found      int `json:"found"`
	Ungoverned int `json:"ungoverned"`
	Excepted   int `json:"excepted"`
}

// TopHolder is an open, enabled account with a target's most privileged access.
type TopHolder struct {
	// Account is the account's id.
	Account string
	// Entitlements are the ids of the top entitlements it holds, and of those it holds them through.
	Entitlements []string
	// Safe: an active person's or a registered break-glass account's.
	Safe bool
}

// Metrics are the figures of a run.
type Metrics struct {
	Findings   int            `json:"findings"`
	ByVerdict  map[string]int `json:"by_verdict"`
	BySeverity map[string]int `json:"by_severity"`
	// LeaversActive counts people who left and still have an open account somewhere.
	LeaversActive int `json:"leavers_active"`
	// Accounts, Grants and TargetsUnread count over all targets.
	Accounts      int `json:"accounts"`
	Grants        int `json:"grants"`
	TargetsUnread int `json:"targets_not_read"`
	// Planned, Blocked and Manual count the plan's actions.
	Planned int `json:"planned"`
	Blocked int `json:"blocked"`
	Manual  int `json:"manual"`
	// Seconds is the wall time of the run.
	Seconds float64 `json:"seconds"`
}
