package yaml

import (
	"encoding/json"
	"strconv"
)

// Plain returns the value as encoding/json would hold it with numbers kept as written, for programs that judge
// documents, such as a JSON Schema: map[string]any, []any, string, json.Number, bool or nil.
func (n *Node) Plain() any {
	switch n.kind {
	case Map:
		m := make(map[string]any, len(n.entries))
		for _, e := range n.entries {
			m[e.Key] = e.Value.Plain()
		}
		return m
	case List:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.Plain()
		}
		return list
	case Scalar:
		return n.plainScalar()
	}
	return nil
}

func (n *Node) plainScalar() any {
	if n.quoted {
		return n.text
	}
	if n.text == "true" || n.text == "false" {
		return n.text == "true"
	}
	var number json.Number
	if json.Unmarshal([]byte(n.text), &number) == nil {
		if _, err := strconv.ParseFloat(n.text, 64); err == nil {
			return number
		}
	}
	return n.text
}
