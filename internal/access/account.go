package access

import (
	"strings"
	"time"
)

// Account is one login in one target, or whoever holds a grant there without a login (an outside collaborator, an
// external member of a group).
type Account struct {
	// ID is the vendor's immutable id, never empty. Numeric ids are kept as the vendor writes them.
	ID    string
	Login string
	Name  string
	// Emails are the addresses the app knows, the primary one first.
	Emails []Email
	// EmployeeID is the employee number the app itself keeps (SCIM externalId, Google externalIds, an `employee_id`
	// column).
	EmployeeID string
	Status     Status
	Kind       Kind
	// MFA, Seat: whether a second factor is set up; whether the account takes a paid seat in its present status.
	MFA, Seat Tri
	// Reopenable: the account is suspended, and its holder alone can reopen it.
	Reopenable bool
	// Created is the day the account was made, or the invitation sent.
	Created Date
	// Suspended is the day the account was suspended, where the app says so.
	Suspended Date
	// LastActive is the last sign of use. It is volatile: no part of a snapshot's hash.
	LastActive Date
	// Grants are what the account holds besides `account` itself, sorted by entitlement, then Via.
	Grants []Grant
	// Row is the row of the export the account was read from, 0 for an API.
	Row int32
}

// Email is an address with what the app knows of it.
type Email struct {
	Address string
	// Verified: the app made sure that the holder receives mail there. Unknown in exports.
	Verified Tri
}

// Status is what an account can do. The zero value is Enabled.
type Status uint8

// The statuses.
const (
	Enabled Status = iota
	Invited
	Suspended
)

// String returns "enabled", "invited" or "suspended".
func (s Status) String() string {
	switch s {
	case Invited:
		return "invited"
	case Suspended:
		return "suspended"
	default:
		return "enabled"
	}
}

// Kind is what an app says is behind an account. The zero value is Human.
type Kind uint8

// The kinds.
const (
	Human Kind = iota
	Guest
	Bot
	Shared
)

// String returns "human", "guest", "bot" or "shared".
func (k Kind) String() string {
	switch k {
	case Guest:
		return "guest"
	case Bot:
		return "bot"
	case Shared:
		return "shared"
	default:
		return "human"
	}
}

// Open reports whether the account counts as access: enabled or invited, or suspended in a way its holder can undo.
func (a *Account) Open() bool { return a.Status != Suspended || a.Reopenable }

// Email returns the primary address, "" if there is none.
func (a *Account) Email() string {
	if len(a.Emails) == 0 {
		return ""
	}
	return a.Emails[0].Address
}

// Entitlement is something an account can hold in a target.
type Entitlement struct {
	// ID is the vendor's immutable id of it; names are what rules match. With a level, the level is part of the id.
	ID string
	// Type and Name are the app's own words (`team`, `developers`); Level is "" for types without levels, and for a
	// levelled one whose level is not given.
	Type, Name, Level string
	// Title is what the app shows people, "" if that is the name.
	Title string
	// Privileged: the connector's Info or the target's `privileged:` says so.
	Privileged bool
	// Fixed says why the app or this tool can't change who holds it ("synchronised from Okta"); "" if it can.
	Fixed string
}

// AccountType is the type of the entitlement to have an enabled account at all. It has no name and no level.
const AccountType = "account"

// AccountEntitlement is the first entitlement of every snapshot: the account itself.
func AccountEntitlement() Entitlement { return Entitlement{ID: AccountType, Type: AccountType} }

// Key returns the entitlement as rules write it: type:name[=level], or "account".
func (e *Entitlement) Key() string {
	if e.Type == AccountType && e.Name == "" {
		return AccountType
	}
	if e.Level == "" {
		return e.Type + ":" + e.Name
	}
	return e.Type + ":" + e.Name + "=" + e.Level
}

// Base returns the key without the level.
func (e *Entitlement) Base() string {
	if e.Type == AccountType && e.Name == "" {
		return AccountType
	}
	return e.Type + ":" + e.Name
}

// ParseEntitlement splits a key as rules and exports write it. A level is split off only where the type is one of the
// levelled ones; ok is false where there is no type or no name.
func ParseEntitlement(key string, levels map[string][]string) (e Entitlement, ok bool) {
	if key == AccountType {
		return AccountEntitlement(), true
	}
	kind, name, found := strings.Cut(key, ":")
	if !found || kind == "" || name == "" {
		return Entitlement{}, false
	}
	e = Entitlement{ID: key, Type: kind, Name: name}
	if _, levelled := levels[kind]; levelled {
		if i := strings.LastIndexByte(name, '='); i > 0 {
			e.Name, e.Level = name[:i], name[i+1:]
		}
	}
	return e, true
}

// Grant says that an account holds an entitlement.
type Grant struct {
	// Entitlement and Via index the snapshot's entitlements. Via 0, the account itself, is a direct grant; any other is
	// the entitlement it is inherited through.
	Entitlement, Via int32
	// ManagedBy is the identity provider that gives and takes it, "" for the app itself.
	ManagedBy string
}

// Snapshot is everything read from one target at one time.
type Snapshot struct {
	Target string
	// Kind is the connector's name.
	Kind string
	// Taken is when the data was true: the start of the read, or the export's own date.
	Taken time.Time
	// File is the export read, "" for an API.
	File  string
	Reach Reach
	// Self is the id of the account whose credential was used, "" if none.
	Self string
	// Total is the app's own count of accounts, -1 if it gives none.
	Total int
	// Entitlements holds each entitlement once; the first is AccountEntitlement.
	Entitlements []Entitlement
	// Levels gives for each levelled type its levels from low to high; an empty list is a levelled type without an order.
	Levels map[string][]string
	// Top names the types or keys, as globs over keys, of the most privileged access, whose last holders must stay.
	Top []string
	// Accounts are sorted by id, bytewise; ids are distinct.
	Accounts []Account
	// Hash is the SHA-256 of the file, or of the content without volatile facts and independent of order.
	Hash string
	// Calls and Pages count requests, Rows the records decoded.
	Calls, Pages, Rows int
	// Remarks are oddities of the data that change no verdict, each a sentence.
	Remarks []string
}

// MarshalText implements encoding.TextMarshaler.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalText implements encoding.TextMarshaler.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
