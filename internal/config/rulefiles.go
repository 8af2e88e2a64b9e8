package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"reconcile/internal/yaml"
	"reconcile/rules"
)

// rules reads the files that `rules:` matches, sorted and each once.
func (l *loader) rules() {
	files := l.ruleFiles()
	if len(l.names) == 0 {
		return // every name in the rules would seem unknown
	}
	policy, err := rules.Parse(files, l.names)
	l.errs.Merge(yaml.Pos{File: l.config.Path}, err)
	l.config.Rules, l.config.RulesFiles = policy, files
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%d:%s%d:", len(f.Name), f.Name, len(f.Data))
		sum.Write(f.Data)
	}
	l.config.RulesHash = hex.EncodeToString(sum.Sum(nil))
}

// maxRuleFiles bounds what a glob may match.
const maxRuleFiles = 1000

// ruleFiles reads the files, named relative to the configuration's folder.
func (l *loader) ruleFiles() []rules.File {
	found := map[string]yaml.Pos{}
	for _, item := range l.items("rules") {
		if item.Kind() != yaml.Scalar || item.Text() == "" {
			continue
		}
		pattern := item.Text()
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(escapeGlob(l.config.Dir), pattern)
		}
		paths, err := l.disk.glob(pattern)
		switch {
		case err != nil:
			l.errs.Add(item.Pos(), "%s: %s is no pattern of file names", item.Name(), item)
		case len(paths) == 0:
			l.errs.Add(item.Pos(), "%s: no file matches %s in %s", item.Name(), item, l.config.Dir)
		}
		for _, p := range paths {
			if _, twice := found[p]; !twice {
				found[p] = item.Pos()
			}
		}
	}
	var files []rules.File
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if len(files) == maxRuleFiles {
			l.errs.Add(found[path], "`rules` matches more than %d files", maxRuleFiles)
			break
		}
		data, err := l.disk.read(path)
		if err != nil {
			l.errs.Add(found[path], "the rules file %s cannot be read: %s", yaml.Quote(path), reason(err))
			continue
		}
		name, err := filepath.Rel(l.config.Dir, path)
		if err != nil {
			name = path
		}
		files = append(files, rules.File{Name: filepath.ToSlash(name), Data: data})
	}
	return files
}

// escapeGlob makes a folder's name match itself alone.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
