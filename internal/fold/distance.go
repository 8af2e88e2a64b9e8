package fold

// Far is the distance of texts that have nothing to do with each other; no greater one is reported.
const Far = 32

// Distance returns how many letters must be inserted, deleted, replaced or swapped with their neighbour to make b of a
// (optimal string alignment), at most Far. Texts of which one is longer than Far runes are Far apart unless equal.
func Distance(a, b string) int {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	if len(x) > Far || len(y) > Far {
		return Far
	}
	var rows [3][Far + 1]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(y) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(y)]
}
