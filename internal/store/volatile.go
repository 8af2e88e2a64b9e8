package store

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"reconcile/internal/access"
)

// Volatile are the facts of an account of which only the latest are kept.
type Volatile struct {
	Account    string
	LastActive access.Date
	Seat       access.Tri
}

// volatile writes the volatile facts of a snapshot one after the other, ids without what they share with the one before.
func (r *TargetRead) volatile() string {
	const most = 16 // bytes that an account takes, as a rule
	b := make([]byte, 0, most*len(r.Snapshot.Accounts))
	before := ""
	for i := range r.Snapshot.Accounts {
		a := &r.Snapshot.Accounts[i]
		if a.LastActive == 0 && a.Seat == access.Unknown {
			continue
		}
		shared := 0
		for shared < len(before) && shared < len(a.ID) && before[shared] == a.ID[shared] {
			shared++
		}
		b = binary.AppendUvarint(b, uint64(shared))
		b = binary.AppendUvarint(b, uint64(len(a.ID)-shared))
		b = append(b, a.ID[shared:]...)
		b = binary.AppendVarint(b, int64(a.LastActive))
		b = append(b, byte(a.Seat))
		before = a.ID
	}
	return string(b)
}

// volatile replaces the target's volatile facts, where they differ.
func (rec *recorder) volatile() error {
	var was string
	hash := sum([]byte(rec.facts))
	if err := rec.tx.get(&was, "SELECT sha256 FROM volatile WHERE target = ?", rec.target); err != nil || was == hash {
		return err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(rec.facts)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return rec.tx.exec(`INSERT INTO volatile (target, run, sha256, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (target) DO UPDATE SET run = excluded.run, sha256 = excluded.sha256, body = excluded.body`,
		rec.target, rec.run, hash, base64.RawStdEncoding.EncodeToString(out.Bytes()))
}

// Volatile returns the latest volatile facts of a target's accounts, sorted by account; none where nothing is known.
func (s *Store) Volatile(ctx context.Context, target string) ([]Volatile, error) {
	what := "read the last activity in " + target
	var row struct {
		Body string `db:"body"`
		Hash string `db:"sha256"`
	}
	err := s.r.GetContext(ctx, &row, "SELECT body, sha256 FROM volatile JOIN target ON id = target WHERE name = ?", target)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.fault(what, err)
	}
	b, err := checked(what, row.Body, row.Hash)
	if err != nil {
		return nil, err
	}
	var all []Volatile
	before := ""
	for len(b) > 0 {
		shared, n := binary.Uvarint(b)
		length, m := binary.Uvarint(b[max(n, 0):])
		if n <= 0 || m <= 0 || shared > uint64(len(before)) || length > uint64(len(b)-n-m) {
			return nil, fmt.Errorf("%s: it ends too early", what)
		}
		b = b[n+m:]
		v := Volatile{Account: before[:shared] + string(b[:length])}
		b = b[length:]
		day, n := binary.Varint(b)
		if n <= 0 || n >= len(b) {
			return nil, fmt.Errorf("%s: it ends too early", what)
		}
		v.LastActive, v.Seat = access.Date(day), access.Tri(b[n])
		b, before = b[n+1:], v.Account
		all = append(all, v)
	}
	return all, nil
}
