package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// source is a file that is being decoded.
type source struct {
	name string
	// keys are the lines of the document's keys, items those of the objects in the lists under them.
	keys  map[string]int
	items map[string][]int
}

// at says what is wrong at a line, and what to do.
func (s *source) at(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", s.name, line, fmt.Errorf(format, args...))
}

// decode reads a document strictly.
func decode(name string, data []byte) (*document, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s has more than %d MiB: make it smaller", name, maxBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	s := &source{name: name, keys: map[string]int{}, items: map[string][]int{}}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(data, &values); err != nil {
		offset := len(data)
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			offset = int(syntax.Offset)
		}
		return nil, s.at(1+bytes.Count(data[:min(offset, len(data))], []byte{'\n'}), "%s; correct the JSON there", words(err))
	}
	if err := s.survey(data); err != nil {
		return nil, err
	}
	d := &document{}
	fields := d.fields()
	for key := range values {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.key == key }) {
			return nil, s.at(s.keys[key], "there is no key %q here: correct it or leave it out", fold.Clean(key))
		}
	}
	for _, f := range fields {
		raw, given := values[f.key]
		if !given {
			continue
		}
		var err error
		switch list := f.value.(type) {
		case *[]entitlement:
			err = items(s, f.key, raw, list)
		case *[]account:
			err = items(s, f.key, raw, list)
		default:
			if err = strict(raw, f.value); err != nil {
				err = s.at(s.keys[f.key], "%q: %s; correct it", f.key, words(err))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return d, s.check(d)
}

// items reads a list strictly, to know the line of what is wrong.
func items[T any](s *source, key string, raw json.RawMessage, list *[]T) error {
	var values []json.RawMessage
	if err := strict(raw, &values); err != nil {
		return s.at(s.keys[key], "%q: %s; write a list", key, words(err))
	}
	*list = make([]T, len(values))
	for i, value := range values {
		if value[0] != '{' {
			return s.at(s.keys[key], "%q: item %d is no object; write {...}", key, i+1)
		}
		if err := strict(value, &(*list)[i]); err != nil {
			return s.at(s.items[key][i], "%s; correct it", words(err))
		}
	}
	return nil
}

// strict decodes one value and takes no unknown key.
func strict(raw []byte, out any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(out)
}

// short decodes a value that is its text alone where there is nothing more to say.
func short(data []byte, text *string, whole any) error {
	if data[0] == '"' {
		return strict(data, text)
	}
	return strict(data, whole)
}

// words says in words of the file what encoding/json says in those of Go.
func words(err error) string {
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		what := map[string]string{
			"string": "text", "bool": "true or false", "int": "a whole number", "slice": "a list", "map": "an object", "struct": "an object",
		}[mismatch.Type.Kind().String()]
		if what == "" {
			what = "a word"
		}
		text := fmt.Sprintf("%s must be %s, not %s", mismatch.Field, what, mismatch.Value)
		return fold.Clean(strings.TrimSpace(text))
	}
	return fold.Clean(strings.TrimPrefix(err.Error(), "json: "))
}

// word reads one of the words that values have.
func word[T fmt.Stringer](text []byte, what string, out *T, values ...T) error {
	var known []string
	for _, v := range values {
		if known = append(known, v.String()); v.String() == string(text) {
			*out = v
			return nil
		}
	}
	return fmt.Errorf("%q is no %s: there are %s", text, what, strings.Join(known, ", "))
}

// survey notes where things are in sound JSON, and refuses a key that an object has twice, also in other letters.
func (s *source) survey(data []byte) error {
	var open []map[string]bool // the keys of each object, nil for a list
	line, top := 1, ""
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '\n':
			line++
		case '{':
			if len(open) == 2 && open[1] == nil {
				s.items[top] = append(s.items[top], line)
			}
			open = append(open, map[string]bool{})
		case '[':
			open = append(open, nil)
		case '}', ']':
			open = open[:len(open)-1]
		case '"':
			begin := i
			for i++; data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
			if rest := bytes.TrimLeft(data[i+1:], " \t\r\n"); len(rest) == 0 || rest[0] != ':' {
				continue
			}
			var key string
			if err := json.Unmarshal(data[begin:i+1], &key); err != nil {
				return s.at(line, "%s; correct the JSON there", words(err))
			}
			keys := open[len(open)-1]
			if keys[strings.ToLower(key)] {
				return s.at(line, "the key %q stands twice in one object: leave one out", fold.Clean(key))
			}
			keys[strings.ToLower(key)] = true
			if len(open) == 1 {
				top, s.keys[key] = key, line
			}
		}
	}
	return nil
}

// check holds a document against what every snapshot keeps, and gives ids to what has only a key.
func (s *source) check(d *document) error {
	if d.version != version {
		return s.at(max(s.keys["sandbox"], 1), `"sandbox" must be %d, the version of the file's form: write {"sandbox": %[1]d, ...}`, version)
	}
	if err := cmp.Or(s.checkFacets("facets", d.facets), s.checkFacets("actions", d.actions)); err != nil {
		return err
	}
	for kind, order := range d.levels {
		if kind == "" || kind == access.AccountType || slices.Contains(order, "") {
			return s.at(s.keys["levels"], `"levels": a type or level is "" or %q; give it a name`, access.AccountType)
		}
	}
	if slices.Contains(d.top, "") {
		return s.at(s.keys["top"], `"top": a type or key is ""; leave it out`)
	}
	known := catalogue{document: d, ids: map[string]bool{access.AccountType: true}, keys: map[string]string{}}
	for i := range d.entitlements {
		if err := known.declare(&d.entitlements[i]); err != nil {
			return s.at(s.items["entitlements"][i], "%w", err)
		}
	}
	ids := make(map[string]bool, len(d.accounts))
	for i := range d.accounts {
		a, line := &d.accounts[i], s.items["accounts"][i]
		if a.ID == "" || ids[a.ID] {
			return s.at(line, "account %q: the id is missing or another account's: give it one of its own", fold.Clean(a.ID))
		}
		ids[a.ID] = true
		if err := known.holds(a); err != nil {
			return s.at(line, "account %q: %w", fold.Clean(a.ID), err)
		}
	}
	return nil
}

func (s *source) checkFacets(key string, facets []access.Facet) error {
	names := map[string]bool{"": true}
	for _, f := range facets {
		clean := fold.Clean(f.Name)
		switch {
		case names[f.Name] || f.Name != fold.Key(f.Name):
			return s.at(s.keys[key], "%q: %q is no name in lower case, or stands twice; correct it", key, clean)
		case key == "actions" && !slices.Contains(access.ActionKinds(), access.ActionKind(f.Name)):
			return s.at(s.keys[key], "%q: there is no action %q; write one of %q", key, clean, access.ActionKinds())
		case f.Listed != access.Yes && f.Why == "":
			return s.at(s.keys[key], "%q: nothing says why %s is not `listed`; add `why`", key, clean)
		}
		names[f.Name] = true
	}
	return nil
}

// catalogue is what accounts can hold.
type catalogue struct {
	*document
	ids map[string]bool
	// keys gives the id of the first entitlement with a key.
	keys map[string]string
}

// declare adds an entitlement to the known ones.
func (c *catalogue) declare(e *entitlement) error {
	key := e.key()
	if e.ID == "" {
		e.ID = key
	}
	switch {
	case e.Type == "" || e.Name == "" || e.Type == access.AccountType:
		return fmt.Errorf("entitlement %q has no type or name of its own: give it one", fold.Clean(e.ID))
	case c.ids[e.ID]:
		return fmt.Errorf("the id of entitlement %q is another's: give it one of its own", fold.Clean(e.ID))
	}
	if err := c.levelled(e); e.Level != "" && err != nil {
		return err
	}
	c.ids[e.ID] = true
	if _, taken := c.keys[key]; !taken {
		c.keys[key] = e.ID
	}
	return nil
}

// holds puts ids for what an account holds, and declares what only the account names.
func (c *catalogue) holds(a *account) error {
	type pair struct{ entitlement, via string }
	seen := make(map[pair]bool, len(a.Holds))
	for i := range a.Holds {
		h := &a.Holds[i]
		for _, text := range []*string{&h.Entitlement, &h.Via} {
			if text == &h.Via && h.Via == "" {
				continue
			}
			if err := c.resolve(text); err != nil {
				return err
			}
		}
		if p := (pair{h.Entitlement, h.Via}); seen[p] {
			return fmt.Errorf("%q is held twice: leave one out", fold.Clean(h.Entitlement))
		} else {
			seen[p] = true
		}
	}
	return nil
}

// resolve turns an id or key into the id.
func (c *catalogue) resolve(text *string) error {
	if *text == access.AccountType {
		return fmt.Errorf("%q is what every account has: leave it out", *text)
	}
	if c.ids[*text] {
		return nil
	}
	if id, ok := c.keys[*text]; ok {
		*text = id
		return nil
	}
	e, ok := access.ParseEntitlement(*text, c.levels)
	if !ok {
		return fmt.Errorf("there is no entitlement %q: write type:name, or declare it under `entitlements`", fold.Clean(*text))
	}
	c.entitlements = append(c.entitlements, entitlement(e))
	return c.declare(&c.entitlements[len(c.entitlements)-1])
}
