package fold_test

import (
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"reconcile/internal/fold"
)

func TestWordsAreComparedWithoutCaseAccentsAndWidth(t *testing.T) {
	for given, want := range map[string]string{
		"": "", "ana": "ana", " Ana  López ": "ana lopez", "ÁRBOL": "arbol", "Łukasz": "lukasz", "Straße": "strasse",
		"Ærø": "aero", "ﬁnance": "finance", "Ｗｉｄｅ": "wide", "İstanbul": "istanbul", "a\tb\nc": "a b c", "ñ": "n", "N\u0303andu": "nandu",
	} {
		if got := fold.Text(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestHeadersAreComparedWithoutPunctuationAndOrder(t *testing.T) {
	for _, same := range [][]string{
		{"Work Email", "E-mail (work)", "workEmail", "email_work", "WORK E-MAIL", "work mail"},
		{"Fecha de alta", "fecha_de_alta", "FECHA DE ALTA", "fechaDeAlta"},
		{"Nº empleado", "no. empleado", "NO EMPLEADO"},
	} {
		for _, h := range same {
			if fold.Header(h) != fold.Header(same[0]) {
				t.Errorf("%q is %q, %q is %q", h, fold.Header(h), same[0], fold.Header(same[0]))
			}
		}
	}
	if fold.Header("start") == fold.Header("end") {
		t.Error("different headers are the same")
	}
}

func TestAddressesAreComparedInASCIILowerCaseAndIDNA(t *testing.T) {
	for given, want := range map[string]string{
		" Ana@Acme.Example ": "ana@acme.example", "ana@BÜCHER.example": "ana@xn--bcher-kva.example", "jösé@acme.example": "jösé@acme.example",
		"ＡＮＡ@acme.example": "ＡＮＡ@acme.example",
	} {
		got, ok := fold.Email(given)
		if !ok || got != want {
			t.Errorf("%q: got %q, %v, want %q", given, got, ok, want)
		}
	}
	for _, none := range []string{"", "-", "n/a", "none", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\x00c", "a\n@b"} {
		if got, ok := fold.Email(none); ok {
			t.Errorf("%q counts as the address %q", none, got)
		}
	}
	a, _ := fold.Email("ana@acme.example")
	b, _ := fold.Email("аna@acme.example") // Cyrillic
	if a == b {
		t.Error("letters that look alike are the same")
	}
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		words, keys   bool
	}{
		{"*", "anything", true, true},
		{"team:*", "team:dev", true, true},
		{"team:*", "TEAM:dev", true, true},
		{"*Developer*", "Senior developer II", true, true},
		{"developer", "Senior developer", false, false},
		{"Córdoba", "cordoba", true, false},
		{"a?c", "abc", true, true},
		{"a?c", "ac", false, false},
		{`a\*c`, "a*c", true, true},
		{`a\*c`, "abc", false, false},
		{"*@client.example", "jo@client.example", true, true},
		{"*a*b*c*", "xxaxxbxxcxx", true, true},
		{"*a*b*c*", "xxcxxbxxaxx", false, false},
		{"* dev", "senior dev", true, true},
		{"* dev", "seniordev", false, false},
	} {
		g, err := fold.CompileGlob(c.pattern)
		if err != nil || g.Match(c.text) != c.words {
			t.Errorf("%q as words on %q: not %v (%v)", c.pattern, c.text, c.words, err)
		}
		g, err = fold.CompileKeyGlob(c.pattern)
		if err != nil || g.Match(c.text) != c.keys {
			t.Errorf("%q as keys on %q: not %v (%v)", c.pattern, c.text, c.keys, err)
		}
	}
	for _, bad := range []string{"", "  ", `a\`, strings.Repeat("x", 2000), "\xff"} {
		if _, err := fold.CompileGlob(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	g, err := fold.CompileKeyGlob(strings.Repeat("a*", 400) + "b")
	if err != nil || g.Match(strings.Repeat("a", 3000)) {
		t.Errorf("a hostile pattern: %v", err)
	}
}

func TestAGlobEqualsThePlainMatcher(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pattern := rapid.StringOfN(rapid.SampledFrom([]rune("ab*?")), 1, 8, -1).Draw(rt, "pattern")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab")), 0, 8, -1).Draw(rt, "text")
		g, err := fold.CompileKeyGlob(pattern)
		if err != nil {
			rt.Fatal(err)
		}
		if want, _ := path.Match(pattern, text); g.Match(text) != want {
			rt.Fatalf("%q on %q: not %v", pattern, text, want)
		}
	})
}

func TestTextFromOutsideIsSafeToShow(t *testing.T) {
	for given, want := range map[string]string{
		"plain": "plain", "José 🚀": "José 🚀", "a\x1b[31mb": "a␛[31mb", "a\r\nb": "a␍␊b", "a\u202eb": "a<U+202E>b", "a\u009bb": "a<U+009B>b",
		"a\xffb": "a\ufffdb", "שלום": "שלום", "a\u2028b": "a<U+2028>b", "\x7f": "␡",
	} {
		if got := fold.Clean(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestAWordIsSuggestedWhereItIsClose(t *testing.T) {
	known := []string{"department", "division", "team"}
	for word, want := range map[string]string{
		"departement": ", did you mean `department`?", "Departmnet": ", did you mean `department`?", "taem": ", did you mean `team`?",
		"salary": "", "": "",
	} {
		if got := fold.Suggest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func FuzzFolds(f *testing.F) {
	for _, s := range []string{"Ana López", "ﬁ", "İ", "ß", "a@b", "ΰ", "ẛ̣", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := fold.Text(s); utf8.ValidString(s) && fold.Text(once) != once {
			t.Errorf("Text is not idempotent on %q: %q, %q", s, once, fold.Text(once))
		}
		if once := fold.Header(s); utf8.ValidString(s) && fold.Header(once) != once {
			t.Errorf("Header is not idempotent on %q: %q, %q", s, once, fold.Header(once))
		}
		if once := fold.Clean(s); fold.Clean(once) != once {
			t.Errorf("Clean is not idempotent on %q", s)
		}
		if once, ok := fold.Email(s); ok {
			if again, ok := fold.Email(once); !ok || again != once {
				t.Errorf("Email is not idempotent on %q: %q, %q", s, once, again)
			}
		}
		if g, err := fold.CompileGlob(s); err == nil {
			g.Match(s)
		}
	})
}
