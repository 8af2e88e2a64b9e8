package schema

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"reconcile/internal/config"
	"reconcile/internal/config/internal/fake"
	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

func kinds() config.Kinds { return config.Kinds{Sources: fake.Sources(), Targets: fake.Targets()} }

// compile makes a schema ready, and with that proves that it is one.
func compile(t *testing.T, data []byte, err error) *jsonschema.Schema {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// value turns YAML into what a JSON Schema judges, as an editor does.
func value(t *testing.T, text string) any {
	t.Helper()
	n, err := yaml.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n.Plain()
}

const example = "../testdata/full/"

func TestTheSchemaAcceptsWhatLoadAccepts(t *testing.T) {
	data, err := Config(kinds())
	s := compile(t, data, err)
	for _, text := range []string{
		read(t, example+"reconcile.yaml"),
		"source: {kind: excel, path: a.xlsx}\ntargets: {a: {kind: csv, path: a.csv}}",
	} {
		if err := s.Validate(value(t, text)); err != nil {
			t.Error(err)
		}
	}
	data, err = Rules()
	s = compile(t, data, err)
	for _, file := range []string{"rules/roles.yaml", "rules/people.yaml"} {
		if err := s.Validate(value(t, read(t, example+file))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestTheSchemaRefusesWhatLoadRefuses(t *testing.T) {
	data, err := Config(kinds())
	s := compile(t, data, err)
	good := read(t, example+"reconcile.yaml")
	for from, to := range map[string]string{
		"company:":                   "compani:",
		"joiner_lead: 2d":            "joiner_led: 2d",
		"leave: suspend":             "leave: fire",
		"lists: current":             "list: current",
		"kind: csv":                  "kind: cvs",
		"path: exports/":             "pth: exports/",
		"    organization: globex\n": "",
		"max_age: 10d":               "max_age: 10",
		"token: cred:github":         "token: hunter2",
		"seat_cost: 21 USD/month":    "seat_cost: 21",
		"removals: 7":                "removals: seven",
		"retain: 2 years":            "retain: long",
	} {
		if !strings.Contains(good, from) {
			t.Errorf("the example has no %q", from)
		}
		if err := s.Validate(value(t, strings.Replace(good, from, to, 1))); err == nil {
			t.Errorf("%q is taken", to)
		}
	}
	data, err = Rules()
	s = compile(t, data, err)
	good = read(t, example+"rules/roles.yaml")
	for from, to := range map[string]string{"roles:": "rolls:", "unless:": "unles:", "cutover:": "cut:", "from: 2026-01-01": "from: soon"} {
		if err := s.Validate(value(t, strings.Replace(good, from, to, 1))); err == nil {
			t.Errorf("%q is taken", to)
		}
	}
}

func TestWithoutKindsAnyOptionIsTaken(t *testing.T) {
	data, err := Config(config.Kinds{})
	s := compile(t, data, err)
	if err := s.Validate(value(t, read(t, example+"reconcile.yaml"))); err != nil {
		t.Error(err)
	}
}

// The example holds every key, so that a key which only the schema or only the decoder knows fails a test.
func TestTheExampleHoldsEveryKey(t *testing.T) {
	file, source, target := config.Declare()
	all := read(t, example+"reconcile.yaml")
	for _, fields := range [][]option.Field{file, source, target} {
		everyKey(t, all, fields)
	}
	everyKey(t, read(t, example+"rules/roles.yaml")+read(t, example+"rules/people.yaml"), ruleFields())
}

func everyKey(t *testing.T, text string, fields []option.Field) {
	t.Helper()
	for _, f := range fields {
		if !strings.Contains(text, f.Name+":") {
			t.Errorf("the example has no %s", f.Name)
		}
		if f.Help == "" || !strings.HasSuffix(f.Help, ".") {
			t.Errorf("%s has no sentence of help", f.Name)
		}
		everyKey(t, text, f.Shape.Fields)
		if f.Shape.Item != nil {
			everyKey(t, text, f.Shape.Item.Fields)
		}
	}
}

func TestTheReferenceNamesEveryKey(t *testing.T) {
	text := string(Reference(kinds()))
	for _, row := range []string{
		"| `source` | value | required | Where people come from: one source, or a list. |",
		"| `policy.limits.removal_share` | share | `20%` |",
		"| `reports[].when` | `findings`, `changes`, `always`,",
		"| `conflicts[].all_of[].target` | text | required |",
		"### Target `github`: GitHub",
		"| `organization` | text | required | The organization. |",
		"| `levels` | mapping to lists of text |  | Levels by type. |",
	} {
		if !strings.Contains(text, row) {
			t.Errorf("the reference lacks %s", row)
		}
	}
}
