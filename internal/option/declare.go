package option

import (
	"encoding"
	"reflect"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/secret"
	"reconcile/internal/yaml"
)

// Field is one key of a mapping, as help, schema and documentation show it.
type Field struct {
	Name, Help, Default, Example string
	// Type says in words what the value is: "days", "list of text".
	Type     string
	Enum     []string
	Required bool
	// Secret: the value is a reference to a secret.
	Secret bool
	// Shape says the same as Type to programs.
	Shape Shape
}

// Form is what a value looks like in the file.
type Form string

// The forms. A List may be written as its only item; a NumberOrText is either; Any is described elsewhere.
const (
	Text         Form = "text"
	Integer      Form = "integer"
	Number       Form = "number"
	Boolean      Form = "boolean"
	NumberOrText Form = "number or text"
	Secret       Form = "secret"
	List         Form = "list"
	Mapping      Form = "mapping"
	Object       Form = "object"
	Any          Form = "any"
)

// Shape is the form of a value and of what is in it.
type Shape struct {
	Form Form
	// Type names a text in words ("days"); Pattern is the regular expression it fits.
	Type, Pattern string
	// Item is the shape of a list's items or a mapping's values.
	Item *Shape
	// Fields are an object's keys.
	Fields []Field
}

// Shaped is a type that decodes itself and says what it looks like.
type Shaped interface {
	OptionShape() Shape
}

// OptionShape implements Shaped.
func (Days) OptionShape() Shape { return Shape{Form: Text, Type: "days", Pattern: `^\d{1,5}d$`} }

// OptionShape implements Shaped.
func (Path) OptionShape() Shape { return Shape{Form: Text, Type: "path", Pattern: `^[^\n\t]+$`} }

// Declare returns the keys of an options struct, or of a pointer to one, in the order of its fields.
func Declare(options any) []Field {
	t := reflect.TypeOf(options)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	return fields(t)
}

func fields(t reflect.Type) []Field {
	var list []Field
	for _, k := range yaml.Keys(t, tag) {
		shape := shapeOf(k.Field.Type)
		list = append(list, Field{
			Name: k.Name, Help: k.Field.Tag.Get("help"), Default: k.Default, Example: k.Field.Tag.Get("example"),
			Type: shape.String(), Enum: k.Enum, Required: k.Required, Secret: shape.Form == Secret, Shape: shape,
		})
	}
	return list
}

func shapeOf(t reflect.Type) Shape {
	switch t {
	case reflect.TypeFor[*yaml.Node]():
		return Shape{Form: Any}
	case reflect.TypeFor[secret.Ref]():
		return Shape{Form: Secret}
	case reflect.TypeFor[time.Duration]():
		return Shape{Form: Text, Type: "duration", Pattern: `^(\d+(\.\d+)?(h|m|s))+$`}
	case reflect.TypeFor[access.Date]():
		return Shape{Form: Text, Type: "date", Pattern: `^\d{4}-\d{2}-\d{2}$`}
	}
	switch value := reflect.New(t).Interface().(type) {
	case Shaped:
		return value.OptionShape()
	case encoding.TextUnmarshaler:
		return Shape{Form: Text}
	case yaml.Unmarshaler:
		return Shape{Form: Any}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.String:
		return Shape{Form: Text}
	case reflect.Bool:
		return Shape{Form: Boolean}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Shape{Form: Integer}
	case reflect.Float32, reflect.Float64:
		return Shape{Form: Number}
	case reflect.Slice:
		item := shapeOf(t.Elem())
		return Shape{Form: List, Item: &item}
	case reflect.Map:
		item := shapeOf(t.Elem())
		return Shape{Form: Mapping, Item: &item}
	case reflect.Struct:
		return Shape{Form: Object, Fields: fields(t)}
	}
	return Shape{Form: Any}
}

// String says the shape in words.
func (s Shape) String() string {
	if s.Type != "" {
		return s.Type
	}
	switch s.Form {
	case Integer:
		return "whole number"
	case Boolean:
		return "true or false"
	case Secret:
		return "secret reference"
	case List:
		return "list of " + s.Item.plural()
	case Mapping:
		return "mapping to " + s.Item.plural()
	case Object:
		return "mapping"
	case Any:
		return "value"
	}
	return string(s.Form)
}

func (s Shape) plural() string {
	switch word := s.String(); {
	case s.Form == Text && s.Type == "", word == "days", s.Form == Boolean, s.Form == NumberOrText:
		return word
	case s.Form == List:
		return "lists of " + s.Item.plural()
	case s.Form == Mapping:
		return "mappings to " + s.Item.plural()
	case strings.HasSuffix(word, "address"):
		return word + "es"
	default:
		return word + "s"
	}
}
