package starter

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// setting is one key of the configuration with its value as YAML, and why it has it; "" where that needs no word.
type setting struct{ key, value, why string }

// pair is one entry of a mapping, as text.
type pair struct{ key, value string }

// visible returns text without what a configuration may not hold: controls, line separators, and what turns the direction of
// writing.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0xfeff:
			return -1
		default:
			return r
		}
	}, text)
}

// word writes a text as YAML: as it is where that can be nothing else, else in double quotes.
func word(text string) string {
	text = strings.TrimSpace(visible(text))
	// a text that ends like a number or is a word for yes, no or nothing would be read as that somewhere
	if plain(text) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// plainText is what YAML takes for nothing but a text.
var plainText = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_./@+-]*( [\p{L}\p{N}_./@+-]+)*$`)

func plain(text string) bool {
	switch strings.ToLower(text) {
	case "yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan":
		return false
	}
	return plainText.MatchString(text)
}

// mapping writes a mapping on one line, its entries in their order.
func mapping(pairs ...pair) string {
	var list []string
	for _, p := range pairs {
		list = append(list, word(p.key)+": "+word(p.value))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// mappingOf is mapping for a map, sorted by key.
func mappingOf(m map[string]string) string {
	pairs := make([]pair, 0, len(m))
	for k, v := range m {
		pairs = append(pairs, pair{k, v})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	return mapping(pairs...)
}

// access writes a list of entitlements or globs on one line, in quotes but for `account`.
func accessList(keys []string) string {
	var list []string
	for _, k := range keys {
		if k == "account" {
			list = append(list, k)
			continue
		}
		list = append(list, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(visible(k))+`"`)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// lines collects the lines of a YAML file.
type lines struct {
	b strings.Builder
	// indent stands before what file writes.
	indent string
}

func (l *lines) add(text string) { l.b.WriteString(strings.TrimRight(text, " ") + "\n") }

// set writes a key with its value, and why it has it behind or, where the line would be long, above.
func (l *lines) set(indent string, s setting) {
	line := indent + s.key + ": " + s.value
	why := strings.TrimSpace(visible(s.why))
	switch {
	case why == "":
		l.add(line)
	case len([]rune(line))+len([]rune(why)) < 118:
		l.add(line + "  # " + why)
	default:
		l.add(indent + "# " + why + ":")
		l.add(line)
	}
}

// comment writes a setting that is only proposed.
func (l *lines) comment(indent string, s setting) {
	text := indent + "# " + s.key + ": " + s.value
	if s.why != "" {
		text += "  # " + strings.TrimSpace(visible(s.why))
	}
	l.add(text)
}

// quoted writes a separator as YAML.
func quoted(separator string) string { return strconv.Quote(separator) }

// sortedKeys returns a map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
