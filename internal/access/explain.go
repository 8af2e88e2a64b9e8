package access

// Explanation says why somebody has, lacks or loses access: everything the judgement knew of one person or account.
type Explanation struct {
	// Subject is what was asked for.
	Subject string `json:"subject"`
	AsOf    Date   `json:"as_of"`
	// Person is nil for an account of nobody known.
	Person   *ExplainedPerson   `json:"person,omitempty"`
	Accounts []ExplainedAccount `json:"accounts"`
	// Due is what is due to the person in every target, held or not.
	Due      []ExplainedDue `json:"due"`
	Findings []Finding      `json:"findings"`
	Actions  []Action       `json:"actions"`
	// History is what earlier runs saw of the person or account, oldest first; empty without a store.
	History []ExplainedEvent `json:"history,omitempty"`
	// Holes are targets that were not read, or in part: nothing is concluded from absence there.
	Holes []string `json:"holes,omitempty"`
}

// ExplainedPerson is a person as the roster has them, with their state.
type ExplainedPerson struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Email      string              `json:"email,omitempty"`
	Aliases    []string            `json:"aliases,omitempty"`
	State      string              `json:"state"`
	Basis      Basis               `json:"basis,omitempty"`
	Employment string              `json:"employment"`
	Start      Date                `json:"start"`
	End        Date                `json:"end"`
	Attributes map[string][]string `json:"attributes"`
	Row        string              `json:"roster_row"`
	Quarantine string              `json:"quarantine,omitempty"`
	// Remarks are what the roster's reading had to say of the record.
	Remarks []string `json:"remarks,omitempty"`
}

// ExplainedAccount is one account with the judgement on everything it holds.
type ExplainedAccount struct {
	Target  string      `json:"target"`
	Account AccountName `json:"account"`
	Status  string      `json:"status"`
	Kind    string      `json:"kind"`
	Row     string      `json:"row,omitempty"`
	// Link says how the account was correlated: linked, disputed, service account, external or unlinked.
	Link string `json:"link"`
	// Role is which of the person's accounts it is.
	Role string `json:"role,omitempty"`
	// Keys are all the keys that spoke, the deciding one first.
	Keys []string `json:"keys,omitempty"`
	// Access is the account itself, then each entitlement; empty for a closed account.
	Access []ExplainedAccess `json:"access"`
}

// ExplainedAccess is the judgement on one access.
type ExplainedAccess struct {
	Key        string `json:"key"`
	Title      string `json:"title,omitempty"`
	Via        string `json:"via,omitempty"`
	ManagedBy  string `json:"managed_by,omitempty"`
	Privileged bool   `json:"privileged,omitempty"`
	// Since is the local date of the first read from which on it was held without a break; no date without a store.
	Since Date `json:"since,omitzero"`
	// Class is due, found, ungoverned or excepted.
	Class   string  `json:"class"`
	Verdict Verdict `json:"verdict,omitempty"`
	Cause   Cause   `json:"cause,omitempty"`
	Why     string  `json:"why,omitempty"`
	// Rules are the roles, exceptions and migrations that give it: "role developers, rules/eng.yaml:4".
	Rules []string `json:"rules,omitempty"`
}

// ExplainedEvent is something that runs saw change, by the local date of the run that saw it first.
type ExplainedEvent struct {
	Day  Date   `json:"day"`
	Text string `json:"text"`
}

// ExplainedDue is one access that is due to a person.
type ExplainedDue struct {
	Target string   `json:"target"`
	Key    string   `json:"key"`
	Held   bool     `json:"held"`
	Rules  []string `json:"rules"`
}
