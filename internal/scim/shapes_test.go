package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/scim"
)

func TestAnAccountAndAGroupOfOneIdAreToldApart(t *testing.T) {
	const both = "group:outer via group:inner, group:inner"
	users := `{"id":1,"userName":"ada"},{"id":2,"userName":"ben"}`
	for name, c := range map[string]struct {
		member, one, two string
		listed           access.Tri
	}{
		"by type, a group":        {`{"value":"2","type":"Group"}`, both, "", access.Yes},
		"by type, an account":     {`{"value":"2","type":"User"}`, "group:inner", "group:outer", access.Yes},
		"by address, a group":     {`{"value":2,"$ref":"https://app.example/users/scim/v2/Groups/2"}`, both, "", access.Yes},
		"by address, an account":  {`{"value":2,"$ref":"../Users/2"}`, "group:inner", "group:outer", access.Yes},
		"by neither, an account?": {`{"value":2}`, "group:inner", "group:outer", access.Unknown},
	} {
		s := read(t, standard(), users, `{"id":1,"displayName":"outer","members":[`+c.member+`]},
			{"id":2,"displayName":"inner","members":[{"value":1,"type":"User"}]}`)
		if one, two := held(&s, "1"), held(&s, "2"); one != c.one || two != c.two {
			t.Errorf("%s: the first holds %q, the second %q", name, one, two)
		}
		if f := s.Reach.Sees("group"); f.Listed != c.listed {
			t.Errorf("%s: groups: %+v", name, f)
		}
	}
}

func TestWhoeverLeavesWhileAListIsReadTakesNobodyWithThem(t *testing.T) {
	for _, profile := range []string{"standard", "slack"} {
		reads := 0
		_, r := open(t, scim.ProfileOf(profile), func(path string, query map[string]string) (int, string) {
			if path != "Users" {
				return 404, "{}"
			}
			if query["startIndex"] == "1" {
				reads++
			}
			// after the first page, the first account is gone: the others move up
			all := []string{"1", "2", "3", "4", "5", "6"}
			if reads > 1 || query["startIndex"] != "1" {
				all = all[1:]
			}
			var from int
			_, _ = fmt.Sscan(query["startIndex"], &from)
			var rows []string
			for _, id := range all[min(from-1, len(all)):min(from+2, len(all))] {
				rows = append(rows, `{"id":"`+id+`"}`)
			}
			return 200, fmt.Sprintf(`{"totalResults":%d,"Resources":[%s]}`, len(all), strings.Join(rows, ","))
		})
		d, err := r.Read(t.Context())
		if err != nil || len(d.Users) != 5 || d.Users[2].ID != "4" || d.Total != 5 {
			t.Errorf("%s: %+v, %v", profile, d, err)
		}
	}
}

func TestAPageBeyondTheLastDoesNotTakeBackTheCount(t *testing.T) {
	_, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		switch {
		case path != "Users":
			return 404, "{}"
		case query["startIndex"] == "1":
			return 200, `{"totalResults":4,"Resources":[{"id":"1"},{"id":"2"},{"id":"3"}]}`
		}
		return 200, `{"totalResults":0,"Resources":[]}`
	})
	if d, err := r.Read(t.Context()); err == nil {
		t.Errorf("three of four accounts are all: %+v", d)
	}
}

func TestAGroupThatComesWithoutItsMembersIsReadAloneBesideOthersThatHaveThem(t *testing.T) {
	s, r := open(t, standard(), func(path string, query map[string]string) (int, string) {
		if path == "Groups/large" {
			return 200, `{"id":"large","members":[{"value":"1"}]}`
		}
		return fixed(`{"id":"1"}`, `{"id":"small","members":[{"value":"1"}]},{"id":"none","members":[]},{"id":"large"}`)(path, query)
	})
	d, err := r.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := d.Snapshot(&r.Profile, scim.ByEither)
	if held(&got, "1") != "group:large, group:small" {
		t.Errorf("held are %q, asked was %q", held(&got, "1"), s.asked)
	}
}
