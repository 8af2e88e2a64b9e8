package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/gofrs/flock"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// maxBytes bounds a file: far beyond any app, far below the memory of a machine.
const maxBytes = 64 << 20

// Write makes the file at path the app that a snapshot was taken of, in place of what was there. What an export did not
// list or cannot do says nothing of the app: of a snapshot with a File the reach is not taken.
func Write(path string, s access.Snapshot) error {
	return alone(context.Background(), path, func() error { return documentOf(&s).save(path) })
}

// name is how messages call a file.
func name(path string) string { return fold.Clean(filepath.Base(path)) }

// alone runs do while nobody else changes the file, in this process or another. The lock is on a file beside it, as every
// change replaces the file itself; it ends with the process at the latest.
func alone(ctx context.Context, path string, do func() error) error {
	l := flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(ctx, time.Millisecond); err != nil {
		return cmp.Or(ctx.Err(), fmt.Errorf("%s cannot be changed: %w; check who may write its folder", name(path), plain(err)))
	}
	err := do()
	return cmp.Or(err, l.Unlock())
}

// plain returns an error of the system without the path, which may be somebody's.
func plain(err error) error {
	if problem, ok := errors.AsType[*fs.PathError](err); ok {
		return problem.Err
	}
	if problem, ok := errors.AsType[*os.LinkError](err); ok {
		return problem.Err
	}
	return err
}

// load reads the file.
func load(path string) (*document, error) {
	data, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf(`%s: %w; begin one there with {"sandbox": 1, "accounts": [{"id": "1", "login": "ann"}]}`,
			name(path), plain(err))
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w; check the path and who may read it", name(path), plain(err))
	}
	return decode(name(path), data)
}

func read(path string) ([]byte, error) {
	// before it is opened: a pipe would keep us waiting
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

// save replaces the file at once, and only by what can be read again.
func (d *document) save(path string) error {
	data, err := d.encode()
	if err == nil {
		_, err = decode(name(path), data)
	}
	if err != nil {
		return fmt.Errorf("%s is left as it was: what it would be is not sound: %w", name(path), err)
	}
	if err := replace(path, data); err != nil {
		return fmt.Errorf("%s cannot be written: %w; check its folder and the space on its disk", name(path), plain(err))
	}
	return nil
}

// replace puts a file in the place of another, whole and for its owner only.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".sandbox-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// encode writes each key, entitlement and account on a line of its own, and no key without a value.
func (d *document) encode() ([]byte, error) {
	d.sort()
	var b bytes.Buffer
	b.WriteByte('{')
	separator := "\n  "
	for _, f := range d.fields() {
		v := reflect.ValueOf(f.value).Elem()
		if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s%q: ", separator, f.key)
		separator = ",\n  "
		if err := f.encode(&b, v); err != nil {
			return nil, err
		}
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

func (f *field) encode(b *bytes.Buffer, v reflect.Value) error {
	if f.key != "entitlements" && f.key != "accounts" {
		text, err := line(f.value)
		b.Write(text)
		return err
	}
	for i := range v.Len() {
		b.WriteString([]string{"[\n    ", ",\n    "}[min(i, 1)])
		text, err := line(v.Index(i).Addr().Interface())
		if err != nil {
			return err
		}
		b.Write(text)
	}
	b.WriteString("\n  ]")
	return nil
}

// line writes a value on one line, as legible as may be.
func line(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}
