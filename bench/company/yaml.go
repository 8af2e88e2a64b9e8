package company

import (
	"fmt"
	"strconv"
	"strings"
)

// config writes reconcile.yaml. Nothing in it depends on when it is run: all files are of the day everything is made up
// for, and none is ever too old.
func (c *Company) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, `company: Acme Apps
timezone: UTC
source:
  kind: csv
  path: roster.csv
  exported: %s
  max_age: 36500d
targets:
`, AsOf())
	for i := range c.Apps {
		app := &c.Apps[i]
		fmt.Fprintf(&b, "  %s:\n    kind: csv\n    path: exports/%s.csv\n    exported: %s\n    max_age: 36500d\n",
			app.Name, app.Name, AsOf())
		b.WriteString("    privileged: [\"role:*\"]\n")
		if app.DormantAfter > 0 {
			fmt.Fprintf(&b, "    dormant_after: %dd\n", app.DormantAfter)
		}
	}
	b.WriteString("rules: [rules/*.yaml]\n")
	return b.String()
}

func (c *Company) rolesYAML() string {
	var b strings.Builder
	b.WriteString("roles:\n")
	for i := range c.Roles {
		r := &c.Roles[i]
		fmt.Fprintf(&b, "  - name: %s\n", r.Name)
		if when := r.When.yaml(r.Expression); when != "" {
			fmt.Fprintf(&b, "    when: %s\n", when)
		}
		if r.UnlessType != "" {
			fmt.Fprintf(&b, "    unless: {type: %s}\n", r.UnlessType)
		}
		b.WriteString("    grants:\n")
		for k := 0; k < len(r.Grants); {
			app := r.Grants[k].App
			var keys []string
			for ; k < len(r.Grants) && r.Grants[k].App == app; k++ {
				keys = append(keys, strconv.Quote(r.Grants[k].Key))
			}
			fmt.Fprintf(&b, "      %s: [%s]\n", app, strings.Join(keys, ", "))
		}
	}
	return b.String()
}

// yaml writes a condition as a map or an expression, "" for everybody.
func (w *Condition) yaml(expression bool) string {
	var keys, terms []string
	add := func(name, value string) {
		if value != "" {
			keys = append(keys, name+": "+strconv.Quote(value))
			terms = append(terms, name+" == "+strconv.Quote(value))
		}
	}
	add("type", w.Type)
	add("department", w.Department)
	add("team", w.Team)
	add("location", w.Location)
	if w.Titles != nil {
		keys = append(keys, fmt.Sprintf(`title: ["%s"]`, strings.Join(w.Titles, `", "`)))
	}
	if w.Project != "" {
		keys = append(keys, "projects: "+strconv.Quote(w.Project))
		terms = append(terms, strconv.Quote(w.Project)+" in projects")
	}
	switch {
	case keys == nil:
		return ""
	case expression:
		return "'" + strings.Join(terms, " && ") + "'"
	default:
		return "{" + strings.Join(keys, ", ") + "}"
	}
}

func (c *Company) knownYAML() string {
	var b strings.Builder
	section(&b, "exceptions", c.Exceptions, func(x Exception) string {
		return fmt.Sprintf("person: %s, target: %s, access: %q, until: %s, reason: made up, approved_by: %s",
			x.Person, x.App, x.Key, x.Until, x.ApprovedBy)
	})
	section(&b, "service_accounts", c.Services, func(s Service) string {
		return fmt.Sprintf("target: %s, account: %q, kind: bot, owner: %s, purpose: automation, review_by: %s",
			s.App, s.Account, s.Owner, s.ReviewBy)
	})
	section(&b, "externals", c.Externals, func(x External) string {
		return fmt.Sprintf("target: %s, account: %q, sponsor: %s, purpose: client work, access: [account], until: %s",
			x.App, x.Account, x.Sponsor, x.Until)
	})
	section(&b, "identities", c.Identities, func(x Identity) string {
		return fmt.Sprintf("person: %s, target: %s, account: %q", x.Person, x.App, x.Account)
	})
	return b.String()
}

func section[T any](b *strings.Builder, name string, list []T, entry func(T) string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", name)
	for _, x := range list {
		fmt.Fprintf(b, "  - {%s}\n", entry(x))
	}
}
