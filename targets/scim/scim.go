// Package scim reads the accounts and groups of any app that speaks SCIM 2.0.
package scim

import (
	"context"
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
	URL        option.URL `option:"url,required" help:"The address of the app's SCIM, up to what stands before /Users." example:"https://app.example/scim/v2"`
	Token      secret.Ref `option:"token,required" help:"Where the token for SCIM is kept, or the password beside a username." example:"cred:app"`
	Username   string     `option:"username" help:"The name to sign in with, where the app takes no token but a name and a password."`
	Vendor     string     `option:"vendor" help:"How the app speaks SCIM." enum:"standard,asana,atlassian,figma,github-emu,github-org,gitlab,miro,notion,slack" default:"standard"`
	Lists      string     `option:"lists" help:"Whom the app lists: accounts made by SCIM only, its members, or everybody; left out, what is known of the vendor." enum:"provisioned,members,everybody"`
	Shows      []string   `option:"shows" help:"Of role and entitlement, those of which the app shows all." enum:"role,entitlement"`
	EmployeeID string     `option:"employee_id" help:"The attribute with the company's own number of a person; either: employeeNumber, and where there is none, externalId." enum:"either,employeeNumber,externalId,none" default:"either"`
	PageSize   int        `option:"page_size" help:"How many rows to ask for at once, where the app takes fewer than it should." example:"50"`
}

// Target is a configured app.
type Target struct {
	env     targets.Env
	client  *rest.Client
	profile scim.Profile
	options Options
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "scim", Title: "SCIM 2.0", Summary: "Reads accounts, groups, roles and entitlements of any app that speaks SCIM 2.0.",
		Docs:        "https://www.rfc-editor.org/rfc/rfc7644",
		Credentials: "the app's own settings, where provisioning (SCIM) is set up",
		ReadScopes:  []string{"read access to users and groups; many apps have only one SCIM token, which may write too"},
		Emails:      access.Yes, LastActivity: access.No, MFA: access.No, ServiceAccounts: access.No, Guests: access.Unknown,
		Invitations: access.No, SuspendFreesSeat: access.Unknown,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	p := scim.ProfileOf(o.Vendor)
	if o.Lists != "" {
		p.Lists = scim.Lists(o.Lists)
	}
	p.Shows = slices.Concat(p.Shows, o.Shows)
	source := rest.Reference(o.Token, env.Dir)
	auth := rest.Bearer(source)
	if o.Username != "" {
		auth = rest.Basic(o.Username, source)
	}
	client, err := rest.New(rest.Env(env), rest.Config{
		App: p.Title, Base: string(o.URL), Auth: auth, Rate: p.Rate, Burst: p.Burst,
		Header: map[string]string{"Accept": "application/scim+json, application/json"},
	})
	if err != nil {
		return nil, err
	}
	return &Target{env: env, client: client, profile: p, options: o}, nil
}

// Check asks for one account and one group.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	r := scim.Reader{Session: t.client.Session(), Profile: t.profile, PageSize: t.options.PageSize}
	noGroups, err := r.Check(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return scim.Reach(&t.profile, noGroups, 0), nil
}

// Snapshot reads all accounts and groups.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	session := t.client.Session()
	r := scim.Reader{Session: session, Profile: t.profile, PageSize: t.options.PageSize}
	d, err := r.Read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := d.Snapshot(&t.profile, scim.EmployeeIDs(t.options.EmployeeID))
	s.Kind, s.Taken, s.Calls, s.Pages = Info().Kind, taken, session.Calls(), session.Pages()
	return s, nil
}

var _ targets.Target = (*Target)(nil)
