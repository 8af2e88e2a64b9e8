package mail

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"mime"
	"net/textproto"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/jordan-wright/email"

	"reconcile/internal/fold"
)

// maxName is the longest name of an attachment, in octets: percent-encoded it still fits a line.
const maxName = 255

// drawn is a boundary as the library draws it.
var drawn = regexp.MustCompile(`boundary=([0-9a-f]{60})\r\n`)

// parts has the library write the body, and nothing but the body: its headers are not safe (see the tests), and its
// boundaries are drawn anew each time. They become "=_" and a hash, which neither base64 nor quoted-printable can
// contain (RFC 2045 section 6.7).
func (m *Message) parts() ([]byte, error) {
	e := email.Email{
		Text: oneLineEnd(m.Text), HTML: oneLineEnd(m.HTML),
		// else the library asks for the machine's name and the time
		Headers: textproto.MIMEHeader{"Message-Id": {m.MessageID}, "Date": {"-"}},
	}
	for i := range m.Attachments {
		a, err := m.Attachments[i].part(i, m.MessageID)
		if err != nil {
			return nil, err
		}
		e.Attachments = append(e.Attachments, a)
	}
	written, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	head, body, ok := bytes.Cut(written, []byte("\r\n\r\n"))
	if !ok {
		return nil, errors.New("the library wrote no body")
	}
	if m.HTML == "" && len(m.Attachments) == 0 {
		if !bytes.HasSuffix(body, []byte("\r\n")) {
			body = append(body, "\r\n"...)
		}
		const kind = "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
		return append([]byte(kind), body...), nil
	}
	kind := "alternative"
	if len(m.Attachments) > 0 {
		kind = "mixed"
	}
	outer := drawn.FindSubmatch(append(head, "\r\n"...))
	if outer == nil {
		return nil, errors.New("the library drew no boundary")
	}
	body = append([]byte("Content-Type: multipart/"+kind+";\r\n boundary="+string(outer[1])+"\r\n\r\n"), body...)
	return m.settle(body), nil
}

// oneLineEnd makes all line ends LF, which the library writes as CRLF. Of a CR by itself, mime/quotedprintable makes a line
// end too, and then may lose a later LF.
func oneLineEnd(text string) []byte {
	return []byte(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// settle puts boundaries that follow from the message in the place of those that were drawn: the outer one stands in the
// first header, that of alternatives beside files in the header of the first part.
func (m *Message) settle(body []byte) []byte {
	hash := sha256.New()
	for _, text := range []string{m.MessageID, m.Text, m.HTML} {
		fmt.Fprintf(hash, "%d:%s", len(text), text)
	}
	for i := range m.Attachments {
		fmt.Fprintf(hash, "%d:%s%d:", len(m.Attachments[i].Name), m.Attachments[i].Name, len(m.Attachments[i].Data))
		hash.Write(m.Attachments[i].Data)
	}
	base := fmt.Sprintf("%x", hash.Sum(nil)[:16])
	levels := 1
	if m.HTML != "" && len(m.Attachments) > 0 {
		levels = 2
	}
	for i, found := range drawn.FindAllSubmatch(body[:min(len(body), 512)], levels) {
		old, settled := found[1], fmt.Sprintf("=_%d_%s", i+1, base)
		body = bytes.Replace(body, append([]byte("boundary="), old...), fmt.Appendf(nil, "boundary=%q", settled), 1)
		body = bytes.ReplaceAll(body, append([]byte("--"), old...), []byte("--"+settled))
	}
	return body
}

// part gives the library an attachment with all headers that it would make up from the name.
func (a *Attachment) part(i int, messageID string) (*email.Attachment, error) {
	if err := checkName(a.Name); err != nil {
		return nil, fmt.Errorf("attachment %d: %w", i+1, err)
	}
	kind := a.ContentType
	if kind == "" {
		kind = "application/octet-stream"
	}
	media, params, err := mime.ParseMediaType(kind)
	if err != nil || strings.HasPrefix(media, "multipart/") || strings.HasPrefix(media, "message/") {
		return nil, fmt.Errorf("attachment %d: %q is no media type of a file", i+1, fold.Clean(kind))
	}
	if kind = mime.FormatMediaType(media, params); kind == "" || !isASCII(kind) || fold.Clean(kind) != kind {
		return nil, fmt.Errorf("attachment %d: the media type %q cannot be written", i+1, fold.Clean(a.ContentType))
	}
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": a.Name})
	return &email.Attachment{
		Filename: "-", ContentType: kind, Content: a.Data,
		Header: textproto.MIMEHeader{
			"Content-Disposition": {strings.Replace(disposition, "; ", ";\r\n ", 1)},
			"Content-Id":          {fmt.Sprintf("<%d.%s", i+1, strings.TrimPrefix(messageID, "<"))},
		},
	}, nil
}

// checkName refuses names that are none, or more than one.
func checkName(name string) error {
	switch {
	case name == "" || strings.Trim(name, ". ") == "":
		return errors.New("it has no name")
	case len(name) > maxName:
		return fmt.Errorf("its name is longer than %d octets", maxName)
	case !utf8.ValidString(name) || fold.Clean(name) != name || strings.ContainsAny(name, `/\`):
		return fmt.Errorf("its name %q holds control or unseen characters, or names a folder", fold.Clean(name))
	}
	return nil
}
