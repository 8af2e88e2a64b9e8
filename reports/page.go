package reports

import (
	"io"
	"strings"
)

// page is text being laid out for a terminal: no line of it is wider than the page. Texts come in clean.
type page struct {
	out    strings.Builder
	width  int
	colour bool
}

// The styles, as ANSI SGR parameters. Each only repeats what words say.
const (
	plain  = ""
	bold   = "1"
	alarm  = "1;31"
	grave  = "31"
	notice = "33"
)

func newPage(o Options) *page { return &page{width: o.width(), colour: o.Colour} }

// paint colours a text that is laid out already.
func (p *page) paint(style, s string) string {
	if !p.colour || style == plain || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// blank ends a paragraph.
func (p *page) blank() { p.out.WriteByte('\n') }

// heading opens a section.
func (p *page) heading(s string) {
	p.blank()
	p.styled(0, bold, s)
}

// text writes a paragraph; its further lines stand two columns deeper.
func (p *page) text(indent int, s string) { p.styled(indent, plain, s) }

func (p *page) styled(indent int, style, s string) {
	lines := wrap(s, p.width-indent)
	p.row(indent, p.paint(style, lines[0]))
	if len(lines) == 1 {
		return
	}
	rest := strings.TrimPrefix(strings.Join(strings.Fields(s), " "), lines[0])
	for _, line := range wrap(rest, p.width-indent-2) {
		p.row(indent+2, p.paint(style, line))
	}
}

// labelled writes a paragraph beside a label of so many columns, the gap between them included.
func (p *page) labelled(indent, width int, style, label, s string) {
	width = min(width, (p.width-indent)/2)
	label = shorten(label, width-1)
	for i, line := range wrap(s, p.width-indent-width) {
		if i == 0 {
			p.row(indent, p.paint(style, label)+pad("", width-columns(label))+line)
		} else {
			p.row(indent+width, line)
		}
	}
}

// listed writes a paragraph beside two labels. What fits on no line is shortened.
func (p *page) listed(indent, width int, style, label string, second int, name, s string) {
	second = min(second, (p.width-indent-width)/2)
	room := p.width - indent - width - second
	words := strings.Fields(s)
	for i, word := range words {
		words[i] = shorten(word, room)
	}
	for i, line := range wrap(strings.Join(words, " "), room) {
		if i == 0 {
			line = p.paint(style, label) + pad("", width-columns(label)) + pad(shorten(name, second-2), second) + line
		} else {
			line = pad("", width+second) + line
		}
		p.row(indent, line)
	}
}

// row writes a line that fits.
func (p *page) row(indent int, s string) {
	p.out.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+s, " "))
	p.out.WriteByte('\n')
}

// flush hands the page over.
func (p *page) flush(w io.Writer) error {
	_, err := io.WriteString(w, p.out.String())
	return err
}

// widest is the width of the widest of several labels with a gap of two, at most limit.
func widest(limit int, labels ...string) int {
	n := 0
	for _, label := range labels {
		n = max(n, columns(label))
	}
	return min(n, limit) + 2
}
