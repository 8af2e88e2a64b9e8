package rest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
)

func TestADryRunWritesNothing(t *testing.T) {
	s, session := dial(t, nil, replies(with(200, "{}")))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, err := session.Write(t.Context(), method, list(), nil); !rest.Is(err, rest.Refused) || !strings.Contains(err.Error(), "dry run") {
			t.Errorf("%s: %v", method, err)
		}
	}
	if len(s.asked) != 0 || session.Calls() != 0 {
		t.Errorf("%d requests were sent", len(s.asked))
	}
}

func TestACredentialIsSentToTheAppAlone(t *testing.T) {
	for _, place := range []string{
		"https://evil.example/api/v1/members", "http://app.example/api/v1/members", "https://app.example:444/members",
		"//evil.example/members", "https://app.example@evil.example/", "https://user:word@app.example/", "javascript:alert(1)",
		"https://app.example.evil.example/", `https://evil.example\@app.example/`,
	} {
		s, session := dial(t, nil, func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return reply(302, "", "Location", place), nil
			}
			return reply(200, "{}"), nil
		})
		_, err := session.Get(t.Context(), list(), nil)
		if err == nil || len(s.asked) != 1 {
			t.Errorf("redirected to %s: %v, %d requests", place, err, len(s.asked))
		}
		s, session = dial(t, nil, replies(with(200, "{}")))
		_, err = session.Get(t.Context(), rest.Call{Operation: "list members", Link: place}, nil)
		if !rest.Is(err, rest.Refused) || len(s.asked) != 0 {
			t.Errorf("linked to %s: %v, %d requests", place, err, len(s.asked))
		}
	}
}

func TestARedirectWithinTheAppIsFollowedByReadsAFewTimes(t *testing.T) {
	here := func(n int, _ *http.Request) (*http.Response, error) {
		if n <= 3 {
			return reply(301, "", "Location", fmt.Sprintf("https://APP.example:443/api/v2/members?step=%d", n)), nil
		}
		return reply(200, "{}"), nil
	}
	s, session := dial(t, nil, here)
	if _, err := session.Get(t.Context(), list(), nil); err != nil || session.Calls() != 4 {
		t.Errorf("%v, %d calls", err, session.Calls())
	}
	for i, r := range s.asked {
		if r.Header.Get("Authorization") != "Bearer "+token {
			t.Errorf("request %d has no credential", i+1)
		}
	}
	_, session = dial(t, func(e *rest.Env, _ *rest.Config) { e.Writes = true }, here)
	if _, err := session.Write(t.Context(), http.MethodPost, list(), nil); !rest.Is(err, rest.Refused) || session.Calls() != 1 {
		t.Errorf("a write: %v, %d calls", err, session.Calls())
	}
	_, session = dial(t, nil, func(n int, _ *http.Request) (*http.Response, error) {
		return reply(302, "", "Location", fmt.Sprintf("/%d", n)), nil
	})
	if _, err := session.Get(t.Context(), list(), nil); !rest.Is(err, rest.Refused) || session.Calls() != 6 {
		t.Errorf("without an end: %v, %d calls", err, session.Calls())
	}
}

func TestOnlyAnAddressThatHidesTheCredentialIsTaken(t *testing.T) {
	for base, sound := range map[string]bool{
		"https://app.example": true, "https://app.example/scim/v2/": true, "http://localhost:8080/x": true, "http://127.0.0.1:1": true,
		"http://[::1]:1/": true, "http://app.example": false, "http://127.0.0.1.evil.example": false, "app.example": false, "": false,
		"https://": false, "https://u:p@app.example": false, "https://app.example/?a=b": false, "https://app.example/#x": false,
		"ftp://app.example": false, "https:app.example": false, "https://app.example/%zz": false,
	} {
		_, err := rest.New(rest.Env{HTTP: http.DefaultClient, Now: (&clock{}).time, Log: discard()}, rest.Config{App: "App", Base: base})
		if (err == nil) != sound {
			t.Errorf("%q: %v", base, err)
		}
		if err != nil && strings.Contains(err.Error(), "u:p") {
			t.Errorf("%q: the error shows the password: %v", base, err)
		}
	}
}

func TestAPathNeverLeavesItsPlace(t *testing.T) {
	for _, hostile := range []string{"..", ".", "a/b", "?x=1", "#x", "%2e%2e", "a b", "ñ", "//evil.example", "@evil.example"} {
		s, session := dial(t, nil, replies(with(200, "{}")))
		if _, err := session.Get(t.Context(), rest.Call{Operation: "read a team", Path: rest.Path("teams", hostile, "members")}, nil); err != nil {
			t.Fatal(err)
		}
		u := s.asked[0].URL
		parts := strings.Split(u.EscapedPath(), "/")
		if u.Host != "app.example" || u.RawQuery != "" || len(parts) != 6 || parts[3] != "teams" || parts[5] != "members" {
			t.Errorf("%q leads to %s", hostile, u)
		}
		if got, err := url.PathUnescape(parts[4]); err != nil || got != hostile {
			t.Errorf("%q arrives as %q", hostile, got)
		}
	}
}

// echo answers an error with all that a hostile or talkative app could say.
func echo(status int) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		sent := r.Header.Get("Authorization") + " " + r.URL.String()
		text := fmt.Sprintf("bad %s\x1b[31m\n\u202e%s", sent, strings.Repeat("é", 1000))
		body := fmt.Sprintf(`{"message": %q, "other": %q}`, text, "private "+sent)
		body = strings.ReplaceAll(body, `\x1b`, `\u001b`)
		return reply(status, body, "X-Request-Id", "req-1", "X-Other", sent), nil
	}
}

func TestAnErrorNamesWhatFailedAndHoldsNoAddressNoBodyAndNoSecret(t *testing.T) {
	call := rest.Call{Operation: "read a member", Path: rest.Path("members", "ana@acme.example"), Query: url.Values{"q": {"eve@acme.example"}}}
	pair := base64.StdEncoding.EncodeToString([]byte("bob:" + token))
	source := func(context.Context) (secret.String, error) { return secret.New(token), nil }
	keyed := base64.StdEncoding.EncodeToString([]byte(token + ":x"))
	for name, c := range map[string]struct {
		answer func(int, *http.Request) (*http.Response, error)
		want   string
	}{
		"an error of the app": {echo(403), "App: read a member: forbidden (403)"},
		"a reset":             {replies(fails(errors.New("connection refused"))), "App: read a member: network: connection refused"},
		"a talkative proxy":   {replies(fails(errors.New("bad " + token + "\x1b" + strings.Repeat("é", 1000)))), "App: read a member: network: bad [redacted]"},
		"no JSON":             {replies(with(200, "private ana@acme.example")), "App: read a member: decode (200): the answer is no JSON"},
		"a wrong field":       {replies(with(200, `{"a": 12345}`)), `the answer's field "A" is a JSON number`},
		"a web page": {
			replies(with(200, "<html>private</html>", "Content-Type", "text/html; charset=utf-8")),
			"App: read a member: decode (200): the answer is text/html",
		},
	} {
		for kind, auth := range map[string]rest.Auth{
			"bearer": rest.Bearer(source), "basic": rest.Basic("bob", source), "a key as the name": rest.BasicKey(source),
		} {
			s, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Auth = auth }, c.answer)
			var out struct{ A string }
			_, err := session.Get(t.Context(), call, &out)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: %v", name, kind, err)
				continue
			}
			var typed *rest.Error
			if !errors.As(err, &typed) {
				t.Errorf("%s: no typed error", name)
			}
			shown := fmt.Sprintf("%v %+v %#v %s %s", err, err, typed, s.log.String(), typed.Message)
			for _, private := range []string{token, pair, keyed, "private", "12345", "\x1b", "\u202e", strings.Repeat("é", 500)} {
				if strings.Contains(shown, private) {
					t.Errorf("%s, %s: %q shows in %s", name, kind, private, shown)
				}
			}
			if strings.Contains(s.log.String(), "acme.example") {
				t.Errorf("%s: an address is in the log: %s", name, s.log.String())
			}
			for _, r := range s.asked {
				if r.Header.Get("Authorization") == "" {
					t.Errorf("%s: no credential was sent", name)
				}
			}
		}
	}
}

func TestASecretInAFormIsHiddenInWhatTheAppEchoes(t *testing.T) {
	s, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Auth = nil }, replies(with(400, `{"error_description":"bad `+token+`"}`)))
	_, err := session.Query(t.Context(), rest.Call{
		Operation: "get a token", Form: url.Values{"client_secret": {token}}, Hide: []secret.String{secret.New(token)},
	}, nil)
	if err == nil || !strings.Contains(err.Error(), "bad [redacted]") || strings.Contains(s.log.String(), token) || s.bodies[0] != "client_secret="+token {
		t.Errorf("%v after %q", err, s.bodies)
	}
}

func TestASecretThatCannotBeHadOrSentIsAnErrorWithoutIt(t *testing.T) {
	for name, source := range map[string]rest.Source{
		"none": func(context.Context) (secret.String, error) {
			return secret.String{}, errors.New("read secret env:X: not set")
		},
		"line breaks": func(context.Context) (secret.String, error) { return secret.New(token + "\nX: y"), nil },
	} {
		s, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Auth = rest.Bearer(source) }, replies(with(200, "{}")))
		_, err := session.Get(t.Context(), list(), nil)
		if !rest.Is(err, rest.Unauthorized) || strings.Contains(err.Error(), token) || len(s.asked) != 0 || session.Calls() != 0 {
			t.Errorf("%s: %v, %d requests", name, err, len(s.asked))
		}
	}
}

func TestAReferenceIsResolvedOnceAndAgainOnlyWhereThatFailed(t *testing.T) {
	ref, err := secret.ParseRef("env:RECONCILE_TEST_TOKEN")
	if err != nil {
		t.Fatal(err)
	}
	source := rest.Reference(ref, "")
	if _, err := source(t.Context()); err == nil {
		t.Error("there is none yet")
	}
	for _, value := range []string{"first\n", "second"} {
		t.Setenv("RECONCILE_TEST_TOKEN", value)
		if got, err := source(t.Context()); err != nil || got.Reveal() != "first" {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	}
}

func TestAnAnswerIsReadWholeAndAsJSONOrNotAtAll(t *testing.T) {
	for name, c := range map[string]struct {
		body, kind, want string
		class            rest.Class
	}{
		"too large":           {`{"a":"` + strings.Repeat("x", 2<<20) + `"}`, "application/json", "larger than 1 MiB", rest.Decode},
		"cut off":             {`{"a":"x`, "application/json", "breaks off", rest.Decode},
		"two values":          {`{"a":"x"} {"a":"y"}`, "application/json", "no JSON", rest.Decode},
		"empty":               {" \n", "application/json", "empty", rest.Decode},
		"nothing at all":      {" null\n", "application/json", "null", rest.Decode},
		"text":                {`{"a":"x"}`, "text/plain", "text/plain instead of JSON", rest.Decode},
		"of its own kind":     {`{"a":"x"}`, "application/scim+json; charset=utf-8", "", ""},
		"of no kind":          {`{"a":"x"}`, "", "", ""},
		"of an unlikely kind": {`{"a":"x"}`, "app\x1blication/;;", "instead of JSON", rest.Decode},
	} {
		_, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Limits.Body = 1 << 20 }, func(int, *http.Request) (*http.Response, error) {
			r := reply(200, c.body)
			r.Header.Set("Content-Type", c.kind)
			return r, nil
		})
		var out struct{ A string }
		_, err := session.Get(t.Context(), list(), &out)
		switch {
		case c.want == "" && (err != nil || out.A != "x"):
			t.Errorf("%s: %+v, %v", name, out, err)
		case c.want != "" && (!rest.Is(err, c.class) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b")):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsSentIsWhatWasAsked(t *testing.T) {
	s, session := dial(t, func(e *rest.Env, c *rest.Config) {
		e.Writes, c.Header = true, map[string]string{"Accept": "application/scim+json"}
	}, replies(with(429, "{}"), with(204, "")))
	call := rest.Call{Operation: "change a member", Path: "members/1", Body: map[string]bool{"active": false}, Type: "application/scim+json", Repeatable: true}
	if _, err := session.Write(t.Context(), http.MethodPatch, call, nil); err != nil {
		t.Fatal(err)
	}
	form := rest.Call{Operation: "find", Path: "find", Form: url.Values{"a": {"b c"}}}
	if _, err := session.Query(t.Context(), form, nil); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`{"active":false}`, `{"active":false}`, "a=b+c"} {
		r := s.asked[i]
		if s.bodies[i] != want || r.Header.Get("Accept") != "application/scim+json" || r.UserAgent() != "reconcile" {
			t.Errorf("request %d: %q, %v", i+1, s.bodies[i], r.Header)
		}
	}
	if got := s.asked[0].Header.Get("Content-Type"); got != "application/scim+json" || s.asked[0].Method != http.MethodPatch {
		t.Errorf("content type %q", got)
	}
	if got := s.asked[2].Header.Get("Content-Type"); got != "application/x-www-form-urlencoded" || s.asked[2].Method != http.MethodPost {
		t.Errorf("content type %q", got)
	}
	_, err := session.Query(t.Context(), rest.Call{Operation: "find", Body: io.EOF, Path: "find"}, nil)
	if err != nil {
		t.Error(err)
	}
	if _, err := session.Query(t.Context(), rest.Call{Operation: "find", Body: func() {}}, nil); !rest.Is(err, rest.Invalid) {
		t.Errorf("what is no JSON: %v", err)
	}
}
