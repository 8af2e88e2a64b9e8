// Package secret holds secrets that cannot print themselves, and references to where they are kept.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every secret prints as.
const Redacted = "[redacted]"

// String is a secret. It prints as "[redacted]" under fmt, encoding/json, text encodings and slog; Reveal is the only
// way to its text. The zero String is no secret.
type String struct{ text string }

// New makes a secret of a text.
func New(text string) String { return String{text} }

// Reveal returns the secret itself, for the one call that needs it.
func (s String) Reveal() string { return s.text }

// IsZero reports whether there is no secret.
func (s String) IsZero() bool { return s.text == "" }

// String returns "[redacted]".
func (s String) String() string { return Redacted }

// GoString returns "[redacted]".
func (s String) GoString() string { return Redacted }

// Format implements fmt.Formatter: every verb prints "[redacted]".
func (s String) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// MarshalText implements encoding.TextMarshaler, for JSON, XML and YAML too.
func (s String) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalJSON implements json.Marshaler.
func (s String) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalYAML implements the marshaler of YAML libraries.
func (s String) MarshalYAML() (any, error) { return Redacted, nil }

// LogValue implements slog.LogValuer.
func (s String) LogValue() slog.Value { return slog.StringValue(Redacted) }

var (
	_ fmt.Formatter  = String{}
	_ slog.LogValuer = String{}
)
