// Package slack reads a workspace at Slack, or an organization of several (Enterprise): members, guests, bots, roles, user
// groups, second factors, and what a token of an admin shows besides.
package slack

import (
	"context"
	"errors"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/scim"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Token      secret.Ref  `option:"token,required" help:"Where the token of the Slack app is kept: xoxb-, or xoxp- of an admin." example:"cred:slack"`
	Also       []string    `option:"also" help:"What else to read, with the token of an admin that has the scope admin: billing, who takes a paid seat; activity, the whole access log." enum:"billing,activity"`
	Workspaces []string    `option:"workspaces" help:"With the token of an organization (Enterprise): ids of the workspaces to read; left out, all." example:"[T012AB3C4]"`
	SCIM       SCIMOptions `option:"scim" help:"From Business+ on: read employee numbers, and the days accounts were made, by SCIM."`
	URL        option.URL  `option:"url" help:"The address of the Web API." default:"https://slack.com/api" example:"https://slack-gov.com/api"`
}

// SCIMOptions are the keys of SCIM.
type SCIMOptions struct {
	Token      secret.Ref `option:"token" help:"Where the token of an owner is kept that has the scope admin." example:"cred:slack-scim"`
	EmployeeID string     `option:"employee_id" help:"The attribute with the company's own number of a person; either: employeeNumber, and where there is none, externalId." enum:"either,employeeNumber,externalId,none" default:"either"`
	URL        option.URL `option:"url" help:"The address of SCIM 2.0." default:"https://api.slack.com/scim/v2"`
}

// What else can be read.
const (
	billing  = "billing"
	activity = "activity"
)

// Target is a configured workspace, or an organization.
type Target struct {
	env     targets.Env
	options Options
	client  *rest.Client
	// scim is nil where SCIM is not read.
	scim *rest.Client
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "slack", Title: "Slack",
		Summary:     "Reads a workspace's members, guests, bots, roles and user groups, or those of an organization's workspaces.",
		Docs:        "https://docs.slack.dev/reference/methods",
		Credentials: "https://api.slack.com/apps",
		ReadScopes: []string{
			"users:read", "users:read.email", "usergroups:read", "team:read", "with `also:` and `scim:` admin",
			"Enterprise: admin.users:read, admin.teams:read, admin.roles:read, usergroups:read",
		},
		Emails: access.Yes, LastActivity: access.Unknown, MFA: access.Unknown, ServiceAccounts: access.Yes, Guests: access.Yes,
		Invitations: access.Unknown, SuspendFreesSeat: access.Yes,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	if o.Token.IsZero() {
		return nil, errors.New("`token:` is missing: write where the token is kept")
	}
	config := rest.Config{
		App: "Slack", Base: string(o.URL), Auth: rest.Bearer(rest.Reference(o.Token, env.Dir)), Classify: classify, Explain: explain,
		// most methods take twenty calls a minute (tier 2), admin.users.list a hundred (tier 4)
		Rate: 1.5, Burst: 20,
	}
	client, err := rest.New(rest.Env(env), config)
	if err != nil {
		return nil, err
	}
	t := &Target{env: env, options: o, client: client}
	if o.SCIM.Token.IsZero() {
		return t, nil
	}
	p := profile()
	t.scim, err = rest.New(rest.Env(env), rest.Config{
		App: "Slack (SCIM)", Base: string(o.SCIM.URL), Auth: rest.Bearer(rest.Reference(o.SCIM.Token, env.Dir)),
		Rate: p.Rate, Burst: p.Burst,
		Header: map[string]string{"Accept": "application/scim+json, application/json"},
	})
	return t, err
}

// profile is Slack's SCIM without its groups, which the Web API tells better.
func profile() scim.Profile {
	p := scim.ProfileOf("slack")
	p.NoGroups = true
	return p
}

// Check asks for the first page of everything.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	r := t.reader()
	r.sample = true
	c, err := r.read(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return c.reach(), nil
}

// Snapshot reads the workspace or the organization whole.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	r := t.reader()
	c, err := r.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := c.snapshot()
	s.Kind, s.Taken, s.Calls, s.Pages = Info().Kind, taken, r.session.Calls(), r.session.Pages()
	if r.scim != nil {
		s.Calls, s.Pages = s.Calls+r.scim.Calls(), s.Pages+r.scim.Pages()
	}
	return s, nil
}

func (t *Target) reader() *reader {
	r := &reader{
		session: t.client.Session(), only: t.options.Workspaces, employeeID: scim.EmployeeIDs(t.options.SCIM.EmployeeID),
		billing: slices.Contains(t.options.Also, billing), activity: slices.Contains(t.options.Also, activity),
	}
	if t.scim != nil {
		r.scim = t.scim.Session()
	}
	return r
}

var _ targets.Target = (*Target)(nil)
