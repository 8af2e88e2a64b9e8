// Package atlassian reads an organization at Atlassian by its administration API: the accounts of every directory with their
// groups, roles and products, which covers Jira, Confluence and the rest. A site without such a key is read by targets/jira.
package atlassian

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
	Organization string     `option:"organization,required" help:"The organization's id, as in the address of its administration: admin.atlassian.com/o/ID." example:"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"`
	Token        secret.Ref `option:"token,required" help:"Where the organization's API key is kept." example:"cred:atlassian"`
	Directories  []string   `option:"directories" help:"Ids or names of the directories to read; left out, all that the key may see." example:"[Acme]"`
	URL          option.URL `option:"url" help:"The address of the administration API." default:"https://api.atlassian.com/admin"`
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
		Kind: "atlassian", Title: "Atlassian",
		Summary:     "Reads an organization's accounts, groups, roles and access to Jira, Confluence and other products.",
		Docs:        "https://developer.atlassian.com/cloud/admin/organization/rest/",
		Credentials: "https://admin.atlassian.com",
		ReadScopes:  []string{"read:directories:admin", "read:groups:admin", "or an API key without scopes"},
		Emails:      access.Yes, LastActivity: access.Yes, MFA: access.Unknown, ServiceAccounts: access.Yes, Guests: access.Yes,
		Invitations: access.Unknown, SuspendFreesSeat: access.Yes,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	o.Organization = strings.TrimSpace(o.Organization)
	switch {
	case o.Organization == "":
		return nil, errors.New("`organization:` is empty: write the id that stands in the address of admin.atlassian.com")
	case o.Token.IsZero():
		return nil, errors.New("`token:` is missing: write where the organization's API key is kept")
	}
	client, err := rest.New(rest.Env(env), rest.Config{
		App: "Atlassian", Base: string(o.URL), Auth: rest.Bearer(rest.Reference(o.Token, env.Dir)), Classify: classify,
		Messages: []string{"errors.0.detail", "errors.0.title"},
		// Atlassian publishes no numbers
		Rate: 3, Burst: 10,
	})
	if err != nil {
		return nil, err
	}
	return &Target{env: env, options: o, client: client}, nil
}

// classify knows a key without the right scopes, which comes as a key that is none.
func classify(r *rest.Response) (rest.Decision, bool) {
	var body struct {
		Errors []struct{ Code, Title, Detail string }
	}
	if r.Status != http.StatusUnauthorized || json.Unmarshal(r.Body, &body) != nil {
		return rest.Decision{}, false
	}
	for _, e := range body.Errors {
		if e.Code == "ADMIN-401-2" || strings.Contains(strings.ToUpper(e.Title+e.Detail), "INSUFFICIENT_SCOPE") {
			return rest.Decision{Class: rest.Forbidden}, true
		}
	}
	return rest.Decision{}, false
}

// Check asks for the first page of everything.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	r := t.reader()
	r.sample = true
	o, err := r.read(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return o.reach(), nil
}

// Snapshot reads the organization whole.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	r := t.reader()
	o, err := r.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := o.snapshot()
	s.Kind, s.Taken, s.Calls, s.Pages = Info().Kind, taken, r.session.Calls(), r.session.Pages()
	return s, nil
}

func (t *Target) reader() *reader {
	return &reader{session: t.client.Session(), org: t.options.Organization, only: t.options.Directories}
}

var _ targets.Target = (*Target)(nil)
