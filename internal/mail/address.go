package mail

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

	"reconcile/internal/fold"
)

// The longest parts of an address, RFC 5321 section 4.5.3.1.
const (
	maxLocal   = 64
	maxAddress = 254
)

// wireAddress checks a bare address and returns it as it stands in a command and a header: the domain in A-labels, the
// local part as given. Quoted local parts and address literals are refused: nobody has them, and quoting is how one
// address hides another.
func wireAddress(address string) (string, error) {
	folded, ok := fold.Email(address)
	at := strings.LastIndexByte(address, '@')
	if !ok || at < 0 || fold.Clean(address) != address || strings.Contains(address, " ") {
		return "", fmt.Errorf("%q is no mail address", fold.Clean(address))
	}
	_, domain, _ := strings.Cut(folded, "@")
	wire := address[:at] + "@" + domain
	parsed, err := netmail.ParseAddress(wire)
	if err != nil || parsed.Name != "" || parsed.Address != wire || !isASCII(domain) {
		return "", fmt.Errorf("%q is no mail address", fold.Clean(address))
	}
	if at > maxLocal || len(wire) > maxAddress {
		return "", errors.New("a mail address is longer than 64 octets before the @ or 254 in all")
	}
	return wire, nil
}

func isASCII(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) }
