package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALineOfTheDocsWorksAsItIsPasted(t *testing.T) {
	readme := page(t, filepath.Join(root, "README.md"))
	path := strings.Index(readme, "\n    export PATH=\"$PWD/bin:$PATH\"")
	if first := strings.Index(readme, "\n    reconcile "); path < 0 || first < path {
		t.Error("README.md calls reconcile by name before it says how it comes to be on the PATH")
	}
	if !strings.Contains(page(t, filepath.Join(root, "docs/first-audit.md")), "on\nthe PATH; [the README](../README.md#try-it)") {
		t.Error("docs/first-audit.md, where the docs begin, does not say how the programs come to be on the PATH")
	}
	pages := []string{filepath.Join(root, "README.md")}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		for line := range strings.Lines(page(t, path)) {
			for _, call := range []string{"bin/reconcile ", "bin/report ", "./reconcile ", "./report "} {
				if strings.HasPrefix(line, "    "+call) {
					t.Errorf("%s: call programs by name, as all pages do: %s", path, strings.TrimSpace(line))
				}
			}
		}
	}
}

func page(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
