package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"reconcile/internal/access"
)

// Latest names the newest whole night: the last finished run in line that was not limited.
const Latest = "latest"

// ErrNoRun says that no finished run is so named.
var ErrNoRun = errors.New("there is no such run")

// Document returns a finished run's document, by the run's id or Latest. It is put together again and checked: what comes
// back has the canonical JSON that was stored. Fields that are no part of the JSON are empty. The error is ErrNoRun where
// there is no such run, ErrErased where retention erased its document.
func (s *Store) Document(ctx context.Context, id string) (*access.Run, error) {
	var doc *access.Run
	err := s.read(ctx, fmt.Sprintf("read the run %q", id), func(v *view) (err error) {
		var run int64
		query, args := "SELECT id FROM run WHERE state = 'finished' AND name = ? ORDER BY id DESC LIMIT 1", []any{id}
		if id == Latest {
			query, args = "SELECT id FROM run WHERE state = 'finished' AND in_line = 1 AND limited = 0 ORDER BY id DESC LIMIT 1", nil
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
