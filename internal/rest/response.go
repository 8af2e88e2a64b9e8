package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"reconcile/internal/fold"
)

// Response is an answer, read whole.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// bodyError says why an answer could not be read whole.
type bodyError struct {
	class Class
	err   error
}

func (e *bodyError) Error() string { return e.err.Error() }
func (e *bodyError) Unwrap() error { return e.err }

// read takes in an answer up to a size, and closes it.
func read(answer *http.Response, most int64) (*Response, error) {
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	switch {
	case err != nil:
		return nil, &bodyError{Network, fmt.Errorf("the answer broke off: %w", err)}
	case int64(len(body)) > most:
		return nil, &bodyError{Decode, fmt.Errorf("the answer is larger than %d MiB", most>>20)}
	}
	return &Response{Status: answer.StatusCode, Header: answer.Header, Body: body}, nil
}

// decode reads the JSON of a successful answer strictly: one value, whole, said to be JSON.
func (r *Response) decode(out any) error {
	if out == nil {
		return nil
	}
	switch text := bytes.TrimSpace(r.Body); {
	case len(text) == 0:
		return errors.New("the answer is empty")
	case string(text) == "null":
		return errors.New("the answer is null") // which encoding/json would take for an empty list
	}
	if given := r.Header.Get("Content-Type"); given != "" {
		kind, _, err := mime.ParseMediaType(given)
		if err != nil || kind != "application/json" && kind != "text/json" && !strings.HasSuffix(kind, "+json") {
			return fmt.Errorf("the answer is %s instead of JSON: is the address right, and no sign-in page before the app?",
				fold.Line(bound(given)))
		}
	}
	if err := json.Unmarshal(r.Body, out); err != nil {
		return wordJSON(err)
	}
	return nil
}

// wordJSON says what is wrong with JSON without repeating any of it.
func wordJSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && strings.Contains(syntax.Error(), "unexpected end"):
		return errors.New("the answer's JSON breaks off")
	case errors.As(err, &syntax):
		return fmt.Errorf("the answer is no JSON, from byte %d on", syntax.Offset)
	case errors.As(err, &kind):
		value, _, _ := strings.Cut(kind.Value, " ") // after it a number itself may stand
		return fmt.Errorf("the answer's field %q is a JSON %s, which is not expected there", fold.Line(kind.Field), value)
	}
	return errors.New("the answer's JSON is not as expected")
}

// Link returns the address that the Link header gives for a relation (RFC 8288), "" if none.
func (r *Response) Link(relation string) string {
	for _, field := range r.Header.Values("Link") {
		for field != "" {
			_, rest, found := strings.Cut(field, "<")
			address, rest, closed := strings.Cut(rest, ">")
			if !found || !closed {
				break
			}
			parameters, after := splitLink(rest)
			if hasRelation(parameters, relation) {
				return strings.TrimSpace(address)
			}
			field = after
		}
	}
	return ""
}

// splitLink parts the parameters of one link from the links after it, at a comma outside quotes.
func splitLink(text string) (parameters, after string) {
	quoted := false
	for i := range len(text) {
		switch text[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				return text[:i], text[i+1:]
			}
		}
	}
	return text, ""
}

func hasRelation(parameters, relation string) bool {
	for part := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for word := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(word, relation) {
				return true
			}
		}
	}
	return false
}
