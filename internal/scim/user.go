package scim

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// User is an account as SCIM has it (RFC 7643, section 4.1). Attribute names and schemas are matched in whatever case.
type User struct {
	ID          rest.ID
	ExternalID  text
	UserName    text
	DisplayName text
	Name        struct{ Formatted, GivenName, FamilyName text }
	FlatName    text `json:"name.formatted"`
	Active      flag
	Emails      values
	UserType    text
	Roles       values
	Entitlement values `json:"entitlements"`
	Meta        struct{ Created text }
	Enterprise  struct{ EmployeeNumber text } `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
	// further holds the attributes that only profiles know.
	further map[string]json.RawMessage
}

// UnmarshalJSON implements json.Unmarshaler.
func (u *User) UnmarshalJSON(data []byte) error {
	type plain User
	if err := json.Unmarshal(data, (*plain)(u)); err != nil {
		return err
	}
	return json.Unmarshal(data, &u.further)
}

// EmployeeIDs says which attribute holds the company's own number of a person.
type EmployeeIDs string

// The answers: the enterprise schema's employeeNumber, externalId, none; or the first of both that is there, without an
// externalId that an identity provider made for itself.
const (
	ByNumber   EmployeeIDs = "employeeNumber"
	ByExternal EmployeeIDs = "externalId"
	ByEither   EmployeeIDs = "either"
	ByNone     EmployeeIDs = "none"
)

// Account returns a user as an account, without grants.
func (u *User) Account(by EmployeeIDs) access.Account {
	a := access.Account{
		ID: string(u.ID), Login: string(u.UserName), Name: u.name(), Emails: u.addresses(), Kind: kinds()[fold.Key(string(u.UserType))],
		Created: day(string(u.Meta.Created)),
	}
	if u.Active.given && !u.Active.value {
		a.Status = access.Suspended
	}
	number, external := string(u.Enterprise.EmployeeNumber), string(u.ExternalID)
	switch by {
	case ByNumber:
		a.EmployeeID = number
	case ByExternal:
		a.EmployeeID = external
	case ByNone:
	default:
		if a.EmployeeID = number; number == "" && !made(external) {
			a.EmployeeID = external
		}
	}
	return a
}

// made reports whether an externalId is one that an identity provider made for itself, and no number of the company's: an
// address, a UUID, or an id of Okta's.
func made(id string) bool {
	_, address := fold.Email(id)
	return address || uuid.MatchString(id) || okta.MatchString(id)
}

var (
	uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$`)
	okta = regexp.MustCompile(`^00u[0-9A-Za-z]{17}$`)
)

func (u *User) name() string {
	for _, name := range []text{u.DisplayName, u.Name.Formatted, u.FlatName} {
		if name != "" {
			return string(name)
		}
	}
	return strings.TrimSpace(string(u.Name.GivenName) + " " + string(u.Name.FamilyName))
}

// addresses returns the primary address first, else the one for work; where there is none, a user name that is one.
func (u *User) addresses() []access.Email {
	var list []access.Email
	first := -1
	for _, wanted := range []func(*value) bool{
		func(v *value) bool { return v.Primary.value },
		func(v *value) bool { return fold.Key(string(v.Type)) == "work" },
	} {
		for i := range u.Emails.list {
			if v := &u.Emails.list[i]; first < 0 && v.Value != "" && wanted(v) {
				first = i
			}
		}
	}
	add := func(address string) {
		if _, ok := fold.Email(address); ok && !holds(list, address) {
			list = append(list, access.Email{Address: address})
		}
	}
	if first >= 0 {
		add(string(u.Emails.list[first].Value))
	}
	for i := range u.Emails.list {
		add(string(u.Emails.list[i].Value))
	}
	if len(list) == 0 {
		add(string(u.UserName))
	}
	return list
}

func holds(list []access.Email, address string) bool {
	for _, e := range list {
		if e.Address == address {
			return true
		}
	}
	return false
}

// day reads an xsd:dateTime; what is none is no day, as nothing rests on it.
func day(text string) access.Date {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0
	}
	return access.DayOf(at.UTC())
}

// roles returns the names of an account's roles, those of the vendor's own attribute too.
func (u *User) roles(p *Profile) []string {
	list := names(u.Roles.list)
	if p.Role[0] == "" {
		return list
	}
	for schema, data := range u.further {
		if !strings.EqualFold(schema, p.Role[0]) {
			continue
		}
		var attributes map[string]json.RawMessage
		if json.Unmarshal(data, &attributes) != nil {
			continue
		}
		for name, data := range attributes {
			var v values
			if strings.EqualFold(name, p.Role[1]) && json.Unmarshal(data, &v) == nil {
				list = append(list, names(v.list)...)
			}
		}
	}
	return list
}

func names(list []value) []string {
	var names []string
	for i := range list {
		if name := list[i].name(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Group is a group as SCIM has it (RFC 7643, section 4.2).
type Group struct {
	ID          rest.ID
	DisplayName text
	ExternalID  text
	Members     values
}

func (g *Group) name() string {
	for _, name := range []string{string(g.DisplayName), string(g.ExternalID)} {
		if name != "" {
			return name
		}
	}
	return string(g.ID)
}
