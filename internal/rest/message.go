package rest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"reconcile/internal/fold"
)

// messageFields are where vendors explain an error: SCIM, most, Google, OAuth (RFC 6749), problem details (RFC 9457).
func messageFields() []string {
	return []string{
		"detail", "message", "error.message", "error_description", "errors.0.message", "errors.0.detail",
		"errorMessages.0", "title", "error",
	}
}

// message finds the vendor's explanation in the known fields of an error, and in nothing else.
func (s *Session) message(r *Response) string {
	if explain := s.client.config.Explain; explain != nil {
		if text := explain(r); text != "" {
			return bound(fold.Line(s.client.redact(text)))
		}
	}
	var body any
	decoder := json.NewDecoder(bytes.NewReader(r.Body))
	if len(r.Body) > 1<<20 || decoder.Decode(&body) != nil {
		return ""
	}
	for _, path := range append(s.client.config.Messages, messageFields()...) {
		if text, ok := at(body, path).(string); ok && strings.TrimSpace(text) != "" {
			// redacted first: what is cut off could be half a secret
			return bound(fold.Line(s.client.redact(text)))
		}
	}
	return ""
}

// at follows a dotted path into JSON: names into objects, numbers into lists.
func at(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch in := value.(type) {
		case map[string]any:
			value = in[name]
		case []any:
			n, err := strconv.Atoi(name)
			if err != nil || n < 0 || n >= len(in) {
				return nil
			}
			value = in[n]
		default:
			return nil
		}
	}
	return value
}
