// Package google reads an organization at Google Workspace: people's accounts, groups with their members from inside and
// outside, admin roles and licences, by a service account in the name of an administrator.
package google

import (
	"context"
	"errors"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Key       secret.Ref `option:"key,required" help:"Where the service account's key, a JSON file, is kept." example:"file:/etc/reconcile/google.json"`
	Admin     string     `option:"admin,required" help:"The address of the administrator in whose name the service account reads." example:"audit@acme.example"`
	Customer  string     `option:"customer" help:"The organization's customer id; left out, the administrator's own." default:"my_customer" example:"C03az79cb"`
	Products  []string   `option:"products" help:"The ids of products whose licences are read; left out, Google-Apps, which is Workspace itself." example:"[Google-Apps, Google-Vault]"`
	URL       option.URL `option:"url" help:"The address of the Directory API." default:"https://admin.googleapis.com"`
	Licensing option.URL `option:"licensing_url" help:"The address of the License Manager API." default:"https://licensing.googleapis.com"`
	Token     option.URL `option:"token_url" help:"Where the key is turned into tokens; what the key itself says of that is not heeded." default:"https://oauth2.googleapis.com/token"`
}

// Target is a configured organization.
type Target struct {
	env     targets.Env
	options Options
	key     rest.Source
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "google", Title: "Google Workspace",
		Summary:     "Reads an organization's accounts, groups with members from inside and outside, admin roles and licences.",
		Docs:        "https://developers.google.com/workspace/admin/directory/reference/rest",
		Credentials: "https://console.cloud.google.com/iam-admin/serviceaccounts",
		ReadScopes:  scopes(),
		Emails:      access.Yes, LastActivity: access.Yes, MFA: access.Yes, ServiceAccounts: access.No, Guests: access.Yes,
		Invitations: access.No, SuspendFreesSeat: access.No,
		Verified: access.DateOf(2026, 11, 27),
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It does no network.
func New(env targets.Env, o Options) (*Target, error) {
	o.Admin = strings.ToLower(strings.TrimSpace(o.Admin))
	switch {
	case o.Key.IsZero():
		return nil, errors.New("`key:` is empty: say where the service account's key is kept")
	case !strings.Contains(o.Admin, "@"):
		return nil, errors.New("`admin:` must be an administrator's address, such as audit@acme.example")
	}
	if len(o.Products) == 0 {
		o.Products = []string{"Google-Apps"}
	}
	t := &Target{env: env, options: o, key: rest.Reference(o.Key, env.Dir)}
	for _, base := range []option.URL{o.URL, o.Licensing, o.Token} {
		if _, err := t.client(base, nil); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// client makes a client for one of Google's hosts. Google allows 2,400 calls a minute for the Directory API, and one a second
// for licences. See developers.google.com, "Directory API: Limits and quotas" and "Enterprise License Manager API: Usage limits".
func (t *Target) client(base option.URL, auth rest.Auth) (*rest.Client, error) {
	config := rest.Config{App: "Google", Base: string(base), Auth: auth, Rate: 30, Burst: 30, Concurrent: 8, Classify: classify}
	if base == t.options.Licensing {
		config.Rate, config.Burst = 1, 1
	}
	return rest.New(rest.Env(t.env), config)
}

// Check asks for a little of everything.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	r := &reader{target: t, sample: true}
	org, err := r.read(ctx)
	if err != nil {
		return access.Reach{}, err
	}
	return org.reach(), nil
}

// Snapshot reads the organization whole.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	taken := t.env.Now()
	r := &reader{target: t}
	org, err := r.read(ctx)
	if err != nil {
		return access.Snapshot{}, err
	}
	s := org.snapshot()
	s.Kind, s.Taken = Info().Kind, taken
	for _, session := range r.sessions {
		s.Calls, s.Pages = s.Calls+session.Calls(), s.Pages+session.Pages()
	}
	return s, nil
}

var _ targets.Target = (*Target)(nil)
