package rest_test

import (
	"context"
	"strings"
	"testing"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
)

func TestWhatAConnectorExplainsIsCleanedToo(t *testing.T) {
	for explained, want := range map[string]string{
		"needs \x1b" + token + strings.Repeat("x", 1000): `the app says "needs ␛[redacted]xxx`, "": `the app says "plain"`,
	} {
		explain := func(*rest.Response) string { return explained }
		bearer := rest.Bearer(func(context.Context) (secret.String, error) { return secret.New(token), nil })
		_, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Auth, c.Explain = bearer, explain }, replies(with(403, `{"message":"plain"}`)))
		_, err := session.Get(t.Context(), rest.Call{Operation: "read"}, nil)
		if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 600 || strings.ContainsAny(err.Error(), "\x1b") {
			t.Errorf("%v", err)
		}
	}
}
