package slack

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"reconcile/internal/rest"
)

// workspace is one of an organization.
type workspace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"team_url"`
}

// domain is the workspace's name in its address, of which there is one.
func (w *workspace) domain() string {
	u, err := url.Parse(w.URL)
	if err != nil {
		return w.ID
	}
	name, _, _ := strings.Cut(u.Hostname(), ".")
	return cmp.Or(name, w.ID)
}

// grid reads the accounts of an organization, its roles, and the user groups of its workspaces.
func (r *reader) grid(ctx context.Context, c *company, _ *identity) error {
	if err := r.workspaces(ctx, c); err != nil {
		return err
	}
	tally := r.session.Tally("list accounts of the organization")
	for _, active := range []string{"true", "false"} {
		if err := r.gridAccounts(ctx, c, tally, active); err != nil {
			return err
		}
	}
	if err := r.roles(ctx, c); err != nil {
		return err
	}
	for i := range c.workspaces {
		if err := r.groups(ctx, c, &c.workspaces[i]); err != nil {
			return err
		}
		if r.sample || c.groupless != "" {
			break
		}
	}
	c.shown = c.factors()
	return nil
}

// workspaces reads which there are, and leaves those that are wanted.
func (r *reader) workspaces(ctx context.Context, c *company) error {
	const operation = "list workspaces"
	type answer struct {
		next
		Teams *[]workspace `json:"teams"`
	}
	tally := r.session.Tally(operation)
	cursor := func(a *answer) string { return a.cursor() }
	err := pages(ctx, r, operation, "admin.teams.list", url.Values{"limit": {"100"}}, cursor, func(a *answer) error {
		if a.Teams == nil {
			return r.session.Broken(operation, "the answer has no list of workspaces")
		}
		for _, w := range *a.Teams {
			if err := tally.Add(w.ID); err != nil {
				return err
			}
			if len(r.only) == 0 || slices.Contains(r.only, w.ID) {
				c.workspaces = append(c.workspaces, w)
			}
		}
		return nil
	})
	if err != nil || r.sample {
		return err
	}
	for _, id := range r.only {
		if !tally.Has(id) {
			return r.session.Refuse(operation, "the organization has no workspace "+id+": correct `workspaces:`")
		}
	}
	return nil
}

// gridUser is an account of an organization.
type gridUser struct {
	ID             string   `json:"id"`
	Username       string   `json:"username"`
	FullName       string   `json:"full_name"`
	Email          string   `json:"email"`
	IsAdmin        bool     `json:"is_admin"`
	IsOwner        bool     `json:"is_owner"`
	IsPrimaryOwner bool     `json:"is_primary_owner"`
	IsRestricted   bool     `json:"is_restricted"`
	IsUltra        bool     `json:"is_ultra_restricted"`
	IsBot          bool     `json:"is_bot"`
	Created        int64    `json:"date_created"`
	Deactivated    int64    `json:"deactivated_ts"`
	LastActive     int64    `json:"last_active_ts"`
	Workspaces     []string `json:"workspaces"`
	Has2FA         *bool    `json:"has_2fa"`
	HasSSO         bool     `json:"has_sso"`
}

// visit notes workspaces that accounts are in and the list of workspaces lacks.
func (c *company) visit(ids []string) {
	for _, id := range ids {
		if !slices.ContainsFunc(c.workspaces, func(w workspace) bool { return w.ID == id }) {
			if c.unnamed == nil {
				c.unnamed = map[string]bool{}
			}
			c.unnamed[id] = true
		}
	}
}

// gridAccounts reads the active accounts, or those that are not.
func (r *reader) gridAccounts(ctx context.Context, c *company, tally *rest.Tally, active string) error {
	const operation = "list accounts of the organization"
	type answer struct {
		next
		Users *[]gridUser `json:"users"`
	}
	form := url.Values{"limit": {"100"}, "is_active": {active}}
	cursor := func(a *answer) string { return a.cursor() }
	return pages(ctx, r, operation, "admin.users.list", form, cursor, func(a *answer) error {
		if a.Users == nil {
			return r.session.Broken(operation, "the answer has no list of accounts")
		}
		for i := range *a.Users {
			u := &(*a.Users)[i]
			if err := tally.Add(u.ID); err != nil {
				return err
			}
			c.takeGrid(u, active == "true", len(r.only) > 0)
			if len(r.only) == 0 && !r.sample {
				c.visit(u.Workspaces)
			}
		}
		return nil
	})
}
