package company

import "reconcile/internal/access"

// Exception is an entry of `exceptions`.
type Exception struct {
	Person, App, Key, ApprovedBy string
	Until                        access.Date
}

// Service is an entry of `service_accounts`.
type Service struct {
	App, Account, Owner string
	ReviewBy            access.Date
}

// External is an entry of `externals`: a glob over addresses of one app.
type External struct {
	App, Account, Sponsor string
	Until                 access.Date
}

// Identity is an entry of `identities`.
type Identity struct{ Person, App, Account string }
