package fold

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Clean makes text from outside safe to show in a terminal, a log or a message: what is not seen but acts (controls,
// line and paragraph separators, bidirectional overrides, invalid UTF-8) is replaced by something that is seen. It does
// not allocate where there is nothing to do.
func Clean(s string) string {
	for i := 0; i < len(s); {
		if c := s[i]; ' ' <= c && c < 0x7f { // most text is plain ASCII
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if acts(r, size) {
			return clean(s, i)
		}
		i += size
	}
	return s
}

// Line is Clean for what must stay on one line: runs of white space with a tab or line break in the text become a space.
func Line(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			if strings.ContainsAny(s, "\t\n\v\f\r") {
				s = strings.Join(strings.Fields(s), " ")
			}
			return Clean(s)
		}
	}
	return s
}

// acts reports whether a decoded rune does something instead of being seen; size 1 tells an invalid byte from U+FFFD.
func acts(r rune, size int) bool {
	return r < ' ' || 0x7f <= r && r <= 0x9f || r == utf8.RuneError && size == 1 ||
		r == 0x061c || r == 0x200e || r == 0x200f || 0x2028 <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

func clean(s string, from int) string {
	var b strings.Builder
	b.WriteString(s[:from])
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case !acts(r, size):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune(0x2400 + r) // the block of control pictures
		case r == 0x7f:
			b.WriteRune(0x2421)
		case r == utf8.RuneError:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}
