package rules

import (
	"strings"

	"github.com/expr-lang/expr/vm"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

// Condition says whom a role fits: a map from attributes to values, or an expression.
type Condition struct {
	At yaml.Pos

	tests      []test
	expression *expression
}

// test is one key of a map condition: it fits if any value of the attribute fits any of the globs.
type test struct {
	name   string
	at     yaml.Pos
	values []value
}

type value struct {
	text string
	glob fold.Glob
	at   yaml.Pos
}

// mention is a place where a condition asks for an attribute, with the literal values it is compared to.
type mention struct {
	name   string
	at     yaml.Pos
	values []value
}

// ParseCondition reads a condition: a map, all of whose keys must fit, or a string, which is an expression. On errors,
// which go to errs, it returns nil.
func ParseCondition(n *yaml.Node, errs *yaml.Errors) *Condition {
	switch n.Kind() {
	case yaml.Map:
		return parseMap(n, errs)
	case yaml.Scalar:
		x := parseExpression(n, errs)
		if x == nil {
			return nil
		}
		return &Condition{At: n.Pos(), expression: x}
	default:
		errs.Add(n.Pos(), "a condition is a map such as {department: Engineering}, or an expression in quotes")
		return nil
	}
}

func parseMap(n *yaml.Node, errs *yaml.Errors) *Condition {
	c := &Condition{At: n.Pos()}
	if len(n.Entries()) == 0 {
		errs.Add(n.Pos(), "the condition is empty: name an attribute, or leave the key out to mean everybody")
		return nil
	}
	for _, e := range n.Entries() {
		t := test{name: e.Key, at: e.Pos}
		if e.Value.Kind() == yaml.Null || e.Value.Kind() == yaml.Map {
			errs.Add(e.Pos, "`%s` needs a value or a list of values", fold.Clean(e.Key))
			continue
		}
		for _, item := range e.Value.Items() {
			if item.Kind() != yaml.Scalar || strings.TrimSpace(item.Text()) == "" {
				errs.Add(item.Pos(), "`%s` needs words as values", fold.Clean(e.Key))
				continue
			}
			g, err := fold.CompileGlob(item.Text())
			if err != nil {
				errs.Add(item.Pos(), "`%s`: %v", fold.Clean(e.Key), err)
				continue
			}
			t.values = append(t.values, value{text: item.Text(), glob: g, at: item.Pos()})
		}
		if len(e.Value.Items()) == 0 {
			errs.Add(e.Pos, "`%s` needs at least one value", fold.Clean(e.Key))
		}
		c.tests = append(c.tests, t)
	}
	return c
}

// Fits reports whether the condition fits a person. It is the plain form, for single questions: sets of people are
// evaluated by an Evaluator.
func (c *Condition) Fits(p *access.Person) bool { return c.fits(newFacts(p)) }

func (c *Condition) fits(f *facts) bool {
	if c.expression != nil {
		return c.expression.fits(f)
	}
	for i := range c.tests {
		if !c.tests[i].fits(f) {
			return false
		}
	}
	return true
}

func (t *test) fits(f *facts) bool {
	for _, have := range f.values(t.name) {
		for i := range t.values {
			if t.values[i].glob.MatchFolded(have) {
				return true
			}
		}
	}
	return false
}

// asks reports whether the condition asks for an attribute.
func (c *Condition) asks(name string) bool {
	for _, m := range c.mentions() {
		if m.name == name {
			return true
		}
	}
	return false
}

func (c *Condition) mentions() []mention {
	if c.expression != nil {
		return c.expression.asked
	}
	all := make([]mention, 0, len(c.tests))
	for _, t := range c.tests {
		all = append(all, mention(t))
	}
	return all
}

// facts are the folded attribute values of one person, folded on first demand.
type facts struct {
	person *access.Person
	folded map[string][]string
	// machine and env run expressions, one after the other.
	machine vm.VM
	env     map[string]any
}

func newFacts(p *access.Person) *facts { return &facts{person: p, folded: map[string][]string{}} }

// turn takes up another person.
func (f *facts) turn(p *access.Person) {
	f.person = p
	clear(f.folded)
}

// scratch returns an empty environment for an expression.
func (f *facts) scratch() map[string]any {
	if f.env == nil {
		f.env = map[string]any{}
	}
	clear(f.env)
	return f.env
}

func (f *facts) values(name string) []string {
	have, ok := f.folded[name]
	if !ok {
		for _, v := range f.person.Attribute(name) {
			have = append(have, fold.Text(v))
		}
		f.folded[name] = have
	}
	return have
}
