package company

import (
	"slices"
	"strings"
)

// Role is a rule: who fits the condition gets the grants.
type Role struct {
	Name string
	When Condition
	// UnlessType excludes people of a type.
	UnlessType string
	// Expression: the condition is to be written as an expression, not as a map.
	Expression bool
	Grants     []Grant
}

// Condition asks for all that is not empty. Titles are globs, any of which may fit.
type Condition struct {
	Department, Team, Type, Location, Project string
	Titles                                    []string
}

// Grant is what a role gives in an app: account, or type:name.
type Grant struct{ App, Key string }

const account = "account"

// fits reports whether the role grants to a person.
func (r *Role) fits(p *Person) bool {
	w := &r.When
	same := func(want, have string) bool { return want == "" || want == have }
	return same(w.Department, p.Department) && same(w.Team, p.Team) && same(w.Type, p.Type) &&
		same(w.Location, p.Location) && (w.Project == "" || slices.Contains(p.Projects, w.Project)) &&
		(w.Titles == nil || slices.ContainsFunc(w.Titles, func(glob string) bool { return fitsGlob(glob, p.Title) })) &&
		(r.UnlessType == "" || r.UnlessType != p.Type)
}

// fitsGlob knows globs that begin with *, end with *, or both.
func fitsGlob(glob, text string) bool {
	core := strings.Trim(glob, "*")
	switch {
	case strings.HasPrefix(glob, "*") && strings.HasSuffix(glob, "*"):
		return strings.Contains(text, core)
	case strings.HasPrefix(glob, "*"):
		return strings.HasSuffix(text, core)
	case strings.HasSuffix(glob, "*"):
		return strings.HasPrefix(text, core)
	default:
		return glob == text
	}
}

// roles returns the rules for the apps there are.
func roles(apps []App) []Role {
	all := append(commonRoles(), departmentRoles()...)
	all = append(all, specialRoles()...)
	all = append(all, projectRoles()...)
	all = append(all, moreRoles()...)
	known := map[string]bool{}
	for i := range apps {
		known[apps[i].Name] = true
	}
	return slices.DeleteFunc(all, func(r Role) bool {
		return slices.ContainsFunc(r.Grants, func(g Grant) bool { return !known[g.App] })
	})
}

func commonRoles() []Role {
	return []Role{
		{Name: "everyone", Grants: []Grant{{"google", "group:all@" + Domain}, {"slack", account}}},
		{Name: "staff", UnlessType: "contractor", Grants: []Grant{{"notion", account}}},
	}
}

// departmentRoles gives each department its groups, and its own staff its pages.
func departmentRoles() []Role {
	var all []Role
	for _, d := range departments() {
		word := strings.ToLower(d.name)
		all = append(all, Role{
			Name: word, When: Condition{Department: d.name},
			Grants: []Grant{{"google", "group:" + word + "@" + Domain}, {"slack", "usergroup:" + word}},
		}, Role{
			Name: word + " pages", When: Condition{Department: d.name}, UnlessType: "contractor",
			Grants: []Grant{{"notion", "teamspace:" + word}},
		})
	}
	return all
}

func specialRoles() []Role {
	builders := []string{"*Developer", "*Engineer"}
	return []Role{
		{
			Name: "developers", When: Condition{Department: engineering, Titles: builders},
			Grants: []Grant{{"github", "team:developers"}, {"jira", "group:jira-developers"}},
		},
		{Name: "backend", When: Condition{Titles: []string{"*Backend*"}}, Grants: []Grant{{"gitlab", "group:backend"}}},
		{
			Name: "engineering boards", When: Condition{Department: engineering},
			Grants: []Grant{{"jira", account}},
		},
		{Name: "product boards", When: Condition{Department: "Product"}, Grants: []Grant{
			{"jira", "group:jira-product"}, {"figma", account},
		}},
		{Name: "design tools", When: Condition{Department: "Design"}, Grants: []Grant{
			{"jira", account}, {"figma", "team:design"},
		}},
		{
			Name: "mobile and front end", When: Condition{Titles: []string{"Mobile*", "Frontend*"}},
			Grants: []Grant{{"figma", account}},
		},
		{Name: "campaigns", When: Condition{Department: "Marketing"}, Grants: []Grant{
			{"jira", account}, {"figma", "team:brand"}, {"trello", "board:campaigns"},
		}},
		{Name: "service desk", When: Condition{Department: "Support"}, Grants: []Grant{
			{"jira", "group:service-desk"}, {"trello", account},
		}},
		{Name: "pipeline", When: Condition{Department: "Sales"}, Grants: []Grant{
			{"trello", "board:pipeline"}, {"jira", account}, {"figma", account},
		}},
		{Name: "closing", When: Condition{Department: "Finance"}, Grants: []Grant{{"trello", "board:closing"}}},
		{Name: "hiring", When: Condition{Department: "People"}, Grants: []Grant{{"trello", "board:hiring"}}},
		{Name: "office", When: Condition{Department: "Operations"}, Grants: []Grant{{"trello", account}, {"jira", account}}},
		{Name: "platform team", When: Condition{Team: "Platform"}, Grants: []Grant{
			{"github", "team:platform"}, {"gitlab", "group:infrastructure"},
		}},
		{Name: "managers", When: Condition{Titles: []string{"*Manager", "Head of *"}}, UnlessType: "contractor", Grants: []Grant{
			{"notion", "teamspace:managers"},
		}},
		{
			Name: "administrators",
			When: Condition{
				Department: "Operations", Team: "IT", Type: "employee", Titles: []string{"Systems Administrator"},
			},
			Grants: []Grant{{"google", "role:admin"}, {"slack", "role:admin"}, {"jira", "role:admin"}},
		},
		{Name: "lima", When: Condition{Location: "Lima"}, Grants: []Grant{{"slack", "usergroup:lima"}}},
		{
			Name: "data platform", When: Condition{Department: engineering, Team: "Data", Location: "Berlin"}, Expression: true,
			Grants: []Grant{{"gitlab", "group:data"}},
		},
	}
}

// projectRoles are for the contractors of client projects.
func projectRoles() []Role {
	var all []Role
	for _, project := range projects()[:4] {
		all = append(all, Role{
			Name: project + " contractors", When: Condition{Type: "contractor", Project: project}, Expression: true,
			Grants: []Grant{{"gitlab", "group:" + project}},
		})
	}
	return all
}

// moreRoles are for the apps of a company with thirteen.
func moreRoles() []Role {
	return []Role{
		{Name: "deals", When: Condition{Department: "Sales"}, Grants: []Grant{{"pipedrive", "team:sales"}}},
		{Name: "whiteboards", UnlessType: "contractor", Grants: []Grant{{"miro", account}}},
		{Name: "tasks", When: Condition{Department: "Marketing"}, Grants: []Grant{{"asana", "team:marketing"}}},
		{Name: "prototypes", When: Condition{Department: "Design"}, Grants: []Grant{{"invision", account}}},
		{Name: "calls", Grants: []Grant{{"zoom", account}}},
	}
}

// due is what rules give a person in one app.
type due struct {
	account bool
	keys    []string
}

// entitled evaluates all rules for a person: by app, in the order of the apps.
func (c *Company) entitled(p *Person) []due {
	dues := make([]due, len(c.Apps))
	for i := range c.Roles {
		if !c.Roles[i].fits(p) {
			continue
		}
		for _, g := range c.Roles[i].Grants {
			d := &dues[c.app(g.App)]
			d.account = true
			if g.Key != account && !slices.Contains(d.keys, g.Key) {
				d.keys = append(d.keys, g.Key)
			}
		}
	}
	return dues
}

func (c *Company) app(name string) int {
	return slices.IndexFunc(c.Apps, func(a App) bool { return a.Name == name })
}
