package rest

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"reconcile/internal/fold"
)

// Error is a call that failed. It holds neither address nor body nor secret.
type Error struct {
	App, Operation string
	// Status is the answer's, 0 if there was none.
	Status int
	Class  Class
	// RequestID is the vendor's name for the request, for its support.
	RequestID string
	// Message is what the vendor says, cleaned and short; "" if nothing that is known to be an explanation.
	Message string
	// notes say more of what happened here.
	notes []string
	cause error
}

// Error words it, with what to do next.
func (e *Error) Error() string {
	var b strings.Builder
	if e.App != "" {
		b.WriteString(e.App + ": ")
	}
	b.WriteString(e.Operation + ": " + string(e.Class))
	if e.Status != 0 {
		b.WriteString(" (" + strconv.Itoa(e.Status) + ")")
	}
	if e.Message != "" {
		b.WriteString(": the app says " + strconv.Quote(e.Message))
	}
	for _, note := range e.notes {
		b.WriteString(": " + note)
	}
	if remedy := e.Class.remedy(); remedy != "" {
		b.WriteString(": " + remedy)
	}
	if e.RequestID != "" {
		b.WriteString(" [request " + e.RequestID + "]")
	}
	return b.String()
}

// Unwrap returns the cause, where it is one to ask for: the context's error.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether an error is a failed call of a class.
func Is(err error, class Class) bool {
	var e *Error
	return errors.As(err, &e) && e.Class == class
}

// remedy says what to do next.
func (c Class) remedy() string {
	switch c {
	case Unauthorized:
		return "make sure that the credential is the right one and still valid, or make a new one"
	case Forbidden:
		return "give the credential the scopes that the connector's page names, and see what the app's plan allows"
	case NotFound:
		return "make sure that the address and the names in the configuration are right, and that the credential may see them"
	case RateLimited, Server:
		return "run again later"
	case Network:
		return "see whether the app can be reached from here, and run again"
	}
	return ""
}

// failed makes an error without an answer.
func (s *Session) failed(call *Call, class Class, note string, cause error) *Error {
	e := &Error{App: s.client.config.App, Operation: call.Operation, Class: class, cause: cause}
	if note != "" {
		e.notes = append(e.notes, note)
	}
	if cause != nil {
		e.notes = append(e.notes, cause.Error())
	}
	return e
}

// fault makes an error of an answer, or of what came instead.
func (s *Session) fault(call *Call, r *Response, d Decision, err error) *Error {
	if err != nil {
		return s.failed(call, d.Class, s.client.redact(bound(fold.Line(bare(err)))), nil)
	}
	return &Error{
		App: s.client.config.App, Operation: call.Operation, Status: r.Status, Class: d.Class, RequestID: s.requestID(r),
		Message: s.message(r),
	}
}

// undecoded makes an error of a successful answer that can't be understood.
func (s *Session) undecoded(call *Call, r *Response, err error) *Error {
	return &Error{
		App: s.client.config.App, Operation: call.Operation, Status: r.Status, Class: Decode, RequestID: s.requestID(r),
		notes: []string{s.client.redact(err.Error())},
	}
}

// Broken is for connectors: an answer that was read, and is not what it must be.
func (s *Session) Broken(operation, why string) error {
	return s.failed(&Call{Operation: operation}, Decode, s.client.redact(fold.Line(why)), nil)
}

// Refuse is for connectors: a credential that would see only a part, and would not say so.
func (s *Session) Refuse(operation, why string) error {
	return s.failed(&Call{Operation: operation}, Forbidden, s.client.redact(fold.Line(why)), nil)
}

// bare words an error without the address that net/http puts into it.
func bare(err error) string {
	var in *url.Error
	if errors.As(err, &in) {
		err = in.Err
	}
	return err.Error()
}

// bound cuts a text to what a message needs.
func bound(text string) string {
	const most = 300
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// requestID returns the vendor's name for a request, if it is one.
func (s *Session) requestID(r *Response) string {
	for _, name := range []string{"X-Request-Id", "X-GitHub-Request-Id", "X-Slack-Req-Id", "X-Trace-Id", "Atl-Traceid"} {
		id := r.Header.Get(name)
		if id != "" && len(id) <= 100 && !strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' }) {
			return s.client.redact(id)
		}
	}
	return ""
}
