package mail

import (
	"fmt"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"reconcile/internal/fold"
)

const (
	// lineGoal is the length that lines of a header keep to where they can be folded, RFC 5322 section 2.1.1 and RFC 2047
	// section 2.
	lineGoal = 76
	// maxValue is the length above which a header's text is refused, in octets.
	maxValue = 4000
)

var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,59}$`)

// headers collects header fields until one is wrong.
type headers struct {
	out  []byte
	seen map[string]bool
	err  error
}

func (h *headers) fail(name, format string, args ...any) {
	if h.err == nil {
		h.err = fmt.Errorf("header %s: %w", name, fmt.Errorf(format, args...))
	}
}

// address writes an address with its name.
func (h *headers) address(name string, a netmail.Address) {
	wire, err := wireAddress(a.Address)
	if err != nil {
		h.fail(name, "%w", err)
		return
	}
	if a.Name == "" {
		h.write(name, wire)
		return
	}
	if h.fit(name, a.Name) {
		h.write(name, phrase(a.Name)+" <"+wire+">")
	}
}

// text writes a header that people read.
func (h *headers) text(name, value string) {
	if h.fit(name, value) {
		h.write(name, encodeText(value))
	}
}

// extra writes a header of the caller's choice.
func (h *headers) extra(e Header) {
	key := textproto.CanonicalMIMEHeaderKey(e.Name)
	switch {
	case !headerName.MatchString(e.Name):
		h.fail(fmt.Sprintf("%q", e.Name), "this is no name of a header")
	case isOwn(key):
		h.fail(key, "it is written from the message's own fields, or not at all")
	case h.seen[key]:
		h.fail(key, "it is given twice")
	case strings.TrimSpace(e.Value) == "":
		h.fail(key, "it is empty")
	default:
		if h.seen == nil {
			h.seen = map[string]bool{}
		}
		h.seen[key] = true
		h.text(e.Name, e.Value)
	}
}

// isOwn reports whether a header is not for callers: Build writes it, or servers do, or it would name other recipients.
func isOwn(key string) bool {
	switch key {
	case "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Message-Id", "Subject", "Mime-Version", "Received",
		"Return-Path", "Dkim-Signature", "Disposition-Notification-To", "Return-Receipt-To":
		return true
	}
	return strings.HasPrefix(key, "Content-") || strings.HasPrefix(key, "Resent-") || strings.HasPrefix(key, "Arc-")
}

// fit reports whether text may stand in a header.
func (h *headers) fit(name, text string) bool {
	switch {
	case fold.Clean(text) != text:
		h.fail(name, "it holds control or unseen characters: pass it through fold.Line first")
	case len(text) > maxValue:
		h.fail(name, "it is longer than %d octets: shorten it", maxValue)
	default:
		return true
	}
	return false
}

// write adds a header, folded at its spaces, which stand alone: a reader that unfolds it has the value again.
func (h *headers) write(name, value string) {
	line := name + ":"
	for i, word := range strings.Split(value, " ") {
		if i > 0 && len(line)+1+len(word) > lineGoal {
			h.out = append(append(h.out, line...), "\r\n"...)
			line = ""
		}
		line += " " + word
	}
	h.out = append(append(h.out, line...), "\r\n"...)
}
