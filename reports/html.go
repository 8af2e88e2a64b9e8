package reports

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed templates
var templates embed.FS

// render writes one of the templates, which sees text alone: what is markup in it is escaped.
func render(w io.Writer, name string, data any) error {
	t, err := template.New(name).Funcs(template.FuncMap{"spans": spans}).ParseFS(templates, "templates/"+name)
	if err != nil {
		return fmt.Errorf("read the template %s: %w", name, err)
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := t.Execute(out, data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// inline reads a file of the templates as an element, and as the source by which a Content-Security-Policy (CSP level 3,
// section 2.3.1) allows this content and no other.
func inline(tag, name string) (element template.HTML, source string, err error) {
	content, err := templates.ReadFile("templates/" + name)
	if err != nil {
		return "", "", fmt.Errorf("read %s: %w", name, err)
	}
	content = append([]byte("\n"), content...)
	sum := sha256.Sum256(content)
	element = template.HTML("<" + tag + ">" + string(content) + "</" + tag + ">") //nolint:gosec // embedded, nothing from outside
	return element, "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", nil
}

// span is a part of a text: what stands between backquotes is for a machine.
type span struct {
	Text string
	Code bool
}

// spans splits a text at its backquotes. Where they are no pairs, it stays whole.
func spans(s string) []span {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 {
		return []span{{Text: s}}
	}
	var list []span
	for i, part := range parts {
		if part != "" {
			list = append(list, span{part, i%2 == 1})
		}
	}
	return list
}
