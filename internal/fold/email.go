package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Email returns the form in which addresses are compared: trimmed, the local part in ASCII lower case, the domain in
// lower case and, where it is internationalised, as its A-labels (RFC 5890). ok is false for what is no bare address:
// a placeholder such as "-" or "n/a", no or two "@", white space, brackets, control or invisible characters.
//
// Look-alikes stay different. A local part is never normalised; a domain with compatibility characters, such as
// full-width letters, keeps them, so that it equals no plain domain. It does not allocate for plain lower case.
func Email(s string) (address string, ok bool) {
	// the characters of <>()[],;:\" and DEL, by number
	const (
		low  = 1<<'<' | 1<<'>' | 1<<'(' | 1<<')' | 1<<',' | 1<<';' | 1<<':' | 1<<'"'
		high = 1<<('['-64) | 1<<(']'-64) | 1<<('\\'-64) | 1<<(0x7f-64)
	)
	s = trim(s)
	at := -1
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == '@':
			if at >= 0 {
				return "", false
			}
			at = i
		case c <= ' ', c < 64 && uint64(low)>>c&1 == 1, c >= 64 && c < 128 && uint64(high)>>(c-64)&1 == 1:
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if at <= 0 || at == len(s)-1 {
		return "", false
	}
	if ascii {
		return lowerASCII(s), true
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unseen) {
		return "", false
	}
	return lowerASCII(s[:at]) + "@" + domain(s[at+1:]), true
}

func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// domain returns the A-label form of a domain. It uses bare Punycode, as the mapping of UTS 46 would turn look-alikes
// into the letters that they look like.
func domain(d string) string {
	d = lowerASCII(d)
	if !norm.NFKC.IsNormalString(d) || strings.ContainsRune(d, '\u3002') {
		return d
	}
	mapped := strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); l >= utf8.RuneSelf {
			return l
		}
		return r
	}, d)
	if a, err := idna.Punycode.ToASCII(mapped); err == nil {
		return lowerASCII(a)
	}
	return d
}
