// Package yaml reads YAML into a tree that knows where each value stands and decodes it strictly: unknown keys are
// errors with a suggestion, all errors are collected, and messages speak the file's language instead of Go's.
package yaml

import "fmt"

// Kind is what a node is.
type Kind uint8

// The kinds. Null is `~`, `null` or nothing after the colon.
const (
	Null Kind = iota
	Scalar
	List
	Map
)

// Node is a value in a YAML file.
type Node struct {
	pos     Pos
	kind    Kind
	text    string
	quoted  bool
	name    string
	items   []*Node
	entries []Entry
}

// Entry is one key of a map with its value. Pos is the key's.
type Entry struct {
	Key   string
	Pos   Pos
	Value *Node
}

// Pos returns where the value begins.
func (n *Node) Pos() Pos { return n.pos }

// Kind returns what the value is.
func (n *Node) Kind() Kind { return n.kind }

// Text returns a scalar's text as written ("1.10" stays "1.10", 007 stays "007"), "" for all else.
func (n *Node) Text() string { return n.text }

// Items returns the items of a list. A scalar or a map counts as a list of one, null as an empty one.
func (n *Node) Items() []*Node {
	switch n.kind {
	case List:
		return n.items
	case Null:
		return nil
	default:
		return []*Node{n}
	}
}

// Entries returns the entries of a map in file order, nil for all else.
func (n *Node) Entries() []Entry { return n.entries }

// Get returns the value of a map's key, nil if there is none.
func (n *Node) Get(key string) *Node {
	for _, e := range n.entries {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// Only returns a map of those entries of a map that have one of the keys; any other node is returned as it is.
func (n *Node) Only(keys ...string) *Node {
	if n.kind != Map {
		return n
	}
	part := *n
	part.entries = nil
	for _, e := range n.entries {
		for _, key := range keys {
			if e.Key == key {
				part.entries = append(part.entries, e)
				break
			}
		}
	}
	return &part
}

// Name says in messages which value is meant: "`seats`", "an item of `to`", or "the file".
func (n *Node) Name() string {
	if n.name == "" {
		return "the file"
	}
	return n.name
}

// String says in messages what the value is: "a list", "nothing", or a short text in quotes.
func (n *Node) String() string {
	switch n.kind {
	case Null:
		return "nothing"
	case List:
		return "a list"
	case Map:
		return "a mapping"
	}
	return Quote(n.text)
}

// Expected notes that the value is not what it must be: "`seats` must be a whole number, not a list".
func (n *Node) Expected(what string, errs *Errors) {
	errs.Add(n.pos, "%s must be %s, not %s", n.Name(), what, n)
}

// Quote returns a text in quotes for a message, cut short where it is long.
func Quote(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most-3]) + "..."
	}
	return fmt.Sprintf("%q", text)
}
