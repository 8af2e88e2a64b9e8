package fold

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxGlob bounds a pattern, in bytes.
const maxGlob = 1000

// Glob is a compiled pattern: * stands for any run of characters, ? for one, \ takes the next as it is. Matching takes
// time in proportion to pattern times text.
type Glob struct {
	source string
	tokens []token
	// literal is the folded text of a pattern without * and ?.
	literal string
	exact   bool
	fold    func(string) string
}

type token struct {
	kind tokenKind
	r    rune
}

type tokenKind uint8

const (
	character tokenKind = iota
	anyOne
	anyRun
)

// CompileGlob compiles a pattern that compares words, as Text does.
func CompileGlob(pattern string) (Glob, error) { return compile(pattern, Text, collapse) }

// CompileKeyGlob compiles a pattern that compares ids, logins, addresses and entitlement keys, as Key does.
func CompileKeyGlob(pattern string) (Glob, error) { return compile(pattern, Key, lowered) }

// collapse folds a piece of a pattern, whose outer blanks count.
func collapse(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range words(s) {
		space := r == ' ' || r == '\t' || r == '\n' || r == '\r'
		if !space {
			b.WriteRune(r)
		} else if !blank {
			b.WriteByte(' ')
		}
		blank = space
	}
	return b.String()
}

func compile(pattern string, whole, piece func(string) string) (Glob, error) {
	pattern = strings.TrimSpace(pattern)
	g := Glob{source: pattern, fold: whole, exact: true}
	if pattern == "" {
		return g, errors.New("the pattern is empty")
	}
	if len(pattern) > maxGlob || !utf8.ValidString(pattern) {
		return g, fmt.Errorf("the pattern is longer than %d bytes, or no text", maxGlob)
	}
	var text strings.Builder
	flush := func() {
		for _, r := range piece(text.String()) {
			g.tokens = append(g.tokens, token{r: r})
		}
		text.Reset()
	}
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			text.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '*' || r == '?':
			flush()
			g.exact = false
			kind := anyOne
			if r == '*' {
				kind = anyRun
			}
			if n := len(g.tokens); n == 0 || kind == anyOne || g.tokens[n-1].kind != anyRun {
				g.tokens = append(g.tokens, token{kind: kind})
			}
		default:
			text.WriteRune(r)
		}
	}
	if escaped {
		return g, errors.New(`the pattern ends in \: write \\ for the character itself`)
	}
	if g.exact {
		g.literal = whole(text.String())
	}
	flush()
	return g, nil
}

// String returns the pattern as written.
func (g Glob) String() string { return g.source }

// IsLiteral reports whether the pattern fits one text only.
func (g Glob) IsLiteral() bool { return g.exact }

// Match reports whether the pattern fits a text.
func (g Glob) Match(s string) bool {
	if g.fold == nil {
		return false
	}
	return g.MatchFolded(g.fold(s))
}

// MatchFolded is Match for a text that is in the pattern's form already: Text's or Key's.
func (g Glob) MatchFolded(s string) bool {
	if g.exact {
		return s == g.literal && g.fold != nil
	}
	// star and mark are where to go back to: the last * and the text it has swallowed.
	t, star, mark := 0, -1, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case t < len(g.tokens) && g.tokens[t].kind == anyRun:
			star, mark = t, i
			t++
		case t < len(g.tokens) && (g.tokens[t].kind == anyOne || g.tokens[t].r == r):
			t++
			i += size
		case star >= 0:
			_, skip := utf8.DecodeRuneInString(s[mark:])
			mark += skip
			t, i = star+1, mark
		default:
			return false
		}
	}
	for t < len(g.tokens) && g.tokens[t].kind == anyRun {
		t++
	}
	return t == len(g.tokens) && len(g.tokens) > 0
}
