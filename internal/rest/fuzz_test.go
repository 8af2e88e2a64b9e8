package rest_test

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"reconcile/internal/rest"
)

func FuzzAnAnswerOfAnAppIsReadOrRefusedAndNeverShownRaw(f *testing.F) {
	f.Add(200, `{"A":"x"}`, "application/json", `<https://app.example/?a=1>; rel="next"`, "1", "0", "12")
	f.Add(429, `{"message":"`+token+`"}`, "text/html", `<`, "Mon, 15 Jun 2026 02:31:00 GMT", "0", "2026-06-15T02:30:42Z")
	f.Add(503, `{"errors":[{"detail":"\u202e"}]}`, "", `<a>;rel=next,<b>;rel="x next"`, "1e9", "-1", "nan")
	f.Fuzz(func(t *testing.T, status int, body, kind, link, after, left, reset string) {
		if status < 100 || status > 999 {
			status = 200
		}
		_, session := dial(t, nil, func(int, *http.Request) (*http.Response, error) {
			r := reply(status, body)
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Link", link)
			r.Header.Set("Retry-After", after)
			r.Header.Set("X-RateLimit-Remaining", left)
			r.Header.Set("X-RateLimit-Reset", reset)
			r.Header.Set("RateLimit", left+";r=0;t="+reset)
			return r, nil
		})
		var out struct{ A string }
		r, err := session.Get(t.Context(), list(), &out)
		if err == nil {
			r.Link("next")
			return
		}
		text := err.Error()
		if strings.Contains(text, token) || strings.ContainsAny(text, "\n\x1b\x00") || !utf8.ValidString(text) || len(text) > 2000 {
			t.Errorf("%q", text)
		}
		if !strings.HasPrefix(text, "App: list members: ") || rest.Is(err, rest.OK) {
			t.Errorf("%q", text)
		}
	})
}
