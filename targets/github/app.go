package github

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
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
		return signed(o.App.ID, text, env.Now())
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

// signed returns the app's own token (JWT, RFC 7519, with RS256): good for nine minutes, from one minute ago, as clocks differ.
func signed(issuer string, key secret.String, now time.Time) (secret.String, error) {
	private, err := parseKey([]byte(key.Reveal()))
	if err != nil {
		return secret.String{}, err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": issuer, "iat": now.Add(-time.Minute).Unix(), "exp": now.Add(9 * time.Minute).Unix(),
	})
	if err != nil {
		return secret.String{}, fmt.Errorf("write the app's claims: %w", err)
	}
	text := encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	if err != nil {
		return secret.String{}, errors.New("sign with the app's private key: it is too short; make a new one")
	}
	return secret.New(text + "." + encode(signature)), nil
}

func encode(part []byte) string { return base64.RawURLEncoding.EncodeToString(part) }

// parseKey reads a private key as GitHub gives it (PKCS #1), or as other tools write it (PKCS #8).
func parseKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the app's private key is no PEM: keep the file as GitHub gave it")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if key, ok := key.(*rsa.PrivateKey); ok {
			return key, nil
		}
	}
	return nil, errors.New("the app's private key is no RSA key: keep the file as GitHub gave it")
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
