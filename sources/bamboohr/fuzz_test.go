package bamboohr_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"reconcile/sources/bamboohr"
)

func FuzzAnAnswerOfBambooHRIsReadWholeOrRefused(f *testing.F) {
	f.Add(wholeReport, "report")
	f.Add(`{"data":[{"fields":{"eeid":1,"firstName":["a",null],"status":true}}],"meta":{"page":1,"totalPages":"1","totalItems":1}}`, "datasets")
	f.Add(`{"data":[{"fields":{"eeid":"1","firstName":"\u202e","lastName":"x","email":"a@b.ex","status":"Active","hireDate":"0000-00-00","terminationDate":null}}],"meta":{"page":1,"totalPages":1,"totalItems":1}}`, "datasets")
	f.Fuzz(func(t *testing.T, body, api string) {
		if api != "report" {
			api = "datasets"
		}
		c := &company{}
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodGet {
				return false
			}
			fmt.Fprint(w, body)
			return true
		}
		r, err := open(t, c, bamboohr.Options{API: api}).Roster(t.Context())
		if err == nil {
			if len(r.People) == 0 && r.Sources[0].Quarantined == 0 {
				t.Errorf("nobody came, and it is no error")
			}
			for i := range r.People {
				if text := r.People[i].Name + r.People[i].Place.String(); strings.ContainsAny(text, "\n\x1b\u202e") {
					t.Errorf("%q is shown raw", text)
				}
			}
			return
		}
		if text := err.Error(); strings.ContainsAny(text, "\n\x1b\x00") || !utf8.ValidString(text) || len(r.People) > 0 {
			t.Errorf("%q beside %d people", text, len(r.People))
		}
	})
}
