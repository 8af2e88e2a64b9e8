package fold

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLatinLettersFoldInATextAsEachFoldsByItself(t *testing.T) {
	letter := rapid.OneOf(
		rapid.RuneFrom([]rune(" \t\r\nAaZz.'-\u00a0\u0301\u200b")),
		rapid.Map(rapid.IntRange(1, 0x190), func(i int) rune { return rune(i) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(letter).Draw(t, "s")
		if got, ok := foldLatin(s); ok && got != foldAny(s) {
			t.Fatalf("%q folds to %q, and as any text to %q", s, got, foldAny(s))
		}
	})
}

func TestEveryLatinLetterFoldsAsAnyOther(t *testing.T) {
	n := 0
	for r := rune(0x80); r < 0x3000; r++ {
		if got := latin(r); got != "" {
			n++
			if want := foldAny(string(r)); got != want {
				t.Errorf("%c folds to %q, and as any text to %q", r, got, want)
			}
		}
	}
	if n == 0 {
		t.Error("there are none")
	}
}
