package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"reconcile/internal/secret"
)

// Call is one request to be made.
type Call struct {
	// Operation names the call in errors and logs ("list members"), where no address stands. It holds nobody's data.
	Operation string
	// Path is joined to the base, escaped: see Path. Link, instead, is an address from an answer, which must lead to the
	// same host.
	Path, Link string
	Query      url.Values
	// Body is sent as JSON, Form as a form; nil for none.
	Body any
	Form url.Values
	// Type is the content type of a Body, application/json unless set.
	Type string
	// Hide are secrets in the body or the form, which the app may echo.
	Hide []secret.String
	// Repeatable: doing it twice is the same as doing it once. Reads always are.
	Repeatable bool
}

// Get reads. Out takes the JSON of the answer; nil takes none.
func (s *Session) Get(ctx context.Context, call Call, out any) (*Response, error) {
	return s.exchange(ctx, http.MethodGet, &call, true, out)
}

// Query reads by POST, as GraphQL and searches do. It is on the caller that it changes nothing.
func (s *Session) Query(ctx context.Context, call Call, out any) (*Response, error) {
	return s.exchange(ctx, http.MethodPost, &call, true, out)
}

// Write changes something. In a run that may not, it is refused, and nothing is sent.
func (s *Session) Write(ctx context.Context, method string, call Call, out any) (*Response, error) {
	if !s.client.env.Writes {
		return nil, s.failed(&call, Refused, "this run changes nothing: it is a dry run", nil)
	}
	return s.exchange(ctx, method, &call, call.Repeatable, out)
}

// exchange sends a call until its answer is final, and decodes it.
func (s *Session) exchange(ctx context.Context, method string, call *Call, safe bool, out any) (*Response, error) {
	sent, err := s.encode(call)
	if err != nil {
		return nil, err
	}
	sent.method = method
	s.client.hide(call.Hide...)
	for attempt := 1; ; attempt++ {
		r, err := s.once(ctx, call, sent)
		if err != nil && ctx.Err() != nil {
			return nil, s.failed(call, Cancelled, "", ctx.Err())
		}
		d := s.decide(r, err)
		s.client.env.Log.Debug("answer", "operation", call.Operation, "status", status(r), "class", string(d.Class), "attempt", attempt)
		if d.Class == OK {
			if err := r.decode(out); err != nil {
				return nil, s.undecoded(call, r, err)
			}
			return r, nil
		}
		fault := s.fault(call, r, d, err)
		if !d.Retry || !safe {
			return nil, fault
		}
		if attempt >= s.client.config.Limits.Attempts {
			fault.notes = append(fault.notes, "it was tried often enough")
			return nil, fault
		}
		if err := s.pause(ctx, call, attempt, d); err != nil {
			if ctx.Err() != nil {
				return nil, s.failed(call, Cancelled, "", ctx.Err())
			}
			fault.notes = append(fault.notes, err.Error())
			return nil, fault
		}
	}
}

// encoded is a call as it goes over the wire.
type encoded struct {
	method, address, contentType string
	body                         []byte
}

// encode makes the address and the body of a call.
func (s *Session) encode(call *Call) (*encoded, error) {
	u, err := s.client.address(call)
	if err != nil {
		return nil, s.failed(call, Refused, err.Error(), nil)
	}
	e := &encoded{address: u.String()}
	switch {
	case call.Form != nil:
		e.body, e.contentType = []byte(call.Form.Encode()), "application/x-www-form-urlencoded"
	case call.Body != nil:
		if e.body, err = json.Marshal(call.Body); err != nil {
			return nil, s.failed(call, Invalid, "the request can't be written as JSON", err)
		}
		e.contentType = cmp.Or(call.Type, "application/json")
	}
	return e, nil
}

// once sends a request within the limits, and reads its answer whole.
func (s *Session) once(ctx context.Context, call *Call, sent *encoded) (*Response, error) {
	paused, err := s.client.limit.enter(ctx, &s.client.env, s.spend)
	if err != nil {
		return nil, err
	}
	defer s.client.limit.leave()
	if paused > 0 {
		s.client.env.Log.Info("waited for the app's limit", "operation", call.Operation, "seconds", paused.Seconds())
	}
	request, err := http.NewRequestWithContext(ctx, sent.method, sent.address, bytes.NewReader(sent.body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "reconcile")
	for name, value := range s.client.config.Header {
		request.Header.Set(name, value)
	}
	if sent.contentType != "" {
		request.Header.Set("Content-Type", sent.contentType)
	}
	answer, err := s.http.Do(request)
	if err != nil {
		return nil, err
	}
	r, err := read(answer, s.client.config.Limits.Body)
	s.client.limit.learn(answer.Header, s.client.env.Now())
	return r, err
}

// pause waits before a request is repeated: as long as the app asks, else longer each time, by a random part, so that
// those who failed together do not come back together.
func (s *Session) pause(ctx context.Context, call *Call, attempt int, d Decision) error {
	wait := d.Wait
	if wait == 0 {
		wait = min(time.Second<<(attempt-1), time.Minute)
		wait = wait/2 + time.Duration(s.client.jitter()*float64(wait/2))
	}
	now := s.client.env.Now()
	if err := s.spend(1, now, now.Add(wait)); err != nil {
		return err
	}
	if d.Wait > 0 {
		s.client.limit.hold(now.Add(wait)) // what the app asks of one it asks of all
	}
	s.client.env.Log.Warn("request is repeated", "operation", call.Operation, "class", string(d.Class), "attempt", attempt,
		"seconds", wait.Seconds())
	return s.client.env.Sleep(ctx, wait)
}

func status(r *Response) int {
	if r == nil {
		return 0
	}
	return r.Status
}
