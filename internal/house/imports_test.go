package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestPackagesImportOnlyWhatTheirPlaceInTheHouseAllows(t *testing.T) {
	rules := importRules()
	for _, f := range files(t) {
		r := ruleFor(rules, f.folder)
		if r == nil {
			t.Errorf("%s: no rule knows the folder %q: say in importRules what it may import, and why", f.path, f.folder)
			continue
		}
		for _, breach := range r.breaches(&f) {
			t.Errorf("%s: %s", f.path, breach)
		}
	}
}

// ruleFor returns the rule of a folder, nil if there is none.
func ruleFor(rules []rule, folder string) *rule {
	for i := range rules {
		if rules[i].covers(folder) {
			return &rules[i]
		}
	}
	return nil
}

func (r *rule) covers(folder string) bool { return fits(r.folders, folder) && !fits(r.except, folder) }

// breaches words the imports of a file that the rule does not allow.
func (r *rule) breaches(f *file) []string {
	var list []string
	own, foreign := f.imports()
	for _, folder := range own {
		if !fits(r.own, folder) {
			list = append(list, fmt.Sprintf("may not import %s/%s: %s", module, folder, r.why))
		}
	}
	for _, pkg := range foreign {
		below := func(allowed string) bool { return pkg == allowed || strings.HasPrefix(pkg, allowed+"/") }
		if !slices.ContainsFunc(r.foreign, below) {
			list = append(list, fmt.Sprintf("may not import %s: %s", pkg, r.why))
		}
	}
	return list
}

// fits reports whether a folder fits any of the globs, in which * stands for one name.
func fits(globs []string, folder string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool {
		ok, err := path.Match(glob, folder)
		return err == nil && ok
	})
}

func TestEachFolderHasOneRule(t *testing.T) {
	rules := importRules()
	for _, f := range files(t) {
		var names []string
		for i := range rules {
			if rules[i].covers(f.folder) {
				names = append(names, rules[i].name)
			}
		}
		if len(names) > 1 {
			t.Errorf("the folder %q has several rules: %s", f.folder, strings.Join(names, ", "))
		}
	}
}

func TestARuleRefusesWhatItDoesNotName(t *testing.T) {
	r := rule{folders: []string{"targets/*"}, own: []string{"targets", "internal/access"}, foreign: []string{"golang.org/x/text"}}
	f := parse(t, `package x
		import (
			"fmt"
			"reconcile/targets"
			"reconcile/targets/csv"
			"reconcile/internal/config"
			"golang.org/x/text/cases"
			"golang.org/x/textual"
			"github.com/spf13/cobra"
		)`)
	got := r.breaches(&f)
	want := []string{"reconcile/targets/csv", "reconcile/internal/config", "golang.org/x/textual", "github.com/spf13/cobra"}
	if len(got) != len(want) {
		t.Fatalf("breaches: %q", got)
	}
	for i, imported := range want {
		if !strings.Contains(got[i], imported+":") {
			t.Errorf("breach %d is %q, not about %s", i, got[i], imported)
		}
	}
}

func TestOnlyTheFoldersOfTheDesignStandAtTheTop(t *testing.T) {
	known := []string{"bench", "cmd", "internal", "rules", "reports", "sources", "targets"}
	for _, f := range files(t) {
		top, _, _ := strings.Cut(f.folder, "/")
		if !slices.Contains(known, top) {
			t.Errorf("%s: Go files stand in %s, not in %q", f.path, strings.Join(known, ", "), top)
		}
	}
}
