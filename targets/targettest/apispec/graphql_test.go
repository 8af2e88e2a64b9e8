package apispec

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"reconcile/targets/targettest"
)

// graphQL is a vendor's schema.
type graphQL struct {
	schema *ast.Schema
	path   string
}

// loadGraphQL reads a schema, for what is posted to a path.
func loadGraphQL(t *testing.T, file, path string) *graphQL {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("API_SPECS"), file))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: file, Input: string(data)})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range doc.Definitions {
		d.Fields = once(d.Fields)
	}
	schema, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &graphQL{schema, path}
}

// once drops fields that stand twice in one type, as one does in GitHub's own schema.
func once(fields ast.FieldList) ast.FieldList {
	var list ast.FieldList
	for _, f := range fields {
		if list.ForName(f.Name) == nil {
			list = append(list, f)
		}
	}
	return list
}

// hold holds a query against the schema, its variables against the query, and the answer against what was selected.
func (g *graphQL) hold(e *targettest.Exchange) (known bool, faults []error) {
	if e.Request.Method != http.MethodPost || e.Request.URL.Path != g.path || e.Status != http.StatusOK {
		return false, nil
	}
	var q struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(e.Body, &q); err != nil {
		return true, []error{err}
	}
	doc, errs := gqlparser.LoadQuery(g.schema, q.Query)
	if errs != nil {
		return true, []error{fmt.Errorf("the query %s: %w", q.Query, errs)}
	}
	declared := map[string]bool{}
	for _, v := range doc.Operations[0].VariableDefinitions {
		declared[v.Variable] = true
		if _, given := q.Variables[v.Variable]; v.Type.NonNull && !given {
			faults = append(faults, fmt.Errorf("the query's variable %s is not given", v.Variable))
		}
	}
	for name := range q.Variables {
		if !declared[name] {
			faults = append(faults, fmt.Errorf("the query has no variable %s", name))
		}
	}
	var answer struct{ Data map[string]any }
	err := json.Unmarshal(e.Answer, &answer)
	if err == nil {
		err = selected(answer.Data, doc.Operations[0].SelectionSet, "data")
	}
	if err != nil {
		faults = append(faults, fmt.Errorf("the fake's answer: %w", err))
	}
	return true, faults
}

// selected makes sure that an object has what was selected, of the schema's types, and nothing else.
func selected(object map[string]any, set ast.SelectionSet, at string) error {
	if len(object) != len(set) {
		return fmt.Errorf("%s has %d fields, %d were selected", at, len(object), len(set))
	}
	for _, s := range set {
		field := s.(*ast.Field)
		value, given := object[field.Alias]
		if !given {
			return fmt.Errorf("%s lacks %s", at, field.Alias)
		}
		if err := typed(value, field.Definition.Type, field.SelectionSet, at+"."+field.Alias); err != nil {
			return err
		}
	}
	return nil
}

func typed(value any, kind *ast.Type, set ast.SelectionSet, at string) error {
	if value == nil {
		if kind.NonNull {
			return fmt.Errorf("%s is null and may not be", at)
		}
		return nil
	}
	if kind.Elem != nil {
		list, ok := value.([]any)
		if !ok {
			return fmt.Errorf("%s is no list", at)
		}
		for i, v := range list {
			if err := typed(v, kind.Elem, set, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		return nil
	}
	var ok bool
	switch kind.NamedType {
	case "String", "ID", "URI", "DateTime":
		_, ok = value.(string)
	case "Int":
		_, ok = value.(float64)
	case "Boolean":
		_, ok = value.(bool)
	default:
		if len(set) == 0 { // an enumeration
			text, isText := value.(string)
			ok = isText && text == strings.ToUpper(text)
			break
		}
		object, isObject := value.(map[string]any)
		if isObject {
			return selected(object, set, at)
		}
	}
	if !ok {
		return fmt.Errorf("%s is %v, which is no %s", at, value, kind.NamedType)
	}
	return nil
}
