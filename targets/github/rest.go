package github

import (
	"context"
	"fmt"
	"net/url"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// byREST reads members and teams where GraphQL is not served. Lists of REST give neither names nor addresses.
func (r *reader) byREST(ctx context.Context, o *organization) error {
	if err := r.standing(ctx, o); err != nil {
		return err
	}
	o.lacks[addresses] = "GraphQL, which alone tells them, is not served or not wanted"
	path := rest.Path("orgs", r.org, "members")
	all, err := r.users(ctx, "list members", path, nil)
	if err != nil {
		return err
	}
	owners, err := r.users(ctx, "list owners", path, url.Values{"role": {"admin"}})
	if err != nil {
		return err
	}
	without, err := r.without(ctx, "list members without a second factor", path)
	if err != nil {
		return err
	}
	isOwner, isMember := ids(owners), ids(all)
	for id := range isOwner {
		if !isMember[id] {
			o.strays++
		}
	}
	for i := range all {
		u := &all[i]
		o.members = append(o.members, member{id: u.id(), login: u.Login, owner: isOwner[u.id()], mfa: factor(without, u.id())})
	}
	return r.teams(ctx, o)
}

// standing makes sure that a token's account is a member, as all others see public members alone, and says so nowhere.
func (r *reader) standing(ctx context.Context, o *organization) error {
	if r.app {
		return nil
	}
	var self user
	if _, err := r.session.Get(ctx, rest.Call{Operation: "read the credential's own account", Path: "user"}, &self); err != nil {
		return err
	}
	var own struct {
		State string `json:"state"`
		Role  string `json:"role"`
	}
	_, err := r.session.Get(ctx, r.beside("read the credential's own membership", "memberships", self.Login), &own)
	if err != nil {
		return fmt.Errorf("%w (only public members would be seen)", err)
	}
	return r.stands(o, own.State == "active", own.Role == "admin", self.id())
}

func (r *reader) stands(o *organization, isMember, isOwner bool, self string) error {
	if !isMember {
		return r.session.Refuse("read members", "the credential's account is no member of the organization, so only public members "+
			"would be seen: use the token of an owner")
	}
	o.owner, o.self = isOwner, self
	return nil
}

// teams reads every team, with its own members.
func (r *reader) teams(ctx context.Context, o *organization) error {
	type row struct {
		ID     rest.ID `json:"id"`
		Slug   string  `json:"slug"`
		Name   string  `json:"name"`
		Parent *struct {
			Slug string `json:"slug"`
		} `json:"parent"`
	}
	all, err := list(ctx, r, r.beside("list teams", "teams"), whole[row], func(t *row) string { return string(t.ID) })
	if err != nil {
		return err
	}
	o.teams = make([]team, len(all))
	return rest.Each(ctx, r.session, all, func(ctx context.Context, i int, row row) error {
		t := team{id: row.ID, slug: row.Slug, name: row.Name}
		if row.Parent != nil {
			t.parent = row.Parent.Slug
		}
		path := rest.Path("orgs", r.org, "teams", row.Slug, "members")
		members, err := r.users(ctx, "list members of a team", path, nil)
		if err != nil {
			return err
		}
		maintainers, err := r.maintainers(ctx, path, members)
		if err != nil {
			return err
		}
		for k := range members {
			if u := &members[k]; u.Inherited == nil || !*u.Inherited {
				t.members = append(t.members, teamMember{id: u.id(), maintainer: maintainers[u.id()]})
			}
		}
		o.teams[i] = t
		return nil
	})
}

// maintainers returns who of a team's members maintains it. Servers of before 2026 do not say it in the list.
func (r *reader) maintainers(ctx context.Context, path string, members []user) (map[string]bool, error) {
	said := map[string]bool{}
	for i := range members {
		if members[i].RoleName == "" {
			list, err := r.users(ctx, "list maintainers of a team", path, url.Values{"role": {highLevel}})
			return ids(list), err
		}
		said[members[i].id()] = members[i].RoleName == highLevel
	}
	return said, nil
}

// emails makes addresses of texts, which the organization verified or a profile shows.
func emails(verified []string, profile string) []access.Email {
	var list []access.Email
	for _, address := range verified {
		list = append(list, access.Email{Address: address, Verified: access.Yes})
	}
	if profile != "" && len(list) == 0 {
		list = append(list, access.Email{Address: profile})
	}
	return list
}
