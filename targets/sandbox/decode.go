package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

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

// words says in words of the file what encoding/json says in those of Go.
func words(err error) string {
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		what := "text"
		switch mismatch.Type.Kind() {
		case reflect.Bool:
			what = "true or false"
		case reflect.Int:
			what = "a whole number"
		case reflect.Slice:
			what = "a list"
		case reflect.Map, reflect.Struct:
			what = "an object"
		}
		return fold.Clean(strings.TrimSpace(fmt.Sprintf("%s must be %s, not %s", mismatch.Field, what, mismatch.Value)))
	}
	return fold.Clean(strings.TrimPrefix(err.Error(), "json: "))
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
