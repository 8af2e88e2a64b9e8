package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Text returns the form in which names and values are compared: trimmed, inner white space collapsed, compatibility
// forms unified (NFKD), accents and invisible format characters removed, case folded. It does not allocate for ASCII
// text that is in this form already.
func Text(s string) string {
	switch shapeOf(s) {
	case folded:
		return s
	case plainASCII:
		return foldASCII(s)
	default:
		return foldUnicode(s)
	}
}

// shape says how much work it is to fold a text.
type shape uint8

const (
	folded shape = iota
	plainASCII
	beyondASCII
)

func shapeOf(s string) shape {
	found, afterSpace := folded, true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return beyondASCII
		case c == ' ':
			if afterSpace {
				found = plainASCII
			}
			afterSpace = true
			continue
		case 'A' <= c && c <= 'Z', '\t' <= c && c <= '\r':
			found = plainASCII
		}
		afterSpace = false
	}
	if afterSpace && s != "" {
		return plainASCII
	}
	return found
}

func foldASCII(s string) string {
	out := make([]byte, 0, len(s))
	space := false
	for i := range len(s) {
		c := s[i]
		if c == ' ' || '\t' <= c && c <= '\r' {
			space = len(out) > 0
			continue
		}
		if space {
			out, space = append(out, ' '), false
		}
		out = append(out, lowerByte(c))
	}
	return string(out)
}

// foldUnicode folds a text beyond ASCII. Most are names in Latin letters, of which each folds by itself.
func foldUnicode(s string) string {
	if out, ok := foldLatin(s); ok {
		return out
	}
	return foldAny(s)
}

// foldAny decomposes twice, as folding makes letters that decompose again.
func foldAny(s string) string {
	s = unmarked(strings.ToValidUTF8(s, string(utf8.RuneError)))
	s = strings.Map(cherokee, cases.Fold().String(s))
	s = norm.NFC.String(unmarked(letters(s)))
	return strings.Join(strings.Fields(s), " ")
}

// cherokee undoes a slip of cases.Fold, which swaps Cherokee's cases; Unicode folds them to the capitals.
func cherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// unmarked removes accents, and characters that nobody sees, such as a pasted zero-width space.
func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}

// letters replaces the folded letters that have no decomposition, and yet are written without their stroke elsewhere.
func letters(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && plain(r) != "" }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if p := plain(r); p != "" {
			b.WriteString(p)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain returns what is written for such a letter, "" for any other.
func plain(r rune) string {
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	default:
		return ""
	}
}

// Key returns the form in which ids and logins are compared: trimmed, ASCII letters in lower case. Accents and other
// scripts stay as they are: to an app they are different logins.
func Key(s string) string { return lowerASCII(trim(s)) }

// trim removes outer white space. Most texts have none, which two bytes tell.
func trim(s string) string {
	if s == "" {
		return s
	}
	if a, b := s[0], s[len(s)-1]; a <= ' ' || a >= utf8.RuneSelf || b <= ' ' || b >= utf8.RuneSelf {
		return strings.TrimSpace(s)
	}
	return s
}

// lowerASCII lowers the letters A to Z only and does not allocate where there are none.
func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			out := []byte(s)
			for j := i; j < len(out); j++ {
				out[j] = lowerByte(out[j])
			}
			return string(out)
		}
	}
	return s
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
