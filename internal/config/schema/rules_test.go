package schema

import (
	"reflect"
	"slices"
	"testing"

	"reconcile/internal/yaml"
	"reconcile/rules"
)

func TestTheSchemaOfRulesHasTheKeysThatRulesReads(t *testing.T) {
	sameKeys(t, "rules", reflect.TypeFor[rulesFile](), reflect.TypeFor[rules.Document]())
}

// sameKeys holds two types to the same keys, and what they are lists of to the same.
func sameKeys(t *testing.T, at string, shown, read reflect.Type) {
	t.Helper()
	byName := map[string]yaml.Key{}
	for _, k := range yaml.Keys(read, "yaml") {
		byName[k.Name] = k
	}
	for _, k := range yaml.Keys(shown, "option") {
		r, ok := byName[k.Name]
		if !ok {
			t.Errorf("%s.%s is in the schema, and is not read", at, k.Name)
			continue
		}
		delete(byName, k.Name)
		if k.Required != r.Required {
			t.Errorf("%s.%s: required in the schema: %v, when read: %v", at, k.Name, k.Required, r.Required)
		}
		if r.Enum != nil && !slices.Equal(k.Enum, r.Enum) {
			t.Errorf("%s.%s: words in the schema %q, when read %q", at, k.Name, k.Enum, r.Enum)
		}
		a, b := item(k.Field.Type), item(r.Field.Type)
		if a != nil && b != nil {
			sameKeys(t, at+"."+k.Name, a, b)
		}
	}
	for name := range byName {
		t.Errorf("%s.%s is read, and is not in the schema", at, name)
	}
}

// item is the struct that a list holds, or the type itself; nil for what has no keys.
func item(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || len(yaml.Keys(t, "option"))+len(yaml.Keys(t, "yaml")) == 0 {
		return nil
	}
	return t
}
