package table

import (
	"math"
	"strconv"
	"strings"
)

// maxExact is up to where a workbook's numbers, which are float64, tell all integers apart.
const maxExact = 1 << 53

// number returns the text of a number as a workbook stores it: 1042 for 1042.0 and 1.042E3. Digits alone stay as they
// are. ok is false for what is no number, and for an integer in scientific notation that has lost digits, as an id of
// 17 digits has.
func number(stored string) (text string, ok bool) {
	if stored != "" && strings.Trim(stored, "0123456789") == "" {
		return stored, true
	}
	f, err := strconv.ParseFloat(stored, 64)
	switch {
	case err != nil || math.IsInf(f, 0) || math.IsNaN(f):
		return "", false
	case f == math.Trunc(f):
		if math.Abs(f) >= maxExact {
			return "", false
		}
		return strconv.FormatInt(int64(f), 10), true
	default:
		return strconv.FormatFloat(f, 'f', -1, 64), true
	}
}
