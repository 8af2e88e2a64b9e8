package yaml

import (
	"encoding"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Unmarshaler is a type that decodes itself. It notes its errors and is not called for null.
type Unmarshaler interface {
	UnmarshalYAML(n *Node, errs *Errors)
}

// Decode fills the value that out points to and notes all errors, with whatever could be read left in out.
//
// It knows string, bool, whole numbers, float64, encoding.TextUnmarshaler, Unmarshaler, *Node (kept as it is), pointers,
// lists (one item may stand for a list of one), maps with text keys, and structs. A struct's fields are tagged
// `yaml:"name"` or `yaml:"name,required"`; `default:"..."` is a scalar taken where the key is absent, `enum:"a,b"`
// lists all a text may be. Untagged fields are left alone, but for one of type Pos, which is set to the struct's
// place, and embedded structs, whose fields count as the struct's own. Null is the same as an absent key.
func (n *Node) Decode(out any, errs *Errors) { Decoder{Tag: "yaml"}.Decode(n, out, errs) }

// Decoder is Decode with more to say.
type Decoder struct {
	// Tag is the struct tag that names keys.
	Tag string
	// Skip are further keys of the outermost mapping, which somebody else decodes.
	Skip []string
	// Leaf decodes types of the caller's own: it gets a pointer and returns false for what it does not know.
	Leaf func(n *Node, out any, errs *Errors) bool
	// Unknown may add to the message about an unknown key; where it returns "", a suggestion follows.
	Unknown func(key string) string
}

// Decode is Node.Decode under the decoder's settings.
func (d Decoder) Decode(n *Node, out any, errs *Errors) {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		errs.Add(n.pos, "decoding into a %T, which is no pointer", out)
		return
	}
	d.value(n, v.Elem(), errs)
}

func (d Decoder) value(n *Node, v reflect.Value, errs *Errors) {
	if v.Type() == reflect.TypeFor[*Node]() {
		v.Set(reflect.ValueOf(n))
		return
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem(), errs)
		return
	}
	out := v.Addr().Interface()
	if n.kind != Null && d.Leaf != nil && d.Leaf(n, out, errs) {
		return
	}
	switch out := out.(type) {
	case Unmarshaler:
		if n.kind == Null {
			n.Expected("a value", errs)
			return
		}
		out.UnmarshalYAML(n, errs)
		return
	case encoding.TextUnmarshaler:
		d.text(n, out, errs)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v, errs)
	case reflect.Slice:
		d.list(n, v, errs)
	case reflect.Map:
		d.dict(n, v, errs)
	default:
		scalar(n, v, errs)
	}
}

func (d Decoder) text(n *Node, out encoding.TextUnmarshaler, errs *Errors) {
	if n.kind != Scalar {
		n.Expected("a single value", errs)
		return
	}
	if err := out.UnmarshalText([]byte(n.text)); err != nil {
		errs.Add(n.pos, "%s: %s", n.Name(), err)
	}
}

func (d Decoder) list(n *Node, v reflect.Value, errs *Errors) {
	items := n.Items()
	d.Skip = nil
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		d.value(item, list.Index(i), errs)
	}
	v.Set(list)
}

func (d Decoder) dict(n *Node, v reflect.Value, errs *Errors) {
	if n.kind != Map {
		n.Expected("a mapping of keys to values", errs)
		return
	}
	d.Skip = nil
	dict := reflect.MakeMapWithSize(v.Type(), len(n.entries))
	for _, e := range n.entries {
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(e.Value, element, errs)
		dict.SetMapIndex(reflect.ValueOf(e.Key).Convert(v.Type().Key()), element)
	}
	v.Set(dict)
}

func scalar(n *Node, v reflect.Value, errs *Errors) {
	what := "a single value"
	if n.kind == Scalar {
		switch v.Kind() {
		case reflect.String:
			v.SetString(n.text)
			return
		case reflect.Bool:
			if n.text == "true" || n.text == "false" {
				v.SetBool(n.text == "true")
				return
			}
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			if i, err := strconv.ParseInt(n.text, 10, v.Type().Bits()); err == nil {
				v.SetInt(i)
				return
			}
		case reflect.Float32, reflect.Float64:
			if f, err := strconv.ParseFloat(n.text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
				v.SetFloat(f)
				return
			}
		}
	}
	switch v.Kind() {
	case reflect.String:
		what = "text"
	case reflect.Bool:
		what = "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		what = "a whole number"
	case reflect.Float32, reflect.Float64:
		what = "a number"
	}
	n.Expected(what, errs)
}

// Key is a field of a struct that a file can set.
type Key struct {
	Name     string
	Required bool
	// Default and Enum are the field's tags of those names.
	Default string
	Enum    []string
	Index   []int
	Field   reflect.StructField
}

// Keys returns the keys of a struct type in the order of its fields, those of embedded structs in their place.
func Keys(t reflect.Type, tag string) []Key {
	var keys []Key
	for i := range t.NumField() {
		f := t.Field(i)
		value, tagged := f.Tag.Lookup(tag)
		switch {
		case !tagged && f.Anonymous && f.Type.Kind() == reflect.Struct:
			for _, k := range Keys(f.Type, tag) {
				k.Index = append([]int{i}, k.Index...)
				keys = append(keys, k)
			}
		case tagged && f.IsExported():
			name, rest, _ := strings.Cut(value, ",")
			k := Key{Name: name, Required: rest == "required", Default: f.Tag.Get("default"), Index: []int{i}, Field: f}
			if enum := f.Tag.Get("enum"); enum != "" {
				k.Enum = strings.Split(enum, ",")
			}
			keys = append(keys, k)
		}
	}
	return keys
}
