package github

import (
	"context"
	"net/mail"

	"reconcile/internal/access"
)

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
	part := func(a *answer) *connection { return &a.Data.Organization.MembersWithRole.connection }
	err = r.pages(ctx, operation, q, part, func(a *answer) error {
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
