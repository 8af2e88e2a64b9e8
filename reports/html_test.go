package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"reconcile/reports"
)

// failer is testing.T and rapid.T.
type failer interface {
	Errorf(format string, args ...any)
}

// markup is what a document is made of: its elements, its attributes as element@name=value, and its texts.
type markup struct{ elements, attributes, texts []string }

func parse(t failer, s string) markup {
	var m markup
	document, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Errorf("it is no HTML: %v", err)
		return m
	}
	for n := range document.Descendants() {
		switch n.Type {
		case html.ElementNode:
			m.elements = append(m.elements, n.Data)
			for _, a := range n.Attr {
				m.attributes = append(m.attributes, n.Data+"@"+a.Key+"="+a.Val)
			}
		case html.TextNode:
			if n.Parent.Data != "style" && n.Parent.Data != "script" {
				m.texts = append(m.texts, n.Data)
			}
		case html.CommentNode:
			m.elements = append(m.elements, "a comment")
		}
	}
	return m
}

func names(list []string) []string {
	for i, s := range list {
		list[i], _, _ = strings.Cut(s, "=")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// harmless holds that a document is made of what a known one is made of, asks for nothing, and that no text of it acts.
func harmless(t failer, name, s string, known markup) {
	if !utf8.ValidString(s) {
		t.Errorf("%s is not UTF-8", name)
	}
	m := parse(t, s)
	for _, element := range m.elements {
		if !slices.Contains(known.elements, element) {
			t.Errorf("%s: the element %s", name, element)
		}
	}
	for _, a := range m.attributes {
		key, value, _ := strings.Cut(a, "=")
		if !slices.Contains(known.attributes, key) {
			t.Errorf("%s: the attribute %s", name, key)
		}
		if strings.HasSuffix(key, "@href") && !strings.HasPrefix(value, "#") {
			t.Errorf("%s: a link to %q", name, value)
		}
		checkText(t, name, value)
	}
	for _, text := range m.texts {
		checkText(t, name, text)
	}
}

func checkText(t failer, name, text string) {
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			t.Errorf("%s: %U in %q", name, r, text)
			return
		}
	}
}

// knownMarkup is what page and mail are made of where nobody means ill.
func knownMarkup(t *testing.T) map[string]markup {
	t.Helper()
	known := map[string]markup{}
	for name, write := range forms(acmeRun()) {
		var b bytes.Buffer
		for _, o := range []reports.Options{{}, {Confidential: true, Attached: "a.xlsx"}} {
			if err := write(&b, o); err != nil {
				t.Fatal(err)
			}
		}
		m := parse(t, b.String())
		known[name] = markup{elements: names(m.elements), attributes: names(append(m.attributes, "p@class"))}
	}
	return known
}

func TestPageAndMailAskForNothing(t *testing.T) {
	allowed := map[string]*regexp.Regexp{
		"page": regexp.MustCompile("^(html|head|meta|title|style|script|body|a|header|main|nav|section|div|form|label|input|select|option|" +
			"button|h[123]|p|span|b|bdi|code|ul|ol|li|dl|dt|dd|details|summary|svg|rect|table|caption|thead|tbody|tr|th|td)$"),
		"mail": regexp.MustCompile("^(html|head|meta|title|style|body|div|h[12]|p|span|b|bdi|br|table|tbody|tr|th|td)$"),
	}
	for name, m := range knownMarkup(t) {
		if allowed[name] == nil {
			continue
		}
		for _, element := range m.elements {
			if !allowed[name].MatchString(element) {
				t.Errorf("%s: the element %s", name, element)
			}
		}
		for _, a := range m.attributes {
			_, key, _ := strings.Cut(a, "@")
			if strings.HasPrefix(key, "on") || slices.Contains([]string{
				"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href", "srcdoc", "manifest", "cite",
			}, key) || key == "href" && name == "mail" || key == "style" && name == "page" {
				t.Errorf("%s: the attribute %s", name, a)
			}
		}
	}
	for _, file := range []string{"page.css", "page.js", "page.gohtml", "mail.gohtml"} {
		content, err := os.ReadFile("templates/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"url(", "@import", "http:", "https:", "//fonts", "fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("} {
			if strings.Contains(string(content), bad) {
				t.Errorf("%s holds %s", file, bad)
			}
		}
	}
}

func TestThePolicyOfThePageAllowsItsOwnStyleAndScriptAndNothingElse(t *testing.T) {
	s := written(t, asPage(acmeRun(), reports.Options{}))
	source := func(element string) string {
		if strings.Count(s, "<"+element) != 1 {
			t.Fatalf("there are %d of %s", strings.Count(s, "<"+element), element)
		}
		_, rest, _ := strings.Cut(s, "<"+element+">")
		content, _, _ := strings.Cut(rest, "</"+element+">")
		sum := sha256.Sum256([]byte(content))
		return element + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := "default-src 'none'; " + source("style") + "; " + source("script") + "; base-uri 'none'; form-action 'none'"
	found := false
	for _, a := range parse(t, s).attributes {
		found = found || a == "meta@content="+want
	}
	if !found || strings.Index(s, "Content-Security-Policy") > strings.Index(s, "<style") {
		t.Errorf("the policy is not %s, or comes too late", want)
	}
}

func TestNoTextIsMarkupInPageOrMail(t *testing.T) {
	known := knownMarkup(t)
	rapid.Check(t, func(t *rapid.T) {
		run := randomRun(t)
		o := reports.Options{
			Confidential: rapid.Bool().Draw(t, "confidential"), Attached: rapid.SampledFrom(hostile()).Draw(t, "attached"),
		}
		for _, name := range []string{"page", "mail"} {
			var b bytes.Buffer
			if err := forms(run)[name](&b, o); err != nil {
				t.Fatal(err)
			}
			harmless(t, name, b.String(), known[name])
			if name == "mail" && b.Len() > mostOfAMail {
				t.Errorf("the mail has %d bytes", b.Len())
			}
		}
	})
}

func TestEveryHostileNameInEveryPlaceDoesNoHarm(t *testing.T) {
	known := knownMarkup(t)
	for i := range hostile() {
		run := poisoned(i)
		for _, name := range []string{"page", "mail"} {
			s := written(t, bound(forms(run)[name], reports.Options{}))
			harmless(t, name, s, known[name])
			if name == "mail" && len(s) > mostOfAMail {
				t.Errorf("the mail has %d bytes", len(s))
			}
		}
		for _, subject := range []string{reports.Subject(run), reports.Subject(reports.Part(run, []string{"github"}))} {
			if columnsOf(subject) > 150 {
				t.Errorf("the subject is too wide: %q", subject)
			}
			checkText(t, "subject", strings.ReplaceAll(subject, "\n", "\r"))
		}
	}
}

func TestWhatIsShownIsWhatWasRead(t *testing.T) {
	run := acmeRun()
	run.Findings[0].Person.Name, run.Findings[0].Reason = `<b>"Bobby" & O'Tables</b>`, "<i>why</i> {{.}} `code`"
	for name, s := range every(t, run, reports.Options{}) {
		if !strings.Contains(s, `<b>"Bobby" & O'Tables</b>`) {
			t.Errorf("%s does not show the name as it is", name)
		}
	}
	if s := flat(every(t, run, reports.Options{})["page"]); !strings.Contains(s, "<i>why</i> {{.}} code") {
		t.Error("page does not show the reason as it is")
	}
}
