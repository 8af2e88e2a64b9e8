package mail_test

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reconcile/internal/fold"
	"reconcile/internal/mail"
)

// shown is text as it stands in headers: anything, made fit.
func shown(t *rapid.T, label string) string {
	word := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`[ -~]{0,200}`),
		rapid.SampledFrom([]string{"", " ", "  ", "=?utf-8?q?x?=", "Núñez", "🏴‍☠️", "الاسم", "a\u0301", "\\", `"`, "<", "<x>", "Doe, Jane", strings.Repeat("ñ", 90)}),
	)
	words := rapid.SliceOfN(word, 0, 8).Draw(t, label)
	return fold.Line(strings.Join(words, " "))
}

func TestWhatIsPutInComesOut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := sample()
		m.Date = time.Unix(rapid.Int64Range(0, 4e9).Draw(rt, "date"), 0).UTC()
		m.Subject = "s" + shown(rt, "subject")
		m.From.Name, m.To.Name = shown(rt, "from"), shown(rt, "to")
		m.Headers = []mail.Header{{Name: "X-Company", Value: "c" + shown(rt, "company")}}
		m.Text, m.HTML = "t"+rapid.String().Draw(rt, "text"), rapid.String().Draw(rt, "html")
		m.Attachments = nil
		for range rapid.IntRange(0, 3).Draw(rt, "files") {
			name := strings.Map(func(r rune) rune {
				if r == '/' || r == '\\' {
					return '-'
				}
				return r
			}, "f"+shown(rt, "name"))
			for len(name) > 255 || fold.Clean(name) != name {
				name = name[:len(name)-1]
			}
			m.Attachments = append(m.Attachments, mail.Attachment{Name: name, Data: rapid.SliceOf(rapid.Byte()).Draw(rt, "data")})
		}
		b, err := mail.Build(m)
		if err != nil {
			rt.Fatal(err)
		}
		compare(t, rt, m, b)
	})
}

// compare reads a message back and holds it against what was put in.
func compare(t *testing.T, rt interface{ Errorf(string, ...any) }, m mail.Message, b []byte) {
	t.Helper()
	h, list := read(t, b)
	want := map[string]bool{
		"Date": true, "From": true, "To": true, "Message-Id": true, "Subject": true, "Mime-Version": true, "Content-Type": true,
	}
	for _, extra := range m.Headers {
		want[extra.Name] = true
		if got := decoded(t, h.Get(extra.Name)); got != extra.Value {
			rt.Errorf("header %s %q came out as %q", extra.Name, extra.Value, got)
		}
	}
	for name, values := range h {
		if len(values) != 1 || !want[name] && name != "Content-Transfer-Encoding" {
			rt.Errorf("header %s: %q, which nobody put in", name, values)
		}
	}
	for name := range want {
		if len(h[name]) != 1 {
			rt.Errorf("header %s is missing", name)
		}
	}
	if got := decoded(t, h.Get("Subject")); got != m.Subject {
		rt.Errorf("subject %q came out as %q", m.Subject, got)
	}
	for name, a := range map[string]netmail.Address{"From": m.From, "To": m.To} {
		got, err := h.AddressList(name)
		if err != nil || len(got) != 1 || *got[0] != a {
			rt.Errorf("%s %v came out as %v, %v from %q", name, a, got, err, h.Get(name))
		}
	}
	if date, err := h.Date(); err != nil || !date.Equal(m.Date) {
		rt.Errorf("date %v came out as %v, %v", m.Date, date, err)
	}
	if h.Get("Message-Id") != m.MessageID {
		rt.Errorf("message id %q", h.Get("Message-Id"))
	}
	if longest(b) > 998 {
		rt.Errorf("a line has %d octets", longest(b))
	}
	compareParts(rt, m, list)
}

func compareParts(rt interface{ Errorf(string, ...any) }, m mail.Message, list []part) {
	var files, texts []part
	for _, p := range list {
		switch {
		case p.disposition != "":
			files = append(files, p)
		case !strings.HasPrefix(p.kind, "multipart/"):
			texts = append(texts, p)
		}
	}
	bodies := []string{m.Text}
	if m.HTML != "" {
		bodies = append(bodies, m.HTML)
	}
	if len(texts) != len(bodies) || len(files) != len(m.Attachments) {
		rt.Errorf("%d texts and %d files came out", len(texts), len(files))
		return
	}
	for i, body := range bodies {
		if got, want := lines(string(texts[i].data)), lines(body); got != want {
			rt.Errorf("body %d %q came out as %q", i, want, got)
		}
	}
	for i, a := range m.Attachments {
		if files[i].name != a.Name || !bytes.Equal(files[i].data, a.Data) {
			rt.Errorf("file %q with %d octets came out as %q with %d", a.Name, len(a.Data), files[i].name, len(files[i].data))
		}
	}
}

// lines makes line ends one kind: those of text are not kept apart in a mail, and its last line has one.
func lines(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.TrimSuffix(text, "\n")
}

// FuzzBuild holds that a message is refused, or read back as what it is: nothing becomes a header, an address or a part.
func FuzzBuild(f *testing.F) {
	f.Add("Acme", "Doe, Jane", "jane@acme.example", "X-Run", "7", "a.csv", "text/csv", "body", "<p>")
	f.Add("a\r\nBcc: x@y.z", "a\r\nX: y", "a@b.c\r\nX: y", "X\r\nY", "a\r\n b", "a\"\r\nX: y", "text/csv\r\nX: y", "\r\n.\r\n", "--x")
	f.Add("=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?q?a?=", "a@b.c", "List-Id", "=?x?= <a>", "=?utf-8?q?a?=", "text/plain", "\r\r\n", "\x00")
	f.Add("  two  spaces  ", "\\\"", "é@españa.example", "Bcc", "x@y.z", "../a", "multipart/mixed", "From a", "=_1_")
	f.Fuzz(func(t *testing.T, subject, name, address, header, value, file, kind, text, html string) {
		m := sample()
		m.Subject, m.To, m.Text, m.HTML = subject, netmail.Address{Name: name, Address: address}, text, html
		m.Headers = []mail.Header{{Name: header, Value: value}}
		m.Attachments = []mail.Attachment{{Name: file, ContentType: kind, Data: []byte(text)}}
		b, err := mail.Build(m)
		if err != nil {
			return
		}
		// the domain is sent in lower case, as A-labels, and headers by their usual names
		h, _ := read(t, b)
		if to, err := h.AddressList("To"); err == nil && len(to) == 1 {
			m.To.Address = to[0].Address
		}
		for got := range h {
			if strings.EqualFold(got, header) {
				m.Headers[0].Name = got
			}
		}
		compare(t, t, m, b)
	})
}
