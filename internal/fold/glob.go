package fold

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Glob is a compiled pattern. In a pattern `*` stands for any run of characters, also none, `?` for one character, and
// `\` takes the meaning from the next one. A Glob may be used from any goroutine; the zero Glob fits only "".
type Glob struct {
	source string
	// pieces are what stands between the stars, folded.
	pieces []piece
	fold   func(string) string
}

// piece is text in which one stands for any character; gaps says that it has such.
type piece struct {
	text string
	gaps bool
}

// one and many are noncharacters (Unicode 23.7), which no fold touches: they stand for ? and * while a pattern is folded.
const (
	one  = '\uFDD0'
	many = '\uFDD1'
)

// maxGlob is the greatest length of a pattern in bytes: matching takes pattern times text at worst.
const maxGlob = 1024

// CompileGlob returns a pattern over Text: case, accents and the amount of white space do not matter.
func CompileGlob(pattern string) (Glob, error) { return compile(pattern, Text) }

// CompileKeyGlob returns a pattern over Key, for logins, addresses and entitlements: only ASCII case does not matter.
func CompileKeyGlob(pattern string) (Glob, error) { return compile(pattern, Key) }

func compile(pattern string, fold func(string) string) (Glob, error) {
	if len(pattern) > maxGlob {
		return Glob{}, fmt.Errorf("a pattern of %d bytes is too long: at most %d", len(pattern), maxGlob)
	}
	if strings.ContainsRune(pattern, one) || strings.ContainsRune(pattern, many) || !utf8.ValidString(pattern) {
		return Glob{}, fmt.Errorf("the pattern %q is not text", pattern)
	}
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
			continue
		case r == '?':
			r = one
		case r == '*':
			r = many
		}
		b.WriteRune(r)
	}
	if escaped {
		return Glob{}, errors.New(`the pattern ends with a single \: write \\ for the character itself`)
	}
	g := Glob{source: pattern, fold: fold}
	for _, text := range strings.Split(fold(b.String()), string(many)) {
		g.pieces = append(g.pieces, piece{text: text, gaps: strings.ContainsRune(text, one)})
	}
	return g, nil
}

// String returns the pattern as it was written.
func (g Glob) String() string { return g.source }

// IsLiteral reports whether the pattern has neither * nor ?: it fits one text only.
func (g Glob) IsLiteral() bool { return len(g.pieces) == 0 || len(g.pieces) == 1 && !g.pieces[0].gaps }

// Match reports whether the pattern fits all of s.
func (g Glob) Match(s string) bool {
	if g.fold != nil {
		s = g.fold(s)
	}
	return g.MatchFolded(s)
}

// MatchFolded is Match for a text that is already in the pattern's form: of Text, or for CompileKeyGlob of Key.
func (g Glob) MatchFolded(s string) bool {
	if len(g.pieces) == 0 {
		return s == ""
	}
	n := g.pieces[0].prefix(s)
	last := len(g.pieces) - 1
	if n < 0 || last == 0 {
		return n == len(s)
	}
	// Each piece takes the first place where it fits, the last one the end: no other choice could fit more.
	s = s[n:]
	for _, p := range g.pieces[1:last] {
		end := p.find(s)
		if end < 0 {
			return false
		}
		s = s[end:]
	}
	return g.pieces[last].ends(s)
}

// prefix returns how much of s the piece fits at its start, -1 if it does not.
func (p piece) prefix(s string) int {
	if !p.gaps {
		if strings.HasPrefix(s, p.text) {
			return len(p.text)
		}
		return -1
	}
	at := 0
	for _, want := range p.text {
		if at == len(s) {
			return -1
		}
		have, size := utf8.DecodeRuneInString(s[at:])
		if want != one && want != have {
			return -1
		}
		at += size
	}
	return at
}

// find returns where the first fit of the piece in s ends, -1 if there is none.
func (p piece) find(s string) int {
	if !p.gaps {
		if i := strings.Index(s, p.text); i >= 0 {
			return i + len(p.text)
		}
		return -1
	}
	for at := 0; at < len(s); {
		if n := p.prefix(s[at:]); n >= 0 {
			return at + n
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return -1
}

// ends reports whether the piece fits the end of s.
func (p piece) ends(s string) bool {
	if !p.gaps {
		return strings.HasSuffix(s, p.text)
	}
	start := len(s)
	for range utf8.RuneCountInString(p.text) {
		if start == 0 {
			return false
		}
		_, size := utf8.DecodeLastRuneInString(s[:start])
		start -= size
	}
	return p.prefix(s[start:]) == len(s)-start
}
