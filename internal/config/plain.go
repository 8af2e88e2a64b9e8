package config

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/plan"
	"reconcile/internal/schedule"
	"reconcile/internal/yaml"
	"reconcile/rules"
)

// plain takes over what stands for itself.
func (l *loader) plain() {
	c, doc := l.config, &l.doc
	c.Company, c.Timezone, c.Retain = doc.Company, doc.Timezone.Location, int(doc.Retain)
	c.Zones = l.zones()
	c.Store = doc.Store
	if why := storeFault(doc.Store); why != "" {
		l.errs.Add(l.place("store"), "`store` %s", why)
	}
	c.DomainAliases = l.domains(doc.DomainAliases)
	c.Ping, c.Textfile = doc.Ping, string(doc.Metrics.Textfile)
	if c.Textfile != "" && !strings.HasSuffix(c.Textfile, ".prom") {
		// node_exporter reads no other file, and says nothing
		l.errs.Add(l.root.Get("metrics").Get("textfile").Pos(), "`textfile` must end in .prom")
	}
	c.Schedule = doc.Schedule
	for i, item := range l.items("schedule") {
		if i < len(doc.Schedule) && item.Kind() == yaml.Scalar {
			if err := schedule.Check(item.Text()); err != nil {
				l.errs.Add(item.Pos(), "%s: %s", item.Name(), err)
			}
		}
	}
}

// zones folds the locations that have a zone of their own.
func (l *loader) zones() map[string]*time.Location {
	zones := make(map[string]*time.Location, len(l.doc.Timezones.Location))
	section := l.root.Get("timezones")
	if section == nil || section.Get("location") == nil {
		return zones
	}
	for _, e := range section.Get("location").Entries() {
		folded := fold.Text(e.Key)
		if _, twice := zones[folded]; twice {
			l.errs.Add(e.Pos, "the location %s stands twice", yaml.Quote(e.Key))
		}
		zones[folded] = l.doc.Timezones.Location[e.Key].Location
	}
	return zones
}

// storeFault says what is wrong with a database's address. It repeats nothing of it: there may be a password inside.
func storeFault(store string) string {
	if !strings.Contains(store, "://") {
		return ""
	}
	u, err := url.Parse(store)
	switch {
	case err != nil:
		return "is no address that can be understood"
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return "must be a file, or an address that begins with postgres://"
	}
	if _, set := u.User.Password(); set || u.Query().Has("password") {
		return "holds a password: a secret has no place in this file; use a .pgpass file, see the PostgreSQL manual on the " +
			"password file"
	}
	return ""
}

// domains checks groups of equal mail domains and returns them in lower case.
func (l *loader) domains(groups [][]string) [][]string {
	seen := map[string]bool{}
	var list [][]string
	for i, item := range l.items("domain_aliases") {
		if i >= len(groups) {
			break
		}
		if len(groups[i]) < 2 {
			l.errs.Add(item.Pos(), "`domain_aliases` is a list of groups of at least two domains, such as [[acme.com, acme.io]]")
			continue
		}
		var group []string
		for _, domain := range groups[i] {
			domain = strings.ToLower(strings.TrimSpace(domain))
			switch {
			case !isDomain(domain):
				l.errs.Add(item.Pos(), "%s is no mail domain: write it as acme.com", yaml.Quote(domain))
			case seen[domain]:
				l.errs.Add(item.Pos(), "the domain %s stands twice: put all that are the same into one group", domain)
			}
			seen[domain] = true
			group = append(group, domain)
		}
		list = append(list, group)
	}
	return list
}

func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
			return r < 0x80 && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
		}) {
			return false
		}
	}
	return len(labels) > 1 && len(domain) < 254
}

// policy fills the settings that concern no single target.
func (l *loader) policy() {
	p := &l.doc.Policy
	c := l.config
	c.Plan.ConfirmAfter, c.Judge.MoverGrace = int(p.ConfirmAfter), int(p.MoverGrace)
	c.Judge.Standing = access.StandingPolicy{JoinerLead: int(p.JoinerLead), LeaverGrace: int(p.LeaverGrace)}
	c.Judge.SuspendOnLeave = p.Leave == "suspend"
	c.Plan.DateOnly = p.DateOnly == "apply"
	c.Plan.Run = plan.Limits{
		Removals: int(p.Limits.Removals), RemovalShare: float64(p.Limits.RemovalShare), Additions: int(p.Limits.Additions),
	}
}

// scope takes over the limits of a pilot.
func (l *loader) scope() {
	if people := l.doc.Scope.People; people != nil && people.Kind() != yaml.Null {
		l.config.Scope = rules.ParseCondition(people, l.errs)
		if l.config.Scope != nil && l.config.Rules != nil {
			l.config.Rules.Include(l.config.Scope)
		}
	}
	section := l.root.Get("scope")
	if section == nil || section.Get("targets") == nil {
		return
	}
	for _, item := range section.Get("targets").Items() {
		if item.Kind() == yaml.Scalar && !slices.Contains(l.names, item.Text()) {
			l.errs.Add(item.Pos(), "%s: there is no target %s%s", item.Name(), item, yaml.Suggest(item.Text(), l.names))
		}
	}
	if section.Get("targets").Kind() != yaml.Null && len(section.Get("targets").Items()) == 0 {
		l.errs.Add(section.Get("targets").Pos(), "`targets` is empty: leave it out for all targets")
	}
	l.config.Judge.ScopeTargets = l.doc.Scope.Targets
}
