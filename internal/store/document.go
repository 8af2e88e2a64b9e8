package store

import (
	"crypto/sha256"
	"encoding/binary"

	"reconcile/internal/access"
)

// hashOf begins to hash a run's document, and returns what waits for the hash.
func hashOf(doc *access.Run) func() (string, error) {
	done := make(chan struct{})
	var sha string
	var err error
	go func() {
		defer close(done)
		hash := sha256.New()
		err = Canonical(hash, doc)
		sha = hexOf(hash)
	}()
	return func() (string, error) {
		<-done
		return sha, err
	}
}

// document stores a run's document and returns its hash: findings and actions as lists of bodies, each body and each list
// once, and the rest.
func (t *tx) document(run int64, doc *access.Run, hashed func() (string, error)) (string, error) {
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
	sha, err := hashed()
	if err != nil {
		return "", err
	}
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
