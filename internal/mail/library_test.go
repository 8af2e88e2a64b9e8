package mail_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jordan-wright/email"

	"reconcile/internal/mail"
)

// naive is the library used as its README has it.
func naive(t *testing.T, m mail.Message) []byte {
	t.Helper()
	e := email.NewEmail()
	e.From, e.Sender = m.From.Name+" <"+m.From.Address+">", m.From.Address
	e.To = []string{m.To.Address}
	if m.To.Name != "" {
		e.To = []string{`"` + m.To.Name + `" <` + m.To.Address + ">"}
	}
	e.Subject, e.Text, e.HTML = m.Subject, []byte(m.Text), []byte(m.HTML)
	for _, h := range m.Headers {
		e.Headers[h.Name] = []string{h.Value}
	}
	for _, a := range m.Attachments {
		if _, err := e.Attach(bytes.NewReader(a.Data), a.Name, a.ContentType); err != nil {
			t.Fatal(err)
		}
	}
	b, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// injected reports whether a message holds a line that begins a header of the attacker's.
func injected(b []byte) string {
	// the library writes its headers in any order
	text := "\r\n" + string(b)
	if strings.Contains(text, "\r\nX-Injected:") || strings.Contains(text, "\r\nBcc:") {
		return "it holds a header that nobody meant"
	}
	return ""
}

// Every trap of the library: what its naive use does wrong, and that Build does not. A trap that the library has no
// longer fails too, so that what guards against it can go.
func TestNoTrapOfTheLibraryReachesAMessage(t *testing.T) {
	traps := map[string]struct {
		change func(*mail.Message)
		// wrong says what is wrong with a message, and nothing where it is right.
		wrong func([]byte) string
		// refused: Build makes no message of it.
		refused bool
	}{
		"a line break passes through From, with Sender set": {
			func(m *mail.Message) { m.From.Name = "Audit\r\nX-Injected: yes\r\n" }, injected, true,
		},
		"a line break passes through a header's name": {
			func(m *mail.Message) { m.Headers = []mail.Header{{Name: "X-A: b\r\nX-Injected", Value: "yes"}} }, injected, true,
		},
		"a line break passes through an attachment's name": {
			func(m *mail.Message) { m.Attachments[0].Name = "a\"\r\nX-Injected: yes\r\nX-B: \"" }, injected, true,
		},
		"a line break passes through an attachment's type": {
			func(m *mail.Message) { m.Attachments[0].ContentType = "text/csv\r\nX-Injected: yes" }, injected, true,
		},
		"Bcc is written into the message": {
			func(m *mail.Message) { m.Headers = []mail.Header{{Name: "Bcc", Value: "boss@acme.example"}} }, injected, true,
		},
		"a comma in a name breaks the address": {
			func(m *mail.Message) { m.To.Name = "Doe, Jané" },
			func(b []byte) string {
				h, _ := read(t, b)
				if to, err := h.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != "Doe, Jané" {
					return "the recipient is lost: " + h.Get("To")
				}
				return ""
			}, false,
		},
		"a header is never folded": {
			func(m *mail.Message) { m.Subject = strings.Repeat("findings in an app ", 150) + "end" },
			func(b []byte) string {
				if longest(b) > 998 {
					return "a line has more than 998 octets"
				}
				return ""
			}, false,
		},
		"a quote in an attachment's name ends it": {
			func(m *mail.Message) { m.Attachments[0].Name = `the "best" app.xlsx` },
			func(b []byte) string {
				if !bytes.Contains(b, []byte(`filename="the \"best\" app.xlsx"`)) {
					return "the name is cut"
				}
				return ""
			}, false,
		},
		"an attachment's name is sent in raw UTF-8": {
			func(m *mail.Message) { m.Attachments[0].Name = "año.xlsx" },
			func(b []byte) string {
				if !bytes.Contains(b, []byte("filename*=utf-8''a%C3%B1o.xlsx")) {
					return "the name is not written as RFC 2231 has it"
				}
				return ""
			}, false,
		},
		"an attachment's name becomes its Content-ID": {
			func(m *mail.Message) { m.Attachments[0].Name = "a b.xlsx" },
			func(b []byte) string {
				if !bytes.Contains(b, []byte("<1.0123456789abcdef@acme.example>")) {
					return "the content id is no msg-id"
				}
				return ""
			}, false,
		},
		"the message id is drawn anew": {
			func(*mail.Message) {},
			func(b []byte) string {
				if !bytes.Contains(b, []byte("\r\nMessage-ID: <0123456789abcdef@acme.example>\r\n")) {
					return "the message id is not the one that was fixed"
				}
				return ""
			}, false,
		},
	}
	for name, trap := range traps {
		m := sample()
		trap.change(&m)
		if trap.wrong(naive(t, m)) == "" {
			t.Errorf("%s: the library no longer does that", name)
		}
		b, err := mail.Build(m)
		switch {
		case trap.refused && err == nil:
			t.Errorf("%s: it is built", name)
		case !trap.refused && err != nil:
			t.Errorf("%s: %v", name, err)
		case err == nil && trap.wrong(b) != "":
			t.Errorf("%s: %s", name, trap.wrong(b))
		}
	}
}
