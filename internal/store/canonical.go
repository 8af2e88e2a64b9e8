package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"reconcile/internal/access"
)

// Canonical writes a run's document as canonical JSON: that of encoding/json, without escaping for HTML, where lists of
// findings and actions are never null.
func Canonical(w io.Writer, run *access.Run) error {
	head := *run
	head.Findings, head.Plan.Actions = []access.Finding{}, []access.Action{}
	frame, err := marshal(&head)
	if err != nil {
		return err
	}
	// no value has an unescaped quote in it, so that these keys are what they look like
	before, rest, found := bytes.Cut(frame, []byte(`"findings":[]`))
	between, after, too := bytes.Cut(rest, []byte(`"actions":[]`))
	if !found || !too {
		return errors.New("the document has lost its findings or actions")
	}
	out := &sticky{w: w}
	out.add(before, `"findings":[`)
	enc := newEncoder()
	for i := range run.Findings {
		out.item(i, enc, &run.Findings[i])
	}
	out.add([]byte("]"), "")
	out.add(between, `"actions":[`)
	for i := range run.Plan.Actions {
		out.item(i, enc, &run.Plan.Actions[i])
	}
	out.add([]byte("]"), "")
	out.add(after, "")
	return out.err
}

// sticky writes until something fails.
type sticky struct {
	w   io.Writer
	err error
}

func (s *sticky) add(b []byte, text string) {
	if s.err == nil {
		_, s.err = s.w.Write(append(b[:len(b):len(b)], text...))
	}
}

func (s *sticky) item(i int, enc *encoder, value any) {
	if s.err != nil {
		return
	}
	b, err := enc.encode(value)
	if err != nil {
		s.err = err
		return
	}
	if i > 0 {
		_, s.err = io.WriteString(s.w, ",")
	}
	s.add(b, "")
}

// encoder encodes values in the canonical way. What it returns lasts until the next one.
type encoder struct {
	buffer bytes.Buffer
	json   *json.Encoder
	// plain is where plain records are written.
	plain []byte
}

func newEncoder() *encoder {
	e := &encoder{}
	e.json = json.NewEncoder(&e.buffer)
	e.json.SetEscapeHTML(false)
	return e
}

func (e *encoder) encode(value any) ([]byte, error) {
	e.buffer.Reset()
	err := e.json.Encode(value)
	return replaced(bytes.TrimSuffix(e.buffer.Bytes(), []byte("\n"))), err
}

// marshal encodes one value in the canonical way.
func marshal(value any) ([]byte, error) { return newEncoder().encode(value) }

// replaced writes the replacement character as itself. The encoder escapes it where it stands for broken text, and only
// there, so that what is read back would be written otherwise.
func replaced(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\ufffd`)) {
		return b
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '\\':
			out = append(out, b[i])
		case bytes.HasPrefix(b[i:], []byte(`\ufffd`)):
			out = append(out, "\ufffd"...)
			i += len(`\ufffd`) - 1
		default:
			out = append(out, b[i], b[i+1]) // an escape has two bytes at least
			i++
		}
	}
	return out
}
