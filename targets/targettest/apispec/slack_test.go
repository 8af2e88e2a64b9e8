package apispec

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"reconcile/targets/targettest"
)

// slackMethods is Slack's reference of methods, a file each, beside samples of what they answer.
type slackMethods struct {
	base    string
	methods map[string]slackMethod
	samples map[string]any
}

// slackMethod is one of them.
type slackMethod struct {
	Args struct {
		Required   []string
		Properties map[string]struct {
			Type             string
			Minimum, Maximum *float64
		}
	}
	Output struct{ Required []string }
}

func loadSlack(t *testing.T, base string) *slackMethods {
	t.Helper()
	folder := filepath.Join(os.Getenv("API_SPECS"), "slack")
	s := &slackMethods{base: base, methods: map[string]slackMethod{}, samples: map[string]any{}}
	files, err := filepath.Glob(filepath.Join(folder, "method-ref", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no reference of methods in %s: %v", folder, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		var m slackMethod
		readJSON(t, file, &m)
		sample := filepath.Join(folder, "fixtures", "api", filepath.Base(file))
		if _, err := os.Stat(sample); err == nil {
			var v any
			readJSON(t, sample, &v)
			s.methods[name], s.samples[name] = m, v
		}
	}
	return s
}

func readJSON(t *testing.T, file string, out any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// hold holds the arguments, which all methods take as a form by POST, against the reference; and the answer against what is
// required and against the sample, of which it may have less and nothing else.
func (s *slackMethods) hold(e *targettest.Exchange) (known bool, faults []error) {
	name, inside := strings.CutPrefix(e.Request.URL.Path, s.base)
	m, described := s.methods[name]
	if !inside || !described || e.Status != http.StatusOK {
		return false, nil
	}
	form, err := url.ParseQuery(string(e.Body))
	if err != nil || e.Request.Method != http.MethodPost || e.Request.URL.RawQuery != "" {
		faults = append(faults, fmt.Errorf("%s: %s with %q and the form %q: %w", name, e.Request.Method, e.Request.URL.RawQuery, e.Body, err))
	}
	for _, argument := range m.Args.Required {
		if argument != "token" && !form.Has(argument) {
			faults = append(faults, fmt.Errorf("%s: the argument %s is missing", name, argument))
		}
	}
	for argument := range form {
		faults = append(faults, m.argument(name, argument, form.Get(argument))...)
	}
	var answer map[string]any
	if err := json.Unmarshal(e.Answer, &answer); err != nil {
		return true, append(faults, err)
	}
	if answer["ok"] != true {
		return true, append(faults, fmt.Errorf("%s: the fake's answer is not ok", name))
	}
	for _, field := range m.Output.Required {
		if _, given := answer[field]; !given && field != misnamed()[name] {
			faults = append(faults, fmt.Errorf("%s: the fake's answer lacks %s", name, field))
		}
	}
	return true, append(faults, alike(answer, s.samples[name], name)...)
}

// misnamed are fields that the reference requires of a method, and describes, gives in its example and samples otherwise:
// `teams`, and a cursor within response_metadata.
func misnamed() map[string]string {
	return map[string]string{"admin.teams.list": "team", "admin.roles.listAssignments": "next_cursor"}
}

func (m *slackMethod) argument(method, name, value string) []error {
	p, known := m.Args.Properties[name]
	if !known {
		return []error{fmt.Errorf("%s: the argument %s is not described", method, name)}
	}
	switch p.Type {
	case "boolean":
		if value != "true" && value != "false" {
			return []error{fmt.Errorf("%s: %s is %q", method, name, value)}
		}
	case "integer", "number":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || p.Minimum != nil && n < *p.Minimum || p.Maximum != nil && n > *p.Maximum {
			return []error{fmt.Errorf("%s: %s is %q", method, name, value)}
		}
	}
	return nil
}

// alike makes sure that a value has no field that its sample lacks, and each of the sample's type; anything may be null. A
// sample whose fields are ids is a map, and one field stands for all.
func alike(value, sample any, at string) []error {
	switch have := value.(type) {
	case nil:
		return nil
	case map[string]any:
		want, ok := sample.(map[string]any)
		if !ok {
			break
		}
		var faults []error
		for name, v := range have {
			s, given := want[name]
			if only := slices.Sorted(maps.Keys(want)); !given && len(only) > 0 && only[0] == "U00000000" {
				s, given = want[only[0]], true
			}
			switch {
			case given:
				faults = append(faults, alike(v, s, at+"."+name)...)
			case at == "admin.users.list.users[]" && name == "deactivated_ts": // in the reference, not in the sample
			default:
				faults = append(faults, fmt.Errorf("%s has %s, which the sample lacks", at, name))
			}
		}
		return faults
	case []any:
		want, ok := sample.([]any)
		if !ok || len(want) == 0 {
			break
		}
		var faults []error
		for _, v := range have {
			faults = append(faults, alike(v, want[0], at+"[]")...)
		}
		return faults
	default:
		if fmt.Sprintf("%T", value) == fmt.Sprintf("%T", sample) {
			return nil
		}
	}
	return []error{fmt.Errorf("%s is %v, and the sample has %v", at, value, sample)}
}

// slackSCIM is a sample of what Slack's SCIM answers, for a path.
type slackSCIM struct {
	path   string
	sample any
}

func loadSlackSCIM(t *testing.T, path string) *slackSCIM {
	t.Helper()
	s := &slackSCIM{path: path}
	readJSON(t, filepath.Join(os.Getenv("API_SPECS"), "slack", "fixtures", "scim", "v2", "Users.json"), &s.sample)
	return s
}

func (s *slackSCIM) hold(e *targettest.Exchange) (known bool, faults []error) {
	if e.Request.URL.Path != s.path || e.Status != http.StatusOK {
		return false, nil
	}
	for name := range e.Request.URL.Query() {
		if name != "startIndex" && name != "count" {
			faults = append(faults, fmt.Errorf("SCIM: the query has %s", name))
		}
	}
	var answer any
	if err := json.Unmarshal(e.Answer, &answer); err != nil {
		return true, append(faults, err)
	}
	return true, append(faults, alike(answer, s.sample, "SCIM")...)
}
