package csv_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/yaml"
	"reconcile/sources"
	"reconcile/sources/csv"
)

func decode(t *testing.T, text string) (csv.Options, error) {
	t.Helper()
	var errs yaml.Errors
	var o csv.Options
	n, err := yaml.Parse(filepath.Join(t.TempDir(), "reconcile.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	option.Decode(n, nil, &o, &errs)
	return o, errs.Err()
}

func TestOptionsSayHowTheFileIsWritten(t *testing.T) {
	o, err := decode(t, `
path: people.csv
delimiter: ";"
dates: dmy
columns: {name: Mote}
statuses: {suspendida: leave}
types: {socia: other}
`)
	if err != nil {
		t.Fatal(err)
	}
	text := "Legajo;Mote;Estado;Tipo;Alta\n1;Ana, la Gil;Suspendida;Socia;03/04/2026\n2;Bea;Activa;Becaria;04/04/2026\n"
	if err := os.WriteFile(string(o.Path), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := csv.New(sources.Env{Name: "hr"}, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := source.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := r.People[0]
	if p.Name != "Ana, la Gil" || p.Employment != access.OnLeave || p.Attributes.Type[0] != "other" || p.Start != access.DateOf(2026, 4, 3) {
		t.Errorf("got %+v, remarks %v", p, r.Problems)
	}
}

func TestWrongOptionsAreRefusedWithWhatMayStandThere(t *testing.T) {
	for text, want := range map[string]string{
		"delimiter: \";\"": "path",
		"{path: a.csv, statuses: {suspendida: sleeping}}": "active, leave or terminated",
		"{path: a.csv, types: {socia: boss}}":             "employee, contractor",
		"{path: a.csv, dates: ymd}":                       "iso",
		"{path: a.csv, encoding: latin-9}":                "windows-1252",
		"{path: a.csv, delimeter: x}":                     "delimiter",
	} {
		if _, err := decode(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestADelimiterIsOneCharacter(t *testing.T) {
	for _, c := range []struct {
		delimiter string
		good      bool
	}{{"", true}, {";", true}, {"\t", true}, {"tab", true}, {"||", false}, {"\"", false}, {"\n", false}, {"\xff", false}} {
		_, err := csv.New(sources.Env{Name: "hr"}, csv.Options{Delimiter: c.delimiter})
		if (err == nil) != c.good {
			t.Errorf("%q: %v", c.delimiter, err)
		}
	}
}
