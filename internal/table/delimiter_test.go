package table_test

import (
	"testing"

	"reconcile/internal/table"
)

func TestADelimiterIsOneCharacterOrTheWordTab(t *testing.T) {
	for text, want := range map[string]rune{"": 0, "tab": '\t', "\t": '\t', ";": ';', "^": '^', " ": ' '} {
		if got, err := table.ParseDelimiter(text); got != want || err != nil {
			t.Errorf("%q is %q: %v", text, got, err)
		}
	}
	for _, text := range []string{"é", "\xff", "\x00", "\"", "\n", "\r", "Tab", ";;", "::"} {
		if got, err := table.ParseDelimiter(text); got != 0 || err == nil {
			t.Errorf("%q is %q and ought to be refused", text, got)
		}
	}
}
