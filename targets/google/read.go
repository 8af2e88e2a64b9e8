package google

import (
	"context"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// reader reads an organization once.
type reader struct {
	target *Target
	// sample: one row of each list is enough.
	sample bool
	// sessions are all that were opened, for their calls.
	sessions []*rest.Session
}

func (r *reader) session(client *rest.Client) *rest.Session {
	s := client.Session()
	r.sessions = append(r.sessions, s)
	return s
}

// read reads everything, or fails. Of what a missing scope or right leaves out, it says why.
func (r *reader) read(ctx context.Context) (*organization, error) {
	granted, err := r.tokens(ctx)
	if err != nil {
		return nil, err
	}
	o := &organization{lacks: map[string]string{}, holes: map[string]access.Facet{}}
	for _, part := range []struct {
		scope, facet string
		read         func(context.Context, *rest.Session, *organization) error
	}{
		{userScope, access.FacetMembers, r.users},
		{groupScope, groupType, r.groups},
		{roleScope, roleType, r.roles},
		{licenceScope, licenceType, r.licences},
	} {
		source, ok := granted[part.scope]
		if !ok {
			o.lacks[part.facet] = "the delegation lacks the scope " + part.scope
			continue
		}
		base := r.target.options.URL
		if part.scope == licenceScope {
			base = r.target.options.Licensing
		}
		client, err := r.target.client(base, rest.Bearer(source))
		if err != nil {
			return nil, err
		}
		err = part.read(ctx, r.session(client), o)
		if why := lacking(err); why != "" && part.facet != access.FacetMembers {
			o.lacks[part.facet] = why
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return o, nil
}

// lacking says why a list can't be had, if an error says that it is not for this administrator.
func lacking(err error) string {
	switch {
	case rest.Is(err, rest.Forbidden):
		return "the administrator may not list them, or the API is not enabled in the service account's project"
	case rest.Is(err, rest.NotFound):
		return "Google says that there are none to be listed"
	}
	return ""
}

// page is a page of any of Google's lists.
type page[R any] struct {
	Kind          string `json:"kind"`
	NextPageToken string `json:"nextPageToken"`
	Users         []R    `json:"users"`
	Groups        []R    `json:"groups"`
	Members       []R    `json:"members"`
	Items         []R    `json:"items"`
}

// listing is one of Google's lists: what its pages say they are, and how many rows they have at most.
type listing[R any] struct {
	operation, path, kind string
	query                 url.Values
	size                  int
	id                    func(*R) string
}

// all reads a list to its end. Google leaves an empty list out, so that a page is known by its kind alone.
func all[R any](ctx context.Context, r *reader, s *rest.Session, l listing[R]) ([]R, error) {
	query := url.Values{"maxResults": {strconv.Itoa(l.size)}}
	if r.sample {
		query.Set("maxResults", "1")
	}
	maps.Copy(query, l.query)
	call := rest.Call{Operation: l.operation, Path: l.path, Query: query}
	tally := s.Tally(l.operation)
	var rows []R
	for p, err := range rest.Pages(ctx, s, call, rest.ByCursor("pageToken", func(p *page[R]) string { return p.NextPageToken })) {
		if err != nil {
			return nil, err
		}
		if p.Kind != l.kind {
			return nil, s.Broken(l.operation, "the answer is no "+l.kind)
		}
		for _, part := range [][]R{p.Users, p.Groups, p.Members, p.Items} {
			for _, row := range part {
				if err := tally.Add(l.id(&row)); err != nil {
					return nil, err
				}
				rows = append(rows, row)
			}
		}
		if r.sample {
			break
		}
	}
	return rows, nil
}

// directory opens a path of the Directory API.
func directory(segments ...string) string {
	return rest.Path(append([]string{"admin", "directory", "v1"}, segments...)...)
}

// users reads all accounts, the administrator's own among them.
func (r *reader) users(ctx context.Context, s *rest.Session, o *organization) error {
	const operation = "list users"
	query := url.Values{
		"customer": {r.target.options.Customer}, "projection": {"full"}, "viewType": {"admin_view"}, "orderBy": {"email"},
	}
	if r.sample {
		query.Set("query", "email="+r.target.options.Admin)
	}
	var err error
	o.users, err = all(ctx, r, s, listing[user]{
		operation, directory("users"), "admin#directory#users", query, 500, func(u *user) string { return string(u.ID) },
	})
	if err != nil {
		return err
	}
	for i := range o.users {
		if o.users[i].has(r.target.options.Admin) {
			o.admin = &o.users[i]
			return nil
		}
	}
	return s.Refuse(operation, "the administrator in whose name is read is not among the accounts: only a part would be seen; "+
		"correct `admin:` or `customer:`")
}

// groups reads all groups, and the members of each that has any.
func (r *reader) groups(ctx context.Context, s *rest.Session, o *organization) error {
	query := url.Values{"customer": {r.target.options.Customer}, "orderBy": {"email"}}
	var err error
	o.groups, err = all(ctx, r, s, listing[group]{
		"list groups", directory("groups"), "admin#directory#groups", query, 200, func(g *group) string { return string(g.ID) },
	})
	if err != nil || r.sample {
		return err
	}
	return rest.Each(ctx, s, o.groups, func(ctx context.Context, i int, g group) error {
		if g.DirectMembersCount == "0" {
			return nil
		}
		members, err := all(ctx, r, s, listing[member]{
			"list members of a group", directory("groups", string(g.ID), "members"), "admin#directory#members", nil, 200, (*member).key,
		})
		if why := lacking(err); why != "" {
			o.groups[i].lack = access.Facet{Listed: access.No, Why: "its members can't be had: " + why}
			return nil
		}
		o.groups[i].members, o.groups[i].lack = members, g.difference(len(members))
		return err
	})
}

// roles reads the admin roles and who has them, and whether the administrator's own show everybody.
func (r *reader) roles(ctx context.Context, s *rest.Session, o *organization) error {
	path := func(last string) string { return directory("customer", r.target.options.Customer, last) }
	sample := r.sample
	r.sample = false // roles are few
	var err error
	o.roles, err = all(ctx, r, s, listing[role]{
		"list admin roles", path("roles"), "admin#directory#roles", nil, 100, func(r *role) string { return string(r.RoleID) },
	})
	r.sample = sample
	if err != nil {
		return err
	}
	assignments := func(query url.Values) ([]assignment, error) {
		return all(ctx, r, s, listing[assignment]{
			"list who has admin roles", path("roleassignments"), "admin#directory#roleAssignments", query, 200,
			func(a *assignment) string { return string(a.RoleAssignmentID) },
		})
	}
	if o.assignments, err = assignments(nil); err != nil || o.admin.IsAdmin {
		return err
	}
	r.sample = false
	o.own, err = assignments(url.Values{"userKey": {string(o.admin.ID)}, "includeIndirectRoleAssignments": {"true"}})
	r.sample = sample
	return err
}

// licences reads who has which, product by product. They want the organization's own id.
func (r *reader) licences(ctx context.Context, s *rest.Session, o *organization) error {
	customer := r.target.options.Customer
	if !strings.HasPrefix(customer, "C") {
		customer = o.admin.CustomerID
	}
	var list []licence
	for _, product := range r.target.options.Products {
		some, err := all(ctx, r, s, listing[licence]{
			"list licences", rest.Path("apps", "licensing", "v1", "product", product, "users"), "licensing#licenseAssignmentList",
			url.Values{"customerId": {customer}},
			100, func(l *licence) string { return l.SkuID + " " + l.UserID },
		})
		if err != nil {
			return err
		}
		list = append(list, some...)
	}
	o.licences = list // of one product alone nothing is concluded
	return nil
}
