package github

import (
	"context"

	"reconcile/internal/rest"
)

// graphTeams reads every team, with its own members.
func (r *reader) graphTeams(ctx context.Context, o *organization) error {
	const operation = "list teams"
	tally := r.session.Tally(operation)
	total := -1
	part := func(a *answer) *connection { return &a.Data.Organization.Teams.connection }
	var large []int
	var nodes []teamNode
	err := r.pages(ctx, operation, request{Query: teamsQuery, Variables: map[string]any{}}, part, func(a *answer) error {
		if n := part(a).TotalCount; n != nil {
			total = *n
		}
		for _, n := range a.Data.Organization.Teams.Nodes {
			if err := tally.Add(string(n.DatabaseID)); err != nil {
				return err
			}
			if n.Members.PageInfo == nil {
				return r.session.Broken(operation, "the answer lacks the members of a team")
			}
			if n.Members.PageInfo.HasNextPage {
				large = append(large, len(nodes))
			}
			nodes = append(nodes, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.whole(tally, total); err != nil {
		return err
	}
	o.teams = make([]team, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		o.teams[i] = team{id: n.DatabaseID, slug: n.Slug, name: n.Name}
		if n.ParentTeam != nil {
			o.teams[i].parent = n.ParentTeam.Slug
		}
		o.teams[i].add(&n.Members)
	}
	if r.sample {
		return nil
	}
	if err := rest.Each(ctx, r.session, large, func(ctx context.Context, _ int, i int) error {
		return r.graphTeam(ctx, &o.teams[i], nodes[i].Members.PageInfo.EndCursor)
	}); err != nil {
		return err
	}
	return r.complete(o, nodes)
}

// graphTeam reads the members of a team beyond its first hundred.
func (r *reader) graphTeam(ctx context.Context, t *team, after string) error {
	part := func(a *answer) *connection {
		if a.Data.Organization.Team == nil {
			return nil
		}
		return &a.Data.Organization.Team.Members.connection
	}
	q := request{Query: teamQuery, Variables: map[string]any{"slug": t.slug, "after": after}}
	return r.pages(ctx, "list members of a team", q, part, func(a *answer) error {
		t.add(&a.Data.Organization.Team.Members)
		return nil
	})
}

// complete holds the members of each team against its count.
func (r *reader) complete(o *organization, nodes []teamNode) error {
	for i := range nodes {
		tally := r.session.Tally("list members of a team")
		for _, m := range o.teams[i].members {
			if err := tally.Add(m.id); err != nil {
				return err
			}
		}
		if n := nodes[i].Members.TotalCount; n != nil {
			if err := tally.Whole(*n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *team) add(members *teamMembers) {
	for _, e := range members.Edges {
		t.members = append(t.members, teamMember{id: string(e.Node.DatabaseID), maintainer: e.Role == "MAINTAINER"})
	}
}
