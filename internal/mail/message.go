package mail

import (
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Message is one mail to one recipient.
type Message struct {
	From, To netmail.Address
	// ReplyTo is where answers go, From if it is zero.
	ReplyTo netmail.Address
	Subject string
	// MessageID is <left@domain>, see NewMessageID. It stays the same however often the message is sent.
	MessageID string
	Date      time.Time
	// Text is required; HTML is an alternative to it.
	Text, HTML  string
	Attachments []Attachment
	// Headers are further ones, such as Auto-Submitted and List-Id. Those that Build writes itself are refused.
	Headers []Header
}

// Attachment is a file beside the text.
type Attachment struct {
	// Name is a file name without a folder, in any script.
	Name string
	// ContentType is a media type, application/octet-stream if it is empty.
	ContentType string
	Data        []byte
}

// Header is a header field of its own.
type Header struct{ Name, Value string }

// Build returns the message as it is sent (RFC 5322, RFC 2045): lines end with CRLF and have at most 998 octets, 78 where
// the words allow it, and all is ASCII unless a local part of an address is not. Equal messages are equal bytes.
//
// It refuses what has no place in a header: control and other unseen characters, what is no address, a header that is
// Build's own, Bcc. Text from outside is made fit by fold.Line.
func Build(m Message) ([]byte, error) {
	head, err := m.head()
	if err != nil {
		return nil, fmt.Errorf("build mail: %w", err)
	}
	body, err := m.body()
	if err != nil {
		return nil, fmt.Errorf("build mail: %w", err)
	}
	message := slices.Concat(head, body)
	if err := checkLines(message); err != nil {
		return nil, fmt.Errorf("build mail: %w", err)
	}
	return message, nil
}

// NewMessageID makes an id that nobody else has, of 16 bytes from random and the sender's domain.
func NewMessageID(domain string, random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make message id: %w", err)
	}
	address, err := wireAddress("x@" + domain)
	if err != nil {
		return "", fmt.Errorf("make message id: %w", err)
	}
	return fmt.Sprintf("<%x%s>", b, address[1:]), nil
}

// head writes the headers, without those that say what the body is.
func (m *Message) head() ([]byte, error) {
	var h headers
	if m.Date.IsZero() {
		return nil, errors.New("the date is missing")
	}
	h.write("Date", m.Date.Format(time.RFC1123Z))
	h.address("From", m.From)
	if m.ReplyTo != (netmail.Address{}) {
		h.address("Reply-To", m.ReplyTo)
	}
	h.address("To", m.To)
	if _, err := wireAddress(strings.TrimSuffix(strings.TrimPrefix(m.MessageID, "<"), ">")); err != nil ||
		len(m.MessageID) < 2 || m.MessageID[0] != '<' || m.MessageID[len(m.MessageID)-1] != '>' {
		return nil, fmt.Errorf("message id %q is not <left@domain>: make it by NewMessageID", m.MessageID)
	}
	h.write("Message-ID", m.MessageID)
	if m.Subject == "" {
		return nil, errors.New("the subject is empty")
	}
	h.text("Subject", m.Subject)
	for _, extra := range m.Headers {
		h.extra(extra)
	}
	h.write("MIME-Version", "1.0")
	return h.out, h.err
}

// body checks the parts and writes them, with the headers that say what they are.
func (m *Message) body() ([]byte, error) {
	if m.Text == "" {
		return nil, errors.New("the text is empty: a mail needs one, also beside HTML")
	}
	if !utf8.ValidString(m.Text) || !utf8.ValidString(m.HTML) {
		return nil, errors.New("text or HTML is not UTF-8")
	}
	return m.parts()
}
