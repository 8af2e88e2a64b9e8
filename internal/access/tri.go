package access

import "fmt"

// Tri is a fact that an app may state, deny or keep to itself. The zero Tri is Unknown.
type Tri uint8

// The three values.
const (
	Unknown Tri = iota
	Yes
	No
)

// String returns "yes", "no" or "unknown".
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// TriOf turns a known fact into a Tri.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// MarshalText implements encoding.TextMarshaler.
func (t Tri) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Tri) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*t = Yes
	case "no":
		*t = No
	case "unknown", "":
		*t = Unknown
	default:
		return fmt.Errorf("%q is not yes, no or unknown", text)
	}
	return nil
}
