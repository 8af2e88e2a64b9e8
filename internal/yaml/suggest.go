package yaml

import "strings"

// Suggest returns ", did you mean `department`?" where one of the known words is close to the given one, "" otherwise.
// Case, accents and the kind of dash do not count.
func Suggest(word string, known []string) string {
	best, distance := "", 1000
	plain := plainWord(word)
	if len(plain) == 0 || len(plain) > 64 {
		return ""
	}
	for _, k := range known {
		if k == word {
			continue
		}
		p := plainWord(k)
		if len(p) > 64 {
			continue
		}
		if d := editDistance(plain, p); d < distance && d <= max(1, min(len(plain), len(p))/3) {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean `" + best + "`?"
}

func plainWord(word string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return '_'
		}
		return r
	}, strings.ToLower(word)))
}

// editDistance counts the insertions, deletions, replacements and swaps of neighbours that turn a into b.
func editDistance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
