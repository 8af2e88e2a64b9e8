package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

// name is what sources and targets may be called: it stands in file names, flags and column headers.
var name = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// sources reads `source:`: one mapping or a list of them.
func (l *loader) sources() {
	n := l.doc.Source
	if n == nil {
		return
	}
	items := n.Items()
	if len(items) == 0 {
		l.errs.Add(n.Pos(), "`source` is empty: name at least one, such as {kind: csv, path: roster.csv}")
	}
	taken := map[string]yaml.Pos{}
	for _, item := range items {
		if given := item.Get("name"); given != nil && given.Kind() == yaml.Scalar {
			l.named(given, taken)
		}
	}
	for _, item := range items {
		l.source(item, taken)
	}
}

// named checks a name that the file gives to a source.
func (l *loader) named(given *yaml.Node, taken map[string]yaml.Pos) {
	first, twice := taken[given.Text()]
	switch {
	case !name.MatchString(given.Text()):
		given.Expected("a name of the letters a-z, digits, - and _", l.errs)
	case twice:
		l.errs.Add(given.Pos(), "a second source is named %s, the first in line %d: rename one", given, first.Line)
	}
	taken[given.Text()] = given.Pos()
}

func (l *loader) source(n *yaml.Node, taken map[string]yaml.Pos) {
	common := fieldNames(option.Declare(sourceKeys{}))
	var keys sourceKeys
	option.Decode(n.Only(common...), nil, &keys, l.errs)
	kind, ok := l.kinds.Sources[keys.Kind]
	if !ok {
		unknownKind(n, keys.Kind, slices.Sorted(maps.Keys(l.kinds.Sources)), l.errs)
		return
	}
	options := kind.NewOptions()
	option.Decode(n, common, options, l.errs)
	if keys.Exported != 0 && !kind.Info.File {
		l.errs.Add(n.Get("exported").Pos(), "`exported` is for files: %s is read as it is now", kind.Info.Title)
	}
	if keys.Name == "" {
		keys.Name = keys.Kind
		for i := 2; taken[keys.Name] != (yaml.Pos{}); i++ {
			keys.Name = fmt.Sprintf("%s-%d", keys.Kind, i)
		}
		taken[keys.Name] = keys.At
	}
	if strings.ContainsAny(keys.Prefix, " \t\n") {
		n.Get("prefix").Expected("a prefix without blanks", l.errs)
	}
	l.config.Sources = append(l.config.Sources, Source{
		Pos: keys.At, Name: keys.Name, Kind: kind, Options: options, Prefix: keys.Prefix,
		CurrentOnly: keys.Lists == "current", MaxAge: int(keys.MaxAge), Exported: keys.Exported,
	})
}

// unknownKind notes a kind that does not exist; one that is missing was noted before.
func unknownKind(n *yaml.Node, word string, known []string, errs *yaml.Errors) {
	given := n.Get("kind")
	if given == nil || given.Kind() != yaml.Scalar {
		return
	}
	errs.Add(given.Pos(), "there is no kind %s%s (there are %s)", given, yaml.Suggest(word, known), strings.Join(known, ", "))
}

func fieldNames(fields []option.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}
