package access

import (
	"slices"
	"time"
)

// Person is a human the company knows: one record of the roster after its sources were merged.
type Person struct {
	// ID is the roster's own id with its source's prefix; never empty.
	ID   string
	Name string
	// Email is the work address as the roster writes it; "" if there is none.
	Email string
	// Aliases are further work addresses, former ones among them.
	Aliases []string
	// FormerIDs are ids under which the roster knew the same human before (`people: was:`).
	FormerIDs []string
	// Accounts are the roster's own columns that name this person's account in a target (`accounts.TARGET`).
	Accounts   []AccountRef
	Employment Employment
	Attributes Attributes
	// TypeUnmapped says that Attributes.Type holds a word that is none of the known types: who bears it fits no role
	// with `unless: {type: ...}`.
	TypeUnmapped bool
	// Start is the first working day, End the last one; either may be missing.
	Start, End Date
	// Absent is the date of the last good roster that had this record, for who has been on none since; no date for everybody who
	// is there.
	Absent Date
	// Quarantine says why the record cannot be judged; "" for a good one. Nothing is concluded for or against such a
	// person.
	Quarantine string
	// Place is the row the record came from.
	Place Place
}

// LeftByAbsence reports whether nothing but their absence says that a person left: on a roster of current staff it ends the
// employment on the last day that had it.
func (p *Person) LeftByAbsence() bool {
	return p.Absent != 0 && p.Employment == Terminated && p.End == p.Absent
}

// AccountRef names an account of a target as the roster does: by vendor id, login or e-mail.
type AccountRef struct{ Target, Account string }

// Employment is what the roster's status column says. The zero value is Employed: a roster without such a column lists
// who is employed.
type Employment uint8

// The employments.
const (
	Employed Employment = iota
	OnLeave
	Terminated
)

// String returns "employed", "on leave" or "terminated".
func (e Employment) String() string {
	switch e {
	case OnLeave:
		return "on leave"
	case Terminated:
		return "terminated"
	default:
		return "employed"
	}
}

// Attributes are what rules can ask of a person. Each may have several values (two jobs at a time); the slices are
// shared between people and never changed.
type Attributes struct {
	Type, Department, Division, Team, Title, Location, Manager, Projects []string
	// Extra holds the further roster columns that the rules name, by the name the rules use.
	Extra map[string][]string
}

// AttributeNames are the attributes every roster may have, in the order of their documentation. Rules may name further
// columns of the roster.
func AttributeNames() []string {
	return []string{"id", "name", "type", "department", "division", "team", "title", "location", "manager", "projects"}
}

// Attribute returns the person's values of an attribute, nil if there are none.
func (p *Person) Attribute(name string) []string {
	switch name {
	case "id":
		return []string{p.ID}
	case "name":
		return []string{p.Name}
	}
	if field := p.Attributes.Field(name); field != nil {
		return *field
	}
	return p.Attributes.Extra[name]
}

// Field returns the place of a standard attribute other than id and name, nil for any other name.
func (a *Attributes) Field(name string) *[]string {
	switch name {
	case "type":
		return &a.Type
	case "department":
		return &a.Department
	case "division":
		return &a.Division
	case "team":
		return &a.Team
	case "title":
		return &a.Title
	case "location":
		return &a.Location
	case "manager":
		return &a.Manager
	case "projects":
		return &a.Projects
	default:
		return nil
	}
}

// Roster is everybody the company knows, merged from all sources.
type Roster struct {
	// People are sorted by id, bytewise; ids are distinct.
	People []Person
	// Sources says what was read, in the order of the configuration.
	Sources []SourceRead
	// Problems are rows that were quarantined or that deserve a look, in the order of the sources and rows.
	Problems []RosterProblem
	// Unsound lists why nothing may be removed on the strength of this roster; empty for a sound one.
	Unsound []string
}

// SourceRead is what reading one source gave.
type SourceRead struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	// File is the file read, "" for an API.
	File string `json:"file,omitempty"`
	// Date is the state the data is of: the file's modification time or the configured `exported:`.
	Date time.Time `json:"date"`
	// Rows counts the data rows found, Quarantined those that could not be judged.
	Rows        int `json:"rows"`
	Quarantined int `json:"quarantined"`
	// CurrentOnly: the source lists current staff only (`lists: current`), so absence means left.
	CurrentOnly bool `json:"current_only"`
	// Prefix opens the ids of its people.
	Prefix string `json:"-"`
	// Mapped tells which header was taken for which field; Discarded are the headers that were not kept.
	Mapped    map[string]string `json:"mapped,omitempty"`
	Discarded []string          `json:"discarded,omitempty"`
	// Hash is the SHA-256 of the file or of the answers, in hexadecimal.
	Hash string `json:"hash"`
}

// RosterProblem is one remark about a roster.
type RosterProblem struct {
	// Quarantined tells a record that could not be judged from a warning.
	Quarantined bool `json:"quarantined"`
	// Person is the id, where it is known.
	Person string `json:"person,omitempty"`
	Place  Place  `json:"place"`
	Text   string `json:"text"`
}

// Find returns the index of the person with that id, or -1. It is a binary search over the sorted ids.
func (r *Roster) Find(id string) int {
	lo, hi := 0, len(r.People)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if r.People[mid].ID < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(r.People) && r.People[lo].ID == id {
		return lo
	}
	return -1
}

// Bearer returns the index of the person who has that id, or else had it, or -1.
func (r *Roster) Bearer(id string) int {
	if i := r.Find(id); i >= 0 {
		return i
	}
	return slices.IndexFunc(r.People, func(p Person) bool { return slices.Contains(p.FormerIDs, id) })
}
