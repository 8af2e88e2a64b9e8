package github_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/targets/github"
)

const licencesPath = "/enterprises/acme-corp/consumed-licenses"

// licensed answers for small with an outside collaborator, and licences in pages.
func licensed(status int, pages ...string) http.HandlerFunc {
	return small(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/orgs/acme/outside_collaborators":
			fmt.Fprint(w, `[{"id":3,"login":"eva"}]`)
		case licencesPath:
			n := 0
			if r.URL.Query().Get("page") == "2" {
				n = 1
			}
			if n+1 < len(pages) {
				w.Header().Set("Link", `<https://api.github.com`+licencesPath+`?page=2&per_page=100>; rel="next"`)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, pages[n])
		}
	})
}

func TestLicencesTellWhoTakesASeatAndMoreAddresses(t *testing.T) {
	s, target := open(t, github.Options{Token: ref(t, "x"), Enterprise: "acme-corp"}, licensed(200,
		`{"total_seats_consumed":9,"users":[{"github_com_login":"Ann","github_com_name":"Ann O'Neill","github_com_saml_name_id":"A1",
			"github_com_verified_domain_emails":["ann@acme.example"]},
			{"github_com_login":"","github_com_verified_domain_emails":"","github_com_two_factor_auth":"","enterprise_server_user_ids":["h:1"]},{}]}`,
		`{"users":[{"github_com_login":"eva","github_com_name":null,"github_com_saml_name_id":"eva@partner.example","enterprise_server_user_ids":""},
			{"visual_studio_subscription_email":"x@acme.example"},{}]}`))
	got := snapshot(t, target)
	var lines []string
	for _, a := range got.Accounts {
		lines = append(lines, fmt.Sprintf("%s %q %s %s", a.Login, a.Name, a.Email(), a.Seat))
	}
	want := []string{`ann "Ann O'Neill" ann@acme.example yes`, `bob ""  no`, `eva "" eva@partner.example yes`}
	if !slices.Equal(lines, want) {
		t.Errorf("%q", lines)
	}
	if f := got.Reach.Sees("licences"); f.Listed != access.Yes {
		t.Errorf("%+v", f)
	}
	if n := calls(s, licencesPath); n != 2 {
		t.Errorf("%d calls: %q", n, s.asked)
	}
}

func TestLicencesAreReadOnlyWhereAnEnterpriseIsNamed(t *testing.T) {
	s, target := open(t, github.Options{Token: ref(t, "x")}, licensed(200, `{"users":[]}`))
	got := snapshot(t, target)
	if calls(s, "/enterprises/") != 0 || slices.ContainsFunc(got.Reach.Facets, func(f access.Facet) bool { return f.Name == "licences" }) {
		t.Errorf("asked %q, reach %+v", s.asked, got.Reach.Facets)
	}
	if got.Accounts[0].Seat != access.Yes || got.Accounts[2].Seat != access.Unknown {
		t.Errorf("%+v", got.Accounts)
	}
}

func TestLicencesThatAreNotShownAreAHole(t *testing.T) {
	for _, status := range []int{403, 404} {
		_, target := open(t, github.Options{Token: ref(t, "x"), Enterprise: "acme-corp"}, licensed(status, `{"message":"no"}`))
		got := snapshot(t, target)
		if f := got.Reach.Sees("licences"); f.Listed != access.No || f.Why == "" || got.Accounts[0].Seat != access.Yes {
			t.Errorf("%d: %+v, %+v", status, f, got.Accounts[0])
		}
	}
}

func TestLicencesThatAreNotWholeFailTheRead(t *testing.T) {
	const ann = `{"users":[{"github_com_login":"ann"}]}`
	for name, c := range map[string]struct {
		pages []string
		class rest.Class
	}{
		"half": {[]string{`{"users":[{"github_com_login"`}, rest.Decode}, "no list": {[]string{`{}`}, rest.Incomplete},
		"the same page": {[]string{ann, ann}, rest.Incomplete}, "a number": {[]string{`{"users":[{"github_com_verified_domain_emails":1}]}`}, rest.Decode},
	} {
		_, target := open(t, github.Options{Token: ref(t, "x"), Enterprise: "acme-corp"}, licensed(200, c.pages...))
		if _, err := target.Snapshot(t.Context()); !rest.Is(err, c.class) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
