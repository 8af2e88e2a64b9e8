// Package schema writes JSON Schemas for editors and the key reference, all from the tags that decoding uses.
package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"reconcile/internal/config"
	"reconcile/internal/option"
)

// object is a JSON object; encoding/json sorts its keys, so that equal schemas are equal bytes.
type object = map[string]any

// dialect is the draft that editors know best.
const dialect = "http://json-schema.org/draft-07/schema#"

// Config returns the schema of reconcile.yaml with these kinds. Without any kinds, a source's and a target's own options
// are not described and anything is taken for one.
func Config(kinds config.Kinds) ([]byte, error) {
	file, source, target := config.Declare()
	defs := object{"condition": condition(), "secret": secretRef()}
	sourceOptions, targetOptions := map[string][]option.Field{}, map[string][]option.Field{}
	for name, kind := range kinds.Sources {
		sourceOptions[name] = option.Declare(kind.NewOptions())
	}
	for name, kind := range kinds.Targets {
		targetOptions[name] = option.Declare(kind.NewOptions())
	}
	byKind(defs, "source", source, sourceOptions)
	byKind(defs, "target", target, targetOptions)
	root := mapping(file)
	properties := root["properties"].(object)
	describe(properties, "source", oneOrMore(ref("source")))
	describe(properties, "targets", object{
		"type": "object", "minProperties": 1, "additionalProperties": ref("target"),
		"propertyNames": object{"pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"},
	})
	describe(properties["scope"].(object)["properties"].(object), "people", ref("condition"))
	return write(root, "reconcile.yaml", defs)
}

// Rules returns the schema of a rules file.
func Rules() ([]byte, error) {
	root := mapping(ruleFields())
	properties := root["properties"].(object)
	roles := items(properties, "roles")
	describe(roles, "when", ref("condition"))
	describe(roles, "unless", ref("condition"))
	describe(items(properties, "migrations"), "people", ref("condition"))
	return write(root, "a rules file of reconcile", object{"condition": condition()})
}

func write(root object, title string, defs object) ([]byte, error) {
	root["$schema"], root["title"], root["definitions"] = dialect, title, defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(root)
	return b.Bytes(), err
}

// items returns the properties of a list's items.
func items(properties object, key string) object {
	either := properties[key].(object)["anyOf"].([]object)
	return either[0]["properties"].(object)
}

// describe replaces a property's schema and keeps its description.
func describe(properties object, key string, schema object) {
	properties[key] = object{"description": properties[key].(object)["description"], "allOf": []object{schema}}
}

// byKind defines a mapping whose keys depend on its `kind:`.
func byKind(defs object, name string, common []option.Field, kinds map[string][]option.Field) {
	if len(kinds) == 0 {
		open := mapping(common)
		open["additionalProperties"] = true
		defs[name] = open
		return
	}
	names := slices.Sorted(maps.Keys(kinds))
	var cases []object
	for _, kind := range names {
		one := mapping(slices.Concat(common, kinds[kind]))
		one["properties"].(object)["kind"] = object{"const": kind}
		defs[name+"-"+kind] = one
		cases = append(cases, object{
			"if":   object{"properties": object{"kind": object{"const": kind}}, "required": []string{"kind"}},
			"then": ref(name + "-" + kind),
		})
	}
	defs[name] = object{
		"type": "object", "required": []string{"kind"}, "properties": object{"kind": object{"enum": names}}, "allOf": cases,
	}
}

func ref(name string) object { return object{"$ref": "#/definitions/" + name} }

// mapping is the schema of a mapping with precisely these keys.
func mapping(fields []option.Field) object {
	properties := object{}
	required := []string{}
	for _, f := range fields {
		properties[f.Name] = property(f)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	schema := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func property(f option.Field) object {
	schema := shape(f.Shape, f.Enum)
	if f.Help != "" {
		schema["description"] = f.Help
	}
	if f.Default != "" {
		schema["default"] = defaultValue(f)
	}
	return schema
}

func defaultValue(f option.Field) any {
	switch f.Shape.Form {
	case option.Integer:
		if i, err := strconv.Atoi(f.Default); err == nil {
			return i
		}
	case option.Boolean:
		return f.Default == "true"
	}
	return f.Default
}

// shape is the schema of a value. A plain text may be written as a number: YAML has no quotes around 1042.
func shape(s option.Shape, enum []string) object {
	switch s.Form {
	case option.Text:
		schema := object{"type": "string"}
		switch {
		case len(enum) > 0:
			return object{"enum": enum}
		case s.Pattern != "":
			schema["pattern"] = s.Pattern
		case s.Type == "":
			schema["type"] = []string{"string", "number"}
		}
		return schema
	case option.NumberOrText:
		return object{"anyOf": []object{{"type": "number"}, {"type": "string", "pattern": s.Pattern}}}
	case option.Integer, option.Number, option.Boolean:
		return object{"type": string(s.Form)}
	case option.Secret:
		return object{"allOf": []object{ref("secret")}}
	case option.List:
		return oneOrMore(shape(*s.Item, enum))
	case option.Mapping:
		return object{"type": "object", "additionalProperties": shape(*s.Item, enum)}
	case option.Object:
		return mapping(s.Fields)
	}
	return object{}
}

// oneOrMore is an item, or a list of them.
func oneOrMore(item object) object {
	return object{"anyOf": []object{item, {"type": "array", "items": item}}}
}

func secretRef() object {
	words := oneOrMore(object{"type": "string"})
	return object{"anyOf": []object{
		{"type": "string", "pattern": "^(env|file|cred):.+$"},
		{"type": "object", "additionalProperties": false, "required": []string{"exec"}, "properties": object{"exec": words}},
	}}
}

func condition() object {
	word := object{"type": []string{"string", "number", "boolean"}}
	return object{"anyOf": []object{
		{"type": "string"},
		{"type": "object", "minProperties": 1, "additionalProperties": oneOrMore(word)},
	}}
}
