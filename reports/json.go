package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"unicode/utf8"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// JSON writes the run's document: the contract with other programs, described by docs/run.schema.json. Equal runs give
// equal bytes; lists are never null. Nothing is left out of it, people who are leaving included.
//
// Findings and actions are written one by one, a line each, since there may be hundreds of thousands.
func JSON(w io.Writer, run *access.Run) error {
	whole := wholeRun(run)
	findings, actions := whole.Findings, whole.Plan.Actions
	whole.Findings, whole.Plan.Actions = []access.Finding{}, []access.Action{}
	var frame bytes.Buffer
	if err := encoder(&frame).Encode(whole); err != nil {
		return err
	}
	// no text has a line break in it, so that these lines are what they look like
	before, rest, found := bytes.Cut(frame.Bytes(), []byte("\n  \"findings\": []"))
	between, after, too := bytes.Cut(rest, []byte("\n    \"actions\": []"))
	if !found || !too {
		return errors.New("the document has lost its findings or actions")
	}
	buffered := bufio.NewWriter(w)
	out := shown{buffered}
	for _, part := range []func() error{
		func() error { return write(out, before, "\n  \"findings\": ") },
		func() error { return each(buffered, "  ", findings) },
		func() error { return write(out, between, "\n    \"actions\": ") },
		func() error { return each(buffered, "    ", actions) },
		func() error { return write(out, after, "") },
		buffered.Flush,
	} {
		if err := part(); err != nil {
			return fmt.Errorf("write the document as JSON: %w", err)
		}
	}
	return nil
}

// ExplainJSON writes an explanation as JSON, nothing left out.
func ExplainJSON(w io.Writer, x *access.Explanation) error {
	return encoder(shown{w}).Encode(wholeExplanation(x))
}

// encoder writes each value in one go, indented.
func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc
}

// each writes a list item by item. Batches of items are encoded side by side.
func each[T any](w io.Writer, indent string, items []T) error {
	if len(items) == 0 {
		return write(w, nil, "[]")
	}
	type batch struct {
		text []byte
		err  error
	}
	const size = 256
	batches := make(chan chan batch, runtime.GOMAXPROCS(0))
	go func() {
		defer close(batches)
		for part := range slices.Chunk(items, size) {
			done := make(chan batch, 1)
			batches <- done
			go func() {
				text, err := lines(indent, part)
				done <- batch{text, err}
			}()
		}
	}()
	separator := "["
	var failed error
	for done := range batches {
		b := <-done
		if failed == nil {
			failed = b.err
		}
		if failed == nil {
			if failed = write(w, nil, separator); failed == nil {
				failed = write(w, b.text, "")
			}
		}
		separator = ","
	}
	if failed != nil {
		return failed
	}
	return write(w, nil, "\n"+indent+"]")
}

// lines encodes items, a line each, with a comma between them.
func lines[T any](indent string, items []T) ([]byte, error) {
	var out, line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	for i := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n  " + indent)
		line.Reset()
		if err := enc.Encode(&items[i]); err != nil {
			return nil, err
		}
		line.Truncate(line.Len() - 1) // the encoder ends with a line break
		if _, err := (shown{&out}).Write(line.Bytes()); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func write(w io.Writer, b []byte, s string) error {
	_, err := w.Write(append(b[:len(b):len(b)], s...))
	return err
}

// shown escapes what JSON allows and a terminal would obey: the values stay the same, and do nothing when looked at.
type shown struct{ w io.Writer }

func (s shown) Write(b []byte) (int, error) {
	from := 0
	var out []byte
	for i := 0; i < len(b); {
		if c := b[i]; c < 0x7f {
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
