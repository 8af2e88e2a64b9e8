package table

import (
	"fmt"
	"unicode/utf8"
)

// ParseDelimiter reads what a configuration says of the delimiter: one ASCII character, the word tab, or nothing for
// finding out, which is 0.
func ParseDelimiter(text string) (rune, error) {
	switch {
	case text == "":
		return 0, nil
	case text == "tab":
		return '\t', nil
	case len(text) == 1 && text[0] < utf8.RuneSelf && text[0] != '"' && text[0] != '\r' && text[0] != '\n':
		return rune(text[0]), nil
	default:
		return 0, fmt.Errorf("`delimiter:` is %q, but must be one character such as ; or the word tab", text)
	}
}
