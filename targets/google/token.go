package google

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
)

// The scopes. Of licences there is none that only reads.
const (
	prefix        = "https://www.googleapis.com/auth/"
	userScope     = prefix + "admin.directory.user.readonly"
	groupScope    = prefix + "admin.directory.group.readonly"
	roleScope     = prefix + "admin.directory.rolemanagement.readonly"
	licenceScope  = prefix + "apps.licensing"
	tokenLifetime = 58 * time.Minute
)

func scopes() []string { return []string{userScope, groupScope, roleScope, licenceScope} }

// serviceKey is the file that Google gives for a service account.
type serviceKey struct {
	Type         string `json:"type"`
	ClientEmail  string `json:"client_email"`
	PrivateKeyID string `json:"private_key_id"`
	PrivateKey   string `json:"private_key"`
}

// tokens returns for each scope the source of its tokens: one for all, and where Google refuses that, one for each that it
// grants. It refuses all scopes where the delegation lacks one.
func (r *reader) tokens(ctx context.Context) (map[string]rest.Source, error) {
	client, err := r.target.client(r.target.options.Token, nil)
	if err != nil {
		return nil, err
	}
	session := r.session(client)
	granted := map[string]rest.Source{}
	all := r.source(session, strings.Join(scopes(), " "))
	if _, err = all(ctx); err == nil {
		for _, scope := range scopes() {
			granted[scope] = all
		}
	}
	if !rest.Is(err, rest.Forbidden) {
		return granted, err
	}
	for _, scope := range scopes() {
		one := r.source(session, scope)
		switch _, err := one(ctx); {
		case err == nil:
			granted[scope] = one
		case !rest.Is(err, rest.Forbidden) || scope == userScope:
			return nil, err
		}
	}
	return granted, nil
}

// source turns the key into tokens for scopes, in the administrator's name.
// See developers.google.com, "Using OAuth 2.0 for Server to Server Applications", and RFC 7523, section 2.1.
func (r *reader) source(session *rest.Session, scope string) rest.Source {
	t := r.target
	const operation = "get a token for the service account"
	return rest.Expiring(t.env.Now, func(ctx context.Context) (none secret.String, _ time.Time, _ error) {
		now := t.env.Now()
		text, err := t.key(ctx)
		if err != nil {
			return none, now, err
		}
		var key serviceKey
		if json.Unmarshal([]byte(text.Reveal()), &key) != nil || key.Type != "service_account" || key.ClientEmail == "" {
			return none, now, errors.New("the credential is no key of a service account: keep the JSON file as Google gave it")
		}
		assertion, err := rest.Signed(map[string]any{
			"iss": key.ClientEmail, "sub": t.options.Admin, "scope": scope, "aud": string(t.options.Token),
			"iat": now.Add(-time.Minute).Unix(), "exp": now.Add(tokenLifetime).Unix(), // clocks differ
		}, key.PrivateKeyID, secret.New(key.PrivateKey))
		if err != nil {
			return none, now, err
		}
		var got struct {
			AccessToken string `json:"access_token"`
			ExpiresIn   int    `json:"expires_in"`
		}
		// a token is made, and nothing in the organization is changed
		_, err = session.Query(ctx, rest.Call{
			Operation: operation, Hide: []secret.String{assertion},
			Form: url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion.Reveal()}},
		}, &got)
		if err == nil && got.AccessToken == "" {
			err = session.Broken(operation, "the answer has no token")
		}
		return secret.New(got.AccessToken), now.Add(time.Duration(got.ExpiresIn) * time.Second), err
	})
}

// classify knows how Google says that it is asked too much, and that the delegation lacks a scope.
// See developers.google.com, "Directory API: Limits and quotas" and "Domain-wide delegation: Resolve errors".
func classify(r *rest.Response) (rest.Decision, bool) {
	if r.Status != http.StatusForbidden && r.Status != http.StatusUnauthorized && r.Status != http.StatusBadRequest {
		return rest.Decision{}, false
	}
	var api struct {
		Error struct{ Errors []struct{ Reason string } }
	}
	if json.Unmarshal(r.Body, &api) == nil && len(api.Error.Errors) > 0 && r.Status == http.StatusForbidden {
		switch api.Error.Errors[0].Reason {
		case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded":
			return rest.Decision{Class: rest.RateLimited, Retry: true}, true
		}
		return rest.Decision{}, false
	}
	var oauth struct{ Error string }
	if json.Unmarshal(r.Body, &oauth) == nil {
		switch oauth.Error {
		case "unauthorized_client", "access_denied":
			return rest.Decision{Class: rest.Forbidden}, true
		case "invalid_grant", "invalid_client":
			return rest.Decision{Class: rest.Unauthorized}, true
		}
	}
	return rest.Decision{}, false
}
