package mail_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"io"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/mail"
)

var update = flag.Bool("update", false, "write the golden files anew")

func base64Lines(r io.Reader) io.Reader { return base64.NewDecoder(base64.StdEncoding, r) }

func TestAMessageIsTheSameEveryTime(t *testing.T) {
	for name, m := range map[string]mail.Message{"full": sample(), "plain": plain()} {
		path := filepath.Join("testdata", name+".eml")
		got := build(t, m)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: run with -update if this is meant:\n%s", path, diff)
		}
		if again := build(t, m); !bytes.Equal(got, again) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

func TestTheTextComesFirstThenTheHTMLThenTheFiles(t *testing.T) {
	m := sample()
	_, got := read(t, build(t, m))
	want := []part{
		{kind: "multipart/mixed"},
		{kind: "multipart/alternative"},
		{kind: "text/plain", data: []byte(m.Text)},
		{kind: "text/html", data: []byte(m.HTML)},
		{kind: m.Attachments[0].ContentType, name: "report.xlsx", disposition: "attachment", data: m.Attachments[0].Data},
		{kind: "text/csv", name: m.Attachments[1].Name, disposition: "attachment", data: m.Attachments[1].Data},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(part{})); diff != "" {
		t.Error(diff)
	}
}

func TestAMessageHasTheShapeOfItsParts(t *testing.T) {
	for shape, change := range map[string]func(*mail.Message){
		"text/plain":                                      func(m *mail.Message) { m.HTML, m.Attachments = "", nil },
		"alternative text/plain text/html":                func(m *mail.Message) { m.Attachments = nil },
		"mixed text/plain text/csv":                       func(m *mail.Message) { m.HTML, m.Attachments = "", m.Attachments[1:] },
		"mixed alternative text/plain text/html text/csv": func(m *mail.Message) { m.Attachments = m.Attachments[1:] },
	} {
		m := sample()
		change(&m)
		_, list := read(t, build(t, m))
		var kinds []string
		for _, p := range list {
			kinds = append(kinds, strings.TrimPrefix(p.kind, "multipart/"))
		}
		if got := strings.Join(kinds, " "); got != shape {
			t.Errorf("the message is %s, not %s", got, shape)
		}
	}
}

func TestNoSpaceIsLostWhereALineIsFolded(t *testing.T) {
	for gap := 1; gap < 100; gap++ {
		text := strings.Repeat("x", gap/2) + " " + strings.Repeat("y", gap-gap/2) + "  " + strings.Repeat("z", 40) + "   end"
		m := sample()
		m.Subject, m.From.Name, m.To.Name = text, text, text
		m.Headers = []mail.Header{{Name: "X-Company", Value: text}}
		b := build(t, m)
		compare(t, t, m, b)
		head, _, _ := bytes.Cut(b, []byte("\r\n\r\n"))
		if longest(head) > 78 {
			t.Errorf("a line of the header has %d octets:\n%s", longest(head), head)
		}
	}
}

func TestNoLineEndIsLost(t *testing.T) {
	m := sample()
	m.Text, m.HTML = "a\r\x00\nb\r\rc\n\nd\r\n", "\r\x00\nA"
	_, list := read(t, build(t, m))
	compareParts(t, m, list)
}

func TestAMessageIsASCIIAndEndsItsLine(t *testing.T) {
	m := plain()
	m.Text = "no line end: ñ"
	for _, b := range [][]byte{build(t, sample()), build(t, m)} {
		if !bytes.HasSuffix(b, []byte("\r\n")) {
			t.Errorf("the message ends with %q", b[len(b)-10:])
		}
		if i := bytes.IndexFunc(b, func(r rune) bool { return r >= 0x80 }); i >= 0 {
			t.Errorf("octet %d is not ASCII", i)
		}
	}
}

func TestAnInternationalDomainIsSentAsALabels(t *testing.T) {
	m := plain()
	m.To = netmail.Address{Name: "Ana Núñez", Address: "Ana@españa.example"}
	h, _ := read(t, build(t, m))
	to, err := h.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "Ana Núñez" || to[0].Address != "Ana@xn--espaa-rta.example" {
		t.Errorf("To is %v, %v", to, err)
	}
}

func TestWhatHasNoPlaceInAHeaderIsRefused(t *testing.T) {
	long := strings.Repeat("x", 5000)
	faults := map[string]func(*mail.Message){
		"no date":                      func(m *mail.Message) { m.Date = time.Time{} },
		"no sender":                    func(m *mail.Message) { m.From = netmail.Address{} },
		"no recipient":                 func(m *mail.Message) { m.To = netmail.Address{} },
		"no subject":                   func(m *mail.Message) { m.Subject = "" },
		"no text":                      func(m *mail.Message) { m.Text = "" },
		"no message id":                func(m *mail.Message) { m.MessageID = "" },
		"a message id without angles":  func(m *mail.Message) { m.MessageID = "a@b.example" },
		"a message id with a break":    func(m *mail.Message) { m.MessageID = "<a@b.example>\r\nBcc: <x@y.example>" },
		"two recipients":               func(m *mail.Message) { m.To.Address = "a@b.example, c@d.example" },
		"two addresses":                func(m *mail.Message) { m.To.Address = "a@b.example>,<c@d.example" },
		"a recipient without a domain": func(m *mail.Message) { m.To.Address = "postmaster" },
		"a quoted local part":          func(m *mail.Message) { m.To.Address = `"a@b.example "@d.example` },
		"a recipient with a line":      func(m *mail.Message) { m.To.Address = "a@b.example\r\nBcc: c@d.example" },
		"a space before the recipient": func(m *mail.Message) { m.To.Address = " a@b.example" },
		"a local part of 65 octets":    func(m *mail.Message) { m.To.Address = long[:65] + "@b.example" },
		"a domain of look-alikes":      func(m *mail.Message) { m.To.Address = "a@\uff41cme.example" },
		"a recipient of 300 octets":    func(m *mail.Message) { m.To.Address = "a@" + long[:290] + ".example" },
		"a zero byte in a name":        func(m *mail.Message) { m.From.Name = "a\x00b" },
		"a tab in a subject":           func(m *mail.Message) { m.Subject = "a\tb" },
		"an override in a subject":     func(m *mail.Message) { m.Subject = "a\u202eb" },
		"a line separator":             func(m *mail.Message) { m.Subject = "a\u2028b" },
		"a subject that is not UTF-8":  func(m *mail.Message) { m.Subject = "a\xff" },
		"a subject without end":        func(m *mail.Message) { m.Subject = long },
		"text that is not UTF-8":       func(m *mail.Message) { m.Text = "a\xff" },
		"HTML that is not UTF-8":       func(m *mail.Message) { m.HTML = "a\xff" },
		"a header twice":               func(m *mail.Message) { m.Headers = append(m.Headers, mail.Header{Name: "list-id", Value: "x"}) },
		"a header that is empty":       func(m *mail.Message) { m.Headers[0].Value = " " },
		"a header with a line break":   func(m *mail.Message) { m.Headers[0].Value = "a\r\nBcc: x@y.example" },
		"a file without a name":        func(m *mail.Message) { m.Attachments[0].Name = "" },
		"a file that is a folder":      func(m *mail.Message) { m.Attachments[0].Name = ".." },
		"a file in a folder":           func(m *mail.Message) { m.Attachments[0].Name = "../x" },
		"a file in a Windows folder":   func(m *mail.Message) { m.Attachments[0].Name = `c:\x` },
		"a file name without end":      func(m *mail.Message) { m.Attachments[0].Name = long },
		"a media type with a break":    func(m *mail.Message) { m.Attachments[0].ContentType = "text/csv\r\nX: y" },
		"a media type of parts":        func(m *mail.Message) { m.Attachments[0].ContentType = "multipart/mixed; boundary=x" },
		"a media type of mails":        func(m *mail.Message) { m.Attachments[0].ContentType = "message/rfc822" },
	}
	for name, change := range faults {
		m := sample()
		change(&m)
		b, err := mail.Build(m)
		if err == nil {
			t.Errorf("%s is built:\n%s", name, b[:min(len(b), 500)])
		} else if strings.ContainsAny(err.Error(), "\r\n\x00\u202e") {
			t.Errorf("%s: the error repeats what is hostile: %q", name, err)
		}
	}
}

func TestHeadersOfBuildOrOfServersAreNotForCallers(t *testing.T) {
	for _, name := range []string{
		"From", "from", "To", "CC", "Bcc", "bcc", "BCC", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "message-id",
		"MIME-Version", "Content-Type", "content-disposition", "Resent-To", "Resent-Bcc", "Received", "Return-Path",
		"DKIM-Signature", "ARC-Seal", "", " ", "X Y", "X:", "X\r\nBcc", "Ñ", "X\x00", strings.Repeat("X", 100),
	} {
		m := sample()
		m.Headers = []mail.Header{{Name: name, Value: "x@y.example"}}
		if b, err := mail.Build(m); err == nil {
			t.Errorf("%q is built:\n%s", name, b[:500])
		}
	}
}

func TestMessageIDsAreOfTheRandomAndTheDomain(t *testing.T) {
	id, err := mail.NewMessageID("acme.example", strings.NewReader(strings.Repeat("\x01", 16)))
	if err != nil || id != "<01010101010101010101010101010101@acme.example>" {
		t.Errorf("id %q, %v", id, err)
	}
	for _, domain := range []string{"", "a b", "a\r\nb", "a>b", "a@b"} {
		if id, err := mail.NewMessageID(domain, strings.NewReader(strings.Repeat("\x01", 16))); err == nil {
			t.Errorf("domain %q makes the id %q", domain, id)
		}
	}
	if _, err := mail.NewMessageID("acme.example", strings.NewReader("short")); err == nil {
		t.Error("an id is made without randomness")
	}
}

// longest returns the length of the longest line, without its end.
func longest(message []byte) int {
	most := 0
	for line := range bytes.SplitSeq(message, []byte("\r\n")) {
		most = max(most, len(line))
	}
	return most
}
