package starter

import (
	"slices"
	"strings"

	"reconcile/internal/fold"
)

// typeOf returns the type of access that a header names, "" if it names none.
func typeOf(header string) string {
	if says(header, "date", "fecha", "count", "last", "id", "url", "description", "requirement", "number", "mail", "mails") {
		return ""
	}
	for _, t := range []struct {
		name  string
		words []string
	}{
		{"team", []string{"team", "teams", "equipo", "equipos"}},
		{"group", []string{"group", "groups", "grupo", "grupos", "usergroups", "memberships"}},
		{"role", []string{"role", "roles", "rol", "rank", "rango"}},
		{"permission", []string{"permission", "permissions", "permiso", "permisos"}},
		{"seat", []string{"seat", "seats"}},
		{"license", []string{"license", "licenses", "licence", "licences", "licencia", "licencias", "plan"}},
		{"product", []string{"product", "products"}},
		{"project", []string{"project", "projects", "proyecto", "proyectos"}},
		{"board", []string{"board", "boards", "tablero", "tableros"}},
		{"space", []string{"space", "spaces", "teamspace", "teamspaces"}},
		{"repo", []string{"repo", "repos", "repository", "repositories", "repositorio", "repositorios"}},
		{"role", []string{"access", "acceso", "accesos"}},
	} {
		if says(header, t.words...) {
			return t.name
		}
	}
	return ""
}

// productOf returns the product that a header names, "" if it names none or something else about it.
func productOf(header string) string {
	if says(header, "last", "seen", "date", "active", "activity", "url", "role", "group", "groups") {
		return ""
	}
	for _, p := range []string{"jira", "confluence", "bitbucket", "trello", "compass", "opsgenie", "loom", "figjam"} {
		if says(header, p) {
			return p
		}
	}
	return ""
}

// yesNo reports whether a column only says yes or no.
func (c *column) yesNo() bool {
	words := []string{"yes", "no", "true", "false", "1", "0", "x", "y", "n", "si", "s", "verdadero", "falso"}
	values := c.distinct()
	return len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool {
		return !slices.Contains(words, fold.Text(v))
	})
}

// mayBeAccess reports whether a column says yes or no of what could be access: of no setting of the account.
func (c *column) mayBeAccess() bool {
	return c.yesNo() && !says(c.header, "is", "has", "requires", "sso", "saml", "scim", "public",
		"enforced", "password", "recovery", "protection", "verified", "change", "mail", "mails", "sign", "notifications", "newsletter",
		"suspended", "deactivated", "disabled", "blocked", "archived")
}

// items reports whether a column holds names of access, alone or in lists: few different ones, none of them prose.
func (c *column) items(separator string) bool {
	different := map[string]bool{}
	for _, cell := range c.distinct() {
		for item := range strings.SplitSeq(cell, separator) {
			if item = strings.TrimSpace(item); item != "" {
				different[fold.Key(item)] = true
			}
			if len([]rune(item)) > 120 {
				return false
			}
		}
	}
	return len(different) > 0 && (len(different) <= 25 || 2*len(different) <= len(c.cells))
}

// separatorOf finds what stands between the items of cells: the sign that stands in most of them.
func separatorOf(columns []*column) string {
	best, most := ";", 0
	for _, s := range []string{";", "\n", "|", ","} {
		n := 0
		for _, c := range columns {
			for _, cell := range c.filled() {
				if strings.Contains(strings.Trim(cell, s), s) {
					n++
				}
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return best
}

// typed reports whether every item carries its type, as in team:developers.
func (c *column) typed(separator string) bool {
	for _, cell := range c.filled() {
		for item := range strings.SplitSeq(cell, separator) {
			kind, name, ok := strings.Cut(strings.TrimSpace(item), ":")
			if item = strings.TrimSpace(item); item == "" || fold.Key(item) == "account" {
				continue
			}
			if !ok || kind == "" || name == "" || strings.ContainsAny(kind, " \t=*") {
				return false
			}
		}
	}
	return true
}

// levelled returns the types of which two names or more carry a level, as in team:developers=maintainer, with the levels met.
func (c *column) levelled(separator string) map[string][]string {
	met, count := map[string][]string{}, map[string]int{}
	for _, cell := range c.distinct() {
		for item := range strings.SplitSeq(cell, separator) {
			kind, name, ok := strings.Cut(strings.TrimSpace(item), ":")
			if !ok {
				kind, name = "", strings.TrimSpace(item)
			}
			i := strings.LastIndexByte(name, '=')
			if i <= 0 || i == len(name)-1 {
				continue
			}
			level := fold.Key(name[i+1:])
			count[kind]++
			if !slices.Contains(met[kind], level) {
				met[kind] = append(met[kind], level)
			}
		}
	}
	for kind, levels := range met {
		if count[kind] < 2 || len(levels) > 8 {
			delete(met, kind)
		}
	}
	return met
}

// ranked puts levels in their order from low to high; ok is false where it is not known.
func ranked(levels []string) (order []string, ok bool) {
	for _, known := range [][]string{
		{"guest", "reporter", "developer", "maintainer", "owner"},
		{"read", "triage", "write", "maintain", "admin"},
		{"pull", "triage", "push", "maintain", "admin"},
		{"guest", "member", "maintainer", "admin", "owner"},
		{"viewer", "commenter", "editor", "admin", "owner"},
	} {
		order = slices.DeleteFunc(slices.Clone(known), func(level string) bool { return !slices.Contains(levels, level) })
		if len(order) == len(levels) {
			return order, true
		}
	}
	return nil, false
}

// privateMail reports whether a header says that its addresses are not those of work.
func privateMail(header string) bool {
	return says(header, "personal", "private", "particular", "recovery", "home", "secondary", "manager", "alternative")
}

// kindWord returns what a word says is behind an account: guest or bot, "" for neither.
func kindWord(text string) string {
	switch {
	case says(text, "guest", "guests", "external", "collaborator", "externo", "externa", "invitado", "invitada"):
		return "guest"
	case says(text, "bot", "bots", "robot"), slices.Contains([]string{
		"app", "application", "integration", "service", "service account", "servicio", "cuenta de servicio", "api user",
	}, fold.Text(text)):
		return "bot"
	default:
		return ""
	}
}

// power ranks a name of access by what it lets do, from 1 for the most; 0 is for what everybody may.
func power(name string) int {
	if says(name, "non", "not", "no", "without", "sin") {
		return 0
	}
	for i, words := range [][]string{
		{"owner", "owners", "propietario", "propietaria", "root", "superadmin", "super", "global"},
		{"admin", "admins", "administrator", "administrators", "administrador", "administradora", "sysadmin"},
		{"billing", "payroll", "facturacion", "moderator"},
	} {
		if says(name, words...) {
			return i + 1
		}
	}
	return 0
}
