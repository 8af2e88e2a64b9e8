package members

import (
	"strconv"
	"strings"

	"reconcile/internal/fold"
)

// text returns a row's cell, fit to be shown; "" for a column there is not.
func text(row []string, column int) string {
	if column < 0 {
		return ""
	}
	return clean(row[column])
}

// clean returns text that is safe to show, on one line.
func clean(text string) string { return fold.Line(text) }

// quote makes text from outside fit for a message.
func quote(text string) string { return strconv.Quote(short(text)) }

// short is clean, and shortened.
func short(text string) string {
	const most = 80
	text = clean(text)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// isError reports whether a cell is what spreadsheets write where a formula failed (ECMA-376 part 1, 18.17.3).
func isError(cell string) bool {
	if cell == "" || cell[0] != '#' {
		return false
	}
	switch cell {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA":
		return true
	}
	return false
}

// isTotal reports whether a text begins as a line of totals does: "Total: 57 users".
func isTotal(text string) bool {
	const most = 64
	if len(text) > most {
		return false
	}
	words := strings.FieldsFunc(fold.Text(text), func(r rune) bool { return strings.ContainsRune(" :=", r) })
	if len(words) > 1 && words[0] == "grand" {
		words = words[1:]
	}
	switch {
	case len(words) == 0:
		return false
	case words[0] == "total", words[0] == "totals", words[0] == "totales", words[0] == "subtotal":
		return true
	}
	return false
}

// metWords remembers what cells mean, so that each is folded once.
type metWords[T any] map[string]T

// maxMet bounds such a memory: in a column where hardly a cell is met twice, it gains nothing.
const maxMet = 1 << 10

func (m metWords[T]) meaning(cell string, meanings words[T]) (meaning T, known bool) {
	if meaning, known = m[cell]; known {
		return meaning, true
	}
	if meaning, known = meanings[fold.Text(cell)]; known && len(m) < maxMet {
		m[strings.Clone(cell)] = meaning
	}
	return meaning, known
}
