package sandbox

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
)

// status and kind are those of the domain, which can be read too.
type (
	status access.Status
	kind   access.Kind
)

// MarshalText implements encoding.TextMarshaler.
func (s status) MarshalText() ([]byte, error) { return access.Status(s).MarshalText() }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *status) UnmarshalText(text []byte) error {
	return word(text, "status", (*access.Status)(s), access.Enabled, access.Invited, access.Suspended)
}

// MarshalText implements encoding.TextMarshaler.
func (k kind) MarshalText() ([]byte, error) { return access.Kind(k).MarshalText() }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *kind) UnmarshalText(text []byte) error {
	return word(text, "kind", (*access.Kind)(k), access.Human, access.Guest, access.Bot, access.Shared)
}

// MarshalJSON implements json.Marshaler.
func (e email) MarshalJSON() ([]byte, error) {
	if e == (email{Address: e.Address}) {
		return line(e.Address)
	}
	type whole email
	return line(whole(e))
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *email) UnmarshalJSON(data []byte) error {
	type whole email
	return short(data, &e.Address, (*whole)(e))
}

// MarshalJSON implements json.Marshaler.
func (h hold) MarshalJSON() ([]byte, error) {
	if h == (hold{Entitlement: h.Entitlement}) {
		return line(h.Entitlement)
	}
	type whole hold
	return line(whole(h))
}

// UnmarshalJSON implements json.Unmarshaler.
func (h *hold) UnmarshalJSON(data []byte) error {
	type whole hold
	return short(data, &h.Entitlement, (*whole)(h))
}

// short decodes a value that is its text alone where there is nothing more to say.
func short(data []byte, text *string, whole any) error {
	if data[0] == '"' {
		return strict(data, text)
	}
	return strict(data, whole)
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
