package house

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is given on the command line to write generated parts anew.
var update = flag.Bool("update", false, "write the import rules into the linter's configuration")

// linter is the linter's configuration; the lines between the marks are made from importRules.
const (
	linter    = root + "/.golangci.yml"
	beginMark = "        # from here on: made from internal/house by `go test ./internal/house -update`\n"
	endMark   = "        # until here\n"
)

func TestTheLinterHoldsTheSameImportRules(t *testing.T) {
	data, err := os.ReadFile(linter)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), beginMark)
	have, after, closed := strings.Cut(rest, endMark)
	if !found || !closed {
		t.Fatalf("%s lacks the marks between which the import rules stand", linter)
	}
	want := linterRules(importRules())
	if *update {
		if err := os.WriteFile(linter, []byte(before+beginMark+want+endMark+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s is stale, run `go test ./internal/house -update`:\n%s", linter, diff)
	}
}

// linterRules writes rules for depguard: strict lists, where $ ends an exact path.
func linterRules(rules []rule) string {
	var b strings.Builder
	for _, r := range rules {
		fmt.Fprintf(&b, "        %s:\n          list-mode: strict\n          files:\n", strings.ReplaceAll(r.name, " ", "-"))
		for _, folder := range r.folders {
			fmt.Fprintf(&b, "            - %q\n", "**/"+folder+"/*.go")
		}
		for _, folder := range r.except {
			fmt.Fprintf(&b, "            - %q\n", "!**/"+folder+"/*.go")
		}
		b.WriteString("            - \"!$test\"\n          allow:\n            - $gostd\n")
		for _, folder := range r.own {
			exact := "$"
			if before, _, glob := strings.Cut(folder, "*"); glob {
				folder, exact = before, ""
			}
			fmt.Fprintf(&b, "            - %s/%s%s\n", module, folder, exact)
		}
		for _, pkg := range r.foreign {
			fmt.Fprintf(&b, "            - %s\n", pkg)
		}
		fmt.Fprintf(&b, "          deny:\n            - {pkg: %s, desc: %q}\n", module, r.why)
	}
	return b.String()
}
