package jira

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"reconcile/internal/rest"
)

// reader reads a site in one session.
type reader struct {
	session *rest.Session
	// sample: the first page of each list is enough.
	sample bool
}

// user is an account. Its address is absent where its holder hides it.
type user struct {
	ID     string `json:"accountId"`
	Type   string `json:"accountType"`
	Name   string `json:"displayName"`
	Email  string `json:"emailAddress"`
	Active *bool  `json:"active"`
}

// group is a group with the ids of its members.
type group struct {
	ID      string `json:"groupId"`
	Name    string `json:"name"`
	members []string
}

// role is a product, and the groups that give it.
type role struct {
	Key    string   `json:"key"`
	Name   string   `json:"name"`
	Groups *[]group `json:"groupDetails"`
}

// read reads everything, or fails.
func (r *reader) read(ctx context.Context) (*site, error) {
	s := &site{}
	for _, part := range []func(context.Context, *site) error{r.own, r.users, r.groups, r.roles} {
		if err := part(ctx, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func call(operation, path string, query url.Values) rest.Call {
	return rest.Call{Operation: operation, Path: "rest/api/3/" + path, Query: query}
}

// The global permissions: without the first, lists come short or empty, and Jira does not say so.
const (
	browse     = "USER_PICKER"
	administer = "ADMINISTER"
)

// own asks whose token it is, and what it may see.
func (r *reader) own(ctx context.Context, s *site) error {
	var self user
	ask := call("read the token's own account", "myself", nil)
	if _, err := r.session.Get(ctx, ask, &self); err != nil {
		return err
	}
	if self.ID == "" {
		return r.session.Broken(ask.Operation, "the answer names no account")
	}
	s.self = self.ID
	var answer struct {
		Permissions map[string]struct {
			Have *bool `json:"havePermission"`
		} `json:"permissions"`
	}
	ask = call("read the token's own permissions", "mypermissions", url.Values{"permissions": {browse + "," + administer}})
	if _, err := r.session.Get(ctx, ask, &answer); err != nil {
		return err
	}
	mayBrowse, mayAdminister := answer.Permissions[browse].Have, answer.Permissions[administer].Have
	switch {
	case mayBrowse == nil || mayAdminister == nil:
		return r.session.Broken(ask.Operation, "the answer lacks what was asked for")
	case !*mayBrowse:
		return r.session.Refuse("list accounts", "the token's account lacks the global permission Browse users and groups, without "+
			"which Jira hides accounts and does not say so: give it, or use the token of an admin")
	}
	s.admin = *mayAdminister
	return nil
}

// most is how many accounts a page has at most.
const most = 1000

// users reads the accounts. There is no total, so the list ends with an empty page; a short one may be one that Jira cut.
func (r *reader) users(ctx context.Context, s *site) error {
	const operation = "list accounts"
	tally := r.session.Tally(operation)
	size := func(p *[]user) int { return len(*p) }
	none := func(*[]user) int { return -1 }
	first := call(operation, "users/search", url.Values{"startAt": {"0"}, "maxResults": {strconv.Itoa(most)}})
	for page, err := range rest.Pages(ctx, r.session, first, rest.ByOffset("startAt", 0, size, none)) {
		if err != nil {
			return err
		}
		for i := range *page {
			u := &(*page)[i]
			if u.ID == corrupt {
				s.corrupt++
				continue
			}
			if err := tally.Add(u.ID); err != nil {
				return err
			}
			if u.Active == nil {
				return r.session.Broken(operation, "an account is neither active nor inactive")
			}
			s.take(u)
		}
		if r.sample {
			break
		}
	}
	s.ownless = !tally.Has(s.self) && !r.sample
	return nil
}

// corrupt is the id of every record that Jira lost.
const corrupt = "unknown"

// page is one of a list that is counted.
type page[R any] struct {
	Total  *int  `json:"total"`
	IsLast *bool `json:"isLast"`
	Values *[]R  `json:"values"`
}

// list reads a counted list to its last page, and holds it against its count: short reports that more rows came than it says.
func list[R any](ctx context.Context, r *reader, first rest.Call, id func(*R) string) (rows []R, short bool, err error) {
	tally := r.session.Tally(first.Operation)
	next := rest.ByOffset("startAt", 0, func(p *page[R]) int { return len(*p.Values) }, func(*page[R]) int { return -1 })
	step := func(p *page[R], answer *rest.Response, call *rest.Call) (bool, error) {
		if p.IsLast != nil && *p.IsLast || r.sample {
			return false, nil
		}
		return next(p, answer, call)
	}
	total := -1
	for p, err := range rest.Pages(ctx, r.session, first, step) {
		if err != nil {
			return nil, false, err
		}
		if p.Values == nil {
			return nil, false, r.session.Broken(first.Operation, "the answer has no list")
		}
		for i := range *p.Values {
			if err := tally.Add(id(&(*p.Values)[i])); err != nil {
				return nil, false, err
			}
		}
		rows = append(rows, *p.Values...)
		if p.Total != nil {
			total = max(total, *p.Total) // where it shrinks, rows moved up to pages that were read
		}
	}
	if r.sample || total < 0 {
		return rows, false, nil
	}
	return rows, len(rows) > total, tally.Whole(total)
}

// groups reads the groups, and each one's members: fifty at a time, which is Jira's most, and still fewer calls than one for
// each account.
func (r *reader) groups(ctx context.Context, s *site) error {
	fifty := func(query url.Values) url.Values {
		query.Set("startAt", "0")
		query.Set("maxResults", "50")
		return query
	}
	all, short, err := list(ctx, r, call("list groups", "group/bulk", fifty(url.Values{})), func(g *group) string { return g.ID })
	if err != nil {
		return err
	}
	s.groups = all
	if r.sample {
		return nil
	}
	shorts := make([]bool, len(all))
	err = rest.Each(ctx, r.session, all, func(ctx context.Context, i int, g group) error {
		query := fifty(url.Values{"groupId": {g.ID}, "includeInactiveUsers": {"true"}})
		ask := call("list members of a group", "group/member", query)
		members, short, err := list(ctx, r, ask, func(u *user) string { return u.ID })
		shorts[i] = short
		for k := range members {
			all[i].members = append(all[i].members, members[k].ID)
		}
		return err
	})
	for _, more := range shorts {
		short = short || more
	}
	s.short = short
	return err
}

// roles reads which groups give which product. Only admins may.
func (r *reader) roles(ctx context.Context, s *site) error {
	const forbidden = "the token's account lacks the global permission Administer Jira"
	if !s.admin {
		s.productless = forbidden
		return nil
	}
	const operation = "list products"
	_, err := r.session.Get(ctx, call(operation, "applicationrole", nil), &s.roles)
	if rest.Is(err, rest.Forbidden) {
		s.productless = forbidden + ", or the token the scope read:application-role:jira"
		return nil
	}
	if err != nil {
		return err
	}
	for i := range s.roles {
		groups := s.roles[i].Groups
		if s.roles[i].Key == "" || groups == nil || slices.ContainsFunc(*groups, func(g group) bool { return g.ID == "" }) {
			return r.session.Broken(operation, "a product has no key, no groups, or one without an id")
		}
	}
	return nil
}
