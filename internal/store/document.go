package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"reconcile/internal/access"
)

// Latest names the newest finished run in line.
const Latest = "latest"

// ErrNoRun says that no finished run is so named.
var ErrNoRun = errors.New("there is no such run")

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

// document stores a run's document and returns its hash: findings and actions as lists of bodies, each body and each list
// once, and the rest.
func (t *tx) document(run int64, doc *access.Run) (string, error) {
	hash := sha256.New()
	if err := Canonical(hash, doc); err != nil {
		return "", err
	}
	findings, err := t.findingList(doc)
	if err != nil {
		return "", err
	}
	actions, err := t.actionList(doc)
	if err != nil {
		return "", err
	}
	head := *doc
	head.Findings, head.Plan.Actions = []access.Finding{}, []access.Action{}
	text, err := marshal(&head)
	if err != nil {
		return "", err
	}
	rest, err := pack(text)
	if err != nil {
		return "", err
	}
	sha := hexOf(hash)
	return sha, t.exec("INSERT INTO run_document (run, sha256, rest, findings, actions) VALUES (?, ?, ?, ?, ?)", run, sha, rest,
		findings, actions)
}

// findingList stores the findings: of each the body's number and what stands aside, as differences to the one before.
func (t *tx) findingList(doc *access.Run) (int64, error) {
	texts, asides := make([]string, len(doc.Findings)), make([]aside, len(doc.Findings))
	enc := newEncoder()
	var f access.Finding
	for i := range doc.Findings {
		f, asides[i] = bare(doc.Findings[i], doc.Run.AsOf)
		text, err := enc.encode(&f)
		if err != nil {
			return 0, err
		}
		texts[i] = string(text)
	}
	ids, err := t.bodies(texts)
	if err != nil {
		return 0, err
	}
	var b []byte
	var last int64
	var was aside
	for i, id := range ids {
		a := asides[i]
		for _, n := range []int64{id - last, int64(a.first - was.first), int64(a.age), int64(a.event - was.event)} {
			b = binary.AppendVarint(b, n)
		}
		last, was = id, a
	}
	return t.content(b)
}

// actionList stores the actions.
func (t *tx) actionList(doc *access.Run) (int64, error) {
	texts := make([]string, len(doc.Plan.Actions))
	enc := newEncoder()
	for i := range doc.Plan.Actions {
		text, err := enc.encode(&doc.Plan.Actions[i])
		if err != nil {
			return 0, err
		}
		texts[i] = string(text)
	}
	ids, err := t.bodies(texts)
	if err != nil {
		return 0, err
	}
	var b []byte
	var last int64
	for _, id := range ids {
		b, last = binary.AppendVarint(b, id-last), id
	}
	return t.content(b)
}

// bodies returns the numbers of some bodies, and stores those that are new.
func (t *tx) bodies(texts []string) ([]int64, error) {
	hashes := make([]string, len(texts))
	for i, text := range texts {
		hashes[i] = sum([]byte(text))
	}
	known := make(map[string]int64, len(texts))
	err := inBatches(hashes, func(list string, args []any) error {
		var rows []struct {
			ID   int64  `db:"id"`
			Hash string `db:"sha256"`
		}
		err := t.list(&rows, "SELECT id, sha256 FROM body WHERE sha256 IN "+list, args...)
		for _, r := range rows {
			known[r.Hash] = r.ID
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	next, err := t.next("body")
	if err != nil {
		return nil, err
	}
	fresh := t.insert("body (id, sha256, json)", "(@, @, @)")
	ids := make([]int64, len(texts))
	for i, hash := range hashes {
		if known[hash] == 0 {
			known[hash] = next
			if err := fresh.add(next, hash, texts[i]); err != nil {
				return nil, err
			}
			next++
		}
		ids[i] = known[hash]
	}
	return ids, fresh.end()
}

// Document returns a finished run's document, by the run's id or Latest. It is put together again and checked: what comes
// back has the canonical JSON that was stored. Fields that are no part of the JSON are empty. The error is ErrNoRun where
// there is no such run, ErrErased where retention erased its document.
func (s *Store) Document(ctx context.Context, id string) (*access.Run, error) {
	var doc *access.Run
	err := s.read(ctx, fmt.Sprintf("read the run %q", id), func(v *view) (err error) {
		var run int64
		query, args := "SELECT id FROM run WHERE state = 'finished' AND name = ? ORDER BY id DESC LIMIT 1", []any{id}
		if id == Latest {
			query, args = "SELECT id FROM run WHERE state = 'finished' AND in_line = 1 ORDER BY id DESC LIMIT 1", nil
		}
		if err := v.get(&run, query, args...); err != nil {
			return err
		}
		if run == 0 {
			return ErrNoRun
		}
		doc, err = v.document(run)
		return err
	})
	return doc, err
}

// document puts a run's document together.
func (v *view) document(run int64) (*access.Run, error) {
	var row struct {
		Hash     string `db:"sha256"`
		Rest     string `db:"rest"`
		Findings int64  `db:"findings"`
		Actions  int64  `db:"actions"`
	}
	if err := v.get(&row, "SELECT sha256, rest, findings, actions FROM run_document WHERE run = ?", run); err != nil {
		return nil, err
	}
	if row.Hash == "" {
		return nil, ErrErased
	}
	text, err := unpack(row.Rest)
	if err != nil {
		return nil, err
	}
	doc := &access.Run{}
	if err := json.Unmarshal(text, doc); err != nil {
		return nil, err
	}
	if err := v.findings(doc, row.Findings); err != nil {
		return nil, err
	}
	if err := v.actions(doc, row.Actions); err != nil {
		return nil, err
	}
	hash := sha256.New()
	if err := Canonical(hash, doc); err != nil {
		return nil, err
	}
	if hexOf(hash) != row.Hash {
		return nil, errors.New("it is not the document that was stored: restore the store from its backup")
	}
	return doc, nil
}

// findings reads the list of findings.
func (v *view) findings(doc *access.Run, list int64) error {
	ids, asides, err := v.findingIDs(list)
	if err != nil {
		return err
	}
	doc.Findings = make([]access.Finding, len(ids))
	return v.bodies(ids, func(i int, text []byte) (err error) {
		if doc.Findings[i], err = decodeFinding(text); err == nil {
			asides[i].restore(&doc.Findings[i], doc.Run.AsOf)
		}
		return err
	})
}

// findingIDs reads a list of findings: of each the body's number and what stands aside.
func (v *view) findingIDs(list int64) ([]int64, []aside, error) {
	numbers, err := v.varints(list)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]int64, 0, len(numbers)/4)
	asides := make([]aside, 0, len(numbers)/4)
	var id int64
	var a aside
	for ; len(numbers) >= 4; numbers = numbers[4:] {
		id += numbers[0]
		a = aside{a.first + access.Date(numbers[1]), int(numbers[2]), a.event + access.Date(numbers[3])}
		ids, asides = append(ids, id), append(asides, a)
	}
	return ids, asides, nil
}

// actions reads the list of actions.
func (v *view) actions(doc *access.Run, list int64) error {
	ids, err := v.actionIDs(list)
	if err != nil {
		return err
	}
	doc.Plan.Actions = make([]access.Action, len(ids))
	return v.bodies(ids, func(i int, text []byte) error { return json.Unmarshal(text, &doc.Plan.Actions[i]) })
}

// actionIDs reads a list of actions.
func (v *view) actionIDs(list int64) ([]int64, error) {
	ids, err := v.varints(list)
	for i := 1; i < len(ids); i++ {
		ids[i] += ids[i-1]
	}
	return ids, err
}

// varints reads a list of numbers.
func (v *view) varints(content int64) ([]int64, error) {
	b, err := v.content(content)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for len(b) > 0 {
		n, length := binary.Varint(b)
		if length <= 0 {
			return nil, errors.New("a list ends too early: restore the store from its backup")
		}
		numbers, b = append(numbers, n), b[length:]
	}
	return numbers, nil
}

// content reads a text that is kept once.
func (v *view) content(id int64) ([]byte, error) {
	var row struct {
		Body string `db:"body"`
		Hash string `db:"sha256"`
	}
	if err := v.get(&row, "SELECT body, sha256 FROM content WHERE id = ?", id); err != nil {
		return nil, err
	}
	return checked(fmt.Sprintf("content %d", id), row.Body, row.Hash)
}

// bodies reads bodies and hands each to use, with its place in ids.
func (v *view) bodies(ids []int64, use func(i int, text []byte) error) error {
	places := make(map[int64][]int, len(ids))
	for i, id := range ids {
		places[id] = append(places[id], i)
	}
	found := 0
	err := inBatches(ids, func(list string, args []any) error {
		return v.each(func(rows *sql.Rows) error {
			var id int64
			var text sql.RawBytes
			if err := rows.Scan(&id, &text); err != nil {
				return err
			}
			for _, i := range places[id] {
				if err := use(i, text); err != nil {
					return err
				}
			}
			found += len(places[id])
			delete(places, id)
			return nil
		}, "SELECT id, json FROM body WHERE id IN "+list, args...)
	})
	if err == nil && found != len(ids) {
		err = errors.New("findings or actions are missing: restore the store from its backup")
	}
	return err
}
