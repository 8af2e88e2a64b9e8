package rest

import (
	"errors"
	"io"
	"syscall"
	"time"
)

// Class is what kind of failure an answer is; OK is none.
type Class string

// The classes. Incomplete is a list that repeats, lacks or never ends; Refused is what this client does not do, Cancelled what
// the caller ended.
const (
	OK           Class = ""
	Unauthorized Class = "auth"
	Forbidden    Class = "forbidden"
	NotFound     Class = "not found"
	RateLimited  Class = "rate limited"
	Conflict     Class = "conflict"
	Invalid      Class = "invalid"
	Server       Class = "server"
	Network      Class = "network"
	Decode       Class = "decode"
	Incomplete   Class = "incomplete"
	Refused      Class = "refused"
	Cancelled    Class = "cancelled"
)

// Decision is what becomes of an answer.
type Decision struct {
	Class Class
	// Retry: the same request may work later, and is repeated where that is safe.
	Retry bool
	// Wait is how long the app asks to wait before, 0 if it does not say.
	Wait time.Duration
}

// repeat says when an answer lets a request be repeated.
type repeat uint8

const (
	never repeat = iota
	// told: only where the app says when to come back.
	told
	always
)

// row is one line of the table of decisions, for the statuses from first to last.
type row struct {
	first, last int
	class       Class
	repeat      repeat
}

// table holds every decision on a status: the first row that covers it. What is repeated is named here, and nothing else
// is (RFC 9110, section 15; RFC 6585 for 429).
func table() []row {
	return []row{
		{200, 299, OK, never},
		{401, 401, Unauthorized, never},
		{402, 403, Forbidden, never}, // 402: the plan has no such API
		{404, 404, NotFound, never},
		{409, 409, Conflict, never},
		{410, 410, NotFound, never},
		{412, 412, Conflict, never},
		{423, 423, Conflict, never},
		{429, 429, RateLimited, always},
		{400, 499, Invalid, never},
		{502, 502, Server, always},
		{503, 503, Server, told},
		{504, 504, Server, always},
		{500, 599, Server, never},
		{0, 999, Invalid, never}, // a redirect that is none, and what is no status
	}
}

// Decide returns what the table says of a status; wait and told are what the app says of when to come back.
func Decide(status int, wait time.Duration, isTold bool) Decision {
	for _, r := range table() {
		if status < r.first || status > r.last {
			continue
		}
		d := Decision{Class: r.class, Retry: r.repeat == always || r.repeat == told && isTold}
		if d.Retry {
			d.Wait = wait
		}
		return d
	}
	return Decision{Class: Invalid}
}

// decide classifies an answer, or the failure to get one.
func (s *Session) decide(r *Response, err error) Decision {
	if err != nil {
		return decideError(err)
	}
	if classify := s.client.config.Classify; classify != nil {
		if d, ok := classify(r); ok {
			if wait, isTold := retryAfter(r.Header, s.client.env.Now()); isTold && d.Retry && d.Wait == 0 {
				d.Wait = wait
			}
			return d
		}
	}
	wait, isTold := retryAfter(r.Header, s.client.env.Now())
	return Decide(r.Status, wait, isTold)
}

// decideError classifies what came instead of an answer. A connection that was closed before the answer began is
// repeated; one that broke within it is not named, as a proxy that cuts long answers would cut the next one too.
func decideError(err error) Decision {
	var limit *limitError
	var refusal *refusal
	var credential *credentialError
	var body *bodyError
	switch {
	case errors.As(err, &limit):
		return Decision{Class: RateLimited}
	case errors.As(err, &refusal):
		return Decision{Class: Refused}
	case errors.As(err, &credential):
		return Decision{Class: Unauthorized}
	case errors.As(err, &body):
		return Decision{Class: body.class}
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Decision{Class: Network, Retry: true}
	}
	return Decision{Class: Network}
}
