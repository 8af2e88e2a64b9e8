package github

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// reader reads an organization in one session.
type reader struct {
	session *rest.Session
	org     string
	// enterprise is whose licences are read, "" for none.
	enterprise string
	// graphql is the path of GraphQL on the host, api the configured choice.
	graphql, api string
	// app: the credential is an app's, which is nobody's.
	app bool
	// sample: one row of each list is enough.
	sample bool
}

// read reads everything, or fails.
func (r *reader) read(ctx context.Context) (*organization, error) {
	o := &organization{total: -1, owner: r.app, lacks: map[string]string{}}
	err := r.membersAndTeams(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, beside := range []func(context.Context, *organization) error{
		r.guests, r.invitations, r.failures, r.roles, r.apps, r.seats, r.licences,
	} {
		if err := beside(ctx, o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// membersAndTeams asks GraphQL, or REST where that is not served or not wanted.
func (r *reader) membersAndTeams(ctx context.Context, o *organization) error {
	if r.api != "rest" {
		err := r.byGraphQL(ctx, o)
		if r.api == "graphql" || !unserved(err) {
			return err
		}
	}
	return r.byREST(ctx, o)
}

// list reads a list of REST. Rows takes them out of a page.
func list[P, R any](ctx context.Context, r *reader, call rest.Call, rows func(*P) []R, id func(*R) string) ([]R, error) {
	query := url.Values{"per_page": {strconv.Itoa(r.size())}}
	maps.Copy(query, call.Query)
	call.Query = query
	tally := r.session.Tally(call.Operation)
	var all []R
	for page, err := range rest.Pages(ctx, r.session, call, rest.ByLink[P]) {
		if err != nil {
			return nil, err
		}
		for _, row := range rows(page) {
			if err := tally.Add(id(&row)); err != nil {
				return nil, err
			}
			all = append(all, row)
		}
		if r.sample {
			break
		}
	}
	return all, nil
}

// whole makes sure that a list was read to its end, where that is meant.
func (r *reader) whole(tally *rest.Tally, total int) error {
	if r.sample {
		return nil
	}
	return tally.Whole(total)
}

// size is how many rows a page has: GitHub's most, or the least.
func (r *reader) size() int {
	if r.sample {
		return 1
	}
	return 100
}

// whole takes the rows of a page that is a list itself.
func whole[R any](page *[]R) []R { return *page }

// lacking says why a list that not everybody may see can't be had, if an error says so.
func lacking(err error, notFound, forbidden string) string {
	switch {
	case rest.Is(err, rest.NotFound):
		return notFound
	case rest.Is(err, rest.Forbidden):
		return forbidden
	}
	return ""
}

// user is an account as lists of REST have it.
type user struct {
	ID       rest.ID `json:"id"`
	Login    string  `json:"login"`
	Type     string  `json:"type"`
	RoleName string  `json:"role"`
	// Inherited: the member of a team is one of a team below it.
	Inherited *bool `json:"inherited"`
}

func (u *user) id() string { return string(u.ID) }

func userID(u *user) string { return u.id() }

// users reads a list of accounts.
func (r *reader) users(ctx context.Context, operation, path string, query url.Values) ([]user, error) {
	return list(ctx, r, rest.Call{Operation: operation, Path: path, Query: query}, whole[user], userID)
}

// ids returns a list of accounts as a set.
func ids(list []user) map[string]bool {
	set := make(map[string]bool, len(list))
	for i := range list {
		set[list[i].id()] = true
	}
	return set
}

// without returns who of a list has no second factor: nil where that may not be known, which only owners may.
func (r *reader) without(ctx context.Context, operation, path string) (map[string]bool, error) {
	list, err := r.users(ctx, operation, path, url.Values{"filter": {"2fa_disabled"}})
	var e *rest.Error
	if errors.As(err, &e) && (e.Status == http.StatusUnprocessableEntity || e.Status == http.StatusForbidden) {
		return nil, nil
	}
	return ids(list), err
}

// factor says of an account whether it has a second factor.
func factor(without map[string]bool, id string) access.Tri {
	if without == nil {
		return access.Unknown
	}
	return access.TriOf(!without[id])
}

// guests reads the outside collaborators.
func (r *reader) guests(ctx context.Context, o *organization) error {
	path := rest.Path("orgs", r.org, "outside_collaborators")
	all, err := r.users(ctx, "list outside collaborators", path, nil)
	const forbidden = "the credential may not list outside collaborators"
	if why := lacking(err, forbidden, forbidden); why != "" {
		o.lacks[access.FacetGuests] = why
		return nil
	}
	if err != nil {
		return err
	}
	var without map[string]bool
	if len(all) > 0 {
		if without, err = r.without(ctx, "list outside collaborators without a second factor", path); err != nil {
			return err
		}
	}
	for i := range all {
		o.guests = append(o.guests, member{id: all[i].id(), login: all[i].Login, mfa: factor(without, all[i].id())})
	}
	return nil
}

// beside is the call for a list of the organization.
func (r *reader) beside(operation string, path ...string) rest.Call {
	return rest.Call{Operation: operation, Path: rest.Path(append([]string{"orgs", r.org}, path...)...)}
}

// invitations reads those that are pending.
func (r *reader) invitations(ctx context.Context, o *organization) error {
	id := func(i *invitation) string { return string(i.ID) }
	var err error
	o.invitations, err = list(ctx, r, r.beside("list invitations", "invitations"), whole[invitation], id)
	const (
		managed   = "the organization's accounts are managed, and nobody is invited"
		forbidden = "the credential may not list invitations"
	)
	if why := lacking(err, managed, forbidden); why != "" {
		o.lacks[access.FacetInvitations] = why
		return nil
	}
	return err
}

// apps reads the installed GitHub Apps.
func (r *reader) apps(ctx context.Context, o *organization) error {
	type page struct {
		Installations *[]installation `json:"installations"`
	}
	rows := func(p *page) []installation {
		if p.Installations == nil {
			return []installation{{}} // no list: refused for its lack of an id
		}
		return *p.Installations
	}
	id := func(i *installation) string { return string(i.ID) }
	var err error
	o.apps, err = list(ctx, r, r.beside("list installed apps", "installations"), rows, id)
	const forbidden = "the credential may not list installed apps: a token needs read:org of an owner, an app Administration: read"
	if why := lacking(err, forbidden, forbidden); why != "" {
		o.lacks[access.FacetBots] = why
		return nil
	}
	return err
}

// seats reads who has Copilot.
func (r *reader) seats(ctx context.Context, o *organization) error {
	type page struct {
		Seats *[]seat `json:"seats"`
	}
	n := 0
	rows := func(p *page) []seat {
		if p.Seats == nil {
			return []seat{{}}
		}
		for i := range *p.Seats {
			n++
			(*p.Seats)[i].row = n
		}
		return *p.Seats
	}
	id := func(s *seat) string {
		if s.row > 0 && s.Assignee.ID == "" {
			return "row " + strconv.Itoa(s.row) // of those that wait, nothing tells one from another
		}
		return string(s.Assignee.ID)
	}
	var err error
	o.seats, err = list(ctx, r, r.beside("list Copilot seats", "copilot", "billing", "seats"), rows, id)
	if why := lacking(err, "the organization has no Copilot", "the credential may not list Copilot seats"); why != "" {
		o.lacks[productType] = why
		return nil
	}
	return err
}
