package google_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/secret"
	"reconcile/targets"
	"reconcile/targets/google"
)

func TestAnOrganizationIsReadInTheFewestCalls(t *testing.T) {
	s := &workspace{users: []row{person("0", "root")}, members: map[string][]row{}}
	for i := range 1199 {
		id := fmt.Sprint(i + 1)
		s.users = append(s.users, person(id, "p"+id))
		s.licences = append(s.licences, row{"userId": "p" + id + "@acme.example", "skuId": "1010020028", "skuName": "Business Standard"})
	}
	for i := range 450 {
		id := fmt.Sprint("g", i)
		for k := range i % 9 { // 50 have none
			s.members[id] = append(s.members[id], inGroup(fmt.Sprint(k+1), "", "MEMBER", "USER"))
		}
		s.groups = append(s.groups, newGroup(id, i%9))
	}
	s.members["g1"] = nil
	for k := range 250 {
		s.members["g1"] = append(s.members["g1"], inGroup(fmt.Sprint(k+1), "", "MEMBER", "USER"))
	}
	s.groups[1] = newGroup("g1", 250)
	got := snapshot(t, s)
	calls := map[string]int{}
	for _, line := range s.asked {
		path, _, _ := strings.Cut(line, "?")
		parts := strings.Split(path, "/")
		calls[parts[len(parts)-1]]++
	}
	// licences come by the hundred, and stand under users as well: 1,200 / 500 and 1,199 / 100
	for name, want := range map[string]int{"token": 1, "users": 3 + 12, "groups": 3, "members": 400 + 1, "roles": 1, "roleassignments": 1} {
		if calls[name] != want {
			t.Errorf("%d calls for %s, want %d", calls[name], name, want)
		}
	}
	if got.Calls != len(s.asked) || len(got.Accounts) != 1200 || got.Reach.Sees("group").Listed != access.Yes {
		t.Errorf("%d calls, %d requests, %d accounts, reach %+v", got.Calls, len(s.asked), len(got.Accounts), got.Reach.Holes())
	}
}

func TestAScopeThatTheDelegationLacksIsAHoleAndTheRestIsRead(t *testing.T) {
	for scope, facet := range map[string]string{"admin.directory.group.readonly": "group", "admin.directory.rolemanagement.readonly": "role", "apps.licensing": "licence"} {
		s := &workspace{users: []row{person("1", "root"), person("2", "bob")}, refused: []string{scope}}
		target := open(t, s, google.Options{})
		got, err := target.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if f := got.Reach.Sees(facet); f.Listed != access.No || !strings.Contains(f.Why, scope) || len(got.Accounts) != 2 || len(s.claims) != 5 {
			t.Errorf("%s: %+v, %d accounts, %d tokens", scope, f, len(got.Accounts), len(s.claims))
		}
		checked, err := target.Check(t.Context())
		if err != nil || fmt.Sprint(checked) != fmt.Sprint(got.Reach) {
			t.Errorf("%s: a check says %+v, %v", scope, checked, err)
		}
		if facet == "role" && (held(t, &got, "1") != "role:super-admin" || got.Reach.SeesAccess("role:super-admin").Listed != access.Yes) {
			t.Errorf("super administrators are known without roles: %q", held(t, &got, "1"))
		}
		if facet == "licence" && account(t, &got, "2").Seat != access.Unknown {
			t.Error("who has a seat is said without licences")
		}
		if facet == "group" && got.Reach.Sees(access.FacetGuests).Listed != access.No {
			t.Error("guests are said to be all without groups")
		}
	}
	s := &workspace{users: []row{person("1", "root")}, refused: []string{"admin.directory.user.readonly"}}
	if _, err := open(t, s, google.Options{}).Check(t.Context()); !rest.Is(err, rest.Forbidden) {
		t.Errorf("without accounts there is nothing: %v", err)
	}
}

func TestWhatTheAdministratorMayNotListIsAHole(t *testing.T) {
	for path, facet := range map[string]string{"/groups": "group", "/roles": "role", "/roleassignments": "role", "/apps/licensing": "licence"} {
		s := &workspace{users: []row{person("1", "root")}, groups: []row{newGroup("g", 0)}}
		s.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, path) && !strings.HasPrefix(r.URL.Path, path) {
				return false
			}
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"error":{"code":403,"message":"Not Authorized","errors":[{"reason":"forbidden"}]}}`)
			return true
		}
		if got := snapshot(t, s); got.Reach.Sees(facet).Listed != access.No {
			t.Errorf("%s: %+v", path, got.Reach.Holes())
		}
	}
}

func TestAnAccountIsAllThatGoogleTells(t *testing.T) {
	s := &workspace{users: []row{
		person("1", "root", "aliases", []string{"ROOT@acme.example", "boss@acme.io"}, "nonEditableAliases", []string{"root@acme.test-google-a.com"},
			"emails", []row{{"address": "boss@home.example"}, {"address": "root@acme.example", "primary": true}},
			"externalIds", []row{{"type": "custom", "value": "x"}, {"type": "organization", "value": "E1"}},
			"creationTime", "2020-02-29T12:00:00.000Z", "lastLoginTime", "2026-06-14T23:00:00.000Z"),
		person("2", "sue", "suspended", true, "suspensionTime", "2026-05-01T00:00:00Z", "lastLoginTime", "1970-01-01T00:00:00.000Z"),
		person("3", "arc", "archived", true, "archivalTime", "2026-04-01T00:00:00Z", "isEnrolledIn2Sv", false),
		person("4", "eve", "isGuestUser", true),
	}}
	got := snapshot(t, s)
	root, sue, arc := account(t, &got, "1"), account(t, &got, "2"), account(t, &got, "3")
	var emails []string
	for _, e := range root.Emails {
		emails = append(emails, e.Address+" "+e.Verified.String())
	}
	want := []string{"root@acme.example yes", "boss@acme.io yes", "root@acme.test-google-a.com yes", "boss@home.example no"}
	if !slices.Equal(emails, want) || root.EmployeeID != "E1" || root.Created != access.DateOf(2020, 2, 29) || root.LastActive != access.DateOf(2026, 6, 14) {
		t.Errorf("%q, %+v", emails, root)
	}
	if sue.Status != access.Suspended || sue.Suspended != access.DateOf(2026, 5, 1) || sue.LastActive != 0 || sue.MFA != access.Yes {
		t.Errorf("%+v", sue)
	}
	if arc.Status != access.Suspended || arc.Suspended != access.DateOf(2026, 4, 1) || arc.MFA != access.No {
		t.Errorf("%+v", arc)
	}
	if account(t, &got, "4").Kind != access.Guest || got.Self != "1" {
		t.Errorf("%+v, self is %q", account(t, &got, "4"), got.Self)
	}
	s.users[0]["lastLoginTime"] = "2026-06-15T01:00:00.000Z"
	if again := snapshot(t, s); again.Hash != got.Hash {
		t.Error("the hash tells when somebody signed in last")
	}
}

func TestGroupsAreHeldThroughGroupsAndByWhoeverIsFromElsewhere(t *testing.T) {
	s := &workspace{
		users:  []row{person("1", "root"), person("2", "bob", "aliases", []string{"rob@acme.io"}), person("4", "eve", "isGuestUser", true)},
		groups: []row{newGroup("all", 1), newGroup("dev", 3), newGroup("inner", 4), newGroup("ops", 3)},
		members: map[string][]row{
			"all": {{"id": "C0", "type": "CUSTOMER", "role": "MEMBER"}},
			// a circle: dev is in inner, and inner in dev
			"dev": {inGroup("inner", "inner@acme.example", "MANAGER", "GROUP"), inGroup("1", "root@acme.example", "OWNER", "USER"), inGroup("far", "far@x.example", "MEMBER", "GROUP")},
			"inner": {
				inGroup("77", "rob@acme.io", "MEMBER", "USER"), inGroup("dev", "dev@acme.example", "MEMBER", "GROUP"),
				inGroup("88", "out@partner.example", "MEMBER", "EXTERNAL"), inGroup("99", "job@x.iam.gserviceaccount.com", "MEMBER", "USER"),
			},
			"ops": {inGroup("55", "gone@acme.io", "MEMBER", "USER"), inGroup("88", "out@partner.example", "MANAGER", "USER"), inGroup("66", "ex@acme.io", "", "EXTERNAL")},
		},
	}
	got := snapshot(t, s)
	for id, want := range map[string]string{
		"1":  "group:all=member, group:dev=owner, group:inner=member via group:dev=owner, role:super-admin",
		"2":  "group:all=member, group:dev=manager via group:inner=member, group:inner=member",
		"4":  "",
		"88": "group:dev=manager via group:inner=member, group:inner=member, group:ops=manager",
		"66": "group:ops=member",
		"99": "group:dev=manager via group:inner=member, group:inner=member",
	} {
		if text := held(t, &got, id); text != want {
			t.Errorf("%s holds %q, want %q", id, text, want)
		}
	}
	if out, job := account(t, &got, "88"), account(t, &got, "99"); out.Kind != access.Guest || out.Email() != "out@partner.example" || job.Kind != access.Bot {
		t.Errorf("%+v, %+v", out, job)
	}
	if f := got.Reach.SeesAccess("group:dev@acme.example"); f.Listed != access.No || !strings.Contains(f.Why, "from elsewhere") {
		t.Errorf("a group from elsewhere is in dev: %+v", f)
	}
	if f := got.Reach.Sees(access.FacetMembers); f.Listed != access.Unknown || !strings.Contains(f.Why, "1 members") {
		t.Errorf("a member of this organization is in no list: %+v", f)
	}
	for _, e := range got.Entitlements {
		if (e.Fixed != "") != (e.Key() == "group:all@acme.example=member") {
			t.Errorf("%s: fixed is %q", e.Key(), e.Fixed)
		}
	}
}

func TestAGroupOfWhichNotAllMembersComeIsAHole(t *testing.T) {
	for name, c := range map[string]struct {
		group  row
		status int
		want   access.Tri
	}{
		"as counted":   {newGroup("g", 1), 200, access.Yes},
		"no count":     {row{"id": "g", "email": "g@acme.example"}, 200, access.Yes},
		"fewer":        {newGroup("g", 2), 200, access.No},
		"more":         {newGroup("h", 1), 200, access.Unknown},
		"may not":      {newGroup("g", 1), 403, access.No},
		"gone by then": {newGroup("g", 1), 404, access.No},
	} {
		c.group["email"] = "g@acme.example"
		s := &workspace{users: []row{person("1", "root"), person("2", "bob")}, groups: []row{c.group}, members: map[string][]row{
			"g": {inGroup("1", "", "MEMBER", "USER")}, "h": {inGroup("1", "", "MEMBER", "USER"), inGroup("2", "", "MEMBER", "USER")},
		}}
		s.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/members") && c.status != 200 {
				w.WriteHeader(c.status)
				return true
			}
			return false
		}
		got := snapshot(t, s)
		if f := got.Reach.SeesAccess("group:g@acme.example"); f.Listed != c.want {
			t.Errorf("%s: %+v", name, f)
		}
		if f := got.Reach.Sees(access.FacetGuests); (f.Listed == access.Yes) != (c.want == access.Yes) {
			t.Errorf("%s: guests %+v", name, f)
		}
	}
}

// given is an assignment of a role.
func given(id, role, to, kind, scope string) row {
	return row{"roleAssignmentId": id, "roleId": role, "assignedTo": to, "assigneeType": kind, "scopeType": scope}
}

func adminRoles() []row {
	return []row{
		{"roleId": "1", "roleName": "_SEED_ADMIN_ROLE", "isSystemRole": true, "isSuperAdminRole": true},
		{"roleId": "2", "roleName": "_HELP_DESK_ADMIN_ROLE", "isSystemRole": true, "rolePrivileges": []row{{"privilegeName": "USERS_RETRIEVE"}}},
		{"roleId": "3", "roleName": "Front desk", "rolePrivileges": []row{{"privilegeName": "GROUPS_ALL"}}},
	}
}

func TestAdminRolesAreHeldAlsoThroughGroupsAndByServiceAccounts(t *testing.T) {
	s := &workspace{
		users: []row{person("1", "root"), person("2", "bob")}, groups: []row{newGroup("g", 1)}, roles: adminRoles(),
		members: map[string][]row{"g": {inGroup("2", "bob@acme.example", "MANAGER", "USER")}},
		assignments: []row{
			given("a", "1", "1", "user", "CUSTOMER"), given("b", "3", "g", "group", "CUSTOMER"), given("c", "2", "2", "user", "ORG_UNIT"),
			given("d", "2", "112233", "user", "CUSTOMER"),
		},
	}
	got := snapshot(t, s)
	for id, want := range map[string]string{
		"1": "role:super-admin", "2": "group:g=manager, role:Front desk via group:g=manager, role:help-desk-admin", "112233": "role:help-desk-admin",
	} {
		if text := held(t, &got, id); text != want {
			t.Errorf("%s holds %q, want %q", id, text, want)
		}
	}
	if account(t, &got, "112233").Kind != access.Bot || got.Reach.Sees("role").Listed != access.Yes {
		t.Errorf("%+v, %+v", account(t, &got, "112233"), got.Reach.Holes())
	}
	for _, e := range got.Entitlements {
		if e.Type == "role" && !e.Privileged {
			t.Errorf("%s is not privileged", e.Key())
		}
	}
	s.assignments = append(s.assignments, given("e", "3", "hidden", "group", "CUSTOMER"))
	if got = snapshot(t, s); got.Reach.Sees("role").Listed != access.Unknown {
		t.Errorf("a role is given to a group that is not listed: %+v", got.Reach.Holes())
	}
}

func TestARoleOfTheOrganizationsOwnIsNotTakenForGoogles(t *testing.T) {
	s := &workspace{
		users: []row{person("1", "root"), person("2", "bob"), person("3", "cid")},
		roles: append(adminRoles(), row{"roleId": "4", "roleName": "Super-Admin"}, row{"roleId": "5", "roleName": "help-desk-admin"}),
		assignments: []row{
			given("a", "1", "1", "user", "CUSTOMER"), given("b", "4", "2", "user", "CUSTOMER"), given("c", "5", "3", "user", "CUSTOMER"),
			given("d", "2", "3", "user", "CUSTOMER"),
		},
	}
	got := snapshot(t, s)
	for id, want := range map[string]string{
		"1": "role:super-admin", "2": "role:Super-Admin (custom)", "3": "role:help-desk-admin, role:help-desk-admin (custom)",
	} {
		if text := held(t, &got, id); text != want {
			t.Errorf("%s holds %q, want %q", id, text, want)
		}
	}
}

func TestAnAdministratorWhoMaySeeAPartOnlyOpensAHole(t *testing.T) {
	for name, c := range map[string]struct {
		own     []row
		refused string
		want    access.Tri
	}{
		"reads accounts everywhere":    {[]row{given("a", "2", "2", "user", "CUSTOMER")}, "", access.Yes},
		"through a group":              {[]row{given("a", "2", "g", "group", "CUSTOMER")}, "", access.Yes},
		"reads accounts in one unit":   {[]row{given("a", "2", "2", "user", "ORG_UNIT")}, "", access.Unknown},
		"groups everywhere, no people": {[]row{given("a", "3", "2", "user", "CUSTOMER")}, "", access.Unknown},
		"no roles to be seen":          {nil, "rolemanagement", access.Unknown},
	} {
		s := &workspace{users: []row{person("1", "root"), person("2", "bob")}, roles: adminRoles(), own: c.own, assignments: c.own}
		if c.refused != "" {
			s.refused = []string{c.refused}
		}
		target := open(t, s, google.Options{Admin: "Bob@acme.example"})
		got, err := target.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		checked, err := target.Check(t.Context())
		if f := got.Reach.Sees(access.FacetMembers); f.Listed != c.want || err != nil || fmt.Sprint(checked.Sees(access.FacetMembers)) != fmt.Sprint(f) {
			t.Errorf("%s: %+v, a check says %+v, %v", name, f, checked.Sees(access.FacetMembers), err)
		}
	}
	s := &workspace{users: []row{person("1", "root")}}
	for what, call := range map[string]func(*google.Target) error{
		"a check":    func(g *google.Target) error { _, err := g.Check(t.Context()); return err },
		"a snapshot": func(g *google.Target) error { _, err := g.Snapshot(t.Context()); return err },
	} {
		if err := call(open(t, s, google.Options{Admin: "who@acme.example"})); !rest.Is(err, rest.Forbidden) || !strings.Contains(err.Error(), "`admin:`") {
			t.Errorf("%s, an administrator who is in no list: %v", what, err)
		}
	}
}

func TestALicenceIsASeat(t *testing.T) {
	s := &workspace{users: []row{person("1", "root"), person("2", "bob", "aliases", []string{"rob@acme.example"}), person("3", "cyd")}, licences: []row{
		{"userId": "root@acme.example", "skuId": "1010020028", "skuName": "Business Standard"},
		{"userId": "ROB@acme.example", "skuId": "1010020028", "skuName": "Business Standard"},
		{"userId": "root@acme.example", "skuId": "77"},
		{"userId": "gone@acme.example", "skuId": "77"},
	}}
	got := snapshot(t, s)
	if text := held(t, &got, "1") + "; " + held(t, &got, "2"); text != "licence:77, licence:Business Standard, role:super-admin; licence:Business Standard" {
		t.Error(text)
	}
	if account(t, &got, "2").Seat != access.Yes || account(t, &got, "3").Seat != access.No || len(got.Remarks) != 1 {
		t.Errorf("seats %s and %s, remarks %q", account(t, &got, "2").Seat, account(t, &got, "3").Seat, got.Remarks)
	}
	if last := s.asked[len(s.asked)-1]; last != "GET https://licensing.googleapis.com/apps/licensing/v1/product/Google-Apps/users?customerId=C0&maxResults=100" {
		t.Errorf("asked %s", last)
	}
	s.licences, s.asked = nil, nil
	if _, err := open(t, s, google.Options{Customer: "C1", Products: []string{"a", "b"}}).Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last := s.asked[len(s.asked)-1]; !strings.Contains(last, "/product/b/users?customerId=C1&") {
		t.Errorf("asked %s", last)
	}
}

func TestOfLicencesThatAreListedInPartNothingIsConcluded(t *testing.T) {
	s := &workspace{users: []row{person("1", "root")}, licences: []row{{"userId": "root@acme.example", "skuId": "1"}}}
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "/product/b/") {
			w.WriteHeader(http.StatusNotFound)
			return true
		}
		return false
	}
	got, err := open(t, s, google.Options{Products: []string{"a", "b"}}).Snapshot(t.Context())
	if err != nil || got.Reach.Sees("licence").Listed != access.No || account(t, &got, "1").Seat != access.Unknown || held(t, &got, "1") != "role:super-admin" {
		t.Errorf("%v, %+v, %+v", err, got.Reach.Holes(), got.Accounts)
	}
}

func TestGooglesOwnLimitsAreWaitedForAndOthersAreNot(t *testing.T) {
	for reason, waits := range map[string]bool{
		"rateLimitExceeded": true, "userRateLimitExceeded": true, "quotaExceeded": true, "dailyLimitExceeded": false, "forbidden": false,
	} {
		s := &workspace{users: []row{person("1", "root")}}
		refusals := 2
		s.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/v1/users") || refusals == 0 {
				return false
			}
			refusals--
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `{"error":{"code":403,"message":"no","errors":[{"reason":%q}]}}`, reason)
			return true
		}
		_, err := open(t, s, google.Options{}).Snapshot(t.Context())
		if waits && err != nil || !waits && !rest.Is(err, rest.Forbidden) || waits != (refusals == 0) {
			t.Errorf("%s: %v after %d requests", reason, err, len(s.asked))
		}
	}
}

func TestLicencesAreAskedForOnceASecond(t *testing.T) {
	s := &workspace{users: []row{person("1", "root")}}
	for i := range 350 {
		s.licences = append(s.licences, row{"userId": fmt.Sprintf("p%d@acme.example", i), "skuId": "1"})
	}
	snapshot(t, s)
	if slept := s.clock.Slept(); len(slept) != 3 || slices.ContainsFunc(slept, func(d time.Duration) bool { return d != time.Second }) {
		t.Errorf("waited %v", slept)
	}
}

func TestAServiceAccountSignsInTheAdministratorsName(t *testing.T) {
	s := &workspace{users: []row{person("1", "root")}}
	snapshot(t, s)
	claims := s.claims[0]
	parts := strings.Split(claims["assertion"].(string), ".")
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || rsa.VerifyPKCS1v15(&s.private.PublicKey, crypto.SHA256, sum[:], signature) != nil {
		t.Error("the signature is wrong")
	}
	if header, _ := base64.RawURLEncoding.DecodeString(parts[0]); string(header) != `{"alg":"RS256","kid":"k1","typ":"JWT"}` {
		t.Errorf("header %s", header)
	}
	if claims["iss"] != "sa@x.iam.gserviceaccount.com" || claims["sub"] != "root@acme.example" || claims["aud"] != "https://oauth2.googleapis.com/token" ||
		claims["exp"].(float64)-claims["iat"].(float64) > 3600 || len(strings.Fields(claims["scope"].(string))) != 4 {
		t.Errorf("claims %v", claims)
	}
	if s.asked[0] != "POST https://oauth2.googleapis.com/token" {
		t.Errorf("the key decided where it is sent: %s", s.asked[0])
	}
}

func TestAKeyThatIsNoneAndATokenThatIsRefusedAreErrorsWithoutThem(t *testing.T) {
	for name, key := range map[string]string{
		"no JSON": "hidden", "another sort": `{"type":"authorized_user","client_email":"hidden"}`,
		"no PEM": `{"type":"service_account","client_email":"a","private_key":"hidden"}`,
		"no key": `{"type":"service_account","client_email":"a","private_key":"-----BEGIN PRIVATE KEY-----\naGlkZGVu\n-----END PRIVATE KEY-----\n"}`,
	} {
		s := &workspace{}
		_, err := open(t, s, google.Options{}, key).Snapshot(t.Context())
		if err == nil || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "aGlkZGVu") || len(s.asked) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		status int
		body   string
		class  rest.Class
	}{
		"a wrong administrator": {400, `{"error":"invalid_grant","error_description":"Invalid email or User ID"}`, rest.Unauthorized},
		"a key that is gone":    {401, `{"error":"invalid_client","error_description":"The OAuth client was not found."}`, rest.Unauthorized},
		"no token":              {200, `{}`, rest.Decode},
	} {
		s := &workspace{answer: func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
			return true
		}}
		if _, err := open(t, s, google.Options{}).Snapshot(t.Context()); !rest.Is(err, c.class) || len(s.asked) != 1 {
			t.Errorf("%s: %v after %d requests", name, err, len(s.asked))
		}
	}
	s := &workspace{}
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":"x","error_description":%q}`, "bad "+r.FormValue("assertion"))
		return true
	}
	if _, err := open(t, s, google.Options{}).Snapshot(t.Context()); err == nil || !strings.Contains(err.Error(), "bad [redacted]") {
		t.Errorf("an assertion that is echoed: %v", err)
	}
}

func TestOptionsNameAKeyAndAnAdministrator(t *testing.T) {
	ref, err := secret.ParseRef("env:X")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]google.Options{"no key": {Admin: "a@acme.example"}, "no administrator": {Key: ref}, "no address": {Key: ref, Admin: "root"}} {
		if _, err := google.New(targets.Env{}, o); err == nil || !strings.Contains(err.Error(), "`") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
