package access

// Held is one access that an account has, or had on a date.
type Held struct {
	Target  string      `json:"target"`
	Account AccountName `json:"account"`
	// Person is whose account it is by id, "" for nobody's.
	Person string `json:"person,omitempty"`
	// Status is the account's, as reports write it.
	Status string `json:"status"`
	// Entitlement is the key as it was then; "account" for the account itself.
	Entitlement string `json:"entitlement"`
	Privileged  bool   `json:"privileged,omitempty"`
	// Via is the key it is held through, "" for a direct grant; ManagedBy the identity provider that gives it.
	Via       string `json:"via,omitempty"`
	ManagedBy string `json:"managed_by,omitempty"`
	// Since is the local date of the first read from which on it was held without a break, as far as reads go back; no date
	// without a store.
	Since Date `json:"since,omitzero"`
	// Read is the local date of the read that says so.
	Read Date `json:"read"`
}
