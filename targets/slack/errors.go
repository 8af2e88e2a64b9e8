package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"reconcile/internal/rest"
)

// envelope is what every answer of the Web API has. An error comes with status 200.
// See docs.slack.dev, "Using the Slack Web API", "Evaluating responses".
type envelope struct {
	OK    *bool  `json:"ok"`
	Error string `json:"error"`
	// Needed and Provided are scopes, beside missing_scope.
	Needed   string `json:"needed"`
	Provided string `json:"provided"`
}

// classes tells what kind of failure an error is; one that is not here is an invalid call.
func classes() map[string]rest.Class {
	byClass := map[rest.Class][]string{
		rest.Unauthorized: {
			"not_authed", "invalid_auth", "token_revoked", "token_expired", "account_inactive", "invalid_token",
			"two_factor_setup_required",
		},
		rest.Forbidden: {
			"missing_scope", "not_allowed_token_type", "no_permission", "access_denied", "not_an_admin", "not_allowed",
			"invalid_actor", "restricted_action", "feature_not_enabled", "paid_only", "plan_upgrade_required", "upgrade_required",
			"team_access_not_granted", "user_is_restricted", "user_is_bot", "org_login_required", "ekm_access_denied",
			"enterprise_is_restricted", "over_pagination_limit",
		},
		rest.NotFound: {
			"team_not_found", "invalid_team", "invalid_team_id", "user_not_found", "org_not_found", "unknown_method", "method_deprecated",
		},
		rest.Server: {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"},
	}
	all := map[string]rest.Class{}
	for class, names := range byClass {
		for _, name := range names {
			all[name] = class
		}
	}
	return all
}

// classify knows the errors that come with status 200. A limit that says not how long it holds is waited for half a minute.
func classify(r *rest.Response) (rest.Decision, bool) {
	var e envelope
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &e) != nil {
		return rest.Decision{}, false
	}
	switch {
	case e.OK == nil:
		return rest.Decision{Class: rest.Decode}, true // JSON, and not Slack's
	case *e.OK:
		return rest.Decision{}, false
	case e.Error == "ratelimited" || e.Error == "rate_limited":
		d := rest.Decision{Class: rest.RateLimited, Retry: true}
		if r.Header.Get("Retry-After") == "" {
			d.Wait = 30 * time.Second
		}
		return d, true
	}
	if class, known := classes()[e.Error]; known {
		return rest.Decision{Class: class}, true
	}
	return rest.Decision{Class: rest.Invalid}, true
}

// explain names the error, and the scope that it is about.
func explain(r *rest.Response) string {
	var e envelope
	if json.Unmarshal(r.Body, &e) != nil || e.OK == nil || e.Error == "" {
		return ""
	}
	text := e.Error
	if e.Needed != "" {
		text += ", needed is " + e.Needed
	}
	if e.Provided != "" {
		text += ", the token has " + e.Provided
	}
	return text
}

// lacking says why a list that not every token may see can't be had, "" if an error is another.
func lacking(err error, what string) string {
	var e *rest.Error
	if !errors.As(err, &e) || e.Class != rest.Forbidden && e.Class != rest.NotFound {
		return ""
	}
	if e.Message == "" {
		return "Slack does not give " + what + " to this token"
	}
	return "Slack does not give " + what + " to this token, and says: " + e.Message
}
