package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Text returns the form in which words are compared: without case, accents and width, trimmed, with single blanks.
// "  Zoë  ŁUKASZ" is "zoe lukasz". A text that is in its form already is returned as it is.
func Text(s string) string {
	if folded(s) {
		return s
	}
	return strings.Join(strings.Fields(words(s)), " ")
}

// words folds everything but blanks.
func words(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	for range 3 { // folding can make what decomposes again
		before := s
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(s))
		s = norm.NFC.String(letters().Replace(cases.Fold().String(s)))
		if s == before {
			break
		}
	}
	return s
}

// letters replaces letters that have no decomposition, and yet are written without their stroke.
func letters() *strings.Replacer {
	return strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŧ", "t")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// folded reports whether an ASCII text is in its form already.
func folded(s string) bool {
	blank := true
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80 || 'A' <= c && c <= 'Z' || c < ' ':
			return false
		case c == ' ':
			if blank {
				return false
			}
			blank = true
		default:
			blank = false
		}
	}
	return !blank || s == ""
}

// Key returns the form in which ids, logins and entitlement keys are compared: trimmed, in ASCII lower case. Other
// letters keep their case and accents: ids that look alike are not the same.
func Key(s string) string { return lowered(strings.TrimSpace(s)) }

// lowered lowers ASCII letters; a text without capitals is returned as it is.
func lowered(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for k := i; k < len(b); k++ {
				if 'A' <= b[k] && b[k] <= 'Z' {
					b[k] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
