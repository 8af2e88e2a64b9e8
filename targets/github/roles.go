package github

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// orgRole is an organization role, made by the organization, by its enterprise, or by GitHub.
type orgRole struct {
	ID   rest.ID `json:"id"`
	Name string  `json:"name"`
	// BaseRole is what it gives in every repository, Source who made it; older servers say neither.
	BaseRole    string   `json:"base_role"`
	Source      string   `json:"source"`
	Permissions []string `json:"permissions"`

	holders []holder
	// teams are given where holders do not say whether they hold it through one.
	teams []teamName
}

// holder is a member who has an organization role.
type holder struct {
	ID rest.ID `json:"id"`
	// Assignment is direct, indirect or mixed; servers that do not say it list direct holders alone.
	Assignment    string     `json:"assignment"`
	InheritedFrom []teamName `json:"inherited_from"`
}

// teamName is a team as lists of roles have it.
type teamName struct {
	ID   rest.ID `json:"id"`
	Slug string  `json:"slug"`
	Name string  `json:"name"`
}

// entitlement is privileged where its holders administer every repository, or can give roles, and so anything, to themselves.
func (role *orgRole) entitlement() access.Entitlement {
	name := role.Name
	if fold.Key(name) == "owner" {
		name += " (custom)" // owners are those of GitHub
	}
	return access.Entitlement{
		ID: "role/" + string(role.ID), Type: roleType, Name: name,
		Privileged: role.BaseRole == "admin" || role.Name == everyAdmin ||
			slices.Contains(role.Permissions, "write_organization_custom_org_role"),
	}
}

// everyAdmin is the role that GitHub predefines for who administers every repository.
const everyAdmin = "all_repo_admin"

// roles reads the organization roles, and who holds them.
func (r *reader) roles(ctx context.Context, o *organization) error {
	err := r.listRoles(ctx, o)
	if err == nil {
		if r.sample {
			o.roles = o.roles[:min(1, len(o.roles))]
		}
		err = rest.Each(ctx, r.session, o.roles, func(ctx context.Context, i int, _ orgRole) error {
			return r.holders(ctx, &o.roles[i])
		})
	}
	const hidden = "GitHub does not show the organization's roles: the token of an owner needs admin:org, an app Custom " +
		"organization roles: read"
	why := lacking(err, hidden, hidden)
	if e := (*rest.Error)(nil); errors.As(err, &e) && e.Status == http.StatusUnprocessableEntity {
		why = "the organization's roles are not enabled"
	}
	if why != "" {
		// some roles without the others would look like all
		o.lacks[roleType], o.roles = why, nil
		return nil
	}
	return err
}

// listRoles reads the roles without their holders. The list has no pages by GitHub's description, and is held against its count.
func (r *reader) listRoles(ctx context.Context, o *organization) error {
	type page struct {
		TotalCount *int       `json:"total_count"`
		Roles      *[]orgRole `json:"roles"`
	}
	call := r.beside("list organization roles", "organization-roles")
	tally := r.session.Tally(call.Operation)
	total := -1
	for p, err := range rest.Pages(ctx, r.session, call, rest.ByLink[page]) {
		if err != nil {
			return err
		}
		if p.Roles == nil {
			return r.session.Broken(call.Operation, "the answer lacks the roles")
		}
		if p.TotalCount != nil {
			total = *p.TotalCount
		}
		for _, role := range *p.Roles {
			if err := tally.Add(string(role.ID)); err != nil {
				return err
			}
			o.roles = append(o.roles, role)
		}
	}
	return tally.Whole(total)
}

// holders reads who has a role, and asks for its teams where the server lists direct holders alone. One that says how a holder
// has a role lists those who have it through a team too. By GitHub's descriptions the same servers say where a role comes from,
// which tells of a role that nobody has; but neither has to be said.
func (r *reader) holders(ctx context.Context, role *orgRole) error {
	var err error
	id := func(h *holder) string { return string(h.ID) }
	users := r.beside("list holders of an organization role", "organization-roles", string(role.ID), "users")
	if role.holders, err = list(ctx, r, users, whole[holder], id); err != nil {
		return err
	}
	said := slices.ContainsFunc(role.holders, func(h holder) bool { return h.Assignment != "" })
	if said || len(role.holders) == 0 && role.Source != "" {
		return nil
	}
	teams := r.beside("list teams of an organization role", "organization-roles", string(role.ID), "teams")
	role.teams, err = list(ctx, r, teams, whole[teamName], func(t *teamName) string { return string(t.ID) })
	return err
}

// roles gives members their roles, by themselves and through their teams.
func (b *builder) roles() {
	for i := range b.org.roles {
		role := &b.org.roles[i]
		at := b.Entitlement(role.entitlement()) // a role that nobody has is there too
		for k := range role.holders {
			h := &role.holders[k]
			a := b.accounts[string(h.ID)]
			if a == nil {
				b.org.strays++
				continue
			}
			if h.Assignment != "indirect" || len(h.InheritedFrom) == 0 {
				b.Grant(a, access.Grant{Entitlement: at})
			}
			for _, t := range h.InheritedFrom {
				via, isMember := b.membership(a, t.ID)
				if !isMember {
					via = b.team(&team{id: t.ID, slug: t.Slug, name: t.Name}, false)
				}
				b.Grant(a, access.Grant{Entitlement: at, Via: via})
			}
		}
		for _, t := range role.teams {
			for _, a := range b.accounts {
				if via, isMember := b.membership(a, t.ID); isMember {
					b.Grant(a, access.Grant{Entitlement: at, Via: via})
				}
			}
		}
	}
}

// membership returns the place of the team that an account is in, at the account's level.
func (b *builder) membership(a *access.Account, id rest.ID) (at int32, isMember bool) {
	for _, g := range a.Grants {
		level, ok := strings.CutPrefix(b.Snapshot.Entitlements[g.Entitlement].ID, "team/"+string(id)+"/")
		if !ok {
			continue
		}
		if level == highLevel {
			return g.Entitlement, true
		}
		at, isMember = g.Entitlement, true
	}
	return at, isMember
}
