package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// longest is the number of lines a file may have: it is about one thing.
const longest = 500

func TestNoFileIsLongerThanItsSubjectDeserves(t *testing.T) {
	for _, f := range files(t) {
		if f.lines > longest && !ast.IsGenerated(f.syntax) {
			t.Errorf("%s has %d lines, the limit is %d: give a part of it a file and a name of its own", f.path, f.lines, longest)
		}
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, f := range files(t) {
		for _, line := range inits(&f) {
			t.Errorf("%s: an init function hides what a program does: call it where it is needed", line)
		}
	}
}

func TestNoPackageVariableCanChange(t *testing.T) {
	for _, f := range files(t) {
		for _, line := range variables(&f) {
			t.Errorf("%s: a package variable is state that two runs share: make it a constant, a function or a field", line)
		}
	}
}

// inits returns the places of init functions.
func inits(f *file) []string {
	var places []string
	for _, d := range f.syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			places = append(places, f.place(fn.Pos()))
		}
	}
	return places
}

// variables returns the places of package variables other than `var _ Interface = ...`, sentinel errors, compiled regular
// expressions, embedded files, and the version that the linker sets.
func variables(f *file) []string {
	var places []string
	for _, d := range f.syntax.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, s := range group.Specs {
			if spec, ok := s.(*ast.ValueSpec); ok && !constant(group, spec) {
				places = append(places, f.place(spec.Pos())+" "+spec.Names[0].Name)
			}
		}
	}
	return places
}

// constant reports whether a variable is one only because the language has no constants of its type.
func constant(group *ast.GenDecl, spec *ast.ValueSpec) bool {
	name := spec.Names[0].Name
	if name == "_" || embeds(group.Doc) || embeds(spec.Doc) {
		return true
	}
	if len(spec.Values) == 0 {
		return false
	}
	for _, value := range spec.Values {
		if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING && name == "version" {
			continue
		}
		call, ok := value.(*ast.CallExpr)
		if !ok {
			return false
		}
		callee, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		pkg, ok := callee.X.(*ast.Ident)
		if !ok || !slices.Contains([]string{"errors.New", "fmt.Errorf", "regexp.MustCompile"}, pkg.Name+"."+callee.Sel.Name) {
			return false
		}
	}
	return true
}

func embeds(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

func (f *file) place(pos token.Pos) string {
	p := f.fset.Position(pos)
	return f.path + ":" + strings.TrimPrefix(p.String(), p.Filename+":")
}

// parse makes a file of source text.
func parse(t *testing.T, source string) file {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, "x.go", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file{path: "x.go", fset: fset, syntax: syntax}
}

func TestAVariableIsAllowedOnlyWhereTheLanguageHasNoConstants(t *testing.T) {
	for source, allowed := range map[string]bool{
		"var _ error = (*x)(nil)":                       true,
		"var ErrGone = errors.New(\"gone\")":            true,
		"var errBig = fmt.Errorf(\"over %d\", 1)":       true,
		"var word = regexp.MustCompile(\"^a$\")":        true,
		"//go:embed a.txt\nvar text string":             true,
		"var (\n//go:embed a.txt\nfiles embed.FS\n)":    true,
		"var version = \"dev\"":                         true,
		"var version string":                            false,
		"var cache = map[string]int{}":                  false,
		"var list = []string{\"a\"}":                    false,
		"var a, b int":                                  false,
		"var once sync.Once":                            false,
		"var now = time.Now":                            false,
		"var start = time.Now()":                        false,
		"// go:embed a.txt is not a directive\nvar x T": false,
	} {
		f := parse(t, "package x\n"+source)
		if got := len(variables(&f)) == 0; got != allowed {
			t.Errorf("allowed is %t, not %t: %s", got, allowed, source)
		}
	}
}

func TestAnInitFunctionIsFoundAndAMethodOfThatNameIsNot(t *testing.T) {
	f := parse(t, "package x\ntype T struct{}\nfunc (T) init() {}\nfunc init() {}\n")
	if got := inits(&f); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}
