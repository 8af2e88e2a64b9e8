package slack

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// assignment is a role that somebody has in an entity: the organization, a workspace, or a channel.
type assignment struct {
	Role   string `json:"role_id"`
	Entity string `json:"entity_id"`
	User   string `json:"user_id"`
}

// systemRoles are Slack's own roles by id (docs.slack.dev, admin.roles.addAssignments, "Admin Roles"). Those that an
// organization made are not among them, and no method tells their names.
func systemRoles() map[string]string {
	return map[string]string{
		"Rl01": "Channel Admin", "Rl02": "Role Admin", "Rl03": "User Admin", "Rl04": "Legal Holds Admin", "Rl05": "Conversation Admin",
		"Rl09": "DLP Admin", "Rl0A": "Channel Manager", "Rl0B": "Slack Platform Developer", "Rl0C": "Audit Logs Admin",
		"Rl0D": "Integrations Manager", "Rl0E": "Message Activity Manager", "Rl0F": "Exports Admin", "Rl0G": "Sales Admin",
		"Rl0J": "Security Admin", "Rl0K": "Workflow Admin", "Rl0L": "Analytics Admin",
	}
}

// counts reports whether a role is one of the organization, or of a workspace that is wanted. Those in channels are left out
// with the channels: whoever makes one has a role in it. Ids are told apart by their first letter (docs.slack.dev, the
// method's entity_ids); old private channels have another.
func (x *assignment) counts(only []string) bool {
	switch x.Entity[0] {
	case 'C', 'G':
		return false
	case 'T':
		return len(only) == 0 || slices.Contains(only, x.Entity)
	}
	return true
}

// roles reads the roles of an organization, all with their holders in one list.
func (r *reader) roles(ctx context.Context, c *company) error {
	const operation = "list roles of the organization"
	type answer struct {
		next
		Assignments *[]assignment `json:"role_assignments"`
		// Next is where the reference says that the cursor is, though not in its example.
		Next string `json:"next_cursor"`
	}
	tally := r.session.Tally(operation)
	form := url.Values{"limit": {"200"}}
	cursor := func(a *answer) string { return cmp.Or(a.cursor(), a.Next) }
	err := pages(ctx, r, operation, "admin.roles.listAssignments", form, cursor, func(a *answer) error {
		if a.Assignments == nil {
			return r.session.Broken(operation, "the answer has no list of roles")
		}
		for _, x := range *a.Assignments {
			if x.Role == "" || x.Entity == "" || x.User == "" {
				return r.session.Broken(operation, "a role comes without its id, its holder, or what it is for")
			}
			if err := tally.Add(x.Role + " of " + x.User + " in " + x.Entity); err != nil {
				return err
			}
			if x.counts(r.only) {
				c.assignments = append(c.assignments, x)
			}
		}
		return nil
	})
	if why := lacking(err, "the organization's roles"); why != "" {
		// some roles without the others would look like all
		c.roleless, c.assignments = why, nil
		return nil
	}
	return err
}

// assigned gives a holder a role.
func (b *builder) assigned(x *assignment) {
	if a := b.company.find(x.User); a != nil {
		b.Grant(&a.Account, access.Grant{Entitlement: b.Entitlement(b.company.entitlement(x))})
	} else if x.User != robot && !b.company.strangers[x.User] {
		b.company.strays++
	}
}

// entitlement names a role; one of a workspace begins with the workspace's name. All of them administer something, and what
// one of the organization's own making gives is not told, so all are privileged.
func (c *company) entitlement(x *assignment) access.Entitlement {
	name, title := x.Role, x.Role
	if system := systemRoles()[x.Role]; system != "" {
		name, title = strings.ReplaceAll(strings.ToLower(system), " ", "-"), system
	}
	e := access.Entitlement{ID: roleType + "/" + x.Role + "/" + x.Entity, Type: roleType, Name: name, Title: title, Privileged: true}
	if x.Entity[0] == 'E' {
		e.Title += " of the organization"
		return e
	}
	at := workspace{ID: x.Entity}
	if i := slices.IndexFunc(c.workspaces, func(w workspace) bool { return w.ID == x.Entity }); i >= 0 {
		at = c.workspaces[i]
	}
	e.Name, e.Title = at.domain()+"/"+name, title+" of "+cmp.Or(at.Name, at.ID)
	return e
}
