package company

import (
	"io"
	"slices"
	"strconv"
	"strings"
)

// tables returns the rules and settings as CSV files, for a program that reads no YAML. A role with several titles has a
// row for each; globs are LIKE patterns in lower case.
func (c *Company) tables() map[string]func(io.Writer) error {
	var roles, grants [][]string
	for i := range c.Roles {
		r := &c.Roles[i]
		w := &r.When
		for _, title := range slices.Concat(w.Titles, []string{""})[:max(1, len(w.Titles))] {
			roles = append(roles, []string{
				r.Name, w.Department, w.Team, strings.ToLower(strings.ReplaceAll(title, "*", "%")), w.Type, w.Location, w.Project,
				r.UnlessType,
			})
		}
		for _, g := range r.Grants {
			grants = append(grants, []string{r.Name, g.App, g.Key})
		}
	}
	return map[string]func(io.Writer) error{
		"roles":  rows("role,department,team,title,type,location,project,unless_type", roles),
		"grants": rows("role,target,entitlement", grants),
		"targets": rows("target,dormant_after", each(c.Apps, func(a App) []string {
			return []string{a.Name, strconv.Itoa(a.DormantAfter)}
		})),
		"exceptions": rows("person,target,entitlement,until", each(c.Exceptions, func(x Exception) []string {
			return []string{x.Person, x.App, x.Key, x.Until.String()}
		})),
		"services": rows("target,account,owner,review_by", each(c.Services, func(s Service) []string {
			return []string{s.App, s.Account, s.Owner, s.ReviewBy.String()}
		})),
		"externals": rows("target,account,sponsor,until", each(c.Externals, func(x External) []string {
			return []string{x.App, strings.ReplaceAll(x.Account, "*", "%"), x.Sponsor, x.Until.String()}
		})),
		"identities": rows("person,target,account", each(c.Identities, func(x Identity) []string {
			return []string{x.Person, x.App, x.Account}
		})),
	}
}

func rows(header string, list [][]string) func(io.Writer) error {
	return table(strings.Split(header, ","), len(list), func(i int) []string { return list[i] })
}

func each[T any](list []T, row func(T) []string) [][]string {
	all := make([][]string, len(list))
	for i, x := range list {
		all[i] = row(x)
	}
	return all
}
