package scim_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/scim"
)

// big answers lists of n users and m groups, never more rows at once than most.
func big(n, m, most int) func(string, map[string]string) (int, string) {
	return func(path string, query map[string]string) (int, string) {
		if strings.HasPrefix(path, "Groups/") {
			id := strings.TrimPrefix(path, "Groups/")
			return 200, fmt.Sprintf(`{"id":%q,"displayName":%[1]q,"members":[{"value":"1"}]}`, id)
		}
		total, known := map[string]int{"Users": n, "Groups": m}[path]
		if !known {
			return 404, `{"detail":"no such endpoint"}`
		}
		start, _ := strconv.Atoi(query["startIndex"])
		count, err := strconv.Atoi(query["count"])
		if err != nil {
			start, count = 1, total
		}
		var rows []string
		for i := start; i <= min(total, start+min(count, most)-1); i++ {
			rows = append(rows, fmt.Sprintf(`{"id":"%d","displayName":"n%[1]d"}`, i))
		}
		return 200, fmt.Sprintf(`{"totalResults":%d,"Resources":[%s]}`, total, strings.Join(rows, ","))
	}
}

func TestARunTakesAsFewCallsAsThereArePages(t *testing.T) {
	for _, c := range []struct {
		profile      string
		users        int
		groups, most int
		want         int
	}{
		// no page of its own configuration, no page beyond the last: users, groups, and each group alone where none has members
		{"slack", 2500, 0, 1000, 3 + 1},
		{"slack", 2000, 0, 1000, 2 + 1},
		{"notion", 250, 0, 100, 3 + 1},
		{"github-org", 250, 0, 100, 3},
		{"figma", 2900, 0, 3000, 1 + 1},
		{"asana", 700, 5, 9999, 1 + 1 + 5},
		{"atlassian", 99, 4, 100, 1 + 1 + 4},
		// the page that nobody may have, and for each list one beyond the last
		{"standard", 250, 0, 100, 1 + 3 + 1 + 1},
		{"standard", 250, 0, 2000, 1 + 1 + 1 + 1},
	} {
		s, r := open(t, scim.ProfileOf(c.profile), big(c.users, c.groups, c.most))
		d, err := r.Read(t.Context())
		if err != nil || len(d.Users) != c.users || len(d.Groups) != c.groups {
			t.Errorf("%s: %v", c.profile, err)
			continue
		}
		if r.Session.Calls() != c.want || len(s.asked) != c.want {
			t.Errorf("%s: %d calls, not %d: %q", c.profile, r.Session.Calls(), c.want, s.asked)
		}
		for i := range d.Groups {
			if got := d.Snapshot(&r.Profile, scim.ByEither); held(&got, "1") == "" {
				t.Errorf("%s: nobody is in group %d", c.profile, i)
			}
		}
	}
}

func TestAServerThatTakesNoLargePageIsAskedForASmallerOne(t *testing.T) {
	answer := big(250, 1, 100)
	s, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		if n, err := strconv.Atoi(query["count"]); err == nil && n > 100 {
			return 400, `{"detail":"count is too large"}`
		}
		return answer(path, query)
	})
	d, err := r.Read(t.Context())
	if err != nil || len(d.Users) != 250 || len(d.Groups) != 1 {
		t.Fatalf("%v, %q", err, s.asked)
	}
}

func TestAnAppIsAskedForThePagesItOffers(t *testing.T) {
	s, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		if path == "ServiceProviderConfig" {
			return 200, `{"pagination":{"cursor":true,"index":true,"maxPageSize":250}}`
		}
		if query["cursor"] == "" {
			return 200, `{"Resources":[{"id":"` + path + `1","members":[]}],"nextCursor":"next&page"}`
		}
		return 200, `{"Resources":[{"id":"` + path + `2","members":[]}],"totalResults":2}`
	})
	d, err := r.Read(t.Context())
	if err != nil || len(d.Users) != 2 || len(d.Groups) != 2 || d.Total != 2 {
		t.Fatalf("%+v, %v", d, err)
	}
	want := []string{
		"ServiceProviderConfig?", "Users?count=250&cursor=", "Users?count=250&cursor=" + url.QueryEscape("next&page"),
		"Groups?count=250&cursor=", "Groups?count=250&cursor=" + url.QueryEscape("next&page"),
	}
	if !slices.Equal(s.asked, want) {
		t.Errorf("asked %q", s.asked)
	}
	s, r = open(t, standard(), fixed(`{"id":"1"}`, ""))
	r.PageSize = 7
	if _, err := r.Read(t.Context()); err != nil || s.asked[1] != "Users?count=7&startIndex=1" {
		t.Errorf("asked %q, %v", s.asked, err)
	}
}

func TestAListThatChangedWhileItWasReadIsReadOnceMore(t *testing.T) {
	answer := big(5, 0, 2)
	reads := 0
	_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		if path == "Users" && query["startIndex"] == "1" {
			reads++
		}
		if path == "Users" && query["startIndex"] == "3" && reads == 1 {
			return 200, `{"totalResults":5,"Resources":[{"id":"2"},{"id":"3"}]}`
		}
		return answer(path, query)
	})
	d, err := r.Read(t.Context())
	if err != nil || len(d.Users) != 5 || reads != 2 {
		t.Errorf("%+v after %d reads, %v", d, reads, err)
	}
}

func TestAServerThatIgnoresPagingIsNotTakenForASmallOne(t *testing.T) {
	for name, total := range map[string]int{"that counts all": 250, "that counts too many": 21} {
		_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
			status, body := big(250, 0, 20)(path, map[string]string{"startIndex": "1", "count": query["count"]})
			return status, strings.Replace(body, `"totalResults":250`, fmt.Sprintf(`"totalResults":%d`, total), 1)
		})
		d, err := r.Read(t.Context())
		if !rest.Is(err, rest.Incomplete) || d != nil {
			t.Errorf("one %s: %+v, %v", name, d, err)
		}
	}
}

func TestAListThatIsShorterThanTheAppCountsOrThatIsNotCountedFailsTheRead(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		class rest.Class
	}{
		"shorter":     {`{"totalResults":4,"Resources":[{"id":"1"},{"id":"2"},{"id":"3"}]}`, rest.Incomplete},
		"not counted": {`{"Resources":[{"id":"1"}]}`, rest.Decode},
	} {
		for _, profile := range []string{"standard", "slack"} {
			_, r := open(t, scim.ProfileOf(profile), func(path string, query map[string]string) (int, string) {
				if path == "Groups" {
					return 404, "{}"
				}
				if head, _, _ := strings.Cut(c.body, "["); query["startIndex"] != "1" {
					return 200, head + "[]}"
				}
				return 200, c.body
			})
			if d, err := r.Read(t.Context()); !rest.Is(err, c.class) || d != nil {
				t.Errorf("%s, %s: %+v, %v", name, profile, d, err)
			}
		}
	}
}

func TestAServerThatRefusesWhatIsBeyondItsLastRowIsReadWhole(t *testing.T) {
	for _, status := range []int{400, 404} {
		_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
			if start, _ := strconv.Atoi(query["startIndex"]); start > 250 {
				return status, `{"detail":"there is no such index"}`
			}
			return big(250, 0, 100)(path, query)
		})
		if d, err := r.Read(t.Context()); err != nil || len(d.Users) != 250 {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestGroupsThatEndHalfWayFailTheRead(t *testing.T) {
	for _, status := range []int{403, 404, 501} {
		_, r := open(t, scim.ProfileOf("slack"), func(path string, query map[string]string) (int, string) {
			if start, _ := strconv.Atoi(query["startIndex"]); path == "Groups" && start > 1 {
				return status, "{}"
			}
			return big(3, 5, 2)(path, query)
		})
		if d, err := r.Read(t.Context()); err == nil {
			t.Errorf("%d: %+v", status, d)
		}
	}
}

func TestATotalOfThePageIsNoReasonToStop(t *testing.T) {
	_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		status, body := big(250, 0, 20)(path, query)
		return status, strings.Replace(body, `"totalResults":250`, `"totalResults":20`, 1)
	})
	d, err := r.Read(t.Context())
	if err != nil || len(d.Users) != 250 || d.Total != 20 {
		t.Errorf("%v", err)
	}
}

func TestGroupsThatCannotBeHadAreAHoleAndNoReasonToFail(t *testing.T) {
	for status, hole := range map[int]bool{403: true, 404: true, 501: true, 401: false, 500: false, 400: false} {
		_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
			if path == "Groups" {
				return status, "{}"
			}
			return big(3, 0, 100)(path, query)
		})
		d, err := r.Read(t.Context())
		if (err == nil) != hole {
			t.Errorf("%d: %v", status, err)
			continue
		}
		if err != nil {
			continue
		}
		s := d.Snapshot(&r.Profile, scim.ByEither)
		if f := s.Reach.Sees("group"); f.Listed != access.No || f.Why == "" {
			t.Errorf("%d: groups: %+v", status, f)
		}
		why, err := r.Check(t.Context())
		if err != nil || why != d.NoGroups {
			t.Errorf("%d: a check says %q, %v", status, why, err)
		}
	}
}

func TestAGroupThatAnswersInAnothersPlaceFailsTheRead(t *testing.T) {
	_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		if strings.HasPrefix(path, "Groups/") {
			return 200, `{"id":"other","members":[]}`
		}
		return big(3, 2, 100)(path, query)
	})
	if _, err := r.Read(t.Context()); !rest.Is(err, rest.Decode) {
		t.Errorf("%v", err)
	}
}

func TestEveryProfileSaysWhatIsNeededToRead(t *testing.T) {
	names := map[string]bool{}
	for _, p := range scim.Profiles() {
		if p.Name == "" || p.Title == "" || p.GroupType == "" || p.Lists == "" || names[p.Name] || p.Unpaged == (p.Page > 0) {
			t.Errorf("%+v", p)
		}
		names[p.Name] = true
		if p.Discover != (p.Name == "standard") {
			t.Errorf("%s: discover is %t", p.Name, p.Discover)
		}
	}
}
