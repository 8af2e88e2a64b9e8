package scim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reconcile/internal/rest"
)

// Reader reads an app in one session.
type Reader struct {
	Session *rest.Session
	Profile Profile
	// PageSize is how many rows to ask for at once, where that is not what profile and app say; 0 if it is.
	PageSize int
}

// config is what an app says of itself (RFC 7643, section 5; RFC 9865, section 4).
type config struct {
	Pagination struct {
		Cursor      flag
		MaxPageSize int
	}
}

// paging is how lists are asked for.
type paging struct {
	count  int
	cursor bool
}

// page is one answer to a list (RFC 7644, section 3.4.2).
type page[R any] struct {
	Total      *int `json:"totalResults"`
	Resources  []R
	NextCursor text
}

func rows[R any](p *page[R]) int { return len(p.Resources) }

func total[R any](p *page[R]) int {
	if p.Total == nil {
		return -1
	}
	return *p.Total
}

// sound makes sure that an answer is a list.
func (p *page[R]) sound(r *Reader, operation string) error {
	if p.Total == nil && p.Resources == nil {
		return r.Session.Broken(operation, "the answer is no list: is the address that of the app's SCIM?")
	}
	return nil
}

// paging asks the app, where the profile does not know. An app that has no such page pages by index.
func (r *Reader) paging(ctx context.Context) (paging, error) {
	how := paging{count: cmp.Or(r.PageSize, r.Profile.Page)}
	if !r.Profile.Discover {
		return how, nil
	}
	var c config
	call := rest.Call{Operation: "read the service provider's configuration", Path: "ServiceProviderConfig"}
	_, err := r.Session.Get(ctx, call, &c)
	switch {
	case rest.Is(err, rest.NotFound), rest.Is(err, rest.Forbidden), rest.Is(err, rest.Invalid):
		return how, nil
	case err != nil:
		return paging{}, err
	}
	how.cursor = c.Pagination.Cursor.value
	if most := c.Pagination.MaxPageSize; most > 0 && r.PageSize == 0 {
		how.count = most
	}
	return how, nil
}

func (p paging) query() url.Values {
	q := url.Values{}
	if p.count > 0 {
		q.Set("count", strconv.Itoa(p.count))
	}
	if p.cursor {
		q.Set("cursor", "")
	} else if p.count > 0 {
		q.Set("startIndex", "1")
	}
	return q
}

// listed is what came of a list.
type listed[R any] struct {
	rows []R
	// total is the most that the app counts on any page, -1 if it does not: where it counts fewer later on, rows moved up to
	// pages that were read, or it is asked beyond its last.
	total int
	// pages is how many came, also before an error.
	pages int
}

// list reads all rows. Where rows came twice or too few, the list may have changed meanwhile: it is read once more, and then
// that is an error.
func list[R any](ctx context.Context, r *Reader, how paging, call rest.Call, id func(*R) string) (listed[R], error) {
	l, err := listOnce(ctx, r, how, call, id)
	if rest.Is(err, rest.Incomplete) {
		l, err = listOnce(ctx, r, how, call, id)
	}
	return l, err
}

func listOnce[R any](ctx context.Context, r *Reader, how paging, call rest.Call, id func(*R) string) (listed[R], error) {
	step := rest.ByOffset("startIndex", 1, rows[R], total[R])
	switch {
	case r.Profile.Discover && !how.cursor:
		step = rest.ByOffset("startIndex", 1, rows[R], func(*page[R]) int { return -1 })
	case how.cursor:
		step = rest.ByCursor("cursor", func(p *page[R]) string { return string(p.NextCursor) })
	case r.Profile.Unpaged:
		step = func(*page[R], *rest.Response, *rest.Call) (bool, error) { return false, nil }
	}
	call.Query = how.query()
	tally := r.Session.Tally(call.Operation)
	l := listed[R]{total: -1}
	for p, err := range rest.Pages(ctx, r.Session, call, step) {
		beyond := l.total >= 0 && l.total <= len(l.rows) && l.pages > 0
		if beyond && (rest.Is(err, rest.Invalid) || rest.Is(err, rest.NotFound)) {
			break // nothing is beyond the last row, says the app, and some say it so
		}
		if err != nil {
			return listed[R]{pages: l.pages}, err
		}
		if err := p.sound(r, call.Operation); err != nil {
			return listed[R]{pages: l.pages}, err
		}
		l.pages++
		if beyond && len(p.Resources) > 0 && !slices.ContainsFunc(p.Resources, func(row R) bool { return !tally.Has(id(&row)) }) {
			break // and some, as SCIMMY, begin anew there
		}
		for i := range p.Resources {
			if err := tally.Add(id(&p.Resources[i])); err != nil {
				return listed[R]{pages: l.pages}, err
			}
		}
		l.rows, l.total = append(l.rows, p.Resources...), max(l.total, total(p))
	}
	if l.total < 0 && !how.cursor && !r.Profile.Unpaged {
		return listed[R]{pages: l.pages}, r.Session.Broken(call.Operation, "the app does not say how many there are (totalResults), "+
			"so nobody knows whether all came: is the address that of its SCIM?")
	}
	return l, tally.Whole(l.total)
}

// users reads every account. An app that does not take as many rows at once as we ask for is asked for a hundred, by how.
func (r *Reader) users(ctx context.Context, how *paging) (listed[User], error) {
	call := rest.Call{Operation: "list users", Path: "Users"}
	id := func(u *User) string { return string(u.ID) }
	l, err := list(ctx, r, *how, call, id)
	if rest.Is(err, rest.Invalid) && l.pages == 0 && how.count > modest {
		how.count = modest
		return list(ctx, r, *how, call, id)
	}
	return l, err
}

// modest is a page that every app gives.
const modest = 100

// groups reads every group with its members. Why says why there are none to read.
func (r *Reader) groups(ctx context.Context, how paging) (all []Group, why string, err error) {
	if r.Profile.NoGroups {
		return nil, noGroups, nil
	}
	l, err := list(ctx, r, how, rest.Call{Operation: "list groups", Path: "Groups"}, func(g *Group) string { return string(g.ID) })
	if err != nil {
		if why := lacking(err); l.pages == 0 && why != "" {
			return nil, why, nil
		}
		return nil, "", err
	}
	return l.rows, "", rest.Each(ctx, r.Session, r.alone(l.rows), func(ctx context.Context, _ int, at int) error {
		g := &l.rows[at]
		call := rest.Call{Operation: "read a group", Path: rest.Path("Groups", string(g.ID))}
		var whole Group
		if _, err := r.Session.Get(ctx, call, &whole); err != nil {
			return err
		}
		if whole.ID != g.ID {
			return r.Session.Broken(call.Operation, fmt.Sprintf("group %q was asked for and %q was given", g.ID, whole.ID))
		}
		g.Members = whole.Members
		return nil
	})
}

const noGroups = "the app's SCIM has no groups"

// lacking says why there are no groups, if an error says that there are none for us.
func lacking(err error) string {
	var e *rest.Error
	switch {
	case rest.Is(err, rest.NotFound):
		return noGroups
	case rest.Is(err, rest.Forbidden):
		return "the credential may not list groups"
	case errors.As(err, &e) && e.Status == http.StatusNotImplemented:
		return noGroups
	}
	return ""
}

// alone returns the places of groups that must be read one by one, those that come without members: many servers leave them
// out of a list, and some only where they are many. Null beside other groups that have some means that there are none.
func (r *Reader) alone(all []Group) []int {
	none := !slices.ContainsFunc(all, func(g Group) bool { return g.Members.given })
	var places []int
	for i := range all {
		if m := &all[i].Members; r.Profile.Alone || none || !m.given && !m.null {
			places = append(places, i)
		}
	}
	return places
}
