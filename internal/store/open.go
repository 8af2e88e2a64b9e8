package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver
)

// Options are what a store needs from outside.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// OnCommit is called right before and right after every commit, where tests cut the power; nil for none.
	OnCommit func()
}

// Store is an open store. It is safe for concurrent use: one writes at a time, and reads go on meanwhile.
type Store struct {
	// w is one connection that writes, nil for a store opened to be read; r are connections that only read.
	w, r *sqlx.DB
	now  func() time.Time
	path string
	// key is that of the store's fingerprints.
	key      []byte
	onCommit func()
}

// Open opens the store at path for a night, makes it where there is none, and brings it up to this program's version. It
// refuses a folder that others may write to: whoever can replace the file decides what nights remember. A new store is
// opened under its Lock.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := place(path)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, denied(path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{now: o.Now, path: path, onCommit: o.OnCommit}
	if s.onCommit == nil {
		s.onCommit = func() {}
	}
	if s.w, err = sqlx.Open("sqlite3", dsn(path, writing)); err != nil {
		return nil, s.fault("open store", err)
	}
	s.w.SetMaxOpenConns(1)
	if err := migrate(ctx, s.w.DB, path); err != nil {
		return nil, errors.Join(s.fault("open store", err), s.w.Close())
	}
	if s.r, err = sqlx.Open("sqlite3", dsn(path, reading)); err != nil {
		return nil, errors.Join(s.fault("open store", err), s.w.Close())
	}
	if err := s.identify(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenReadOnly opens the store at path for reports. It makes and changes nothing, and reads what is finished while a night
// writes.
func OpenReadOnly(ctx context.Context, path string, o Options) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no store at %s yet: it is made by the first run", path)
	}
	path, err := place(path)
	if err != nil {
		return nil, err
	}
	s := &Store{now: o.Now, path: path}
	if s.r, err = sqlx.Open("sqlite3", dsn(path, reading)); err != nil {
		return nil, s.fault("open store", err)
	}
	if err := current(ctx, s.r.DB, path); err != nil {
		return nil, errors.Join(s.fault("open store", err), s.r.Close())
	}
	if err := s.identify(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the store.
func (s *Store) Close() error {
	var err error
	if s.r != nil {
		err = s.r.Close()
	}
	if s.w != nil {
		err = errors.Join(err, s.w.Close())
	}
	return err
}

// place returns the whole path of a store, or why it may not lie there.
func place(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open store: %w", err)
	}
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	if err != nil {
		return "", fmt.Errorf("open store: make its folder first: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0 {
		return "", fmt.Errorf("the store's folder %s may be written by others, who could replace the store: chmod go-w %s",
			folder, folder)
	}
	info, err = os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("open store: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("the store %s is not a file: name one", path)
	case info.Mode().Perm()&0o022 != 0:
		return "", fmt.Errorf("the store %s may be written by others: chmod 600 %s", path, path)
	}
	return path, nil
}

// mode is what a connection may do.
type mode int

const (
	reading mode = iota
	writing
)

// dsn names the file, with every character that means something to a URI escaped. Pragmas stand here and nowhere else, so
// that each connection of a pool has them.
func dsn(path string, m mode) string {
	segments := strings.Split(filepath.ToSlash(path), "/")
	for i := range segments {
		segments[i] = url.PathEscape(segments[i])
	}
	params := url.Values{"_busy_timeout": {"10000"}}
	if m == reading {
		params.Set("mode", "ro")
		params.Set("_query_only", "on")
	} else {
		params.Set("_journal_mode", "WAL")
		params.Set("_synchronous", "FULL") // what is intended is stored before it is done, power cut or not
		params.Set("_txlock", "immediate")
		params.Set("_secure_delete", "on")  // what retention erases is gone from the file
		params.Set("_cache_size", "-16384") // KiB: rows come in the order of their keys
	}
	return "file://" + strings.Join(segments, "/") + "?" + params.Encode()
}

// identify reads the store's own key, and makes it at first. The key keeps who controls an account's name from choosing
// two facts of one fingerprint.
func (s *Store) identify(ctx context.Context) error {
	var text string
	err := s.r.GetContext(ctx, &text, "SELECT value FROM setting WHERE name = 'key'")
	if errors.Is(err, sql.ErrNoRows) {
		if s.w == nil {
			return nil // nothing was recorded yet
		}
		random := make([]byte, 32)
		_, _ = rand.Read(random) // it never fails
		err = s.write(ctx, "open store", func(t *tx) error {
			err := t.exec("INSERT INTO setting (name, value) VALUES ('key', ?) ON CONFLICT DO NOTHING", hex.EncodeToString(random))
			if err != nil {
				return err
			}
			return t.get(&text, "SELECT value FROM setting WHERE name = 'key'")
		})
	}
	if err != nil {
		return s.fault("open store", err)
	}
	s.key, err = hex.DecodeString(text)
	return err
}
