package fold_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"reconcile/internal/fold"
)

func TestTextIsComparedWithoutCaseAccentsAndWhiteSpace(t *testing.T) {
	for _, same := range [][]string{
		{"josé núñez", "José Núñez", "JOSE  NUNEZ", " jose\u00a0nunez ", "JOSE\u0301 NUN\u0303EZ", "Jose\tNunez\r\n"},
		{"strasse", "Straße", "STRASSE", "STRAẞE"},
		{"aeroskobing", "Ærøskøbing"},
		{"lodz", "Łódź", "ŁÓDŹ"},
		{"thor", "Þór"},
		{"oeuvre", "Œuvre"},
		{"istanbul", "İstanbul", "ıstanbul", "ISTANBUL"},
		{"dakovo", "Đakovo", "Ðakovo"},
		{"office", "oﬃce", "ＯＦＦＩＣＥ", "of\u200bfice", "off\u00adice", "\ufeffOffice"},
		{"σοφοσ", "ΣΟΦΟΣ", "σοφος"},
		{"", " ", "\t\n", "\u00a0"},
	} {
		for _, s := range same {
			if got := fold.Text(s); got != fold.Text(same[0]) {
				t.Errorf("Text(%q) is %q, want %q", s, got, same[0])
			}
		}
	}
	if fold.Text("Sales") == fold.Text("Sales 2") {
		t.Error("different words are equal")
	}
}

func TestHeadersAreComparedWithoutOrderAndPunctuation(t *testing.T) {
	for _, same := range [][]string{
		{"Work Email", "E-mail (work)", "email_work", "workEmail", "WORK E-MAIL", "Mail work", "Email: Work", "WorkE-mail"},
		{"Fecha de alta", "FECHA DE ALTA", "fecha_de_alta", "Alta (fecha de)"},
		{"employee id", "EmployeeID", "employeeId", "Employee-ID", "ID employee", "Employee\nID"},
		{"HR status", "HRStatus", "hr_status"},
		{"nº empleado", "No. Empleado"},
		{"Número", "numero"},
		{"employee #", "Employee Number"},
	} {
		for _, s := range same {
			if got, want := fold.Header(s), fold.Header(same[0]); got != want {
				t.Errorf("Header(%q) is %q, of %q %q", s, got, same[0], want)
			}
		}
	}
	if fold.Header("start date") == fold.Header("end date") {
		t.Error("different headers are equal")
	}
}

func TestAnAddressIsComparedByItsASCIICaseAndItsDomain(t *testing.T) {
	for s, want := range map[string]string{
		"ada@acme.com":         "ada@acme.com",
		"  Ada.L@ACME.com\n":   "ada.l@acme.com",
		"ada@Bücher.example":   "ada@xn--bcher-kva.example",
		"ada@BÜCHER.example":   "ada@xn--bcher-kva.example",
		"ada@XN--bcher-kva.EX": "ada@xn--bcher-kva.ex",
		"ada+test@acme.com":    "ada+test@acme.com",
		"JOSÉ@acme.com":        "josÉ@acme.com",
		"o'brien@acme.com":     "o'brien@acme.com",
	} {
		if got, ok := fold.Email(s); !ok || got != want {
			t.Errorf("Email(%q) is %q, %v, want %q", s, got, ok, want)
		}
	}
}

func TestAPlaceholderIsNoAddress(t *testing.T) {
	for _, s := range []string{
		"", "-", "n/a", "N/A", "none", "@", "ada@", "@acme.com", "ada@b@c", "a b@acme.com", "ada@acme.com, b@acme.com",
		"Ada <ada@acme.com>", "ada\x00@acme.com", "ada@ac\tme.com", "ada\u202e@acme.com", "ada\u200b@acme.com",
		"ada@acme\xff.com", "mailto:ada@acme.com", "ada@acme.com;",
	} {
		if got, ok := fold.Email(s); ok {
			t.Errorf("Email(%q) is %q", s, got)
		}
	}
}

// Each pair would be equal under NFKC, UTS 46 or Unicode case mapping.
func TestALookAlikeAddressStaysDifferent(t *testing.T) {
	for a, b := range map[string]string{
		"ａda@acme.com":           "ada@acme.com",
		"ada@ａcme.com":           "ada@acme.com",
		"ada@acme。com":           "ada@acme.com",
		"ada@\u212aelvin.com":    "ada@kelvin.com",
		"ada@acm\u0130.com":      "ada@acmi.com",
		"\u212aarl@acme.com":     "karl@acme.com",
		"stra\u00dfe@acme.com":   "strasse@acme.com",
		"ada@stra\u00dfe.com":    "ada@strasse.com",
		"jose\u0301@acme.com":    "jos\u00e9@acme.com",
		"ada@\u0430cme.com":      "ada@acme.com",
		"ada@of\ufb01ce.example": "ada@office.example",
	} {
		x, xOK := fold.Email(a)
		y, yOK := fold.Email(b)
		if xOK && yOK && x == y {
			t.Errorf("%q and %q are one address, %q", a, b, x)
		}
	}
}

func TestAKeyLosesOnlyASCIICase(t *testing.T) {
	for s, want := range map[string]string{
		" Octo-Cat ": "octo-cat", "JOSÉ": "josÉ", "octocat": "octocat", "a  b": "a  b", "\u212a": "\u212a",
	} {
		if got := fold.Key(s); got != want {
			t.Errorf("Key(%q) is %q, want %q", s, got, want)
		}
	}
}

func TestWhatIsFoldedAlreadyCostsNothing(t *testing.T) {
	var sink string
	for name, f := range map[string]func(){
		"Text":  func() { sink = fold.Text("sales & marketing") },
		"Email": func() { sink, _ = fold.Email("ada.lovelace@acme.com") },
		"Key":   func() { sink = fold.Key("octo-cat") },
		"Clean": func() { sink = fold.Clean("Núñez, José") },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	_ = sink
}

func TestCleanShowsWhatActs(t *testing.T) {
	for s, want := range map[string]string{
		"plain, ñ and 日本":                   "plain, ñ and 日本",
		"\x1b[31mred":                       "␛[31mred",
		"a\nb\tc\r":                         "a␊b␉c␍",
		"\x7f\u0085\u009b":                  "␡" + `\u0085\u009b`,
		"a\u202eb\u2066c\u200f\u061c\u2028": `a\u202eb\u2066c\u200f\u061c\u2028`,
		"a\xffb":                            `a\xffb`,
		"a\ufffdb":                          "a\ufffdb",
		"\x00":                              "␀",
	} {
		if got := fold.Clean(s); got != want {
			t.Errorf("Clean(%q) is %q, want %q", s, got, want)
		}
	}
}

// TestEveryFoldIsIdempotent goes through every rune there is, between letters that it may join.
func TestEveryFoldIsIdempotent(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf8.ValidRune(r) && (unicode.IsGraphic(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			checkIdempotent(t, "a"+string(r)+"B")
		}
	}
}

func TestFoldsOfAnyTextAreIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkIdempotent(t, rapid.String().Draw(t, "text")) })
}

func checkIdempotent(t interface{ Errorf(string, ...any) }, s string) {
	for name, f := range map[string]func(string) string{
		"Text": fold.Text, "Header": fold.Header, "Key": fold.Key, "Clean": fold.Clean,
	} {
		if once := f(s); f(once) != once {
			t.Errorf("%s(%q) is %q, and of that %q", name, s, once, f(once))
		}
	}
	if once, ok := fold.Email(s + "@" + s); ok {
		if twice, still := fold.Email(once); !still || twice != once {
			t.Errorf("Email(%q) is %q, and of that %q, %v", s+"@"+s, once, twice, still)
		}
	}
}

func FuzzFolds(f *testing.F) {
	for _, s := range []string{"Ada Lovelace", "İſß\u0345", "e-mail E", "workEmail(2)", "\xff\xfe", "ada@Bücher.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkIdempotent(t, s)
		if c := fold.Clean(s); !utf8.ValidString(c) || strings.ContainsFunc(c, unicode.IsControl) {
			t.Errorf("Clean(%q) is %q", s, c)
		}
	})
}
