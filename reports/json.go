package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// JSON writes the run's document: the contract with other programs, described by docs/run.schema.json. Equal runs give
// equal bytes; lists are never null. Nothing is left out of it, people who are leaving included.
func JSON(w io.Writer, run *access.Run) error { return writeJSON(w, wholeRun(run)) }

// ExplainJSON writes an explanation as JSON, nothing left out.
func ExplainJSON(w io.Writer, x *access.Explanation) error { return writeJSON(w, wholeExplanation(x)) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(shown{w})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write the document as JSON: %w", err)
	}
	return nil
}

// shown escapes what JSON allows and a terminal would obey: the values stay the same, and do nothing when looked at.
type shown struct{ w io.Writer }

func (s shown) Write(b []byte) (int, error) {
	from := 0
	var out []byte
	for i := 0; i < len(b); {
		if c := b[i]; c < utf8.RuneSelf && c != 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if one := string(b[i : i+size]); fold.Clean(one) != one {
			out = append(out, b[from:i]...)
			out = fmt.Appendf(out, `\u%04x`, r)
			from = i + size
		}
		i += size
	}
	if out == nil {
		return s.w.Write(b)
	}
	if _, err := s.w.Write(append(out, b[from:]...)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// wholeRun returns the run with empty lists for absent ones.
func wholeRun(run *access.Run) *access.Run {
	out := *run
	out.Roster.Sources, out.Roster.Warnings = list(run.Roster.Sources), list(run.Roster.Warnings)
	out.Targets = append([]access.TargetResult{}, run.Targets...)
	for i := range out.Targets {
		out.Targets[i].Reach.Facets = list(out.Targets[i].Reach.Facets)
	}
	out.Findings, out.Plan.Actions = list(run.Findings), list(run.Plan.Actions)
	if out.Metrics.ByVerdict == nil {
		out.Metrics.ByVerdict = map[string]int{}
	}
	if out.Metrics.BySeverity == nil {
		out.Metrics.BySeverity = map[string]int{}
	}
	return &out
}

// wholeExplanation returns the explanation with empty lists for absent ones.
func wholeExplanation(x *access.Explanation) *access.Explanation {
	out := *x
	out.Accounts = append([]access.ExplainedAccount{}, x.Accounts...)
	for i := range out.Accounts {
		out.Accounts[i].Access = list(out.Accounts[i].Access)
	}
	out.Due = append([]access.ExplainedDue{}, x.Due...)
	for i := range out.Due {
		out.Due[i].Rules = list(out.Due[i].Rules)
	}
	out.Findings, out.Actions = list(x.Findings), list(x.Actions)
	if x.Person != nil && x.Person.Attributes == nil {
		p := *x.Person
		p.Attributes = map[string][]string{}
		out.Person = &p
	}
	return &out
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
