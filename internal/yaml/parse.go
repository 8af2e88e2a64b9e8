package yaml

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	lib "go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// The limits of a file. maxNodes counts what aliases expand to.
const (
	MaxBytes = 8 << 20
	maxNodes = 1_000_000
	maxDepth = 64
)

// Parse reads a file that holds exactly one document with a mapping at its top, in UTF-8, without duplicate keys, merge
// keys, custom tags or control characters, within limits of size, depth and expansion. The error is an *Errors.
func Parse(file string, data []byte) (*Node, error) {
	errs := &Errors{}
	top := document(file, data, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	b := &builder{file: file, errs: errs}
	n := b.node(top, "", 0)
	if errs.Len() == 0 && n.kind != Map {
		n.Expected("a mapping of keys to values", errs)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return n, nil
}

// document returns the root of the only document, or nil with an error noted.
func document(file string, data []byte, errs *Errors) *lib.Node {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	whole := Pos{File: file}
	switch {
	case len(data) > MaxBytes:
		errs.Add(whole, "the file is larger than %d MiB", MaxBytes>>20)
		return nil
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		errs.Add(whole, "the file is UTF-16: save it as UTF-8")
		return nil
	}
	if at, ok := badByte(data); ok {
		before := data[:at]
		line := bytes.Count(before, []byte("\n")) + 1
		column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
		errs.Add(Pos{file, line, column}, "a control character, or a character that is not UTF-8")
		return nil
	}
	loader, err := lib.NewLoader(bytes.NewReader(data), lib.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		errs.Add(whole, "not valid YAML: %s", err)
		return nil
	}
	var first, second lib.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		errs.Add(whole, "the file is empty: it has no keys, or comments only")
		return nil
	case err != nil:
		broken(whole, err, errs)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		errs.Add(Pos{file, second.Line, second.Column}, "a second document begins here: a file holds one, remove the `---`")
		return nil
	case !errors.Is(err, io.EOF):
		broken(whole, err, errs)
		return nil
	}
	return &first
}

// badByte returns the offset of the first byte that is not UTF-8 or is a control character other than white space.
func badByte(data []byte) (int, bool) {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 || r != '\t' && r != '\n' && r != '\r' && hidden(r) {
			return i, true
		}
		i += size
	}
	return 0, false
}

// broken notes a syntax error. The library's text is passed on only where it repeats nothing of the file, which may
// hold a secret.
func broken(whole Pos, err error, errs *Errors) {
	var load *lib.LoadError
	if !errors.As(err, &load) {
		errs.Add(whole, "not valid YAML")
		return
	}
	pos, text := whole, load.Message
	if load.Mark.Line > 0 {
		pos.Line, pos.Column = load.Mark.Line, load.Mark.Column
	}
	switch {
	case strings.Contains(text, "unknown anchor"):
		text = "no such anchor: a text that begins with * must stand in quotes"
	case strings.Contains(text, "cannot start any token"):
		text = "this character cannot begin a value: indent by spaces, and put a text that begins with @, ` or % in quotes"
	case strings.Contains(text, "mapping values are not allowed"):
		text = "a colon where no key can stand: put a text with a colon in quotes, and check the indentation"
	case strings.Contains(text, "depth"):
		text = "nested too deeply"
	case strings.ContainsAny(text, "\"`"):
		text = "not valid YAML"
	default:
		text = "not valid YAML: " + text
	}
	errs.Add(pos, "%s", text)
}

// builder turns the library's tree into ours, with aliases expanded.
type builder struct {
	file  string
	errs  *Errors
	nodes int
}

func (b *builder) node(from *lib.Node, name string, depth int) *Node {
	n := &Node{pos: Pos{b.file, from.Line, from.Column}, name: name}
	b.nodes++
	switch {
	case depth > maxDepth:
		b.errs.Add(n.pos, "nested too deeply")
		return n
	case b.nodes > maxNodes:
		if b.nodes == maxNodes+1 {
			b.errs.Add(n.pos, "the file holds more than %d values", maxNodes)
		}
		return n
	}
	switch from.Kind {
	case lib.DocumentNode:
		if len(from.Content) == 1 {
			return b.node(from.Content[0], name, depth)
		}
	case lib.AliasNode:
		inner := b.node(from.Alias, name, depth+1)
		inner.pos = n.pos
		return inner
	case lib.ScalarNode:
		b.scalar(n, from)
	case lib.SequenceNode:
		n.kind = List
		b.tag(n, from, "!!seq")
		item := "an item of " + n.Name()
		if strings.HasPrefix(name, "an item of ") {
			item = name
		}
		for _, c := range from.Content {
			n.items = append(n.items, b.node(c, item, depth+1))
		}
	case lib.MappingNode:
		n.kind = Map
		b.tag(n, from, "!!map")
		b.entries(n, from, depth)
	}
	return n
}

func (b *builder) scalar(n *Node, from *lib.Node) {
	n.quoted = from.Style&(lib.DoubleQuotedStyle|lib.SingleQuotedStyle|lib.LiteralStyle|lib.FoldedStyle) != 0
	b.tag(n, from, "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!merge")
	if from.ShortTag() == "!!null" {
		return
	}
	n.kind, n.text = Scalar, from.Value
	if strings.ContainsFunc(n.text, func(r rune) bool { return r != '\n' && r != '\t' && hidden(r) }) {
		b.errs.Add(n.pos, "%s holds a control character", n.Name())
	}
}

// tag refuses tags other than those of the kind.
func (b *builder) tag(n *Node, from *lib.Node, known ...string) {
	tag := from.ShortTag()
	for _, k := range known {
		if tag == k {
			return
		}
	}
	b.errs.Add(n.pos, "a tag that has no meaning here: put a text that begins with ! in quotes")
}

func (b *builder) entries(n *Node, from *lib.Node, depth int) {
	seen := make(map[string]Pos, len(from.Content)/2)
	n.entries = make([]Entry, 0, len(from.Content)/2)
	for i := 0; i+1 < len(from.Content); i += 2 {
		key := from.Content[i]
		pos := Pos{b.file, key.Line, key.Column}
		if key.Kind == lib.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind != lib.ScalarNode:
			b.errs.Add(pos, "a key must be a word; put a text that begins with [ or { in quotes")
			continue
		case key.ShortTag() == "!!merge":
			b.errs.Add(pos, "merge keys (<<) are not supported: repeat the keys")
			continue
		case key.Value == "":
			b.errs.Add(pos, "a key is empty")
			continue
		case strings.ContainsFunc(key.Value, hidden):
			b.errs.Add(pos, "a key holds a control character")
			continue
		}
		if first, twice := seen[key.Value]; twice {
			b.errs.Add(pos, "key %s stands twice, first in line %d", tick(key.Value), first.Line)
			continue
		}
		seen[key.Value] = pos
		value := b.node(from.Content[i+1], tick(key.Value), depth+1)
		n.entries = append(n.entries, Entry{Key: key.Value, Pos: pos, Value: value})
	}
}

// tick writes a key as messages do, cut short where it is long.
func tick(key string) string {
	const most = 60
	if runes := []rune(key); len(runes) > most {
		key = string(runes[:most-3]) + "..."
	}
	return "`" + key + "`"
}
