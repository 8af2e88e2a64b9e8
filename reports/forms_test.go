package reports_test

import (
	"html"
	"io"
	"regexp"
	"testing"

	"reconcile/internal/access"
	"reconcile/reports"
)

// forms are the reports for people, all of what they write.
func forms(run *access.Run) map[string]func(io.Writer, reports.Options) error {
	return map[string]func(io.Writer, reports.Options) error{
		"text": func(w io.Writer, o reports.Options) error { return reports.Text(w, run, o) },
		"plan": func(w io.Writer, o reports.Options) error { return reports.PlanText(w, run, o) },
		"page": func(w io.Writer, o reports.Options) error { return reports.Page(w, run, o) },
		"mail": func(w io.Writer, o reports.Options) error { return reports.Mail(w, run, o) },
	}
}

var tag = regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>|<[^>]*>`)

// every gives the text that a reader of each form sees.
func every(t *testing.T, run *access.Run, o reports.Options) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, write := range forms(run) {
		s := written(t, func(w io.Writer) error { return write(w, o) })
		if name == "page" || name == "mail" {
			s = html.UnescapeString(tag.ReplaceAllString(s, " "))
		}
		all[name] = s
	}
	return all
}
