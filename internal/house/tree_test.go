package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// module is the path that the imports of the tree begin with.
const module = "reconcile"

// root is the top of the tree, seen from this folder.
const root = "../.."

// file is one Go file that is no test.
type file struct {
	// path is relative to the top, with slashes; folder is the package's.
	path, folder string
	lines        int
	syntax       *ast.File
	fset         *token.FileSet
}

// files parses every Go file of the tree but tests, testdata and generated scratch.
func files(t *testing.T) []file {
	t.Helper()
	var list []file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch name := d.Name(); {
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		list = append(list, file{
			path: rel, folder: strings.TrimSuffix(strings.TrimSuffix(rel, d.Name()), "/"), syntax: syntax, fset: fset,
			lines: fset.File(syntax.FileStart).LineCount(),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		t.Fatalf("only %d files were found: is %s the top of the tree?", len(list), root)
	}
	return list
}

// imports returns what the file imports; packages of the tree without the module's name.
func (f *file) imports() (own, foreign []string) {
	for _, spec := range f.syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if inside, ok := strings.CutPrefix(path, module+"/"); ok {
			own = append(own, inside)
			continue
		}
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			foreign = append(foreign, path)
		}
	}
	return own, foreign
}
