// Package bamboohr reads the roster from BambooHR: everybody who works or worked there, by its datasets, and where a
// credential may not read those, by a report.
package bamboohr

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/roster"
	"reconcile/internal/secret"
	"reconcile/sources"
)

// Options are the source's keys in the configuration.
type Options struct {
	Company  string                       `option:"company" help:"The company's name in BambooHR's address: acme of acme.bamboohr.com." example:"acme"`
	URL      option.URL                   `option:"url" help:"The address, where it is not the company's at bamboohr.com." example:"https://acme.bamboohr.com"`
	APIKey   secret.Ref                   `option:"api_key" help:"Where the API key is kept." example:"cred:bamboohr"`
	OAuth    OAuthOptions                 `option:"oauth" help:"An application of BambooHR's, in place of a key."`
	API      string                       `option:"api" help:"What people are asked of; auto: the datasets, and a report where those are not permitted." enum:"auto,datasets,report" default:"auto"`
	Columns  map[string]string            `option:"columns" help:"BambooHR's field for a field of the roster, by its name or its label; \"\" leaves one out." example:"{projects: Client project, id: employeeNumber}"`
	Statuses map[string]roster.StatusWord `option:"statuses" help:"Words of the status that are not known: active, leave or terminated." example:"{Garden leave: leave}"`
	Types    map[string]roster.TypeWord   `option:"types" help:"Words of the employment status that are not known: employee, contractor, temp, intern or other." example:"{Partner: contractor}"`
}

// OAuthOptions are the keys of an application.
type OAuthOptions struct {
	ClientID     string     `option:"client_id" help:"The application's id." example:"acme-reconcile"`
	ClientSecret secret.Ref `option:"client_secret" help:"Where its secret is kept."`
	RefreshToken secret.Ref `option:"refresh_token" help:"Where the refresh token is kept, which needs the scope offline_access."`
}

// Source is a configured company.
type Source struct {
	env     sources.Env
	options Options
	rows    roster.Options
	client  *rest.Client
}

// Info returns what is to be known of the source.
func Info() sources.Info {
	return sources.Info{
		Kind: "bamboohr", Title: "BambooHR", Summary: "Reads everybody who works or worked in a company from BambooHR.",
		Docs:        "https://documentation.bamboohr.com/reference",
		Credentials: "https://COMPANY.bamboohr.com/settings/permissions/api.php",
		ReadScopes: []string{
			"key: an account that may view everybody's name, work e-mail, status, job, and dates of hire and termination",
			"application: report, field, offline_access",
		},
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() sources.Kind { return sources.KindOf(Info(), New) }

var company = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,62}$`)

// New makes a source of options. It does no network.
func New(env sources.Env, o Options) (*Source, error) {
	application := o.OAuth.ClientID != "" || !o.OAuth.ClientSecret.IsZero() || !o.OAuth.RefreshToken.IsZero()
	switch {
	case o.URL == "" && !company.MatchString(o.Company):
		return nil, errors.New("`company:` must be the company's name in BambooHR's address, such as acme of acme.bamboohr.com")
	case application == !o.APIKey.IsZero():
		return nil, errors.New("give either `api_key:` or `oauth:`, one of them")
	case application && (o.OAuth.ClientID == "" || o.OAuth.ClientSecret.IsZero() || o.OAuth.RefreshToken.IsZero()):
		return nil, errors.New("`oauth:` needs `client_id:`, `client_secret:` and `refresh_token:`")
	}
	if o.URL == "" {
		o.URL = option.URL("https://" + o.Company + ".bamboohr.com")
	}
	s := &Source{env: env, options: o, rows: roster.Options{
		Env: env, Kind: Info().Kind, Reading: roster.Reading{Columns: o.Columns, Statuses: o.Statuses, Types: o.Types},
	}}
	if err := s.rows.Check(); err != nil {
		return nil, err
	}
	wire := rest.Env{HTTP: env.HTTP, Now: env.Now, Log: env.Log, Sleep: env.Sleep, Dir: env.Dir}
	config := rest.Config{App: "BambooHR", Base: string(o.URL), Rate: 5, Burst: 10}
	config.Auth = rest.BasicKey(rest.Reference(o.APIKey, env.Dir))
	if application {
		source, err := accessToken(wire, &o.OAuth, config)
		if err != nil {
			return nil, err
		}
		config.Auth = rest.Bearer(source)
	}
	var err error
	s.client, err = rest.New(wire, config)
	return s, err
}

// Roster reads everybody.
func (s *Source) Roster(ctx context.Context) (access.Roster, error) {
	a, err := s.read(ctx)
	if err != nil {
		return access.Roster{}, err
	}
	return s.roster(a)
}

// read asks the datasets, or for a report where those are not permitted or not wanted.
func (s *Source) read(ctx context.Context) (*answer, error) {
	r := &reader{session: s.client.Session(), options: &s.options, extra: s.env.Extra}
	if s.options.API == "report" {
		return r.report(ctx)
	}
	a, err := r.dataset(ctx)
	if s.options.API == "datasets" || !rest.Is(err, rest.Forbidden) && !rest.Is(err, rest.NotFound) {
		return a, err
	}
	a, second := r.report(ctx)
	if second != nil {
		return nil, fmt.Errorf("%w; and in place of the datasets, %w", err, second)
	}
	a.remark("read by a report, which BambooHR gives no count to hold it against, as the datasets are not permitted: " +
		err.Error())
	return a, nil
}

var _ sources.Source = (*Source)(nil)
