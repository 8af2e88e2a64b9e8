package reports_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"reconcile/internal/access"
	"reconcile/reports"
)

const schemaFile = "../docs/run.schema.json"

func TestTheDocumentFitsItsSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	empty := &access.Run{
		Schema: access.SchemaVersion, Run: access.RunHead{Mode: "dry-run", Status: access.RunClean},
		Targets: []access.TargetResult{{Name: "jira", Status: access.FailedRead}},
	}
	for name, run := range map[string]*access.Run{"acme": acmeRun(), "quiet": quietRun(), "with nothing in it": empty} {
		var b bytes.Buffer
		if err := reports.JSON(&b, run); err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("the run %q: %v", name, err)
		}
	}
}

func TestTheDocumentIsTheRunWithNothingLeftOut(t *testing.T) {
	run := acmeRun()
	for i := range run.Targets {
		run.Targets[i].Reach.Facets = append([]access.Facet{}, run.Targets[i].Reach.Facets...)
	}
	var want, document, got bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(run); err != nil {
		t.Fatal(err)
	}
	if err := reports.JSON(&document, run); err != nil {
		t.Fatal(err)
	}
	if err := json.Compact(&got, document.Bytes()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(want.String()), strings.TrimSpace(got.String())); diff != "" {
		t.Errorf("-run +document:\n%s", diff)
	}
}

// node is as much of a schema as these tests look at.
type node struct {
	Ref        string           `json:"$ref"`
	Properties map[string]*node `json:"properties"`
	Required   []string         `json:"required"`
	Items      *node            `json:"items"`
	// Additional is false or the schema of a map's values.
	Additional  json.RawMessage  `json:"additionalProperties"`
	Enum        []string         `json:"enum"`
	Description string           `json:"description"`
	Defs        map[string]*node `json:"$defs"`
}

func readSchema(t *testing.T) *node {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	return &root
}

func (n *node) resolve(root *node) *node {
	if name, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		return root.Defs[name]
	}
	return n
}

func TestEveryFieldOfTheDocumentStandsInTheSchemaAndNothingElse(t *testing.T) {
	root := readSchema(t)
	compare(t, root, root, reflect.TypeFor[access.Run](), "run document")
}

// compare walks a type and its schema together.
func compare(t *testing.T, root, n *node, typ reflect.Type, path string) {
	t.Helper()
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if n = n.resolve(root); n == nil {
		t.Errorf("%s: a reference leads nowhere", path)
		return
	}
	switch {
	case typ.Kind() == reflect.Slice:
		if n.Items == nil {
			t.Errorf("%s: is a list, and the schema says nothing of its items", path)
			return
		}
		compare(t, root, n.Items, typ.Elem(), path+"[]")
	case typ.Kind() == reflect.Struct && typ != reflect.TypeFor[time.Time]():
		if string(n.Additional) != "false" {
			t.Errorf("%s: additionalProperties is not false", path)
		}
		fields := compareFields(t, root, n, typ, path)
		for name := range n.Properties {
			if !slices.Contains(fields, name) {
				t.Errorf("%s: the schema has %q, %v has no such field", path, name, typ)
			}
		}
	}
}

func compareFields(t *testing.T, root, n *node, typ reflect.Type, path string) []string {
	t.Helper()
	var fields []string
	for i := range typ.NumField() {
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			t.Errorf("%s: the field %s has no JSON name", path, typ.Field(i).Name)
			continue
		}
		fields = append(fields, name)
		property := n.Properties[name]
		if property == nil {
			t.Errorf("%s: the schema lacks %q", path, name)
			continue
		}
		if required := !strings.Contains(options, "omit"); required != slices.Contains(n.Required, name) {
			t.Errorf("%s.%s: is always written: %v; the schema says otherwise", path, name, required)
		}
		compare(t, root, property, typ.Field(i).Type, path+"."+name)
	}
	return fields
}

func TestTheSchemaNamesTheWordsThatThereAre(t *testing.T) {
	root := readSchema(t)
	words := constants(t)
	words["Severity"] = nil
	for _, s := range access.Severities() {
		words["Severity"] = append(words["Severity"], s.String())
	}
	property := func(def, name string) []string { return root.Defs[def].Properties[name].resolve(root).Enum }
	for name, have := range map[string][]string{
		"Verdict": property("finding", "verdict"), "Cause": property("finding", "cause"), "Basis": property("finding",
			"basis"),
		"Severity": property("finding", "severity"), "ReadStatus": property("target", "status"), "RunStatus": property("run",
			"status"),
		"ActionKind": property("action", "kind"), "ActionState": property("action", "state"), "Guard": property("block",
			"guard"),
	} {
		want := slices.Clone(words[name])
		sort.Strings(want)
		sort.Strings(have)
		if diff := cmp.Diff(want, have); diff != "" || len(want) == 0 {
			t.Errorf("%s (-package access +schema):\n%s", name, diff)
		}
	}
}

// constants reads the text constants of package access by the name of their type.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	paths, err := filepath.Glob("../internal/access/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			name, typed := spec.Type.(*ast.Ident)
			value, literal := spec.Values[0].(*ast.BasicLit)
			if typed && literal && value.Kind == token.STRING {
				if text, err := strconv.Unquote(value.Value); err == nil {
					found[name.Name] = append(found[name.Name], text)
				}
			}
			return true
		})
	}
	return found
}
