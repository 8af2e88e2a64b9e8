package rest

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"reconcile/internal/secret"
)

// Auth gives the credential of a request, at the last moment.
type Auth func(ctx context.Context) (Credential, error)

// Credential is the header that says who asks.
type Credential struct {
	// Header is its name, Scheme what stands before the secret ("Bearer"), "" for nothing.
	Header, Scheme string
	Secret         secret.String
	// Hide are further secrets that an app may echo.
	Hide []secret.String
}

// Source gives a secret. It is asked before every request, so it keeps what it has.
type Source func(ctx context.Context) (secret.String, error)

// Reference resolves a reference when first asked, and again only where that failed. Relative files start at dir.
func Reference(ref secret.Ref, dir string) Source {
	var mu sync.Mutex
	var known secret.String
	return func(ctx context.Context) (secret.String, error) {
		mu.Lock()
		defer mu.Unlock()
		if known.IsZero() {
			text, err := ref.Resolve(ctx, dir)
			if err != nil {
				return secret.String{}, err
			}
			known = secret.New(strings.TrimSpace(text.Reveal()))
		}
		return known, nil
	}
}

// Bearer sends a token (RFC 6750).
func Bearer(token Source) Auth { return Header("Authorization", "Bearer", token) }

// Header sends a secret in a header of the app's own.
func Header(name, scheme string, source Source) Auth {
	return func(ctx context.Context) (Credential, error) {
		text, err := source(ctx)
		return Credential{Header: name, Scheme: scheme, Secret: text}, err
	}
}

// Basic sends a name and a password (RFC 7617).
func Basic(name string, password Source) Auth {
	return func(ctx context.Context) (Credential, error) {
		text, err := password(ctx)
		pair := base64.StdEncoding.EncodeToString([]byte(name + ":" + text.Reveal()))
		return Credential{Header: "Authorization", Scheme: "Basic", Secret: secret.New(pair), Hide: []secret.String{text}}, err
	}
}

// BasicKey sends a key in the place of the name, and an x in that of the password, as some apps want it.
func BasicKey(key Source) Auth {
	return func(ctx context.Context) (Credential, error) {
		text, err := key(ctx)
		pair := base64.StdEncoding.EncodeToString([]byte(text.Reveal() + ":x"))
		return Credential{Header: "Authorization", Scheme: "Basic", Secret: secret.New(pair), Hide: []secret.String{text}}, err
	}
}

// transport counts requests and gives each its credential, so that none stands in a request that somebody may print.
type transport struct {
	session *Session
	next    http.RoundTripper
}

// credentialError says why there is no credential.
type credentialError struct{ err error }

func (e *credentialError) Error() string { return e.err.Error() }
func (e *credentialError) Unwrap() error { return e.err }

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	client := t.session.client
	if !client.own(r.URL) {
		return nil, elsewhere(r.URL)
	}
	if client.config.Auth != nil {
		credential, err := client.config.Auth(r.Context())
		if err != nil {
			return nil, &credentialError{err}
		}
		value := strings.TrimSpace(credential.Scheme + " " + credential.Secret.Reveal())
		if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c > '~' }) {
			return nil, &credentialError{errors.New("the secret has line breaks or other characters that no header takes: write it anew")}
		}
		client.hide(append(credential.Hide, credential.Secret)...)
		r = r.Clone(r.Context())
		r.Header.Set(credential.Header, value)
	}
	t.session.calls.Add(1)
	return t.next.RoundTrip(r)
}

// hide remembers secrets, to take them out of what an app says.
func (c *Client) hide(secrets ...secret.String) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range secrets {
		if text := s.Reveal(); text != "" && !slices.Contains(c.hidden, text) {
			c.hidden = append(c.hidden, text)
		}
	}
}

// redact takes the secrets out of a text.
func (c *Client) redact(text string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, hidden := range c.hidden {
		text = strings.ReplaceAll(text, hidden, secret.Redacted)
	}
	return text
}
