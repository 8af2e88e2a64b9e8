package scim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/scim"
)

func standard() scim.Profile { return scim.ProfileOf("standard") }

func TestAnAccountIsReadFromWhateverServersWrite(t *testing.T) {
	mail := func(addresses ...string) (list []access.Email) {
		for _, a := range addresses {
			list = append(list, access.Email{Address: a})
		}
		return list
	}
	for text, want := range map[string]access.Account{
		`{"id":"1"}`: {ID: "1"},
		`{"id":12345678901234567,"userName":"ann","active":true}`:                                                       {ID: "12345678901234567", Login: "ann"},
		`{"ID":"1","USERNAME":"ann","Active":"False"}`:                                                                  {ID: "1", Login: "ann", Status: access.Suspended},
		`{"id":"1","active":null,"emails":null,"roles":null,"name":null}`:                                               {ID: "1"},
		`{"id":"1","active":"true","displayName":"Ann Lee","name":{"formatted":"A. Lee"}}`:                              {ID: "1", Name: "Ann Lee"},
		`{"id":"1","name":{"formatted":"A. Lee","givenName":"Ann"}}`:                                                    {ID: "1", Name: "A. Lee"},
		`{"id":"1","name":{"givenName":"Ann","familyName":"Lee"}}`:                                                      {ID: "1", Name: "Ann Lee"},
		`{"id":"1","name.formatted":"Ann Lee"}`:                                                                         {ID: "1", Name: "Ann Lee"},
		`{"id":"1","userName":"ann@a.ex"}`:                                                                              {ID: "1", Login: "ann@a.ex", Emails: mail("ann@a.ex")},
		`{"id":"1","userName":"ann@a.ex","emails":[{"value":"b@a.ex"}]}`:                                                {ID: "1", Login: "ann@a.ex", Emails: mail("b@a.ex")},
		`{"id":"1","emails":["a@a.ex","b@a.ex","a@a.ex","-"]}`:                                                          {ID: "1", Emails: mail("a@a.ex", "b@a.ex")},
		`{"id":"1","emails":{"value":"a@a.ex","primary":"true"}}`:                                                       {ID: "1", Emails: mail("a@a.ex")},
		`{"id":"1","emails":[{"value":"h@a.ex","type":"home"},{"value":"w@a.ex","type":"Work"}]}`:                       {ID: "1", Emails: mail("w@a.ex", "h@a.ex")},
		`{"id":"1","emails":[{"value":"w@a.ex","type":"work"},{"value":"p@a.ex","primary":true}]}`:                      {ID: "1", Emails: mail("p@a.ex", "w@a.ex")},
		`{"id":"1","externalId":"E-1"}`:                                                                                 {ID: "1", EmployeeID: "E-1"},
		`{"id":"1","externalId":"x","urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User":{"employeeNumber":7}}`: {ID: "1", EmployeeID: "7"},
		`{"id":"1","userType":"Employee"}`:                                                                              {ID: "1"},
		`{"id":"1","userType":"guest"}`:                                                                                 {ID: "1", Kind: access.Guest},
		`{"id":"1","userType":"Service Account"}`:                                                                       {ID: "1", Kind: access.Bot},
		`{"id":"1","meta":{"created":"2024-02-29T23:59:59-05:00"}}`:                                                     {ID: "1", Created: access.DateOf(2024, 3, 1)},
		`{"id":"1","meta":{"created":"yesterday"}}`:                                                                     {ID: "1"},
	} {
		var u scim.User
		if err := json.Unmarshal([]byte(text), &u); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, u.Account(scim.ByEither)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestWhatCannotBeUnderstoodFailsTheRead(t *testing.T) {
	for _, user := range []string{
		`{"userName":"ann"}`, `{"id":""}`, `{"id":1.5}`, `{"id":{}}`, `{"id":"1","active":"perhaps"}`, `{"id":"1","active":2}`,
		`{"id":"1","emails":7.5e}`, `{"id":"1","userName":["a"]}`, `7`, `{"id":"1"},{"id":"1"}`,
	} {
		_, r := open(t, standard(), func(string, map[string]string) (int, string) {
			return 200, `{"totalResults":1,"Resources":[` + user + `]}`
		})
		if d, err := r.Read(t.Context()); err == nil {
			t.Errorf("%s was read as %+v", user, d.Users)
		}
	}
}

func TestTheEmployeeNumberIsTheAttributeThatIsAskedFor(t *testing.T) {
	var u scim.User
	text := `{"id":"1","externalId":"x","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7"}}`
	if err := json.Unmarshal([]byte(text), &u); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[scim.EmployeeIDs]string{scim.ByNumber: "7", scim.ByExternal: "x", scim.ByEither: "7", scim.ByNone: "", "": "7"} {
		if got := u.Account(by).EmployeeID; got != want {
			t.Errorf("%q: %q, not %q", by, got, want)
		}
	}
}

func TestAnIdThatAnIdentityProviderMadeIsNoEmployeeNumber(t *testing.T) {
	for id, number := range map[string]bool{
		"E-1": true, "0003": true, "0f8fad5b-d9cd-469f-a165-70867728950e": false, "0F8FAD5BD9CD469FA16570867728950E": false,
		"00u1abcdefGHIJKL2345": false, "ann@acme.example": false, "00u1": true,
	} {
		u := scim.User{ID: "1"}
		if err := json.Unmarshal([]byte(`{"id":"1","externalId":"`+id+`"}`), &u); err != nil {
			t.Fatal(err)
		}
		if got := u.Account(scim.ByEither).EmployeeID; (got == id) != number {
			t.Errorf("%s: %q", id, got)
		}
		if got := u.Account(scim.ByExternal).EmployeeID; got != id {
			t.Errorf("%s, asked for: %q", id, got)
		}
	}
}

func TestRolesAndEntitlementsAreHeldInTheAppsOwnWords(t *testing.T) {
	p := scim.ProfileOf("notion")
	s := read(t, p, `{"id":"1","roles":["Owner",{"value":"","display":"Editor"},{"value":"Owner"},{}],"entitlements":[{"value":"seat","display":"Seat"}],
		"urn:ietf:params:scim:schemas:extension:Notion:2.0:User":{"Role":"workspace_owner"}}`, "")
	if got := held(&s, "1"); got != "entitlement:seat, role:Editor, role:Owner, role:workspace_owner" {
		t.Errorf("got %s", got)
	}
	for _, e := range s.Entitlements {
		if want := e.Name == "Owner" || e.Name == "workspace_owner"; e.Privileged != want {
			t.Errorf("%s is privileged: %t", e.Key(), e.Privileged)
		}
	}
}

func TestWhoDecidesOnOthersAccessIsPrivilegedByTheVendorsWordForIt(t *testing.T) {
	for role, want := range map[string]bool{
		"enterprise_owner": true, "981DF190-8801-4618-a08a-d91f6206c954": true, "billing_manager": true, "0e338b8c-cc7f-498a-928d-ea3470d7e7e3": true,
		"user": false, "27d9891d-2c17-4f45-a262-781a0e55c80a": false, "guest_collaborator": false,
		"ORGANIZATION_INTERNAL_ADMIN": true, "User Admin": true, "ORGANIZATION_INTERNAL_USER": false, "Content Admin": false,
	} {
		s := read(t, standard(), `{"id":"1","roles":[{"value":"`+role+`"}]}`, "")
		if len(s.Entitlements) != 2 || s.Entitlements[1].Name != role || s.Entitlements[1].Privileged != want {
			t.Errorf("%s: %+v", role, s.Entitlements)
		}
	}
}

func TestAGroupWithinAGroupGivesItsMembersBoth(t *testing.T) {
	s := read(t, standard(), `{"id":"1"},{"id":"2"},{"id":"3"}`, `
		{"id":"a","displayName":"All","members":[{"value":"b"},{"value":"1"}]},
		{"id":"b","displayName":"Some","members":[{"value":"c"},{"value":"2"},{"value":"2"}]},
		{"id":"c","displayName":"Few","members":[{"value":"a"},{"value":"3"}]},
		{"id":"d","externalId":"Other","members":null}`)
	for id, want := range map[string]string{
		"1": "group:All, group:Some via group:All, group:Few via group:All",
		"2": "group:All via group:Some, group:Some, group:Few via group:Some",
		"3": "group:All via group:Few, group:Some via group:Few, group:Few",
	} {
		if got := held(&s, id); got != want {
			t.Errorf("%s holds %s", id, got)
		}
	}
	if len(s.Entitlements) != 5 || s.Entitlements[4].Key() != "group:Other" {
		t.Errorf("entitlements %+v", s.Entitlements)
	}
}

func TestGroupsOfOneNameOpenAHole(t *testing.T) {
	s := read(t, standard(), `{"id":"1"}`, `{"id":"a","displayName":"Admins","members":[{"value":"1"}]},
		{"id":"b","displayName":"ADMINS","members":[]},{"id":"c","displayName":"Staff","members":[]}`)
	if f := s.Reach.SeesAccess("group:admins"); f.Listed != access.Unknown || !strings.Contains(f.Why, "2 groups") {
		t.Errorf("admins: %+v", f)
	}
	if f := s.Reach.SeesAccess("group:staff"); f.Listed != access.Yes {
		t.Errorf("staff: %+v", f)
	}
}

func TestAMemberWhomNoListNamesOpensAHoleInTheReach(t *testing.T) {
	p := standard()
	p.Lists = scim.Everybody
	s := read(t, p, `{"id":"1"}`, `{"id":"a","displayName":"All","members":[{"value":"1"},{"value":"ghost"}]}`)
	if f := s.Reach.Sees(access.FacetMembers); f.Listed != access.Unknown || f.Why == "" {
		t.Errorf("members: %+v", f)
	}
}

func TestTheReachIsWhatTheVendorOrTheConfigurationSays(t *testing.T) {
	for lists, want := range map[scim.Lists][3]access.Tri{
		scim.Provisioned: {access.Unknown, access.Unknown, access.Unknown},
		scim.Members:     {access.Yes, access.No, access.Unknown},
		scim.Everybody:   {access.Yes, access.Yes, access.Yes},
	} {
		p := standard()
		p.Lists = lists
		r := scim.Reach(&p, "", 0)
		got := [3]access.Tri{r.Sees(access.FacetMembers).Listed, r.Sees(access.FacetGuests).Listed, r.Sees(access.FacetBots).Listed}
		if got != want {
			t.Errorf("%s: %v", lists, got)
		}
	}
}

func FuzzAListIsReadOrRefused(f *testing.F) {
	f.Add(`{"totalResults":1,"Resources":[{"id":"1","active":"True","emails":{"value":"a@b.ex"},"roles":["x"]}]}`)
	f.Add(`{"totalResults":0}`)
	f.Add(`{"Resources":[{"id":1,"members":[{"value":"1","$ref":null}]}],"totalResults":1,"nextCursor":"x"}`)
	f.Fuzz(func(t *testing.T, body string) {
		_, r := open(t, standard(), func(_ string, query map[string]string) (int, string) {
			if start := query["startIndex"]; start != "" && start != "1" {
				return 404, "{}"
			}
			return 200, body
		})
		d, err := r.Read(t.Context())
		if err != nil {
			return
		}
		if d.Total > len(d.Users) {
			t.Fatalf("%d accounts of %d", len(d.Users), d.Total)
		}
		p := standard()
		s := d.Snapshot(&p, scim.ByEither)
		for i := range s.Accounts {
			if s.Accounts[i].ID == "" || i > 0 && s.Accounts[i-1].ID >= s.Accounts[i].ID {
				t.Fatalf("ids are not sorted and distinct: %q", s.Accounts[i].ID)
			}
		}
	})
}
