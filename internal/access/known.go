package access

// Known is what the policy files say of accounts that the roster does not.
type Known struct {
	Identities []Identity
	Services   []ServiceAccount
	Externals  []External
	Merges     []Merge
}

// Identity links an account to a person where no key of theirs would.
type Identity struct {
	Person, Target string
	// Account is the vendor id, login or e-mail.
	Account string
	Role    AccountRole
	// Access is what an admin or test account may hold besides, as keys.
	Access []string
	// At is where it is written, file:line.
	At string
}

// AccountRole is which of a person's accounts in a target it is. The zero value is Primary.
type AccountRole uint8

// The roles of a person's accounts. Only a primary account receives what is due; an admin account has its own list; a
// test account what is due and its own list; a duplicate is a further account nobody declared.
const (
	Primary AccountRole = iota
	Admin
	Test
	Duplicate
)

// String returns the role's name.
func (r AccountRole) String() string {
	switch r {
	case Admin:
		return "admin"
	case Test:
		return "test"
	case Duplicate:
		return "duplicate"
	default:
		return "primary"
	}
}

// ServiceAccount is a registered account that belongs to no person.
type ServiceAccount struct {
	Target, Account string
	// Kind is bot, shared mailbox, resource or break-glass.
	Kind string
	// Owner is the id of the person who answers for it.
	Owner    string
	Purpose  string
	ReviewBy Date
	At       string
}

// BreakGlass is the kind of service account that opens doors in an emergency.
const BreakGlass = "break-glass"

// External is a registered account, or a glob of them, of people who are never on the roster.
type External struct {
	Target, Account string
	// Sponsor is the id of the person who answers for it.
	Sponsor string
	Purpose string
	// Access lists what they may hold, as keys. A glob in Account never covers privileged access.
	Access []string
	Until  Date
	At     string
}

// Merge says that several records are one human.
type Merge struct {
	Person string
	Was    []string
	At     string
}
