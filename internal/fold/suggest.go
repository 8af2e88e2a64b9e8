package fold

import "strings"

// Suggest returns ", did you mean `department`?" where one of the known words is close to the given one, "" otherwise.
// Case, accents and the kind of dash do not count.
func Suggest(word string, known []string) string {
	plain := dashes(Text(word))
	if plain == "" {
		return ""
	}
	best, least := "", Far
	for _, k := range known {
		other := dashes(Text(k))
		if k == word {
			continue
		}
		if d := Distance(plain, other); d < least && d <= max(1, min(len(plain), len(other))/3) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean `" + Clean(best) + "`?"
}

func dashes(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return '_'
		}
		return r
	}, s)
}
