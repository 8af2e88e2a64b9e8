package option_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/internal/yaml"
)

type options struct {
	Path    option.Path         `option:"path,required" help:"The export." example:"exports/trello.csv"`
	Token   secret.Ref          `option:"token" help:"Where the token is kept."`
	Levels  map[string][]string `option:"levels" help:"Levels by type, from low to high."`
	Lists   string              `option:"lists" help:"Who is listed." enum:"all,current" default:"all"`
	MaxAge  option.Days         `option:"max_age" help:"How old it may be." default:"35d"`
	Wait    time.Duration       `option:"wait" help:"How long to wait." default:"12h"`
	Date    access.Date         `option:"date" help:"The day of the export."`
	Header  bool                `option:"header" help:"Whether there is a header." default:"true"`
	Pages   int                 `option:"pages" help:"How many pages." default:"3"`
	Columns struct {
		Email string `option:"email" help:"The header of the e-mail." default:"Email"`
	} `option:"columns" help:"Headers that are not recognised by themselves."`
}

func decode(t *testing.T, text string) (options, error) {
	t.Helper()
	n, err := yaml.Parse("conf/reconcile.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var o options
	var errs yaml.Errors
	option.Decode(n, []string{"kind", "owner"}, &o, &errs)
	return o, errs.Err()
}

func TestOptionsAreFilledWithWhatIsWrittenAndWithDefaults(t *testing.T) {
	got, err := decode(t, "kind: csv\npath: exports/a.csv\nlevels: {team: [member, maintainer], role: owner}\ndate: 2026-11-24\nwait: 90m\n")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs("conf")
	if err != nil {
		t.Fatal(err)
	}
	want := options{
		Path: option.Path(filepath.Join(dir, "exports/a.csv")), Lists: "all", MaxAge: 35, Wait: 90 * time.Minute, Header: true, Pages: 3,
		Levels: map[string][]string{"team": {"member", "maintainer"}, "role": {"owner"}},
		Date:   access.DateOf(2026, time.November, 24),
	}
	want.Columns.Email = "Email"
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(secret.Ref{})); diff != "" {
		t.Error(diff)
	}
}

func TestAnAbsolutePathStaysAsItIs(t *testing.T) {
	if got, err := decode(t, "path: /srv/a.csv"); err != nil || got.Path != "/srv/a.csv" {
		t.Errorf("got %s, %v", got.Path, err)
	}
}

func TestASecretIsReferredTo(t *testing.T) {
	for text, want := range map[string]string{
		"env:TOKEN": "env:TOKEN", "file:/run/t": "file:/run/t", "cred:github": "cred:github",
		`{exec: [op, read, "op://it/github/token"]}`: "exec:op", "{exec: get-token}": "exec:get-token",
	} {
		got, err := decode(t, "path: a\ntoken: "+text)
		if err != nil || got.Token.String() != want {
			t.Errorf("%s: got %s, %v", text, got.Token, err)
		}
	}
}

func TestASecretInTheFileIsRefusedWithoutRepeatingIt(t *testing.T) {
	for _, text := range []string{
		"token: hunter2", "token: [hunter2]", "token: {env: hunter2}", "token: {exec: []}", "token: {exec: {a: hunter2}}",
		"token: env:hunter2!", "token: 'env: hunter2'", "password: hunter2", "api-key: hunter2", "slackToken: {a: hunter2}", "token: ''",
	} {
		_, err := decode(t, "path: a\n"+text)
		if err == nil {
			t.Errorf("%s is taken", text)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s is repeated: %v", text, err)
		}
	}
}

func TestEveryErrorIsListedWithItsPlace(t *testing.T) {
	_, err := decode(t, "lists: curent\nmax_age: 12h\nwait: 3\ndate: 24.11.2026\nheader: maybe\npages: many\n"+
		"columns: {mail: x}\nonwer: me\nclient_secret: hunter2\n")
	want := `conf/reconcile.yaml:1:1: key ` + "`path`" + ` is missing: The export.
conf/reconcile.yaml:1:8: ` + "`lists` must be `all` or `current`, not \"curent\", did you mean `current`?" + `
conf/reconcile.yaml:2:10: ` + "`max_age` must be a number of days such as 3d, not \"12h\"" + `
conf/reconcile.yaml:3:7: ` + "`wait` must be a time such as 12h or 30m, not \"3\"" + `
conf/reconcile.yaml:4:7: ` + "`date`: \"24.11.2026\" is not a date: write YYYY-MM-DD" + `
conf/reconcile.yaml:5:9: ` + "`header` must be true or false, not \"maybe\"" + `
conf/reconcile.yaml:6:8: ` + "`pages` must be a whole number, not \"many\"" + `
conf/reconcile.yaml:7:11: ` + "unknown key `mail`, did you mean `email`?" + `
conf/reconcile.yaml:8:1: ` + "unknown key `onwer`, did you mean `owner`?" + `
conf/reconcile.yaml:9:1: ` + "unknown key `client_secret`: a secret has no place in this file, and what is needed is asked for by other keys"
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestDaysAreWholeAndNotNegative(t *testing.T) {
	for text, want := range map[string]option.Days{"0d": 0, "3d": 3, "365d": 365} {
		if got, err := decode(t, "path: a\nmax_age: "+text); err != nil || got.MaxAge != want {
			t.Errorf("%s: got %d, %v", text, got.MaxAge, err)
		}
	}
	for _, text := range []string{"-3d", "1.5d", "d", "3", "3 d", "1w", "99999999999d", "40000d", "[3d]", "+3d"} {
		if got, err := decode(t, "path: a\nmax_age: "+text); err == nil {
			t.Errorf("%s: got %d", text, got.MaxAge)
		}
	}
}

func TestADeclarationFollowsTheTags(t *testing.T) {
	var got []string
	for _, f := range option.Declare(&options{}) {
		got = append(got, strings.Join([]string{f.Name, f.Type, f.Default, f.Example, strings.Join(f.Enum, "|")}, ";"))
		if f.Help == "" || f.Required != (f.Name == "path") || f.Secret != (f.Name == "token") {
			t.Errorf("%+v", f)
		}
	}
	want := []string{
		"path;path;;exports/trello.csv;", "token;secret reference;;;", "levels;mapping to lists of text;;;", "lists;text;all;;all|current",
		"max_age;days;35d;;", "wait;duration;12h;;", "date;date;;;", "header;true or false;true;;", "pages;whole number;3;;", "columns;mapping;;;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if nested := option.Declare(options{})[9].Shape.Fields; len(nested) != 1 || nested[0].Default != "Email" {
		t.Errorf("columns hold %+v", nested)
	}
	if got := option.Declare(3); got != nil {
		t.Errorf("a number declares %v", got)
	}
}
