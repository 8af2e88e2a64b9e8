package rules

import (
	"errors"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

// Limits on an expression: what a person would write, and what can't be made slow.
const (
	maxExpression   = 2000
	maxNodes        = 400
	maxCombinations = 64
)

// expression is a compiled condition. Attributes are folded words (`projects` a list of them), and so are the words
// they are compared to: case and accents do not matter. Where a person has two values of an attribute that is no list,
// the expression fits if it does for any of them.
type expression struct {
	program *vm.Program
	asked   []mention
	names   []string
}

// lists names the attributes that an expression sees as lists.
func isList(name string) bool { return name == "projects" }

// functions are the functions an expression may call; operators such as `in`, `contains` and `matches` need none.
func functions() []string { return []string{"len", "any", "all", "none", "lower", "trim"} }

func parseExpression(n *yaml.Node, errs *yaml.Errors) *expression {
	text := n.Text()
	if len(text) > maxExpression {
		errs.Add(n.Pos(), "the expression is %d bytes long, the limit is %d: split the role", len(text), maxExpression)
		return nil
	}
	tree, err := parseTree(text)
	if err != nil {
		errs.Add(n.Pos(), "the expression can't be read: %s", explain(err))
		return nil
	}
	x := &expression{}
	env := map[string]any{}
	collect := &collector{at: n.Pos()}
	ast.Walk(&tree.Node, collect)
	for _, m := range collect.mentions {
		if _, seen := env[m.name]; !seen {
			x.names = append(x.names, m.name)
			env[m.name] = ""
			if isList(m.name) {
				env[m.name] = []string{}
			}
		}
	}
	x.asked = collect.mentions
	options := []expr.Option{
		expr.Env(env), expr.AsBool(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins(),
		expr.Patch(&folder{raw: map[ast.Node]string{}}),
	}
	for _, f := range functions() {
		options = append(options, expr.EnableBuiltin(f))
	}
	x.program, err = compile(text, options)
	if err != nil {
		errs.Add(n.Pos(), "the expression does not fit: %s", explain(err))
		return nil
	}
	return x
}

// parseTree and compile turn a panic of the library on hostile text into an error.
func parseTree(text string) (tree *parser.Tree, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it is not an expression")
		}
	}()
	return parser.Parse(text)
}

func compile(text string, options []expr.Option) (program *vm.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it is not an expression")
		}
	}()
	return expr.Compile(text, options...)
}

// explain words an error of the library for whoever wrote the rule.
func explain(err error) string {
	text, snippet := err.Error(), ""
	var located *file.Error
	if errors.As(err, &located) {
		text, snippet = located.Message, located.Snippet
	}
	for _, swap := range [][2]string{
		{"mismatched types string and []string", "one is a word, the other a list: write \"word\" in list"},
		{"mismatched types []string and string", "one is a list, the other a word: write \"word\" in list"},
		{"[]string", "a list"},
		{"expected bool, but got string", "it gives a word where true or false is needed"},
		{"expected bool, but got int", "it gives a number where true or false is needed"},
	} {
		text = strings.ReplaceAll(text, swap[0], swap[1])
	}
	return fold.Clean(strings.ReplaceAll(text, "\n", " ")) + snippet
}

// collector lists the attributes an expression asks for, and the words it compares them to.
type collector struct {
	at       yaml.Pos
	mentions []mention
}

// Visit implements ast.Visitor.
func (c *collector) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		c.mentions = append(c.mentions, mention{name: n.Value, at: c.at})
	case *ast.BinaryNode:
		name, isName := n.Left.(*ast.IdentifierNode)
		word, isWord := n.Right.(*ast.StringNode)
		if n.Operator == "in" {
			name, isName = n.Right.(*ast.IdentifierNode)
			word, isWord = n.Left.(*ast.StringNode)
		}
		if isName && isWord && (n.Operator == "==" || n.Operator == "in") {
			g, err := fold.CompileGlob(escapeGlob(word.Value))
			if err == nil {
				c.mentions = append(c.mentions, mention{
					name: name.Value, at: c.at, values: []value{{text: word.Value, glob: g, at: c.at}},
				})
			}
		}
	}
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`).Replace(s)
}

// folder folds the words of an expression as attributes are folded; a pattern is made case-insensitive instead, since
// folding would change its meaning. The walk is bottom-up: a pattern is met as a word first.
type folder struct{ raw map[ast.Node]string }

// Visit implements ast.Visitor.
func (f *folder) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.StringNode:
		f.raw[n] = n.Value
		n.Value = fold.Text(n.Value)
	case *ast.BinaryNode:
		pattern, ok := n.Right.(*ast.StringNode)
		if n.Operator == "matches" && ok {
			pattern.Value = caseless + strings.TrimPrefix(f.raw[pattern], caseless)
		}
	}
}

// caseless opens a regular expression that ignores case.
const caseless = "(?i)"

// fits runs the expression for every combination of the values of attributes that are no lists.
func (x *expression) fits(f *facts) bool {
	env := f.scratch()
	left := maxCombinations
	var try func(i int) bool
	try = func(i int) bool {
		if i == len(x.names) {
			left--
			return left >= 0 && run(&f.machine, x.program, env)
		}
		name := x.names[i]
		values := f.values(name)
		if isList(name) {
			env[name] = append([]string{}, values...)
			return try(i + 1)
		}
		if len(values) == 0 {
			env[name] = ""
			return try(i + 1)
		}
		for _, v := range values {
			env[name] = v
			if try(i + 1) {
				return true
			}
		}
		return false
	}
	return try(0)
}

// run evaluates once. A type-checked expression fails only on a value it can't digest: then it does not fit.
func run(machine *vm.VM, program *vm.Program, env map[string]any) (fits bool) {
	defer func() {
		if recover() != nil {
			fits = false
		}
	}()
	out, err := machine.Run(program, env)
	if err != nil {
		return false
	}
	fits, _ = out.(bool)
	return fits
}
