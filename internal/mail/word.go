package mail

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// wordOpen and wordClose are around what an encoded word says, RFC 2047 section 2.
	wordOpen, wordClose = "=?utf-8?q?", "?="
	// wordRoom is the room that an encoded word has for its text: with the longest of our header names before it, it stays
	// within a line.
	wordRoom = 50
)

// phrase writes a display name: quoted, or encoded where quotes do not carry it.
func phrase(name string) string {
	if words := strings.Split(name, " "); !hasGap(words) && !slices.ContainsFunc(words, func(w string) bool { return !isPlain(w) }) {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
		return `"` + quoted + `"`
	}
	return encode(name)
}

// encodeText writes text for a header: plain words as they are, a run of others as encoded words. What stands in angle
// brackets is an identifier or an address, and is never encoded as long as it is ASCII.
func encodeText(text string) string {
	words := strings.Split(text, " ")
	if hasGap(words) {
		return encode(text)
	}
	var out []string
	for begin := 0; begin < len(words); {
		end := begin + 1
		for isPlain(words[begin]) && end < len(words) && isPlain(words[end]) ||
			!isPlain(words[begin]) && end < len(words) && !isPlain(words[end]) {
			end++
		}
		run := strings.Join(words[begin:end], " ")
		if !isPlain(words[begin]) {
			run = encode(run)
		}
		out = append(out, run)
		begin = end
	}
	return strings.Join(out, " ")
}

// hasGap reports whether there are spaces at an end or beside each other, which folding would lose.
func hasGap(words []string) bool { return slices.Contains(words, "") }

// isPlain reports whether a word may stand in a header as it is.
func isPlain(word string) bool {
	bracketed := strings.HasPrefix(word, "<") && strings.HasSuffix(word, ">") && len(word) < 900
	return isASCII(word) && !strings.Contains(word, "=?") && (bracketed || len(word) < lineGoal-20)
}

// encode writes text as encoded words in the Q encoding, RFC 2047 section 4.2, with the letters that section 5 allows
// everywhere. A character is never split between two words.
func encode(text string) string {
	var out, word strings.Builder
	for _, r := range text {
		next := encodeRune(r)
		if word.Len()+len(next) > wordRoom {
			out.WriteString(wordOpen + word.String() + wordClose + " ")
			word.Reset()
		}
		word.WriteString(next)
	}
	out.WriteString(wordOpen + word.String() + wordClose)
	return out.String()
}

func encodeRune(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("!*+-/", r):
		return string(r)
	}
	var out strings.Builder
	for _, b := range utf8.AppendRune(nil, r) {
		fmt.Fprintf(&out, "=%02X", b)
	}
	return out.String()
}
