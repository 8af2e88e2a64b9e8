package fold

import (
	"strings"

	"golang.org/x/net/idna"
)

// Email returns the form in which addresses are compared: trimmed, the local part in ASCII lower case, the domain in
// lower case and ASCII (RFC 5891). What is no address, such as the placeholders "-" and "n/a", is not ok. Letters that
// only look alike stay different.
func Email(s string) (address string, ok bool) {
	s = strings.TrimSpace(s)
	at := strings.IndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.IndexByte(s[at+1:], '@') >= 0 {
		return "", false
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == 0x7f {
			return "", false
		}
	}
	if ascii(s) {
		return strings.TrimSuffix(lowered(s), "."), true
	}
	domain, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil {
		return "", false
	}
	return lowered(s[:at]) + "@" + domain, true
}
