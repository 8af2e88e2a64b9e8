// Package rules turns policy files into what is due: which access a person should have on a date, and why. It is pure:
// no file is opened and no clock is asked.
package rules

import (
	"reconcile/internal/access"
	"reconcile/internal/yaml"
)

// Policy is all policy files together.
type Policy struct {
	Roles      []Role
	Exceptions []Exception
	Conflicts  []Conflict
	Migrations []Migration
	Releases   []Release
	// Known is what the files say of single accounts.
	Known access.Known
	// Warnings are remarks on the files that refuse nothing.
	Warnings []string

	targets []string
	// others are conditions that stand elsewhere and ask for attributes too.
	others []*Condition
	wants  map[accessOf]Want
	order  []accessOf
}

// accessOf is one access of one target, with its key as rules write it.
type accessOf struct{ target, key string }

// Want numbers one access that some rule names.
type Want int32

// Role gives everybody it fits some access: a birthright, or what a job needs.
type Role struct {
	Name string
	// When is nil for a role that fits everybody; Unless is nil where nobody is left out.
	When, Unless *Condition
	Grants       []Grant
	// From and Until are the first and the last day on which it grants; either may be missing.
	From, Until access.Date
	At          yaml.Pos
}

// Grant is one access that a role, exception or migration gives.
type Grant struct {
	Target string
	// Key is the entitlement as rules write it.
	Key  string
	Want Want
	At   yaml.Pos
}

// Exception gives one person access that no role gives, for a time and a reason.
type Exception struct {
	Person string
	Grants []Grant
	// Until is the last day on which it holds.
	Until  access.Date
	Reason string
	// ApprovedBy is a work e-mail or an id.
	ApprovedBy string
	At         yaml.Pos
}

// Conflict is access that no single person may hold together: separation of duties.
type Conflict struct {
	Name  string
	AllOf []Grant
	At    yaml.Pos
}

// Migration swaps one target for another.
type Migration struct {
	From, To string
	// Access is what is due in To.
	Access []Grant
	// People limits it; nil means everybody to whom something is due in From.
	People *Condition
	// From Start on the new access is due beside the old; after Cutover the old is due only while the new isn't held.
	Start, Cutover access.Date
	At             yaml.Pos
}

// Release ends that access is governed because it once was.
type Release struct {
	Target, Key, Reason string
	At                  yaml.Pos
}

// Targets returns the targets the policy was parsed for.
func (p *Policy) Targets() []string { return p.targets }

// Named returns the keys that roles, exceptions and migrations name in a target, each once, in order of appearance:
// what they name is governed.
func (p *Policy) Named(target string) []string {
	var keys []string
	for _, a := range p.order {
		if a.target == target {
			keys = append(keys, a.key)
		}
	}
	return keys
}

// Ruled reports whether a role names the target. In one that none does, only orphaned accounts are judged.
func (p *Policy) Ruled(target string) bool {
	for i := range p.Roles {
		for _, g := range p.Roles[i].Grants {
			if g.Target == target {
				return true
			}
		}
	}
	return false
}

// Key returns the target and key of a want.
func (p *Policy) Key(w Want) (target, key string) {
	a := p.order[w]
	return a.target, a.key
}

// want numbers an access, the same one always with the same number.
func (p *Policy) want(target, key string) Want {
	a := accessOf{target, key}
	w, ok := p.wants[a]
	if !ok {
		w = Want(len(p.order))
		if p.wants == nil {
			p.wants = map[accessOf]Want{}
		}
		p.wants[a] = w
		p.order = append(p.order, a)
	}
	return w
}

// Extra returns the roster columns beyond the standard attributes that rules ask for, each once.
func (p *Policy) Extra() []string {
	var names []string
	seen := map[string]bool{}
	for _, n := range p.attributes() {
		if !standard(n.name) && !seen[n.name] {
			seen[n.name] = true
			names = append(names, n.name)
		}
	}
	return names
}

// Include makes the policy answer for the attributes of a condition that stands elsewhere, such as a pilot's scope: its
// columns are among Extra, and are checked.
func (p *Policy) Include(c *Condition) { p.others = append(p.others, c) }

// conditions returns every condition of the policy.
func (p *Policy) conditions() []*Condition {
	var all []*Condition
	for i := range p.Roles {
		all = append(all, p.Roles[i].When, p.Roles[i].Unless)
	}
	for i := range p.Migrations {
		all = append(all, p.Migrations[i].People)
	}
	all = append(all, p.others...)
	kept := all[:0]
	for _, c := range all {
		if c != nil {
			kept = append(kept, c)
		}
	}
	return kept
}

// attributes returns every mention of an attribute.
func (p *Policy) attributes() []mention {
	var all []mention
	for _, c := range p.conditions() {
		all = append(all, c.mentions()...)
	}
	return all
}

func standard(name string) bool {
	for _, n := range access.AttributeNames() {
		if n == name {
			return true
		}
	}
	return false
}
