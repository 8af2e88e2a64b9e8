package store

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"reconcile/internal/access"
)

// sum is the SHA-256 of b in hexadecimal.
func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// pack compresses b into text.
func pack(b []byte) (string, error) {
	var out bytes.Buffer
	encoder := base64.NewEncoder(base64.RawStdEncoding, &out)
	w, err := flate.NewWriter(encoder, flate.DefaultCompression)
	if err != nil {
		return "", err
	}
	for _, step := range []func() error{
		func() error { _, err := w.Write(b); return err }, w.Close, encoder.Close,
	} {
		if err := step(); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// unpack is the inverse of pack.
func unpack(text string) ([]byte, error) {
	packed, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return b, nil
}

// micros is a time as it is stored, 0 for none; instant is its inverse, in UTC.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// date reads a stored date, of which only this package wrote any.
func date(text string) access.Date {
	d, _ := access.ParseDate(text) // "" is no date
	return d
}

// number is a truth as it is stored.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// content keeps a text once, and returns its number.
func (t *tx) content(b []byte) (int64, error) {
	hash, id := sum(b), int64(0)
	if err := t.get(&id, "SELECT id FROM content WHERE sha256 = ?", hash); err != nil || id != 0 {
		return id, err
	}
	body, err := pack(b)
	if err != nil {
		return 0, err
	}
	if id, err = t.next("content"); err != nil {
		return 0, err
	}
	return id, t.exec("INSERT INTO content (id, sha256, body) VALUES (?, ?, ?)", id, hash, body)
}

// checked unpacks a text and makes sure that it is the one that was stored.
func checked(what, body, hash string) ([]byte, error) {
	b, err := unpack(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if sum(b) != hash {
		return nil, fmt.Errorf("%s was changed in the store: restore it from its backup", what)
	}
	return b, nil
}
