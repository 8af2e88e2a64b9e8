package yaml_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/yaml"
)

func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	n, err := yaml.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFileIsRefusedWithThePlaceOfTheFault(t *testing.T) {
	deep := "a: " + strings.Repeat("[", 100) + strings.Repeat("]", 100)
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'j'; i++ {
		p := string(i - 1)
		bomb += string(i) + ": &" + string(i) + " [" + strings.Repeat("*"+p+", ", 9) + "*" + p + "]\n"
	}
	tests := map[string]struct{ file, want string }{
		"empty":                       {"", "a.yaml: the file is empty"},
		"comments only":               {"# one\n# two\n", "a.yaml: the file is empty"},
		"only null":                   {"~\n", "a.yaml:1:1: the file must be a mapping of keys to values, not nothing"},
		"a list at the top":           {"- a\n", "a.yaml:1:1: the file must be a mapping of keys to values, not a list"},
		"two documents":               {"a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins here"},
		"a broken second document":    {"a: 1\n---\nb: [\n", "a.yaml:4:1: not valid YAML"},
		"a key twice":                 {"a: 1\nb:\n  c: 1\n  c: 2\n", "a.yaml:4:3: key `c` stands twice, first in line 3"},
		"an open bracket":             {"a: [1\nb: 2", "a.yaml:2:2: not valid YAML"},
		"indentation by tabs":         {"a:\n\tb: 1", "a.yaml:2:1: this character cannot begin a value: indent by spaces"},
		"a colon in a plain text":     {"a: b: c", "a.yaml:1:5: a colon where no key can stand"},
		"no such anchor":              {"a: *hunter2", "a.yaml:1:4: no such anchor"},
		"a custom tag":                {"a: !hunter2 x", "a.yaml:1:4: a tag that has no meaning here"},
		"binary":                      {"a: !!binary aGVsbG8=", "a.yaml:1:4: a tag that has no meaning here"},
		"a merge key":                 {"a: &a {b: 1}\nc:\n  <<: *a\n", "a.yaml:3:3: merge keys"},
		"a list as a key":             {"? [a]\n: 1\n", "a.yaml:1:3: a key must be a word"},
		"an empty key":                {"'': 1\n", "a.yaml:1:1: a key is empty"},
		"a control character":         {"a: 1\nb: x\x1b[2J", "a.yaml:2:5: a control character"},
		"an escaped control":          {"a: \"x\\x1b[2J\"", "a.yaml:1:4: `a` holds a control character"},
		"an escaped control in a key": {"\"x\\x07\": 1", "a.yaml:1:1: a key holds a control character"},
		"a change of direction":       {"a: x\u202ey", "a.yaml:1:5: a control character"},
		"Windows-1252":                {"a: caf\xe9", "a.yaml:1:7: a control character, or a character that is not UTF-8"},
		"UTF-16":                      {"\xff\xfea\x00", "a.yaml: the file is UTF-16"},
		"a deep nest":                 {deep, "nested too deeply"},
		"a bomb of aliases":           {bomb, "the file holds more than 1000000 values"},
		"an alias of itself":          {"a: &a [*a]", "nested too deeply"},
		"a large file":                {"a: " + strings.Repeat("x", 9<<20), "a.yaml: the file is larger than 8 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := yaml.Parse("a.yaml", []byte(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats what may be a secret: %v", err)
			}
		})
	}
}

func TestTextsAreKeptAsWritten(t *testing.T) {
	n := parse(t, "\ufeffa: 1.10\nb: 007\nc: yes\nd: 2026-01-31\ne: 'x'\nf: 12345678901234567890\n1: one\n")
	var got []string
	for _, e := range n.Entries() {
		got = append(got, e.Key+"="+e.Value.Text())
	}
	want := []string{"a=1.10", "b=007", "c=yes", "d=2026-01-31", "e=x", "f=12345678901234567890", "1=one"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneItemStandsForAListOfOne(t *testing.T) {
	n := parse(t, "one: a\nmap: {b: 1}\nmany: [a, b]\nnone: []\nnothing:\n")
	want := map[string]int{"one": 1, "map": 1, "many": 2, "none": 0, "nothing": 0}
	for key, count := range want {
		if got := len(n.Get(key).Items()); got != count {
			t.Errorf("%s has %d items, want %d", key, got, count)
		}
	}
}

func TestAnAliasStandsWhereItIsUsed(t *testing.T) {
	n := parse(t, "a: &x [1, 2]\nb: *x\n")
	b := n.Get("b")
	if b.Pos() != (yaml.Pos{File: "a.yaml", Line: 2, Column: 4}) || len(b.Items()) != 2 {
		t.Errorf("got %s with %d items", b.Pos(), len(b.Items()))
	}
}

type common struct {
	Owner string `yaml:"owner"`
}

type shout string

func (s *shout) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	if n.Kind() != yaml.Scalar {
		n.Expected("a shout", errs)
		return
	}
	*s = shout(strings.ToUpper(n.Text()))
}

type role struct {
	At     yaml.Pos
	Name   string              `yaml:"name,required"`
	Grants map[string][]string `yaml:"grants"`
	Until  access.Date         `yaml:"until"`
}

type document struct {
	common
	Roles  []role     `yaml:"roles"`
	Seats  int        `yaml:"seats" default:"3"`
	Share  float64    `yaml:"share" default:"0.5"`
	On     bool       `yaml:"on"`
	Mode   string     `yaml:"mode" enum:"keep,suspend" default:"keep"`
	Tags   []string   `yaml:"tags" enum:"red,green"`
	Raw    *yaml.Node `yaml:"raw"`
	Deep   *role      `yaml:"deep"`
	Shout  shout      `yaml:"shout" default:"hey"`
	Nested struct {
		Level int `yaml:"level" default:"7"`
	} `yaml:"nested"`
	Ignored string
}

func TestAStructIsFilledFromItsKeys(t *testing.T) {
	n := parse(t, `owner: cto@acme.example
roles:
  name: one
  grants: {github: account, jira: [a, b]}
  until: 2027-03-31
on: true
tags: red
raw: {x: [1]}
deep: {name: two}
mode:
`)
	var got document
	var errs yaml.Errors
	n.Decode(&got, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	if got.Raw.Get("x").Items()[0].Text() != "1" {
		t.Errorf("raw is %v", got.Raw)
	}
	got.Raw = nil
	want := document{
		common: common{Owner: "cto@acme.example"},
		Roles: []role{{
			At: yaml.Pos{File: "a.yaml", Line: 3, Column: 3}, Name: "one",
			Grants: map[string][]string{"github": {"account"}, "jira": {"a", "b"}},
			Until:  access.DateOf(2027, time.March, 31),
		}},
		Seats: 3, Share: 0.5, On: true, Mode: "keep", Tags: []string{"red"}, Shout: "HEY",
		Deep: &role{At: yaml.Pos{File: "a.yaml", Line: 9, Column: 7}, Name: "two"},
	}
	want.Nested.Level = 7
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(document{})); diff != "" {
		t.Error(diff)
	}
}

func TestAllErrorsComeAtOnceInTheLanguageOfTheFile(t *testing.T) {
	n := parse(t, `seats: [1]
share: lots
on: yes
mode: suspent
roels: []
roles:
  - {name: [x], grants: 3}
  - until: 31/03/2027
  -
tags: [red, blue]
owner: {a: 1}
shout: [a]
`)
	var got document
	var errs yaml.Errors
	n.Decode(&got, &errs)
	want := "a.yaml:1:8: `seats` must be a whole number, not a list\n" +
		"a.yaml:2:8: `share` must be a number, not \"lots\"\n" +
		"a.yaml:3:5: `on` must be true or false, not \"yes\"\n" +
		"a.yaml:4:7: `mode` must be `keep` or `suspend`, not \"suspent\", did you mean `suspend`?\n" +
		"a.yaml:5:1: unknown key `roels`, did you mean `roles`?\n" +
		"a.yaml:7:12: `name` must be text, not a list\n" +
		"a.yaml:7:25: `grants` must be a mapping of keys to values, not \"3\"\n" +
		"a.yaml:8:5: key `name` is missing in an item of `roles`\n" +
		"a.yaml:8:12: `until`: \"31/03/2027\" is not a date: write YYYY-MM-DD\n" +
		"a.yaml:9:4: key `name` is missing in an item of `roles`\n" +
		"a.yaml:10:13: an item of `tags` must be `red` or `green`, not \"blue\"\n" +
		"a.yaml:11:8: `owner` must be text, not a mapping\n" +
		"a.yaml:12:8: `shout` must be a shout, not a list"
	if diff := cmp.Diff(want, errs.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyTheOutermostMappingSkipsKeys(t *testing.T) {
	n := parse(t, "kind: a\nnested: {kind: b}\n")
	var got document
	var errs yaml.Errors
	yaml.Decoder{Tag: "yaml", Skip: []string{"kind"}}.Decode(n, &got, &errs)
	if want := "a.yaml:2:10: unknown key `kind`"; errs.Error() != want {
		t.Errorf("got %s, want %s", errs.Error(), want)
	}
}

func TestAFileThatIsWrongAllOverGivesABoundedError(t *testing.T) {
	var errs yaml.Errors
	for i := range 1000 {
		errs.Add(yaml.Pos{File: "a.yaml", Line: 1000 - i, Column: 1}, "wrong\x1b[2J")
	}
	text := errs.Error()
	if strings.Count(text, "\n") != 200 || !strings.HasSuffix(text, "and 800 more") || strings.Contains(text, "\x1b") {
		t.Errorf("got %d bytes: %s", len(text), text)
	}
}

func TestNoErrorsAreNoError(t *testing.T) {
	var errs yaml.Errors
	if err := errs.Err(); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestASuggestionIsAWordThatLooksAlike(t *testing.T) {
	known := []string{"department", "division", "team", "title", "date_only", "localización"}
	tests := map[string]string{
		"departement": "department", "Department": "department", "date-only": "date_only", "taem": "team",
		"localizacion": "localización", "salary": "", "xy": "", "": "", "team": "",
	}
	for word, want := range tests {
		if want != "" {
			want = ", did you mean `" + want + "`?"
		}
		if got := yaml.Suggest(word, known); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: 1", "a: [1, {b: c}]", "a: &x [1]\nb: *x", "? [a]\n: b", "a: |\n  x\n", "--- a\n---\n", "\xff", "a: \"\\x07\"",
		"roles:\n- name: x\n  until: 2026-01-01\nseats: 3\nmode: keep",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := yaml.Parse("a.yaml", data)
		if err != nil {
			if err.Error() == "" || strings.ContainsAny(err.Error(), "\x00\x1b\r\t") {
				t.Errorf("an error that says nothing, or too much: %q", err)
			}
			return
		}
		if n.Kind() != yaml.Map || n.Pos().Line < 1 {
			t.Errorf("kind %d at %s", n.Kind(), n.Pos())
		}
		var out document
		var errs yaml.Errors
		n.Decode(&out, &errs)
		for _, p := range errs.List() {
			if p.Pos.Line < 1 || p.Pos.Column < 1 {
				t.Errorf("no place: %v", p)
			}
		}
	})
}
