package google

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// organization is all that was read of one.
type organization struct {
	users       []user
	groups      []group
	roles       []role
	assignments []assignment
	licences    []licence
	// admin is the account in whose name is read, own what roles it has, also through groups; not asked of a super
	// administrator.
	admin *user
	own   []assignment
	// lacks says of a facet why its list can't be had; holes are groups of which not all members are seen.
	lacks map[string]string
	holes map[string]access.Facet
	// strays are members and holders of roles who should be among the accounts and are not.
	strays int
	// unseenGroups: a role is given to a group that is not listed.
	unseenGroups bool
}

type user struct {
	ID                 rest.ID  `json:"id"`
	CustomerID         string   `json:"customerId"`
	PrimaryEmail       string   `json:"primaryEmail"`
	Aliases            []string `json:"aliases"`
	NonEditableAliases []string `json:"nonEditableAliases"`
	Emails             []struct {
		Address string `json:"address"`
	} `json:"emails"`
	Name struct {
		FullName string `json:"fullName"`
	} `json:"name"`
	ExternalIDs []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"externalIds"`
	Suspended       bool  `json:"suspended"`
	Archived        bool  `json:"archived"`
	IsAdmin         bool  `json:"isAdmin"`
	IsGuestUser     bool  `json:"isGuestUser"`
	IsEnrolledIn2Sv *bool `json:"isEnrolledIn2Sv"`
	SuspensionTime  day   `json:"suspensionTime"`
	ArchivalTime    day   `json:"archivalTime"`
	CreationTime    day   `json:"creationTime"`
	LastLoginTime   day   `json:"lastLoginTime"`
}

// has reports whether an address is the account's.
func (u *user) has(address string) bool {
	for _, e := range u.addresses() {
		if e.Verified == access.Yes && fold.Key(e.Address) == address {
			return true
		}
	}
	return false
}

// addresses returns the primary address and the aliases, which Google delivers to, and then what somebody has noted.
func (u *user) addresses() []access.Email {
	var list []access.Email
	seen := map[string]bool{"": true}
	add := func(verified access.Tri, addresses ...string) {
		for _, address := range addresses {
			if !seen[fold.Key(address)] {
				seen[fold.Key(address)] = true
				list = append(list, access.Email{Address: address, Verified: verified})
			}
		}
	}
	add(access.Yes, u.PrimaryEmail)
	add(access.Yes, u.Aliases...)
	add(access.Yes, u.NonEditableAliases...)
	for _, e := range u.Emails {
		add(access.No, e.Address)
	}
	return list
}

// employeeID is the external id of the type that the admin console calls employee id.
func (u *user) employeeID() string {
	for _, id := range u.ExternalIDs {
		if id.Type == "organization" {
			return id.Value
		}
	}
	return ""
}

type group struct {
	ID                 rest.ID `json:"id"`
	Email              string  `json:"email"`
	Name               string  `json:"name"`
	DirectMembersCount rest.ID `json:"directMembersCount"`

	members []member
	// lack says why not all of its members are seen, if so.
	lack access.Facet
}

// difference says that not as many members came as Google counts, if so: fewer are not all.
func (g *group) difference(came int) access.Facet {
	n, err := strconv.Atoi(string(g.DirectMembersCount))
	if err != nil || n == came {
		return access.Facet{}
	}
	f := access.Facet{Listed: access.Unknown, Why: fmt.Sprintf("Google counts %d members and lists %d", n, came)}
	if n > came {
		f.Listed = access.No
	}
	return f
}

type member struct {
	ID    rest.ID `json:"id"`
	Email string  `json:"email"`
	Role  string  `json:"role"`
	Type  string  `json:"type"`
}

func (m *member) key() string { return cmp.Or(string(m.ID), m.Email) }

type role struct {
	RoleID           rest.ID `json:"roleId"`
	RoleName         string  `json:"roleName"`
	IsSystemRole     bool    `json:"isSystemRole"`
	IsSuperAdminRole bool    `json:"isSuperAdminRole"`
	RolePrivileges   []struct {
		PrivilegeName string `json:"privilegeName"`
	} `json:"rolePrivileges"`
}

// name is what rules call a role: a system role without Google's ornament, a custom one by its own name, which says so where
// Google has a role of that name.
func (o *organization) name(r *role) string {
	isGoogles := func(s role) bool { return s.isGoogles() && s.system() == fold.Key(r.RoleName) }
	if !r.isGoogles() && (fold.Key(r.RoleName) == superAdmin || slices.ContainsFunc(o.roles, isGoogles)) {
		return r.RoleName + " (custom)"
	}
	if !r.isGoogles() {
		return r.RoleName
	}
	return r.system()
}

func (r *role) isGoogles() bool { return r.IsSuperAdminRole || r.IsSystemRole }

// system is the name of one of Google's own.
func (r *role) system() string {
	if r.IsSuperAdminRole {
		return superAdmin
	}
	return strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(strings.Trim(r.RoleName, "_"), "_ROLE"), "_", "-"))
}

// showsUsers reports whether a role lets accounts be listed.
func (r *role) showsUsers() bool {
	for _, p := range r.RolePrivileges {
		if strings.HasPrefix(p.PrivilegeName, "USERS_") {
			return true
		}
	}
	return r.IsSuperAdminRole
}

type assignment struct {
	RoleAssignmentID rest.ID `json:"roleAssignmentId"`
	RoleID           rest.ID `json:"roleId"`
	AssignedTo       rest.ID `json:"assignedTo"`
	AssigneeType     string  `json:"assigneeType"`
	ScopeType        string  `json:"scopeType"`
}

type licence struct {
	UserID  string `json:"userId"`
	SkuID   string `json:"skuId"`
	SkuName string `json:"skuName"`
}

// partly says why the administrator may be shown a part of the accounts only, "" if all: Google does not say it in lists.
func (o *organization) partly() string {
	if o.admin == nil || o.admin.IsAdmin {
		return ""
	}
	if why := o.lacks[roleType]; why != "" {
		return "whether the administrator, who is no super administrator, sees all accounts is not known, as roles can't be listed"
	}
	for _, a := range o.own {
		for i := range o.roles {
			if o.roles[i].RoleID == a.RoleID && a.ScopeType == "CUSTOMER" && o.roles[i].showsUsers() {
				return ""
			}
		}
	}
	return "the administrator's role is limited to a part of the organization"
}

// day is the day of a time; none where it is none, or where Google means never by 1970.
type day access.Date

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *day) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339, string(text))
	if err == nil && at.Year() > 1970 {
		*d = day(access.DayOf(at.UTC()))
	}
	return nil
}
