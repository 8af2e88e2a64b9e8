package fold

import (
	"slices"
	"strings"
	"unicode"
)

// Header returns the form in which column headers are compared: Text without punctuation, camelCase split, the words
// sorted. "Work Email", "E-mail (work)", "email_work" and "workEmail" are one header; e-mail, email and mail one word, and
// # is "number".
func Header(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.N, unicode.Mc) {
			return r
		}
		return ' '
	}, Text(splitCamel(strings.ReplaceAll(s, "#", " number "))))
	words := strings.Fields(s)
	mail := false
	for i, w := range words {
		switch w {
		case "email":
			words[i] = "mail"
		case "emails":
			words[i] = "mails"
		}
		mail = mail || words[i] == "mail" || words[i] == "mails"
	}
	if mail {
		// What "e-mail" leaves when the hyphen goes. It goes wherever it stands: sorting must not make a new "e mail".
		words = slices.DeleteFunc(words, func(w string) bool { return w == "e" })
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// splitCamel puts spaces into workEmail and HRStatus.
func splitCamel(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && upper(r) &&
			(lower(runes[i-1]) || upper(runes[i-1]) && i+1 < len(runes) && lower(runes[i+1])) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// upper and lower know the Latin letters only: no other script is written in camelCase, and some fold to capitals.
func upper(r rune) bool { return r <= unicode.MaxLatin1 && unicode.IsUpper(r) }
func lower(r rune) bool { return r <= unicode.MaxLatin1 && unicode.IsLower(r) }
