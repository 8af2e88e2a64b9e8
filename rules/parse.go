package rules

import (
	"errors"
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

// File is one policy file.
type File struct {
	Name string
	Data []byte
}

// Document is the form of a policy file. It is exported for its keys alone.
type Document struct {
	Roles      []roleEntry      `yaml:"roles"`
	Exceptions []exceptionEntry `yaml:"exceptions"`
	Services   []serviceEntry   `yaml:"service_accounts"`
	Externals  []externalEntry  `yaml:"externals"`
	Identities []identityEntry  `yaml:"identities"`
	People     []peopleEntry    `yaml:"people"`
	Conflicts  []conflictEntry  `yaml:"conflicts"`
	Migrations []migrationEntry `yaml:"migrations"`
	Release    []releaseEntry   `yaml:"release"`
}

type roleEntry struct {
	At     yaml.Pos
	Name   string      `yaml:"name,required"`
	When   *yaml.Node  `yaml:"when"`
	Unless *yaml.Node  `yaml:"unless"`
	Grants *yaml.Node  `yaml:"grants,required"`
	From   access.Date `yaml:"from"`
	Until  access.Date `yaml:"until"`
}

type exceptionEntry struct {
	At         yaml.Pos
	Person     string      `yaml:"person,required"`
	Target     string      `yaml:"target,required"`
	Access     []string    `yaml:"access,required"`
	Until      access.Date `yaml:"until,required"`
	Reason     string      `yaml:"reason,required"`
	ApprovedBy string      `yaml:"approved_by,required"`
}

type serviceEntry struct {
	At       yaml.Pos
	Target   string      `yaml:"target,required"`
	Account  string      `yaml:"account,required"`
	Kind     string      `yaml:"kind,required"`
	Owner    string      `yaml:"owner,required"`
	Purpose  string      `yaml:"purpose"`
	ReviewBy access.Date `yaml:"review_by"`
}

type externalEntry struct {
	At      yaml.Pos
	Target  string      `yaml:"target,required"`
	Account string      `yaml:"account,required"`
	Sponsor string      `yaml:"sponsor,required"`
	Purpose string      `yaml:"purpose"`
	Access  []string    `yaml:"access"`
	Until   access.Date `yaml:"until"`
}

type identityEntry struct {
	At      yaml.Pos
	Person  string   `yaml:"person,required"`
	Target  string   `yaml:"target,required"`
	Account string   `yaml:"account,required"`
	Kind    string   `yaml:"kind"`
	Access  []string `yaml:"access"`
}

type peopleEntry struct {
	At     yaml.Pos
	Person string   `yaml:"person,required"`
	Was    []string `yaml:"was,required"`
}

type conflictEntry struct {
	At    yaml.Pos
	Name  string      `yaml:"name,required"`
	AllOf []termEntry `yaml:"all_of,required"`
}

type termEntry struct {
	At     yaml.Pos
	Target string `yaml:"target,required"`
	Access string `yaml:"access,required"`
}

type migrationEntry struct {
	At      yaml.Pos
	From    string      `yaml:"from,required"`
	To      string      `yaml:"to,required"`
	Access  []string    `yaml:"access"`
	People  *yaml.Node  `yaml:"people"`
	Start   access.Date `yaml:"start,required"`
	Cutover access.Date `yaml:"cutover,required"`
}

type releaseEntry struct {
	At     yaml.Pos
	Target string `yaml:"target,required"`
	Access string `yaml:"access,required"`
	Reason string `yaml:"reason,required"`
}

// Parse reads policy files for a configuration with these targets. The error is a *yaml.Errors: everything that is
// wrong in all the files, with its place.
func Parse(files []File, targets []string) (*Policy, error) {
	p := &Policy{targets: targets}
	b := &builder{policy: p, errs: &yaml.Errors{}, roles: map[string]yaml.Pos{}, accounts: map[string]yaml.Pos{}}
	for _, f := range files {
		node, err := yaml.Parse(f.Name, f.Data)
		if err != nil {
			b.join(f.Name, err)
			continue
		}
		var doc Document
		node.Decode(&doc, b.errs)
		b.add(node, &doc)
	}
	if err := b.errs.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// builder turns decoded entries into the policy and collects what is wrong with them.
type builder struct {
	policy *Policy
	errs   *yaml.Errors
	// roles and accounts hold where a name was given first.
	roles, accounts map[string]yaml.Pos
}

func (b *builder) add(node *yaml.Node, doc *Document) {
	empty := len(doc.Roles)+len(doc.Exceptions)+len(doc.Services)+len(doc.Externals)+len(doc.Identities)+
		len(doc.People)+len(doc.Conflicts)+len(doc.Migrations)+len(doc.Release) == 0
	if empty && b.errs.Err() == nil {
		b.errs.Add(node.Pos(), "the file holds no rules: fill it, or take it out of `rules:`")
	}
	for i := range doc.Roles {
		b.role(&doc.Roles[i])
	}
	for i := range doc.Exceptions {
		b.exception(&doc.Exceptions[i])
	}
	for i := range doc.Services {
		b.service(&doc.Services[i])
	}
	for i := range doc.Externals {
		b.external(&doc.Externals[i])
	}
	for i := range doc.Identities {
		b.identity(&doc.Identities[i])
	}
	for _, e := range doc.People {
		b.policy.Known.Merges = append(b.policy.Known.Merges, access.Merge{Person: e.Person, Was: e.Was, At: at(e.At)})
	}
	for i := range doc.Conflicts {
		b.conflict(&doc.Conflicts[i])
	}
	for i := range doc.Migrations {
		b.migration(&doc.Migrations[i])
	}
	for i := range doc.Release {
		b.release(&doc.Release[i])
	}
}

func (b *builder) role(e *roleEntry) {
	r := Role{Name: e.Name, From: e.From, Until: e.Until, At: e.At}
	if first, twice := b.roles[fold.Text(e.Name)]; twice && e.Name != "" {
		b.errs.Add(e.At, "a second role is named %q, the first is at %s: rename one", fold.Clean(e.Name), first)
	}
	b.roles[fold.Text(e.Name)] = e.At
	if e.When != nil {
		r.When = ParseCondition(e.When, b.errs)
	}
	if e.Unless != nil {
		r.Unless = ParseCondition(e.Unless, b.errs)
	}
	if e.From.After(e.Until) {
		b.errs.Add(e.At, "the role %q ends (%s) before it begins (%s)", fold.Clean(e.Name), e.Until, e.From)
	}
	if e.Grants != nil {
		r.Grants = b.grants(e.Grants)
	}
	b.policy.Roles = append(b.policy.Roles, r)
}

// grants reads a map from targets to lists of access.
func (b *builder) grants(n *yaml.Node) []Grant {
	if n.Kind() != yaml.Map || len(n.Entries()) == 0 {
		b.errs.Add(n.Pos(), "`grants` is a map from targets to lists of access, such as {slack: [account]}")
		return nil
	}
	var grants []Grant
	for _, e := range n.Entries() {
		if !b.target(e.Key, e.Pos) {
			continue
		}
		if len(e.Value.Items()) == 0 {
			b.errs.Add(e.Pos, "nothing is granted in %s: write [account] for the bare account", fold.Clean(e.Key))
		}
		for _, item := range e.Value.Items() {
			if item.Kind() != yaml.Scalar {
				b.errs.Add(item.Pos(), "access is written as `account` or `type:name`")
				continue
			}
			if g, ok := b.grant(e.Key, item.Text(), item.Pos()); ok {
				grants = append(grants, g)
			}
		}
	}
	return grants
}

// grant checks one access of one known target.
func (b *builder) grant(target, key string, pos yaml.Pos) (Grant, bool) {
	key = strings.TrimSpace(key)
	if _, ok := access.ParseEntitlement(key, nil); !ok {
		b.errs.Add(pos, "%q is no access: write `account` or `type:name`, such as team:developers", fold.Clean(key))
		return Grant{}, false
	}
	if strings.Contains(key, "*") {
		b.errs.Add(pos, "%q: what is granted is named one by one, without *", fold.Clean(key))
		return Grant{}, false
	}
	return Grant{Target: target, Key: key, Want: b.policy.want(target, key), At: pos}, true
}

// keys checks a list of access of one target.
func (b *builder) keys(target string, keys []string, pos yaml.Pos) []Grant {
	var grants []Grant
	for _, key := range keys {
		if g, ok := b.grant(target, key, pos); ok {
			grants = append(grants, g)
		}
	}
	return grants
}

// target reports whether the configuration has a target of that name, and complains if not.
func (b *builder) target(name string, pos yaml.Pos) bool {
	for _, t := range b.policy.targets {
		if t == name {
			return true
		}
	}
	b.errs.Add(pos, "there is no target %q in the configuration%s", fold.Clean(name), yaml.Suggest(name, b.policy.targets))
	return false
}

func (b *builder) exception(e *exceptionEntry) {
	if !b.target(e.Target, e.At) {
		return
	}
	b.policy.Exceptions = append(b.policy.Exceptions, Exception{
		Person: e.Person, Grants: b.keys(e.Target, e.Access, e.At), Until: e.Until, Reason: e.Reason,
		ApprovedBy: e.ApprovedBy, At: e.At,
	})
}

func (b *builder) conflict(e *conflictEntry) {
	c := Conflict{Name: e.Name, At: e.At}
	if len(e.AllOf) < 2 {
		b.errs.Add(e.At, "a conflict needs at least two terms in `all_of`")
	}
	for _, t := range e.AllOf {
		if !b.target(t.Target, t.At) {
			continue
		}
		if _, ok := access.ParseEntitlement(strings.TrimSpace(t.Access), nil); !ok {
			b.errs.Add(t.At, "%q is no access: write `account` or `type:name`", fold.Clean(t.Access))
			continue
		}
		c.AllOf = append(c.AllOf, Grant{Target: t.Target, Key: strings.TrimSpace(t.Access), Want: -1, At: t.At})
	}
	for _, other := range b.policy.Conflicts {
		if other.Name == e.Name {
			b.errs.Add(e.At, "a second conflict is named %q, the first is at %s: rename one", fold.Clean(e.Name), other.At)
		}
	}
	b.policy.Conflicts = append(b.policy.Conflicts, c)
}

func (b *builder) migration(e *migrationEntry) {
	m := Migration{From: e.From, To: e.To, Start: e.Start, Cutover: e.Cutover, At: e.At}
	known := b.target(e.From, e.At)
	known = b.target(e.To, e.At) && known
	if e.From == e.To {
		b.errs.Add(e.At, "a migration goes from one target to another")
	}
	if e.Start.After(e.Cutover) {
		b.errs.Add(e.At, "the migration's cutover (%s) is before its start (%s)", e.Cutover, e.Start)
	}
	if e.People != nil {
		m.People = ParseCondition(e.People, b.errs)
	}
	if !known {
		return
	}
	keys := e.Access
	if len(keys) == 0 {
		keys = []string{access.AccountType}
	}
	m.Access = b.keys(e.To, keys, e.At)
	b.policy.Migrations = append(b.policy.Migrations, m)
}

func (b *builder) release(e *releaseEntry) {
	if !b.target(e.Target, e.At) {
		return
	}
	key := strings.TrimSpace(e.Access)
	parsed, ok := access.ParseEntitlement(key, nil)
	if !ok || parsed.Type == access.AccountType || strings.Contains(key, "*") {
		b.errs.Add(e.At, "%q can't be released: write `type:name`, such as team:developers; the account itself and privileged "+
			"access are always governed", fold.Clean(e.Access))
		return
	}
	b.policy.Releases = append(b.policy.Releases, Release{Target: e.Target, Key: key, Reason: e.Reason, At: e.At})
}

// join takes over what is wrong with a file that can't be read as YAML at all.
func (b *builder) join(file string, err error) {
	var list *yaml.Errors
	if !errors.As(err, &list) {
		b.errs.Add(yaml.Pos{File: file, Line: 1, Column: 1}, "%v", err)
		return
	}
	for _, problem := range list.List() {
		b.errs.Add(problem.Pos, "%s", problem.Text)
	}
}

// at words a place as evidence does: file:line.
func at(p yaml.Pos) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }
