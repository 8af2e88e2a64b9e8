package rest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"
)

// Step turns the call of a page into that of the page after it: false if there is none. It is made for one list.
type Step[P any] func(page *P, r *Response, next *Call) (more bool, err error)

// Pages reads a list page by page: by GET, or by POST where the call has a body or a form. It ends after the last page or
// with the first error. A place that comes twice is an error, and so is a list without an end.
func Pages[P any](ctx context.Context, s *Session, call Call, step Step[P]) iter.Seq2[*P, error] {
	return func(yield func(*P, error) bool) {
		fail := func(err error) { yield(nil, err) }
		seen := map[[sha256.Size]byte]bool{}
		for n := 1; ; n++ {
			place, err := s.place(&call)
			switch {
			case err != nil:
				fail(err)
				return
			case seen[place]:
				fail(s.failed(&call, Incomplete, "the app gives the same cursor twice, so the list would never end", nil))
				return
			case n > s.client.config.Limits.Pages:
				fail(s.failed(&call, Incomplete, fmt.Sprintf("the list does not end within %d pages", n-1), nil))
				return
			}
			seen[place] = true
			page := new(P)
			r, err := s.page(ctx, call, page)
			if err != nil {
				fail(err)
				return
			}
			if !yield(page, nil) {
				return
			}
			call.Query = maps.Clone(call.Query)
			more, err := step(page, r, &call)
			if err != nil {
				fail(s.Broken(call.Operation, err.Error()))
				return
			}
			if !more {
				return
			}
		}
	}
}

func (s *Session) page(ctx context.Context, call Call, out any) (*Response, error) {
	ask := s.Get
	if call.Body != nil || call.Form != nil {
		ask = s.Query
	}
	r, err := ask(ctx, call, out)
	if err == nil {
		s.pages.Add(1)
	}
	return r, err
}

// place tells one page from another.
func (s *Session) place(call *Call) (sum [sha256.Size]byte, err error) {
	sent, err := s.encode(call)
	if err != nil {
		return sum, err
	}
	return sha256.Sum256([]byte(sent.address + "\n" + string(sent.body))), nil
}

// ByLink follows the Link header's next (RFC 8288).
func ByLink[P any](_ *P, r *Response, next *Call) (bool, error) {
	link := r.Link("next")
	*next = Call{Operation: next.Operation, Link: link}
	return link != "", nil
}

// ByCursor puts what a page says of the next one into a parameter. An empty cursor ends the list, an empty page does not.
func ByCursor[P any](parameter string, cursor func(*P) string) Step[P] {
	return func(page *P, _ *Response, next *Call) (bool, error) {
		c := cursor(page)
		if c == "" {
			return false, nil
		}
		set(&next.Query, parameter, c)
		return true, nil
	}
}

// ByOffset counts rows, from first on: 0 with most vendors, 1 with SCIM (RFC 7644, section 3.4.2.4). The list ends with an
// empty page, or where as many rows came as total says; a total below 0 says nothing.
func ByOffset[P any](parameter string, first int, rows, total func(*P) int) Step[P] {
	offset := first
	return func(page *P, _ *Response, next *Call) (bool, error) {
		n := rows(page)
		offset += n
		if t := total(page); n == 0 || t >= 0 && offset-first >= t {
			return false, nil
		}
		set(&next.Query, parameter, strconv.Itoa(offset))
		return true, nil
	}
}

// ByPage counts pages, from first on, until last says so. What the vendor does not say is best told by an empty page, as
// one that is merely short may have been cut by the app.
func ByPage[P any](parameter string, first int, last func(*P) bool) Step[P] {
	number := first
	return func(page *P, _ *Response, next *Call) (bool, error) {
		if last(page) {
			return false, nil
		}
		number++
		set(&next.Query, parameter, strconv.Itoa(number))
		return true, nil
	}
}

func set(query *url.Values, parameter, value string) {
	if *query == nil {
		*query = url.Values{}
	}
	query.Set(parameter, value)
}
