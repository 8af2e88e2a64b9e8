package github

import (
	"context"
	"errors"
	"net/mail"

	"reconcile/internal/access"
	"reconcile/internal/rest"
)

// The queries. Each reads one list, in pages of a hundred; a page of teams has the first hundred members of each.
const (
	viewerPart = "viewer{databaseId}\n"

	membersHead = "query($org:String!,$first:Int!,$after:String){"
	membersRest = `
organization(login:$org){viewerIsAMember viewerCanAdminister samlIdentityProvider{id}
membersWithRole(first:$first,after:$after){totalCount pageInfo{hasNextPage endCursor}
edges{role hasTwoFactorEnabled node{databaseId login name email organizationVerifiedDomainEmails(login:$org)}}}}}`

	identitiesQuery = `query($org:String!,$first:Int!,$after:String){organization(login:$org){samlIdentityProvider{
externalIdentities(first:$first,after:$after,membersOnly:true){totalCount pageInfo{hasNextPage endCursor}
edges{node{guid user{databaseId} samlIdentity{nameId username emails{value}} scimIdentity{username emails{value}}}}}}}}`

	teamsQuery = `query($org:String!,$first:Int!,$after:String){organization(login:$org){
teams(first:$first,after:$after){totalCount pageInfo{hasNextPage endCursor}
nodes{databaseId slug name parentTeam{slug}
members(first:$first,membership:IMMEDIATE){totalCount pageInfo{hasNextPage endCursor} edges{role node{databaseId}}}}}}}`

	teamQuery = `query($org:String!,$slug:String!,$first:Int!,$after:String){organization(login:$org){team(slug:$slug){
members(first:$first,after:$after,membership:IMMEDIATE){totalCount pageInfo{hasNextPage endCursor} edges{role node{databaseId}}}}}}`
)

// request is what is sent.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// connection is where a list stands (docs.github.com, "Using pagination in the GraphQL API").
type connection struct {
	TotalCount *int
	PageInfo   *struct {
		HasNextPage bool
		EndCursor   string
	}
}

type numbered struct{ DatabaseID rest.ID }

type teamMembers struct {
	connection
	Edges []struct {
		Role string
		Node numbered
	}
}

// answer is what comes, of whichever query.
type answer struct {
	Data struct {
		Viewer       numbered
		Organization *struct {
			ViewerIsAMember, ViewerCanAdminister bool
			SamlIdentityProvider                 *struct {
				ExternalIdentities struct {
					connection
					Edges []struct{ Node identity }
				}
			}
			MembersWithRole struct {
				connection
				Edges []memberEdge
			}
			Teams struct {
				connection
				Nodes []teamNode
			}
			Team *struct{ Members teamMembers }
		}
	}
}

type memberEdge struct {
	Role                string
	HasTwoFactorEnabled *bool
	Node                struct {
		numbered
		Login, Name, Email               string
		OrganizationVerifiedDomainEmails []string
	}
}

type teamNode struct {
	numbered
	Slug, Name string
	ParentTeam *struct{ Slug string }
	Members    teamMembers
}

type identity struct {
	GUID                       string
	User                       *numbered
	SamlIdentity, ScimIdentity attributes
}

type attributes struct {
	NameID, Username string
	Emails           []struct{ Value string }
}

// unserved reports whether an error says that there is no GraphQL at all, and not that the organization is not found.
func unserved(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && (e.Status == 404 || e.Status == 405 || e.Status == 501)
}

// pages reads a list of GraphQL. Part takes the list out of an answer: nil if it is not there.
func (r *reader) pages(ctx context.Context, operation string, q request, part func(*answer) *connection, page func(*answer) error) error {
	q.Variables["org"], q.Variables["first"] = r.org, r.size()
	call := rest.Call{Operation: operation, Link: r.graphql, Body: q}
	step := func(a *answer, _ *rest.Response, next *rest.Call) (bool, error) {
		c := part(a)
		if !c.PageInfo.HasNextPage || r.sample {
			return false, nil
		}
		if c.PageInfo.EndCursor == "" {
			return false, errors.New("there is a next page, and no cursor to it")
		}
		next.Body = request{Query: q.Query, Variables: with(q.Variables, "after", c.PageInfo.EndCursor)}
		return true, nil
	}
	for a, err := range rest.Pages(ctx, r.session, call, step) {
		if err != nil {
			return err
		}
		if a.Data.Organization == nil || part(a) == nil || part(a).PageInfo == nil {
			return r.session.Broken(operation, "the answer lacks what was asked for")
		}
		if err := page(a); err != nil {
			return err
		}
	}
	return nil
}

func with(variables map[string]any, name string, value any) map[string]any {
	all := map[string]any{name: value}
	for k, v := range variables {
		if k != name {
			all[k] = v
		}
	}
	return all
}

// byGraphQL reads members with their addresses, and teams.
func (r *reader) byGraphQL(ctx context.Context, o *organization) error {
	saml, err := r.graphMembers(ctx, o)
	if err != nil {
		return err
	}
	if saml {
		if err := r.graphIdentities(ctx, o); err != nil {
			return err
		}
	}
	return r.graphTeams(ctx, o)
}

func (r *reader) graphMembers(ctx context.Context, o *organization) (saml bool, err error) {
	const operation = "list members"
	q := request{Query: membersQueryFor(r.app), Variables: map[string]any{}}
	tally := r.session.Tally(operation)
	err = r.pages(ctx, operation, q, func(a *answer) *connection { return &a.Data.Organization.MembersWithRole.connection }, func(a *answer) error {
		org := a.Data.Organization
		if !r.app {
			if err := r.stands(o, org.ViewerIsAMember, org.ViewerCanAdminister, string(a.Data.Viewer.DatabaseID)); err != nil {
				return err
			}
		}
		saml = org.SamlIdentityProvider != nil
		if org.MembersWithRole.TotalCount != nil {
			o.total = *org.MembersWithRole.TotalCount
		}
		for i := range org.MembersWithRole.Edges {
			e := &org.MembersWithRole.Edges[i]
			m := member{
				id: string(e.Node.DatabaseID), login: e.Node.Login, name: e.Node.Name, owner: e.Role == "ADMIN",
				emails: emails(e.Node.OrganizationVerifiedDomainEmails, e.Node.Email),
			}
			if e.HasTwoFactorEnabled != nil {
				m.mfa = access.TriOf(*e.HasTwoFactorEnabled)
			}
			if err := tally.Add(m.id); err != nil {
				return err
			}
			o.members = append(o.members, m)
		}
		return nil
	})
	if err != nil {
		return saml, err
	}
	return saml, r.whole(tally, o.total)
}

// membersQueryFor asks who asks, but for an app, which is nobody.
func membersQueryFor(app bool) string {
	viewer := viewerPart
	if app {
		viewer = ""
	}
	return membersHead + viewer + membersRest
}

// graphIdentities reads the addresses of single sign-on.
func (r *reader) graphIdentities(ctx context.Context, o *organization) error {
	const operation = "list identities of single sign-on"
	part := func(a *answer) *connection {
		if a.Data.Organization.SamlIdentityProvider == nil {
			return nil
		}
		return &a.Data.Organization.SamlIdentityProvider.ExternalIdentities.connection
	}
	tally := r.session.Tally(operation)
	known := map[string][]string{}
	total := -1
	err := r.pages(ctx, operation, request{Query: identitiesQuery, Variables: map[string]any{}}, part, func(a *answer) error {
		if n := part(a).TotalCount; n != nil {
			total = *n
		}
		for _, e := range a.Data.Organization.SamlIdentityProvider.ExternalIdentities.Edges {
			if err := tally.Add(e.Node.GUID); err != nil {
				return err
			}
			if e.Node.User == nil {
				continue
			}
			id := string(e.Node.User.DatabaseID)
			known[id] = append(known[id], e.Node.addresses()...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	o.identities(known)
	return r.whole(tally, total)
}

// addresses returns the texts of an identity that are addresses: a NameID may be anything.
func (i *identity) addresses() []string {
	var texts []string
	for _, part := range []*attributes{&i.SamlIdentity, &i.ScimIdentity} {
		for _, e := range part.Emails {
			texts = append(texts, e.Value)
		}
		texts = append(texts, part.NameID, part.Username)
	}
	var list []string
	for _, text := range texts {
		if a, err := mail.ParseAddress(text); err == nil && a.Address == text {
			list = append(list, text)
		}
	}
	return list
}

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
