package github

import (
	"context"
	"errors"

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
members(first:$first,after:$after,membership:IMMEDIATE){totalCount pageInfo{hasNextPage endCursor}
edges{role node{databaseId}}}}}}`
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

// part takes a list out of an answer: nil if it is not there.
type part func(*answer) *connection

// pages reads a list of GraphQL.
func (r *reader) pages(ctx context.Context, operation string, q request, part part, page func(*answer) error) error {
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
