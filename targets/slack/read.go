package slack

import (
	"context"
	"maps"
	"net/url"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/scim"
)

// reader reads in one session.
type reader struct {
	session *rest.Session
	// scim is nil where SCIM is not read.
	scim       *rest.Session
	employeeID scim.EmployeeIDs
	// only are the workspaces of an organization that are wanted, all if there are none.
	only              []string
	billing, activity bool
	// sample: the first page of each list is enough.
	sample bool
}

// identity is who the token is (auth.test).
type identity struct {
	UserID              string `json:"user_id"`
	TeamID              string `json:"team_id"`
	EnterpriseID        string `json:"enterprise_id"`
	IsEnterpriseInstall bool   `json:"is_enterprise_install"`
}

// read reads everything, or fails.
func (r *reader) read(ctx context.Context) (*company, error) {
	var self identity
	operation := "ask whose token it is"
	if _, err := r.ask(ctx, operation, "auth.test", nil, &self); err != nil {
		return nil, err
	}
	if self.UserID == "" {
		return nil, r.session.Broken(operation, "the answer names no account")
	}
	c := &company{self: self.UserID, organization: self.IsEnterpriseInstall}
	c.part = self.EnterpriseID != "" && !c.organization
	list := r.workspace
	if c.organization {
		list = r.grid
	} else if len(r.only) > 0 {
		return nil, r.session.Refuse(operation, "the token is of one workspace, and `workspaces:` is for that of an organization: "+
			"leave it out")
	}
	if err := list(ctx, c, &self); err != nil {
		return nil, err
	}
	for _, beside := range []func(context.Context, *company) error{r.seats, r.logins, r.directory} {
		if err := beside(ctx, c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// ask calls a method that reads. All take POST with a form, so that nothing of it stands in an address.
func (r *reader) ask(ctx context.Context, operation, method string, form url.Values, out any) (*rest.Response, error) {
	if form == nil {
		form = url.Values{}
	}
	return r.session.Query(ctx, rest.Call{Operation: operation, Path: method, Form: form}, out)
}

// next is where a list goes on (docs.slack.dev, "Pagination"). A page may be short or empty before the end.
type next struct {
	Metadata struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

func (n *next) cursor() string { return n.Metadata.Cursor }

// pages reads a list by its cursor, or the first page alone.
func pages[P any](
	ctx context.Context, r *reader, operation, method string, form url.Values, cursor func(*P) string, page func(*P) error,
) error {
	call := rest.Call{Operation: operation, Path: method, Form: form}
	step := func(p *P, _ *rest.Response, next *rest.Call) (bool, error) {
		c := cursor(p)
		if c == "" || r.sample {
			return false, nil
		}
		next.Form = maps.Clone(form)
		next.Form.Set("cursor", c)
		return true, nil
	}
	for p, err := range rest.Pages(ctx, r.session, call, step) {
		if err != nil {
			return err
		}
		if err := page(p); err != nil {
			return err
		}
	}
	return nil
}

// most is how many rows a page has where the method has no limit of its own.
func most() url.Values { return url.Values{"limit": {"1000"}} }

// user is an account of a workspace. What only some tokens see is absent for others.
type user struct {
	ID                string `json:"id"`
	TeamID            string `json:"team_id"`
	Name              string `json:"name"`
	RealName          string `json:"real_name"`
	Deleted           bool   `json:"deleted"`
	IsAdmin           bool   `json:"is_admin"`
	IsOwner           bool   `json:"is_owner"`
	IsPrimaryOwner    bool   `json:"is_primary_owner"`
	IsRestricted      bool   `json:"is_restricted"`
	IsUltraRestricted bool   `json:"is_ultra_restricted"`
	IsBot             bool   `json:"is_bot"`
	IsWorkflowBot     bool   `json:"is_workflow_bot"`
	IsStranger        bool   `json:"is_stranger"`
	IsInvitedUser     bool   `json:"is_invited_user"`
	IsEmailConfirmed  *bool  `json:"is_email_confirmed"`
	Has2FA            *bool  `json:"has_2fa"`
	Profile           struct {
		RealName    string `json:"real_name"`
		DisplayName string `json:"display_name"`
		Email       string `json:"email"`
	} `json:"profile"`
	EnterpriseUser struct {
		EnterpriseID string `json:"enterprise_id"`
	} `json:"enterprise_user"`
}

// robot is Slack's own account, which is in every workspace and says of itself that it is no bot.
const robot = "USLACKBOT"

// workspace reads the accounts of one workspace, and its user groups.
func (r *reader) workspace(ctx context.Context, c *company, self *identity) error {
	const operation = "list accounts"
	type answer struct {
		next
		Members *[]user `json:"members"`
	}
	tally := r.session.Tally(operation)
	cursor := func(a *answer) string { return a.cursor() }
	err := pages(ctx, r, operation, "users.list", most(), cursor, func(a *answer) error {
		if a.Members == nil {
			return r.session.Broken(operation, "the answer has no list of accounts")
		}
		for i := range *a.Members {
			u := &(*a.Members)[i]
			if err := tally.Add(u.ID); err != nil {
				return err
			}
			c.take(u, self)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.own(ctx, c); err != nil {
		return err
	}
	if err := r.groups(ctx, c, nil); err != nil {
		return err
	}
	return r.signIn(ctx, c)
}

// own makes sure that the token is not a guest's, who sees only accounts in shared channels, and is told so nowhere.
func (r *reader) own(ctx context.Context, c *company) error {
	const operation = "read the token's own account"
	a := c.find(c.self)
	if a == nil && r.sample {
		var answer struct {
			User *user `json:"user"`
		}
		if _, err := r.ask(ctx, operation, "users.info", url.Values{"user": {c.self}}, &answer); err != nil {
			return err
		}
		if answer.User == nil || answer.User.ID != c.self {
			return r.session.Broken(operation, "the answer is not the account that was asked for")
		}
		own := answer.User.account()
		a = &own
	}
	switch {
	case a == nil:
		return r.session.Broken("list accounts", "the list lacks the token's own account, so it is not whole: run again")
	case a.Kind == access.Guest:
		return r.session.Refuse(operation, "the token is a guest's, who sees only accounts in shared channels: use that of a member "+
			"or of an app")
	}
	return nil
}

// groups reads the user groups with all their members, in one call: of a workspace of an organization, if one is named.
func (r *reader) groups(ctx context.Context, c *company, workspace *workspace) error {
	const operation = "list user groups"
	form := url.Values{"include_users": {"true"}, "include_disabled": {"false"}}
	if workspace != nil {
		form.Set("team_id", workspace.ID)
	}
	var answer struct {
		Groups *[]group `json:"usergroups"`
	}
	_, err := r.ask(ctx, operation, "usergroups.list", form, &answer)
	if why := lacking(err, "user groups"); why != "" {
		c.groupless = why
		return nil
	}
	if err != nil {
		return err
	}
	if answer.Groups == nil {
		return r.session.Broken(operation, "the answer has no list of user groups")
	}
	for _, g := range *answer.Groups {
		if g.ID == "" {
			return r.session.Broken(operation, "a user group has no id")
		}
		if g.short() {
			c.closed++
		}
		g.workspace = workspace
		c.groups = append(c.groups, g)
	}
	return nil
}

// signIn asks whether people sign in elsewhere, where Slack shows second factors: those of its own say nothing then.
func (r *reader) signIn(ctx context.Context, c *company) error {
	if c.shown = c.factors(); !c.shown {
		return nil
	}
	const operation = "read how people sign in"
	var answer struct {
		Team *struct {
			SSO struct {
				Type string `json:"type"`
			} `json:"sso_provider"`
		} `json:"team"`
	}
	_, err := r.ask(ctx, operation, "team.info", nil, &answer)
	if why := lacking(err, "the workspace's settings"); why != "" {
		c.untrusted = why
		return nil
	}
	if err != nil {
		return err
	}
	if answer.Team == nil {
		return r.session.Broken(operation, "the answer has no workspace")
	}
	if answer.Team.SSO.Type != "" {
		c.untrusted = "people sign in by single sign-on, which has second factors of its own"
	}
	return nil
}
