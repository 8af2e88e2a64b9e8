package yaml

import (
	"encoding"
	"reflect"
	"slices"
	"strings"
)

// object decodes a mapping into a struct.
func (d Decoder) object(n *Node, v reflect.Value, errs *Errors) {
	inner := d
	inner.Skip = nil
	inner.defaults(n, v, errs)
	if n.kind != Map && n.kind != Null {
		n.Expected("a mapping of keys to values", errs)
		return
	}
	keys := Keys(v.Type(), d.Tag)
	given := make([]bool, len(keys))
	for _, e := range n.entries {
		i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == e.Key })
		if i < 0 {
			if !slices.Contains(d.Skip, e.Key) {
				d.unknown(e, append(names(keys), d.Skip...), errs)
			}
			continue
		}
		if e.Value.kind == Null {
			continue
		}
		given[i] = true
		field := v.FieldByIndex(keys[i].Index)
		inner.value(e.Value, field, errs)
		enum(e.Value, keys[i].Enum, errs)
	}
	for i, k := range keys {
		if k.Required && !given[i] {
			help := k.Field.Tag.Get("help")
			if help != "" {
				help = ": " + help
			}
			errs.Add(n.pos, "key %s is missing%s%s", tick(k.Name), in(n), help)
		}
	}
}

func (d Decoder) unknown(e Entry, known []string, errs *Errors) {
	hint := ""
	if d.Unknown != nil {
		hint = d.Unknown(e.Key)
	}
	if hint == "" {
		hint = Suggest(e.Key, known)
	}
	errs.Add(e.Pos, "unknown key %s%s", tick(e.Key), hint)
}

// defaults sets the defaults and places of a struct and of those it holds.
func (d Decoder) defaults(n *Node, v reflect.Value, errs *Errors) {
	t := v.Type()
	for i := range t.NumField() {
		f, field := t.Field(i), v.Field(i)
		if !f.IsExported() {
			continue
		}
		_, tagged := f.Tag.Lookup(d.Tag)
		text, set := f.Tag.Lookup("default")
		switch {
		case f.Type == reflect.TypeFor[Pos]():
			field.Set(reflect.ValueOf(n.pos))
		case tagged && set:
			name, _, _ := strings.Cut(f.Tag.Get(d.Tag), ",")
			d.value(&Node{pos: n.pos, kind: Scalar, text: text, name: "the default of " + tick(name)}, field, errs)
		case f.Type.Kind() == reflect.Struct && (tagged || f.Anonymous) && !decodesItself(field):
			d.defaults(n, field, errs)
		}
	}
}

func decodesItself(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case Unmarshaler, encoding.TextUnmarshaler:
		return true
	}
	return false
}

// enum notes the texts of a value that are none of the allowed ones.
func enum(n *Node, allowed []string, errs *Errors) {
	if len(allowed) == 0 {
		return
	}
	for _, item := range n.Items() {
		if item.kind == Scalar && !slices.Contains(allowed, item.text) {
			errs.Add(item.pos, "%s must be %s, not %s%s", item.Name(), OneOf(allowed), item, Suggest(item.text, allowed))
		}
	}
}

// OneOf lists words for a message: "`a`", "`a` or `b`", "one of `a`, `b`, `c`".
func OneOf(words []string) string {
	ticked := make([]string, len(words))
	for i, w := range words {
		ticked[i] = tick(w)
	}
	if len(ticked) <= 2 {
		return strings.Join(ticked, " or ")
	}
	return "one of " + strings.Join(ticked, ", ")
}

func names(keys []Key) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = k.Name
	}
	return list
}

func in(n *Node) string {
	if n.name == "" {
		return ""
	}
	return " in " + n.name
}
