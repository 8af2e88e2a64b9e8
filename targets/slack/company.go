package slack

import (
	"cmp"
	"strconv"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// company is all that was read of a workspace, or of an organization.
type company struct {
	accounts []account
	// places are the accounts by id.
	places map[string]int
	// strangers are accounts of other organizations, which are in shared channels.
	strangers  map[string]bool
	groups     []group
	workspaces []workspace
	// unnamed are workspaces that accounts are in and that no list names.
	unnamed map[string]bool
	// assignments are the roles of an organization, roleless says why they can't be had.
	assignments []assignment
	roleless    string
	// organization: the token is that of an organization. self is the token's account.
	organization bool
	self         string
	// further are the facets of what was asked for besides, with why it can't be had.
	further []access.Facet
	// groupless says why user groups can't be had.
	groupless string
	// shown: Slack shows second factors; untrusted says why one that is not set up there means nothing.
	shown     bool
	untrusted string
	// part: SCIM lists a whole organization, and this is one workspace of it.
	part bool
	// unlisted are accounts that SCIM lists and the list of accounts lacks, strays members of groups and holders of roles that
	// it lacks, closed the groups that came without their members.
	unlisted, strays, closed int
}

// account is one, with the role that it has and the workspaces that it is in.
type account struct {
	access.Account
	role       string
	workspaces []string
}

// group is a user group.
type group struct {
	ID        string    `json:"id"`
	Handle    string    `json:"handle"`
	Name      string    `json:"name"`
	Users     *[]string `json:"users"`
	UserCount rest.ID   `json:"user_count"`
	IsIDP     bool      `json:"is_idp_group"`
	IsLocked  bool      `json:"is_membership_locked"`
	workspace *workspace
}

// short reports whether a group comes without members that Slack counts; where it does not count them, without a list of them.
func (g *group) short() bool {
	n, err := strconv.Atoi(string(g.UserCount))
	if g.Users == nil {
		return err != nil || n > 0
	}
	return err == nil && n > len(*g.Users)
}

// The types of what accounts hold, and the facets of what else is seen.
const (
	roleType      = "role"
	groupType     = "usergroup"
	workspaceType = "workspace"
	addressFacet  = "addresses"
	factorFacet   = "second factors"
	seatFacet     = "seats"
	activityFacet = "last activity"
)

// The roles, from the lowest; an account has its highest.
const (
	roleAdmin        = "admin"
	roleOwner        = "owner"
	rolePrimaryOwner = "primary-owner"
)

func role(admin, owner, primary bool) string {
	switch {
	case primary:
		return rolePrimaryOwner
	case owner:
		return roleOwner
	case admin:
		return roleAdmin
	}
	return ""
}

func kind(bot, guest bool) access.Kind {
	switch {
	case bot:
		return access.Bot
	case guest:
		return access.Guest
	}
	return access.Human
}

// account turns a row into an account.
func (u *user) account() account {
	a := account{
		Account: access.Account{
			ID: u.ID, Login: u.Name, Name: cmp.Or(u.Profile.RealName, u.RealName, u.Profile.DisplayName),
			Kind: kind(u.IsBot || u.IsWorkflowBot, u.IsRestricted || u.IsUltraRestricted),
		},
		role: role(u.IsAdmin, u.IsOwner, u.IsPrimaryOwner),
	}
	switch {
	case u.Deleted:
		a.Status = access.Suspended
	case u.IsInvitedUser:
		a.Status = access.Invited
	}
	if u.Profile.Email != "" {
		e := access.Email{Address: u.Profile.Email}
		if u.IsEmailConfirmed != nil && (*u.IsEmailConfirmed || a.Status != access.Invited) {
			e.Verified = access.TriOf(*u.IsEmailConfirmed) // an invitation is for whoever has the mailbox
		}
		a.Emails = []access.Email{e}
	}
	if u.Has2FA != nil {
		a.MFA = access.TriOf(*u.Has2FA)
	}
	a.settle(u.IsUltraRestricted)
	return a
}

// settle adds what follows: deactivated accounts, bots and guests of one channel take no seat.
func (a *account) settle(ultra bool) {
	if a.Kind == access.Bot {
		a.MFA = access.Unknown
	}
	if a.Kind == access.Bot || a.Status == access.Suspended || ultra {
		a.Seat = access.No
	}
}

// take adds a row, unless it is Slack's own account or another organization's.
func (c *company) take(u *user, self *identity) {
	ours := u.TeamID == "" || u.TeamID == self.TeamID || self.EnterpriseID != "" &&
		(u.TeamID == self.EnterpriseID || u.EnterpriseUser.EnterpriseID == self.EnterpriseID)
	switch {
	case u.ID == robot:
	case u.IsStranger || !ours:
		c.strange(u.ID)
	default:
		c.add(u.account())
	}
}

// takeGrid adds a row of an organization. With partly, only accounts in a wanted workspace count.
func (c *company) takeGrid(u *gridUser, active, partly bool) {
	a := account{
		Account: access.Account{
			ID: u.ID, Login: u.Username, Name: u.FullName, Kind: kind(u.IsBot, u.IsRestricted || u.IsUltra), Created: day(u.Created),
			LastActive: day(u.LastActive),
		},
		role: role(u.IsAdmin, u.IsOwner, u.IsPrimaryOwner),
	}
	for _, id := range u.Workspaces {
		for i := range c.workspaces {
			if c.workspaces[i].ID == id {
				a.workspaces = append(a.workspaces, id)
			}
		}
	}
	if u.ID == robot || partly && len(a.workspaces) == 0 {
		c.strange(u.ID)
		return
	}
	if !active {
		a.Status, a.Suspended = access.Suspended, day(u.Deactivated)
	}
	if u.Email != "" {
		a.Emails = []access.Email{{Address: u.Email}}
	}
	if u.Has2FA != nil && (*u.Has2FA || !u.HasSSO) {
		a.MFA = access.TriOf(*u.Has2FA)
	}
	a.settle(u.IsUltra)
	c.add(a)
}

func (c *company) add(a account) {
	if c.places == nil {
		c.places = map[string]int{}
	}
	c.places[a.ID] = len(c.accounts)
	c.accounts = append(c.accounts, a)
}

func (c *company) strange(id string) {
	if c.strangers == nil {
		c.strangers = map[string]bool{}
	}
	c.strangers[id] = true
}

// find returns an account, nil if there is none of that id.
func (c *company) find(id string) *account {
	if at, known := c.places[id]; known {
		return &c.accounts[at]
	}
	return nil
}

// factors reports whether it is shown of anybody whether they have a second factor.
func (c *company) factors() bool {
	for i := range c.accounts {
		if c.accounts[i].MFA != access.Unknown {
			return true
		}
	}
	return false
}

// addressed reports whether any person's account has an address.
func (c *company) addressed() bool {
	for i := range c.accounts {
		if a := &c.accounts[i]; a.Kind != access.Bot && len(a.Emails) > 0 {
			return true
		}
	}
	return false
}
