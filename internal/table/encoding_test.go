package table_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"reconcile/internal/table"
)

// encoded returns a text in an encoding.
func encoded(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func utf16le() encoding.Encoding { return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM) }
func utf16be() encoding.Encoding { return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM) }

const spanish = "Legajo;Nombre\r\n17;Begoña Núñez\r\n18;Íñigo Peña\r\n"

func TestEachEncodingIsFoundOut(t *testing.T) {
	for name, text := range map[string]string{
		"UTF-8":                    spanish,
		"UTF-8 with a mark":        "\xef\xbb\xbf" + spanish,
		"UTF-16LE with a mark":     "\xff\xfe" + encoded(t, utf16le(), spanish),
		"UTF-16BE with a mark":     "\xfe\xff" + encoded(t, utf16be(), spanish),
		"UTF-16LE without a mark":  encoded(t, utf16le(), spanish),
		"UTF-16BE without a mark":  encoded(t, utf16be(), spanish),
		"Windows-1252":             encoded(t, charmap.Windows1252, spanish),
		"ISO 8859-1, a part of it": encoded(t, charmap.ISO8859_1, spanish),
	} {
		t.Run(name, func(t *testing.T) {
			checkRows(t, write(t, "people.csv", text), csvOptions(), []string{"17", "Begoña Núñez"}, []string{"18", "Íñigo Peña"})
		})
	}
}

func TestAConfiguredEncodingCounts(t *testing.T) {
	for name, text := range map[string]string{
		"utf-8":        spanish,
		"UTF-8":        spanish,
		"utf-16le":     encoded(t, utf16le(), spanish),
		"utf-16be":     encoded(t, utf16be(), spanish),
		"windows-1252": encoded(t, charmap.Windows1252, spanish),
	} {
		t.Run(name, func(t *testing.T) {
			o := csvOptions()
			o.Encoding = name
			checkRows(t, write(t, "people.csv", text), o, []string{"17", "Begoña Núñez"}, []string{"18", "Íñigo Peña"})
		})
	}
	t.Run("even where the text could be another", func(t *testing.T) {
		o := csvOptions()
		o.Encoding = "windows-1252"
		checkRows(t, write(t, "people.csv", "id,name\n17,Begoña\n"), o, []string{"17", "BegoÃ±a"})
	})
}

func TestAnEncodingThatIsNotKnownIsRefused(t *testing.T) {
	o := csvOptions()
	o.Encoding = "latin\x1b9"
	checkProblem(t, write(t, "people.csv", spanish), o, `people.csv: the encoding "latin\x1b9" is not known; `+
		"write utf-8, utf-16le, utf-16be or windows-1252 under `encoding:`")
}

func TestAMarkAgainstTheConfigurationIsRefused(t *testing.T) {
	o := csvOptions()
	o.Encoding = "windows-1252"
	checkProblem(t, write(t, "people.csv", "\xef\xbb\xbf"+spanish), o,
		"people.csv: the file begins with the mark of utf-8, and `encoding:` is windows-1252; remove `encoding:`")
}

func TestOneBrokenCharacterFarDownIsNotReadAsAnother(t *testing.T) {
	rows := strings.Repeat("17,Begoña\n", 100_000)
	for name, c := range map[string]struct{ text, want string }{
		"among letters of UTF-8": {
			"id,name\n" + rows + "18,Pe\xf1a\n", "row 100002: the text is partly UTF-8 and partly not; save the file as UTF-8, " +
				"or say which `encoding:` it has",
		},
		"before letters of UTF-8": {
			"id,name\n18,Pe\xf1a\n" + rows, "row 2: the text is partly UTF-8 and partly not; save the file as UTF-8, " +
				"or say which `encoding:` it has",
		},
		"far below the letters of UTF-8": {
			"id,name\n17,Begoña\n" + strings.Repeat("17,Ana\n", 100_000) + "18,Pe\xf1a\n19,Pe\xf1a\n",
			"row 100003: the text is partly UTF-8 and partly not; save the file as UTF-8, or say which `encoding:` it has",
		},
		"that Windows-1252 does not have": {
			"id,name\n17,Ana\n18,Pe\x81a\n", "row 3: the text is neither UTF-8 nor Windows-1252; save the file as UTF-8",
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", c.text), csvOptions(), "people.csv, "+c.want)
		})
	}
	t.Run("nor where the encoding is configured", func(t *testing.T) {
		o := csvOptions()
		o.Encoding = "utf-8"
		checkProblem(t, write(t, "people.csv", "id,name\n"+rows+"18,Pe\xf1a\n"), o, "people.csv, row 100002: "+
			"the line is not valid UTF-8; save the file as UTF-8, or say which `encoding:` it has")
	})
}

// The blocks in which a file is surveyed end inside characters at some of these lengths.
func TestACharacterAcrossTwoBlocksIsWhole(t *testing.T) {
	for shift := range 4 {
		text := "id,name\n" + strings.Repeat("x", shift) + strings.Repeat("17,€uro😀\n", 60_000)
		c := mustRead(t, write(t, "people.csv", text), csvOptions())
		if got := c.rows[59_999][1]; got != "€uro😀" {
			t.Errorf("shifted by %d: the last name is %q", shift, got)
		}
	}
}

func TestUTF16ThatIsCutOrDamagedIsRefusedWithItsLine(t *testing.T) {
	const want = "people.csv, row 3: the line is not valid UTF-16: the file is cut or damaged; export it again"
	for name, text := range map[string]string{
		"cut in the middle of a character": "\xff\xfe" + encoded(t, utf16le(), "id,name\n17,Ana\n18,Bo") + "x",
		"half a pair":                      "\xff\xfe" + encoded(t, utf16le(), "id,name\n17,Ana\n18,B") + "\x00\xd8o\x00\n\x00",
		"in big-endian":                    "\xfe\xff" + encoded(t, utf16be(), "id,name\n17,Ana\n18,B") + "\xd8\x00\x00o\x00\n",
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", text), csvOptions(), want)
		})
	}
}

func TestTheWrongEncodingIsNotReadInSilence(t *testing.T) {
	for name, c := range map[string]struct{ encoding, text string }{
		"UTF-16LE as UTF-8":        {"utf-8", encoded(t, utf16le(), spanish)},
		"UTF-16LE as Windows-1252": {"windows-1252", encoded(t, utf16le(), spanish)},
		"UTF-16LE as UTF-16BE":     {"utf-16be", encoded(t, utf16le(), spanish)},
		"UTF-8 as UTF-16LE":        {"utf-16le", spanish},
		"UTF-32LE":                 {"", "\xff\xfe\x00\x00i\x00\x00\x00d\x00\x00\x00\n\x00\x00\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			o := csvOptions()
			o.Encoding = c.encoding
			problem(t, write(t, "people.csv", c.text), o)
		})
	}
}

func TestAByteOrderMarkIsNoPartOfTheFirstHeader(t *testing.T) {
	o := table.Options{Columns: map[string]string{"id": "Código"}}
	for name, text := range map[string]string{
		"UTF-8":  "\xef\xbb\xbfCódigo\n17\n",
		"UTF-16": "\xff\xfe" + encoded(t, utf16le(), "Código\n17\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c := mustRead(t, write(t, "people.csv", text), o)
			if c.headers[0] != "Código" {
				t.Errorf("the header is %q", c.headers[0])
			}
		})
	}
}
