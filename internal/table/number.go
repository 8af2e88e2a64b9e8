package table

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// maxExact is up to where a workbook's numbers, which are float64, tell all integers apart.
const maxExact = 1 << 53

// number returns the text of a number as a workbook stores it: 1042 for 1042.0 and 1.042E3. Digits alone stay as they
// are. fault is "" unless it is no number, or an integer so large that it may have lost digits, as an id of 17 has:
// some programs write even those as digits alone.
func number(stored string) (text, fault string) {
	f, err := strconv.ParseFloat(stored, 64)
	switch {
	case strings.Trim(stored, "0123456789+-.eE") != "" || err != nil && !errors.Is(err, strconv.ErrRange):
		return "", "which is none"
	case err != nil || math.Abs(f) >= maxExact && f == math.Trunc(f):
		return "", "which has lost digits"
	case strings.Trim(stored, "0123456789") == "":
		return stored, ""
	case f == math.Trunc(f):
		return strconv.FormatInt(int64(f), 10), ""
	default:
		return strconv.FormatFloat(f, 'f', -1, 64), ""
	}
}
