package access

// Match is what correlation found for one account.
type Match struct {
	Class MatchClass
	// Person indexes the roster's people for Linked, and is -1 otherwise.
	Person int32
	// Known indexes Known.Services, Known.Externals or, for a link by one, Known.Identities; -1 otherwise.
	Known int32
	By    Key
	Role  AccountRole
	// Email indexes the account's addresses: the one that matched, for a link by address.
	Email uint8
	// Claims are the people that keys other than By named, or all of them for a disputed account.
	Claims []Claim
}

// Claim is one key's word on whose account it is.
type Claim struct {
	By     Key
	Person int32
	// Value is what matched: an address, a number, a login.
	Value string
}

// Linkable reports whether an account is one of those of which is told how many are linked to a person: a human's by its
// kind, in use, and not registered as anything else.
func (m *Match) Linkable(a *Account) bool {
	return a.Kind == Human && a.Open() && m.Class != Service && m.Class != Outside
}

// MatchClass is the outcome of correlation for an account.
type MatchClass uint8

// The classes.
const (
	Unlinked MatchClass = iota
	Linked
	Disputed
	Service
	Outside
)

// String returns the class's name.
func (c MatchClass) String() string {
	switch c {
	case Linked:
		return "linked"
	case Disputed:
		return "disputed"
	case Service:
		return "service account"
	case Outside:
		return "external"
	default:
		return "unlinked"
	}
}

// Key is a way to find the person of an account, in the order in which they are trusted.
type Key uint8

// The keys.
const (
	ByNothing Key = iota
	ByIdentity
	ByRoster
	ByEmployeeID
	ByEmail
	ByAlias
	ByRename
)

// String names the key as a report does.
func (k Key) String() string {
	switch k {
	case ByIdentity:
		return "identities entry"
	case ByRoster:
		return "roster column"
	case ByEmployeeID:
		return "employee number"
	case ByEmail:
		return "work e-mail"
	case ByAlias:
		return "e-mail alias"
	case ByRename:
		return "link of the last good read"
	default:
		return "nothing"
	}
}
