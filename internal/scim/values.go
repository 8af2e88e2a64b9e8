package scim

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"reconcile/internal/fold"
)

// The types below take what servers write instead of what RFC 7643 says.

// text is a text, or a number as it is written.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		return nil
	case data[0] == '"':
		var s string
		err := json.Unmarshal(data, &s)
		*t = text(strings.TrimSpace(s))
		return err
	case data[0] == '-' || '0' <= data[0] && data[0] <= '9':
		*t = text(data)
		return nil
	}
	return errors.New("a text is none")
}

// flag is true or false, also as a text. Absent or null is not false.
type flag struct{ given, value bool }

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	switch strings.ToLower(strings.Trim(string(data), `"`)) {
	case "null":
		*f = flag{}
	case "true":
		*f = flag{true, true}
	case "false":
		*f = flag{true, false}
	default:
		return errors.New("a boolean is neither true nor false")
	}
	return nil
}

// value is one of a multi-valued attribute (RFC 7643, section 2.4), or a bare text in its place.
type value struct {
	Value   text
	Display text
	Type    text
	Primary flag
	Ref     text `json:"$ref"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *value) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return v.Value.UnmarshalJSON(data)
	}
	type plain value
	return json.Unmarshal(data, (*plain)(v))
}

// name returns what a person would call it.
func (v *value) name() string {
	if v.Value != "" {
		return string(v.Value)
	}
	return string(v.Display)
}

// of says what a member of a group is, by its type or by its address: user, group, or something else.
func (v *value) of() string {
	if kind := fold.Key(string(v.Type)); kind != "" {
		return kind
	}
	if parts := strings.Split(string(v.Ref), "/"); len(parts) > 1 {
		return strings.TrimSuffix(fold.Key(parts[len(parts)-2]), "s")
	}
	return ""
}

// values is a multi-valued attribute, or its only value.
type values struct {
	given, null bool
	list        []value
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *values) UnmarshalJSON(data []byte) error {
	if v.null = bytes.Equal(data, []byte("null")); v.null {
		return nil
	}
	v.given = true
	if data[0] == '[' {
		return json.Unmarshal(data, &v.list)
	}
	v.list = make([]value, 1)
	return v.list[0].UnmarshalJSON(data)
}
