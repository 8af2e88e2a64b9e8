package reports_test

import (
	"io"
	"reflect"

	"github.com/jedib0t/go-pretty/v6/text"

	"reconcile/internal/access"
	"reconcile/reports"
)

// mostOfAMail is the length beyond which mail programs hide the end.
const mostOfAMail = 100_000

// poisoned is acmeRun with a hostile text in every free text of it, beginning with the given one.
func poisoned(from int) *access.Run {
	run, texts := acmeRun(), hostile()
	targets := map[string]string{}
	next := func() string {
		from++
		return texts[(from-1)%len(texts)]
	}
	for i := range run.Targets {
		targets[run.Targets[i].Name] = next()
	}
	poison(reflect.ValueOf(run).Elem(), func(s string) string {
		if name, ok := targets[s]; ok {
			return name
		}
		return next()
	})
	return run
}

// poison replaces all texts, but not those of a fixed set, nor what ties actions to findings.
func poison(v reflect.Value, with func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(with(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), with)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), with)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				v.SetMapIndex(key, reflect.ValueOf(with(v.MapIndex(key).String())))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && field.Name != "Fingerprint" && field.Name != "Finding" && field.Name != "Mode" {
				poison(v.Field(i), with)
			}
		}
	}
}

func columnsOf(s string) int { return text.StringWidthWithoutEscSequences(s) }

func bound(write func(io.Writer, reports.Options) error, o reports.Options) func(io.Writer) error {
	return func(w io.Writer) error { return write(w, o) }
}

func asPage(run *access.Run, o reports.Options) func(io.Writer) error {
	return func(w io.Writer) error { return reports.Page(w, run, o) }
}

func asMail(run *access.Run, o reports.Options) func(io.Writer) error {
	return func(w io.Writer) error { return reports.Mail(w, run, o) }
}
