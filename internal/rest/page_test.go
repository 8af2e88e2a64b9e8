package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/rest"
)

type page struct {
	Rows  []int
	Next  string
	Total *int
}

func rows(p *page) int { return len(p.Rows) }

func total(p *page) int {
	if p.Total == nil {
		return -1
	}
	return *p.Total
}

// app lists the numbers below n in pages of a size, in all the ways there are.
func app(n, size int, tellsTotal bool) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		from := 0
		number := func(name string, first, each int) {
			if q.Has(name) {
				value, _ := strconv.Atoi(q.Get(name))
				from = (value - first) * each
			}
		}
		number("startIndex", 1, 1)
		number("offset", 0, 1)
		number("page", 1, size)
		number("after", 0, 1)
		p := page{Rows: []int{}}
		for i := from; i < min(from+size, n); i++ {
			p.Rows = append(p.Rows, i)
		}
		if tellsTotal {
			p.Total = &n
		}
		headers := []string{}
		if from+size < n {
			p.Next = strconv.Itoa(from + size)
			headers = []string{"Link", fmt.Sprintf(`<https://x.example/?a=1,2>; rel=prev, </api/v1/members?after=%d&per=%d>; title="a, b"; rel="last next"`, from+size, size)}
		}
		body, _ := json.Marshal(p)
		return reply(200, string(body), headers...), nil
	}
}

// steps are made anew for each list.
func steps() map[string]rest.Step[page] {
	return map[string]rest.Step[page]{
		"link":   rest.ByLink[page],
		"cursor": rest.ByCursor("after", func(p *page) string { return p.Next }),
		"offset": rest.ByOffset("offset", 0, rows, total),
		"index":  rest.ByOffset("startIndex", 1, rows, total),
		"number": rest.ByPage("page", 1, func(p *page) bool { return len(p.Rows) == 0 }),
	}
}

func collect(ctx context.Context, s *rest.Session, call rest.Call, step rest.Step[page]) (got []int, err error) {
	for p, err := range rest.Pages(ctx, s, call, step) {
		if err != nil {
			return nil, err
		}
		got = append(got, p.Rows...)
	}
	return got, nil
}

func TestEveryWayOfPagingReadsEverythingOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n, size := rapid.IntRange(0, 20).Draw(r, "n"), rapid.IntRange(1, 7).Draw(r, "size")
		tells := rapid.Bool().Draw(r, "tells")
		for name, step := range steps() {
			s, session := dial(t, nil, app(n, size, tells))
			got, err := collect(t.Context(), session, list(), step)
			if err != nil || len(got) != n {
				r.Fatalf("%s: %v, %v", name, got, err)
			}
			for i := range got {
				if got[i] != i {
					r.Fatalf("%s: %v", name, got)
				}
			}
			if session.Pages() != len(s.asked) || session.Calls() != len(s.asked) {
				r.Fatalf("%s: %d pages, %d calls, %d requests", name, session.Pages(), session.Calls(), len(s.asked))
			}
			if floor := max((n+size-1)/size, 1); (tells || name == "link" || name == "cursor") && name != "number" && len(s.asked) != floor {
				r.Fatalf("%s: %d requests for %d pages", name, len(s.asked), floor)
			}
		}
	})
}

func TestACursorThatComesTwiceAndAListWithoutEndAreErrors(t *testing.T) {
	cursor := func(next func(n int) string) func(int, *http.Request) (*http.Response, error) {
		return func(n int, _ *http.Request) (*http.Response, error) {
			return reply(200, fmt.Sprintf(`{"Rows":[%d],"Next":%q}`, n, next(n)), "Link", "</api/v1/members?after="+next(n)+`>; rel="next"`), nil
		}
	}
	for name, c := range map[string]struct {
		answer   func(int, *http.Request) (*http.Response, error)
		want     string
		requests int
	}{
		"the same cursor": {cursor(func(int) string { return "x" }), "same cursor twice", 2},
		"a circle":        {cursor(func(n int) string { return strconv.Itoa(n % 3) }), "same cursor twice", 4},
		"no end":          {cursor(strconv.Itoa), "does not end within 50 pages", 50},
	} {
		for _, step := range []string{"link", "cursor"} {
			s, session := dial(t, func(_ *rest.Env, c *rest.Config) { c.Limits.Pages = 50 }, c.answer)
			_, err := collect(t.Context(), session, list(), steps()[step])
			if !rest.Is(err, rest.Incomplete) || !strings.Contains(err.Error(), c.want) || len(s.asked) != c.requests {
				t.Errorf("%s by %s: %v after %d requests", name, step, err, len(s.asked))
			}
		}
	}
}

func TestAListEndsWithItsFirstErrorOrWhereNobodyReadsOn(t *testing.T) {
	s, session := dial(t, nil, replies(with(200, `{"Rows":[1],"Next":"2"}`), with(500, "{}")))
	if got, err := collect(t.Context(), session, list(), steps()["cursor"]); !rest.Is(err, rest.Server) || got != nil || len(s.asked) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	s, session = dial(t, nil, app(100, 1, false))
	for range rest.Pages(t.Context(), session, list(), steps()["cursor"]) {
		break
	}
	if len(s.asked) != 1 {
		t.Errorf("%d requests", len(s.asked))
	}
	bad := func(*page, *rest.Response, *rest.Call) (bool, error) {
		return true, errors.New("the cursor is no text")
	}
	if _, err := collect(t.Context(), session, list(), bad); !rest.Is(err, rest.Decode) {
		t.Errorf("%v", err)
	}
}

func TestAListByPostHasItsPlaceInTheBody(t *testing.T) {
	type body struct{ After string }
	s, session := dial(t, nil, replies(with(200, `{"Rows":[1],"Next":"2"}`), with(200, `{"Rows":[2]}`)))
	call := rest.Call{Operation: "list members", Path: "graphql", Body: body{}}
	got, err := collect(t.Context(), session, call, func(p *page, _ *rest.Response, next *rest.Call) (bool, error) {
		next.Body = body{p.Next}
		return p.Next != "", nil
	})
	if err != nil || len(got) != 2 || s.asked[1].Method != http.MethodPost || s.bodies[1] != `{"After":"2"}` {
		t.Errorf("%v, %v, %q", got, err, s.bodies)
	}
}

func TestPagesKeepTheFilterAndLeaveTheCallAlone(t *testing.T) {
	s, session := dial(t, nil, app(3, 1, false))
	call := list()
	call.Query = url.Values{"filter": {"active"}}
	if _, err := collect(t.Context(), session, call, steps()["cursor"]); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.asked {
		if r.URL.Query().Get("filter") != "active" {
			t.Errorf("asked %s", r.URL.RawQuery)
		}
	}
	if len(call.Query) != 1 {
		t.Errorf("the call became %v", call.Query)
	}
}

func TestRowsThatRepeatOrLackAreErrors(t *testing.T) {
	_, session := dial(t, nil, nil)
	tally := session.Tally("list members")
	for _, id := range []string{"1", "2"} {
		if err := tally.Add(id); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"", "1"} {
		if err := tally.Add(id); !rest.Is(err, rest.Incomplete) {
			t.Errorf("%q: %v", id, err)
		}
	}
	for total, sound := range map[int]bool{-1: true, 0: true, 1: true, 2: true, 3: false} {
		if err := tally.Whole(total); (err == nil) != sound {
			t.Errorf("of %d: %v", total, err)
		}
	}
}

func TestAnIDIsKeptAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		`"u-1"`: "u-1", `9007199254740993`: "9007199254740993", `18446744073709551615`: "18446744073709551615", `"007"`: "007", `null`: "",
	} {
		var id rest.ID
		if err := json.Unmarshal([]byte(text), &id); err != nil || string(id) != want {
			t.Errorf("%s: %q, %v", text, id, err)
		}
	}
	for _, text := range []string{`1.5`, `1e3`, `true`, `{}`, `[]`, `99999999999999999999`} {
		var id rest.ID
		if err := json.Unmarshal([]byte(text), &id); err == nil {
			t.Errorf("%s: %q", text, id)
		}
	}
}

func TestTheFirstFailureOfManyEndsTheRest(t *testing.T) {
	_, session := dial(t, nil, replies(with(200, "{}")))
	fault := errors.New("broken")
	done := make([]bool, 1000)
	err := rest.Each(t.Context(), session, done, func(ctx context.Context, i int, _ bool) error {
		if i == 5 {
			return fault
		}
		done[i] = true
		return ctx.Err()
	})
	if !errors.Is(err, fault) || !slices.Contains(done, false) {
		t.Errorf("%v", err)
	}
	if err := rest.Each(t.Context(), session, []int(nil), nil); err != nil {
		t.Errorf("of nothing: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := rest.Each(ctx, session, done, func(ctx context.Context, _ int, _ bool) error { return ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
