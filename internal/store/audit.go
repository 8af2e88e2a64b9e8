package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"reconcile/internal/access"
)

// The kinds of audit entries.
const (
	auditRun    = "run"
	auditAction = "action"
	auditAccept = "accept"
	auditPlan   = "plan"
	auditRetain = "retain"
	auditMail   = "mail"
)

// Head is the newest entry of the audit chain. Who can write the file can write the whole chain anew: a head that was
// mailed is what it must still contain.
type Head struct {
	Seq  int64  `db:"seq"`
	Hash string `db:"hash"`
}

// BrokenError says where the audit chain is broken.
type BrokenError struct {
	Seq int64
	// What is wrong with the entry.
	What string
}

// Error names the entry.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit entry %d: %s: compare with a backup, and keep both", e.Seq, e.What)
}

// entry is one entry of the chain.
type entry struct {
	Seq      int64          `db:"seq"`
	Time     int64          `db:"time"`
	Kind     string         `db:"kind"`
	Payload  string         `db:"payload_sha256"`
	Previous string         `db:"previous"`
	Hash     string         `db:"hash"`
	Text     sql.NullString `db:"payload"`
}

// sum is the hash that the entry must have.
func (e *entry) sum() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\x00%d\x00%s\x00%s\x00%s", e.Seq, e.Time, e.Kind, e.Payload, e.Previous)
	return hex.EncodeToString(h.Sum(nil))
}

// audit adds an entry to the chain, its payload beside it.
func (t *tx) audit(now time.Time, kind string, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	var last Head
	if err := t.get(&last, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"); err != nil {
		return err
	}
	e := entry{Seq: last.Seq + 1, Time: micros(now), Kind: kind, Payload: sum(text), Previous: last.Hash}
	e.Hash = e.sum()
	err = t.exec("INSERT INTO audit (seq, time, kind, payload_sha256, previous, hash) VALUES (?, ?, ?, ?, ?, ?)", e.Seq, e.Time,
		e.Kind, e.Payload, e.Previous, e.Hash)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO audit_payload (seq, payload) VALUES (?, ?)", e.Seq, string(text))
}

// Head returns the newest entry of the audit chain; the zero Head where there is none.
func (s *Store) Head(ctx context.Context) (Head, error) {
	var h Head
	err := s.read(ctx, "read the audit log", func(v *view) error {
		return v.get(&h, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
	})
	return h, err
}

// Verified is what an audit chain without a fault holds.
type Verified struct {
	// Head is the newest entry.
	Head Head
	// Erased counts the payloads that retention erased, Documents the documents that are what was stored.
	Erased, Documents int
}

// Verify checks the whole audit chain, every payload, that entries and documents name each other, and that the known heads are
// in it.
// The error is a *BrokenError for the first entry that is not as it was written. What retention erased is no fault: the
// chain itself says what that was.
func (s *Store) Verify(ctx context.Context, known ...Head) (Verified, error) {
	var c checker
	err := s.read(ctx, "verify the audit log", func(v *view) error {
		heads := map[int64]string{}
		for _, h := range known {
			heads[h.Seq] = h.Hash
		}
		days, err := v.days()
		if err != nil {
			return err
		}
		c = checker{heads: heads, days: days, documents: map[int64]string{}, lost: map[int64]int64{}, entries: map[int64]int64{}}
		if err := v.documents(c.documents); err != nil {
			return err
		}
		if err := v.each(c.next, `SELECT audit.seq, time, kind, payload_sha256, previous, hash, payload FROM audit
			LEFT JOIN audit_payload ON audit_payload.seq = audit.seq ORDER BY audit.seq`); err != nil {
			return err
		}
		if err := c.end(); err != nil {
			return err
		}
		return v.rebuilt(&c)
	})
	return c.Verified, err
}

// documents reads the hashes of the documents by run.
func (v *view) documents(into map[int64]string) error {
	return v.each(func(rows *sql.Rows) error {
		var run int64
		var hash string
		err := rows.Scan(&run, &hash)
		into[run] = hash
		return err
	}, "SELECT run, sha256 FROM run_document")
}

// rebuilt puts every document together again: what it is made of is part of what was stored.
func (v *view) rebuilt(c *checker) error {
	for _, run := range slices.Sorted(maps.Keys(c.documents)) {
		if _, err := v.document(run); err != nil {
			return &BrokenError{c.entries[run], "the document of its run can't be put together again"}
		}
		c.Documents++
	}
	return nil
}

// checker walks along the chain.
type checker struct {
	Verified
	heads     map[int64]string
	documents map[int64]string
	days      map[int64]access.Date
	// missing are entries without a payload, in order; lost are runs without a document, with their entries.
	missing []int64
	lost    map[int64]int64
	// entries are the entries of runs.
	entries map[int64]int64
}

// next checks one entry.
func (c *checker) next(rows *sql.Rows) error {
	var e entry
	if err := rows.Scan(&e.Seq, &e.Time, &e.Kind, &e.Payload, &e.Previous, &e.Hash, &e.Text); err != nil {
		return err
	}
	broken := func(what string) error { return &BrokenError{e.Seq, what} }
	head, known := c.heads[e.Seq]
	switch {
	case e.Seq != c.Head.Seq+1:
		return &BrokenError{c.Head.Seq + 1, "it is missing"}
	case e.Previous != c.Head.Hash:
		return broken("it does not follow from the entry before")
	case e.Hash != e.sum():
		return broken("it was changed")
	case known && head != e.Hash:
		return broken("it is not the one that was reported: the log was written anew")
	case e.Text.Valid && sum([]byte(e.Text.String)) != e.Payload:
		return broken("its payload was changed")
	}
	delete(c.heads, e.Seq)
	c.Head = Head{e.Seq, e.Hash}
	if !e.Text.Valid {
		c.missing = append(c.missing, e.Seq)
		return nil
	}
	switch e.Kind {
	case auditRun:
		var p runPayload
		if err := json.Unmarshal([]byte(e.Text.String), &p); err != nil {
			return broken("its payload can't be read")
		}
		c.entries[p.Run] = e.Seq
		switch hash, kept := c.documents[p.Run]; {
		case !kept:
			c.lost[p.Run] = e.Seq
		case hash != p.Document:
			return broken("the document of its run is another one")
		}
	case auditRetain:
		var p retainPayload
		if err := json.Unmarshal([]byte(e.Text.String), &p); err != nil {
			return broken("its payload can't be read")
		}
		c.erased(p)
	}
	return nil
}

// erased takes what retention erased from what is missing.
func (c *checker) erased(p retainPayload) {
	for len(c.missing) > 0 && c.missing[0] <= p.Payloads {
		c.missing = c.missing[1:]
		c.Erased++
	}
	for run := range c.lost {
		if c.days[run].Before(p.Before) {
			delete(c.lost, run)
		}
	}
}

// end reports what is left when the chain ends.
func (c *checker) end() error {
	if len(c.missing) > 0 {
		return &BrokenError{c.missing[0], "its payload is missing, and retention did not erase it"}
	}
	if len(c.lost) > 0 {
		return &BrokenError{slices.Min(slices.Collect(maps.Values(c.lost))), "the document of its run is missing"}
	}
	if len(c.heads) > 0 {
		return &BrokenError{slices.Min(slices.Collect(maps.Keys(c.heads))), "it was reported and is missing: the log was cut"}
	}
	if c.unvouched() {
		return &BrokenError{c.Head.Seq + 1, "it is missing, and a document is there that no entry names: the log was cut, or the " +
			"document was put in"}
	}
	return nil
}

// unvouched reports whether there is a document that no entry names. Where retention erased payloads, one of a run before
// those that are named may be named by one of these.
func (c *checker) unvouched() bool {
	oldest := int64(math.MaxInt64)
	for run := range c.entries {
		oldest = min(oldest, run)
	}
	for run := range c.documents {
		if _, named := c.entries[run]; !named && (c.Erased == 0 || run > oldest) {
			return true
		}
	}
	return false
}
