// Package github reads an organization at GitHub: members, outside collaborators, invitations, installed apps, teams, roles
// and Copilot seats. It asks GraphQL where that is served, and REST for the rest.
package github

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Organization string     `option:"organization,required" help:"The organization's login, as in its address." example:"acme-apps"`
	Token        secret.Ref `option:"token" help:"Where the personal access token of an owner is kept; or give an app." example:"cred:github"`
	App          AppOptions `option:"app" help:"A GitHub App that is installed in the organization, in place of a token."`
	URL          option.URL `option:"url" help:"The address of the REST API; a server of your own has it under /api/v3." default:"https://api.github.com" example:"https://github.acme.example/api/v3"`
	Enterprise   string     `option:"enterprise" help:"The enterprise's name as in its address, to read who takes a licence: with the token of one of its admins, who alone see that." example:"acme"`
	API          string     `option:"api" help:"What members and teams are asked of; auto: GraphQL, and REST where that is not served." enum:"auto,graphql,rest" default:"auto"`
}

// AppOptions are the keys of a GitHub App.
type AppOptions struct {
	ID           string     `option:"id" help:"The app's client id, or its number." example:"Iv23li0a1b2c3d4e5f6g"`
	Installation string     `option:"installation" help:"The number of its installation in the organization." example:"12345678"`
	Key          secret.Ref `option:"key" help:"Where its private key (PEM) is kept." example:"file:/etc/reconcile/github.pem"`
}

// Target is a configured organization.
type Target struct {
	env     targets.Env
	options Options
	client  *rest.Client
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "github", Title: "GitHub",
		Summary:     "Reads an organization's members, outside collaborators, invitations, teams, roles, apps and Copilot seats.",
		Docs:        "https://docs.github.com/en/rest",
		Credentials: "https://github.com/settings/tokens",
		ReadScopes: []string{
			"token of an owner: read:org, admin:org for organization roles, read:enterprise for licences",
			"app: Members: read, Administration: read for installed apps, and Custom organization roles: read",
		},
		Emails: access.Yes, LastActivity: access.No, MFA: access.Yes, ServiceAccounts: access.No, Guests: access.Yes,
		Invitations: access.Yes, SuspendFreesSeat: access.Unknown,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	o.Organization, o.Enterprise = strings.TrimSpace(o.Organization), strings.TrimSpace(o.Enterprise)
	app := o.App.ID != "" || o.App.Installation != "" || !o.App.Key.IsZero()
	switch {
	case o.Organization == "":
		return nil, errors.New("`organization:` is empty: write the organization's login, as in its address")
	case app == !o.Token.IsZero():
		return nil, errors.New("give either `token:` or `app:`, one of them")
	case app && (o.App.ID == "" || o.App.Installation == "" || o.App.Key.IsZero()):
		return nil, errors.New("`app:` needs `id:`, `installation:` and `key:`")
	case app && o.Enterprise != "":
		return nil, errors.New("`enterprise:` needs the `token:` of an admin of the enterprise: GitHub shows no licences to apps")
	}
	config := rest.Config{
		App: "GitHub", Base: string(o.URL), Classify: classify, Concurrent: 8,
		// below both the primary limit of 5,000 an hour, over the length of a read, and the secondary of 900 points a minute
		Rate: 15, Burst: 100,
		Header: map[string]string{"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
	}
	source := rest.Reference(o.Token, env.Dir)
	if app {
		var err error
		if source, err = installationToken(env, &o, config); err != nil {
			return nil, err
		}
	}
	config.Auth = rest.Bearer(source)
	client, err := rest.New(rest.Env(env), config)
	if err != nil {
		return nil, err
	}
	return &Target{env: env, options: o, client: client}, nil
}

// graphql returns where GraphQL is, on the same host: beside the REST API, and on a server of one's own beside its folder.
func graphql(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return "/graphql"
	}
	return strings.TrimSuffix(strings.TrimSuffix(u.EscapedPath(), "/"), "/v3") + "/graphql"
}

// Check asks for a little of everything.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	r := t.reader()
	r.sample = true
	org, err := r.read(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return org.reach(), nil
}

// Snapshot reads the organization whole.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	r := t.reader()
	org, err := r.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := org.snapshot()
	s.Kind, s.Taken, s.Calls, s.Pages = Info().Kind, taken, r.session.Calls(), r.session.Pages()
	return s, nil
}

func (t *Target) reader() *reader {
	return &reader{
		session: t.client.Session(), org: t.options.Organization, graphql: graphql(string(t.options.URL)), api: t.options.API,
		app: t.options.Token.IsZero(), enterprise: t.options.Enterprise,
	}
}

var _ targets.Target = (*Target)(nil)
