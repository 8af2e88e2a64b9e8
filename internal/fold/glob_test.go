package fold_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/fold"
)

func TestAPatternOfTextIgnoresCaseAndAccents(t *testing.T) {
	for _, c := range []struct {
		pattern string
		fits    []string
		not     []string
	}{
		{"sales", []string{"Sales", " SALES ", "sáles"}, []string{"sales 2", "", "presales"}},
		{"sales*", []string{"sales", "Sales EMEA"}, []string{"presales"}},
		{"*sales", []string{"sales", "Pre-Sales"}, []string{"sales 2"}},
		{"*é*n", []string{"engineering then", "en", "Eden"}, []string{"ne", "one!"}},
		{"dev ? team", []string{"dev a team", "DEV  Ñ  team"}, []string{"dev team", "dev ab team"}},
		{"a?*?b", []string{"axyb", "axxxb"}, []string{"axb", "ab"}},
		{`100\*`, []string{"100*"}, []string{"100x", "1000"}},
		{`why\?`, []string{"Why?"}, []string{"whyx"}},
		{`a\\b`, []string{`A\b`}, []string{"ab"}},
		{"*", []string{"", "anything"}, nil},
		{"**a**", []string{"a", "bab"}, []string{"", "b"}},
		{"ab*ba", []string{"abba", "abxba"}, []string{"aba"}},
		{"", []string{"", " "}, []string{"a"}},
	} {
		g, err := fold.CompileGlob(c.pattern)
		if err != nil {
			t.Errorf("%q: %v", c.pattern, err)
			continue
		}
		for _, s := range c.fits {
			if !g.Match(s) || !g.MatchFolded(fold.Text(s)) {
				t.Errorf("%q does not fit %q", c.pattern, s)
			}
		}
		for _, s := range c.not {
			if g.Match(s) {
				t.Errorf("%q fits %q", c.pattern, s)
			}
		}
		if g.String() != c.pattern {
			t.Errorf("%q shows as %q", c.pattern, g)
		}
	}
}

func TestAPatternOfKeysIgnoresOnlyASCIICase(t *testing.T) {
	g, err := fold.CompileKeyGlob("JOSÉ*@Acme.com")
	if err != nil {
		t.Fatal(err)
	}
	if !g.Match("josÉ.n@ACME.com") || g.Match("jose.n@acme.com") || g.Match("josé.n@acme.com") {
		t.Error("accents must matter, ASCII case must not")
	}
}

func TestAPatternWithoutStarsIsLiteral(t *testing.T) {
	for pattern, want := range map[string]bool{
		"sales": true, `100\*`: true, "": true, "sales*": false, "?": false, "a*b": false,
	} {
		if g, err := fold.CompileGlob(pattern); err != nil || g.IsLiteral() != want {
			t.Errorf("%q: literal %v, %v", pattern, g.IsLiteral(), err)
		}
	}
	if !(fold.Glob{}).IsLiteral() || !(fold.Glob{}).Match("") || (fold.Glob{}).Match("a") {
		t.Error("the zero pattern fits the empty text only")
	}
}

func TestABrokenPatternIsRefused(t *testing.T) {
	for _, pattern := range []string{`a\`, strings.Repeat("a", 2000), "a\uFDD0", "\xff"} {
		if _, err := fold.CompileGlob(pattern); err == nil {
			t.Errorf("%.10q is a pattern", pattern)
		}
	}
}

// fits is the model: the definition, without care for time.
func fits(pattern, s []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(s) == 0
	case pattern[0] == '*':
		return fits(pattern[1:], s) || len(s) > 0 && fits(pattern, s[1:])
	case len(s) == 0:
		return false
	case pattern[0] == '\\':
		return pattern[1] == s[0] && fits(pattern[2:], s[1:])
	default:
		return (pattern[0] == '?' || pattern[0] == s[0]) && fits(pattern[1:], s[1:])
	}
}

func TestAPatternFitsWhatItsDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(rapid.SampledFrom(
			[]string{"a", "b", "日", "*", "?", `\*`, `\?`, `\\`}), 0, 8).Draw(t, "pattern"), "")
		s := rapid.StringOfN(rapid.SampledFrom([]rune(`ab日*?\`)), 0, 10, -1).Draw(t, "text")
		for _, compile := range []func(string) (fold.Glob, error){fold.CompileGlob, fold.CompileKeyGlob} {
			g, err := compile(pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := g.Match(s), fits([]rune(pattern), []rune(s)); got != want {
				t.Fatalf("%q fits %q: %v, want %v", pattern, s, got, want)
			}
		}
	})
}

// TestAHostilePatternIsMatchedInTime would not end with a matcher that goes back exponentially.
func TestAHostilePatternIsMatchedInTime(t *testing.T) {
	g, err := fold.CompileGlob(strings.Repeat("a*?", 300) + "b")
	if err != nil {
		t.Fatal(err)
	}
	if g.Match(strings.Repeat("a", 10000)) {
		t.Error("it fits")
	}
}

func FuzzGlob(f *testing.F) {
	f.Add("a*b?", "axxbc")
	f.Add("\\", "")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		g, err := fold.CompileGlob(pattern)
		if err != nil {
			return
		}
		if g.Match(s) != g.MatchFolded(fold.Text(s)) {
			t.Error("a folded text fits differently")
		}
	})
}

func TestTheDistanceCountsEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"abc", "abc", 0},
		{"abc", "acb", 1},
		{"abc", "ab", 1},
		{"abc", "abcd", 1},
		{"abc", "xbc", 1},
		{"departament", "department", 1},
		{"kitten", "sitting", 3},
		{"", "abc", 3},
		{"ñandú", "nandu", 2},
		{strings.Repeat("a", 100), "b", fold.Far},
		{strings.Repeat("a", 100), strings.Repeat("a", 100), 0},
	} {
		if got := fold.Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) is %d, want %d", c.a, c.b, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringMatching("[abc]{0,40}").Draw(t, "a"), rapid.StringMatching("[abc]{0,40}").Draw(t, "b")
		d := fold.Distance(a, b)
		if d != fold.Distance(b, a) || (d == 0) != (a == b) || d > fold.Far {
			t.Fatalf("Distance(%q, %q) is %d, the other way %d", a, b, d, fold.Distance(b, a))
		}
	})
}

func TestASlipOfThePenGetsASuggestion(t *testing.T) {
	known := []string{"department", "division", "work_email"}
	for word, want := range map[string]string{
		"departament": ", did you mean `department`?", "Work-Email": ", did you mean `work_email`?",
		"salary": "", "": "", "department": "",
	} {
		if got := fold.Suggest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
