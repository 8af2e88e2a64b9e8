package atlassian

import (
	"context"
	"net/url"
	"slices"

	"reconcile/internal/rest"
)

// reader reads an organization in one session.
type reader struct {
	session *rest.Session
	org     string
	// only are the ids or names of the directories that are wanted, all if there are none.
	only []string
	// sample: the first page of each list is enough.
	sample bool
}

// links is where a list goes on: next is a cursor, and no address.
type links struct {
	Links struct {
		Next string `json:"next"`
	} `json:"links"`
}

// directory is one of the organization's: one in all, or one for each site.
type directory struct {
	ID   string `json:"directoryId"`
	Name string `json:"name"`
}

// search is what a list is asked for. Beside a cursor nothing else is sent, as the cursor holds it.
type search struct {
	Limit       int      `json:"limit,omitempty"`
	Directories []string `json:"directoryIds,omitempty"`
	Expand      []string `json:"expand,omitempty"`
	Cursor      string   `json:"cursor,omitempty"`
}

// most is how many rows a page has at most.
const most = 100

// user is an account in a directory.
type user struct {
	ID               string   `json:"accountId"`
	Type             string   `json:"accountType"`
	Status           string   `json:"status"`
	AccountStatus    string   `json:"accountStatus"`
	MembershipStatus string   `json:"membershipStatus"`
	AddedToOrg       string   `json:"addedToOrg"`
	Name             string   `json:"name"`
	Email            string   `json:"email"`
	EmailVerified    *bool    `json:"emailVerified"`
	ClaimStatus      string   `json:"claimStatus"`
	PlatformRoles    []string `json:"platformRoles"`
	MFAEnabled       *bool    `json:"mfaEnabled"`
	DeactivatedOn    string   `json:"deactivatedOn"`
	Products         *[]struct {
		Key        string `json:"key"`
		ID         string `json:"id"`
		LastActive string `json:"lastActiveTimestamp"`
	} `json:"productAccess"`
	Groups *[]struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"groups"`
}

// group is a group of a directory.
type group struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	ExternalSynced   bool   `json:"externalSynced"`
	ManagementAccess struct {
		Modifiable *bool `json:"modifiable"`
	} `json:"managementAccess"`
}

// read reads every directory, or fails.
func (r *reader) read(ctx context.Context) (*organization, error) {
	directories, err := r.directories(ctx)
	if err != nil {
		return nil, err
	}
	o := &organization{places: map[string]int{}, groups: map[string]group{}}
	for _, d := range directories {
		if err := r.users(ctx, o, d); err != nil {
			return nil, err
		}
		if err := r.groups(ctx, o, d); err != nil {
			return nil, err
		}
		if r.sample {
			break
		}
	}
	return o, nil
}

// directories lists those that are wanted, of those that the key may see.
func (r *reader) directories(ctx context.Context) ([]directory, error) {
	call := rest.Call{Operation: "list directories", Path: rest.Path("v2", "orgs", r.org, "directories")}
	type page struct {
		links
		Data *[]directory `json:"data"`
	}
	tally := r.session.Tally(call.Operation)
	var all []directory
	found := map[string]bool{}
	for p, err := range rest.Pages(ctx, r.session, call, rest.ByCursor("cursor", func(p *page) string { return p.Links.Next })) {
		if err != nil {
			return nil, err
		}
		if p.Data == nil {
			return nil, r.session.Broken(call.Operation, "the answer has no list of directories")
		}
		for _, d := range *p.Data {
			if err := tally.Add(d.ID); err != nil {
				return nil, err
			}
			found[d.ID], found[d.Name] = true, true
			if len(r.only) == 0 || slices.Contains(r.only, d.ID) || slices.Contains(r.only, d.Name) {
				all = append(all, d)
			}
		}
	}
	for _, wanted := range r.only {
		if !found[wanted] {
			return nil, r.session.Refuse(call.Operation, "there is no directory "+wanted+" that the key may see: correct `directories:`")
		}
	}
	if len(all) == 0 {
		return nil, r.session.Refuse(call.Operation, "the key may see no directory: it needs the scope "+
			"read:directories:admin, or no scopes at all")
	}
	return all, nil
}

// list reads a list of a directory that is asked for by POST.
func list[R any](ctx context.Context, r *reader, operation, path string, expand []string, d directory, row func(*R) error) error {
	type page struct {
		links
		Data *[]R `json:"data"`
	}
	call := rest.Call{
		Operation: operation, Path: path, Body: search{Limit: most, Directories: []string{d.ID}, Expand: expand},
	}
	step := func(p *page, _ *rest.Response, next *rest.Call) (bool, error) {
		next.Body = search{Cursor: p.Links.Next}
		return p.Links.Next != "" && !r.sample, nil
	}
	for p, err := range rest.Pages(ctx, r.session, call, step) {
		if err != nil {
			return err
		}
		if p.Data == nil {
			return r.session.Broken(operation, "the answer has no list")
		}
		for i := range *p.Data {
			if err := row(&(*p.Data)[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// within is the path of something in a directory.
func (r *reader) within(d directory, names ...string) string {
	return rest.Path(append([]string{"v2", "orgs", r.org, "directories", d.ID}, names...)...)
}

// users reads the accounts of a directory, with what they hold there. Where they are not as many as Atlassian counts, the list
// may have changed meanwhile: it is read once more, and then that is an error.
func (r *reader) users(ctx context.Context, o *organization, d directory) error {
	rows, count, err := r.listUsers(ctx, d)
	if rest.Is(err, rest.Incomplete) {
		rows, count, err = r.listUsers(ctx, d)
	}
	if err != nil {
		return err
	}
	for i := range rows {
		o.take(&rows[i])
	}
	switch {
	case count < 0:
		o.uncounted = true
	case !r.sample:
		o.beyond += count - len(rows)
	}
	return nil
}

// listUsers lists accounts, and counts them: -1 where the key may not know.
func (r *reader) listUsers(ctx context.Context, d directory) (rows []user, count int, err error) {
	const operation = "list accounts"
	tally := r.session.Tally(operation)
	expand := []string{"groups", "productAccess", "platformRoles"}
	err = list(ctx, r, operation, r.within(d, "users", "search"), expand, d, func(u *user) error {
		rows = append(rows, *u)
		return tally.Add(u.ID)
	})
	if err != nil {
		return nil, 0, err
	}
	var answer struct {
		Count *int `json:"count"`
	}
	call := rest.Call{Operation: "count accounts", Path: r.within(d, "users", "count"), Query: url.Values{"directoryIds": {d.ID}}}
	_, err = r.session.Get(ctx, call, &answer)
	switch {
	case rest.Is(err, rest.Forbidden), rest.Is(err, rest.NotFound):
		return rows, -1, nil
	case err != nil:
		return nil, 0, err
	case answer.Count == nil:
		return nil, 0, r.session.Broken(call.Operation, "the answer has no count")
	case r.sample:
		return rows, *answer.Count, nil
	}
	return rows, *answer.Count, tally.Whole(*answer.Count)
}

// groups reads which groups there are in a directory, and who manages them.
func (r *reader) groups(ctx context.Context, o *organization, d directory) error {
	const operation = "list groups"
	tally := r.session.Tally(operation)
	err := list(ctx, r, operation, r.within(d, "groups", "search"), nil, d, func(g *group) error {
		if err := tally.Add(g.ID); err != nil {
			return err
		}
		o.groups[g.ID] = *g
		return nil
	})
	if rest.Is(err, rest.Forbidden) {
		o.unmanaged = true
		return nil
	}
	return err
}
