package reports

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAShortenedValueKeepsBothEnds(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"e1001", 5, "e1001"},
		{"repo:acme-apps/mobile-client=admin", 20, "repo:acme-…ent=admin"},
		{"山田太郎商事株式会社", 9, "山田…会社"},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301…e\u0301"},
		{"abcdef", 2, "ab"},
	} {
		if got := shorten(c.s, c.n); got != c.want {
			t.Errorf("%q in %d columns is %q, want %q", c.s, c.n, got, c.want)
		}
	}
}

func TestAShortenedTextFitsAndAnOtherStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := clean(rapid.String().Draw(t, "text")), rapid.IntRange(1, 40).Draw(t, "columns")
		got := shorten(s, n)
		if columns(got) > n || columns(s) <= n && got != s {
			t.Errorf("%q in %d columns is %q", s, n, got)
		}
	})
}

func TestWrappingLosesNothingAndBreaksNoWordThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z界]{1,30}`)).Draw(t, "words")
		n := rapid.IntRange(10, 60).Draw(t, "columns")
		lines := wrap(strings.Join(words, " "), n)
		if got, want := strings.Join(lines, ""), strings.Join(words, ""); strings.ReplaceAll(got, " ", "") != want {
			t.Errorf("%q became %q", want, got)
		}
		text := " " + strings.Join(lines, " ") + " "
		for _, word := range words {
			if columns(word) <= n && !strings.Contains(text, " "+word+" ") {
				t.Errorf("%q fits into %d columns and is broken in %q", word, n, lines)
			}
		}
		for _, line := range lines {
			if columns(line) > n {
				t.Errorf("%q is wider than %d columns", line, n)
			}
		}
	})
}

func TestALetterKeepsNoMoreMarksThanAScriptNeeds(t *testing.T) {
	if got, want := clean("e"+strings.Repeat("\u0301", 9)+"x\u0301"), "e"+strings.Repeat("\u0301", marks)+"x\u0301"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSharesAreNeverRoundedToAllOrNothing(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{{0, 0, "-"}, {0, 9, "0%"}, {1, 1000, "<1%"}, {999, 1000, "99%"}, {9, 9, "100%"}} {
		if got := share(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.part, c.whole, got, c.want)
		}
	}
}

func TestNumbersOfManyDigitsAreGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -999: "-999", 1234567: "1,234,567"} {
		if got := number(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
