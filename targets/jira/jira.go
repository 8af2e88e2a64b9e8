// Package jira reads a Jira site by the token of one of its admins: accounts, groups, and the products that groups give. An
// organization with an API key is better read by targets/atlassian, which sees addresses, activity and every site.
package jira

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	URL   option.URL `option:"url,required" help:"The site's address; for a token with scopes https://api.atlassian.com/ex/jira/CLOUD-ID." example:"https://acme.atlassian.net"`
	Email string     `option:"email" help:"The address of the account that the token belongs to; left out for the token of a service account." example:"it@acme.example"`
	Token secret.Ref `option:"token,required" help:"Where the API token is kept." example:"cred:jira"`
}

// Target is a configured site.
type Target struct {
	env    targets.Env
	client *rest.Client
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "jira", Title: "Jira",
		Summary:     "Reads a Jira site's accounts, groups and products, where there is no API key of the organization.",
		Docs:        "https://developer.atlassian.com/cloud/jira/platform/rest/v3/",
		Credentials: "https://id.atlassian.com/manage-profile/security/api-tokens",
		ReadScopes: []string{
			"read:user:jira", "read:group:jira", "read:avatar:jira", "read:application-role:jira", "read:permission:jira",
			"or a token without scopes",
			"the global permissions Browse users and groups, and Administer Jira for products",
		},
		Emails: access.Unknown, LastActivity: access.No, MFA: access.No, ServiceAccounts: access.Yes, Guests: access.No,
		Invitations: access.No, SuspendFreesSeat: access.Unknown,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	if o.Token.IsZero() {
		return nil, errors.New("`token:` is missing: write where the API token is kept")
	}
	source := rest.Reference(o.Token, env.Dir)
	auth := rest.Bearer(source)
	if email := strings.TrimSpace(o.Email); email != "" {
		auth = rest.Basic(email, source)
	}
	client, err := rest.New(rest.Env(env), rest.Config{
		App: "Jira", Base: string(o.URL), Auth: auth, Classify: classify,
		// bursts are limited by site and method, in numbers that Atlassian does not publish
		Rate: 10, Burst: 50,
	})
	if err != nil {
		return nil, err
	}
	return &Target{env: env, client: client}, nil
}

// classify knows a token without the right scopes, which comes as one that is none.
func classify(r *rest.Response) (rest.Decision, bool) {
	var body struct{ Message string }
	if r.Status != http.StatusUnauthorized || json.Unmarshal(r.Body, &body) != nil || !strings.Contains(body.Message, "scope") {
		return rest.Decision{}, false
	}
	return rest.Decision{Class: rest.Forbidden}, true
}

// Check asks for the first page of every list.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	s, err := (&reader{session: t.client.Session(), sample: true}).read(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return s.reach(), nil
}

// Snapshot reads the site whole.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	r := &reader{session: t.client.Session()}
	read, err := r.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := read.snapshot()
	s.Kind, s.Taken, s.Calls, s.Pages = Info().Kind, taken, r.session.Calls(), r.session.Pages()
	return s, nil
}

var _ targets.Target = (*Target)(nil)
