package starter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

func TestAnyTextIsWrittenAsYAMLThatReadsAsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, value := rapid.String().Draw(t, "key"), rapid.String().Draw(t, "value")
		if strings.TrimSpace(visible(key)) == "" {
			return
		}
		n, err := yaml.Parse("x.yaml", []byte("top: "+mapping(pair{key, value})+"\nlist: "+accessList([]string{value})+"\n"))
		if err != nil {
			t.Fatalf("%s: %v", mapping(pair{key, value}), err)
		}
		e := n.Get("top").Entries()
		if len(e) != 1 || e[0].Key != strings.TrimSpace(visible(key)) || e[0].Value.Text() != strings.TrimSpace(visible(value)) {
			t.Fatalf("%q and %q became %+v", key, value, e)
		}
		if items := n.Get("list").Items(); value != "account" && (len(items) != 1 || items[0].Text() != visible(value)) {
			t.Fatalf("%q became %q", value, accessList([]string{value}))
		}
	})
}

func TestWordsForYesNoAndNothingStandInQuotes(t *testing.T) {
	for text, want := range map[string]string{
		"Yes": `"Yes"`, "no": `"no"`, "null": `"null"`, "1": `"1"`, "": `""`, "Role": "Role", "Nº empleado": "Nº empleado", "a: b": `"a: b"`,
		"- x": `"- x"`, "#x": `"#x"`, "x # y": `"x # y"`, `say "x"`: `"say \"x\""`, "*": `"*"`, "[x]": `"[x]"`, "two  blanks": `"two  blanks"`,
	} {
		if got := word(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
	}
}

func TestACommentStaysOnItsLine(t *testing.T) {
	l := &lines{}
	l.set("  ", setting{"lists", "current", "one\ntwo: three\u2028four"})
	l.comment("  ", setting{"statuses", mapping(pair{"a\nb", "active"}), "why\r\nnot: this"})
	n, err := yaml.Parse("x.yaml", []byte("source:\n"+l.b.String()))
	if err != nil || len(n.Get("source").Entries()) != 1 {
		t.Errorf("%v in\n%s", err, l.b.String())
	}
}

func TestAHeaderIsNamedOnlyIfItIsRecognisedByThatName(t *testing.T) {
	s := &survey{columns: []column{
		{header: "Role"},
		{header: "Ro\u202ele (app)"},
		{header: "Team\n name"},
		{header: ""},
		{header: "\x01"},
		{header: strings.Repeat("x", 300)},
		{header: "Twice"},
		{header: "twice"},
	}}
	s.name()
	for i, want := range []bool{true, true, true, false, false, false, false, false} {
		header := s.columns[i].header
		if got := s.columns[i].nameable; got != want {
			t.Errorf("%q: nameable is %t", header, got)
		}
		if want && fold.Header(visible(header)) != fold.Header(header) {
			t.Errorf("%q is recognised as another", header)
		}
	}
}
