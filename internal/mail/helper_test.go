package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"reconcile/internal/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sample is a message with everything.
func sample() mail.Message {
	return mail.Message{
		From:      netmail.Address{Name: "Access audit", Address: "reconcile@acme.example"},
		To:        netmail.Address{Address: "it@acme.example"},
		Subject:   "Acme: 3 leavers still active, 41 other findings",
		MessageID: "<0123456789abcdef@acme.example>",
		Date:      time.Date(2026, 11, 23, 2, 30, 0, 0, time.FixedZone("", 3600)),
		Text:      "Three leavers are still active.\r\n.\r\nFrom here on: Núñez.\r\n",
		HTML:      "<p>Three leavers are still active.</p>\r\n",
		Attachments: []mail.Attachment{
			{Name: "report.xlsx", ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: []byte("PK\x03\x04\x00\r\n.\r\n")},
			{Name: "informe de accesos – año.csv", ContentType: "text/csv; charset=utf-8", Data: []byte("a,b\n1,2\n")},
		},
		Headers: []mail.Header{{Name: "Auto-Submitted", Value: "auto-generated"}, {Name: "List-Id", Value: "Auditoría <audit.acme.example>"}},
	}
}

// plain is the smallest message.
func plain() mail.Message {
	m := sample()
	m.HTML, m.Attachments, m.Headers = "", nil, nil
	return m
}

func build(t testing.TB, m mail.Message) []byte {
	t.Helper()
	b, err := mail.Build(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// part is a part as it is read back.
type part struct {
	kind, name, disposition string
	data                    []byte
}

// read reads a message back by the standard library.
func read(t testing.TB, message []byte) (netmail.Header, []part) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, parts(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
}

func parts(t testing.TB, kind, encoding, disposition string, body io.Reader) []part {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatalf("content type %q: %v", kind, err)
	}
	if strings.HasPrefix(media, "multipart/") {
		list := []part{{kind: media}}
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return list
			}
			if err != nil {
				t.Fatal(err)
			}
			h := p.Header
			list = append(list, parts(t, h.Get("Content-Type"), h.Get("Content-Transfer-Encoding"), h.Get("Content-Disposition"), p)...)
		}
	}
	p := part{kind: media}
	switch encoding {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64Lines(body)
	default:
		t.Fatalf("a part is encoded as %q", encoding)
	}
	if p.data, err = io.ReadAll(body); err != nil {
		t.Fatal(err)
	}
	if disposition != "" {
		p.disposition, params, err = mime.ParseMediaType(disposition)
		if err != nil {
			t.Fatalf("content disposition %q: %v", disposition, err)
		}
		p.name = params["filename"]
	}
	return []part{p}
}

// decoded decodes a header that people read.
func decoded(t testing.TB, value string) string {
	t.Helper()
	text, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
