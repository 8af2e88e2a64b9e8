package github

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
)

// installationToken returns the tokens of an app's installation, each good for an hour.
// See docs.github.com, "Authenticating as a GitHub App installation".
func installationToken(env targets.Env, o *Options, config rest.Config) (rest.Source, error) {
	key := rest.Reference(o.App.Key, env.Dir)
	config.Auth = rest.Bearer(func(ctx context.Context) (secret.String, error) {
		text, err := key(ctx)
		if err != nil {
			return secret.String{}, err
		}
		// good for nine minutes, from one minute ago, as clocks differ
		now := env.Now()
		return rest.Signed(map[string]any{
			"iss": o.App.ID, "iat": now.Add(-time.Minute).Unix(), "exp": now.Add(9 * time.Minute).Unix(),
		}, "", text)
	})
	// a token is made, and nothing in the organization is changed
	call := rest.Call{
		Operation: "get a token for the app's installation",
		Path:      rest.Path("app", "installations", o.App.Installation, "access_tokens"),
	}
	client, err := rest.New(rest.Env(env), config)
	if err != nil {
		return nil, err
	}
	return rest.Expiring(env.Now, func(ctx context.Context) (secret.String, time.Time, error) {
		var got struct {
			Token     string    `json:"token"`
			ExpiresAt time.Time `json:"expires_at"`
		}
		_, err := client.Session().Query(ctx, call, &got)
		return secret.New(got.Token), got.ExpiresAt, err
	}), nil
}

// pause is how long GitHub wants to be left alone: as long as it says, else a minute.
func pause(r *rest.Response) time.Duration {
	if r.Header.Get("Retry-After") != "" || r.Header.Get("X-RateLimit-Remaining") == "0" {
		return 0 // what the headers say is obeyed
	}
	return time.Minute
}

func secondary(message string) bool {
	return strings.Contains(strings.ToLower(message), "secondary rate limit")
}

// classify knows GitHub's limits, and the errors that GraphQL gives with status 200.
// See docs.github.com, "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API".
func classify(r *rest.Response) (rest.Decision, bool) {
	var body struct {
		Message string
		Errors  []struct{ Type, Message string }
	}
	if json.Unmarshal(r.Body, &body) != nil {
		return rest.Decision{}, false
	}
	limited := rest.Decision{Class: rest.RateLimited, Retry: true}
	switch r.Status {
	case http.StatusForbidden:
		if r.Header.Get("X-RateLimit-Remaining") == "0" {
			return limited, true // when it begins anew is in the headers, which the limiter reads
		}
		if secondary(body.Message) || r.Header.Get("Retry-After") != "" {
			limited.Wait = pause(r)
			return limited, true
		}
	case http.StatusOK:
		if len(body.Errors) == 0 {
			break
		}
		switch body.Errors[0].Type {
		case "RATE_LIMITED":
			limited.Wait = pause(r)
			return limited, true
		case "NOT_FOUND":
			return rest.Decision{Class: rest.NotFound}, true
		case "FORBIDDEN", "INSUFFICIENT_SCOPES":
			return rest.Decision{Class: rest.Forbidden}, true
		}
		return rest.Decision{Class: rest.Invalid}, true
	}
	return rest.Decision{}, false
}
