package bamboohr_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/rest"
	"reconcile/internal/roster"
	"reconcile/internal/secret"
	"reconcile/sources"
	"reconcile/sources/bamboohr"
)

// company answers in memory, by its rows, and keeps what was asked.
type company struct {
	mu     sync.Mutex
	asked  []string
	bodies []string
	auth   []string
	now    time.Time
	// fields are those of the dataset, by name, with labels; rows have a value for each, nil for none.
	fields [][2]string
	rows   []map[string]any
	// page is how many rows come at once; answer may answer in place of the rest, by saying so.
	page   int
	answer func(w http.ResponseWriter, r *http.Request) bool
}

// standard are the fields of every company.
func standard(more ...[2]string) [][2]string {
	return append([][2]string{
		{"eeid", "EEID"},
		{"firstName", "First Name"},
		{"lastName", "Last Name"},
		{"email", "Work Email"},
		{"status", "Status"},
		{"employmentStatus", "Employment Status"},
		{"hireDate", "Hire Date"},
		{"terminationDate", "Termination Date"},
		{"jobInformationDepartment", "Department"},
		{"supervisorEid", "Reporting to (EEID)"},
	}, more...)
}

// person is a row of the dataset; the cells are those of what follows: field, value, field, value.
func person(id, first, status string, cells ...any) map[string]any {
	row := map[string]any{
		"eeid": id, "firstName": first, "lastName": "X", "email": strings.ToLower(first) + "@acme.example", "status": status,
		"employmentStatus": "Full-Time", "hireDate": "2020-01-01", "terminationDate": nil, "jobInformationDepartment": "IT",
		"supervisorEid": "1",
	}
	for i := 0; i+1 < len(cells); i += 2 {
		row[cells[i].(string)] = cells[i+1]
	}
	return row
}

// RoundTrip implements http.RoundTripper.
func (c *company) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body := ""
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(text)
	}
	c.asked, c.bodies = append(c.asked, r.Method+" "+r.URL.String()), append(c.bodies, body)
	c.auth = append(c.auth, r.Header.Get("Authorization"))
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	if c.answer == nil || !c.answer(w, r) {
		c.dataset(w, r, body)
	}
	return w.Result(), nil
}

func (c *company) dataset(w http.ResponseWriter, r *http.Request, body string) {
	if r.Method == http.MethodGet {
		list := []any{}
		for _, f := range c.fields {
			list = append(list, map[string]string{"name": f[0], "label": f[1]})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"fields": list, "pagination": map[string]any{"total_records": fmt.Sprint(len(list)), "current_page": "1", "total_pages": 1},
		})
		return
	}
	var q struct {
		Fields []string
		Page   int
	}
	_ = json.Unmarshal([]byte(body), &q)
	size := c.page
	if size == 0 {
		size = 1000
	}
	rows := []any{}
	for _, row := range c.rows[min((q.Page-1)*size, len(c.rows)):min(q.Page*size, len(c.rows))] {
		part := map[string]any{}
		for _, name := range q.Fields {
			if value, there := row[name]; there {
				part[name] = value
			}
		}
		rows = append(rows, map[string]any{"fields": part})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": rows, "meta": map[string]any{
		"page": q.Page, "totalPages": (len(c.rows) + size - 1) / size, "totalItems": len(c.rows),
	}})
}

// open makes a source for a company; its secret is in the environment.
func open(t *testing.T, c *company, o bamboohr.Options, extra ...string) *bamboohr.Source {
	t.Helper()
	t.Setenv("RECONCILE_BAMBOOHR", "k3y")
	ref, err := secret.ParseRef("env:RECONCILE_BAMBOOHR")
	if err != nil {
		t.Fatal(err)
	}
	if o.OAuth.ClientID == "" {
		o.APIKey = ref
	} else {
		o.OAuth.ClientSecret, o.OAuth.RefreshToken = ref, ref
	}
	if o.API == "" {
		o.API = "auto"
	}
	o.Company = "acme"
	c.now = time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC)
	if c.fields == nil {
		c.fields = standard()
	}
	source, err := bamboohr.New(sources.Env{
		Name: "hr", HTTP: &http.Client{Transport: c}, Now: func() time.Time { return c.now }, Day: access.DateOf(2026, 6, 15), MaxAge: 3,
		Prefix: "E", Extra: extra, Targets: []string{"github"}, Log: slog.New(slog.DiscardHandler),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func read(t *testing.T, c *company, o bamboohr.Options, extra ...string) access.Roster {
	t.Helper()
	r, err := open(t, c, o, extra...).Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACompanyIsReadInTheFewestCalls(t *testing.T) {
	c := &company{}
	for i := range 2001 {
		c.rows = append(c.rows, person(fmt.Sprint(i+1), "P"+fmt.Sprint(i), "Active"))
	}
	if r := read(t, c, bamboohr.Options{}); len(r.People) != 2001 || r.Sources[0].Rows != 2001 || len(r.Unsound) != 0 {
		t.Errorf("%d people, unsound %q", len(r.People), r.Unsound)
	}
	want := []string{
		"GET https://acme.bamboohr.com/api/v1_2/datasets/employee/fields?page=1&page_size=1000",
		"POST https://acme.bamboohr.com/api/v2/datasets/employee/data", "POST https://acme.bamboohr.com/api/v2/datasets/employee/data",
		"POST https://acme.bamboohr.com/api/v2/datasets/employee/data",
	}
	if !slices.Equal(c.asked, want) {
		t.Errorf("asked %q", c.asked)
	}
	if c.auth[0] != "Basic "+base64.StdEncoding.EncodeToString([]byte("k3y:x")) {
		t.Errorf("the key was sent as %q", c.auth[0])
	}
	for _, part := range []string{`"orderBy":"eeid asc"`, `"pageSize":1000`, `"page":3`} {
		if !strings.Contains(c.bodies[3], part) {
			t.Errorf("%s is not in %s", part, c.bodies[3])
		}
	}
}

func TestEverybodysEmploymentIsWhatTheyTellTogether(t *testing.T) {
	for name, c := range map[string]struct {
		status string
		cells  []any
		want   access.State
	}{
		"at work":                         {"Active", nil, access.Active},
		"an empty end as zeros":           {"Active", []any{"terminationDate", "0000-00-00"}, access.Active},
		"an empty end as nothing":         {"Active", []any{"terminationDate", ""}, access.Active},
		"to come, already active":         {"Active", []any{"hireDate", "2026-07-01"}, access.Joining},
		"to come, still inactive":         {"Inactive", []any{"hireDate", "2026-07-01"}, access.Joining},
		"an end ahead":                    {"Active", []any{"terminationDate", "2026-06-30"}, access.Active},
		"an end passed":                   {"Active", []any{"terminationDate", "2026-06-14"}, access.Left},
		"gone":                            {"Inactive", []any{"terminationDate", "2026-05-31"}, access.Left},
		"gone, nobody says when":          {"Inactive", nil, access.Left},
		"back, the old end kept":          {"Active", []any{"hireDate", "2026-02-01", "terminationDate", "2025-01-31"}, access.Active},
		"to be back":                      {"Inactive", []any{"hireDate", "2026-09-01", "terminationDate", "2025-01-31"}, access.Left},
		"never came":                      {"Inactive", []any{"hireDate", "2026-07-01", "terminationDate", "2026-07-02"}, access.Left},
		"on leave":                        {"Active", []any{"employmentStatus", "Leave of absence"}, access.Away},
		"gone, and on leave before":       {"Inactive", []any{"employmentStatus", "Leave of absence"}, access.Left},
		"active, the next contract known": {"Active", []any{"employmentStatus", "Terminated"}, access.Active},
	} {
		company := &company{rows: []map[string]any{person("7", "Ann", c.status, c.cells...)}}
		r := read(t, company, bamboohr.Options{})
		stand := access.Stand(&r.People[0], access.DateOf(2026, 6, 15), access.StandingPolicy{})
		if stand.State != c.want || r.People[0].Quarantine != "" || r.People[0].TypeUnmapped {
			t.Errorf("%s: %v, %+v", name, stand.State, r.People[0])
		}
	}
}

func TestAManagerWhomNoRowHasIsNotTakenForWhoHasTheSameNumber(t *testing.T) {
	company := &company{
		fields: standard([2]string{"employeeNumber", "Employee #"}),
		rows: []map[string]any{
			person("7", "Ann", "Active", "employeeNumber", "5", "supervisorEid", nil),
			person("8", "Bob", "Active", "employeeNumber", "6", "supervisorEid", "7"),
			person("9", "Cid", "Active", "employeeNumber", "4", "supervisorEid", "E6"), // whose row is hidden
		},
	}
	r := read(t, company, bamboohr.Options{Columns: map[string]string{"id": "employeeNumber"}})
	for _, p := range r.People {
		if got, want := strings.Join(p.Attributes.Manager, ";"), map[string]string{"E6": "E5"}[p.ID]; got != want {
			t.Errorf("%s has the manager %q, not %q", p.ID, got, want)
		}
	}
	if !slices.ContainsFunc(r.Problems, func(p access.RosterProblem) bool { return strings.Contains(p.Text, "1 managers") }) {
		t.Errorf("nothing is said: %+v", r.Problems)
	}
}

func TestAttributesComeFromStandardAndCustomFields(t *testing.T) {
	c := &company{
		fields: standard([2]string{"customProject", "Client project"}, [2]string{"customGitHub", "GitHub login"}, [2]string{"customCost", "Cost Center"},
			[2]string{"isOnCall", "On call"}),
		rows: []map[string]any{
			person("1", "Ann", "Active", "customProject", []string{"Apollo", "Zen"}, "customGitHub", "ann-gh", "customCost", 4100, "isOnCall", true),
			person("2", "Bob", "Active", "employmentStatus", "Contractor", "customProject", nil, "customGitHub", "", "customCost", nil, "isOnCall", false),
			person("3", "Cyd", "Active", "employmentStatus", "Partner", "supervisorEid", "99", "customProject", nil, "customGitHub", "", "customCost", nil, "isOnCall", nil),
		},
	}
	r := read(t, c, bamboohr.Options{
		Columns: map[string]string{"projects": "client project", "accounts.github": "customGitHub", "department": ""},
		Types:   map[string]roster.TypeWord{"Partner": "contractor"},
	}, "cost_center", "on_call", "no_such")
	ann, bob, cyd := &r.People[0], &r.People[1], &r.People[2]
	for what, pair := range map[string][2]any{
		"projects":       {ann.Attributes.Projects, []string{"Apollo", "Zen"}},
		"account":        {ann.Accounts, []access.AccountRef{{Target: "github", Account: "ann-gh"}}},
		"number":         {ann.Attributes.Extra["cost_center"], []string{"4100"}},
		"yes":            {ann.Attributes.Extra["on_call"], []string{"yes"}},
		"left out":       {ann.Attributes.Department, []string(nil)},
		"manager":        {bob.Attributes.Manager, []string{"E1"}},
		"unknown to us":  {cyd.Attributes.Manager, []string{"99"}},
		"type":           {bob.Attributes.Type, []string{"contractor"}},
		"a type's word":  {cyd.Attributes.Type, []string{"contractor"}},
		"name and place": {[]string{ann.ID, ann.Name, ann.Place.String()}, []string{"E1", "Ann X", "employee 1"}},
		"no column":      {r.Sources[0].Mapped["no_such"], ""},
		"columns":        {r.Sources[0].Mapped["projects"], "Client project"},
	} {
		if fmt.Sprint(pair[0]) != fmt.Sprint(pair[1]) {
			t.Errorf("%s: got %v, want %v", what, pair[0], pair[1])
		}
	}
	if strings.Contains(c.bodies[1], "Department") {
		t.Errorf("what was left out was asked for: %s", c.bodies[1])
	}
}

func TestAFieldThatTheConfigurationMeansMustBeOne(t *testing.T) {
	for name, c := range map[string]struct {
		columns map[string]string
		want    string
	}{
		"none":     {map[string]string{"projects": "Client projekt"}, "did you mean `Client project`"},
		"several":  {map[string]string{"team": "Squad"}, "customSquad, customSquad2"},
		"needed":   {map[string]string{"status": ""}, "can't be left out"},
		"no field": {map[string]string{"status": "Nonsense"}, "shows no field"},
	} {
		company := &company{rows: []map[string]any{person("1", "Ann", "Active")}, fields: standard(
			[2]string{"customProject", "Client project"}, [2]string{"customSquad", "Squad"}, [2]string{"customSquad2", "squad"})}
		_, err := open(t, company, bamboohr.Options{Columns: c.columns}).Roster(t.Context())
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), `"Client project"`, "`Client project`"), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatTheCredentialMayNoLongerViewFailsTheReadOrIsSaid(t *testing.T) {
	without := func(name string) *company {
		c := &company{rows: []map[string]any{person("1", "Ann", "Active"), person("2", "Bob", "Inactive")}}
		for _, row := range c.rows {
			delete(row, name)
		}
		return c
	}
	for _, field := range []string{"status", "email", "hireDate", "terminationDate", "jobInformationDepartment", "firstName"} {
		if _, err := open(t, without(field), bamboohr.Options{}).Roster(t.Context()); !rest.Is(err, rest.Decode) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s was left out: %v", field, err)
		}
		undiscovered := without(field)
		undiscovered.fields = slices.DeleteFunc(standard(), func(f [2]string) bool { return f[0] == field })
		r, err := open(t, undiscovered, bamboohr.Options{}).Roster(t.Context())
		if field == "jobInformationDepartment" {
			if err != nil || !slices.ContainsFunc(r.Problems, func(p access.RosterProblem) bool { return strings.Contains(p.Text, "department") }) {
				t.Errorf("no department is not said: %v, %v", err, r.Problems)
			}
		} else if err == nil {
			t.Errorf("%s is no field, and the read went on", field)
		}
	}
	empty := func(name string) *company {
		return &company{rows: []map[string]any{person("1", "Ann", "Active", name, nil), person("2", "Bob", "Active", name, "")}}
	}
	for _, field := range []string{"status", "email", "hireDate", "firstName"} {
		if _, err := open(t, empty(field), bamboohr.Options{}).Roster(t.Context()); err == nil || !strings.Contains(err.Error(), "credential may not view it") {
			t.Errorf("%s is empty everywhere: %v", field, err)
		}
	}
	undated := &company{rows: []map[string]any{person("1", "Ann", "Active", "hireDate", "0000-00-00")}}
	if _, err := open(t, undated, bamboohr.Options{}).Roster(t.Context()); err == nil || !strings.Contains(err.Error(), "nobody has a value in Hire Date") {
		t.Errorf("zeros are no day: %v", err)
	}
	r := read(t, empty("jobInformationDepartment"), bamboohr.Options{Columns: map[string]string{"department": "Department"}})
	if len(r.Unsound) != 1 || !strings.Contains(r.Unsound[0], "hr: nobody has a value in Department") {
		t.Errorf("a field that is meant is empty everywhere: unsound %q", r.Unsound)
	}
	r = read(t, empty("jobInformationDepartment"), bamboohr.Options{})
	if len(r.Unsound) != 0 || len(r.Problems) != 2 || r.Problems[1].Place.String() != "hr" || !strings.Contains(r.Problems[1].Text, "Department") {
		t.Errorf("unsound %q, %+v", r.Unsound, r.Problems)
	}
}

func TestCountsAndPagesThatDisagreeFailTheRead(t *testing.T) {
	for name, change := range map[string][2]string{
		"another page":          {`"page":2`, `"page":1`},
		"another total":         {`"page":2,"totalItems":4`, `"page":2,"totalItems":5`},
		"a total that falls":    {`"page":1,"totalItems":4`, `"page":1,"totalItems":5`},
		"no total":              {`"totalItems":4,`, ``},
		"no rows":               {`"data":[`, `"dota":[`},
		"fewer pages than rows": {`"totalPages":2`, `"totalPages":1`},
		"a count that is none":  {`"totalItems":4`, `"totalItems":"many"`},
		"an object for a value": {`"status":"Active"`, `"status":{"id":1}`},
	} {
		c := &company{page: 2}
		for i := range 4 {
			c.rows = append(c.rows, person(fmt.Sprint(i+1), "P"+fmt.Sprint(i), "Active"))
		}
		changed := false
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodGet {
				return false
			}
			inner := httptest.NewRecorder()
			c.dataset(inner, r, c.bodies[len(c.bodies)-1])
			text := inner.Body.String()
			changed = changed || strings.Contains(text, change[0])
			fmt.Fprint(w, strings.Replace(text, change[0], change[1], 1))
			return true
		}
		if r, err := open(t, c, bamboohr.Options{}).Roster(t.Context()); err == nil || !changed {
			t.Errorf("%s: %d people, changed is %t", name, len(r.People), changed)
		}
	}
}

// reports answers with a report, and refuses the datasets.
func reports(body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/api/v1/reports/custom") {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"detail":"no datasets"}`)
			return true
		}
		fmt.Fprint(w, body)
		return true
	}
}

const wholeReport = `{"title":"x","fields":[{"id":"workEmail","name":"Work Email"}],"employees":[
{"id":7,"firstName":"Ann","lastName":"X","workEmail":"ann@acme.example","status":"Active","employmentHistoryStatus":"Contractor",
"department":"IT","division":null,"location":"","jobTitle":"CTO","supervisorEId":null,"hireDate":"2020-01-01","terminationDate":"0000-00-00"}]}`

func TestWhereDatasetsAreNotPermittedAReportIsRead(t *testing.T) {
	c := &company{answer: reports(wholeReport)}
	r := read(t, c, bamboohr.Options{})
	if len(r.People) != 1 || r.People[0].ID != "E7" || r.People[0].Attributes.Type[0] != "contractor" || r.People[0].End != 0 {
		t.Errorf("%+v", r.People)
	}
	if !slices.ContainsFunc(r.Problems, func(p access.RosterProblem) bool {
		return strings.Contains(p.Text, "read by a report") && strings.Contains(p.Text, "no datasets")
	}) {
		t.Errorf("the reason is not said: %+v", r.Problems)
	}
	if len(c.asked) != 2 || !strings.HasSuffix(c.asked[1], "/api/v1/reports/custom?format=json&onlyCurrent=false") {
		t.Errorf("asked %q", c.asked)
	}
	c = &company{answer: reports(wholeReport)}
	if read(t, c, bamboohr.Options{API: "report"}); len(c.asked) != 1 {
		t.Errorf("asked %q", c.asked)
	}
	c = &company{answer: reports(wholeReport)}
	if _, err := open(t, c, bamboohr.Options{API: "datasets"}).Roster(t.Context()); !rest.Is(err, rest.Forbidden) || len(c.asked) != 1 {
		t.Errorf("asked %q, %v", c.asked, err)
	}
}

func TestAReportThatLacksWhatWasAskedForFailsTheRead(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a field":   {`"status":"Active",`, ``, "lacks the field status"},
		"an id":     {`"id":7`, `"id":null`, "no id"},
		"everybody": {`"employees"`, `"nobody"`, "no employees"},
		"a value":   {`"Ann"`, `null`, "nobody has a value in firstName"},
	} {
		company := &company{answer: reports(strings.Replace(wholeReport, c.old, c.new, 1))}
		if _, err := open(t, company, bamboohr.Options{}).Roster(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnApplicationTurnsItsRefreshTokenIntoTokens(t *testing.T) {
	answer := `{"access_token":"tok","expires_in":3600,"refresh_token":"k3y"}`
	c := &company{rows: []map[string]any{person("1", "Ann", "Active")}}
	c.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/token.php" {
			if strings.Contains(answer, "error") {
				w.WriteHeader(http.StatusBadRequest)
			}
			fmt.Fprint(w, answer)
			return true
		}
		return false
	}
	application := bamboohr.Options{OAuth: bamboohr.OAuthOptions{ClientID: "acme"}}
	read(t, c, application)
	if want := "client_id=acme&client_secret=k3y&grant_type=refresh_token&refresh_token=k3y"; c.bodies[0] != want || c.auth[0] != "" || c.auth[1] != "Bearer tok" {
		t.Errorf("sent %q by %q", c.bodies[0], c.auth)
	}
	for name, text := range map[string]string{
		"none": `{}`, "a new one each time": `{"access_token":"tok","expires_in":3600,"refresh_token":"other"}`,
		"an error that echoes": `{"error_description":"bad k3y"}`,
	} {
		answer = text
		_, err := open(t, c, application).Roster(t.Context())
		if err == nil || strings.Contains(err.Error(), "k3y") || strings.Contains(err.Error(), "other\"") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptionsNameACompanyAndOneCredential(t *testing.T) {
	ref, err := secret.ParseRef("env:X")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]bamboohr.Options{
		"no company":          {APIKey: ref},
		"no name":             {APIKey: ref, Company: "acme.bamboohr.com/x"},
		"no credential":       {Company: "acme"},
		"two":                 {Company: "acme", APIKey: ref, OAuth: bamboohr.OAuthOptions{ClientID: "x", ClientSecret: ref, RefreshToken: ref}},
		"half an application": {Company: "acme", OAuth: bamboohr.OAuthOptions{ClientID: "x"}},
		"no field":            {Company: "acme", APIKey: ref, Columns: map[string]string{"shoe_size": "x"}},
	} {
		if _, err := bamboohr.New(sources.Env{}, o); err == nil || !strings.Contains(err.Error(), "`") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
