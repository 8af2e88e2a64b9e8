package reports

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
)

//go:embed templates
var templates embed.FS

// render writes one of the templates, which sees text alone: what is markup in it is escaped.
func render(w io.Writer, name string, data any) error {
	t, err := template.ParseFS(templates, "templates/"+name)
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
