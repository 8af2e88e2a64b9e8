package table

import "fmt"

// ParseDelimiter reads what a configuration says of the delimiter: one ASCII character, the word tab, or nothing for
// finding out, which is 0.
func ParseDelimiter(text string) (rune, error) {
	switch {
	case text == "":
		return 0, nil
	case text == "tab":
		return '\t', nil
	case len(text) == 1 && separates(rune(text[0])):
		return rune(text[0]), nil
	default:
		return 0, fmt.Errorf("`delimiter:` is %q, but must be one character such as ; or the word tab", text)
	}
}
